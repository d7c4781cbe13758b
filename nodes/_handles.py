"""Where a body or face is stretched: from key points to the handles of ``ops.warp_field``.

A handle is a soft ellipse (centre x, y; radii along and across its axis; angle of the axis) inside
which the picture is stretched along and across the axis. What is measured here is only geometry and
how sure it is; how much is stretched is the node's business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from muse_nodes.api import Pose
from nodes._smoothing import Values, smoothstep

_UNSURE, _SURE = 0.25, 0.55
"""Scores at which a handle begins to count, and from which on it counts fully."""

_BODY = {
    "coco17": (0, 1, 2, 3, 4, 5, 6, 11, 12),
    "wholebody133": (0, 1, 2, 3, 4, 5, 6, 11, 12),
    "blazepose33": (0, 2, 5, 7, 8, 11, 12, 23, 24),
}
"""Nose, left and right eye, ear, shoulder, hip in the skeletons that know them."""

_FACE = {
    "face478": ((33, 133), (362, 263), (234, 454), 152, 10),
    "wholebody133": ((59, 62), (65, 68), (23, 39), 31, None),
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
        points = pose.points[0][list(_BODY[pose.skeleton])]
        found.update(_body(points))
        found.update(_coarse_face(points))
    for source in (pose, face):
        if source is not None and len(source.points) and source.skeleton in _FACE:
            found.update(_fine_face(source))
    return found


def _trust(*points: Values) -> float:
    return smoothstep(min(float(p[2]) for p in points), _UNSURE, _SURE)


def _length(vector: npt.NDArray[np.floating[Any]]) -> float:
    return math.hypot(float(vector[0]), float(vector[1]))


def _angle(vector: npt.NDArray[np.floating[Any]]) -> float:
    """Angle of an axis, -pi/2 to pi/2: an axis has no direction."""
    angle = math.atan2(float(vector[1]), float(vector[0]))
    return (angle + math.pi / 2) % math.pi - math.pi / 2


def _body(points: Values) -> dict[str, Handle]:
    """Shoulders, waist and hips from two shoulders and two hips.

    Seen from the side shoulders and hips coincide and say nothing of the breadth, so no breadth is
    taken to be less than 0.55 of the torso's length. Hips out of sight are guessed from the
    shoulders, with less trust, because a web cam often shows no more than a bust.
    """
    left, right, hip_left, hip_right = points[5:9]
    top = (left + right) / 2
    sure = _trust(left, right)
    if sure == 0:
        return {}
    breadth = _length(right - left)
    hips = (hip_left + hip_right) / 2
    hip_trust = _trust(hip_left, hip_right)
    guess = top.copy()
    down = np.array([-(right - left)[1], (right - left)[0]], np.float32)
    guess[:2] += 1.35 * (down if down[1] > 0 else -down)
    hips[:2] = hip_trust * hips[:2] + (1 - hip_trust) * guess[:2]
    hip_trust = sure * (0.5 + 0.5 * hip_trust)
    spine = hips - top
    torso = max(_length(spine), 1.0)
    breadth = min(max(breadth, 0.55 * torso), 1.2 * torso)
    slope = _angle(right - left)
    level = _angle(np.array([spine[1], -spine[0]]))

    def at(share: float, along: float, across: float, angle: float, trust: float) -> Handle:
        centre = top + share * spine
        return Handle(float(centre[0]), float(centre[1]), along, across, angle, trust)

    return {
        "shoulders": at(0.12, 1.25 * breadth, 0.42 * torso, slope, sure),
        "waist": at(0.66, 1.1 * breadth, 0.55 * torso, level, hip_trust),
        "hips": at(1.08, 1.1 * breadth, 0.5 * torso, level, hip_trust),
    }


def _coarse_face(points: Values) -> dict[str, Handle]:
    """Jaw and eyes from nose, eyes and ears of a body skeleton; frontal faces only."""
    nose, left, right, ear_left, ear_right = points[:5]
    between = right - left
    gap = _length(between)
    if gap < 1 or (trust := _trust(nose, left, right)) == 0:
        return {}
    # Turned away, the nose leaves the middle of the ears; the eyes' distance is no measure then.
    ears = (ear_left + ear_right) / 2
    width = max(_length(ear_right - ear_left), 1.0)
    trust *= 1 - smoothstep(_length((nose - ears)[:2]) / width, 0.4, 0.8)
    eyes = (left + right) / 2
    angle = _angle(between)
    down = np.array([-math.sin(angle), math.cos(angle)], np.float32)
    return _face(left, right, eyes[:2] + 1.9 * gap * down, 2.2 * gap, gap, (angle, trust))


def _fine_face(pose: Pose) -> dict[str, Handle]:
    """Jaw and eyes from the points of a face mesh or of a whole body."""
    points = pose.points[0]
    eye_a, eye_b, sides, chin, _ = _FACE[pose.skeleton]
    first, second = points[list(eye_a)].mean(axis=0), points[list(eye_b)].mean(axis=0)
    side_a, side_b = points[sides[0]], points[sides[1]]
    trust = _trust(first, second, points[chin])
    if trust == 0:
        return {}
    gap = _length(second - first)
    breadth = _length(side_b - side_a)
    return _face(
        first, second, points[chin][:2], breadth, max(gap, 1.0), (_angle(second - first), trust)
    )


def _face(
    left: Values, right: Values, chin: Values, breadth: float, gap: float, how: tuple[float, float]
) -> dict[str, Handle]:
    angle, trust = how
    eyes = (left + right)[:2] / 2
    height = max(_length(chin - eyes), 1.0)
    jaw = eyes + 0.85 * (chin - eyes)
    radius = 0.48 * gap
    return {
        "jaw": Handle(float(jaw[0]), float(jaw[1]), 0.8 * breadth, 0.62 * height, angle, trust),
        "eye_left": Handle(float(left[0]), float(left[1]), radius, radius, angle, trust),
        "eye_right": Handle(float(right[0]), float(right[1]), radius, radius, angle, trust),
    }
