"""The key points that the student finds: the 17 of COCO, and the face points that warps need."""

from __future__ import annotations

from muse_nodes.models.skeletons import BODY, FACE

__all__ = ["BODY", "FACE", "MIRROR", "POINTS", "WHOLEBODY"]

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
