"""Face mesh: 478 points of one face, found once and then tracked (Grishchenko et al., 2020).

The network gives 468 points of the whole face and, from regions it looks at more closely, sharper
lips, eyes and irises, which replace or follow the points of the mesh.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, ModelInfo, Pose, Spec, pose_spec
from muse_nodes.models.card import ImageInput
from muse_nodes.models.detector import Detection, Detector
from muse_nodes.models.face_points import EYE_CORNERS, POINTS, REFINED
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.roi import Roi, steady
from muse_nodes.models.session import OnnxSession

MIN_PRESENCE = 0.5
LAYERS = ((16, 2), (8, 6))
DETECTOR_OUTPUTS = ("regressors", "classificators")
MESH, FLAG = "output_mesh_identity", "conv_faceflag"
_MESH_POINTS = 468
_MARGIN = 1.5
"""Side of the square over the longer side of the face's box."""


class FaceMesh:
    """Face detector and mesh network as one ``Network`` for the task ``face``."""

    def __init__(self, detector: Detector, mesh: Mesh, info: ModelInfo) -> None:
        self.info = info
        self._detector = detector
        self._mesh = mesh
        self._roi: Roi | None = None

    @property
    def output(self) -> Spec:
        """One face with 478 points."""
        return pose_spec(POINTS)

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Pose:
        """Points in pixels of the frame, all with the face's score; P = 0 for no face."""
        found = self._look(frame, self._roi) if self._roi else None
        if found is None:
            self._roi = None
            detection = self._detector(frame)
            found = self._look(frame, face_roi(detection)) if detection else None
        if found is None:
            return Pose(np.zeros((0, POINTS, 3), np.float32), "face478")
        return Pose(found, "face478")

    def reset(self) -> None:
        """Search the whole of the next frame."""
        self._roi = None

    def close(self) -> None:
        """Let the sessions go."""
        del self._detector, self._mesh

    def _look(self, frame: Frame, roi: Roi) -> Array | None:
        if not roi.usable:
            return None
        found = self._mesh(frame, roi)
        if found is None:
            return None
        self._roi = steady(self._roi, next_roi(found[:_MESH_POINTS, :2]))
        return found[None].astype(np.float32)


class Mesh:
    """The mesh network: 478 points in a rotated square."""

    def __init__(self, path: Path, image: ImageInput, *, threads: int = 1) -> None:
        session = OnnxSession(path, threads=threads)
        self._input = InputTensor(image, image.height, image.width)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        self._made = self._binding.make((MESH, FLAG, *REFINED))
        sizes = {MESH: _MESH_POINTS * 3, **{n: 2 * len(index) for n, index in REFINED.items()}}
        for output, size in sizes.items():
            if self._made[output].size != size:
                raise session.misfit(f"'{output}' should hold {size} numbers")

    def __call__(self, frame: Frame, roi: Roi) -> Array | None:
        """Points (478, 3): x, y in pixels of the frame and score; None when no face is there."""
        self._input.crop(frame, roi)
        self._binding.run()
        score = 1 / (1 + math.exp(-min(max(self._made[FLAG].item(), -50.0), 50.0)))
        if not score >= MIN_PRESENCE:
            return None
        places = np.empty((POINTS, 2))
        places[:_MESH_POINTS] = self._made[MESH].reshape(-1, 3)[:, :2]
        for output, index in REFINED.items():
            places[index] = self._made[output].reshape(-1, 2)
        found = np.full((POINTS, 3), score)
        found[:, :2] = roi.to_frame(places / self._input.size[0])
        return found


def load(parts: Sequence[tuple[Path, ImageInput]], info: ModelInfo, threads: int = 1) -> FaceMesh:
    """The face mesh from its detector's and its mesh network's file."""
    (finder, small), (looker, large) = parts
    detector = Detector(finder, small, DETECTOR_OUTPUTS, LAYERS, threads=threads)
    return FaceMesh(detector, Mesh(looker, large, threads=threads), info)


def face_roi(found: Detection) -> Roi:
    """The square round a detected face, turned so that the eyes are level."""
    eyes = found.points[:2]
    return Roi(found.x, found.y, _MARGIN * max(found.width, found.height), tilt(*eyes))


def next_roi(mesh: Array) -> Roi:
    """The square for the next frame from this frame's mesh points (468, 2)."""
    low, high = mesh.min(axis=0), mesh.max(axis=0)
    x, y = (low + high) / 2
    corners = mesh[list(EYE_CORNERS)]
    return Roi(float(x), float(y), _MARGIN * float((high - low).max()), tilt(*corners))


def tilt(left: Array, right: Array) -> float:
    """Angle of the line between two points to the horizontal, positive = right end lower."""
    return math.atan2(float(right[1] - left[1]), float(right[0] - left[0]))
