"""Thin-plate splines: a smooth displacement of the plane from a few points that are known to move.

Bookstein, "Principal Warps", 1989; the regularised form after Wahba, 1990. Everything is small and
lives on the host: forty points cost a tenth of a millisecond.
"""

from __future__ import annotations

import numpy as np

from muse_nodes.api.ports import Array

THIN = 1e-3
"""Points whose spread across is less than this part of that along them lie on one line."""

LEAST = 1e-10
"""Two points in one place could not be solved for without any stiffness."""


def spline(at: Array, points: Array, values: Array, stiffness: float) -> Array:
    """See ``Ops.spline``; ``at`` (m, 2), ``points`` (n, 2) and ``values`` (n, d) give (m, d).

    Distances count in units of the points' own spread, so one ``stiffness`` fits every picture
    size. An affine movement is reproduced exactly at any stiffness. Points on one line, or fewer
    than three, say nothing about a turn: their mean value holds everywhere then (0 without points).
    Raises ValueError unless there is one value for each point.
    """
    if len(points) != len(values):
        raise ValueError(f"{len(points)} points were given with {len(values)} values.")
    known, wanted = points.astype(np.float64), at.astype(np.float64)
    given = values.astype(np.float64)
    if len(known) == 0:
        return np.zeros((len(wanted), given.shape[1]))
    middle = known.mean(axis=0)
    spread = np.linalg.svd(known - middle, compute_uv=False)
    if len(known) < 3 or spread[1] <= THIN * spread[0]:
        return np.repeat(given.mean(axis=0)[None], len(wanted), axis=0)
    scale = np.sqrt((spread**2).sum() / len(known))
    known, wanted = (known - middle) / scale, (wanted - middle) / scale
    weights, plane = _fit(known, given, stiffness)
    result = _bending(wanted, known) @ weights + plane[0] + wanted @ plane[1:]
    return np.asarray(result)


def _fit(points: Array, values: Array, stiffness: float) -> tuple[Array, Array]:
    """Weights of the bending part (n, d) and the affine part (3, d)."""
    count = len(points)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _bending(points, points) + max(stiffness, LEAST) * np.eye(count)
    system[:count, count] = system[count, :count] = 1
    system[:count, count + 1 :] = points
    system[count + 1 :, :count] = points.T
    right = np.concatenate([values, np.zeros((3, values.shape[1]))])
    solved = np.linalg.solve(system, right)
    return solved[:count], solved[count:]


def _bending(at: Array, points: Array) -> Array:
    """r² log r between each of ``at`` and each of ``points``: (m, n)."""
    squared = ((at[:, None] - points[None]) ** 2).sum(axis=-1)
    return np.asarray(0.5 * squared * np.log(np.maximum(squared, 1e-30)))
