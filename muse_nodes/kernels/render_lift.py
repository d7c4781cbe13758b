"""Lifting a layer off its picture: one row of premultiplied RGBA at a time, into a small ring.

Row r of the ring holds P = clamp(F - (1-a)·B, 0, 255·a) and a of row r of the layer's frame, with
one clear pixel before and two behind. Each is made once, just before the first output row that
samples it, and is still in the cache then. Cells of 64 pixels that are quite clear or quite full
are cleared or copied; only the others see the matte's coefficients, the luma and the plate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types

from muse_nodes.kernels.guided import CELL, CLEAR, FULL, MIXED
from muse_nodes.kernels.render_jit import TypedKernel, array, copy_words, expand16, inline, merge, prefetch

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]

CELLS = 8
"""Neighbouring cells of a kind are worked on together, up to this many."""
AHEAD = 4
"""Rows by which pictures are asked for before they are needed."""
NOWHERE = -(1 << 30)
"""Tag of a ring row or cell that holds nothing of this frame."""


class Source(NamedTuple):
    """A layer's picture and all that is known about its matte.

    ``frame`` and ``plate`` are flat bytes of (height, width, 3); ``plate`` is empty if there is
    none. ``slope`` and ``offset`` (h + 1, w + 1) come from the guided filter, ``kinds``
    (h + 1, cells) say which cells they leave clear, full or mixed; ``rows``/``row_part`` and
    ``columns``/``column_part`` give for each pixel the coarse index and how far it is to the next.
    ``gain`` is in 1/256. ``glow`` is (h + 1, w + 1, 3), see ``render_glow``, or (0, 0, 3).
    """

    frame: U8
    plate: U8
    slope: F32
    offset: F32
    kinds: U8
    rows: I32
    row_part: F32
    columns: I32
    column_part: F32
    gain: I32
    glow: F32


class Ring(NamedTuple):
    """Lifted rows, and what is needed to make them. ``words`` is flat, rows of ``width + 3``,
    one row more than there are tags.

    ``tags`` and ``cells`` say which row a slot holds and which of its cells are not all zero;
    ``up`` holds the coefficients of two coarse rows brought to full width, ``up_tags`` which.
    """

    words: npt.NDArray[np.uint32]
    tags: I32
    cells: U8
    up: F32
    up_tags: I32
    ink: npt.NDArray[np.uint32]


SOURCE = types.NamedTuple(
    (
        array(types.uint8, 1), array(types.uint8, 1),
        array(types.float32, 2), array(types.float32, 2), array(types.uint8, 2),
        array(types.int32, 1), array(types.float32, 1),
        array(types.int32, 1), array(types.float32, 1), array(types.int32, 1),
        array(types.float32, 3),
    ),
    Source,
)  # fmt: skip
RING = types.NamedTuple(
    (
        array(types.uint32, 1), array(types.int32, 1), array(types.uint8, 2),
        array(types.float32, 3), array(types.int32, 2), array(types.uint32, 2),
    ),
    Ring,
)  # fmt: skip


@inline  # type: ignore[untyped-decorator]  # numba has no types
def expand(words, start, image, first, count):
    """``count`` RGB pixels from byte ``first`` of flat ``image`` as opaque RGBA words."""
    safe = min(count & ~15, ((image.size - first - 64) // 48 + 1) * 16)
    for k in range(0, safe, 16):
        expand16(words, start + k, image, first + 3 * k)
    for k in range(max(safe, 0), count):
        byte = first + 3 * k
        words[start + k] = (
            np.uint32(image[byte])
            | np.uint32(image[byte + 1]) << np.uint32(8)
            | np.uint32(image[byte + 2]) << np.uint32(16)
            | np.uint32(0xFF000000)
        )


@inline  # type: ignore[untyped-decorator]  # numba has no types
def times255(words, weight):
    """Four 8-bit lanes times ``weight`` 0..255, divided by 255 and rounded exactly."""
    low = np.uint32(np.uint32(words & np.uint32(0xFF00FF)) * weight + np.uint32(0x800080))
    low = np.uint32((low + np.uint32((low >> np.uint32(8)) & np.uint32(0xFF00FF))) >> np.uint32(8))
    high = np.uint32(
        np.uint32((words >> np.uint32(8)) & np.uint32(0xFF00FF)) * weight + np.uint32(0x800080)
    )
    high = np.uint32(high + np.uint32((high >> np.uint32(8)) & np.uint32(0xFF00FF)))
    return np.uint32(low & np.uint32(0xFF00FF)) | np.uint32(high & np.uint32(0xFF00FF00))


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _widen(ring, source, j, first, last, width):
    """Bring the coefficients of coarse row ``j`` to full width in cells first to last."""
    slot = j & 1
    stale = False
    for c in range(first, last):
        stale = stale or ring.up_tags[slot, c] != j
        ring.up_tags[slot, c] = j
    if not stale:
        return
    start = first * CELL
    stop = min(last * CELL, width)
    columns = source.columns[start:stop]
    part = source.column_part[start:stop]
    slope = source.slope[j]
    offset = source.offset[j]
    wide_slope = ring.up[slot, 0, start:stop]
    wide_offset = ring.up[slot, 1, start:stop]
    for k in range(stop - start):
        i = np.uint32(columns[k])
        n = np.uint32(i + np.uint32(1))
        wide_slope[k] = slope[i] + (slope[n] - slope[i]) * part[k]
        wide_offset[k] = offset[i] + (offset[n] - offset[i]) * part[k]


@merge  # type: ignore[untyped-decorator]  # numba has no types
def alpha_run(alpha, source, ring, j, part, first, last, words, width):
    """Alpha 0..255 of cells first to last of a row, from ``words`` (RGB) and the coefficients."""
    _widen(ring, source, j, first, last, width)
    _widen(ring, source, j + 1, first, last, width)
    start = first * CELL
    stop = min(last * CELL, width)
    a0 = ring.up[j & 1, 0, start:stop]
    a1 = ring.up[(j + 1) & 1, 0, start:stop]
    b0 = ring.up[j & 1, 1, start:stop]
    b1 = ring.up[(j + 1) & 1, 1, start:stop]
    for k in range(stop - start):
        word = words[k]
        red = np.float32(np.int32(word & np.uint32(255)))
        green = np.float32(np.int32((word >> np.uint32(8)) & np.uint32(255)))
        blue = np.float32(np.int32((word >> np.uint32(16)) & np.uint32(255)))
        luma = (
            red * np.float32(77 / 256) + green * np.float32(150 / 256) + blue * np.float32(29 / 256)
        )
        slope = a0[k] + (a1[k] - a0[k]) * part
        offset = b0[k] + (b1[k] - b0[k]) * part
        value = slope * luma + offset
        value = min(max(value, np.float32(0.0)), np.float32(255.0))
        alpha[k] = np.uint32(np.int32(value + np.float32(0.5)))


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _lift(row, frame, plate, alpha, count):
    """P = clamp(F - (1-a)·B, 0, 255·a) with a on top, in words."""
    for k in range(count):
        a = np.int32(alpha[k])
        f = frame[k]
        b = times255(plate[k], np.uint32(np.uint32(255) - alpha[k]))
        red = np.int32(f & np.uint32(255)) - np.int32(b & np.uint32(255))
        green = np.int32((f >> np.uint32(8)) & np.uint32(255)) - np.int32(
            (b >> np.uint32(8)) & np.uint32(255)
        )
        blue = np.int32((f >> np.uint32(16)) & np.uint32(255)) - np.int32(
            (b >> np.uint32(16)) & np.uint32(255)
        )
        red = min(max(np.int32(red), np.int32(0)), a)
        green = min(max(np.int32(green), np.int32(0)), a)
        blue = min(max(np.int32(blue), np.int32(0)), a)
        row[k] = (
            np.uint32(red)
            | np.uint32(green) << np.uint32(8)
            | np.uint32(blue) << np.uint32(16)
            | alpha[k] << np.uint32(24)
        )


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _fade(row, frame, alpha, count):
    """P = a·F with a on top, in words."""
    for k in range(count):
        row[k] = np.uint32(times255(frame[k], alpha[k]) & np.uint32(0xFFFFFF)) | (
            alpha[k] << np.uint32(24)
        )


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _light(row, gain, count):
    """Multiply the colour by ``gain`` / 256, never above alpha."""
    for k in range(count):
        word = row[k]
        a = np.uint32(word >> np.uint32(24))
        red = np.uint32(np.uint32(word & np.uint32(255)) * np.uint32(gain[0]) + np.uint32(128))
        green = np.uint32(
            np.uint32((word >> np.uint32(8)) & np.uint32(255)) * np.uint32(gain[1]) + np.uint32(128)
        )
        blue = np.uint32(
            np.uint32((word >> np.uint32(16)) & np.uint32(255)) * np.uint32(gain[2])
            + np.uint32(128)
        )
        red = min(np.uint32(red >> np.uint32(8)), a)
        green = min(np.uint32(green >> np.uint32(8)), a)
        blue = min(np.uint32(blue >> np.uint32(8)), a)
        row[k] = (
            np.uint32(red)
            | np.uint32(green) << np.uint32(8)
            | np.uint32(blue) << np.uint32(16)
            | a << np.uint32(24)
        )


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _glow(row, source, r, start, count):
    """Add the light of the background over the person's edge: P + g·(a - P) per channel."""
    j = source.rows[r]
    top, bottom = source.glow[j], source.glow[j + 1]
    part = source.row_part[r]
    dark = True
    for i in range(source.columns[start], source.columns[start + count - 1] + 2):
        for c in range(3):
            dark = dark and top[i, c] == np.float32(0.0) and bottom[i, c] == np.float32(0.0)
    if dark:
        return
    for k in range(count):
        i = np.uint32(source.columns[start + k])
        n = np.uint32(i + np.uint32(1))
        word = row[k]
        a = np.float32(np.int32(word >> np.uint32(24)))
        result = np.uint32(word & np.uint32(0xFF000000))
        for c in range(3):
            left = top[i, c] + (bottom[i, c] - top[i, c]) * part
            right = top[n, c] + (bottom[n, c] - top[n, c]) * part
            light = left + (right - left) * source.column_part[start + k]
            value = np.float32(np.int32((word >> np.uint32(8 * c)) & np.uint32(255)))
            value += light * (a - value)
            result |= np.uint32(np.int32(value + np.float32(0.5))) << np.uint32(8 * c)
        row[k] = result


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _kind(kinds, j, c):
    """What a cell is between coarse rows ``j`` and ``j`` + 1."""
    kind = kinds[j, c]
    return kind if kind == kinds[j + 1, c] else np.uint8(MIXED)


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _lift_cells(ring, source, kind, line, r, first, last, width):
    """Fill cells first to last of the ring's row that begins at ``line``."""
    start = first * CELL
    count = min(last * CELL, width) - start
    row = ring.words[line + start : line + start + count]
    byte = 3 * (r * width + start)
    prefetch(source.frame, byte + AHEAD * 3 * width, 3 * count)
    if kind == FULL:
        expand(ring.words, line + start, source.frame, byte, count)
    else:
        alpha, frame, plate = ring.ink[0], ring.ink[1], ring.ink[2]
        expand(frame, 0, source.frame, byte, count)
        j = source.rows[r]
        alpha_run(alpha, source, ring, j, source.row_part[r], first, last, frame, width)
        if source.plate.size:
            prefetch(source.plate, byte + AHEAD * 3 * width, 3 * count)
            expand(plate, 0, source.plate, byte, count)
            _lift(row, frame, plate, alpha, count)
        else:
            _fade(row, frame, alpha, count)
    if source.gain[0] != 256 or source.gain[1] != 256 or source.gain[2] != 256:
        _light(row, source.gain, count)
    if source.glow.size:
        _glow(row, source, r, start, count)


@merge  # type: ignore[untyped-decorator]  # numba has no types
def lift_row(ring, source, r, width, height):
    """Make sure that row ``r`` of the layer's frame, or a clear one outside it, is in the ring.

    The first row of the ring is repeated behind the last, so that the row below any row of the
    ring always lies one stride further on.
    """
    rows = ring.tags.size
    slot = r & (rows - 1)
    if ring.tags[slot] == r:
        return
    ring.tags[slot] = r
    line = slot * (width + 3) + 1
    filled = ring.cells[slot]
    inside = 0 <= r < height
    j = source.rows[r] if inside else 0
    c = 0
    while c < filled.size:
        kind = _kind(source.kinds, j, c) if inside else np.uint8(CLEAR)
        n = c + 1
        while n < min(filled.size, c + CELLS) and inside and _kind(source.kinds, j, n) == kind:
            n += 1
        if kind != CLEAR:
            _lift_cells(ring, source, kind, line, r, c, n, width)
        for cell in range(c, n):
            if kind == CLEAR and filled[cell]:
                start = line + cell * CELL
                for k in range(start, start + min(CELL, width - cell * CELL)):
                    ring.words[np.uint64(k)] = np.uint32(0)
            filled[cell] = kind != CLEAR
        c = n
    if slot == 0:
        copy_words(ring.words, rows * (width + 3), 0, width + 3)


def _matte_rows(start, stop, out, source, ring, width):
    """Alpha alone, as float 0..1, for rows start to stop of the frame."""
    words = ring.ink[1]
    alpha = ring.ink[0]
    for y in range(start, stop):
        j = source.rows[y]
        for c in range(ring.cells.shape[1]):
            first = c * CELL
            count = min(CELL, width - first)
            at = y * width + first
            row = out[at : at + count]
            kind = _kind(source.kinds, j, c)
            if kind != MIXED:
                row[:] = np.float32(1.0 if kind == FULL else 0.0)
                continue
            expand(words, 0, source.frame, 3 * at, count)
            alpha_run(alpha, source, ring, j, source.row_part[y], c, c + 1, words, width)
            for k in range(count):
                row[k] = np.float32(np.int32(alpha[k])) * np.float32(1 / 255)


matte_rows = TypedKernel(
    _matte_rows, types.intp, types.intp, array(types.float32, 1), SOURCE, RING, types.intp
)
"""``(start, stop, out, source, ring, width)``: up-sampled alpha, as the render sees it."""
