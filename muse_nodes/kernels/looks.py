"""Values that are no pictures made into some that people can read: for looking only."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from muse_nodes.api.ports import Array, Field, Frame, Matte

DARK, LIGHT = 92, 140
"""Grey levels of a checkerboard."""


def grey_levels(values: Matte) -> Array:
    """A matte as uint8 grey, 0..1 as 0..255; what is outside is clipped and NaN is 0."""
    sound = np.fmin(np.fmax(values, 0.0), 1.0)
    return np.asarray(cv2.convertScaleAbs(sound, alpha=255.0))


def field_colours(field: Field, strong: float) -> Frame:
    """Displacements as uint8 RGB: hue is where to, brightness how far; ``strong`` pixels are full.

    Right is red, down green-yellow, left cyan, up violet; what does not move is black.
    """
    sound = np.nan_to_num(field, nan=0.0, posinf=0.0, neginf=0.0)
    right, down = np.ascontiguousarray(sound[..., 0]), np.ascontiguousarray(sound[..., 1])
    far, turn = cv2.cartToPolar(right, down, angleInDegrees=True)
    colours = np.empty((*field.shape[:2], 3), np.uint8)
    colours[..., 0] = np.rint(turn / 2).astype(np.int32) % 180
    colours[..., 1] = 255
    colours[..., 2] = np.rint(np.minimum(far / strong, 1.0) * 255)
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_HSV2RGB), np.uint8)


@lru_cache(maxsize=4)
def checkerboard(height: int, width: int, cell: int) -> Frame:
    """Grey squares of ``cell`` pixels, on which what is clear can be seen. Not to be written to."""
    rows, columns = np.arange(height) // cell, np.arange(width) // cell
    dark = (rows[:, None] + columns[None]) % 2 == 0
    board = np.where(dark[..., None], np.uint8(DARK), np.uint8(LIGHT)).repeat(3, axis=2)
    board.flags.writeable = False
    return board


def outline(matte: Matte, level: float = 0.5) -> list[Array]:
    """Closed lines round where a matte is above ``level``: float32 (n, 2) each, x and y from 0 to 1
    across the whole matte.

    Areas of less than four pixels are left out.
    """
    grey = grey_levels(matte)
    _, solid = cv2.threshold(grey, level * 255.0, 255, cv2.THRESH_BINARY)
    lines, _ = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_TC89_L1)
    size = np.array(matte.shape[1::-1], np.float32)
    shift = np.float32(0.5)
    return [
        (line.reshape(-1, 2).astype(np.float32) + shift) / size for line in lines if len(line) > 3
    ]
