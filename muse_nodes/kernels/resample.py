"""Resizing, blurring and moving whole pictures."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numba import float32, types

from muse_nodes.api.ports import Array
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array
from muse_nodes.kernels.shrink import SHRINK, shrink_plan

_NO_FLOATS = np.empty((0, 0), np.float32)
_ONE = np.ones(3, np.float32)
_ZERO = np.zeros(3, np.float32)
SMALL_SIGMA = 1.5
"""Blurs are computed so far shrunk that their standard deviation is still this many pixels."""


def _average(out: Array, matte: Array) -> None:
    """The exact mean of the area that each smaller cell covers: rows first, columns second.

    Along a row a cell covers whole ones, less what lies before its left edge, more what its right
    edge cuts off the next one.
    """
    height, width = matte.shape
    columns = out.shape[1]
    rise, run = height / out.shape[0], width / columns
    line = np.zeros(width + 1, np.float32)
    first, behind = np.empty(columns, np.uint32), np.empty(columns, np.uint32)
    less, more = np.empty(columns, np.float32), np.empty(columns, np.float32)
    for x in range(columns):
        left, right = x * run, min((x + 1) * run, float(width))
        first[x], behind[x] = int(left), int(right)
        less[x], more[x] = left - int(left), right - int(right)
    for y in range(out.shape[0]):
        top, bottom = y * rise, min((y + 1) * rise, float(height))
        line[:width] = float32(0.0)
        for j in range(int(top), min(math.ceil(bottom), height)):
            share = float32((min(j + 1.0, bottom) - max(float(j), top)) / (rise * run))
            row = matte[j]
            for x in range(width):
                line[x] += row[x] * share
        target = out[y]
        for x in range(columns):
            i, end = first[x], behind[x]
            total = line[end] * more[x] - line[i] * less[x]
            for k in range(i, end):
                total += line[k]
            target[x] = total


AVERAGE = Kernel(
    _average, array(types.float32, 2), array(types.float32, 2, readonly=True),
    fast=True, allocates=True,
)  # fmt: skip


def resize(bands: Bands, out: Array, image: Array) -> None:
    """Resize a frame, uint8 (H, W, 3), or a matte, float32 or uint8 (h, w), into ``out``.

    Areas are averaged where it shrinks (for frames as described in ``shrink``), bilinear samples
    are taken where it grows. Raises ValueError if the two arrays are not of the same kind.
    """
    if out.dtype != image.dtype or out.shape[2:] != image.shape[2:]:
        raise ValueError(
            f"A picture of type {image.dtype} and shape {image.shape} cannot be resized into one "
            f"of type {out.dtype} and shape {out.shape}."
        )
    shrinks = out.shape[0] < image.shape[0] or out.shape[1] < image.shape[1]
    if out.shape == image.shape:
        np.copyto(out, image)
    elif shrinks and image.dtype == np.uint8 and image.shape[2:] == (3,):
        _shrink(bands, out, image)
    elif _odd_shrink(out, image):
        AVERAGE(out, image)
    else:
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        cv2.resize(image, out.shape[1::-1], dst=out, interpolation=how)


def _odd_shrink(out: Array, image: Array) -> bool:
    """True for a matte that shrinks by no whole factor: OpenCV is slow at those only."""
    plain = image.dtype == np.float32 and image.ndim == 2
    plain = plain and out.flags.c_contiguous and image.flags.c_contiguous
    pairs = list(zip(out.shape, image.shape, strict=True))
    return plain and all(a <= b for a, b in pairs) and any(b % a for a, b in pairs)


def _shrink(bands: Bands, out: Array, image: Array) -> None:
    height, width = out.shape[:2]
    region, plan = shrink_plan(
        (0.0, 0.0, float(image.shape[1]), float(image.shape[0])), (0, 0, width, height)
    )
    levels = out.reshape(height, 3 * width)

    def task(worker: int, start: int, stop: int) -> None:
        SHRINK(_NO_FLOATS, levels, False, image, region, plan, _ONE, _ZERO, start, stop)

    bands.run(task, height, grain=32)


def blur(bands: Bands, out: Array, image: Array, radius: float) -> None:
    """Gaussian-like blur of a frame or matte with standard deviation ``radius`` / 2 pixels.

    Wide blurs are computed on a shrunk picture and grown back bilinearly; the variances of the
    two resamplings (a box and a triangle of the factor's width) are taken off the small blur's, so
    that the total stays right. A radius of 0 copies.
    """
    sigma = radius / 2
    factor = 1
    while sigma / (2 * factor) >= SMALL_SIGMA:
        factor *= 2
    if sigma < 0.1:
        np.copyto(out, image)
    elif factor == 1:
        _gauss(out, image, sigma)
    else:
        height, width = (-(-size // factor) for size in image.shape[:2])
        shape = (height, width, *image.shape[2:])
        lost = 1 / 12 + 1 / 6
        with bands.scratch(
            ("blur", shape, image.dtype.char),
            lambda: (np.empty(shape, image.dtype), np.empty(shape, image.dtype)),
        ) as (small, soft):
            resize(bands, small, image)
            _gauss(soft, small, math.sqrt((sigma / factor) ** 2 - lost))
            resize(bands, out, soft)


def _gauss(out: Array, image: Array, sigma: float) -> None:
    cv2.GaussianBlur(image, (0, 0), sigma, dst=out, borderType=cv2.BORDER_REPLICATE)


def shift(out: Array, image: Array, dx: float, dy: float) -> None:
    """Move a picture by (dx, dy) pixels: out(p) = image(p - d), bilinear, the edge repeated.

    Takes uint8, uint16 and float32, with one or three channels.
    """
    matrix = np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])
    cv2.warpAffine(
        image, matrix, image.shape[1::-1], dst=out,
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
