"""Lifting a layer off its picture: one row of premultiplied RGBA at a time, into a small ring.

Row r of the ring holds P = clamp(F - (1-a)·B, 0, 255·a) and a of row r of the layer's frame, with
one clear pixel before and two behind. Each is made once, just before the first output row that
samples it, and is still in the cache then. Cells of 32 pixels that are quite clear or quite full
are cleared or copied; only the others see the matte's coefficients, the luma and the plate.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from muse_nodes.api import Array
from muse_nodes.kernels.guided import CELL, CLEAR, FULL, MIXED
from muse_nodes.kernels.render_jit import TypedKernel, array, inline, merge
from muse_nodes.kernels.render_machine import copy_words, expand16, prefetch
from muse_nodes.kernels.render_records import RING, SOURCE, Ring, Source
from muse_nodes.kernels.render_vectors import lift16

CELLS = 8
"""Neighbouring cells of a kind are worked on together, up to this many."""
AHEAD = 4
"""Rows by which pictures are asked for before they are needed."""
NOWHERE = -(1 << 30)
"""Tag of a ring row or cell that holds nothing of this frame."""


@inline
def expand(words: Array, start: int, image: Array, first: int, count: int) -> None:
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


@inline
def times255(words: Any, weight: Any) -> Any:
    """Four 8-bit lanes times ``weight`` 0..255, divided by 255 and rounded exactly."""
    low = np.uint32(np.uint32(words & np.uint32(0xFF00FF)) * weight + np.uint32(0x800080))
    low = np.uint32((low + np.uint32((low >> np.uint32(8)) & np.uint32(0xFF00FF))) >> np.uint32(8))
    high = np.uint32(
        np.uint32((words >> np.uint32(8)) & np.uint32(0xFF00FF)) * weight + np.uint32(0x800080)
    )
    high = np.uint32(high + np.uint32((high >> np.uint32(8)) & np.uint32(0xFF00FF)))
    return np.uint32(low & np.uint32(0xFF00FF)) | np.uint32(high & np.uint32(0xFF00FF00))


@inline
def stale(tags: Array, j: int, first: int, last: int) -> bool:
    """Is coarse row ``j`` missing in some of the cells first to last? From now on it is there."""
    missing = False
    for c in range(first, last):
        missing = missing or tags[c] != j
        tags[c] = j
    return missing


@inline
def widen(wide: Array, coarse: Array, columns: Array, part: Array, start: int, stop: int) -> None:
    """Interpolate a coarse row along x for the pixels start to stop."""
    columns, part, wide = columns[start:stop], part[start:stop], wide[start:stop]
    for k in range(stop - start):
        i = np.uint32(columns[k])
        n = np.uint32(i + np.uint32(1))
        wide[k] = coarse[i] + (coarse[n] - coarse[i]) * part[k]


@merge
def _widen_fit(ring: Ring, source: Source, j: int, first: int, last: int, width: int) -> None:
    """Bring the coefficients of coarse row ``j`` to full width in cells first to last."""
    slot = j & 1
    if stale(ring.up_tags[slot], j, first, last):
        start, stop = first * CELL, min(last * CELL, width)
        columns, part = source.columns, source.column_part
        widen(ring.up[slot, 0], source.slope[j], columns, part, start, stop)
        widen(ring.up[slot, 1], source.offset[j], columns, part, start, stop)


@merge
def alpha_run(
    alpha: Array,
    source: Source,
    ring: Ring,
    j: int,
    part: Any,
    first: int,
    last: int,
    words: Array,
    width: int,
) -> None:
    """Alpha 0..255 of cells first to last of a row, from ``words`` (RGB) and the coefficients."""
    _widen_fit(ring, source, j, first, last, width)
    _widen_fit(ring, source, j + 1, first, last, width)
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


@inline
def _lift(words: Array, at: int, ink: Array, count: int) -> None:
    """P = clamp(F - (1-a)·B, 0, 255·a) with a on top, into ``words`` from ``at`` on.

    ``ink`` holds a, F and B of the pixels.
    """
    alpha, frame, plate, rest = ink[0], ink[1], ink[2], ink[3]
    safe = count & ~15
    for k in range(0, safe, 16):
        lift16(words, at + k, frame, plate, alpha, k)
    if safe < count:  # what is behind in ``words`` belongs to others
        lift16(rest, 0, frame, plate, alpha, safe)
        for k in range(safe, count):
            words[at + k] = rest[k - safe]


@inline
def _fade(row: Array, frame: Array, alpha: Array, count: int) -> None:
    """P = a·F with a on top, in words."""
    for k in range(count):
        row[k] = np.uint32(times255(frame[k], alpha[k]) & np.uint32(0xFFFFFF)) | (
            alpha[k] << np.uint32(24)
        )


@inline
def _light(row: Array, gain: Array, count: int) -> None:
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


@inline
def _glow(row: Array, source: Source, r: int, start: int, count: int) -> None:
    """Add the light of the background over the person's edge: P + g·(a - P) per channel."""
    j = source.rows[r]
    top, bottom = source.glow[j], source.glow[j + 1]
    part = source.row_part[r]
    dark = True
    for near in range(source.columns[start], source.columns[start + count - 1] + 2):
        for c in range(3):
            dark = dark and top[near, c] == 0.0 and bottom[near, c] == 0.0
    if dark:
        return
    for k in range(count):
        i = np.uint32(source.columns[start + k])
        n = np.uint32(i + np.uint32(1))
        word = row[k]
        a = np.float32(np.int32(word >> np.uint32(24)))
        result: Any = np.uint32(word & np.uint32(0xFF000000))
        for c in range(3):
            left = top[i, c] + (bottom[i, c] - top[i, c]) * part
            right = top[n, c] + (bottom[n, c] - top[n, c]) * part
            light = left + (right - left) * source.column_part[start + k]
            value = np.float32(np.int32((word >> np.uint32(8 * c)) & np.uint32(255)))
            value += light * (a - value)
            result |= np.uint32(np.int32(value + np.float32(0.5))) << np.uint32(8 * c)
        row[k] = result


@inline
def _kind(kinds: Array, j: int, c: int) -> Any:
    """What a cell is between coarse rows ``j`` and ``j`` + 1."""
    kind = kinds[j, c]
    return kind if kind == kinds[j + 1, c] else np.uint8(MIXED)


@merge
def _lift_cells(
    ring: Ring, source: Source, kind: int, line: int, r: int, first: int, last: int, width: int
) -> None:
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
            _lift(ring.words, line + start, ring.ink, count)
        else:
            _fade(row, frame, alpha, count)
    if source.gain[0] != 256 or source.gain[1] != 256 or source.gain[2] != 256:
        _light(row, source.gain, count)
    if source.glow.size:
        _glow(row, source, r, start, count)


@merge
def lift_row(ring: Ring, source: Source, r: int, width: int, height: int) -> None:
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
        kind: Any = _kind(source.kinds, j, c) if inside else np.uint8(CLEAR)
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


def _matte_rows(start: int, stop: int, out: Array, source: Source, ring: Ring, width: int) -> None:
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
