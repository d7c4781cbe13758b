"""Key points from heat maps: any ONNX network whose card names them, one look at the whole frame.

The personal model is one: its body points, and face points for the warps, come from the same file
as its matte. Only what the heat maps need is computed here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, ModelError, ModelInfo, Pose, Spec, pose_spec
from muse_nodes.models.activation import sigmoid
from muse_nodes.models.card import Card
from muse_nodes.models.fit import heat_output, image_input, input_size
from muse_nodes.models.heatmaps import peaks
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.session import OnnxSession
from muse_nodes.models.skeletons import BODY

MIN_SCORE = 0.2
"""Below this mean score of its best five body points a frame counts as empty."""


class HeatPose:
    """A network with heat maps as a ``Network`` for the task ``pose``.

    Raises ModelError when file and card do not fit together.
    """

    def __init__(
        self, path: Path, card: Card, info: ModelInfo, *, frame: Spec, threads: int = 1
    ) -> None:
        if card.points is None:
            raise ModelError(f"The model file '{path}' gives no key points: its card names none.")
        self.info = info
        self._points = card.points
        self._skeleton, order = card.points.skeleton
        self._order = list(order)
        names = [card.points.names[i] for i in order]
        self._untaught = [name in card.points.untaught for name in names]
        self._session = session = OnnxSession(path, threads=threads, wanted=(card.points.name,))
        image, heat = image_input(session, card), heat_output(session, card.points)
        height, width = input_size(session, card.input, image, frame)
        self._input = InputTensor(card.input, height, width, image.dtype)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        self._heat = self._binding.make((heat.name,))[heat.name][0]
        self._work = np.zeros(self._heat.shape, np.float32)

    @property
    def output(self) -> Spec:
        """One person with as many points as the skeleton has."""
        return pose_spec(len(self._order))

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Pose:
        """Key points in pixels of the frame, score = height of the peak; P = 0 for nobody."""
        self._input.stretch(frame)
        self._binding.run()
        heat = self._heat
        if self._points.activation == "sigmoid":
            sigmoid(heat, self._work)
            heat = self._work
        found = peaks(heat)[self._order]
        scores = np.clip(found[:, 2], 0, 1)
        scores[self._untaught] = 0
        if not np.sort(scores[: len(BODY)])[-5:].mean() >= MIN_SCORE:  # also for a NaN
            return Pose(np.zeros((0, len(self._order), 3), np.float32), self._skeleton)
        points = np.empty((1, len(self._order), 3), np.float32)
        points[0, :, :2] = found[:, :2] * (frame.shape[1], frame.shape[0]) - 0.5
        points[0, :, 2] = scores
        return Pose(points, self._skeleton)

    def reset(self) -> None:
        """Nothing is carried from frame to frame."""

    def close(self) -> None:
        """Let the session go."""
        del self._binding, self._session
