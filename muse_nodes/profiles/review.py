"""What was found out about the labels of a session, and what the user said about them.

``labels/review.json`` is written by the filter step, ``labels/verdicts.json`` when somebody clicks.
Both only mark frames, by their number in the video; nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.labels import LARGEST, LabelledImage

Verdict = Literal["accept", "reject", "relabel"]
"""What the user says of a frame; ``relabel`` leaves it out until it has been labelled again."""

T = TypeVar("T", bound=msgspec.Struct)


class Finding(msgspec.Struct, frozen=True):
    """Of one frame: scores by name, and why it was rejected, if it was.

    ``causes`` are the names of the scores that were too high, ``reasons`` the same as sentences.
    """

    scores: dict[str, float] = {}
    reasons: list[str] = []
    causes: list[str] = []


class Review(msgspec.Struct, frozen=True):
    """What the filter step found, by the frame's number."""

    format: Literal[1] = 1
    frames: dict[int, Finding] = {}


class Verdicts(msgspec.Struct, frozen=True):
    """What the user said, by the frame's number."""

    format: Literal[1] = 1
    frames: dict[int, Verdict] = {}


def accepted(image: LabelledImage, review: Review, verdicts: Verdicts) -> bool:
    """May the frame be trained on? The user's word counts, then the filter's, then the label's."""
    verdict = verdicts.frames.get(image.frame)
    if verdict is not None:
        return verdict == "accept"
    return image.accepted and not review.frames.get(image.frame, Finding()).reasons


def to_relabel(session: Path) -> list[int]:
    """The frames that the user wants to be labelled again; MuseError as of ``read_verdicts``."""
    verdicts = read_verdicts(session).frames
    return sorted(frame for frame, verdict in verdicts.items() if verdict == "relabel")


def relabelled(session: Path, frames: Collection[int]) -> None:
    """These frames have new labels: nobody waits for them any more, and what was found is old.

    What the user said otherwise stays. MuseError when a file is damaged or cannot be written.
    """
    verdicts, review = read_verdicts(session), read_review(session)
    said = {f: v for f, v in verdicts.frames.items() if v != "relabel" or f not in frames}
    found = {f: v for f, v in review.frames.items() if f not in frames}
    if len(said) < len(verdicts.frames):
        write_verdicts(session, Verdicts(frames=said))
    if len(found) < len(review.frames):
        write_review(session, Review(frames=found))


def read_review(session: Path) -> Review:
    """The review of a session, an empty one if there is none; MuseError if it is damaged."""
    return _read(session / "labels" / "review.json", Review)


def read_verdicts(session: Path) -> Verdicts:
    """The verdicts on a session, none if there are none; MuseError if they are damaged."""
    return _read(session / "labels" / "verdicts.json", Verdicts)


def write_review(session: Path, review: Review) -> None:
    """Write the review as a whole. MuseError when the disk does not take it."""
    write_bytes(session / "labels" / "review.json", msgspec.json.encode(review), "review")


def write_verdicts(session: Path, verdicts: Verdicts) -> None:
    """Write the verdicts as a whole. MuseError when the disk does not take them."""
    write_bytes(session / "labels" / "verdicts.json", msgspec.json.encode(verdicts), "verdicts")


def _read(path: Path, kind: type[T]) -> T:
    try:
        if path.stat().st_size > LARGEST:
            raise MuseError(f"'{path}' is too large to be what it should be.")
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return kind()
    except OSError as error:
        raise MuseError(f"'{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MuseError(
            f"'{path}' is damaged: {error}.", hint="Move it away and run the filter step again."
        ) from error
