"""Shrink a frame in one pass over its pixels: rows first, columns second, finished row by row.

Every output pixel is the mean of a box of whole source pixels, placed to a fraction of a pixel by
linear interpolation between its two neighbouring whole positions. Down the rows the box is as high
as the cell of the output pixel, of which a few evenly spaced rows are read (four, or two for
networks, which do not notice). Along a row it is 1, 2, 3, 4, 6, 8, 12, 16...
pixels wide, whichever is nearest to the cell: such a box is made of a few sums of whole shifted
rows, which the machine does 32 values at a time. Boxes of one pixel make it plain bilinear
interpolation, so the same code also grows a picture. Pixel centres follow the usual half-pixel
convention, and outside the picture its edge is repeated.

Sums are 16 bit wide, in 1/256 levels. To stay in 16-bit machine words the types of all operands
must be 16 bit already when they reach a loop: the compiler computes in 64 bit otherwise.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int32, types, uint8, uint16, uint32

from muse_nodes.api.ports import Array
from muse_nodes.kernels.jit import Kernel, array, fast_part, part

FRACTION = 256
"""Positions along a row are rounded to this fraction of a pixel."""


def box_width(cell: float) -> tuple[int, int]:
    """The box nearest to a cell of ``cell`` pixels, as (base, doublings): base · 2^doublings wide.

    ``base`` is 1 or 3. The distance is taken between logarithms.
    """
    best, found = math.inf, (1, 0)
    for base in (1, 3):
        for doublings in range(12):
            distance = abs(math.log(base * 2**doublings / max(cell, 1.0)))
            if distance < best:
                best, found = distance, (base, doublings)
    return found


def row_taps(cell: float, rows: int = 4) -> tuple[int, int]:
    """(taps, step): how many rows are averaged for a cell so many rows high, and how far apart.

    Of high cells only about ``rows`` rows are read: memory is what bounds the whole pass.
    """
    step = max(1, round(cell) // rows)
    return max(1, round(cell / step)) + 1, step


@part
def _first_rows(row: Array, a: Array, b: Array, wa: int, wb: int) -> None:
    for i in range(row.size):
        row[i] = uint16(uint16(uint16(a[i]) * wa) + uint16(uint16(b[i]) * wb))


@part
def _add_rows(row: Array, a: Array, b: Array, wa: int, wb: int) -> None:
    for i in range(row.size):
        row[i] = uint16(row[i] + uint16(uint16(a[i]) * wa) + uint16(uint16(b[i]) * wb))


@part
def _mean_of_two(out: Array, a: Array, b: Array) -> None:
    for i in range(out.size):
        out[i] = uint16((a[i] >> uint16(1)) + (b[i] >> uint16(1)))


@part
def _mean_of_three(out: Array, a: Array, b: Array, c: Array) -> None:
    for i in range(out.size):
        out[i] = uint16(a[i] // uint16(3) + b[i] // uint16(3) + c[i] // uint16(3))


@part
def _weigh_rows(weights: Array, taps: int, fraction: float) -> None:
    """Weights of the rows in 1/256, whole numbers that add up to 256 exactly."""
    done = 0
    for k in range(taps):
        upto = 256
        if k < taps - 1:
            upto = int((k + 1 - fraction) * 256 / (taps - 1) + 0.5)
        weights[k] = upto - done
        done = upto


@part
def _down_the_rows(
    row: Array, flat: Array, first: int, top: int, taps: int, step: int, weights: Array
) -> None:
    """Weighted mean of ``taps`` rows of the picture, two at a time; ``weights`` ends with a 0."""
    last = flat.shape[0] - 1
    for k in range(0, taps, 2):
        a = flat[min(max(top + k * step, 0), last)][first : first + row.size]
        other = top + min(k + 1, taps - 1) * step
        b = flat[min(max(other, 0), last)][first : first + row.size]
        if k == 0:
            _first_rows(row, a, b, weights[k], weights[k + 1])
        else:
            _add_rows(row, a, b, weights[k], weights[k + 1])


@part
def _along_the_row(row: Array, spare: Array, base: int, doublings: int) -> Array:
    """Means of ``base`` · 2^doublings neighbouring pixels, starting at each pixel."""
    size = row.size
    reach = 3
    if base == 3:
        size -= 6
        _mean_of_three(spare[:size], row[:size], row[3 : 3 + size], row[6 : 6 + size])
        row, spare = spare, row
        reach = 9
    for _ in range(doublings):
        size -= reach
        _mean_of_two(spare[:size], row[:size], row[reach : reach + size])
        row, spare = spare, row
        reach *= 2
    return row


@part
def _pick(line: Array, means: Array, index: Array, fraction: Array) -> None:
    """The means at the output's columns, in 1/(256 · FRACTION) levels."""
    for x in range(index.size):
        p = uint32(index[x])
        f1 = uint32(fraction[x])
        f0 = uint32(FRACTION) - f1
        q = uint32(3 * x)
        line[q] = uint32(means[p]) * f0 + uint32(means[p + uint32(3)]) * f1
        line[q + uint32(1)] = uint32(means[p + uint32(1)]) * f0 + uint32(means[p + uint32(4)]) * f1
        line[q + uint32(2)] = uint32(means[p + uint32(2)]) * f0 + uint32(means[p + uint32(5)]) * f1


@part
def _columns(index: Array, fraction: Array, left: float, cell: float, box: int, width: int) -> None:
    """First source column and fraction of the box of every output column.

    A box that lies outside the picture altogether is moved to its edge: it is all edge there.
    """
    for x in range(index.size):
        position = left + (x + 0.5) * cell - 0.5 * box
        whole = math.floor(position)
        fraction[x] = int((position - whole) * FRACTION + 0.5)
        index[x] = min(max(int(whole), -box), width - 1)


@fast_part
def _finish(out: Array, line: Array, scale: Array, bias: Array) -> None:
    for i in range(line.size):
        out[i] = float32(int32(line[i])) * scale[i] + bias[i]


@part
def _finish_levels(out: Array, line: Array) -> None:
    for i in range(line.size):
        out[i] = uint8((line[i] + uint32(128 * FRACTION)) // uint32(256 * FRACTION))


def _each_row(
    floats: Array, levels: Array, planar: bool, source: Array, roi: Array, plan: Array,
    scale: Array, bias: Array, start: int, stop: int,
) -> None:  # fmt: skip
    """The loop over output rows, for both kernels below: one of the two outputs is empty.

    ``plan`` holds base, doublings, taps, step, left, top, width, height: box and output rectangle.
    """
    base, doublings, taps, step = plan[0], plan[1], plan[2], plan[3]
    left, top, width, height = plan[4], plan[5], plan[6], plan[7]
    flat = source.reshape(source.shape[0], source.shape[1] * 3)
    cell = (roi[2] - roi[0]) / width
    rise = (roi[3] - roi[1]) / height
    box = base << doublings
    index = np.empty(width, np.int32)
    fraction = np.empty(width, np.int32)
    _columns(index, fraction, roi[0], cell, box, source.shape[1])
    first = index[0]
    columns = index[width - 1] + box + 1 - first
    for x in range(width):
        index[x] = (index[x] - first) * 3
    inside = max(first, 0)
    count = min(first + columns, source.shape[1]) - inside
    row = np.empty(columns * 3, np.uint16)
    spare = np.empty(columns * 3, np.uint16)
    line = np.empty(width * 3, np.uint32)
    lead = (inside - first) * 3
    middle = row[lead : lead + count * 3]
    weights = np.zeros(taps + 1, np.uint16)
    scales = np.empty(width * 3, np.float32)
    biases = np.empty(width * 3, np.float32)
    for i in range(width * 3):
        scales[i] = scale[i % 3] / float32(256 * FRACTION)
        biases[i] = bias[i % 3]
    for y in range(start, stop):
        position = roi[1] + (y + 0.5) * rise - 0.5 * (taps - 2) * step - 0.5
        high = math.floor(position)
        _weigh_rows(weights, taps, (position - high) / step)
        _down_the_rows(middle, flat, inside * 3, int(high), taps, step, weights)
        for i in range(lead - 1, -1, -1):
            row[i] = row[i + 3]
        for i in range(lead + count * 3, columns * 3):
            row[i] = row[i - 3]
        _pick(line, _along_the_row(row, spare, base, doublings), index, fraction)
        if levels.size:
            _finish_levels(levels[top + y, 3 * left : 3 * (left + width)], line)
        elif planar:
            for c in range(3):
                target = floats[c * (floats.shape[0] // 3) + top + y]
                for x in range(width):
                    target[left + x] = float32(int32(line[3 * x + c])) * scales[c] + biases[c]
        else:
            _finish(floats[top + y, 3 * left : 3 * (left + width)], line, scales, biases)


SHRINK = Kernel(
    _each_row,
    array(types.float32, 2), array(types.uint8, 2), types.boolean,
    array(types.uint8, 3, readonly=True), array(types.float64, 1), array(types.int64, 1),
    array(types.float32, 1), array(types.float32, 1), types.int64, types.int64, allocates=True,
)  # fmt: skip
"""The compiled loop: (floats, levels, planar, source, roi, plan, scale, bias, start, stop).

``floats`` is float32 (height, 3·width) or, planar, (3·height, width); ``levels`` uint8 (height,
3·width). The one that is not wanted has size 0.
"""


def shrink_plan(
    roi: tuple[float, float, float, float], rectangle: tuple[int, int, int, int], rows: int = 4
) -> tuple[Array, Array]:
    """Tables for ``SHRINK``: the region (left, top, right, bottom) and the plan of boxes.

    ``rows`` is how many rows of a cell are read at least, see ``row_taps``.
    """
    left, top, width, height = rectangle
    base, doublings = box_width((roi[2] - roi[0]) / width)
    taps, step = row_taps((roi[3] - roi[1]) / height, rows)
    plan = (base, doublings, taps, step, left, top, width, height)
    return np.array(roi, np.float64), np.array(plan, np.int64)
