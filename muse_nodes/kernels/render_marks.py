"""What can happen where: bounds of the field per cell, and from them a mark for every cell.

A cell is 32 pixels wide and as high as a block of 8 rows. Most need nothing (the background is
copied); for the others it is worth knowing that nothing moves, that the layer is opaque, or that
nobody stands there, before any pixel is touched.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from muse_nodes.api import Array
from muse_nodes.kernels.guided import CELL, CLEAR, FULL, MIXED
from muse_nodes.kernels.render_jit import TypedKernel, array, inline, merge
from muse_nodes.kernels.render_records import (
    BESIDE,
    BLENDED,
    OPAQUE,
    ROOM,
    STANDING,
    STILL,
    WORK,
    Canvas,
    Desk,
    Motion,
    Settings,
    Source,
)

LONG = 2
"""Cells of one kind from which on they are worth a run of their own."""


@inline
def node_row(y: int, rows: int, height: int) -> tuple[int, Any]:
    """Node row before output row ``y`` and the part of the way to the next."""
    if rows < 2 or height < 2:
        return 0, np.float32(0.0)
    g = np.float64(y) * np.float64(rows - 1) / np.float64(height - 1)
    j = min(int(g), rows - 2)
    return j, np.float32(g - j)


def _bound(nodes: Array, columns: Array, part: Array, width: int, bounds: Array) -> None:
    """Bounds of dx, dy and x + dx in every cell along each node row, where the field is linear."""
    last = nodes.shape[1] - 1
    pitch = np.float32(width - 1) / np.float32(max(last, 1))
    for j in range(nodes.shape[0]):
        row = nodes[j]
        for c in range(bounds.shape[2]):
            x0 = c * CELL
            x1 = min(x0 + CELL, width) - 1
            i0 = columns[x0]
            i1 = columns[x1]
            for k in range(i1 - i0 + 2):  # both ends of the cell, and the nodes between them
                x = np.float32(x0)
                i = i0
                w = part[x0]
                if k == 1:
                    x = np.float32(x1)
                    i = i1
                    w = part[x1]
                elif k > 1:
                    i = i0 + k - 1
                    x = np.float32(i) * pitch
                    w = np.float32(0.0)
                n = min(i + 1, last)
                dx = row[i, 0] + (row[n, 0] - row[i, 0]) * w
                dy = row[i, 1] + (row[n, 1] - row[i, 1]) * w
                first = k == 0
                bounds[j, 0, c] = dx if first else min(bounds[j, 0, c], dx)
                bounds[j, 1, c] = dx if first else max(bounds[j, 1, c], dx)
                bounds[j, 2, c] = dy if first else min(bounds[j, 2, c], dy)
                bounds[j, 3, c] = dy if first else max(bounds[j, 3, c], dy)
                bounds[j, 4, c] = x + dx if first else min(bounds[j, 4, c], x + dx)
                bounds[j, 5, c] = x + dx if first else max(bounds[j, 5, c], x + dx)


bound_field = TypedKernel(
    _bound, array(types.float32, 3), array(types.int32, 1), array(types.float32, 1),
    types.intp, array(types.float32, 3),
)  # fmt: skip
"""``(nodes, columns, part, width, bounds)``: fills ``bounds`` (gh, 6, cells), lows and highs."""


@inline
def _bound_row(span: Array, bounds: Array, j: int, part: Any, y: Any, first: bool) -> None:
    """Take output row ``y`` into the bounds of all cells; between node rows bounds are linear."""
    top = bounds[j]
    bottom = bounds[min(j + 1, bounds.shape[0] - 1)]
    cells = bounds.shape[2]
    y_ = np.float32(y)
    for k in range(6):
        low = (k & 1) == 0
        a, b, s = top[k], bottom[k], span[k]
        for c in range(cells):
            v = a[c] + (b[c] - a[c]) * part
            s[c] = v if first else (min(s[c], v) if low else max(s[c], v))
    for k in range(2):
        a, b, s = top[2 + k], bottom[2 + k], span[6 + k]
        for c in range(cells):
            v = a[c] + (b[c] - a[c]) * part + y_
            s[c] = v if first else (max(s[c], v) if k else min(s[c], v))


@merge
def bound_block(desk: Desk, motion: Motion, start: int, stop: int, height: int) -> None:
    """Bounds of the field and of the sampled positions in every cell of rows start to stop."""
    bounds, span = motion.bounds, desk.span
    j0, part = node_row(start, bounds.shape[0], height)
    _bound_row(span, bounds, j0, part, start, True)
    j1, part = node_row(stop - 1, bounds.shape[0], height)
    _bound_row(span, bounds, j1, part, stop - 1, False)
    for j in range(j0 + 1, j1 + 1):
        y = np.float32(j) * np.float32(height - 1) / np.float32(bounds.shape[0] - 1)
        _bound_row(span, bounds, j, np.float32(0.0), y, False)


@inline
def kind_of(
    kinds: Array, rows: Array, x0: int, x1: int, y0: int, y1: int, width: int, height: int
) -> int:
    """Clear, full or mixed: what a box of pixels (ends included) finds; clear outside."""
    clear = x0 < 0 or y0 < 0 or x1 >= width or y1 >= height
    full = False
    x0, x1 = max(x0, 0), min(x1, width - 1)
    y0, y1 = max(y0, 0), min(y1, height - 1)
    if x0 > x1 or y0 > y1:
        return CLEAR
    for j in range(rows[y0], rows[y1] + 2):
        for c in range(x0 // CELL, x1 // CELL + 1):
            kind = kinds[j, c]
            if kind == MIXED:
                return MIXED
            clear = clear or kind == CLEAR
            full = full or kind == FULL
    if clear and full:
        return MIXED
    return FULL if full else CLEAR


@inline
def limits(settings: Settings) -> tuple[Any, Any, Any]:
    """Lowest, rightmost and bottom position that is sampled: the frame, or a clear pixel more."""
    width, height = settings.frame_width, settings.frame_height
    if settings.repeat:
        return np.float32(0.0), np.float32(width - 1), np.float32(height - 1)
    return np.float32(-1.0), np.float32(width), np.float32(height)


@inline
def _still(desk: Desk, settings: Settings, c: int) -> bool:
    """Does nothing move in cell ``c``, so that a row of the ring is a row of the output?"""
    s = desk.span
    same = settings.width == settings.frame_width and settings.height == settings.frame_height
    return same and s[0, c] == 0.0 and s[1, c] == 0.0 and s[2, c] == 0.0 and s[3, c] == 0.0


@inline
def _box(desk: Desk, settings: Settings, c: int) -> tuple[int, int, int, int]:
    """Left, right, top and bottom pixel (included) of the frame that cell ``c`` samples."""
    s = desk.span
    low, right, bottom = limits(settings)
    x0 = int(np.floor(min(max(s[4, c], low), right)))
    x1 = int(np.floor(min(max(s[5, c], low), right))) + 1
    y0 = int(np.floor(min(max(s[6, c], low), bottom)))
    y1 = int(np.floor(min(max(s[7, c], low), bottom))) + 1
    if settings.repeat:  # one further on is read, but with weight 0
        x1, y1 = min(x1, settings.frame_width - 1), min(y1, settings.frame_height - 1)
    return x0, x1, y0, y1


@inline
def _room_mark(canvas: Canvas, source: Source, settings: Settings, box: tuple[int, int, int, int],
               kind: int, mark: int) -> int:  # fmt: skip
    """The mark of a cell over the room, where a layer that does not move changes nothing."""
    if mark & STILL and not settings.lit:
        return mark if canvas.coverage.size and kind != CLEAR else 0
    room = here = CLEAR
    if canvas.plate.size:
        x0, x1, y0, y1 = box
        width, height = settings.width, settings.height
        room = kind_of(canvas.kinds, canvas.rows, x0, x1, y0, y1, width, height)
        here = kind_of(source.kinds, source.rows, x0, x1, y0, y1, width, height)
    if room == CLEAR and here == CLEAR:
        return 0 if kind == CLEAR else mark
    return mark | (STANDING if here == FULL else BESIDE)


@merge
def mark_cells(
    canvas: Canvas, source: Source, desk: Desk, settings: Settings,
    start: int, stop: int, still: bool,
) -> tuple[int, int]:  # fmt: skip
    """Decide what each cell of the block needs; returns the first and last row to be lifted."""
    first, last = 1 << 30, -(1 << 30)
    for c in range(desk.marks.size):
        own = (c * CELL, min(c * CELL + CELL, settings.width) - 1, start, stop - 1)
        box = own
        fade = settings.mode == ROOM or settings.later != 0
        mark = WORK
        if still or _still(desk, settings, c):
            mark |= STILL
        else:
            box = _box(desk, settings, c)
            s = desk.span
            far = s[0, c] >= 0.25 or s[1, c] <= -0.25 or s[2, c] >= 0.25 or s[3, c] <= -0.25
            fade = fade and (not far or settings.lit != 0)
        kind = kind_of(
            source.kinds, source.rows, box[0], box[1], box[2], box[3],
            settings.frame_width, settings.frame_height,
        )  # fmt: skip
        if settings.sweep:
            kind = CLEAR
        mark |= (OPAQUE if kind == FULL else 0) | (BLENDED if fade else 0)
        if settings.mode == ROOM:
            mark = _room_mark(canvas, source, settings, own, kind, mark)
        elif kind == CLEAR:
            mark = 0
        desk.marks[c] = mark
        if mark:
            first, last = min(first, box[2]), max(last, box[3])
        if mark & (BESIDE | STANDING):  # what stands here now is looked at as well
            first, last = min(first, start), max(last, stop - 1)
    return first, last


@inline
def _joined(a: int, b: int) -> int:
    """The mark under which cells of marks ``a`` and ``b`` come out as under their own."""
    both, either = a & b, a | b
    mark = WORK | (both & (STILL | OPAQUE)) | (either & BLENDED)
    if both & STANDING:
        return mark | STANDING
    return mark | BESIDE if either & (STANDING | BESIDE) else mark


@inline
def gather(marks: Array, c: int) -> tuple[int, int]:
    """The end of the cells from ``c`` on that are worked on together, and their common mark.

    Every run has a price of its own, so a few cells of another kind join their neighbours; only
    long stretches are worth the shorter way that their mark allows.
    """
    mark = int(marks[c])
    n = c + 1
    while n < marks.size and (marks[n] != 0) == (mark != 0):
        if marks[n] != mark:
            k = n + 1
            while k < marks.size and marks[k] == marks[n]:
                k += 1
            if min(k - n, n - c) >= LONG:
                break
            mark = _joined(mark, int(marks[n]))
        n += 1
    return n, mark
