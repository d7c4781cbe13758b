"""The pass over the pixels: rows of the output in blocks of 8 rows and cells of 32 pixels.

A block first asks of every cell what can happen there: nothing (the background is copied), or
work, and then whether the field is zero, the layer opaque, the result to be faded into the live
frame. Then the rows of the layer's frame that the working cells may sample are lifted into the
ring, and each row is finished in runs of at most 256 pixels, several plain loops over buffers that
stay in the first-level cache: coordinates, gathering pairs of pixels, interpolation, blending.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from muse_nodes.api import Array
from muse_nodes.kernels.guided import CELL
from muse_nodes.kernels.render_jit import (
    TypedKernel,
    bilinear8,
    copy_bytes,
    inline,
    load_pair,
    merge,
    pack16,
    prefetch,
)
from muse_nodes.kernels.render_lift import AHEAD, expand, lift_row, times255
from muse_nodes.kernels.render_marks import bound_block, gather, limits, mark_cells, node_row
from muse_nodes.kernels.render_records import (
    BESIDE,
    BLENDED,
    BLOCK,
    CANVAS,
    DESK,
    LANE,
    MOTION,
    OPAQUE,
    RING,
    RUN,
    SETTINGS,
    SOURCE,
    STANDING,
    STILL,
    Canvas,
    Desk,
    Motion,
    Ring,
    Settings,
    Source,
)


@merge
def _move_row(desk: Desk, motion: Motion, j: int) -> None:
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


@merge
def _sample(
    desk: Desk, ring: Ring, settings: Settings, j: int, part: Any, x: int, y: int, count: int
) -> None:
    """Samples of the ring for ``count`` output pixels from (x, y) on into words[0].

    A buffer is one vector with lanes at fixed distances: so the compiler sees without asking that
    they do not overlap, and a loop may write several of them.
    """
    low, right, bottom = limits(settings)
    mask = np.int32(ring.tags.size - 1)
    stride = np.int32(settings.frame_width + 3)
    dx0, dx1 = desk.moves[j & 1, 0, x:], desk.moves[(j + 1) & 1, 0, x:]
    dy0, dy1 = desk.moves[j & 1, 1, x:], desk.moves[(j + 1) & 1, 1, x:]
    places = desk.places
    x_, y_ = np.float32(np.int32(x)), np.float32(np.int32(y))
    one, unit, below_one = np.float32(1.0), np.float32(32768.0), np.int32(32767)
    for k in range(count):
        px = x_ + np.float32(np.int32(k)) + (dx0[k] + (dx1[k] - dx0[k]) * part)
        py = y_ + (dy0[k] + (dy1[k] - dy0[k]) * part)
        ix = np.int32((min(max(px, low), right) + one) * unit)
        iy = np.int32((min(max(py, low), bottom) + one) * unit)
        row = np.int32(((iy >> np.int32(15)) - np.int32(1)) & mask)
        places[k] = np.int32(row * stride) + np.int32(ix >> np.int32(15))
        places[LANE + k] = ix & below_one
        places[2 * LANE + k] = iy & below_one
    pairs = desk.pairs
    below = np.intp(stride)
    for k in range(count):
        place = np.intp(places[k])
        pairs[k] = load_pair(ring.words, place)
        pairs[LANE + k] = load_pair(ring.words, place + below)
    for k in range(0, count, 8):
        bilinear8(desk.words[0], k, pairs, LANE, places)


@inline
def _moved(weight: Array, desk: Desk, j: int, part: Any, x: int, count: int) -> None:
    """How far each pixel moves, as a weight 0..256 that is full from a quarter of a pixel on."""
    dx0, dx1 = desk.moves[j & 1, 0, x:], desk.moves[(j + 1) & 1, 0, x:]
    dy0, dy1 = desk.moves[j & 1, 1, x:], desk.moves[(j + 1) & 1, 1, x:]
    for k in range(count):
        dx = dx0[k] + (dx1[k] - dx0[k]) * part
        dy = dy0[k] + (dy1[k] - dy0[k]) * part
        far = (abs(dx) + abs(dy)) * np.float32(1024.0) + np.float32(0.999)
        weight[k] = np.uint32(np.int32(min(far, np.float32(256.0))))


@inline
def _mix(out: Array, a: Array, b: Array, weight: Array, count: int) -> None:
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


@inline
def _without_person(out: Array, live: Array, person: Array, room: Array, count: int) -> None:
    """out = F - P + a·B: the live frame with the room in the person's place, as far as it is known.

    The exact lift gives B. Where the matte is unsure P is clamped, and what it leaves over stays.
    """
    colour = np.uint32(0xFFFFFF)
    for k in range(count):
        a = np.uint32(person[k] >> np.uint32(24))
        out[k] = np.uint32(live[k] - (person[k] & colour)) + np.uint32(
            times255(room[k], a) & colour
        )


@merge
def _replace_person(
    desk: Desk, canvas: Canvas, live: Array, person: Array, x: int, y: int, count: int, width: int
) -> None:
    """words[5] = the live frame with the room where a person stands.

    The faint rim of somebody who surely stands there gives way to the room altogether, because the
    camera blurs more of a person into it than the matte says.
    """
    whole = (count + 63) & ~63
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
        a = np.int32(person[k] >> np.uint32(24))
        faint = np.float32(max(np.int32(256) - np.int32(8) * a, np.int32(0)))
        weight[k] = np.uint32(np.int32(value * faint * np.float32(1.0 / 256.0) + np.float32(0.5)))
    expand(desk.words[2], 0, canvas.plate, first, count)
    _without_person(desk.words[6], live, person, desk.words[2], whole)
    _mix(desk.words[5], desk.words[6], desk.words[2], weight, whole)


@inline
def _pack(out: Array, first: int, words: Array, count: int) -> None:
    """Write ``count`` words as RGB from byte ``first`` of ``out``."""
    safe = count & ~15
    for k in range(0, safe, 16):
        pack16(out, first + 3 * k, words, k)
    for k in range(safe, count):
        word = words[k]
        out[first + 3 * k] = np.uint8(word & np.uint32(255))
        out[first + 3 * k + 1] = np.uint8((word >> np.uint32(8)) & np.uint32(255))
        out[first + 3 * k + 2] = np.uint8((word >> np.uint32(16)) & np.uint32(255))


@inline
def _over(result: Array, top: Array, under: Array, count: int) -> None:
    """result = top + (1 - a)·under, premultiplied, in words; the alpha lane is the joint alpha."""
    for k in range(count):
        rest = np.uint32(np.uint32(255) - np.uint32(top[k] >> np.uint32(24)))
        result[k] = np.uint32(top[k] + times255(under[k], rest))


@inline
def _cover(coverage: Array, weight: Array, top: Array, settings: Settings, count: int) -> None:
    """Fold the layer's alpha into the coverage; drawn pixels are never faded into what is under.

    ``weight`` is raised where something is drawn already, or where the layer's colour is changed.
    """
    if settings.lit:  # colour is changed wherever the layer is
        for k in range(count):
            a = np.uint32(top[k] >> np.uint32(24))
            weight[k] = max(weight[k], min(np.uint32(a << np.uint32(3)), np.uint32(256)))
    if coverage.size == 0:
        return
    if settings.later:
        for k in range(count):
            weight[k] = max(weight[k], np.uint32(coverage[k]) + np.uint32(coverage[k] >> 7))
    for k in range(count):
        a = np.uint32(top[k] >> np.uint32(24))
        v = np.uint32((np.uint32(255) - a) * np.uint32(coverage[k]) + np.uint32(128))
        v = np.uint32((v + (v >> np.uint32(8))) >> np.uint32(8))
        coverage[k] = np.uint8(a + v)


@merge
def _read_under(
    canvas: Canvas, source: Source, ring: Ring, desk: Desk, settings: Settings,
    mark: int, x: int, y: int, count: int,
) -> None:  # fmt: skip
    """What is under the layer into words[1]; with the room where a person stands into words[5]."""
    width = settings.width
    first = 3 * (y * width + x)
    ahead = first + 3 * AHEAD * width
    before = desk.words[1]
    if not mark & STANDING or mark & BLENDED:
        prefetch(canvas.under, ahead, 3 * count)
        expand(before, 0, canvas.under, first, count)
    if mark & STANDING:
        prefetch(canvas.plate, ahead, 3 * count)
        expand(desk.words[5], 0, canvas.plate, first, count)
    elif mark & BESIDE:
        live = before
        if settings.sweep:  # what was swept before may have changed the picture here
            live = desk.words[7]
            expand(live, 0, source.frame, first, count)
        line = (y & (ring.tags.size - 1)) * (settings.frame_width + 3) + 1 + x
        person = ring.words[line : line + ((count + 63) & ~63)]
        _replace_person(desk, canvas, live, person, x, y, count, width)


@merge
def _finish_run(
    canvas: Canvas,
    source: Source,
    ring: Ring,
    desk: Desk,
    settings: Settings,
    mark: int,
    j: int,
    part: Any,
    x: int,
    y: int,
    count: int,
) -> None:
    """Sample, blend and write one run of pixels of one row."""
    width = settings.width
    first = 3 * (y * width + x)
    whole = (count + 63) & ~63  # scratch has room for it, and no loop needs a remainder
    weight = desk.words[3]
    if mark & STILL:
        line = (y & (ring.tags.size - 1)) * (settings.frame_width + 3) + 1 + x
        top = ring.words[line : line + whole]
        weight[:whole] = np.uint32(0)
    else:
        top = desk.words[0][:whole]
        if settings.sweep:
            top[:] = np.uint32(0)
        else:
            _sample(desk, ring, settings, j, part, x, y, whole)
        if mark & BLENDED:
            _moved(weight, desk, j, part, x, whole)
    if mark & BLENDED or canvas.coverage.size:
        at = y * width + x
        covered = canvas.coverage[at : at + count] if canvas.coverage.size else canvas.coverage
        _cover(covered, weight, top, settings, count)
    if mark & OPAQUE and not mark & BLENDED:
        _pack(canvas.out, first, top, count)
        return
    # No buffer is read and written by the same loop: the compiler would take the slow way.
    before, result = desk.words[1], desk.words[6]
    _read_under(canvas, source, ring, desk, settings, mark, x, y, count)
    under = desk.words[5] if mark & (STANDING | BESIDE) else before
    _over(result, top, under, whole)
    if mark & BLENDED:
        _mix(desk.words[7], before, result, weight, whole)
        result = desk.words[7]
    _pack(canvas.out, first, result, count)


@inline
def _copy(
    canvas: Canvas, settings: Settings, x: int, y: int, count: int, rows: int, mark: int
) -> None:
    """Begin a strip: nothing is covered yet, and what needs no work is copied from ``under``."""
    width = settings.width
    if not mark and count == width:
        copy_bytes(canvas.out, 3 * y * width, canvas.under, 3 * y * width, 3 * width * rows)
    for r in range(y, y + rows):
        at = r * width + x
        if not mark and count != width:
            copy_bytes(canvas.out, 3 * at, canvas.under, 3 * at, 3 * count)
        if canvas.coverage.size:
            canvas.coverage[at : at + count] = 0


@merge
def _finish_row(
    canvas: Canvas, source: Source, ring: Ring, desk: Desk, motion: Motion, settings: Settings,
    mark: int, x0: int, x1: int, y: int,
) -> None:  # fmt: skip
    """One row of cells with the same mark, in runs."""
    j, part = 0, np.float32(0.0)
    if not mark & STILL:
        j, part = node_row(y, motion.nodes.shape[0], settings.height)
        _move_row(desk, motion, j)
        _move_row(desk, motion, j + 1)
    for x in range(x0, x1, RUN):
        _finish_run(canvas, source, ring, desk, settings, mark, j, part, x, y, min(RUN, x1 - x))


def _render(
    start: int, stop: int, canvas: Canvas, source: Source, motion: Motion, ring: Ring, desk: Desk,
    settings: Settings,
) -> None:  # fmt: skip
    """Rows start to stop of the output."""
    still = motion.nodes.size == 0
    for block in range(start, stop, BLOCK):
        end = min(block + BLOCK, stop)
        if not still:
            bound_block(desk, motion, block, end, settings.height)
        first, last = mark_cells(canvas, source, desk, settings, block, end, still)
        for r in range(first, last + 1):
            lift_row(ring, source, r, settings.frame_width, settings.frame_height)
        c = 0
        while c < desk.marks.size:
            n, mark = gather(desk.marks, c)
            x0 = c * CELL
            x1 = min(n * CELL, settings.width)
            c = n
            if not settings.in_place and (not mark or canvas.coverage.size):
                _copy(canvas, settings, x0, block, x1 - x0, end - block, mark)
            if mark:
                for y in range(block, end):
                    _finish_row(canvas, source, ring, desk, motion, settings, mark, x0, x1, y)


render_rows = TypedKernel(
    _render, types.intp, types.intp, CANVAS, SOURCE, MOTION, RING, DESK, SETTINGS
)
"""``(start, stop, canvas, source, motion, ring, desk, settings)``: rows of one layer's pass."""
