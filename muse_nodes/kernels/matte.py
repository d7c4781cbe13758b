"""Tools for mattes at their own, small size: grow, soften, sharpen, hold still."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numba import float32, types, uint32

from muse_nodes.api.ports import Array, Frame, Matte
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array, fast_part

STEP = 4
"""Wide discs are made of discs of this radius, one after the other: far fewer comparisons."""
STILL, MOVED = 0.05, 0.25
"""A change of the matte (mean of 3x3 pixels) below the first is flicker, above the second real."""


@lru_cache(maxsize=STEP)
def _disc(radius: int) -> Array:
    """The structuring element of a disc; it is never written to."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _grow_whole(out: Matte, matte: Matte, radius: int, *, shrink: bool) -> None:
    act = cv2.erode if shrink else cv2.dilate
    steps, rest = divmod(radius, STEP)
    source = matte
    if steps:
        act(source, _disc(STEP), dst=out, iterations=steps)
        source = out
    if rest:
        act(source, _disc(rest), dst=out)
    elif not steps:
        np.copyto(out, matte)


def grow(bands: Bands, out: Matte, matte: Matte, radius: float) -> None:
    """Grow (``radius`` > 0) or shrink (< 0) by a disc, in pixels of the matte.

    Between whole radii the two neighbouring results are mixed, so that a slider moves smoothly.
    """
    whole = math.floor(abs(radius))
    part = abs(radius) - whole
    _grow_whole(out, matte, whole, shrink=radius < 0)
    if part > 1e-3:
        with bands.scratch(
            ("grow", matte.shape), lambda: np.empty(matte.shape, np.float32)
        ) as more:
            _grow_whole(more, matte, whole + 1, shrink=radius < 0)
            cv2.addWeighted(out, 1 - part, more, part, 0, dst=out)


def feather(out: Matte, matte: Matte, radius: float) -> None:
    """Soften edges over about ``radius`` pixels; a straight edge keeps its 0.5 contour.

    A Gaussian of standard deviation radius / 3: an edge then rises from 7 % to 93 % in ``radius``.
    """
    if radius < 0.1:
        np.copyto(out, matte)
    else:
        cv2.GaussianBlur(matte, (0, 0), radius / 3, dst=out, borderType=cv2.BORDER_REPLICATE)


@fast_part
def _smooth_step(value: Any) -> Any:
    t: Any = min(max(value, float32(0.0)), float32(1.0))
    return t * t * (float32(3.0) - float32(2.0) * t)


def _curve(out: Array, matte: Array, low: float, slope: float) -> None:
    base, steep = float32(low), float32(slope)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = _smooth_step((matte[y, x] - base) * steep)


@fast_part
def _add_change(sums: Array, now: Array, before: Array) -> None:
    for x in range(now.size):
        sums[uint32(x) + uint32(1)] += abs(now[x] - before[x])


@fast_part
def _hold_back(out: Array, now: Array, before: Array, sums: Array, hold: Any) -> None:
    for x in range(now.size):
        i = uint32(x)
        change = (sums[i] + sums[i + uint32(1)] + sums[i + uint32(2)]) * float32(1.0 / 9.0)
        moved = _smooth_step((change - float32(STILL)) * float32(1.0 / (MOVED - STILL)))
        out[i] = now[i] + (before[i] - now[i]) * (hold * (float32(1.0) - moved))


def _stabilise(out: Array, matte: Array, previous: Array, amount: float) -> None:
    """Row by row: the change summed over three rows, then over three columns; both vectorise."""
    height, width = out.shape
    sums = np.empty(width + 2, np.float32)
    for y in range(height):
        sums[:] = float32(0.0)
        for row in (max(y - 1, 0), y, min(y + 1, height - 1)):
            _add_change(sums, matte[row], previous[row])
        sums[0], sums[width + 1] = sums[1], sums[width]
        _hold_back(out[y], matte[y], previous[y], sums, float32(amount))


_MATTE = array(types.float32, 2, readonly=True)
CURVE = Kernel(_curve, array(types.float32, 2), _MATTE, types.float64, types.float64, fast=True)
STABILISE = Kernel(
    _stabilise, array(types.float32, 2), _MATTE, _MATTE, types.float64, fast=True, allocates=True
)


def curve(out: Matte, matte: Matte, low: float, high: float) -> None:
    """Smooth step 3t² - 2t³ of t = (matte - low) / (high - low), clamped; a jump if high <= low."""
    CURVE(out, matte, low, 1.0 / max(high - low, 1e-6))


def stabilise(out: Matte, matte: Matte, previous: Matte, amount: float) -> None:
    """Motion-adaptive running mean: out = matte + (previous - matte) · keep.

    ``keep`` is ``amount`` where the mean change over 3x3 pixels is below ``STILL`` (flicker), 0
    where it is above ``MOVED`` (movement), and goes over smoothly in between.
    """
    STABILISE(out, matte, previous, min(max(amount, 0.0), 1.0))


def show_levels(bands: Bands, out: Frame, matte: Matte) -> None:
    """Write a matte of the size of ``out`` as grey levels into all three channels."""
    with bands.scratch(("grey", matte.shape), lambda: np.empty(matte.shape, np.uint8)) as grey:
        cv2.convertScaleAbs(matte, dst=grey, alpha=255.0)
        cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB, dst=out)
