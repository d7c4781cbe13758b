"""What one labelled frame shows by itself: the numbers that reviews are made of.

Everything is measured on a copy of ``ROWS`` rows, in which what spoils a label is still large.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from muse_nodes.api import Array, MuseError, Ops
from muse_nodes.kernels.network_input import to_network
from muse_nodes.kernels.regions import STRAIGHT, regions_of
from muse_nodes.media import read_image

ROWS = 180
SHARP_ROWS = 360
"""Rows in which sharpness is measured: less than a full frame, so that noise of a pixel is not."""
CELLS = (9, 16)
PERSON, ROOM = 0.5, 0.1
"""Alpha from which on a pixel is the person's, and up to which it is the room's."""
SURE = 0.3
"""Score from which on a key point is one that the teacher has found."""
NEAR = 0.02
"""Key points may lie so far outside the matte, as part of the picture's height."""
ALIKE = 10.0
"""Levels within which a pixel looks like the empty room."""
LEAST = 2e-4
"""Parts of the picture that are smaller are specks that nobody sees."""
BESIDE = 0.5
"""Two people stand beside each other: their boxes share less than this of the narrower one's width.
Somebody behind a table is cut in two as well, but one above the other."""
AS_HIGH = 0.5


class Measures(msgspec.Struct, frozen=True):
    """One frame. Shares are 0..1, positions and sizes in heights of the picture.

    ``room`` is the share of the person that looks like the empty room, -1 where nobody knows it;
    ``sharp`` the variance of the Laplacian in each cell of ``CELLS``, -1 where the person is.
    ``empty``: somebody is labelled, but nothing of them is in the matte. ``wrong`` says why nothing
    could be measured, as a sentence.
    """

    frame: int
    time: float
    area: float = 0.0
    x: float = 0.0
    y: float = 0.0
    bright: float = 255.0
    holes: float = 0.0
    islands: float = 0.0
    second: float = 0.0
    outside: float = 0.0
    room: float = -1.0
    empty: bool = False
    sharp: list[float] = []
    given: dict[str, float] = {}
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A frame at the size at which it is measured.

    ``luma`` is uint8 (h, w), ``matte`` float32 (h, w), ``colours`` uint8 (h, w, 3); ``picture`` and
    ``alpha`` are the full ones, uint8.
    """

    luma: Array
    matte: Array
    colours: Array
    picture: Array
    alpha: Array | None


def read_look(image: Path, mask: Path | None, size: tuple[int, int], ops: Ops) -> Look:
    """A frame and its mask from disk. ``size`` (height, width) is what the label says.

    MuseError when one of them cannot be read or has another size.
    """
    picture, _ = read_image(image)
    _check(image, picture, size)
    small = rows_of(size, ROWS)
    luma, matte = np.empty(small, np.uint8), np.zeros(small, np.float32)
    colours, alpha = np.empty((*small, 3), np.uint8), None
    ops.luma(luma, picture)
    to_network(colours, picture)
    if mask is not None:
        grey, _ = read_image(mask)
        _check(mask, grey, size)
        alpha = np.ascontiguousarray(grey[..., 0])
        levels = np.empty(small, np.uint8)
        ops.resize(levels, alpha)
        matte = levels.astype(np.float32) / np.float32(255)
    return Look(luma, matte, colours, picture, alpha)


def rows_of(size: tuple[int, int], rows: int) -> tuple[int, int]:
    """``size`` (height, width) brought down to at most ``rows``, in its own proportions."""
    rows = min(rows, size[0])
    return rows, max(1, round(size[1] * rows / size[0]))


def measured(
    look: Look, points: Array, rooms: Sequence[Array | None], ops: Ops
) -> dict[str, object]:
    """The fields of ``Measures`` that the picture and its label give.

    ``points`` is float32 (K, 3): x, y in 0..1 and the score, 0 for what is not there. ``rooms`` are
    pictures of the empty room, the best one first: float32 of the size of ``look.colours``, NaN
    where it is not known.
    """
    person = look.matte >= PERSON
    height = person.shape[0]
    where = np.argwhere(person)
    found: dict[str, object] = {
        "area": float(person.mean()),
        "bright": float(np.percentile(look.luma, 98)),
        "sharp": sharpness(look, ops),
    }
    if not len(where):
        return found
    y, x = where.mean(axis=0) / height
    known = [_alike(look, room) for room in rooms if room is not None]
    inner = look.matte >= 1 - ROOM
    holes = _holes(look.matte >= PERSON, known)
    islands, second = _parts(person)
    return found | {
        "x": float(x), "y": float(y), "holes": holes, "islands": islands, "second": second,
        "outside": _outside(look, points, ops),
        "room": float(known[0][inner].mean()) if known and inner.any() else -1.0,
    }  # fmt: skip


def sharpness(look: Look, ops: Ops) -> list[float]:
    """Variance of the Laplacian of each cell that the person leaves free; -1 of the others."""
    size = rows_of(look.picture.shape[:2], SHARP_ROWS)
    luma = np.empty(size, np.uint8)
    ops.luma(luma, look.picture)
    level = luma.astype(np.float32)
    bend = 4 * level[1:-1, 1:-1] - level[:-2, 1:-1] - level[2:, 1:-1]
    bend -= level[1:-1, :-2] + level[1:-1, 2:]
    found = []
    for rows in _slices(bend.shape[0], look.matte.shape[0], CELLS[0]):
        for columns in _slices(bend.shape[1], look.matte.shape[1], CELLS[1]):
            cell = bend[rows[0], columns[0]]
            free = cell.size and look.matte[rows[1], columns[1]].max(initial=0) < ROOM
            found.append(round(float(cell.var()), 3) if free else -1.0)
    return found


def _slices(length: int, other: int, count: int) -> list[tuple[slice, slice]]:
    """``count`` equal parts of two lengths that mean the same."""
    cuts = [(round(length * i / count), round(other * i / count)) for i in range(count + 1)]
    return [
        (slice(a[0], b[0]), slice(a[1], max(b[1], a[1] + 1))) for a, b in itertools.pairwise(cuts)
    ]


def _parts(person: Array) -> tuple[float, float]:
    """Share of loose parts of a mask, and the size of a second person as part of the first."""
    parts = regions_of(person)
    seen = parts.areas >= LEAST * person.size
    if not seen.any():
        return 0.0, 0.0
    areas, boxes = parts.areas[seen], parts.boxes[seen]
    second = 0.0
    for area, (left, _, width, height) in zip(areas[1:], boxes[1:], strict=True):
        both = min(left + width, boxes[0][0] + boxes[0][2]) - max(left, boxes[0][0])
        beside = both < BESIDE * min(width, boxes[0][2])
        if beside and height >= AS_HIGH * boxes[0][3]:
            second = max(second, float(area / areas[0]))
    return float(areas[1:].sum() / areas.sum()), second


def _holes(person: Array, rooms: Sequence[Array]) -> float:
    """Share of the person that is missing inside it. Where the room is seen it is none: between an
    arm and the body, or between the legs. ``rooms`` says where that is."""
    parts = regions_of(~person, STRAIGHT)
    height, width = person.shape
    left, top, wide, high = parts.boxes.T
    inside = (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    inside &= parts.areas >= LEAST * person.size
    hole = np.isin(parts.labels, np.flatnonzero(inside) + 1)
    for room in rooms:
        hole &= ~room
    return float(hole.sum() / person.sum())


def _outside(look: Look, points: Array, ops: Ops) -> float:
    """Share of the key points, of those that are sure, that lie beside the matte."""
    height, width = look.matte.shape
    sure = points[points[:, 2] >= SURE]
    x, y = sure[:, 0] * width, sure[:, 1] * height
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    if not inside.any():
        return 0.0
    grown = np.empty_like(look.matte)
    ops.grow(grown, look.matte, max(NEAR * height, 1.0))
    return float((grown[y[inside].astype(int), x[inside].astype(int)] < PERSON).mean())


def _alike(look: Look, room: Array) -> Array:
    """Where a frame looks like the empty room, once the light is made equal, as bool (h, w)."""
    free = (look.matte <= ROOM) & np.isfinite(room[..., 0])
    now: Array = look.colours.astype(np.float32)
    if free.sum() >= 64:
        now = now * np.median((room[free] + 1) / (now[free] + 1), axis=0)
    return np.asarray(np.abs(now - room).max(axis=2) <= ALIKE)


def _check(path: Path, picture: Array, size: tuple[int, int]) -> None:
    if picture.shape[:2] != size:
        raise MuseError(
            f"'{path.name}' is {picture.shape[1]}x{picture.shape[0]} pixels, but its label says "
            f"{size[1]}x{size[0]}."
        )
