"""The person of the demo scene: parts painted once, put together anew for every frame.

Each part is a premultiplied RGBA picture of its rest pose. A frame turns and moves them (one small
affine warp each) and lays them over one another, with a soft shadow of the arms on the body.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.media.demo_body import (
    paint_forearm,
    paint_hand,
    paint_legs,
    paint_torso,
    paint_upper_arm,
)  # fmt: skip
from muse_nodes.media.demo_head import paint_back_hair, paint_head
from muse_nodes.media.demo_motion import Limbs, Matrix
from muse_nodes.media.demo_paint import Part

Pixels = npt.NDArray[np.uint8]

_SHADOW_BY = (5.0, 7.0)  # units that it falls to the right and down


class Figure:
    """The painted person at ``scale`` pixels per unit, for frames of the given size."""

    def __init__(self, width: int, height: int, scale: float) -> None:
        self._scale = scale
        self._pixels = np.zeros((height, width, 4), np.uint8)
        self._used = (0, 0, 0, 0)
        self._legs = paint_legs(scale)
        self._torso = paint_torso(scale)
        self._back_hair = paint_back_hair(scale)
        self._heads = paint_head(scale, closed=False), paint_head(scale, closed=True)
        self._upper_arm = paint_upper_arm(scale)
        self._forearm = paint_forearm(scale)
        self._hand = paint_hand(scale)

    def draw(
        self, limbs: Limbs, shift: tuple[float, float]
    ) -> tuple[Pixels, tuple[int, int, int, int]]:
        """The person on nothing: premultiplied RGBA of the frame's size, and where it is.

        ``shift`` moves it by pixels. The array belongs to the figure and lives until the next
        call; the rectangle is (x0, y0, x1, y1) in pixels, outside it everything is 0.
        """
        x0, y0, x1, y1 = self._used
        self._pixels[y0:y1, x0:x1] = 0
        self._used = (0, 0, 0, 0)
        view = self._to_frame(shift)
        self._place(self._back_hair, view @ limbs.head)
        self._place(self._legs, view @ limbs.legs)
        self._place(self._torso, view @ limbs.torso)
        self._place(self._heads[limbs.blink], view @ limbs.head)
        for upper, fore, hand in zip(limbs.upper_arms, limbs.forearms, limbs.hands, strict=True):
            self._place(self._upper_arm, view @ upper)
            self._place(self._hand, view @ hand)
            self._place(self._forearm, view @ fore)
        return self._pixels, self._used

    def _to_frame(self, shift: tuple[float, float]) -> Matrix:
        height, width = self._pixels.shape[:2]
        s = self._scale
        return np.asarray(
            [(s, 0, width / 2 + shift[0]), (0, s, height / 2 - 360 * s + shift[1]), (0, 0, 1)]
        )

    def _place(self, part: Part, to_frame: Matrix) -> None:
        """Lay ``part`` over what is there; ``to_frame`` takes units of the rest pose to pixels."""
        if part.shadow is not None:
            fall = np.eye(3)
            fall[:2, 2] = np.asarray(_SHADOW_BY) * self._scale
            warped = self._warp(part.shadow, part.origin, fall @ to_frame)
            if warped is not None:
                shadow, below = warped
                keep = cv2.bitwise_not(shadow)
                opaque = np.full_like(keep, 255)
                cv2.multiply(below, cv2.merge([keep, keep, keep, opaque]), below, 1 / 255)
        warped = self._warp(part.pixels, part.origin, to_frame)
        if warped is not None:
            over, below = warped
            rest = cv2.bitwise_not(cv2.extractChannel(over, 3))
            cv2.multiply(below, cv2.merge([rest] * 4), below, 1 / 255)
            cv2.add(below, over, below)

    def _warp(
        self, image: Pixels, origin: tuple[float, float], to_frame: Matrix
    ) -> tuple[Pixels, Pixels] | None:
        """``image`` warped, and the piece of the figure that it covers; None outside the frame."""
        height, width = image.shape[:2]
        to_units = np.asarray(
            [(1 / self._scale, 0, origin[0]), (0, 1 / self._scale, origin[1]), (0, 0, 1)]
        )
        # From pixel edges of the part to pixel edges of the frame: x = a u + b v + c, y = d u + ...
        (a, b, c), (d, e, f), _ = (to_frame @ to_units).tolist()
        frame_height, frame_width = self._pixels.shape[:2]
        x0 = max(int(c + min(0, a * width) + min(0, b * height)) - 1, 0)
        y0 = max(int(f + min(0, d * width) + min(0, e * height)) - 1, 0)
        x1 = min(int(c + max(0, a * width) + max(0, b * height)) + 2, frame_width)
        y1 = min(int(f + max(0, d * width) + max(0, e * height)) + 2, frame_height)
        if x0 >= x1 or y0 >= y1:
            return None
        centres = (a, b, c + (a + b - 1) / 2 - x0), (d, e, f + (d + e - 1) / 2 - y0)
        warped = cv2.warpAffine(image, np.asarray(centres), (x1 - x0, y1 - y0))
        a0, b0, a1, b1 = self._used
        if a0 < a1:
            self._used = min(a0, x0), min(b0, y0), max(a1, x1), max(b1, y1)
        else:
            self._used = x0, y0, x1, y1
        return np.asarray(warped, np.uint8), self._pixels[y0:y1, x0:x1]
