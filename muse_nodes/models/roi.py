"""A rotated square of a picture, as detector-and-landmark pairs hand it to one another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array


@dataclass(frozen=True, slots=True)
class Roi:
    """Centre and side in pixels of the frame, rotation in radians (positive turns right to down).

    A square crop of n x n pixels maps corner to corner: its pixel (u, v) reads the picture at
    centre + R(rotation) · ((u, v) - n/2) · side/n, MediaPipe's convention on the CPU.
    """

    x: float
    y: float
    side: float
    rotation: float = 0.0

    @property
    def usable(self) -> bool:
        """False for what a derailed network can give: not finite, or smaller than two pixels."""
        return math.isfinite(self.x + self.y + self.side + self.rotation) and self.side >= 2

    def to_frame(self, points: Array) -> Array:
        """Points (..., 2) in 0..1 of the crop, as pixels of the frame."""
        c, s = math.cos(self.rotation) * self.side, math.sin(self.rotation) * self.side
        turn = np.array([[c, s], [-s, c]])
        found: Array = (np.asarray(points, np.float64) - 0.5) @ turn + (self.x, self.y)
        return found


STEADY_REACH = 0.2
"""A region that moves, grows or turns by this share of its size is followed at once."""


def steady(old: Roi | None, new: Roi) -> Roi:
    """The region for the next frame: small changes are followed slowly, large ones at once.

    A network's answer depends a little on its crop, and the next crop on its answer; held back in
    proportion to the change (0 to STEADY_REACH), this loop does not keep itself trembling. It
    takes a third of the jitter of a still person's key points.
    """
    if old is None or not (old.usable and new.usable):
        return new
    turn = wrap_angle(new.rotation - old.rotation)
    moved = math.hypot(new.x - old.x, new.y - old.y) / old.side
    share = min(1.0, max(moved, abs(new.side / old.side - 1), abs(turn) / 2) / STEADY_REACH)
    return Roi(
        old.x + share * (new.x - old.x),
        old.y + share * (new.y - old.y),
        old.side + share * (new.side - old.side),
        old.rotation + share * turn,
    )


def letterbox(height: int, width: int) -> Roi:
    """The smallest centred square that holds a whole frame."""
    return Roi(width / 2, height / 2, max(height, width))


def wrap_angle(angle: float) -> float:
    """The same direction in -pi..pi."""
    return angle - 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))
