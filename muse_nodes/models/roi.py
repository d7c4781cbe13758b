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


def letterbox(height: int, width: int) -> Roi:
    """The smallest centred square that holds a whole frame."""
    return Roi(width / 2, height / 2, max(height, width))


def wrap_angle(angle: float) -> float:
    """The same direction in -pi..pi."""
    return angle - 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))
