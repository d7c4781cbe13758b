"""The pass over the pixels: rows of the output in blocks of 8 rows and cells of 32 pixels.

A block first asks of every cell what can happen there: nothing (the background is copied), or
work, and then whether the field is zero, the layer opaque, the result to be faded into the live
frame. Then the rows of the layer's frame that the working cells may sample are lifted into the
ring, and each row is finished in runs of at most 256 pixels, several plain loops over buffers that
stay in the first-level cache: coordinates, gathering pairs of pixels, interpolation, blending.
"""

from __future__ import annotations

import numpy as np
from numba import types

from muse_nodes.api import Array
from muse_nodes.kernels.guided import CELL
from muse_nodes.kernels.render_jit import TypedKernel, inline, merge
from muse_nodes.kernels.render_lift import AHEAD, expand, lift_row
from muse_nodes.kernels.render_machine import copy_bytes, pack16, prefetch
from muse_nodes.kernels.render_marks import bound_block, gather, mark_cells
from muse_nodes.kernels.render_records import (
    BESIDE,
    BLENDED,
    BLOCK,
    CANVAS,
    DESK,
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
from muse_nodes.kernels.render_room import replace_person
from muse_nodes.kernels.render_sample import move_row, moved, sample
from muse_nodes.kernels.render_vectors import mix16, over16


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
        replace_person(desk, canvas, live, person, x, y, count, width)


@merge
def _finish_run(
    canvas: Canvas,
    source: Source,
    ring: Ring,
    desk: Desk,
    settings: Settings,
    mark: int,
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
            sample(desk, ring, settings, x, y, whole)
        if mark & BLENDED:
            moved(weight, desk, x, whole)
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
    for k in range(0, whole, 16):
        over16(result, top, under, k)
    if mark & BLENDED:
        for k in range(0, whole, 16):
            mix16(desk.words[7], before, result, weight, k)
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
    if not mark & STILL:
        move_row(desk, motion, settings, x0, x1, y)
    for x in range(x0, x1, RUN):
        _finish_run(canvas, source, ring, desk, settings, mark, x, y, min(RUN, x1 - x))


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
