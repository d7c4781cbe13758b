"""From heat maps to key points, to a fraction of a cell. NumPy only: it runs where frames run."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array

_FLOOR = 1e-6


def peaks(heat: Array) -> Array:
    """(K, 3) points from heat maps (K, h, w) of probabilities: x, y in 0..1 and the score.

    The highest cell, moved by one Newton step on the logarithm of the map, which for a Gaussian
    is a paraboloid: DARK (Zhang et al., "Distribution-aware coordinate representation", 2020).
    The move is at most half a cell, and none at the border of the map.
    """
    count, height, width = heat.shape
    at = heat.reshape(count, -1).argmax(1)
    rows, columns = np.divmod(at, width)
    out = np.empty((count, 3), np.float32)
    for k, (row, column) in enumerate(zip(rows, columns, strict=True)):
        dx = dy = 0.0
        if 0 < row < height - 1 and 0 < column < width - 1:
            dx, dy = _move(heat[k, row - 1 : row + 2, column - 1 : column + 2])
        out[k] = (column + 0.5 + dx) / width, (row + 0.5 + dy) / height, heat[k, row, column]
    return out


def _move(near: Array) -> tuple[float, float]:
    """From the middle of 3x3 values to the top of the paraboloid through their logarithms."""
    near = np.log(np.maximum(near, _FLOOR))
    slope_x, slope_y = (near[1, 2] - near[1, 0]) / 2, (near[2, 1] - near[0, 1]) / 2
    bend_x = near[1, 2] - 2 * near[1, 1] + near[1, 0]
    bend_y = near[2, 1] - 2 * near[1, 1] + near[0, 1]
    twist = (near[2, 2] - near[2, 0] - near[0, 2] + near[0, 0]) / 4
    bends = bend_x * bend_y - twist**2
    if bends <= _FLOOR or bend_x >= 0:  # no top: flat, or a saddle
        return 0.0, 0.0
    dx = (twist * slope_y - bend_y * slope_x) / bends
    dy = (twist * slope_x - bend_x * slope_y) / bends
    return float(np.clip(dx, -0.5, 0.5)), float(np.clip(dy, -0.5, 0.5))
