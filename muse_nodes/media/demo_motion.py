"""How the person of the demo scene moves: a clock in, joint angles and key points out.

The figure is a tree of joints. Its rest pose faces the camera with hanging arms; x is 0 on the
body's axis and y counts down from the top of the scene, both in units (the scene is 720 high).
A part's transform takes points of the rest pose to where they are now.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]  # (3, 3), homogeneous

NECK = (0.0, 214.0)
SHOULDER = (78.0, 262.0)
ELBOW = (78.0, 398.0)
WRIST = (78.0, 512.0)
HIP = (50.0, 508.0)
KNEE = (47.0, 716.0)
ANKLE = (45.0, 900.0)
_PELVIS = (0.0, 506.0)
_NOSE, _EYE, _EAR = (0.0, 152.0), (19.5, 131.0), (50.0, 138.0)

# A round of gestures, in seconds. Angles in degrees: how far the upper arm is lifted from the
# body, and how far the forearm is bent on from there; once for the arm on the left of the
# picture, once for the one on the right. wave and talk are how much those movements are added.
_KEYS = np.asarray(
    [
        # time  left arm   right arm   wave talk
        (0.0, 9, 5, 9, 5, 0, 0),
        (1.0, 9, 5, 9, 5, 0, 0),
        (2.0, 44, 122, 10, 6, 1, 0),
        (4.8, 44, 122, 10, 6, 1, 0),
        (5.8, 9, 5, 9, 5, 0, 0),
        (6.8, 24, 62, 22, 70, 0, 1),
        (9.4, 22, 70, 26, 58, 0, 1),
        (10.4, 9, 6, 50, -108, 0, 0.2),
        (13.0, 10, 5, 50, -108, 0, 0),
        (14.0, 9, 5, 9, 5, 0, 0),
    ]
)


@dataclass(frozen=True, slots=True)
class Limbs:
    """Transforms of the parts at one moment, and whether the eyes are closed."""

    legs: Matrix
    torso: Matrix
    head: Matrix
    upper_arms: tuple[Matrix, Matrix]  # left and right in the picture
    forearms: tuple[Matrix, Matrix]
    hands: tuple[Matrix, Matrix]
    blink: bool


def limbs_at(time: float) -> Limbs:
    """Where every part is ``time`` seconds after the start."""
    left, left_bend, right, right_bend, wave, talk = _gesture(time)
    swing = np.sin(2 * np.pi * 1.45 * time)
    beat = np.sin(2 * np.pi * 0.8 * time)
    left_bend += wave * 20 * swing + talk * 9 * beat
    left += wave * 3 * swing + talk * 3 * np.sin(2 * np.pi * 0.8 * time + 1)
    right_bend += talk * 10 * np.sin(2 * np.pi * 0.8 * time + 2.2)
    right += talk * 3 * beat
    breath = np.sin(2 * np.pi * time / 3.6)
    sway = 15 * np.sin(2 * np.pi * time / 6.9) + 5 * np.sin(2 * np.pi * time / 3.1 + 1)
    lean = 1.3 * np.sin(2 * np.pi * time / 6.9 + 0.5) - 1.6 * wave
    tilt = 2.6 * np.sin(2 * np.pi * time / 5.3) + 3.0 * wave - 0.8 * lean
    torso = _move(sway, 0) @ _turn(_PELVIS, lean) @ _stretch(1 + 0.004 * breath, 1 + 0.005 * breath)
    legs = np.eye(3)
    legs[0, 1], legs[0, 2] = -sway / (ANKLE[1] - HIP[1]), sway * ANKLE[1] / (ANKLE[1] - HIP[1])
    nod = _move(1.6 * np.sin(2 * np.pi * time / 4.1), 1.2 * np.sin(2 * np.pi * time / 2.3))
    arms = [
        _arm(torso @ np.diag([-1.0, 1, 1]), left + breath * 0.5, left_bend),
        _arm(torso, right + breath * 0.5, right_bend),
    ]
    upper, fore, hand = zip(*arms, strict=True)
    blink = time % 3.7 < 0.12 and time > 1
    return Limbs(legs, torso, torso @ nod @ _turn(NECK, tilt), upper, fore, hand, blink)


def key_points(limbs: Limbs) -> npt.NDArray[np.float64]:
    """The 17 points of COCO, (17, 2) in units. Left is the person's left: right in the picture."""
    mirror = np.diag([-1.0, 1, 1])
    left, right = 1, 0
    points = [_at(limbs.head, _NOSE)]
    points += [
        _at(limbs.head @ side, spot) for spot in (_EYE, _EAR) for side in (np.eye(3), mirror)
    ]
    points += [_at(limbs.upper_arms[side], SHOULDER) for side in (left, right)]
    points += [_at(limbs.forearms[side], ELBOW) for side in (left, right)]
    points += [_at(limbs.hands[side], WRIST) for side in (left, right)]
    points += [
        _at(limbs.legs @ side, spot) for spot in (HIP, KNEE, ANKLE) for side in (np.eye(3), mirror)
    ]
    return np.asarray(points)


def _gesture(time: float) -> list[float]:
    """The row of ``_KEYS`` at ``time``, eased between two of them."""
    time = time % _KEYS[-1, 0]
    after = int(np.searchsorted(_KEYS[:, 0], time, side="right"))
    before, following = _KEYS[after - 1], _KEYS[after]
    t = (time - before[0]) / (following[0] - before[0])
    eased = t * t * (3 - 2 * t)
    return [float(v) for v in (before + (following - before) * eased)[1:]]


def _arm(body: Matrix, lift: float, bend: float) -> tuple[Matrix, Matrix, Matrix]:
    upper = body @ _turn(SHOULDER, -lift)
    fore = upper @ _turn(ELBOW, -bend)
    # A relaxed wrist hangs a little inwards and gives in to a strong bend.
    return upper, fore, fore @ _turn(WRIST, 9 + 0.05 * bend)


def _at(transform: Matrix, point: tuple[float, float]) -> npt.NDArray[np.float64]:
    return np.asarray((transform @ (*point, 1.0))[:2])


def _move(dx: float, dy: float) -> Matrix:
    return np.asarray([(1, 0, dx), (0, 1, dy), (0, 0, 1)], np.float64)


def _turn(centre: tuple[float, float], degrees: float) -> Matrix:
    """Rotation about ``centre``, clockwise on the screen."""
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.asarray([(cos, -sin, 0), (sin, cos, 0), (0, 0, 1)])
    return np.asarray(_move(*centre) @ turn @ _move(-centre[0], -centre[1]))


def _stretch(fx: float, fy: float) -> Matrix:
    """Scaling about the pelvis."""
    x, y = _PELVIS
    return np.asarray(_move(x, y) @ np.diag([fx, fy, 1]) @ _move(-x, -y))
