"""Where a body or face is stretched: from key points to the handles of ``ops.warp_field``.

A handle is a soft ellipse (centre x, y; radii along and across its axis; angle of the axis) inside
which the picture is stretched along and across the axis. What is measured here is only geometry and
how sure it is; how much is stretched is the node's business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from muse_nodes.api import Pose
from nodes._smoothing import smoothstep

Point = tuple[float, float, float]
"""x and y in pixels, score 0 to 1."""

_UNSURE, _SURE = 0.25, 0.55
"""Scores at which a handle begins to count, and from which on it counts fully."""

_BODY = {
    "coco17": (0, 1, 2, 3, 4, 5, 6, 11, 12),
    "wholebody133": (0, 1, 2, 3, 4, 5, 6, 11, 12),
    "muse24": (0, 1, 2, 3, 4, 5, 6, 11, 12),
    "blazepose33": (0, 2, 5, 7, 8, 11, 12, 23, 24),
}
"""Nose, left and right eye, ear, shoulder, hip in the skeletons that know them."""

_FACE = {
    "face478": ((33, 133), (362, 263), (234, 454), 152, 10),
    "wholebody133": ((59, 62), (65, 68), (23, 39), 31, None),
    "muse24": ((17, 18), (19, 20), (21, 22), 23, None),
}
"""Corners of either eye, sides of the face, chin, top of the forehead."""


@dataclass(frozen=True, slots=True)
class Handle:
    """One soft ellipse in pixels and radians; ``trust`` 0 to 1 is how sure its points are."""

    x: float
    y: float
    along: float
    across: float
    angle: float
    trust: float


def handles_of(pose: Pose | None, face: Pose | None) -> dict[str, Handle]:
    """Handles by name: shoulders, waist, hips, jaw, eye_left, eye_right; only those that are seen.

    The face comes from ``face`` where it has points, else from the body's own face points.
    """
    found: dict[str, Handle] = {}
    if pose is not None and len(pose.points) and pose.skeleton in _BODY:
        points = _picked(pose, _BODY[pose.skeleton])
        found.update(_body(points))
        found.update(_coarse_face(points))
    for source in (pose, face):
        if source is not None and len(source.points) and source.skeleton in _FACE:
            found.update(_fine_face(source))
    return found


def _picked(pose: Pose, places: Sequence[int]) -> list[Point]:
    """Some of a pose's points as plain numbers: for a few, NumPy takes longer than the sums."""
    return [(x, y, score) for x, y, score in pose.points[0][list(places)].tolist()]


def _trust(*points: Point) -> float:
    return smoothstep(min(p[2] for p in points), _UNSURE, _SURE)


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2


def _distance(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])


def _angle(dx: float, dy: float) -> float:
    """Angle of an axis, -pi/2 to pi/2: an axis has no direction."""
    return (math.atan2(dy, dx) + math.pi / 2) % math.pi - math.pi / 2


def _body(points: Sequence[Point]) -> dict[str, Handle]:
    """Shoulders, waist and hips from two shoulders and two hips.

    Seen from the side shoulders and hips coincide and say nothing of the breadth, so no breadth is
    taken to be less than 0.55 of the torso's length. Hips out of sight are guessed from the
    shoulders, with less trust, because a web cam often shows no more than a bust.
    """
    left, right, hip_left, hip_right = points[5:9]
    top = _middle(left, right)
    sure = _trust(left, right)
    if sure == 0:
        return {}
    breadth = _distance(left, right)
    hips = _middle(hip_left, hip_right)
    hip_trust = _trust(hip_left, hip_right)
    dx, dy = right[0] - left[0], right[1] - left[1]
    side = 1.35 if dx > 0 else -1.35  # down, whichever shoulder is the left one in the picture
    guess = top[0] - side * dy, top[1] + side * dx
    run = hip_trust * hips[0] + (1 - hip_trust) * guess[0] - top[0]
    fall = hip_trust * hips[1] + (1 - hip_trust) * guess[1] - top[1]
    hip_trust = sure * (0.5 + 0.5 * hip_trust)
    torso = max(math.hypot(run, fall), 1.0)
    breadth = min(max(breadth, 0.55 * torso), 1.2 * torso)
    slope, level = _angle(dx, dy), _angle(fall, -run)

    def at(share: float, along: float, across: float, angle: float, trust: float) -> Handle:
        return Handle(top[0] + share * run, top[1] + share * fall, along, across, angle, trust)

    return {
        "shoulders": at(0.12, 1.25 * breadth, 0.42 * torso, slope, sure),
        "waist": at(0.66, 1.1 * breadth, 0.55 * torso, level, hip_trust),
        "hips": at(1.08, 1.1 * breadth, 0.5 * torso, level, hip_trust),
    }


def _coarse_face(points: Sequence[Point]) -> dict[str, Handle]:
    """Jaw and eyes from nose, eyes and ears of a body skeleton; frontal faces only."""
    nose, left, right, ear_left, ear_right = points[:5]
    gap = _distance(left, right)
    if gap < 1 or (trust := _trust(nose, left, right)) == 0:
        return {}
    # Turned away, the nose leaves the middle of the ears; the eyes' distance is no measure then.
    width = max(_distance(ear_left, ear_right), 1.0)
    trust *= 1 - smoothstep(_distance(_middle(ear_left, ear_right), nose) / width, 0.4, 0.8)
    eyes = _middle(left, right)
    angle = _angle(right[0] - left[0], right[1] - left[1])
    chin = eyes[0] - 1.9 * gap * math.sin(angle), eyes[1] + 1.9 * gap * math.cos(angle)
    return _face(left, right, chin, 2.2 * gap, gap, (angle, trust))


def _fine_face(pose: Pose) -> dict[str, Handle]:
    """Jaw and eyes from the points of a face mesh or of a whole body."""
    eye_a, eye_b, sides, chin_at, _ = _FACE[pose.skeleton]
    points = _picked(pose, (*eye_a, *eye_b, *sides, chin_at))
    first, second = _middle(points[0], points[1]), _middle(points[2], points[3])
    chin = points[6]
    trust = _trust(first, second, chin)
    if trust == 0:
        return {}
    gap = _distance(first, second)
    angle = _angle(second[0] - first[0], second[1] - first[1])
    breadth = _distance(points[4], points[5])
    return _face(first, second, chin[:2], breadth, max(gap, 1.0), (angle, trust))


def _face(
    left: Point, right: Point, chin: tuple[float, float], breadth: float, gap: float,
    how: tuple[float, float],
) -> dict[str, Handle]:  # fmt: skip
    angle, trust = how
    x, y, _ = _middle(left, right)
    dx, dy = chin[0] - x, chin[1] - y
    height = max(math.hypot(dx, dy), 1.0)
    radius = 0.48 * gap
    return {
        "jaw": Handle(x + 0.85 * dx, y + 0.85 * dy, 0.8 * breadth, 0.62 * height, angle, trust),
        "eye_left": Handle(left[0], left[1], radius, radius, angle, trust),
        "eye_right": Handle(right[0], right[1], radius, radius, angle, trust),
    }
