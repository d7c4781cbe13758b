"""The pass over the pixels: rows of the output in blocks of 8 rows and cells of 64 pixels.

A block first asks of every cell what can happen there: nothing (the background is copied), or
work, and then whether the field is zero, the layer opaque, the result to be faded into the live
frame. Then the rows of the layer's frame that the working cells may sample are lifted into the
ring, and each row is finished in runs of at most 256 pixels, several plain loops over buffers that
stay in the first-level cache: coordinates, gathering pairs of pixels, interpolation, blending.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types

from muse_nodes.kernels.guided import CELL, CLEAR, FULL, MIXED
from muse_nodes.kernels.render_jit import (
    TypedKernel,
    array,
    bilinear8,
    copy_bytes,
    inline,
    merge,
    load_pair,
    pack16,
    prefetch,
)
from muse_nodes.kernels.render_lift import (
    AHEAD,
    F32,
    I32,
    RING,
    SOURCE,
    U8,
    expand,
    lift_row,
    times255,
)

BLOCK = 8
"""Rows that are classified together."""
RUN = 256
"""Pixels that are worked on together."""
LANE = RUN + 16
"""Distance of the lanes of a buffer, with room for a whole vector behind the last pixel."""

ROOM, PICTURE, OVER = 0, 1, 2
"""What a layer is laid over: the room, a picture, or what ``out`` holds already."""


class Canvas(NamedTuple):
    """What is drawn on. All pictures are flat bytes of (H, W, 3).

    ``under`` is the live frame, the chosen background or ``out`` itself; ``plate`` the room
    without the person (may be empty); ``standing`` (h + 1, w + 1), 0..256, where a person stands,
    with ``kinds`` and positions as in ``Source``; ``coverage`` (H·W) bytes or empty.
    """

    out: U8
    under: U8
    plate: U8
    coverage: U8
    standing: F32
    kinds: U8
    rows: I32
    row_part: F32
    columns: I32
    column_part: F32


class Motion(NamedTuple):
    """The field and where its nodes lie: per column of the output the node before, and the rest.

    ``nodes`` is (0, 0, 2) when the layer does not move. ``bounds`` comes from ``bound_field``.
    """

    nodes: F32
    columns: I32
    column_part: F32
    bounds: F32


class Desk(NamedTuple):
    """Buffers of one worker: ``moves`` the field of two node rows at full width, by ``move_tags``.

    ``span`` (8, cells) bounds of dx, dy and of the sampled x, y; ``marks`` (cells) what to do.
    """

    moves: F32
    move_tags: I32
    span: F32
    marks: U8
    words: npt.NDArray[np.uint32]
    pairs: npt.NDArray[np.uint64]
    reals: F32
    places: I32
    parts: npt.NDArray[np.int16]


CANVAS = types.NamedTuple(
    (
        array(types.uint8, 1), array(types.uint8, 1),
        array(types.uint8, 1), array(types.uint8, 1),
        array(types.float32, 2), array(types.uint8, 2),
        array(types.int32, 1), array(types.float32, 1),
        array(types.int32, 1), array(types.float32, 1),
    ),
    Canvas,
)  # fmt: skip
MOTION = types.NamedTuple(
    (
        array(types.float32, 3), array(types.int32, 1), array(types.float32, 1),
        array(types.float32, 3),
    ),
    Motion,
)
DESK = types.NamedTuple(
    (
        array(types.float32, 3), array(types.int32, 1), array(types.float32, 2),
        array(types.uint8, 1), array(types.uint32, 2), array(types.uint64, 1),
        array(types.float32, 1), array(types.int32, 1), array(types.int16, 1),
    ),
    Desk,
)  # fmt: skip

WORK, STILL, OPAQUE, BLENDED, STANDING, BESIDE = 1, 2, 4, 8, 16, 32
"""Marks of a cell: something to do; the field is zero; alpha is 1; faded into what is under it;
a person stands everywhere, or partly, so that the room replaces what is under it."""


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _node_row(y, rows, height):
    """Node row before output row ``y`` and the part of the way to the next."""
    if rows < 2 or height < 2:
        return 0, np.float32(0.0)
    g = np.float64(y) * np.float64(rows - 1) / np.float64(height - 1)
    j = min(int(g), rows - 2)
    return j, np.float32(g - j)


def _bound(nodes, columns, part, width, bounds):
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
"""``(nodes, columns, part, width, bounds)``: fills ``bounds`` (gh, 6, cells), low and high of each."""


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _bound_row(span, bounds, j, part, y, first):
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


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _bound_block(desk, motion, start, stop, height):
    """Bounds of the field and of the sampled positions in every cell of rows start to stop."""
    bounds, span = motion.bounds, desk.span
    j0, part = _node_row(start, bounds.shape[0], height)
    _bound_row(span, bounds, j0, part, start, True)
    j1, part = _node_row(stop - 1, bounds.shape[0], height)
    _bound_row(span, bounds, j1, part, stop - 1, False)
    for j in range(j0 + 1, j1 + 1):
        y = np.float32(j) * np.float32(height - 1) / np.float32(bounds.shape[0] - 1)
        _bound_row(span, bounds, j, np.float32(0.0), y, False)


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _kind_of(kinds, rows, x0, x1, y0, y1, width, height):
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


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _limits(settings, width, height):
    """Lowest and highest position that is sampled: the frame, or one clear pixel more."""
    if settings[1]:  # the edges of the frame are repeated
        return np.float32(0.0), np.float32(width - 1), np.float32(height - 1)
    return np.float32(-1.0), np.float32(width), np.float32(height)


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _mark_cells(canvas, source, desk, settings, start, stop, still):
    """Decide what each cell of the block needs; returns the rows of the source to be lifted."""
    mode, width, height = settings[0], settings[2], settings[3]
    frame_width, frame_height = settings[4], settings[5]
    low, right, bottom = _limits(settings, frame_width, frame_height)
    first = np.int64(1 << 30)
    last = np.int64(-(1 << 30))
    lit = settings[6]
    same = width == frame_width and height == frame_height
    for c in range(desk.marks.size):
        x0 = c * CELL
        x1 = min(x0 + CELL, width) - 1
        mark = WORK
        fade = mode == ROOM or settings[7] != 0
        if still:
            sx0, sx1, sy0, sy1 = x0, x1, start, stop - 1
            mark |= STILL
        else:
            s = desk.span
            zero = same and s[0, c] == 0.0 and s[1, c] == 0.0 and s[2, c] == 0.0 and s[3, c] == 0.0
            if zero:
                sx0, sx1, sy0, sy1 = x0, x1, start, stop - 1
                mark |= STILL
            else:
                sx0 = int(np.floor(min(max(s[4, c], low), right)))
                sx1 = int(np.floor(min(max(s[5, c], low), right))) + 1
                sy0 = int(np.floor(min(max(s[6, c], low), bottom)))
                sy1 = int(np.floor(min(max(s[7, c], low), bottom))) + 1
                if settings[1]:
                    sx1 = min(sx1, frame_width - 1)
                    sy1 = min(sy1, frame_height - 1)
                far = s[0, c] >= 0.25 or s[1, c] <= -0.25 or s[2, c] >= 0.25 or s[3, c] <= -0.25
                fade = fade and not far
        kind = _kind_of(source.kinds, source.rows, sx0, sx1, sy0, sy1, frame_width, frame_height)
        if kind == FULL:
            mark |= OPAQUE
        if fade or (lit and mode == ROOM):
            mark |= BLENDED
        if mode == ROOM:
            if mark & STILL and not lit:
                mark = mark if canvas.coverage.size and kind != CLEAR else 0
            elif canvas.plate.size:
                k = _kind_of(canvas.kinds, canvas.rows, x0, x1, start, stop - 1, width, height)
                mark |= STANDING if k == FULL else (BESIDE if k == MIXED else 0)
                if k == CLEAR and kind == CLEAR:
                    mark = 0
            elif kind == CLEAR:
                mark = 0
        elif kind == CLEAR:
            mark = 0
        desk.marks[c] = mark
        if mark:
            first = min(first, sy0)
            last = max(last, sy1)
    return first, last


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _move_row(desk, motion, j):
    """Bring node row ``j`` of the field to full width, unless done."""
    slot = j & 1
    if desk.move_tags[slot] == j:
        return
    desk.move_tags[slot] = j
    row = motion.nodes[min(j, motion.nodes.shape[0] - 1)]
    last = np.uint32(row.shape[0] - 1)
    dx = desk.moves[slot, 0]
    dy = desk.moves[slot, 1]
    columns = motion.columns
    part = motion.column_part
    for x in range(columns.size):
        i = np.uint32(columns[x])
        n = np.uint32(min(np.uint32(i + np.uint32(1)), last))
        dx[x] = row[i, 0] + (row[n, 0] - row[i, 0]) * part[x]
        dy[x] = row[i, 1] + (row[n, 1] - row[i, 1]) * part[x]


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _sample(desk, ring, settings, j, part, x, y, count):
    """Samples of the ring for ``count`` output pixels from (x, y) on into words[0].

    The displacements stay in ``reals``. Buffers are single vectors with lanes at fixed distances:
    so the compiler sees without asking that they do not overlap.
    """
    frame_width, frame_height = settings[4], settings[5]
    low, right, bottom = _limits(settings, frame_width, frame_height)
    mask = np.int32(ring.tags.size - 1)
    stride = np.int32(frame_width + 3)
    moves = desk.moves
    _between(desk.reals, 0, moves[j & 1, 0, x:], moves[(j + 1) & 1, 0, x:], part, count)
    _between(desk.reals, LANE, moves[j & 1, 1, x:], moves[(j + 1) & 1, 1, x:], part, count)
    reals, places, parts = desk.reals, desk.places, desk.parts
    x_ = np.float32(np.int32(x))
    y_ = np.float32(np.int32(y))
    one, unit = np.float32(1.0), np.float32(32768.0)
    for k in range(count):
        px = min(max(x_ + np.float32(np.int32(k)) + reals[k], low), right) + one
        py = min(max(y_ + reals[LANE + k], low), bottom) + one
        ix = np.int32(px * unit)
        iy = np.int32(py * unit)
        parts[k] = np.int16(ix & np.int32(32767))
        parts[LANE + k] = np.int16(iy & np.int32(32767))
        row = np.int32(((iy >> np.int32(15)) - np.int32(1)) & mask)
        places[k] = np.int32(row * stride) + np.int32(ix >> np.int32(15))
    pairs = desk.pairs
    below = np.intp(stride)
    for k in range(count):
        place = np.intp(places[k])
        pairs[k] = load_pair(ring.words, place)
        pairs[LANE + k] = load_pair(ring.words, place + below)
    for k in range(0, count, 8):
        bilinear8(desk.words[0], k, pairs, LANE, parts)


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _between(out, start, a, b, part, count):
    """out[start:] = a + (b - a)·part."""
    for k in range(count):
        out[start + k] = a[k] + (b[k] - a[k]) * part


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _moved(weight, reals, count):
    """How far each pixel moves, as a weight 0..256 that is full from a quarter of a pixel on."""
    for k in range(count):
        far = (abs(reals[k]) + abs(reals[LANE + k])) * np.float32(1024.0) + np.float32(0.999)
        weight[k] = np.uint32(np.int32(min(far, np.float32(256.0))))


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _mix(out, a, b, weight, count):
    """out = a + (b - a)·weight / 256 in four lanes; exact at 0 and 256."""
    for k in range(count):
        w = weight[k]
        v = np.uint32(np.uint32(256) - w)
        low = np.uint32(
            np.uint32((a[k] & np.uint32(0xFF00FF)) * v)
            + np.uint32((b[k] & np.uint32(0xFF00FF)) * w)
            + np.uint32(0x800080)
        )
        high = np.uint32(
            np.uint32(((a[k] >> np.uint32(8)) & np.uint32(0xFF00FF)) * v)
            + np.uint32(((b[k] >> np.uint32(8)) & np.uint32(0xFF00FF)) * w)
            + np.uint32(0x800080)
        )
        out[k] = np.uint32((low >> np.uint32(8)) & np.uint32(0xFF00FF)) | np.uint32(
            high & np.uint32(0xFF00FF00)
        )


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _replace_person(desk, canvas, x, y, count, width):
    """words[5] = words[1] (the live frame) with the room where a person stands."""
    first = 3 * (y * width + x)
    weight = desk.words[4]
    j = canvas.rows[y]
    part = canvas.row_part[y]
    top, bottom = canvas.standing[j], canvas.standing[j + 1]
    columns = canvas.columns[x : x + count]
    column_part = canvas.column_part[x : x + count]
    for k in range(count):
        i = np.uint32(columns[k])
        n = np.uint32(i + np.uint32(1))
        left = top[i] + (bottom[i] - top[i]) * part
        right = top[n] + (bottom[n] - top[n]) * part
        value = left + (right - left) * column_part[k]
        weight[k] = np.uint32(np.int32(value + np.float32(0.5)))
    expand(desk.words[2], 0, canvas.plate, first, count)
    _mix(desk.words[5], desk.words[1], desk.words[2], weight, count)


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _pack(out, first, words, count):
    """Write ``count`` words as RGB from byte ``first`` of ``out``."""
    safe = count & ~15
    for k in range(0, safe, 16):
        pack16(out, first + 3 * k, words, k)
    for k in range(safe, count):
        word = words[k]
        out[first + 3 * k] = np.uint8(word & np.uint32(255))
        out[first + 3 * k + 1] = np.uint8((word >> np.uint32(8)) & np.uint32(255))
        out[first + 3 * k + 2] = np.uint8((word >> np.uint32(16)) & np.uint32(255))


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _over(result, top, under, count):
    """result = top + (1 - a)·under, premultiplied, in words; the alpha lane is the joint alpha."""
    for k in range(count):
        rest = np.uint32(np.uint32(255) - np.uint32(top[k] >> np.uint32(24)))
        result[k] = np.uint32(top[k] + times255(under[k], rest))


@inline  # type: ignore[untyped-decorator]  # numba has no types
def _cover(coverage, weight, top, settings, count):
    """Fold the layer's alpha into the coverage; drawn pixels are never faded into what is under.

    ``weight`` is raised where something is drawn already, or where the layer's colour is changed.
    """
    if settings[6]:  # lit: colour is changed wherever the layer is
        for k in range(count):
            a = np.uint32(top[k] >> np.uint32(24))
            weight[k] = max(weight[k], min(np.uint32(a << np.uint32(3)), np.uint32(256)))
    if coverage.size == 0:
        return
    if settings[7]:  # later layers over the room
        for k in range(count):
            weight[k] = max(weight[k], np.uint32(coverage[k]) + np.uint32(coverage[k] >> 7))
    for k in range(count):
        a = np.uint32(top[k] >> np.uint32(24))
        v = np.uint32((np.uint32(255) - a) * np.uint32(coverage[k]) + np.uint32(128))
        v = np.uint32((v + (v >> np.uint32(8))) >> np.uint32(8))
        coverage[k] = np.uint8(a + v)


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _finish_run(canvas, ring, desk, settings, mark, j, part, x, y, count):
    """Sample, blend and write one run of pixels of one row."""
    width, frame_width = settings[2], settings[4]
    first = 3 * (y * width + x)
    weight = desk.words[3]
    if mark & STILL:
        line = (y & (ring.tags.size - 1)) * (frame_width + 3) + 1 + x
        top = ring.words[line : line + count]
        weight[:count] = np.uint32(0)
    else:
        top = desk.words[0][:count]
        _sample(desk, ring, settings, j, part, x, y, count)
        if mark & BLENDED:
            _moved(weight, desk.reals, count)
    if mark & BLENDED or canvas.coverage.size:
        at = y * width + x
        covered = canvas.coverage[at : at + count] if canvas.coverage.size else canvas.coverage
        _cover(covered, weight, top, settings, count)
    if mark & OPAQUE and not mark & BLENDED:
        _pack(canvas.out, first, top, count)
        return
    # No buffer is read and written by the same loop: the compiler would take the slow way.
    before, result = desk.words[1], desk.words[6]
    under = before
    ahead = first + 3 * AHEAD * width
    if not mark & STANDING or mark & BLENDED:
        prefetch(canvas.under, ahead, 3 * count)
        expand(before, 0, canvas.under, first, count)
    if mark & STANDING:
        under = desk.words[5]
        prefetch(canvas.plate, ahead, 3 * count)
        expand(under, 0, canvas.plate, first, count)
    elif mark & BESIDE:
        under = desk.words[5]
        _replace_person(desk, canvas, x, y, count, width)
    _over(result, top, under, count)
    if mark & BLENDED:
        _mix(desk.words[7], before, result, weight, count)
        result = desk.words[7]
    _pack(canvas.out, first, result, count)


@merge  # type: ignore[untyped-decorator]  # numba has no types
def _copy(canvas, settings, x, y, count, rows):
    """Copy a strip of what is under the layer; in place there is nothing to copy."""
    width = settings[2]
    if settings[8]:
        return
    if count == width:
        copy_bytes(canvas.out, 3 * y * width, canvas.under, 3 * y * width, 3 * width * rows)
        if canvas.coverage.size:
            canvas.coverage[y * width : (y + rows) * width] = 0
        return
    for r in range(y, y + rows):
        at = r * width + x
        copy_bytes(canvas.out, 3 * at, canvas.under, 3 * at, 3 * count)
        if canvas.coverage.size:
            canvas.coverage[at : at + count] = 0


def _render(start, stop, canvas, source, motion, ring, desk, settings):
    """Rows start to stop of the output.

    ``settings``: mode, repeat edges, width, height, frame width, frame height, lit, later,
    in place.
    """
    width, height, frame_width, frame_height = settings[2], settings[3], settings[4], settings[5]
    still = motion.nodes.size == 0
    cells = desk.marks.size
    for block in range(start, stop, BLOCK):
        end = min(block + BLOCK, stop)
        if not still:
            _bound_block(desk, motion, block, end, height)
        first, last = _mark_cells(canvas, source, desk, settings, block, end, still)
        for r in range(first, last + 1):
            lift_row(ring, source, r, frame_width, frame_height)
        c = 0
        while c < cells:
            mark = desk.marks[c]
            n = c + 1
            while n < cells and desk.marks[n] == mark:
                n += 1
            x0 = c * CELL
            x1 = min(n * CELL, width)
            c = n
            if not mark:
                _copy(canvas, settings, x0, block, x1 - x0, end - block)
                continue
            for y in range(block, end):
                j, part = 0, np.float32(0.0)
                if not mark & STILL:
                    j, part = _node_row(y, motion.nodes.shape[0], height)
                    _move_row(desk, motion, j)
                    _move_row(desk, motion, j + 1)
                for x in range(x0, x1, RUN):
                    count = min(RUN, x1 - x)
                    if canvas.coverage.size and not settings[8]:
                        canvas.coverage[y * width + x : y * width + x + count] = 0
                    _finish_run(canvas, ring, desk, settings, mark, j, part, x, y, count)


render_rows = TypedKernel(
    _render, types.intp, types.intp, CANVAS, SOURCE, MOTION, RING, DESK, array(types.int64, 1)
)
