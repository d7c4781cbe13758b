"""Look closely at the person: the box that a segmenter's input is cut from, frame after frame.

A small network sees much more when the person fills its input than when the room does. So the next
frame is cut to the box round the last matte, with a margin for movement. The box stays where it
is as long as it still fits, so that a still person is sampled the same way every time; it is
chosen anew when the person comes near its edge or has become much smaller than it. Should the
person already have crossed the edge, the same frame is looked at once more in a larger box, and
then as a whole, so that an arm is not cut off along a straight line; likewise if nobody is found.
Now and then the whole frame is looked at, to notice somebody who came in elsewhere.

On the scene with exact alpha this takes the error of the square selfie network from 0.0084 to
0.0031 and 45 % of its flicker, with 2 % more runs; 2 to 12 % more on clips with fast movement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array
from muse_nodes.kernels.placing import place_matte

MARGIN = 0.15
"""Room left on each side, as a share of the person's width or height; half of it must remain."""
SLACK = 1.4
"""A box this many times larger than needed is chosen anew."""
STRETCH = 2.0
"""The box is never more than this many times longer than wide, or the network would see dwarfs."""
TRIM = 0.003
"""Share of the matte that may lie outside the box found: specks are not worth a larger box."""
EDGE_CELLS = 4
"""So many cells of a person along an edge of the box mean that the person goes on beyond it."""
MIN_SHARE = 0.002
"""A matte that covers less of the frame is nobody."""
MIN_SIDE = 64.0
ELSEWHERE = 0.01
"""Share of the frame that somebody outside the box must cover to be looked at."""
WHOLE_EVERY = 60
"""Every so many frames the whole frame is looked at as well."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the frame, by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom minus top."""
        return self.bottom - self.top

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def holds(self, other: Box) -> bool:
        """True when ``other`` lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


Solid = tuple[Array, Array]
"""How many cells of each row, and of each column, of a matte are above 1/2: ``count_solid``."""


def whole(size: tuple[int, int]) -> Box:
    """The box of a whole frame of (height, width)."""
    return Box(0.0, 0.0, float(size[1]), float(size[0]))


def person_box(solid: Solid, box: Box, size: tuple[int, int]) -> Box | None:
    """Where the person is: the box round what is ``solid`` in ``box``; None for nobody.

    ``size`` is (height, width) of the frame.
    """
    per_row, per_column = solid
    rows, columns = per_row.size, per_column.size
    count = int(per_row.sum())
    cell = box.width * box.height / (rows * columns)
    if count * cell < MIN_SHARE * size[0] * size[1]:
        return None
    x0, x1 = _extent(per_column, TRIM * count)
    y0, y1 = _extent(per_row, TRIM * count)
    across, down = box.width / columns, box.height / rows
    return Box(
        box.left + x0 * across, box.top + y0 * down, box.left + x1 * across, box.top + y1 * down
    )


def with_margin(person: Box, size: tuple[int, int], margin: float) -> Box:
    """The person's box grown by a share of its size on each side, not too slim, in the frame."""
    width = max(person.width * (1 + 2 * margin), MIN_SIDE)
    height = max(person.height * (1 + 2 * margin), MIN_SIDE)
    width, height = max(width, height / STRETCH), max(height, width / STRETCH)
    x, y = (person.left + person.right) / 2, (person.top + person.bottom) / 2
    return Box(
        max(x - width / 2, 0.0),
        max(y - height / 2, 0.0),
        min(x + width / 2, float(size[1])),
        min(y + height / 2, float(size[0])),
    )


def next_box(old: Box | None, person: Box | None, size: tuple[int, int]) -> Box | None:
    """The box for the next frame: the old one while it fits, else one chosen anew."""
    if person is None:
        return None
    ideal = with_margin(person, size, MARGIN)
    if old is None or not old.holds(with_margin(person, size, MARGIN / 2)):
        return ideal
    too_large = old.width * old.height > SLACK * ideal.width * ideal.height
    return ideal if too_large else old


def beyond(solid: Solid, box: Box, size: tuple[int, int]) -> Box | None:
    """A larger box when the person crosses an edge of ``box`` that is no edge of the frame.

    It grows by half its size on each such side. None when what is ``solid`` ends inside.
    """
    frame = whole(size)
    per_row, per_column = solid
    cells = (per_column[0], per_row[0], per_column[-1], per_row[-1])
    crossed = [
        edge != limit and count >= EDGE_CELLS
        for count, edge, limit in zip(cells, box.edges, frame.edges, strict=True)
    ]
    if not any(crossed):
        return None
    by_x, by_y = box.width / 2, box.height / 2
    return Box(
        max(box.left - by_x * crossed[0], 0.0),
        max(box.top - by_y * crossed[1], 0.0),
        min(box.right + by_x * crossed[2], frame.right),
        min(box.bottom + by_y * crossed[3], frame.bottom),
    )


def elsewhere(matte: Array, box: Box, size: tuple[int, int]) -> bool:
    """True when a ``matte`` of the whole frame shows somebody outside ``box``."""
    rows, columns = matte.shape
    solid = matte > 0.5
    down, across = rows / size[0], columns / size[1]
    inside = solid[
        int(box.top * down) : math.ceil(box.bottom * down),
        int(box.left * across) : math.ceil(box.right * across),
    ]
    outside = int(np.count_nonzero(solid)) - int(np.count_nonzero(inside))
    return outside > ELSEWHERE * solid.size


def place(out: Array, matte: Array, box: Box, size: tuple[int, int]) -> None:
    """Write the ``matte`` of ``box`` into ``out``, which covers the whole frame; 0 elsewhere."""
    rows, columns = out.shape
    across, down = size[1] / columns, size[0] / rows
    x0, y0 = math.ceil(box.left / across - 0.5), math.ceil(box.top / down - 0.5)
    x1 = min(math.floor(box.right / across - 0.5) + 1, columns)
    y1 = min(math.floor(box.bottom / down - 0.5) + 1, rows)
    fx, fy = matte.shape[1] / box.width, matte.shape[0] / box.height
    place_matte(
        out, matte, (x0, y0, max(x0, x1), max(y0, y1)), (across * fx, down * fy),
        (((x0 + 0.5) * across - box.left) * fx - 0.5, ((y0 + 0.5) * down - box.top) * fy - 0.5),
    )  # fmt: skip


def _extent(counts: Array, trim: float) -> tuple[int, int]:
    """First and last + 1 index such that at most ``trim`` lies before and after them."""
    sums = np.cumsum(counts)
    first = int(np.searchsorted(sums, trim, side="right"))
    last = int(np.searchsorted(sums, sums[-1] - trim, side="left"))
    return first, last + 1
