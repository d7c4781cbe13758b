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
from numba import njit, types

from muse_nodes.kernels.render_jit import TypedKernel, array

RADIUS = 2
"""Half width of the windows in pixels of the matte."""
EPS = 60.0
"""Regularisation, levels²: contrast well below its root is taken for noise, not for an edge."""
SNAP_IN = 0.02
"""The matte is stretched by this much at both ends before filtering: networks never say 0 or 1."""
SNAP_OUT = 0.01
"""The same for the filtered alpha."""
GROW = 3
"""How far, in pixels of the matte, the room is replaced around a person (see ``standing``)."""
CELL = 64
"""Width of a cell in pixels: the unit in which empty and full parts are skipped."""
CLEAR, FULL, MIXED = 0, 1, 2


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _small_luma(luma, frame, xs, ys, j, lo, hi):
    """Row ``j`` of the frame's luma at matte size, from the four samples at ``xs`` and ``ys``."""
    pad = RADIUS
    top = frame[ys[j, 0]]
    bottom = frame[ys[j, 1]]
    for i in range(lo, hi):
        l = xs[i, 0]
        r = xs[i, 1]
        red = top[l, 0] + top[r, 0] + bottom[l, 0] + bottom[r, 0]
        green = top[l, 1] + top[r, 1] + bottom[l, 1] + bottom[r, 1]
        blue = top[l, 2] + top[r, 2] + bottom[l, 2] + bottom[r, 2]
        luma[j, i + pad] = np.float32(77 * red + 150 * green + 29 * blue) * np.float32(1 / 1024)


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _edges(row, w):
    """Repeat the first and last value of a padded row."""
    for i in range(RADIUS):
        row[i] = row[RADIUS]
        row[w + RADIUS + i] = row[w + RADIUS - 1]


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _fit_row(work, sums, j, h, w):
    """A and b of the windows round row ``j``, from matte work[0] and luma work[1]."""
    n = np.float32((2 * RADIUS + 1) * (2 * RADIUS + 1))
    width = w + 2 * RADIUS
    s0, s1, s2, s3 = sums[0, :width], sums[1, :width], sums[2, :width], sums[3, :width]
    s0[:] = 0.0
    s1[:] = 0.0
    s2[:] = 0.0
    s3[:] = 0.0
    for k in range(j - RADIUS, j + RADIUS + 1):
        m = work[0, min(max(k, 0), h - 1), :width]
        y = work[1, min(max(k, 0), h - 1), :width]
        for i in range(width):
            s0[i] += m[i]
            s1[i] += y[i]
            s2[i] += y[i] * y[i]
            s3[i] += y[i] * m[i]
    a = work[2, j, RADIUS : RADIUS + w]
    b = work[3, j, RADIUS : RADIUS + w]
    for i in range(w):
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
        a[i] = slope
        b[i] = (m_ - slope * y_) / n
    _edges(work[2, j], w)
    _edges(work[3, j], w)


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _mean_row(slope, offset, work, sums, j, h, w):
    """Average A and b over their windows, scale to 255 and stretch; write row ``j``."""
    n = np.float32((2 * RADIUS + 1) * (2 * RADIUS + 1))
    width = w + 2 * RADIUS
    s0, s1 = sums[0, :width], sums[1, :width]
    s0[:] = 0.0
    s1[:] = 0.0
    for k in range(j - RADIUS, j + RADIUS + 1):
        a = work[2, min(max(k, 0), h - 1), :width]
        b = work[3, min(max(k, 0), h - 1), :width]
        for i in range(width):
            s0[i] += a[i]
            s1[i] += b[i]
    scale = np.float32(255.0 * (1.0 + 2.0 * SNAP_OUT))
    shift = np.float32(255.0 * SNAP_OUT)
    out_a = slope[j, :w]
    out_b = offset[j, :w]
    for i in range(w):
        a_ = np.float32(0.0)
        b_ = np.float32(0.0)
        for k in range(2 * RADIUS + 1):
            a_ += s0[i + k]
            b_ += s1[i + k]
        out_a[i] = a_ / n * scale
        out_b[i] = b_ / n * scale - shift
    slope[j, w] = slope[j, w - 1]
    offset[j, w] = offset[j, w - 1]


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _kinds_row(kinds, slope, offset, columns, j):
    """Per cell of the frame's width: is alpha 0, 255 or neither from coarse row ``j``?"""
    for c in range(kinds.shape[1]):
        clear = True
        full = True
        for i in range(columns[c, 0], columns[c, 1] + 1):
            flat = slope[j, i] == 0.0
            clear = clear and flat and offset[j, i] <= 0.0
            full = full and flat and offset[j, i] >= 255.0
        kinds[j, c] = CLEAR if clear else (FULL if full else MIXED)


@njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]  # numba has no types
def _standing_row(room, matte, sums, j, h, w):
    """Row ``j`` of where the room must be replaced: the matte grown by GROW, with a soft rim."""
    tall = sums[0, : w + 2 * GROW]
    wide = sums[1, : w + 2]
    soft = sums[2, : w + 2]
    soft[:] = 0.0
    for dj in range(-1, 2):
        jj = min(max(j + dj, 0), h - 1)
        tall[:] = 0.0
        middle = tall[GROW : GROW + w]
        for k in range(max(jj - GROW, 0), min(jj + GROW, h - 1) + 1):
            row = matte[k]
            for i in range(w):
                middle[i] = max(middle[i], row[i])
        inner = wide[1 : w + 1]
        for i in range(w):
            top = np.float32(0.0)
            for k in range(2 * GROW + 1):
                top = max(top, tall[i + k])
            value = (top - np.float32(2 * SNAP_IN)) * np.float32(8.0)
            inner[i] = min(max(value, np.float32(0.0)), np.float32(1.0))
        wide[0] = wide[1]
        wide[w + 1] = wide[w]
        weight = np.float32(2.0 if dj == 0 else 1.0)
        for i in range(w):
            soft[i] += weight * (wide[i] + wide[i + 1] + wide[i + 1] + wide[i + 2])
    for i in range(w):
        room[j, i] = soft[i] * np.float32(16.0)  # 16 weights in all: 0..256
    room[j, w] = room[j, w - 1]


def _coefficients(start, stop, matte, frame, xs, ys, columns, slope, offset, kinds, work, sums):
    """Coefficients and kinds of the rows start to stop of the matte."""
    h, w = matte.shape
    width = w + 2 * RADIUS
    scale = np.float32(1.0 / (1.0 - 2.0 * SNAP_IN))
    for j in range(max(start - 2 * RADIUS, 0), min(stop + 2 * RADIUS, h)):
        target = work[0, j, RADIUS : RADIUS + w]
        row = matte[j]
        for i in range(w):
            value = (row[i] - np.float32(SNAP_IN)) * scale
            target[i] = min(value, np.float32(1.0)) if value > 0.0 else np.float32(0.0)  # NaN is 0
        _edges(work[0, j], w)
        _small_luma(work[1], frame, xs, ys, j, 0, w)
        _edges(work[1, j], w)
    for j in range(max(start - RADIUS, 0), min(stop + RADIUS, h)):
        _fit_row(work, sums, j, h, w)
    for j in range(start, stop):
        _mean_row(slope, offset, work, sums, j, h, w)
        _kinds_row(kinds, slope, offset, columns, j)
    if stop == h:
        for i in range(w + 1):
            slope[h, i] = slope[h - 1, i]
            offset[h, i] = offset[h - 1, i]
        for c in range(kinds.shape[1]):
            kinds[h, c] = kinds[h - 1, c]


def _standing(start, stop, matte, columns, room, kinds, sums):
    """Where a person stands (0..256) and its kinds, rows start to stop of the matte."""
    h, w = matte.shape
    for j in range(start, stop):
        _standing_row(room, matte, sums, j, h, w)
        for c in range(kinds.shape[1]):
            clear = True
            full = True
            for i in range(columns[c, 0], columns[c, 1] + 1):
                clear = clear and room[j, i] <= 0.0
                full = full and room[j, i] >= 256.0
            kinds[j, c] = CLEAR if clear else (FULL if full else MIXED)
    if stop == h:
        for i in range(w + 1):
            room[h, i] = room[h - 1, i]
        for c in range(kinds.shape[1]):
            kinds[h, c] = kinds[h - 1, c]


_U8_IN = array(types.uint8, 3, readonly=True)
_F32_IN = array(types.float32, 2, readonly=True)
_F32, _U8, _I32 = array(types.float32, 2), array(types.uint8, 2), array(types.int32, 2)

coefficients = TypedKernel(
    _coefficients, types.intp, types.intp, _F32_IN, _U8_IN, _I32, _I32, _I32, _F32, _F32, _U8,
    array(types.float32, 3), _F32, fast=True,
)  # fmt: skip
"""``(start, stop, matte, frame, xs, ys, columns, slope, offset, kinds, work, sums)``: rows of A and b.

``xs`` (w, 2) and ``ys`` (h, 2) are the samples taken for the small luma, ``columns`` (cells, 2) the
first and last coarse column a cell of the frame is made from; ``slope``, ``offset`` are
(h + 1, w + 1), ``kinds`` (h + 1, cells); ``work`` (4, h, w + 2 RADIUS) and ``sums``
(4, w + 2 GROW) are scratch of one worker.
"""
standing = TypedKernel(
    _standing, types.intp, types.intp, _F32_IN, _I32, _F32, _U8, _F32
)  # fmt: skip
"""``(start, stop, matte, columns, room, kinds, sums)``: rows of where a person stands, 0..256."""
