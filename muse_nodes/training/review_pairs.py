"""Do two labels that lie near each other in time say the same?

The earlier matte is carried to the later frame, once by optical flow and once as if nothing had
moved. Where the picture that is carried along looks like the later one, the matte should, too. A
pixel speaks against the pair when one of the two explains the picture and gives another matte, and
none that explains it gives this one. What neither explains, a hand that swings by, says nothing: so
fast motion is no fault.
"""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array, Ops
from muse_nodes.training.review_measures import PERSON, Look

POINTS = 60
APART = 1 / 36
"""How far apart the points are that are followed, as part of the height."""
FEWEST = 6
ASTRAY = 1.0
"""A point that misses its start by more pixels on the way back is lost."""
GRID = (9, 16)
STIFFNESS = 0.005
EXPLAINED = 8.0
"""Levels, mean of 3x3 pixels, within which a picture that was carried along is this one."""


def contradiction(before: Look, now: Look, ops: Ops) -> float:
    """The share of the person, 0..1, in which the two mattes contradict what the picture says.

    A line of one pixel, as two edges leave that lie side by side, does not count.
    """
    person = max(float((before.matte >= PERSON).sum()), float((now.matte >= PERSON).sum()))
    if not person:
        return 0.0
    after = now.matte >= PERSON
    still = _explained(before.luma.astype(np.float32), now.luma)
    same = (before.matte >= PERSON) == after
    field = _field(before, now, ops)
    wrong, right = still & ~same, still & same
    if field is not None:
        size = before.luma.shape[0], before.luma.shape[1]
        matte, luma = np.empty_like(now.matte), np.empty_like(now.matte)
        ops.warp_matte(matte, before.matte, field, size)
        ops.warp_matte(luma, before.luma.astype(np.float32), field, size)
        moved = _explained(luma, now.luma)
        carried = (matte >= PERSON) == after
        wrong, right = wrong | (moved & ~carried), right | (moved & carried)
    return float(_opened(wrong & ~right).sum() / person)


def _field(before: Look, now: Look, ops: Ops) -> Array | None:
    """Where each part of ``now`` was ``before``; None when too few points can be followed."""
    height, width = now.luma.shape
    chosen = ops.key_points(before.luma, before.matte, POINTS, APART * height)[:, :2]
    found = ops.flow(before.luma, now.luma, chosen)
    kept = found[:, 2] <= ASTRAY
    if kept.sum() < FEWEST:
        return None
    moves = chosen[kept] - found[kept, :2]
    nodes = np.meshgrid(np.linspace(0, width - 1, GRID[1]), np.linspace(0, height - 1, GRID[0]))
    at = np.stack(nodes, axis=-1).reshape(-1, 2)
    field = ops.spline(at, found[kept, :2], moves, STIFFNESS)
    # beyond the outermost points a spline goes on and on
    field = np.clip(field, moves.min(axis=0) - 0.5, moves.max(axis=0) + 0.5)
    return np.asarray(field.reshape(*GRID, 2), np.float32)


def _explained(carried: Array, now: Array) -> Array:
    """Where a picture looks like ``now``, but for a change of light that all share."""
    change = now.astype(np.float32) - carried
    change = np.abs(change - np.median(change))
    wide = np.pad(change, 1, mode="edge")
    rows = wide[:-2] + wide[1:-1] + wide[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9 <= EXPLAINED)


def _opened(mask: Array) -> Array:
    """What is left of a mask when 3x3 pixels have to fit into it."""
    return _spread(~_spread(~mask, edge=True), edge=False)


def _spread(mask: Array, *, edge: bool) -> Array:
    wide = np.pad(mask, 1, constant_values=edge)
    rows = wide[:-2] | wide[1:-1] | wide[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])
