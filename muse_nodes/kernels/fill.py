"""Filling what has never been seen: a push-pull pyramid (Gortler et al., "The Lumigraph", 1996).

Push: halve the picture again and again, averaging what is known; a coarse pixel counts as known as
soon as one of its children is. Pull: from coarse to fine, what is unknown takes the bilinearly
interpolated coarser value. The picture is only touched where it is unknown.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numba import float32, types, uint8

from muse_nodes.api.ports import Array, Frame
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array, fast_part


@fast_part
def _close(cell: Array) -> None:
    """Turn a sum of colours and weights into a mean colour and how well it is known, 0 to 1."""
    weight = cell[3]
    if weight > float32(0.0):
        for c in range(3):
            cell[c] /= weight
        cell[3] = min(weight, float32(1.0))


@fast_part
def _mean(
    cell: Array, a: Array, b: Array, c: Array, d: Array, wa: Any, wb: Any, wc: Any, wd: Any
) -> None:
    """Weighted mean of four colours, and 1 if any of them is known."""
    total = wa + wb + wc + wd
    part = float32(1.0) / max(total, float32(1.0))
    for k in range(3):
        cell[k] = (a[k] * wa + b[k] * wb + c[k] * wc + d[k] * wd) * part
    cell[3] = min(total, float32(1.0))


def _push_first(out: Array, plate: Array, confidence: Array, start: int, stop: int) -> None:
    """The first level from the picture itself; levels are (h, w, 4): mean colour and weight."""
    height, width = confidence.shape
    one, none = float32(1.0), float32(0.0)
    for y in range(start, stop):
        up, down = 2 * y, min(2 * y + 1, height - 1)
        for x in range(out.shape[1]):
            left, right = 2 * x, min(2 * x + 1, width - 1)
            wa = one if confidence[up, left] > 0 else none
            wb = one if confidence[up, right] > 0 and right > left else none
            wc = one if confidence[down, left] > 0 and down > up else none
            wd = one if confidence[down, right] > 0 and right > left and down > up else none
            _mean(
                out[y, x], plate[up, left], plate[up, right], plate[down, left],
                plate[down, right], wa, wb, wc, wd,
            )  # fmt: skip


def _push(out: Array, fine: Array) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = 0.0
            for j in range(2 * y, min(2 * y + 2, fine.shape[0])):
                for i in range(2 * x, min(2 * x + 2, fine.shape[1])):
                    weight = fine[j, i, 3]
                    for c in range(3):
                        out[y, x, c] += fine[j, i, c] * weight
                    out[y, x, 3] += weight
            _close(out[y, x])


@fast_part
def _look(level: Array, y: int, x: int, c: int) -> Any:
    """Value of a level at pixel (x, y) of the next finer one."""
    up, left = (y - 1) >> 1, (x - 1) >> 1
    fy = float32(0.75) if y & 1 == 0 else float32(0.25)
    fx = float32(0.75) if x & 1 == 0 else float32(0.25)
    j0, j1 = max(up, 0), min(up + 1, level.shape[0] - 1)
    i0, i1 = max(left, 0), min(left + 1, level.shape[1] - 1)
    top = level[j0, i0, c] + (level[j0, i1, c] - level[j0, i0, c]) * fx
    low = level[j1, i0, c] + (level[j1, i1, c] - level[j1, i0, c]) * fx
    return top + (low - top) * fy


def _pull(fine: Array, coarse: Array) -> None:
    for y in range(fine.shape[0]):
        for x in range(fine.shape[1]):
            weight = fine[y, x, 3]
            if weight < float32(1.0):
                for c in range(3):
                    other = _look(coarse, y, x, c)
                    fine[y, x, c] = other + (fine[y, x, c] - other) * weight


def _pull_last(out: Array, confidence: Array, coarse: Array, start: int, stop: int) -> None:
    for y in range(start, stop):
        for x in range(out.shape[1]):
            if confidence[y, x] == 0:
                for c in range(3):
                    out[y, x, c] = uint8(int(_look(coarse, y, x, c) + float32(0.5)))


_LEVEL = array(types.float32, 3)
_SEEN = array(types.uint8, 2, readonly=True)
PUSH_FIRST = Kernel(
    _push_first, _LEVEL, array(types.uint8, 3, readonly=True), _SEEN, types.int64, types.int64
)
PUSH = Kernel(_push, _LEVEL, _LEVEL)
PULL = Kernel(_pull, _LEVEL, _LEVEL)
PULL_LAST = Kernel(_pull_last, array(types.uint8, 3), _SEEN, _LEVEL, types.int64, types.int64)


def _pyramid(height: int, width: int) -> list[Array]:
    levels: list[Array] = []
    while not levels or height > 1 or width > 1:
        height, width = (height + 1) // 2, (width + 1) // 2
        levels.append(np.empty((height, width, 4), np.float32))
    return levels


def fill_unknown(bands: Bands, out: Frame, plate: Frame, confidence: Array) -> None:
    """See ``Ops.fill_unknown``: pixels whose ``confidence`` (uint8 (H, W)) is 0 are filled.

    All other pixels are copied as they are. If nothing at all is known, ``out`` is black.
    """
    np.copyto(out, plate)
    height, width = confidence.shape
    with bands.scratch(("pyramid", height, width), lambda: _pyramid(height, width)) as levels:

        def push(worker: int, start: int, stop: int) -> None:
            PUSH_FIRST(levels[0], plate, confidence, start, stop)

        def pull(worker: int, start: int, stop: int) -> None:
            PULL_LAST(out, confidence, levels[0], start, stop)

        bands.run(push, levels[0].shape[0], grain=32)
        for fine, coarse in pairwise(levels):
            PUSH(coarse, fine)
        for fine, coarse in zip(levels[-2::-1], levels[:0:-1], strict=True):
            PULL(fine, coarse)
        bands.run(pull, height, grain=64)
