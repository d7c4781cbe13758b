"""What a teacher has found in a session, frame by frame, in a folder that survives any kill.

``about.json`` says who taught which frames; ``found/000042.json`` is what was found in frame 42 and
``masks/000042.png`` its alpha, 8-bit grey, if anybody is in it. The JSON file is written last: a
frame that has one is done. Everything is written beside its place, brought to the disk and renamed,
and holds no moment and no machine's name, so that a run in many pieces leaves the same bytes as an
unbroken one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import cv2
import msgspec
import numpy as np

from muse_nodes.api import Array, MuseError
from muse_nodes.media import read_image
from muse_nodes.profiles.files import write_bytes
from muse_nodes.training.frames import Chosen
from muse_nodes.training.leftovers import clear
from muse_nodes.training.people import Box
from muse_nodes.training.points import POINTS

PARTS = ("about.json", "found", "masks")
"""The files that make up what a teacher found, as parts of an artifact."""

BORDERS = "borders"
"""Masks from which a teacher that follows a stream goes on; of no use to others."""

_LARGEST = 64 << 20
_Side = Annotated[int, msgspec.Meta(ge=1, le=32768)]

S = TypeVar("S", bound=msgspec.Struct)


class About(msgspec.Struct, frozen=True):
    """Who taught what. ``kind`` says what a frame's record holds; ``frames`` are those to be
    labelled, as (number, time in seconds, sharpness against the median)."""

    kind: Literal["points", "masks"]
    teacher: str
    width: _Side
    height: _Side
    frames: list[tuple[int, float, float]]
    format: Literal[1] = 1

    @property
    def chosen(self) -> list[Chosen]:
        """The frames in order of time."""
        return [Chosen(*one) for one in self.frames]


class Found(msgspec.Struct, frozen=True):
    """What was found in a frame. ``box`` is the main person's (left, top, right, bottom), None for
    nobody; ``second`` how large another person is against it; ``disagreement`` 0..1, more is worse.

    ``points`` are x, y (pixels, centres at integers) and score 0..1 for each of ``POINTS``, one
    after the other; a point that the teacher does not know has the score -1.
    """

    frame: int
    box: Box | None = None
    second: float = 0.0
    disagreement: float = 0.0
    points: list[float] = []

    def triples(self) -> Array:
        """The points as float32 (24, 3); all unknown when there are none."""
        if len(self.points) != 3 * len(POINTS):
            return np.tile(np.array([0, 0, -1], np.float32), (len(POINTS), 1))
        return np.array(self.points, np.float32).reshape(-1, 3)


class Shelf:
    """A teacher's folder. One run at a time writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = _read(folder / "about.json", About)

    @classmethod
    def begin(cls, folder: Path, about: About) -> Shelf:
        """The folder for this work, with what an earlier run of the same work has left there."""
        path = folder / "about.json"
        content = msgspec.json.encode(about)
        if not path.is_file() or path.read_bytes() != content:
            for part in (*PARTS[1:], BORDERS):  # of another teacher, or of other frames
                shutil.rmtree(folder / part, ignore_errors=True)
            write_bytes(path, content, "labels")
        return cls(folder)

    @classmethod
    def of(cls, folder: Path, kind: Literal["points", "masks"]) -> Shelf:
        """What another teacher left in ``folder``; MuseError when it is something else."""
        if not (folder / "about.json").is_file():
            raise MuseError(
                f"'{folder.name}' is not what a teacher found.",
                hint="Connect a node that finds key points or masks.",
            )
        shelf = cls(folder)
        if shelf.about.kind != kind:
            raise MuseError(
                f"{shelf.about.teacher} gives {shelf.about.kind}, and {kind} are needed here.",
                hint="The inputs may be connected the wrong way round.",
            )
        return shelf

    def missing(self) -> list[int]:
        """Frames that are not done, in order."""
        return [frame for frame, *_ in self.about.frames if not self._record(frame).is_file()]

    def put(self, found: Found, alpha: Array | None = None) -> None:
        """Keep what was found in a frame; ``alpha`` is (H, W), float in 0..1 or uint8."""
        if alpha is not None:
            write_bytes(self._mask(found.frame), png(levels(alpha)), "mask")
        exact = msgspec.structs.replace(
            found,
            second=round(found.second, 4),
            disagreement=round(found.disagreement, 4),
            points=[round(float(value), 3) for value in found.points],
        )
        write_bytes(self._record(found.frame), msgspec.json.encode(exact), "labels")

    def get(self, frame: int) -> Found | None:
        """What was found in a frame; None when nobody has looked at it yet."""
        path = self._record(frame)
        return _read(path, Found) if path.is_file() else None

    def all(self) -> Iterator[Found]:
        """Everything that was found, in order of time."""
        for frame, *_ in self.about.frames:
            found = self.get(frame)
            if found is not None:
                yield found

    def last_box(self, frame: int) -> Box | None:
        """Where the main person was in the last frame before this one that shows anybody."""
        for earlier in reversed([f for f, *_ in self.about.frames if f < frame]):
            found = self.get(earlier)
            if found is not None and found.box is not None:
                return found.box
        return None

    def alpha(self, frame: int) -> Array:
        """The alpha of a frame, uint8 (H, W)."""
        return np.ascontiguousarray(read_image(self._mask(frame))[0][..., 0])

    def mask_bytes(self, frame: int) -> bytes:
        """The same as the PNG file that it is."""
        return self._mask(frame).read_bytes()

    def check(self, session: str) -> None:
        """Once all is done: MuseError when nobody was found anywhere, or two people most of the
        time."""
        found = list(self.all())
        with_person = [one for one in found if one.box is not None]
        if not with_person:
            raise MuseError(
                f"No person was found in any of the {len(found)} frames of the session "
                f"'{session}' that {self.about.teacher} looked at.",
                hint="Record one with somebody in the picture, or choose another teacher.",
            )
        two = sum(one.second > 0 for one in with_person)
        if 2 * two > len(with_person):
            raise MuseError(
                f"Two people are visible in {two} of {len(with_person)} frames of the session "
                f"'{session}'. A personal model learns one person.",
                hint="Record again with one person in the picture.",
            )

    def _record(self, frame: int) -> Path:
        return self.folder / "found" / f"{frame:06d}.json"

    def _mask(self, frame: int) -> Path:
        return self.folder / "masks" / f"{frame:06d}.png"


def clear_shelf(folder: Path) -> None:
    """Remove what a killed run has left half-written in a teacher's folder."""
    for part in (folder, *(folder / name for name in (*PARTS[1:], BORDERS))):
        clear(part, "")


def about_of(
    kind: Literal["points", "masks"], teacher: str, size: tuple[int, int], frames: Sequence[Chosen]
) -> About:
    """Who teaches what; ``size`` is (width, height) of the video."""
    chosen = [(one.frame, round(one.time, 4), one.sharpness) for one in frames]
    return About(kind, teacher, size[0], size[1], chosen)


def png(picture: Array) -> bytes:
    """A grey picture as the bytes of a PNG file, always the same for the same picture."""
    _, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    return bytes(data)


def levels(alpha: Array) -> Array:
    """Alpha as uint8."""
    if alpha.dtype == np.uint8:
        return alpha
    return np.asarray(np.clip(alpha, 0, 1) * 255 + 0.5, np.uint8)


def _read(path: Path, kind: type[S]) -> S:
    try:
        if path.stat().st_size > _LARGEST:
            raise MuseError(f"'{path}' is too large to be what a teacher found.")
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise MuseError(
            f"What a teacher found, '{path}', cannot be read: {error.strerror}.",
            hint="Run the labelling step again.",
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MuseError(
            f"What a teacher found, '{path}', is damaged: {error}.",
            hint="Delete the file and run the labelling step again.",
        ) from error
