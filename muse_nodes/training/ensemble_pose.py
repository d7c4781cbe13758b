"""Key points by any network, shown many views of a frame, like ``MatteEnsemble`` for mattes.

Each view's points are brought to the student's order (``POINTS``) and averaged by their scores. The
face points that warps need come from a face network, where there is one, or from the pose network
where it knows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array, Frame, Network, Pose
from muse_nodes.training.people import Box, grown
from muse_nodes.training.points import BODY, MIRROR, POINTS, WHOLEBODY

UNKNOWN = -1.0
"""Score of a point that a skeleton does not have."""

_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 6, 4, 1, 3, -1, -1, -1)
_FACE = (*[-1] * len(BODY), 33, 133, 362, 263, 234, 454, 152)

_SHOULDERS = ("left_shoulder", "right_shoulder")

SKELETONS: Mapping[str, tuple[int, ...]] = {
    "coco17": (*range(17), *[-1] * 7),
    "muse24": tuple(range(24)),
    "blazepose33": _BLAZEPOSE,
    "wholebody133": WHOLEBODY,
    "face478": _FACE,
}
"""Where each of ``POINTS`` lies in a skeleton; -1 for those that it does not have."""

SCALES = (0.3, 0.6)
"""Room left round the person in each crop, as a share of its sides."""
AGREE = 0.1
"""Views whose point lies further from the median than this share of the person are left out."""


@dataclass(frozen=True, slots=True)
class PoseLabel:
    """``points`` is float32 (24, 3), x and y in pixels and the score, -1 where nobody knows; None
    for nobody. ``disagreement`` is the mean distance of the views' sure points from their mean, as
    a share of the person's size."""

    points: Array | None
    box: Box | None
    disagreement: float


class PoseEnsemble:
    """Pose networks that teach together, and a face network that adds what they do not know."""

    def __init__(
        self, networks: Sequence[Network], face: Network | None = None, *, flip: bool = True,
        scales: Sequence[float] = SCALES,
    ) -> None:  # fmt: skip
        self.networks = tuple(networks)
        self.face = face
        self._flip = flip
        self._scales = tuple(scales)

    def __call__(self, frame: Frame) -> PoseLabel:
        """The label of a frame."""
        size = frame.shape[0], frame.shape[1]
        everything = 0, 0, size[1], size[0]
        seen = self._views(frame, [everything])
        if not seen:
            return PoseLabel(None, None, 0.0)
        box = _box_of(agreed(seen)[0], size)
        closer = [grown(box, scale, size) for scale in self._scales]
        seen += self._views(frame, [b for b in dict.fromkeys(closer) if b != everything])
        points, apart = agreed(seen)
        if self.face is not None:
            self._add_face(frame, points)
        return PoseLabel(points, _box_of(points, size), apart)

    def close(self) -> None:
        """Give the networks back."""
        for network in (*self.networks, *([self.face] if self.face else [])):
            network.close()

    def _views(self, frame: Frame, boxes: Sequence[Box]) -> list[Array]:
        found = []
        for network in self.networks:
            for left, top, right, bottom in boxes:
                for points in self._looks(network, frame[top:bottom, left:right]):
                    points[:, 0] += left
                    points[:, 1] += top
                    found.append(points)
        return found

    def _looks(self, network: Network, picture: Frame) -> list[Array]:
        """The points of a picture and of its mirror image, for those in which somebody is."""
        found = []
        for mirrored in (False, True) if self._flip else (False,):
            network.reset()
            seen = picture[:, ::-1] if mirrored else picture
            pose = network(np.ascontiguousarray(seen))
            if len(pose.points):
                points = ours(pose)
                found.append(_mirrored(points, picture.shape[1]) if mirrored else points)
        return found

    def _add_face(self, frame: Frame, points: Array) -> None:
        """Put in the points that only a face network knows, as an average of two looks."""
        head = head_of(points, (frame.shape[0], frame.shape[1]))
        if self.face is None or head is None:
            return
        looks = self._looks(self.face, frame[head[1] : head[3], head[0] : head[2]])
        if not looks:
            return
        found, _ = agreed(looks)
        found[:, :2] += head[:2]
        known = found[:, 2] >= 0
        points[known] = found[known]


def ours(pose: Pose, person: int = 0) -> Array:
    """A person's points as float32 (24, 3) in the order of ``POINTS``, unknown ones with the
    score -1. A skeleton that is not known gives none at all."""
    out = np.zeros((len(POINTS), 3), np.float32)
    out[:, 2] = UNKNOWN
    places = np.array(SKELETONS.get(pose.skeleton, (-1,) * len(POINTS)))
    has = (places >= 0) & (places < pose.points.shape[1])
    out[has] = pose.points[person][places[has]]
    out[has, 2] = np.clip(np.nan_to_num(out[has, 2]), 0, 1)
    lost = ~np.isfinite(out).all(1)
    out[lost] = 0, 0, UNKNOWN
    return out


def agreed(views: Sequence[Array]) -> tuple[Array, float]:
    """The mean of views (24, 3) weighted by their scores, and how far they lie apart.

    A view whose point lies far from the median of all is left out for that point.
    """
    stack = np.stack(views).astype(np.float64)
    known = stack[..., 2] >= 0
    out = np.zeros(stack.shape[1:], np.float32)
    out[:, 2] = UNKNOWN
    sure = known.any(0)
    extent = _extent(stack)
    gaps: list[float] = []
    for k in np.flatnonzero(sure):
        mine = stack[known[:, k], k]
        away = np.hypot(*(mine[:, :2] - np.median(mine[:, :2], axis=0)).T)
        near = away <= max(AGREE * extent, float(away.min()))
        weights = mine[near, 2] + 1e-3
        place = (mine[near, :2] * weights[:, None]).sum(0) / weights.sum()
        # Views that were left out count as unsure: the score says how many agree, too.
        score = float(mine[near, 2].sum() / len(mine))
        out[k] = *place, score
        if score >= 0.5:
            gaps.append(float(np.hypot(*(mine[:, :2] - place).T).mean()) / extent)
    return out, min(float(np.mean(gaps)), 1.0) if gaps else 0.0


def _mirrored(points: Array, width: int) -> Array:
    """Points of a mirrored picture as those of the picture: left is right, pixel 0 is the last."""
    out = points[list(MIRROR)].copy()
    out[:, 0] = np.where(out[:, 2] >= 0, width - 1 - out[:, 0], out[:, 0])
    return out


def _extent(stack: Array) -> float:
    """How large the person is: the longer side of the box round the sure points, in pixels."""
    sure = stack[stack[..., 2] >= 0.3]
    if len(sure) < 2:
        return 100.0
    return float(max(np.ptp(sure[:, 0]), np.ptp(sure[:, 1]), 1.0))


def head_of(points: Array, size: tuple[int, ...]) -> Box | None:
    """A square round the head, twice its size, in a frame of (height, width); None without one."""
    nose, shoulders = points[POINTS.index("nose")], points[[POINTS.index(n) for n in _SHOULDERS]]
    if nose[2] < 0.5 or shoulders[:, 2].min() < 0.3:
        return None
    across = np.hypot(*(shoulders[0, :2] - shoulders[1, :2]))
    rise = abs(float(nose[1] - shoulders[:, 1].mean()))
    half = max(0.6 * across, rise)  # from the side both shoulders are in one place
    x, y = float(nose[0]), float(nose[1])
    left, top = max(round(x - half), 0), max(round(y - half), 0)
    right, bottom = min(round(x + half), size[1]), min(round(y + half), size[0])
    return (left, top, right, bottom) if min(right - left, bottom - top) >= 16 else None


def _box_of(points: Array, size: tuple[int, int]) -> Box:
    """The box round the points that are in the picture."""
    inside = (points[:, :2] >= 0) & (points[:, :2] < (size[1], size[0]))
    sure = points[(points[:, 2] >= 0.3) & inside.all(1)]
    if len(sure) < 2:
        return 0, 0, size[1], size[0]
    left, top = np.floor(sure[:, :2].min(0)).astype(int)
    right, bottom = np.ceil(sure[:, :2].max(0)).astype(int) + 1
    return int(left), int(top), int(right), int(bottom)
