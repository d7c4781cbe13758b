"""One person's key points in a rhythm of their own, steady over time."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Ctx, Pose, Spec
from nodes._smoothing import OneEuro


class SteadyPoints:
    """What Pose and Face mesh share: when to look again, and what was seen last."""

    def __init__(self, frame: Spec) -> None:
        self.steady = OneEuro(frame.shape[0])
        self.last: Pose | None = None
        self.age = 0

    def due(self, every: int) -> bool:
        """True when it is time to look again."""
        self.age += 1
        return self.last is None or self.age >= every

    def take(self, ctx: Ctx, pose: Pose, smoothing: float, least: float = 0.0) -> Pose:
        """Smooth and keep a new result; points that score below ``least`` get the score 0."""
        if len(pose.points):
            points = pose.points[:1].astype(np.float32)
            points[0, :, :2] = self.steady(points[0, :, :2], ctx.time, smoothing)
            points[0, points[0, :, 2] < least, 2] = 0
            pose = Pose(points, pose.skeleton)
        else:
            self.steady.reset()
        self.last, self.age = pose, 0
        return pose
