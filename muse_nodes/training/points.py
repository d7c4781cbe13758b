"""The key points that the student finds: the 17 of COCO, and the face points that warps need."""

from __future__ import annotations

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

POINTS = (*BODY, *FACE)
"""All points in the order of the student's heat maps and of the labels."""

WHOLEBODY = (*range(17), 59, 62, 65, 68, 23, 39, 31)
"""Where each point lies among the 133 of COCO-WholeBody."""


def _other_side(name: str) -> str:
    if name.startswith("left_"):
        return "right_" + name.removeprefix("left_")
    return "left_" + name.removeprefix("right_") if name.startswith("right_") else name


MIRROR = tuple(POINTS.index(_other_side(name)) for name in POINTS)
"""Point i of a mirrored picture is point MIRROR[i] of the original."""
