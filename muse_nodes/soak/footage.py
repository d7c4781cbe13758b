"""What the cameras of an endurance run see: a person and a room that are known pixel by pixel.

A scene folder holds ``video.mp4``, ``alpha.mkv`` (where the person is, one picture per frame) and
``background.png`` (the empty room); without one it is the drawn demo scene. The room is painted
magenta for some seconds and left as filmed for some, in turn: magenta is a colour of nothing else,
so a single pixel of it in what goes out is a leak, whatever else may be uncertain.

Two marks tell what a picture shows. One in the first row holds the number of the frame and a
checksum of the middle row; by it the network that knows the truth (``truth``) recognises a frame,
and nothing but that very frame. The other one lies deep inside the person, so that it is still
there when the room has been replaced: which frame's pixels are seen is read from what goes out, not
guessed from its time.
"""

from __future__ import annotations

import threading
import zlib
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from muse_nodes.api import Array, EndOfStream, Frame, MediaError

MAGENTA = (255, 0, 255)
PAINTED_FOR = 300
"""Frames after which the room changes from filmed to magenta and back."""

PERSON = 128
"""From this level of ``alpha.mkv`` on a pixel belongs to the person."""

DEMO_SIZE, DEMO_FRAMES = (640, 360), 120

_INDEX_BITS, _SUM_BITS = 10, 32
MARK = _INDEX_BITS + _SUM_BITS
"""Pixels of the first row that hold the mark: black 0, white 1."""

INNER = 2 * _INDEX_BITS
"""Pixels of the mark inside the person: the number of the frame, and its complement."""

Size = tuple[int, int]
"""(width, height)"""


class Shot(NamedTuple):
    """One frame as a camera gave it: its number in the film, and whether the room was painted."""

    number: int
    magenta: bool


Place = tuple[int, int]
"""(row, column)"""


@dataclass
class Footage:
    """``mattes`` (packed bits of ``size``, one per frame), the empty room, and the film itself.

    ``film`` is the folder of a scene, None for the demo scene. ``shots`` are the frames that were
    given last, with the time (``time.perf_counter_ns``).
    """

    size: Size
    plate: Frame
    mattes: Sequence[Array]
    film: Path | None = None
    magenta: bool = True
    shots: Shots = field(default_factory=lambda: Shots())
    drawn: Any = None
    """The demo scene, painted once; one camera at a time has it drawn."""
    drawing: threading.Lock = field(default_factory=threading.Lock)
    _places: dict[tuple[int, Size], Place | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return self.film.name if self.film is not None else "demo scene"

    def person(self, index: int, size: Size) -> Array:
        """Where the person is in a frame at ``size``, bool (height, width), nearest pixels."""
        width, height = self.size
        bits = np.unpackbits(self.mattes[index], count=width * height).reshape(height, width)
        return scaled(bits, size) > 0

    def place(self, index: int, size: Size) -> Place | None:
        """Where the inner mark of a frame begins; None when the person is too small for it."""
        key = (index, size)
        if key not in self._places:
            self._places[key] = _deep_inside(self.person(index, size))
        return self._places[key]

    def shown(self, picture: Frame, likely: Shot) -> Shot | None:
        """Which frame's person is seen, ``likely`` that one; None when none can be made out."""
        size = (picture.shape[1], picture.shape[0])
        if self._is_marked(picture, likely.number, size):
            return likely
        for shot in self.shots.recent():
            if self._is_marked(picture, shot.number, size):
                return shot
        return None

    def _is_marked(self, picture: Frame, index: int, size: Size) -> bool:
        place = self.place(index, size)
        return place is not None and read_inner(picture, place) == index

    def pictures(self) -> Iterator[tuple[int, Frame]]:
        """(number, picture) without end. The picture is valid until the next one is asked for."""
        return _film(self) if self.film is not None else _drawn(self)


def open_footage(folder: Path | None, *, magenta: bool = True) -> Footage:
    """The scene in ``folder``, or the demo scene. MediaError when something of it is missing."""
    from muse_nodes import media

    if folder is None:
        width, height = DEMO_SIZE
        scene = media.DemoScene(width, height, noise=1.5)
        drawn = [np.packbits(scene.matte(i) >= PERSON / 255) for i in range(DEMO_FRAMES)]
        return Footage(DEMO_SIZE, scene.plate, drawn, None, magenta, drawn=scene)
    plate, _ = media.read_image(folder / "background.png")
    reader = media.VideoReader(folder / "alpha.mkv")
    width, height = reader.size
    if plate.shape[:2] != (height, width):
        raise MediaError(f"In '{folder}' the empty room and the mattes differ in size.")
    picture = np.empty((height, width, 3), np.uint8)
    mattes: list[Array] = []
    try:
        while len(mattes) < 1 << _INDEX_BITS:
            reader.read(picture)
            mattes.append(np.packbits(picture[..., 0] >= PERSON))
    except EndOfStream:
        pass
    finally:
        reader.close()
    return Footage((width, height), plate, mattes, folder, magenta)


def scaled(picture: Array, size: Size) -> Array:
    """``picture`` at ``size`` (width, height), nearest pixels."""
    height, width = picture.shape[:2]
    if (width, height) == size:
        return picture
    down, across = _places(height, size[1]), _places(width, size[0])
    found: Array = picture.take(down, axis=0).take(across, axis=1)
    return found


@lru_cache(maxsize=32)
def _places(have: int, want: int) -> Array:
    return np.minimum((np.arange(want) + 0.5) * have / want, have - 1).astype(np.intp)


def _film(footage: Footage) -> Iterator[tuple[int, Frame]]:
    from muse_nodes import media

    assert footage.film is not None
    reader = media.VideoReader(footage.film / "video.mp4", loop=True)
    picture = np.empty((footage.size[1], footage.size[0], 3), np.uint8)
    count = len(footage.mattes)
    try:
        number = 0
        while True:
            reader.read(picture)
            yield number % count, picture
            number += 1
    finally:
        reader.close()


def _drawn(footage: Footage) -> Iterator[tuple[int, Frame]]:
    width, height = footage.size
    picture = np.empty((height, width, 3), np.uint8)
    number = 0
    while True:
        with footage.drawing:
            footage.drawn.frame(number % len(footage.mattes), picture)
        yield number % len(footage.mattes), picture
        number += 1


class Camera:
    """One camera that films ``footage`` at ``size``. Not thread-safe."""

    def __init__(self, footage: Footage, size: Size) -> None:
        self._footage, self._size = footage, size
        self._pictures = footage.pictures()

    def take(self, out: Frame) -> Shot:
        """The next frame into ``out``, uint8 (height, width, 3)."""
        index, picture = next(self._pictures)
        out[...] = scaled(picture, self._size)
        magenta = self._footage.magenta and self._footage.shots.given // PAINTED_FOR % 2 == 1
        if magenta:
            _paint(out, self._footage.person(index, self._size))
        place = self._footage.place(index, self._size)
        if place is not None:
            mark_inside(out, place, index)
        mark(out, index)
        return Shot(index, magenta)

    def close(self) -> None:
        """Close the film."""
        self._pictures.close()  # type: ignore[attr-defined]  # a generator has it


def _paint(out: Frame, person: Array) -> None:
    """The room magenta; what of the person happens to be like it becomes grey."""
    out[magenta_ish(out)] = 128
    out[~person] = MAGENTA


def magenta_ish(picture: Frame) -> Array:
    """Which pixels nothing but the painted room can have caused: bool (H, W)."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    found: Array = (red > 190) & (blue > 190) & (green < 100)
    return found


def mark(picture: Frame, index: int) -> None:
    """Write the number of a frame and a checksum of it into the first row."""
    value = index << _SUM_BITS | _sum(picture)
    bits = value >> np.arange(MARK) & 1
    picture[0, :MARK] = (bits * 255)[:, None]


def read_mark(picture: Frame) -> int | None:
    """The number of the frame; None when the picture is not such a frame, unaltered."""
    if picture.shape[1] < MARK:
        return None
    row = picture[0, :MARK]
    if not ((row == 0) | (row == 255)).all():
        return None
    value = sum(1 << place for place, level in enumerate(row[:, 0].tolist()) if level)
    index = value >> _SUM_BITS
    return index if value & ((1 << _SUM_BITS) - 1) == _sum(picture) else None


def mark_inside(picture: Frame, place: Place, index: int) -> None:
    """Write the number of a frame at a place."""
    bits = index >> np.arange(_INDEX_BITS) & 1
    row, column = place
    picture[row, column : column + INNER] = np.concatenate((bits, 1 - bits))[:, None] * 255


def read_inner(picture: Frame, place: Place) -> int | None:
    """The number that stands at a place, brighter or darker than it was written; None: none."""
    row, column = place
    levels = picture[row, column : column + INNER].max(axis=-1).astype(int)
    bits, others = levels[:_INDEX_BITS], levels[_INDEX_BITS:]
    if (abs(bits - others) < _CONTRAST).any():
        return None
    ones = bits > others
    half = (int(levels.min()) + int(levels.max())) / 2
    if ((bits > half) != ones).any() or ((others > half) == ones).any():
        return None
    return int((ones * (1 << np.arange(_INDEX_BITS))).sum())


_CONTRAST = 60


def _deep_inside(person: Array) -> Place | None:
    import cv2

    depth = cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 3)
    row, column = (int(v) for v in np.unravel_index(int(depth.argmax()), depth.shape))
    if depth[row, column] < INNER / 2 + 4:
        return None
    return row, column - INNER // 2


def _sum(picture: Frame) -> int:
    return zlib.crc32(np.ascontiguousarray(picture[picture.shape[0] // 2]).tobytes())


_LOOKED_BACK = 240


class Shots:
    """Which frames were given when. Thread-safe."""

    def __init__(self, kept: int = 2048) -> None:
        self.given = 0
        self._kept: deque[tuple[int, Shot]] = deque(maxlen=kept)
        self._lock = threading.Lock()

    def add(self, when: int, shot: Shot) -> None:
        """A camera has given a frame, ``when`` in nanoseconds."""
        with self._lock:
            self.given += 1
            self._kept.append((when, shot))

    def recent(self) -> list[Shot]:
        """What was given last, newest first."""
        with self._lock:
            return [shot for _, shot in reversed(self._kept)][:_LOOKED_BACK]

    def at(self, when: int) -> Shot | None:
        """The newest frame that had been given by then."""
        with self._lock:
            kept = list(self._kept)
        place = bisect_right(kept, when, key=lambda pair: pair[0])
        return kept[place - 1][1] if place else None
