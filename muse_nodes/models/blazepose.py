"""BlazePose: one person's 33 key points, found once and then tracked (Bazarevsky et al., 2020).

A detector finds the person in the letterboxed frame; the landmark network looks at a rotated
square round the person. While it says that there is somebody, the next square comes from its own
two auxiliary points, and the detector rests. Each point is refined on its heat map, as MediaPipe
does; the pose is therefore the same as MediaPipe's up to resampling.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, ModelInfo, Pose, Spec, pose_spec
from muse_nodes.models.card import ImageInput
from muse_nodes.models.detector import Detector
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.roi import Roi, steady, wrap_angle
from muse_nodes.models.session import OnnxSession

POINTS = 33
MIN_PRESENCE = 0.5
LAYERS = ((28, 2), (14, 2), (7, 6))
DETECTOR_OUTPUTS = ("Identity", "Identity_1")
LANDMARKS, FLAG, HEATMAPS = "Identity", "Identity_1", "Identity_3"
_ALL = 39
_AUXILIARY = (33, 34)
_WINDOW = np.arange(-3, 4)


class BlazePose:
    """Person detector and landmark network as one ``Network`` for the task ``pose``."""

    def __init__(self, detector: Detector, landmark: Landmark, info: ModelInfo) -> None:
        self.info = info
        self._detector = detector
        self._landmark = landmark
        self._roi: Roi | None = None

    @property
    def output(self) -> Spec:
        """One person with 33 points."""
        return pose_spec(POINTS)

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Pose:
        """Key points in pixels of the frame, score = visibility · presence; P = 0 for nobody."""
        points = self._look(frame, self._roi) if self._roi else None
        if points is None:
            self._roi = None
            points = self._look(frame, self._find(frame))
        if points is None:
            return Pose(np.zeros((0, POINTS, 3), np.float32), "blazepose33")
        return Pose(points, "blazepose33")

    def reset(self) -> None:
        """Search the whole of the next frame."""
        self._roi = None

    def close(self) -> None:
        """Let the sessions go."""
        del self._detector, self._landmark

    def _find(self, frame: Frame) -> Roi | None:
        found = self._detector(frame)
        return None if found is None else person_roi(found.points[0], found.points[1])

    def _look(self, frame: Frame, roi: Roi | None) -> Array | None:
        """Points (1, 33, 3) of the person in ``roi``, and the square for the next frame."""
        if roi is None or not roi.usable:
            return None
        landmarks = self._landmark(frame, roi)
        if landmarks is None:
            return None
        self._roi = steady(self._roi, person_roi(*(landmarks[i, :2] for i in _AUXILIARY)))
        return landmarks[None, :POINTS].astype(np.float32)


class Landmark:
    """The landmark network: 39 points in a rotated square, refined on their heat maps."""

    def __init__(self, path: Path, image: ImageInput, *, threads: int = 1) -> None:
        # The mask that the file also gives is left out: it would take 40 % of the time.
        wanted = (LANDMARKS, FLAG, HEATMAPS)
        session = OnnxSession(path, threads=threads, wanted=wanted)
        self._input = InputTensor(image, image.height, image.width)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        made = self._binding.make(wanted)
        self._points, self._flag, self._heat = made[LANDMARKS], made[FLAG], made[HEATMAPS]
        if self._points.size != _ALL * 5 or self._heat.shape[-1] != _ALL:
            raise session.misfit(f"{_ALL} landmarks with 5 numbers each were expected")

    def __call__(self, frame: Frame, roi: Roi) -> Array | None:
        """Points (39, 3): x, y in pixels of the frame, score 0..1; None when nobody is there."""
        self._input.crop(frame, roi)
        self._binding.run()
        if not self._flag.item() >= MIN_PRESENCE:  # a NaN counts as nobody
            return None
        raw = self._points.reshape(_ALL, 5).astype(np.float64)
        places = refine(raw[:, :2] / self._input.size[0], self._heat[0])
        sure = 1 / (1 + np.exp(-np.clip(raw[:, 3:], -50, 50)))
        return np.column_stack([roi.to_frame(places), sure[:, 0] * sure[:, 1]])


def load(parts: Sequence[tuple[Path, ImageInput]], info: ModelInfo, threads: int = 1) -> BlazePose:
    """BlazePose from its detector's and its landmark network's file."""
    (finder, small), (looker, large) = parts
    detector = Detector(finder, small, DETECTOR_OUTPUTS, LAYERS, threads=threads)
    return BlazePose(detector, Landmark(looker, large, threads=threads), info)


def person_roi(hips: Array, rim: Array) -> Roi:
    """The square round a person from the middle of the hips and a point on the circle round them.

    It is turned so that the line from hips to rim points up in the crop.
    """
    dx, dy = float(rim[0] - hips[0]), float(rim[1] - hips[1])
    turn = wrap_angle(math.pi / 2 - math.atan2(-dy, dx))
    return Roi(float(hips[0]), float(hips[1]), 2.5 * math.hypot(dx, dy), turn)


def refine(points: Array, heat: Array) -> Array:
    """Move points (K, 2) in 0..1 to the centre of mass of their heat maps (h, w, K, logits).

    The window is 7 x 7 cells round the point; a heat map that is nowhere above 0.5 there changes
    nothing, nor does one whose point lies outside.
    """
    rows, columns, count = heat.shape
    cells = np.nan_to_num(points * (columns, rows), nan=-1.0, posinf=-1.0, neginf=-1.0)
    inside = ((cells >= 0) & (cells < (columns, rows))).all(axis=1)
    x, y = np.clip(cells, 0, (columns - 1, rows - 1)).astype(int).T[..., None] + _WINDOW
    there = ((x >= 0) & (x < columns))[:, None, :] & ((y >= 0) & (y < rows))[:, :, None]
    window = heat[
        np.clip(y, 0, rows - 1)[:, :, None],
        np.clip(x, 0, columns - 1)[:, None, :],
        np.arange(count)[:, None, None],
    ]
    weights = there / (1 + np.exp(-np.clip(window, -50, 50)))
    total = weights.sum(axis=(1, 2))
    sure = inside & (weights.max(axis=(1, 2)) >= 0.5)
    total[~sure] = 1
    across = np.einsum("kij,kj->k", weights, x) / total / columns
    down = np.einsum("kij,ki->k", weights, y) / total / rows
    return np.asarray(np.where(sure[:, None], np.stack([across, down], axis=1), points))
