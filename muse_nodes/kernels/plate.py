"""Learning the empty room: a running mean per pixel that never looks at the person.

A row is worked in pieces of ``PIECE`` pixels. Most pieces are simple: no person in them and long
settled (one weight for all), or all person (nothing is learned). Those run as one loop over plain
machine vectors; only pieces on the person's outline or seen for the first time take weights pixel
by pixel.
"""

from __future__ import annotations

import numpy as np
from numba import float32, int32, types, uint8, uint16, uint64

from muse_nodes.api.ports import Array, Frame, Matte
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.jit import Kernel, array, fast_part, part
from muse_nodes.kernels.render_machine import copy_bytes

PIECE = 64
CLEAR, HIDDEN, MIXED = 0, 1, 2
LEVEL = 256.0
"""``sums`` holds the room in 1/256 levels."""
TOP = 255.0 * LEVEL


@fast_part
def _fold(
    sums: Array, frame: Array, inverse: Array, weights: Array, start: int, count: int
) -> None:
    """sums += (frame / gain - sums) · weights, for ``count`` values from ``start`` on."""
    for i in range(count):
        k = uint64(start + i)
        old = float32(int32(sums[k]))
        seen = min(float32(int32(frame[k])) * inverse[i], float32(TOP))
        sums[k] = uint16(int32(old + (seen - old) * weights[i] + float32(0.5)))


@fast_part
def _show(out: Array, sums: Array, gain: Array, start: int, count: int) -> None:
    for i in range(count):
        k = uint64(start + i)
        level = float32(int32(sums[k])) * gain[i] + float32(0.5)
        out[k] = uint8(int32(min(level, float32(255.0))))


@part
def _lowest(values: Array, start: int, count: int) -> int:
    low = uint8(255)
    for i in range(count):
        low = min(low, values[uint64(start + i)])
    return int(low)


@part
def _one_more(confidence: Array, start: int, count: int) -> None:
    for i in range(count):
        k = uint64(start + i)
        confidence[k] = uint8(min(int32(confidence[k]) + int32(1), int32(255)))


@fast_part
def _matte_row(row: Array, upper: Array, lower: Array, f: float) -> None:
    """One row of the matte at a height between two of its rows."""
    for i in range(row.size):
        row[i] = upper[i] + (lower[i] - upper[i]) * float32(f)


@part
def _who_stands(kind: Array, upper: Array, lower: Array, index: Array) -> None:
    """What a piece holds between two rows of the matte: CLEAR, HIDDEN or MIXED."""
    for piece in range(kind.size):
        start = piece * PIECE
        stop = min(start + PIECE, index.size)
        hidden = 0
        first, last = index[start], min(index[stop - 1] + 2, upper.size)
        for i in range(first, last):
            hidden += (upper[i] >= float32(0.5)) + (lower[i] >= float32(0.5))
        kind[piece] = MIXED
        if hidden == 0:
            kind[piece] = CLEAR
        elif hidden == 2 * (last - first):
            kind[piece] = HIDDEN


@part
def _weigh(
    weights: Array, confidence: Array, matte: Array, index: Array, fraction: Array, rate: float,
    start: int, count: int,
) -> None:  # fmt: skip
    """Weights of a mixed piece, pixel by pixel; counts the pixels that are seen."""
    for k in range(count):
        x = uint64(start + k)
        i = index[x]
        j = min(i + 1, matte.size - 1)
        w = float32(0.0)
        if matte[i] + (matte[j] - matte[i]) * fraction[x] < float32(0.5):
            seen = confidence[x]
            if seen == 0:
                w = float32(1.0)
            elif rate > 0.0:
                w = float32(max(rate, 1.0 / (seen + 1.0)))
            confidence[x] = min(seen + 1, 255)
        weights[3 * k] = w
        weights[3 * k + 1] = w
        weights[3 * k + 2] = w


@part
def _learn_row(
    out: Array, plate: Array, sums: Array, confidence: Array, frame: Array, matte: Array,
    kind: Array, index: Array, fraction: Array, rate: float, inverse: Array, gain: Array,
    steady: Array, weights: Array,
) -> None:  # fmt: skip
    """One row; ``matte`` is the matte's row at this height, the last four have a piece's length.

    Positions are handed on as numbers: views of parts of a row would cost as much as the work.
    """
    settled = 1.0 / rate - 1.0 if rate > 0.0 else 1.0
    for piece in range(kind.size):
        start = piece * PIECE
        count = min(PIECE, confidence.size - start)
        least = _lowest(confidence, start, count)
        if kind[piece] == CLEAR and least > 0 and least >= settled:
            _fold(sums, frame, inverse, steady, 3 * start, 3 * count)
            if least < 255:
                _one_more(confidence, start, count)
        elif kind[piece] != HIDDEN:
            _weigh(weights, confidence, matte, index, fraction, rate, start, count)
            _fold(sums, frame, inverse, weights, 3 * start, 3 * count)
        _show(out, sums, gain, 3 * start, 3 * count)
        if least == 0:
            for x in range(start, start + count):
                if confidence[x] == 0:
                    for i in range(3 * x, 3 * x + 3):
                        out[i] = plate[i]


def _learn(
    out: Array, plate: Array, sums: Array, confidence: Array, frame: Array, matte: Array,
    numbers: Array, first: int, last: int, start: int, stop: int,
) -> None:  # fmt: skip
    """Rows ``start`` to ``stop``: learn those from ``first`` to ``last``, copy the others.

    ``numbers`` is the rate and the three gains.
    """
    height, width = confidence.shape
    rate = numbers[0]
    inverse = np.empty(3 * PIECE, np.float32)
    gain = np.empty(3 * PIECE, np.float32)
    steady = np.full(3 * PIECE, float32(rate))
    for i in range(3 * PIECE):
        inverse[i] = LEVEL / numbers[1 + i % 3]
        gain[i] = numbers[1 + i % 3] / LEVEL
    index = np.empty(width, np.int32)
    fraction = np.empty(width, np.float32)
    for x in range(width):
        position = (x + 0.5) * matte.shape[1] / width - 0.5
        position = min(max(position, 0.0), matte.shape[1] - 1.0)
        index[x] = int(position)
        fraction[x] = position - int(position)
    row = np.empty(matte.shape[1], np.float32)
    weights = np.empty(3 * PIECE, np.float32)
    kind = np.empty((width + PIECE - 1) // PIECE, np.int32)
    known = -1
    for y in range(start, stop):
        if y < first or y >= last:
            copy_bytes(out[y], 0, plate[y], 0, 3 * width)
            continue
        position = (y + 0.5) * matte.shape[0] / height - 0.5
        position = min(max(position, 0.0), matte.shape[0] - 1.0)
        high = int(position)
        upper, lower = matte[high], matte[min(high + 1, matte.shape[0] - 1)]
        _matte_row(row, upper, lower, position - high)
        if known != high:
            _who_stands(kind, upper, lower, index)
            known = high
        _learn_row(
            out[y], plate[y], sums[y], confidence[y], frame[y], row, kind, index, fraction, rate,
            inverse, gain, steady, weights,
        )  # fmt: skip


LEARN = Kernel(
    _learn,
    array(types.uint8, 2), array(types.uint8, 2, readonly=True), array(types.uint16, 2),
    array(types.uint8, 2), array(types.uint8, 2, readonly=True),
    array(types.float32, 2, readonly=True), array(types.float64, 1),
    types.int64, types.int64, types.int64, types.int64, allocates=True,
)  # fmt: skip


def learn_plate(
    bands: Bands, out: Frame, plate: Frame, sums: Array, confidence: Array, frame: Frame,
    matte: Matte, *, rate: float, gain: tuple[float, float, float], rows: tuple[int, int],
) -> None:  # fmt: skip
    """See ``Ops.learn_plate``. A pixel seen n times has weight max(rate, 1/(n+1)); rate 0 freezes.

    The running mean is rounded to 1/256 level, so that with small rates it stops within
    1/(512 · rate) levels of its goal. Raises ValueError if a gain is not above 0.
    """
    if not min(gain) > 0:
        raise ValueError(f"The gain of the room must be above 0 in every channel, not {gain}.")
    height, width = confidence.shape
    numbers = np.array((rate, *gain), np.float64)
    flat = (height, 3 * width)
    arguments = (
        out.reshape(flat), plate.reshape(flat), sums.reshape(flat), confidence,
        frame.reshape(flat), matte, numbers, max(rows[0], 0), min(rows[1], height),
    )  # fmt: skip

    def task(worker: int, start: int, stop: int) -> None:
        LEARN(*arguments, start, stop)

    bands.run(task, height, grain=32)
