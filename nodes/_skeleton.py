"""What the skeletons mean for tracking: which points matter most, and where the body is."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array, Pose

SURE = 0.5
"""Points that score less are neither followed nor part of the body."""

_COCO = (
    (5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12), (11, 12),
    (11, 13), (13, 15), (12, 14), (14, 16), (0, 5), (0, 6),
)  # fmt: skip
_LIMBS = {
    "coco17": _COCO,
    "wholebody133": _COCO,
    "muse24": _COCO,
    "blazepose33": (
        (11, 12), (11, 13), (13, 15), (12, 14), (14, 16), (11, 23), (12, 24), (23, 24),
        (23, 25), (25, 27), (24, 26), (26, 28), (0, 11), (0, 12), (15, 19), (16, 20),
    ),
}  # fmt: skip
_SHOULDERS = {
    "coco17": (5, 6), "wholebody133": (5, 6), "muse24": (5, 6), "blazepose33": (11, 12)
}  # fmt: skip
_IMPORTANT = {
    "coco17": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "wholebody133": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "muse24": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "blazepose33": (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24),
}
"""Face, shoulders, elbows, wrists and hips."""
_THICK, _HEAD = 0.15, 0.45
"""Half the thickness of a limb, and half that of a head, in breadths of the shoulders."""
_LEAST = 2.0


def important(pose: Pose) -> Array:
    """The points (k, 2) of the first person that must not be lost, those that are seen."""
    count = pose.points.shape[1]
    places = _IMPORTANT.get(pose.skeleton, range(0, count, 16))
    points = pose.points[0][[place for place in places if place < count]]
    return np.asarray(points[points[:, 2] >= SURE, :2])


def body_mask(pose: Pose, points: Array, size: tuple[int, int]) -> Array:
    """Where the first person is, roughly: float32 of half of ``size`` (h, w), 0 or 1.

    ``points`` (K, 2) are the pose's in pixels of a picture of that size. Limbs are thick lines, the
    head a disc; skeletons without limbs (a face) are the ellipse round all points.
    """
    rows, columns = max(1, size[0] // 2), max(1, size[1] // 2)
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * size[0] / rows - 0.5
    x = (np.arange(columns, dtype=np.float32)[None] + 0.5) * size[1] / columns - 0.5
    sure = pose.points[0, :, 2] >= SURE
    mask = np.zeros((rows, columns), bool)
    limbs = _LIMBS.get(pose.skeleton, ())
    if not limbs or len(points) <= max(map(max, limbs)):
        return _ellipse(points[sure], x, y).astype(np.float32)
    left, right = _SHOULDERS[pose.skeleton]
    breadth = float(np.linalg.norm(points[left] - points[right]))
    for a, b in limbs:
        if sure[a] and sure[b]:
            mask |= _near(points[a], points[b], x, y) < max(_THICK * breadth, _LEAST)
    if sure[0]:
        mask |= _near(points[0], points[0], x, y) < max(_HEAD * breadth, _LEAST)
    return mask.astype(np.float32)


def _near(a: Array, b: Array, x: Array, y: Array) -> Array:
    """Distance of every pixel to the line from ``a`` to ``b``."""
    dx, dy = float(b[0] - a[0]), float(b[1] - a[1])
    along = ((x - a[0]) * dx + (y - a[1]) * dy) / max(dx * dx + dy * dy, 1e-6)
    along = np.clip(along, 0, 1)
    return np.asarray(np.hypot(x - a[0] - along * dx, y - a[1] - along * dy))


def _ellipse(points: Array, x: Array, y: Array) -> Array:
    if not len(points):
        return np.zeros((y.shape[0], x.shape[1]), bool)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, _LEAST)
    return np.asarray(((x - middle[0]) / half[0]) ** 2 + ((y - middle[1]) / half[1]) ** 2 < 1)
