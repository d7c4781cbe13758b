"""Sampling the ring: where each output pixel comes from, and the bilinear samples there."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array
from muse_nodes.kernels.render_jit import inline, merge
from muse_nodes.kernels.render_machine import load_pairs4
from muse_nodes.kernels.render_marks import limits, node_row
from muse_nodes.kernels.render_records import LANE, Desk, Motion, Ring, Settings
from muse_nodes.kernels.render_vectors import bilinear8, places16, ramp16

STEP = 16
"""Pixels that are always worked on together: a few too many cost less than counting them."""


@merge
def move_row(desk: Desk, motion: Motion, settings: Settings, x0: int, x1: int, y: int) -> None:
    """The field at full width for the pixels x0 to x1 of row ``y``, into ``moves``.

    Between two nodes it is linear; what is written beyond the right node comes right with the next.
    """
    nodes, starts = motion.nodes, motion.starts
    last = nodes.shape[1] - 1
    j, down = node_row(y, nodes.shape[0], settings.height)
    top, bottom = nodes[j], nodes[min(j + 1, nodes.shape[0] - 1)]
    dx, dy, part = desk.moves[0], desk.moves[1], motion.column_part
    for i in range(motion.columns[x0], motion.columns[x1 - 1] + 1):
        n = min(i + 1, last)
        left_x = top[i, 0] + (bottom[i, 0] - top[i, 0]) * down
        left_y = top[i, 1] + (bottom[i, 1] - top[i, 1]) * down
        more_x = top[n, 0] + (bottom[n, 0] - top[n, 0]) * down - left_x
        more_y = top[n, 1] + (bottom[n, 1] - top[n, 1]) * down - left_y
        for x in range(max(starts[i], x0), min(starts[i + 1], x1), STEP):
            ramp16(dx, x, part, left_x, more_x)
            ramp16(dy, x, part, left_y, more_y)


@merge
def sample(desk: Desk, ring: Ring, settings: Settings, x: int, y: int, count: int) -> None:
    """Samples of the ring for ``count`` output pixels from (x, y) on into words[0].

    A buffer is one vector with lanes at fixed distances: so the compiler sees without asking that
    they do not overlap, and a loop may write several of them. Positions are taken to 1/128 of a
    pixel along x and 1/32768 along y.
    """
    bounds = limits(settings)
    mask, stride = ring.tags.size - 1, settings.frame_width + 3
    places = desk.places
    for k in range(0, count, 16):
        places16(places, k, LANE, desk.moves, x, y, bounds, mask, stride)
    for k in range(0, count, 4):
        load_pairs4(desk.pairs, k, LANE, ring.words, stride, places)
    for k in range(0, count, 8):
        bilinear8(desk.words[0], k, desk.pairs, LANE, places)


@inline
def moved(weight: Array, desk: Desk, x: int, count: int) -> None:
    """How far each pixel moves, as a weight 0..256 that is full from a quarter of a pixel on."""
    dx, dy = desk.moves[0, x:], desk.moves[1, x:]
    for k in range(count):
        far = (abs(dx[k]) + abs(dy[k])) * np.float32(1024.0) + np.float32(0.999)
        weight[k] = np.uint32(np.int32(min(far, np.float32(256.0))))
