"""A matte from the difference to the clean plate, for machines and moments without a network.

Each pixel is compared as Horprasert, Harwood and Davis did ("A statistical approach for real-time
robust background subtraction and shadow detection", 1999): how much brighter or darker it is than
the room (a factor along the room's colour), and how far its colour lies off that line. A moderate
darkening of the same colour is a shadow and counts for little. Before that the exposure of the
whole picture is matched, afterwards small islands and small holes are removed.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numba import float32, types

from muse_nodes.api.ports import Array, Frame, Matte
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array, fast_part
from muse_nodes.kernels.motion import GAINS
from muse_nodes.kernels.resample import resize

NOISE = 300.0
"""Added to squared lengths of colours, levels²: dark colours have no reliable direction."""
SHADOW = 0.35
"""What the darkening of a shadow counts."""
SHADOW_FROM, SHADOW_TO = 0.72, 0.5
"""A shadow leaves at least the first part of the light; below the second it is surely none."""
COLOUR = 1.8
"""What a difference in colour counts, compared with one in brightness."""
FARTHEST = 1.5
"""A gain of the whole picture beyond this factor is not exposure: the person fills the picture."""
ISLAND, HOLE = 0.004, 0.003
"""Islands and holes smaller than this part of the picture are removed."""


@fast_part
def _difference(a: Array, b: Array, gains: Array) -> float:
    """How unlike two colours are, in levels, with shadows discounted."""
    r, g, bl = b[0] * gains[0], b[1] * gains[1], b[2] * gains[2]
    length = r * r + g * g + bl * bl + NOISE
    factor = (a[0] * r + a[1] * g + a[2] * bl + NOISE) / length
    dr, dg, db = a[0] - factor * r, a[1] - factor * g, a[2] - factor * bl
    colour = COLOUR * math.sqrt(dr * dr + dg * dg + db * db)
    bright = abs(factor - 1.0) * math.sqrt(length / 3.0)
    if factor < 1.0:
        dark = min(max((SHADOW_FROM - factor) / (SHADOW_FROM - SHADOW_TO), 0.0), 1.0)
        bright *= SHADOW + (1.0 - SHADOW) * dark
    return math.sqrt(colour * colour + bright * bright)


def _differences(out: Array, frame: Array, plate: Array, gains: Array) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = _difference(frame[y, x], plate[y, x], gains)


def _ramp(out: Array, difference: Array, tolerance: float, softness: float) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            t = (difference[y, x] - float32(tolerance)) / float32(softness)
            t = min(max(t, float32(0.0)), float32(1.0))
            out[y, x] = t * t * (float32(3.0) - float32(2.0) * t)


def _set_parts(out: Array, labels: Array, drop: Array, value: float) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            if drop[labels[y, x]]:
                out[y, x] = value


_PLANE = array(types.float32, 2)
_RGB = array(types.uint8, 3, readonly=True)
DIFFERENCES = Kernel(_differences, _PLANE, _RGB, _RGB, array(types.float64, 1), fast=True)
RAMP = Kernel(_ramp, _PLANE, _PLANE, types.float64, types.float64, fast=True)
SET_PARTS = Kernel(
    _set_parts, _PLANE, array(types.int32, 2), array(types.boolean, 1), types.float64
)


class _Space:
    """Workspaces for one size of matte."""

    def __init__(self, height: int, width: int) -> None:
        self.gains = np.ones(3)
        self.frame, self.plate = (np.empty((height, width, 3), np.uint8) for _ in range(2))
        self.raw, self.difference = (np.empty((height, width), np.float32) for _ in range(2))
        self.nobody = np.zeros((height, width), np.float32)
        self.hard = np.empty((height, width), np.uint8)
        self.labels = np.empty((height, width), np.int32)

    def remove(self, out: Matte, *, holes: bool) -> None:
        """Remove small islands of ``out``, or fill small holes."""
        np.less_equal(out, 0.5, out=self.hard) if holes else np.greater(out, 0.5, out=self.hard)
        _, _, figures, _ = cv2.connectedComponentsWithStats(
            self.hard, labels=self.labels, connectivity=4, ltype=cv2.CV_32S
        )
        drop = figures[:, cv2.CC_STAT_AREA] < max((HOLE if holes else ISLAND) * out.size, 2)
        drop[0] = False
        SET_PARTS(out, self.labels, drop, 1.0 if holes else 0.0)


def key_matte(
    bands: Bands, out: Matte, frame: Frame, plate: Frame, tolerance: float, softness: float
) -> None:
    """See ``Ops.key_matte``: 0 below a difference of ``tolerance`` levels, 1 above + ``softness``.

    ``out`` may have any size; the comparison happens at that size. Raises ValueError if ``frame``
    and ``plate`` differ in size.
    """
    if frame.shape != plate.shape:
        raise ValueError(
            f"The clean plate is {plate.shape[1]}x{plate.shape[0]} and the frame "
            f"{frame.shape[1]}x{frame.shape[0]}; they must be of one size."
        )
    with bands.scratch(("key", out.shape), lambda: _Space(out.shape[0], out.shape[1])) as space:
        resize(bands, space.frame, frame)
        resize(bands, space.plate, plate)
        GAINS(space.gains, space.frame, space.plate, space.nobody, 0, 0)
        if space.gains.max() > FARTHEST or space.gains.min() < 1 / FARTHEST:
            space.gains.fill(1.0)
        DIFFERENCES(space.raw, space.frame, space.plate, space.gains)
        cv2.blur(space.raw, (3, 3), dst=space.difference, borderType=cv2.BORDER_REPLICATE)
        RAMP(out, space.difference, tolerance, max(softness, 1e-3))
        space.remove(out, holes=True)
        space.remove(out, holes=False)
