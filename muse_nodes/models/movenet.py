"""MoveNet Lightning: 17 COCO key points from one small look at the whole frame.

The int8 network is a fast second opinion: no detector, no tracking, no heat maps, and less
accurate than BlazePose, above all when the person is small in the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, ModelInfo, Pose, Spec, pose_spec
from muse_nodes.models.card import ImageInput
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.roi import letterbox
from muse_nodes.models.session import OnnxSession

POINTS = 17
OUTPUT = "StatefulPartitionedCall:0"
MIN_SCORE = 0.2
"""Below this mean score of its best five points a frame counts as empty; 0.11 is noise."""


class MoveNet:
    """MoveNet as a ``Network`` for the task ``pose``."""

    def __init__(self, path: Path, image: ImageInput, info: ModelInfo, *, threads: int = 1) -> None:
        self.info = info
        session = OnnxSession(path, threads=threads)
        self._input = InputTensor(image, image.height, image.width, "uint8")
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        self._result = self._binding.make((OUTPUT,))[OUTPUT]
        if self._result.size != POINTS * 3:
            raise session.misfit("17 points with y, x and score were expected")

    @property
    def output(self) -> Spec:
        """One person with 17 points."""
        return pose_spec(POINTS)

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Pose:
        """Key points in pixels of the frame with the network's scores; P = 0 for nobody."""
        square = letterbox(*frame.shape[:2])
        self._input.crop(frame, square, black=True)
        self._binding.run()
        raw = self._result.reshape(POINTS, 3)
        if not np.sort(raw[:, 2])[-5:].mean() >= MIN_SCORE:
            return Pose(np.zeros((0, POINTS, 3), np.float32), "coco17")
        points = np.empty((1, POINTS, 3), np.float32)
        points[0, :, :2] = square.to_frame(raw[:, 1::-1])
        points[0, :, 2] = np.clip(raw[:, 2], 0, 1)
        return Pose(points, "coco17")

    def reset(self) -> None:
        """Nothing is carried from frame to frame."""

    def close(self) -> None:
        """Let the session go."""
        del self._binding


def load(parts: Sequence[tuple[Path, ImageInput]], info: ModelInfo, threads: int = 1) -> MoveNet:
    """MoveNet from its one file."""
    ((path, image),) = parts
    return MoveNet(path, image, info, threads=threads)
