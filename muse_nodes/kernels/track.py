"""Following a person from frame to frame without a network: points, their flow, carried mattes.

Works on the luma at a reduced size. Coordinates of points are pixels of that small picture, pixel
centres at integers. What is small (points, the displacement grid, the grid of errors) lives on the
host; pictures and mattes are arrays of the device.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from numba import float32, types

from muse_nodes.api.ports import Array, Frame, Matte
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array

NEAR = 1 / 28
"""How near to the edge of the person, as part of the height, points are preferred."""
PREFERRED = 5.0
"""A point near the edge counts so many times its score: the matte ends there, and clothes further
in move on their own. On real clips this takes a fifth to a third off the error of the carried
matte."""
FLATTEST = 3e-3
"""Square root of the smallest eigenvalue below which there is nothing that could be followed."""
PATCH, LEVELS = 13, 3
REACH = 1 / 4
"""How far round the points one looks for where they went, as part of the height."""
BAND = 1 / 45
"""Half the width of the band round the edge in which errors count, as part of the height."""
FEWEST_ROWS = 60
STRIDE = 2
"""Each so many-th pixel along x and y is enough to see how much the light has changed."""
AROUND = 1 / 6
"""How far round the person something new is noticed, an arm that comes in from outside."""
STILL = 5.0
"""Levels within which a pixel is what it was: room then is room now, whatever was carried there."""
DIFFERENT = 20.0
"""Levels by which luma may be off before a pixel counts as another one."""
_STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 12, 0.03)
_SOBEL = 3


def luma(bands: Bands, out: Array, frame: Frame) -> None:
    """See ``Ops.luma``. Bilinear samples: two by two pixels of each cell are looked at.

    Averaging all of them takes three times as long and finds little more.
    """
    size = out.shape[1::-1]
    with bands.scratch(("luma", size), lambda: np.empty((*out.shape, 3), np.uint8)) as small:
        cv2.resize(frame, size, dst=small, interpolation=cv2.INTER_LINEAR)
        cv2.cvtColor(small, cv2.COLOR_RGB2GRAY, dst=out)


def key_points(picture: Array, matte: Matte, count: int, apart: float) -> Array:
    """See ``Ops.key_points``. The score is the root of the smaller eigenvalue (Shi and Tomasi)."""
    height, width = picture.shape
    if min(height, width) < _SOBEL:
        return np.zeros((0, 3), np.float32)
    person = _at_size(matte, (height, width))
    rows, columns = _extent(person, 4)
    person, part = person[rows, columns], picture[rows, columns]
    if min(part.shape) < _SOBEL:
        return np.zeros((0, 3), np.float32)
    core = cv2.erode(person, _box(height * NEAR), borderType=cv2.BORDER_REPLICATE)
    score = np.sqrt(np.maximum(cv2.cornerMinEigenVal(part, 5, ksize=_SOBEL), 0))
    score *= person * np.float32(PREFERRED) - core * np.float32(PREFERRED - 1)
    peaks = (score >= cv2.dilate(score, _box(1))) & (score > FLATTEST)
    y, x = np.nonzero(peaks)
    found = np.column_stack([x + columns.start, y + rows.start, score[y, x]])
    return spread_out(found.astype(np.float32), count, apart)


def spread_out(points: Array, count: int, apart: float) -> Array:
    """The best ``count`` of points (n, 3: x, y, score), no two of them nearer than ``apart``.

    The best is taken, all too near to it are dropped, and so on (non-maximum suppression). Of equal
    scores the first counts.
    """
    left = points[np.argsort(-points[:, 2], kind="stable")]
    taken: list[Array] = []
    while len(left) and len(taken) < count:
        best, left = left[0], left[1:]
        taken.append(best)
        away = left[:, :2] - best[:2]
        left = left[(away * away).sum(axis=1) >= apart * apart]
    return np.array(taken, np.float32).reshape(-1, 3)


def flow(before: Array, now: Array, points: Array) -> Array:
    """See ``Ops.flow``. Pyramidal Lucas-Kanade (Bouguet, 2000), there and back again."""
    places = np.ascontiguousarray(points[:, :2], np.float32)
    result = np.empty((len(places), 3), np.float32)
    result[:, :2], result[:, 2] = places, np.inf
    if not len(places) or min(before.shape) < 2:
        return result
    height, width = now.shape
    margin = np.full(2, round(REACH * height))
    left, top = np.maximum(places.min(axis=0).astype(int) - margin, 0).tolist()
    right, bottom = (places.max(axis=0).astype(int) + margin + 1).tolist()
    first, second = (picture[top:bottom, left:right] for picture in (before, now))
    corner = np.array([left, top], np.float32)
    there, found = _follow(first, second, places - corner)
    back, found_back = _follow(second, first, there)
    there, back = there + corner, back + corner
    error = np.linalg.norm(back - places, axis=1)
    seen = found & found_back & np.isfinite(there).all(axis=1)
    seen &= (there >= 0).all(axis=1) & (there <= (width - 1, height - 1)).all(axis=1)
    result[seen, :2], result[seen, 2] = there[seen], error[seen]
    return result


def _follow(first: Array, second: Array, places: Array) -> tuple[Array, Array]:
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        first, second, places, np.empty_like(places),
        winSize=(PATCH, PATCH), maxLevel=LEVELS, criteria=_STOP,
    )  # fmt: skip
    return moved, found[:, 0] > 0


def warp_matte(bands: Bands, out: Matte, matte: Matte, field: Array, size: tuple[int, int]) -> None:
    """See ``Ops.warp_matte``."""
    with _maps(bands, field, size, (out.shape[0], out.shape[1]), matte.shape) as (x, y):
        cv2.remap(matte, x, y, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REPLICATE)


def warp_error(
    bands: Bands, before: Array, now: Array, field: Array, matte: Matte, cells: tuple[int, int],
    *, whole: bool = False, was: Matte | None = None,
) -> Array:  # fmt: skip
    """See ``Ops.warp_error``."""
    size = (now.shape[0], now.shape[1])
    if size[0] >= 2 * FEWEST_ROWS:  # twice as coarse is exact enough, and four times as fast
        half = (size[0] // 2, size[1] // 2)
        before, now = (_half(picture, half) for picture in (before, now))
    else:
        half = size
    person = _at_size(matte, half)
    box, far = _box(half[0] * BAND), round(half[0] * AROUND)
    wrong = np.zeros(half, np.float32)
    crop = _extent(person, far)
    person, now, then = person[crop], now[crop], before[crop]
    if person.size:
        near = cv2.dilate(person, box)
        with _maps(bands, field, size, half, half) as (x, y):
            warped = cv2.remap(
                before, x[crop], y[crop], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        change = _brighter(warped, now, near)
        off = _difference(warped, now, change)
        core = cv2.erode(person, box, borderType=cv2.BORDER_REPLICATE)
        part = near > (0 if whole else core)
        if not whole:
            np.minimum(off, _difference(then, now, change), out=off, where=near == 0)
            part |= cv2.dilate(person, _box(far)) > near
        bad = (off > DIFFERENT) & part
        if was is not None:
            room = cv2.dilate(_at_size(was, half)[crop], _box(1)) == 0
            bad |= room & (person > 0) & (_difference(then, now, 0.0) < STILL)
        wrong[crop] = bad
    return np.asarray(cv2.resize(wrong, cells[::-1], interpolation=cv2.INTER_AREA))


def _half(picture: Array, size: tuple[int, int]) -> Array:
    return np.asarray(cv2.resize(picture, size[::-1], interpolation=cv2.INTER_AREA))


def _brighter(then: Array, now: Array, near: Array) -> float:
    """Levels by which the light has changed, as far as it is the same all over the person."""
    there = near[::STRIDE, ::STRIDE] > 0
    change = now[::STRIDE, ::STRIDE][there].astype(np.int16)
    change -= then[::STRIDE, ::STRIDE][there]
    return float(np.median(change)) if change.size else 0.0


def _difference(then: Array, now: Array, change: float) -> Array:
    lit = cv2.add(then, change)  # type: ignore[call-overload]  # the stubs know no scalars
    return np.asarray(cv2.absdiff(now, lit))


def _extent(person: Array, margin: int) -> tuple[slice, slice]:
    """Rows and columns that hold the person, and ``margin`` more on each side; empty for nobody."""
    left, top, width, height = cv2.boundingRect(person)
    if not width:
        return slice(0, 0), slice(0, 0)
    return (
        slice(max(top - margin, 0), min(top + height + margin, person.shape[0])),
        slice(max(left - margin, 0), min(left + width + margin, person.shape[1])),
    )


def _fill_maps(x_map: Array, y_map: Array, field: Array, numbers: Array) -> None:
    """Where each cell of an output looks in its source: the field brought up row by row."""
    height, width, source_height, source_width = numbers[0], numbers[1], numbers[2], numbers[3]
    rows, columns = field.shape[0], field.shape[1]
    out_height, out_width = x_map.shape
    index = np.empty(out_width, np.int32)
    share = np.empty(out_width, np.float32)
    for x in range(out_width):
        u = min(max((x + 0.5) * width / out_width - 0.5, 0.0), width - 1.0)
        u *= (columns - 1) / max(width - 1.0, 1.0)
        index[x] = min(int(u), max(columns - 2, 0))
        share[x] = u - index[x]
    line = np.zeros((2, columns + 1), np.float32)
    to_x, to_y = float32(source_width / width), float32(source_height / height)
    step_x, step_y = source_width / out_width, source_height / out_height
    for y in range(out_height):
        v = min(max((y + 0.5) * height / out_height - 0.5, 0.0), height - 1.0)
        v *= (rows - 1) / max(height - 1.0, 1.0)
        upper = min(int(v), max(rows - 2, 0))
        lower = min(upper + 1, rows - 1)
        low = float32(v - upper)
        for i in range(columns):
            for k in range(2):
                line[k, i] = field[upper, i, k] + (field[lower, i, k] - field[upper, i, k]) * low
        at_y = float32((y + 0.5) * step_y - 0.5)
        for x in range(out_width):
            i = index[x]
            at_x = float32((x + 0.5) * step_x - 0.5)
            x_map[y, x] = at_x + (line[0, i] + (line[0, i + 1] - line[0, i]) * share[x]) * to_x
            y_map[y, x] = at_y + (line[1, i] + (line[1, i + 1] - line[1, i]) * share[x]) * to_y


FILL_MAPS = Kernel(
    _fill_maps, array(types.float32, 2), array(types.float32, 2),
    array(types.float32, 3, readonly=True), array(types.float64, 1, readonly=True),
    fast=True, allocates=True,
)  # fmt: skip


@contextmanager
def _maps(
    bands: Bands, field: Array, size: tuple[int, int], out: tuple[int, int],
    source: tuple[int, ...],
) -> Iterator[tuple[Array, Array]]:  # fmt: skip
    """For a picture of ``out`` (height, width): where each of its pixels lies in the source."""
    numbers = np.array([*size, source[0], source[1]], np.float64)
    key = ("maps", out)
    with bands.scratch(key, lambda: np.empty((2, *out), np.float32)) as (x, y):
        FILL_MAPS(x, y, np.ascontiguousarray(field, np.float32), numbers)
        yield x, y


def _at_size(matte: Matte, size: tuple[int, int]) -> Array:
    """Where a matte is above 1/2, at another size: uint8, 0 or 1."""
    how = cv2.INTER_AREA if matte.shape[0] > size[0] else cv2.INTER_LINEAR
    small = cv2.resize(matte, size[::-1], interpolation=how)
    return np.asarray((small > 0.5).view(np.uint8))


def _box(radius: float) -> Array:
    side = 2 * round(radius) + 1
    return np.ones((side, side), np.uint8)
