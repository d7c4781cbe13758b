"""A matte from the difference to the clean plate, for machines and moments without a network.

Each pixel is compared as Horprasert, Harwood and Davis did ("A statistical approach for real-time
robust background subtraction and shadow detection", 1999): how much brighter or darker it is than
the room (a factor along the room's colour), and how far its colour lies off that line. A moderate
darkening of the same colour is a shadow and counts for little. Before that the tones of the whole
picture are matched (automatic exposure and white balance), afterwards small islands and small holes
are removed.
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
TONES = 16
"""The tone curve of a channel is found in so many ranges of levels."""
NEAR = 0.2
"""A pixel takes part if its own gain is within this part of the whole picture's."""
FEW = 0.005
"""Ranges with fewer pixels than this part of the picture take the whole picture's gain."""
ISLAND, HOLE = 0.004, 0.003
"""Islands and holes that weigh less than this part of a full picture are removed."""
FAINT = 0.05
"""What is fainter does not connect an island with anything."""


def _tones(expected: Array, frame: Array, plate: Array, gains: Array) -> None:
    """For each channel and level of the plate, the level to be expected in the frame, (3, 256).

    In every range of levels the mean gain of the pixels that have not changed much; a range also
    looks at its neighbours. Who stands in the room hardly takes part: their gains are far off.
    """
    width = 256 // TONES
    up = np.empty(TONES + 2)
    down = np.empty(TONES + 2)
    count = np.empty(TONES + 2)
    factor = np.empty(TONES)
    for c in range(3):
        up[:], down[:], count[:] = 0.0, 0.0, 0.0
        for y in range(frame.shape[0]):
            for x in range(frame.shape[1]):
                a, b = float32(frame[y, x, c]), float32(plate[y, x, c])
                if abs(a - b * gains[c]) < NEAR * b * gains[c] + 2.0:
                    k = int(b) // width + 1
                    up[k] += a
                    down[k] += b
                    count[k] += 1.0
        few = FEW * frame.shape[0] * frame.shape[1]
        for k in range(TONES):
            total = down[k] + down[k + 1] + down[k + 2]
            factor[k] = gains[c]
            if count[k] + count[k + 1] + count[k + 2] > few and total > 0.0:
                factor[k] = (up[k] + up[k + 1] + up[k + 2]) / total
        for level in range(256):
            place = min(max((level + 0.5) / width - 0.5, 0.0), TONES - 1.0)
            k = min(int(place), TONES - 2)
            expected[c, level] = level * (factor[k] + (factor[k + 1] - factor[k]) * (place - k))


@fast_part
def _difference(a: Array, b: Array, expected: Array) -> float:
    """How unlike two colours are, in levels, with shadows discounted."""
    r, g, bl = expected[0, b[0]], expected[1, b[1]], expected[2, b[2]]
    length = r * r + g * g + bl * bl + NOISE
    factor = (a[0] * r + a[1] * g + a[2] * bl + NOISE) / length
    dr, dg, db = a[0] - factor * r, a[1] - factor * g, a[2] - factor * bl
    colour = COLOUR * math.sqrt(dr * dr + dg * dg + db * db)
    bright = abs(factor - 1.0) * math.sqrt(length / 3.0)
    if factor < 1.0:
        dark = min(max((SHADOW_FROM - factor) / (SHADOW_FROM - SHADOW_TO), 0.0), 1.0)
        bright *= SHADOW + (1.0 - SHADOW) * dark
    return math.sqrt(colour * colour + bright * bright)


def _differences(out: Array, frame: Array, plate: Array, expected: Array) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = _difference(frame[y, x], plate[y, x], expected)


def _ramp(out: Array, difference: Array, tolerance: float, softness: float) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            t = (difference[y, x] - float32(tolerance)) / float32(softness)
            t = min(max(t, float32(0.0)), float32(1.0))
            out[y, x] = t * t * (float32(3.0) - float32(2.0) * t)


def _drop_parts(out: Array, labels: Array, count: int, least: float, full: float) -> None:
    """Set parts to ``full`` (1 or 0) that differ from it by less than ``least`` in all."""
    weight = np.zeros(count)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            weight[labels[y, x]] += abs(out[y, x] - full)
    weight[0] = least
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            if weight[labels[y, x]] < least:
                out[y, x] = full


_PLANE = array(types.float32, 2)
_RGB = array(types.uint8, 3, readonly=True)
TONE = Kernel(_tones, _PLANE, _RGB, _RGB, array(types.float64, 1), allocates=True)
DIFFERENCES = Kernel(_differences, _PLANE, _RGB, _RGB, _PLANE, fast=True)
RAMP = Kernel(_ramp, _PLANE, _PLANE, types.float64, types.float64, fast=True)
DROP_PARTS = Kernel(
    _drop_parts, _PLANE, array(types.int32, 2), types.int64, types.float64, types.float64,
    allocates=True,
)  # fmt: skip


class _Space:
    """Workspaces for one size of matte."""

    def __init__(self, height: int, width: int) -> None:
        self.gains = np.ones(3)
        self.lists = np.empty((2, height * width), np.float32)
        self.expected = np.empty((3, 256), np.float32)
        self.frame, self.plate = (np.empty((height, width, 3), np.uint8) for _ in range(2))
        self.raw, self.difference = (np.empty((height, width), np.float32) for _ in range(2))
        self.nobody = np.zeros((height, width), np.float32)
        self.hard = np.empty((height, width), np.bool_)
        self.labels = np.empty((height, width), np.int32)

    def remove(self, out: Matte, *, holes: bool) -> None:
        """Remove small islands of ``out``, or fill small holes."""
        if holes:
            np.less(out, 1 - FAINT, out=self.hard)
        else:
            np.greater(out, FAINT, out=self.hard)
        count, _ = cv2.connectedComponents(
            self.hard.view(np.uint8), labels=self.labels, connectivity=4, ltype=cv2.CV_32S
        )
        DROP_PARTS(out, self.labels, count, (HOLE if holes else ISLAND) * out.size, float(holes))


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
        GAINS(space.gains, space.frame, space.plate, space.nobody, space.lists, 0, 0)
        if space.gains.max() > FARTHEST or space.gains.min() < 1 / FARTHEST:
            space.gains.fill(1.0)
        TONE(space.expected, space.frame, space.plate, space.gains)
        DIFFERENCES(space.raw, space.frame, space.plate, space.expected)
        cv2.blur(space.raw, (3, 3), dst=space.difference, borderType=cv2.BORDER_REPLICATE)
        RAMP(out, space.difference, tolerance, max(softness, 1e-3))
        space.remove(out, holes=True)
        space.remove(out, holes=False)
