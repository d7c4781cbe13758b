"""The filter: looks at every label of a session and marks those that would teach wrong things.

Nothing is deleted. What is found goes into ``labels/review.json``, and beside it a contact sheet to
be looked at in a browser. The user's own verdicts are never touched, and count for more.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from muse_nodes.api import Array, MediaError, MuseError, Ops
from muse_nodes.media.labelled import fitted, marked, write_jpeg
from muse_nodes.profiles.frames import LabelledFrame, labelled_frames
from muse_nodes.profiles.review import (
    Review,
    accepted,
    read_verdicts,
    write_review,
)
from muse_nodes.training.review_cache import Cache, Line
from muse_nodes.training.review_measures import Look, Measures, measured, read_look
from muse_nodes.training.review_pairs import contradiction
from muse_nodes.training.review_room import Rooms
from muse_nodes.training.review_scores import AROUND, NEAR, RULES, findings
from muse_nodes.training.review_sheet import THUMBS, TITLES, thumbnail_name, write_sheet

THUMBNAIL = 320
"""Longest side of a picture on the contact sheet."""

Tell = Callable[[int, int, str], None]
"""Told how many frames are done of how many, and what is done; what it raises ends the work."""
Show = Callable[[Array], None]
"""Shown a labelled picture now and then, uint8 RGB."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many frames were looked at, how many are kept, and what was found in how many of them.

    ``causes`` are names of scores, the most frequent first.
    """

    frames: int
    kept: int
    causes: dict[str, int]

    @property
    def worst(self) -> str:
        """What is wrong most often, in words; empty where nothing is."""
        return next((TITLES[cause] for cause in self.causes), "")

    @property
    def text(self) -> str:
        """For a node's status."""
        return f"{self.kept} of {self.frames} frames kept."


def review(
    session: Path, folder: Path, ops: Ops, *, strictness: float = 0.5,
    tell: Tell | None = None, show: Show | None = None,
) -> Outcome:  # fmt: skip
    """Review the labels of a session; write ``review.json``, thumbnails and the contact sheet.

    ``folder`` keeps what was measured, for a run that is killed. The outcome does not depend on
    where it was. MuseError when there are no labels, when they are damaged, or when nothing can be
    written; a single frame that cannot be read is rejected, with the reason.
    """
    frames = labelled_frames(session)
    if not frames:
        raise MuseError(f"The session '{session}' has no labelled frames.", hint="Label it again.")
    lines = _measure_all(session, frames, folder, ops, tell, show)
    found = findings([x.measures for x in lines], [x.pairs for x in lines], strictness)
    result = Review(frames=found)
    write_review(session, result)
    verdicts = read_verdicts(session)
    write_sheet(session, frames, result, verdicts)
    kept = sum(accepted(frame.image, result, verdicts) for frame in frames)
    causes = Counter(cause for finding in found.values() for cause in finding.causes)
    return Outcome(len(frames), kept, dict(causes.most_common()))


def _measure_all(
    session: Path, frames: list[LabelledFrame], folder: Path, ops: Ops, tell: Tell | None,
    show: Show | None,
) -> list[Line]:  # fmt: skip
    cache = Cache(folder / "measures.jsonl")
    numbers = [frame.frame for frame in frames]
    there = [line.measures.frame for line in cache.lines]
    cache.keep_first(_whole(session, numbers, there))
    begin = len(cache.lines)
    before: deque[tuple[float, Look | None]] = deque(maxlen=AROUND)

    def alive() -> None:
        if tell:
            tell(begin, len(frames), "getting to know the room")

    rooms = Rooms(session, frames, ops, alive)
    for i in range(max(0, begin - AROUND), len(frames)):
        frame = frames[i]
        if tell:
            tell(i, len(frames), f"frame {i + 1} of {len(frames)}")
        look, wrong = _read(frame, ops)
        if i >= begin:
            seen = _measures(frame, look, rooms, ops, wrong)
            small = _thumbnail(session, frame, look)
            cache.add(Line(seen, _pairs(frame.image.time, look, before, ops)))
            if show and small is not None:
                show(small)
        before.append((frame.image.time, look))
    if tell:
        tell(len(frames), len(frames), "writing the review")
    return cache.lines


def _whole(session: Path, wanted: list[int], there: list[int]) -> int:
    """How many frames at the beginning are measured already and have their thumbnail."""
    count = 0
    for number, measured_one in zip(wanted, there, strict=False):
        if number != measured_one or not (session / THUMBS / thumbnail_name(number)).is_file():
            break
        count += 1
    return count


def _read(frame: LabelledFrame, ops: Ops) -> tuple[Look | None, str]:
    """The frame, or the sentence that says why it cannot be used."""
    size = frame.image.height, frame.image.width
    try:
        return read_look(frame.picture, frame.mask, size, ops), ""
    except MediaError:  # its message names the place on this machine; the sheet may go elsewhere
        return None, RULES["unreadable"].sentence
    except MuseError as error:
        return None, error.message


def _measures(
    frame: LabelledFrame, look: Look | None, rooms: Rooms, ops: Ops, wrong: str
) -> Measures:
    image = frame.image
    if look is None:
        return Measures(image.frame, image.time, given=image.scores, wrong=wrong)
    points = np.array([(x, y, score * (v > 1)) for x, y, v, score in frame.points], np.float32)
    found = measured(look, points.reshape(-1, 3), rooms.at(look), ops)
    if frame.people > 1:
        found["second"] = 1.0
    found["empty"] = frame.mask is not None and found["area"] == 0
    about = {"frame": image.frame, "time": image.time, "given": image.scores}
    return msgspec.convert(about | found, Measures)


def _pairs(
    time: float, look: Look | None, before: deque[tuple[float, Look | None]], ops: Ops
) -> dict[int, float]:
    found = {}
    for back, (then, earlier) in enumerate(reversed(before), start=1):
        if look is None or earlier is None or time - then > NEAR:
            continue
        if look.luma.shape == earlier.luma.shape:
            found[back] = round(contradiction(earlier, look, ops), 5)
    return found


def _thumbnail(session: Path, frame: LabelledFrame, look: Look | None) -> Array | None:
    """Write the small picture of a frame; one that cannot be read has a grey one."""
    if look is None:
        small = np.full((9, 16, 3), 60, np.uint8)
    else:
        points = np.array([(x, y, v) for x, y, v, _ in frame.points], np.float32).reshape(-1, 3)
        small = marked(fitted(look.picture, THUMBNAIL), look.alpha, points)
    write_jpeg(session / THUMBS / thumbnail_name(frame.frame), small)
    return small if look is not None else None
