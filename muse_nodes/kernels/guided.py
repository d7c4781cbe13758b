"""A small matte made to follow the picture: coefficients of the fast guided filter.

He and Sun, "Fast Guided Filter", 2015 (arXiv 1505.00996): in every window of the small picture the
matte m is explained as A·Y + b with the luma Y of the frame; the coefficients, averaged over the
windows, are interpolated to full size and applied to the full-size luma. Edges of the matte then
lie where edges of the picture are, at the price of a few sums at the matte's own size.

The coefficients written here are scaled so that clamp(A·Y + b, 0, 255) is alpha in 1/255 with Y in
levels, and stretched a little (``SNAP``) so that almost clear and almost full become exactly so.
"""

from __future__ import annotations

import numpy as np
from numba import types

from muse_nodes.api import Array
from muse_nodes.kernels.render_jit import TypedKernel, array, careful, inline

RADIUS = 1
"""Half width of the windows in pixels of the matte."""
EPS = 20.0
"""Regularisation, levels²: contrast well below its root is taken for noise, not for an edge."""
SNAP_IN = 0.1
"""The matte is stretched by this much at both ends before filtering: networks never say 0 or 1."""
SNAP_OUT = 0.05
"""The same for the filtered alpha."""
GROW = 3
"""How far, in pixels of the matte, the room is replaced around a person (see ``standing``)."""
SURE_SLOPE, SURE_FROM = np.float32(10.0 / 3.0), np.float32(2.0)
"""A matte from 0.6 to 0.9 on is taken for somebody who is surely there (see ``standing``)."""

HALO = max(2 * RADIUS, GROW + 1)
"""Rows beyond its own that a worker must look at."""
CELL = 32
"""Width of a cell in pixels: the unit in which empty and full parts are skipped."""
CLEAR, FULL, MIXED = 0, 1, 2


@inline
def _small_luma(
    luma: Array, frame: Array, pitch: int, xs: Array, ys: Array, j: int, lo: int, hi: int
) -> None:
    """Row ``j`` of the frame's luma at matte size, from the four samples at ``xs`` and ``ys``.

    Without signs: an index that could be negative costs more than the loads.
    """
    first, second = np.intp(ys[j, 0]) * pitch, np.intp(ys[j, 1]) * pitch
    top, bottom = frame[first : first + pitch], frame[second : second + pitch]
    row = luma[j, RADIUS + lo :]
    left, right = xs[0, lo:], xs[1, lo:]
    one, two = np.uint32(1), np.uint32(2)
    for i in range(hi - lo):
        l = np.uint32(left[i])
        r = np.uint32(right[i])
        l1, l2, r1, r2 = (
            np.uint32(l + one),
            np.uint32(l + two),
            np.uint32(r + one),
            np.uint32(r + two),
        )
        red = np.int32(top[l]) + np.int32(top[r]) + np.int32(bottom[l]) + np.int32(bottom[r])
        green = np.int32(top[l1]) + np.int32(top[r1]) + np.int32(bottom[l1]) + np.int32(bottom[r1])
        blue = np.int32(top[l2]) + np.int32(top[r2]) + np.int32(bottom[l2]) + np.int32(bottom[r2])
        weighted = np.int32(77 * red + 150 * green + 29 * blue)
        row[i] = np.float32(weighted) * np.float32(1 / 1024)


@inline
def _edges(row: Array, w: int) -> None:
    """Repeat the first and last value of a padded row."""
    for i in range(RADIUS):
        row[i] = row[RADIUS]
        row[w + RADIUS + i] = row[w + RADIUS - 1]


@inline
def _fit_row(work: Array, sums: Array, j: int, h: int, w: int, lo: int, hi: int) -> None:
    """A and b of the windows round row ``j``, from matte work[0] and luma work[1]."""
    n = np.float32((2 * RADIUS + 1) * (2 * RADIUS + 1))
    width = w + 2 * RADIUS
    span = hi - lo + 2 * RADIUS  # the sums reach RADIUS further than the windows' middles
    s0, s1, s2, s3 = sums[0, :span], sums[1, :span], sums[2, :span], sums[3, :span]
    s0[:] = 0.0
    s1[:] = 0.0
    s2[:] = 0.0
    s3[:] = 0.0
    for k in range(j - RADIUS, j + RADIUS + 1):
        m = work[0, min(max(k, 0), h - 1), lo:]
        y = work[1, min(max(k, 0), h - 1), lo:]
        for i in range(span):
            s0[i] += m[i]
            s1[i] += y[i]
            s2[i] += y[i] * y[i]
            s3[i] += y[i] * m[i]
    work[2, j, :width] = 0.0
    work[3, j, :width] = 0.0
    a = work[2, j, RADIUS + lo :]
    b = work[3, j, RADIUS + lo :]
    for i in range(hi - lo):
        m_ = np.float32(0.0)
        y_ = np.float32(0.0)
        yy = np.float32(0.0)
        ym = np.float32(0.0)
        for k in range(2 * RADIUS + 1):
            m_ += s0[i + k]
            y_ += s1[i + k]
            yy += s2[i + k]
            ym += s3[i + k]
        slope = (n * ym - y_ * m_) / (n * yy - y_ * y_ + np.float32(EPS) * n * n)
        flat = m_ == np.float32(0.0) or m_ == n  # exactly so, whatever rounding does above
        slope = np.float32(0.0) if flat else slope
        a[i] = slope
        b[i] = (m_ - slope * y_) / n
    _edges(work[2, j], w)
    _edges(work[3, j], w)


@inline
def _mean_row(
    slope: Array, offset: Array, work: Array, sums: Array, j: int, h: int, w: int, lo: int, hi: int
) -> None:
    """Average A and b over their windows, scale to 255 and stretch; write row ``j``."""
    n = np.float32((2 * RADIUS + 1) * (2 * RADIUS + 1))
    span = hi - lo + 2 * RADIUS
    s0, s1 = sums[0, :span], sums[1, :span]
    s0[:] = 0.0
    s1[:] = 0.0
    for k in range(j - RADIUS, j + RADIUS + 1):
        a = work[2, min(max(k, 0), h - 1), lo:]
        b = work[3, min(max(k, 0), h - 1), lo:]
        for i in range(span):
            s0[i] += a[i]
            s1[i] += b[i]
    scale = np.float32(255.0 * (1.0 + 2.0 * SNAP_OUT))
    shift = np.float32(255.0 * SNAP_OUT)
    slope[j] = 0.0
    offset[j] = -shift
    out_a = slope[j, lo:]
    out_b = offset[j, lo:]
    for i in range(hi - lo):
        a_ = np.float32(0.0)
        b_ = np.float32(0.0)
        for k in range(2 * RADIUS + 1):
            a_ += s0[i + k]
            b_ += s1[i + k]
        out_a[i] = a_ / n * scale
        out_b[i] = b_ / n * scale - shift
    slope[j, w] = slope[j, w - 1]
    offset[j, w] = offset[j, w - 1]


@inline
def _kinds_row(kinds: Array, flags: Array, columns: Array, lo: int, hi: int) -> None:
    """Kinds of a row of cells from ``flags`` per coarse column: 1 = not clear, 2 = not full.

    Outside the columns lo to hi all is clear.
    """
    kinds[:] = CLEAR
    for c in range(kinds.size):
        if columns[c, 1] < lo or columns[c, 0] > hi:
            continue
        bits = np.uint8(0)
        for i in range(columns[c, 0], columns[c, 1] + 1):
            bits |= flags[np.uint64(i)]
        kinds[c] = CLEAR if bits == 2 else (FULL if bits == 1 else MIXED)


@inline
def _grow_row(
    wide: Array, clean: Array, tall: Array, j: int, h: int, w: int, lo: int, hi: int
) -> None:
    """Row ``j`` of the matte's largest values within GROW, sharpened; ends repeated in ``wide``.

    Columns lo to hi only; further out the matte is 0 and stays so.
    """
    tall[:] = 0.0
    wide[:] = 0.0
    middle = tall[GROW + lo :]
    for k in range(max(j - GROW, 0), min(j + GROW, h - 1) + 1):
        row = clean[k, RADIUS + lo :]
        for i in range(hi - lo):
            middle[i] = max(middle[i], row[i])
    near = tall[lo:]
    inner = wide[1 + lo :]
    for i in range(hi - lo):
        top = np.float32(0.0)
        for k in range(2 * GROW + 1):
            top = max(top, near[i + k])
        inner[i] = min(max(top * SURE_SLOPE - SURE_FROM, np.float32(0.0)), np.float32(1.0))
    wide[0] = wide[1]
    wide[w + 1] = wide[w]


@inline
def _soften_row(room: Array, wide: Array, j: int, h: int, w: int, lo: int, hi: int) -> None:
    """Row ``j`` smoothed by 1-2-1 both ways, 0..256."""
    room[j] = 0.0
    row = room[j, lo:]
    above, middle, below = wide[max(j - 1, 0), lo:], wide[j, lo:], wide[min(j + 1, h - 1), lo:]
    for i in range(hi - lo):
        left = above[i] + middle[i] + middle[i] + below[i]
        centre = above[i + 1] + middle[i + 1] + middle[i + 1] + below[i + 1]
        right = above[i + 2] + middle[i + 2] + middle[i + 2] + below[i + 2]
        row[i] = (left + centre + centre + right) * np.float32(16.0)
    room[j, w] = room[j, w - 1]


@careful
def _clean_row(target: Array, row: Array, w: int) -> tuple[int, int]:
    """The matte stretched and clamped; NaN becomes 0. Gives the first and last column not 0."""
    scale = np.float32(1.0 / (1.0 - 2.0 * SNAP_IN))
    for i in range(w):
        value = (row[i] - np.float32(SNAP_IN)) * scale
        target[i] = min(value, np.float32(1.0)) if row[i] > np.float32(SNAP_IN) else np.float32(0.0)
    first = 0
    while first < w and target[first] == np.float32(0.0):
        first += 1
    last = w - 1
    while last >= 0 and target[last] == np.float32(0.0):
        last -= 1
    return first, last


def _coefficients(
    start: int,
    stop: int,
    matte: Array,
    frame: Array,
    pitch: int,
    xs: Array,
    ys: Array,
    columns: Array,
    slope: Array,
    offset: Array,
    kinds: Array,
    work: Array,
    sums: Array,
    flags: Array,
) -> tuple[int, int]:
    """Coefficients and kinds of the rows start to stop of the matte."""
    h, w = matte.shape
    low, high = w, -1  # outside these columns the matte is 0, and so are its coefficients
    for j in range(max(start - HALO, 0), min(stop + HALO, h)):
        first, last = _clean_row(work[0, j, RADIUS : RADIUS + w], matte[j], w)
        _edges(work[0, j], w)
        low, high = min(low, first), max(high, last)
    near, far = max(low - RADIUS, 0), min(high + RADIUS + 1, w)
    nearer, farther = max(low - 2 * RADIUS, 0), min(high + 2 * RADIUS + 1, w)
    if high < 0:
        near, far, nearer, farther = 0, 0, 0, 0
    for j in range(max(start - 2 * RADIUS, 0), min(stop + 2 * RADIUS, h)):
        _small_luma(work[1], frame, pitch, xs, ys, j, nearer, farther)
        _edges(work[1, j], w)
    for j in range(max(start - RADIUS, 0), min(stop + RADIUS, h)):
        _fit_row(work, sums, j, h, w, near, far)
    flags[:] = 2  # clear, as it is outside
    for j in range(start, stop):
        _mean_row(slope, offset, work, sums, j, h, w, nearer, farther)
        tilt, level, bits = slope[j, nearer:], offset[j, nearer:], flags[nearer:]
        for i in range(farther + 1 - nearer):
            some = (tilt[i] != np.float32(0.0)) | (level[i] > np.float32(0.0))
            lacking = (tilt[i] != np.float32(0.0)) | (level[i] < np.float32(255.0))
            bits[i] = np.uint8(some) | np.uint8(np.uint8(lacking) << np.uint8(1))
        _kinds_row(kinds[j], flags, columns, nearer, farther)
    if stop == h:
        for i in range(w + 1):
            slope[h, i] = slope[h - 1, i]
            offset[h, i] = offset[h - 1, i]
        for c in range(kinds.shape[1]):
            kinds[h, c] = kinds[h - 1, c]
    return low, high


def _standing(
    start: int,
    stop: int,
    clean: Array,
    columns: Array,
    room: Array,
    kinds: Array,
    wide: Array,
    tall: Array,
    flags: Array,
    low: int,
    high: int,
) -> None:
    """Where a person stands (0..256) and its kinds, rows start to stop of the matte."""
    h, w = clean.shape[0], clean.shape[1] - 2 * RADIUS
    lo, hi = max(low - GROW - 1, 0), min(high + GROW + 2, w)
    if high < 0:
        lo, hi = 0, 0
    for j in range(max(start - 1, 0), min(stop + 1, h)):
        _grow_row(wide[j], clean, tall, j, h, w, lo, hi)
    flags[:] = 2  # clear, as it is outside
    for j in range(start, stop):
        _soften_row(room, wide, j, h, w, lo, hi)
        level, bits = room[j, lo:], flags[lo:]
        for i in range(hi + 1 - lo):
            some = level[i] > np.float32(0.0)
            lacking = level[i] < np.float32(256.0)
            bits[i] = np.uint8(some) | np.uint8(np.uint8(lacking) << np.uint8(1))
        _kinds_row(kinds[j], flags, columns, lo, hi)
    if stop == h:
        for i in range(w + 1):
            room[h, i] = room[h - 1, i]
        for c in range(kinds.shape[1]):
            kinds[h, c] = kinds[h - 1, c]


_U8_IN = array(types.uint8, 1, readonly=True)
_F32_IN = array(types.float32, 2, readonly=True)
_F32, _U8, _I32 = array(types.float32, 2), array(types.uint8, 2), array(types.int32, 2)

coefficients = TypedKernel(
    _coefficients, types.intp, types.intp, _F32_IN, _U8_IN, types.intp, _I32, _I32, _I32,
    _F32, _F32, _U8,
    array(types.float32, 3), _F32, array(types.uint8, 1),
)  # fmt: skip
"""``(start, stop, matte, frame, pitch, xs, ys, columns, slope, offset, kinds, work, sums, flags)``.

Writes rows of A and b, and returns the first and last column where the matte is not 0 near them.

``frame`` is flat, its rows are ``pitch`` bytes long. ``xs`` (2, w) in bytes and ``ys`` (h, 2) in
rows are the samples taken for the small luma, ``columns`` (cells, 2) the first and last coarse
column a cell of the frame is made from; ``slope``, ``offset`` are (h + 1, w + 1), ``kinds``
(h + 1, cells); ``work`` (4, h, w + 2 RADIUS) and ``sums`` (4, w + 2 RADIUS), ``flags`` (w + 1) are
scratch of one worker.
"""
standing = TypedKernel(
    _standing, types.intp, types.intp, _F32, _I32, _F32, _U8, _F32, array(types.float32, 1),
    array(types.uint8, 1), types.intp, types.intp,
)  # fmt: skip
"""``(start, stop, clean, columns, room, kinds, wide, tall, flags, low, high)``.

Writes rows of where a person stands, 0..256, right after ``coefficients`` for the same rows:
``clean`` is the first of its ``work``, ``low`` and ``high`` are what it returned.
``wide`` (h, w + 2) and ``tall`` (w + 2 GROW) are scratch of one worker.
"""
