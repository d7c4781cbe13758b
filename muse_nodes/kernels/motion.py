"""How the room changed between two small pictures: exposure and a bump of the camera.

Three steps, all outside the person's mask:

1. gain per channel: the median of the ratios of corresponding pixels, refined by the mean of those
   near it. The median does not mind what moved, nor edges that a shift took apart.
2. shift: phase correlation (Kuglin and Hines 1975) of the luma under a Hann window from which the
   softened mask is cut out. It finds large bumps, but only to a pixel or so.
3. the better of that shift and none is refined by Gauss-Newton steps on the brightness
   difference (Lucas and Kanade 1981) with weights that fall off for large differences, so that
   shadows and whatever else moved do not pull. This gives hundredths of a small pixel.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numba import float32, types

from muse_nodes.api.ops import RoomChange
from muse_nodes.api.ports import Array, Frame, Matte
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array, fast_part, part

BINS = 1024
PER_UNIT = 256
"""The histogram of ratios has bins of 1/256, up to a gain of 4."""
DARK, BRIGHT = 8, 247
"""Levels outside say nothing about the gain: noise, or clipped."""
TYPICAL = 12.0
"""A difference of so many levels halves a pixel's weight in the refinement of the shift."""
STEPS = 6
"""Gauss-Newton steps; they end early when one is shorter than 1/500 pixel."""
FARTHEST_STEP = 2.0
"""The refinement may move the shift by so many pixels; beyond it went astray."""
BETTER = 0.85
"""A shift must bring the difference down to this part, or it is chance: noise on a bare wall."""
FARTHEST = 0.3
"""A shift of more than this part of the picture's size is not believed."""


@fast_part
def _median(counts: Array, total: float) -> float:
    """The ratio below which half of the counts lie."""
    middle, below = 0, counts[0]
    while below < 0.5 * total:
        middle += 1
        below += counts[middle]
    return (middle + 0.5) / PER_UNIT


@fast_part
def _gain(now: Array, then: Array, counts: Array) -> float:
    """Gain between lists of levels; 1 where there are fewer than 16 of them.

    Bright pixels count for more, as their ratios are more exact.
    """
    if now.size < 16:
        return 1.0
    counts[:] = 0.0
    total = 0.0
    for k in range(now.size):
        counts[min(int(now[k] * PER_UNIT / then[k]), BINS - 1)] += then[k]
        total += then[k]
    median = _median(counts, total)
    up, down = 0.0, 0.0
    for k in range(now.size):
        near = abs(now[k] - then[k] * median) < 4.0 + 0.05 * now[k]
        up += now[k] if near else 0.0
        down += then[k] if near else 0.0
    return up / down if down > 0.0 else median


def _gains(
    gains: Array, current: Array, reference: Array, mask: Array, lists: Array, dx: int, dy: int
) -> None:
    """Gain of each channel, from pixels outside the mask that are neither dark nor clipped.

    Pixel p of the reference is compared with pixel p + (dx, dy) of the current picture. ``lists``
    is a workspace of two times as many numbers as there are pixels.
    """
    height, width = mask.shape
    now, then = lists[0], lists[1]
    counts = np.empty(BINS, np.float32)
    for c in range(3):
        count = 0
        for y in range(max(-dy, 0), min(height - dy, height)):
            for x in range(max(-dx, 0), min(width - dx, width)):
                a, b = current[y + dy, x + dx, c], reference[y, x, c]
                if mask[y + dy, x + dx] < 0.5 and DARK < a < BRIGHT and DARK < b < BRIGHT:
                    now[count] = a
                    then[count] = b
                    count += 1
        gains[c] = _gain(now[:count], then[:count], counts)


def _luma(out: Array, picture: Array, gains: Array) -> None:
    """Luma (BT.601 weights) of a picture whose channels are multiplied by ``gains``."""
    red, green, blue = 0.299 * gains[0], 0.587 * gains[1], 0.114 * gains[2]
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            p = picture[y, x]
            out[y, x] = red * p[0] + green * p[1] + blue * p[2]


def _windowed(out: Array, luma: Array, window: Array) -> None:
    """out = (luma - mean) · window, with the mean taken under the window."""
    total, weight = 0.0, 0.0
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            total += luma[y, x] * window[y, x]
            weight += window[y, x]
    mean = float32(total / max(weight, 1e-6))
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = (luma[y, x] - mean) * window[y, x]


def _whiten(spectrum: Array, other: Array) -> None:
    """spectrum · conj(other), every value brought towards length 1; tiny ones count for little."""
    floor = 0.0
    for y in range(spectrum.shape[0]):
        for x in range(spectrum.shape[1]):
            a, b = spectrum[y, x, 0], spectrum[y, x, 1]
            c, d = other[y, x, 0], other[y, x, 1]
            real, imaginary = a * c + b * d, b * c - a * d
            spectrum[y, x, 0], spectrum[y, x, 1] = real, imaginary
            floor += math.sqrt(real * real + imaginary * imaginary)
    floor = 1e-3 * floor / (spectrum.shape[0] * spectrum.shape[1]) + 1e-9
    for y in range(spectrum.shape[0]):
        for x in range(spectrum.shape[1]):
            real, imaginary = spectrum[y, x, 0], spectrum[y, x, 1]
            length = math.sqrt(real * real + imaginary * imaginary) + floor
            spectrum[y, x, 0] = real / length
            spectrum[y, x, 1] = imaginary / length


@fast_part
def _look(luma: Array, x: float, y: float) -> Any:
    """Bilinear sample of a position inside the picture."""
    i, j = min(int(x), luma.shape[1] - 2), min(int(y), luma.shape[0] - 2)
    fx, fy = x - i, y - j
    top = luma[j, i] + (luma[j, i + 1] - luma[j, i]) * fx
    low = luma[j + 1, i] + (luma[j + 1, i + 1] - luma[j + 1, i]) * fx
    return top + (low - top) * fy


def _residual(current: Array, reference: Array, mask: Array, dx: float, dy: float) -> float:
    """Mean absolute difference current(p + d) - reference(p) where both can be seen."""
    height, width = mask.shape
    total, count = 0.0, 0
    for y in range(height):
        for x in range(width):
            u, v = x + dx, y + dy
            if 0.0 <= u <= width - 1.0 and 0.0 <= v <= height - 1.0 and mask[y, x] < 0.5:
                i, j = int(u + 0.5), int(v + 0.5)
                if mask[j, i] < 0.5:
                    total += abs(_look(current, u, v) - reference[y, x])
                    count += 1
    return total / max(count, 1)


@part
def _solve(system: Array) -> None:
    """Gaussian elimination of a positive definite system (n, n + 1); the last column is solved."""
    n = system.shape[0]
    for k in range(n):
        for row in range(n):
            if row != k:
                factor = system[row, k] / system[k, k]
                for column in range(k, n + 1):
                    system[row, column] -= factor * system[k, column]
    for k in range(n):
        system[k, n] /= system[k, k]


@fast_part
def _gather(system: Array, luma: Array, reference: Array, mask: Array, at: Array) -> None:
    """Weighted normal equations for a step of x, y, offset o and contrast c; e is the error."""
    height, width = mask.shape
    xx, xy, xo, xc, xe = 0.0, 0.0, 0.0, 0.0, 0.0
    yy, yo, yc, ye = 0.0, 0.0, 0.0, 0.0
    oo, oc, oe, cc, ce = 0.0, 0.0, 0.0, 0.0, 0.0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            u, v = x + at[0], y + at[1]
            if mask[y, x] >= 0.5 or not (0.0 <= u <= width - 1 and 0.0 <= v <= height - 1):
                continue
            if mask[int(v + 0.5), int(u + 0.5)] >= 0.5:
                continue
            c = reference[y, x] - 128.0
            e = reference[y, x] + at[2] + at[3] * c - _look(luma, u, v)
            gx = 0.5 * (reference[y, x + 1] - reference[y, x - 1])
            gy = 0.5 * (reference[y + 1, x] - reference[y - 1, x])
            w = 1.0 / (1.0 + (e / TYPICAL) ** 2)
            wx, wy, wc = w * gx, w * gy, w * c
            xx, xy, xo, xc, xe = xx + wx * gx, xy + wx * gy, xo - wx, xc - wx * c, xe + wx * e
            yy, yo, yc, ye = yy + wy * gy, yo - wy, yc - wy * c, ye + wy * e
            oo, oc, oe, cc, ce = oo + w, oc + wc, oe - w * e, cc + wc * c, ce - wc * e
    system[0] = np.array((xx, xy, xo, xc, xe))
    system[1] = np.array((xy, yy, yo, yc, ye))
    system[2] = np.array((xo, yo, oo, oc, oe))
    system[3] = np.array((xc, yc, oc, cc, ce))


def _refine(at: Array, current: Array, reference: Array, mask: Array) -> None:
    """Gauss-Newton: change ``at`` until current(p + d) fits (1 + c) · reference(p) + o best.

    ``at`` holds the shift (dx, dy), offset o and contrast c; the last two only take up what a
    camera's tone curve leaves of a change of exposure, so that it does not pull at the shift.
    """
    system = np.empty((4, 5), np.float64)
    for _ in range(STEPS):
        _gather(system, current, reference, mask, at)
        for i in range(4):
            system[i, i] += 1.0
        _solve(system)
        length = math.sqrt(system[0, 4] ** 2 + system[1, 4] ** 2)
        limit = min(1.0, 1.0 / max(length, 1e-9))
        at[0] += system[0, 4] * limit
        at[1] += system[1, 4] * limit
        at[2] += system[2, 4]
        at[3] += system[3, 4]
        if length < 0.002:
            break


_UNCHANGED = np.ones(3)
_RGB = array(types.uint8, 3, readonly=True)
_PLANE = array(types.float32, 2)
GAINS = Kernel(
    _gains,
    array(types.float64, 1),
    _RGB,
    _RGB,
    _PLANE,
    _PLANE,
    types.int64,
    types.int64,
    allocates=True,
)
LUMA = Kernel(_luma, _PLANE, _RGB, array(types.float64, 1), fast=True)
WINDOWED = Kernel(_windowed, _PLANE, _PLANE, _PLANE, fast=True)
WHITEN = Kernel(_whiten, array(types.float32, 3), array(types.float32, 3), fast=True)
RESIDUAL = Kernel(_residual, _PLANE, _PLANE, _PLANE, types.float64, types.float64, fast=True)
REFINE = Kernel(_refine, array(types.float64, 1), _PLANE, _PLANE, _PLANE, fast=True, allocates=True)


class _Space:
    """Workspaces for one size of pictures, and the Hann window."""

    def __init__(self, height: int, width: int) -> None:
        self.gains = np.ones(3)
        self.lists = np.empty((2, height * width), np.float32)
        self.mask, self.window, self.now, self.then, self.cut, self.peak = (
            np.zeros((height, width), np.float32) for _ in range(6)
        )
        self.spectra = [np.zeros((height, width, 2), np.float32) for _ in range(2)]
        rise = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(height) + 0.5) / height)
        run = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(width) + 0.5) / width)
        self.hann = np.outer(rise, run).astype(np.float32)

    def phase_shift(self) -> tuple[float, float, float]:
        """Whole-pixel shift of ``now`` against ``then``, and the sharpness of its peak, 0 to 1."""
        cv2.blur(self.mask, (7, 7), dst=self.window)
        np.subtract(1.0, self.window, out=self.window)
        np.multiply(self.window, self.hann, out=self.window)
        for luma, spectrum in zip((self.now, self.then), self.spectra, strict=True):
            WINDOWED(self.cut, luma, self.window)
            cv2.dft(self.cut, dst=spectrum, flags=cv2.DFT_COMPLEX_OUTPUT)
        WHITEN(*self.spectra)
        cv2.dft(
            self.spectra[0], dst=self.peak,
            flags=cv2.DFT_INVERSE | cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE,
        )  # fmt: skip
        _, _, _, (x, y) = cv2.minMaxLoc(self.peak)
        height, width = self.peak.shape
        around = self.peak.take(range(y - 1, y + 2), axis=0, mode="wrap")
        around = around.take(range(x - 1, x + 2), axis=1, mode="wrap")
        response = float(np.clip(np.clip(around, 0, None).sum(), 0, 1))
        dx = x - width if x > width // 2 else x
        dy = y - height if y > height // 2 else y
        if abs(dx) > FARTHEST * width or abs(dy) > FARTHEST * height:
            return 0.0, 0.0, 0.0
        return float(dx), float(dy), response

    def relight(self, current: Frame, reference: Frame, dx: float, dy: float) -> None:
        """Find the gain of pictures moved by (dx, dy), and bring the reference to it."""
        move = (round(dx), round(dy))
        GAINS(self.gains, current, reference, self.mask, self.lists, *move)
        LUMA(self.then, reference, self.gains)

    def measure(self, current: Frame, reference: Frame) -> tuple[float, float, float, float]:
        """(dx, dy, response, remaining difference), the shift in small pixels."""
        LUMA(self.now, current, _UNCHANGED)
        self.relight(current, reference, 0, 0)
        still = RESIDUAL(self.now, self.then, self.mask, 0.0, 0.0)
        if min(self.mask.shape) < 4:
            return 0.0, 0.0, 0.0, still
        dx, dy, response = self.phase_shift()
        if dx or dy:
            self.relight(current, reference, dx, dy)
            if RESIDUAL(self.now, self.then, self.mask, dx, dy) > BETTER * still:
                self.relight(current, reference, 0, 0)
                dx, dy = 0.0, 0.0
        at = np.array((dx, dy, 0.0, 0.0))
        REFINE(at, self.now, self.then, self.mask)
        error = RESIDUAL(self.now, self.then, self.mask, at[0], at[1])
        if max(abs(at[0] - dx), abs(at[1] - dy)) > FARTHEST_STEP or error > still:
            return dx, dy, response, RESIDUAL(self.now, self.then, self.mask, dx, dy)
        return float(at[0]), float(at[1]), response, error


def room_change(
    bands: Bands, current: Frame, reference: Frame, mask: Matte, scale: float
) -> RoomChange:
    """See ``Ops.room_change``. ``error`` is that of the luma, in levels of the current picture.

    Both pictures are uint8 (h, w, 3) of one size, at least 4x4 for a shift to be looked for; the
    mask may have any size. Raises ValueError if the pictures differ in size.
    """
    if current.shape != reference.shape:
        raise ValueError(
            f"The room's pictures differ in size: {current.shape[:2]} and {reference.shape[:2]}."
        )
    height, width = current.shape[:2]
    with bands.scratch(("room", height, width), lambda: _Space(height, width)) as space:
        how = cv2.INTER_AREA if mask.shape[0] > height else cv2.INTER_LINEAR
        cv2.resize(mask, (width, height), dst=space.mask, interpolation=how)
        cv2.threshold(space.mask, 0.5, 1.0, cv2.THRESH_BINARY, dst=space.mask)
        dx, dy, response, error = space.measure(current, reference)
        gain = (float(space.gains[0]), float(space.gains[1]), float(space.gains[2]))
    return RoomChange(gain, dx * scale, dy * scale, error, response)
