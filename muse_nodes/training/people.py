"""Whose matte it is: the main person among all that a segmenter finds, and who else is there.

A segmenter paints everybody. A component of the matte that is large for its own and stands apart
is another person; small ones near the main person belong to it (a hand behind the edge of a desk),
small ones far away to nobody. The main person is the one who was it before, else the largest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from muse_nodes.api import Array, Matte

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels, the last two exclusive."""

SIDE = 320
"""Mattes are looked at with their longer side this long."""
SOLID = 0.5
SMALLEST = 0.002
"""Share of the picture below which a matte is nobody."""
SECOND = 0.12
"""A part this large, against the main one, that stands apart is somebody else."""
APART = 0.02
"""Share of the picture's longer side between two parts that stand apart."""
REACH = 0.15
"""A small part further from the person than this share of its height belongs to nobody."""
ROUND = 3
"""Soft edges reach this far, in looked-at pixels, beyond what is solid."""


@dataclass(frozen=True, slots=True)
class People:
    """Who is in a picture. ``box`` is None when nobody is; ``second`` is how large the largest
    other person is against the main one, 0 for none; ``rest`` bool (H, W) is what does not belong
    to the main person, None when that is nothing."""

    box: Box | None
    second: float = 0.0
    rest: Array | None = None


def find(matte: Matte, before: Box | None = None) -> People:
    """The people of a matte (H, W); ``before`` is where the main person was last seen."""
    height, width = matte.shape
    scale = min(1.0, SIDE / max(height, width))
    small = matte
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small > SOLID).astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA]
    down, across = height / small.shape[0], width / small.shape[1]
    boxes = [_box(stats[i], down, across) for i in range(count)]
    real = [i for i in range(1, count) if areas[i] >= SMALLEST * small.size]
    if not real:
        return People(None)
    main = max(real, key=lambda i: (_overlap(boxes[i], before), areas[i]))
    others = [i for i in range(1, count) if i != main and _stranger(i, main, boxes, areas, matte)]
    mine = [i for i in range(1, count) if i not in others]
    large = [areas[i] / areas[main] for i in others if areas[i] >= SECOND * areas[main]]
    rest = _rest(labels, others, mine, (height, width)) if others else None
    return People(_union([boxes[i] for i in mine]), float(max(large, default=0.0)), rest)


def grown(box: Box, margin: float, size: tuple[int, int]) -> Box:
    """A box with ``margin`` (a share of its sides) more on each side, within (height, width)."""
    left, top, right, bottom = box
    x, y = margin * (right - left), margin * (bottom - top)
    return (
        max(round(left - x), 0),
        max(round(top - y), 0),
        min(round(right + x), size[1]),
        min(round(bottom + y), size[0]),
    )


def _stranger(i: int, main: int, boxes: list[Box], areas: Array, matte: Matte) -> bool:
    gap = _gap(boxes[i], boxes[main])
    if areas[i] >= SECOND * areas[main]:
        return gap > APART * max(matte.shape) or _beside(boxes[i], boxes[main])
    return gap > REACH * (boxes[main][3] - boxes[main][1])


def _beside(one: Box, other: Box) -> bool:
    """True when the middle of each lies outside the other, side by side: two people, not one cut
    in two by a desk."""
    x, u = (one[0] + one[2]) / 2, (other[0] + other[2]) / 2
    return not (other[0] <= x <= other[2] or one[0] <= u <= one[2])


def _rest(labels: Array, others: list[int], mine: list[int], size: tuple[int, int]) -> Array:
    """Where the others are, with their soft edges, but not where the main person is."""
    kernel = np.ones((2 * ROUND + 1, 2 * ROUND + 1), np.uint8)
    theirs = cv2.dilate(np.isin(labels, others).astype(np.uint8), kernel)
    theirs[cv2.dilate(np.isin(labels, mine).astype(np.uint8), kernel) > 0] = 0
    theirs[np.isin(labels, others)] = 1
    whole = cv2.resize(theirs, (size[1], size[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole > 0)


def _box(stat: Array, down: float, across: float) -> Box:
    left, top, width, height = (int(v) for v in stat[:4])
    return (
        int(left * across),
        int(top * down),
        round((left + width) * across),
        round((top + height) * down),
    )


def _overlap(box: Box, before: Box | None) -> float:
    """Shared area over joint area, in steps of a tenth: nearly the same counts as the same."""
    if before is None:
        return 0.0
    width = min(box[2], before[2]) - max(box[0], before[0])
    height = min(box[3], before[3]) - max(box[1], before[1])
    shared = max(width, 0) * max(height, 0)
    return round(shared / (_area(box) + _area(before) - shared), 1)


def _area(box: Box) -> float:
    return max((box[2] - box[0]) * (box[3] - box[1]), 1)


def _gap(one: Box, other: Box) -> float:
    """Distance between two boxes in pixels."""
    x = max(one[0] - other[2], other[0] - one[2], 0)
    y = max(one[1] - other[3], other[1] - one[3], 0)
    return float(np.hypot(x, y))


def _union(boxes: list[Box]) -> Box:
    edges = np.array(boxes)
    left, top = edges[:, :2].min(0)
    right, bottom = edges[:, 2:].max(0)
    return int(left), int(top), int(right), int(bottom)
