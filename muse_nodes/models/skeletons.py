"""Skeletons by the names of their points, for networks that say which points they give.

A network may give more than a skeleton has, and in any order. ``muse24`` is COCO's body and, after
it, the face points that the warps are made from; who knows ``coco17`` finds the same points at the
same places in it.
"""

from __future__ import annotations

from collections.abc import Sequence

BODY = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip",
    "left_knee", "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
"""COCO's body points in COCO's order; left and right are the person's own."""

FACE = (
    "right_eye_outer", "right_eye_inner", "left_eye_inner", "left_eye_outer", "right_jaw",
    "left_jaw", "chin",
)  # fmt: skip
"""What jaw and eye warps are made from: the corners of the eyes, the ends of the jaw, the chin."""

SKELETONS = {"muse24": (*BODY, *FACE), "coco17": BODY}
"""The points of each, those with more points first."""


def skeleton_of(names: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The largest skeleton that ``names`` make up, and where each of its points is among them.

    ValueError says which of the body's points is missing when there is none.
    """
    for skeleton, points in SKELETONS.items():
        if set(points) <= set(names):
            return skeleton, tuple(names.index(point) for point in points)
    missing = next(point for point in BODY if point not in names)
    raise ValueError(f"the key points lack '{missing}', one of the 17 of COCO's body")
