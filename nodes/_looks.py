"""What can be told of a person in front of the camera from one small matte, pose and picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array, Pose

MATTE_SIZE = (27, 48)
LUMA_SIZE = (36, 64)
"""Rows and columns of the small pictures that are looked at."""

PRESENT = 0.01
"""Somebody is there when the matte covers so much of the picture."""

BLACK, DARK = 12.0, 50.0
"""Mean level up to which a picture is black, or too dark to learn from."""

_SURE = 0.3
_SECOND = 0.3
"""A second person is at least so large, as a part of the first."""

_BODY = {
    "coco17": (0, 3, 4, 5, 6, 9, 10),
    "muse24": (0, 3, 4, 5, 6, 9, 10),
    "wholebody133": (0, 3, 4, 5, 6, 9, 10),
    "blazepose33": (0, 7, 8, 11, 12, 15, 16),
}
"""Nose, left and right ear, shoulder and wrist."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: the person's part of the picture and where, what it does, how light it is.

    ``area`` is None when there is no matte, ``poses`` when there are no joints. ``centre`` is the
    person's x, 0 to 1. ``edges`` are those of left, right and top that cut the person off.
    ``level`` is the mean luma, 0 to 255.
    """

    level: float
    area: float | None = None
    centre: float = 0.5
    people: int = 0
    edges: frozenset[str] = frozenset()
    poses: frozenset[str] | None = None


def look(luma: Array, matte: Array | None, pose: Pose | None) -> Look:
    """Look at a luma picture (uint8), a small matte and the joints in pixels of the frame."""
    level = float(luma.mean())
    poses, shown = (None, 0) if pose is None else (_poses(pose), len(pose.points))
    if matte is None:
        return Look(level, people=shown, poses=poses)
    mask = np.asarray(matte) > 0.5
    area = float(mask.mean())
    if area < PRESENT:
        return Look(level, area, people=0, poses=None if poses is None else frozenset())
    columns = np.flatnonzero(mask.any(axis=0))
    share = mask.sum(axis=0)
    centre = float((share * (np.arange(mask.shape[1]) + 0.5)).sum() / share.sum() / mask.shape[1])
    edges = {
        name
        for name, line, most in (
            ("left", mask[:, 0], 0.3), ("right", mask[:, -1], 0.3), ("top", mask[0], 0.08),
        )
        if line.mean() > most
    }  # fmt: skip
    people = max(shown, _crowd(mask)) if len(columns) else 0
    return Look(level, area, centre, people, frozenset(edges), poses)


def _crowd(mask: Array) -> int:
    """How many large separate figures there are."""
    sizes = sorted(_figures(mask), reverse=True)
    return sum(size >= max(_SECOND * sizes[0], 2 * PRESENT * mask.size) for size in sizes) or 1


def _figures(mask: Array) -> Iterator[int]:
    """The sizes of the connected parts of a mask of some hundred cells."""
    left = {(int(y), int(x)) for y, x in np.argwhere(mask)}
    while left:
        edge, size = [left.pop()], 1
        while edge:
            y, x = edge.pop()
            for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if near in left:
                    left.remove(near)
                    edge.append(near)
                    size += 1
        yield size


def _poses(pose: Pose) -> frozenset[str] | None:
    """Which poses the joints of the first person show; None when nobody can tell."""
    places = _BODY.get(pose.skeleton)
    if places is None or not len(pose.points):
        return None if places is None else frozenset()
    points = pose.points[0][list(places)]
    sure = points[:, 2] >= _SURE
    nose, ears, shoulders, wrists = points[0], points[1:3], points[3:5], points[5:7]
    if not sure[3:5].all():
        return frozenset()
    across = shoulders[0, :2] - shoulders[1, :2]
    breadth = max(float(np.hypot(*across)), 1.0)
    middle = shoulders[:, :2].mean(axis=0)
    found = set()
    if sure[0]:
        found.add("turned" if _turned(nose, ears, sure[1:3], breadth) else "front")
        if abs(float(nose[0] - middle[0])) > 0.4 * breadth:
            found.add("lean")
    if abs(float(across[1])) > 0.2 * breadth:
        found.add("lean")
    for wrist, shoulder, seen in zip(wrists, shoulders, sure[5:7], strict=True):
        if not seen:
            continue
        if sure[0] and float(np.hypot(*(wrist[:2] - nose[:2]))) < 0.55 * breadth:
            found.add("hands")
        elif abs(float(wrist[0] - shoulder[0])) > breadth or wrist[1] < shoulder[1]:
            found.add("arms")
    return frozenset(found)


def _turned(nose: Array, ears: Array, sure: Array, breadth: float) -> bool:
    """True when the face looks to a side: one ear is hidden, or the nose is near one of them."""
    if not sure.all():
        return bool(sure.any())
    wide = float(ears[0, 0] - ears[1, 0])
    if abs(wide) < 0.15 * breadth:
        return True
    return not 0.22 < float(nose[0] - ears[1, 0]) / wide < 0.78
