"""What following a person asks of a matte every frame: where it is solid, and placing it."""

from __future__ import annotations

import numpy as np
from numba import float32, int32, types

from muse_nodes.api.ports import Array, Matte
from muse_nodes.kernels.jit import Kernel, array


def _count_solid(matte: Array, rows: Array, columns: Array) -> None:
    columns[:] = 0
    for y in range(matte.shape[0]):
        line = matte[y]
        total = int32(0)
        for x in range(line.size):
            total += int32(line[x] > float32(0.5))
        rows[y] = total
        if total > 0:
            for x in range(line.size):
                columns[x] = int32(columns[x] + int32(line[x] > float32(0.5)))


def _place(out: Array, matte: Array, area: Array, step: Array, start: Array) -> None:
    """Bilinear samples of the matte, its edge repeated; rows are mixed first, columns second."""
    left, top, right, bottom = area[0], area[1], area[2], area[3]
    height, width = matte.shape
    index = np.empty(right - left, np.int32)
    share = np.empty(right - left, np.float32)
    for x in range(right - left):
        u = min(max(start[0] + x * step[0], 0.0), width - 1.0)
        index[x] = int(u)
        share[x] = u - int(u)
    line = np.empty(width + 1, np.float32)
    for y in range(out.shape[0]):
        target = out[y]
        if y < top or y >= bottom:
            target[:] = float32(0.0)
            continue
        v = min(max(start[1] + (y - top) * step[1], 0.0), height - 1.0)
        upper, lower = matte[int(v)], matte[min(int(v) + 1, height - 1)]
        low = float32(v - int(v))
        for x in range(width):
            line[x] = upper[x] + (lower[x] - upper[x]) * low
        line[width] = line[width - 1]
        target[:left] = float32(0.0)
        target[right:] = float32(0.0)
        inside = target[left:right]
        for x in range(inside.size):
            i = index[x]
            inside[x] = line[i] + (line[i + 1] - line[i]) * share[x]


_MATTE = array(types.float32, 2, readonly=True)
COUNT_SOLID = Kernel(_count_solid, _MATTE, array(types.int32, 1), array(types.int32, 1))
PLACE = Kernel(
    _place, array(types.float32, 2), _MATTE, array(types.int64, 1), array(types.float64, 1),
    array(types.float64, 1), allocates=True,
)  # fmt: skip


def count_solid(matte: Matte) -> tuple[Array, Array]:
    """How many cells of each row, and of each column, of a matte (h, w) are above 1/2; int32."""
    rows, columns = np.empty(matte.shape[0], np.int32), np.empty(matte.shape[1], np.int32)
    COUNT_SOLID(matte, rows, columns)
    return rows, columns


def place_matte(
    out: Matte,
    matte: Matte,
    area: tuple[int, int, int, int],
    step: tuple[float, float],
    start: tuple[float, float],
) -> None:
    """Write ``matte`` (h, w) into the cells ``area`` of ``out``, which is 0 everywhere else.

    ``area`` is left, top, right, bottom and lies inside ``out``. Its first cell reads the matte at
    ``start`` (x, y), each further one ``step`` (x, y) on: between cells bilinearly, and beyond the
    edge the edge itself.
    """
    PLACE(
        out, matte, np.array(area, np.int64), np.array(step, np.float64),
        np.array(start, np.float64),
    )  # fmt: skip
