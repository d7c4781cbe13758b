"""The records of arrays that the compiled render works on, and its sizes and marks.

Kernels take few arguments this way, and a layer, the picture it goes on and a worker's buffers each
have a name.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types

from muse_nodes.kernels.render_jit import array, record

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]

BLOCK = 8
"""Rows that are classified together."""
RUN = 256
"""Pixels that are worked on together."""
LANE = RUN + 64
"""Distance of the lanes of a buffer, with room for a whole vector behind the last pixel."""

ROOM, PICTURE, OVER = 0, 1, 2
"""What a layer is laid over: the room, a picture, or what ``out`` holds already."""


class Source(NamedTuple):
    """A layer's picture and all that is known about its matte.

    ``frame`` and ``plate`` are flat bytes of (height, width, 3); ``plate`` is empty if there is
    none. ``slope`` and ``offset`` (h + 1, w + 1) come from the guided filter, ``kinds``
    (h + 1, cells) say which cells they leave clear, full or mixed; ``rows``/``row_part`` and
    ``columns``/``column_part`` give for each pixel the coarse index and how far it is to the next.
    ``gain`` is in 1/256. ``glow`` is (h + 1, w + 1, 3), see ``render_glow``, or (0, 0, 3).
    """

    frame: U8
    plate: U8
    slope: F32
    offset: F32
    kinds: U8
    rows: I32
    row_part: F32
    columns: I32
    column_part: F32
    gain: I32
    glow: F32


class Ring(NamedTuple):
    """Lifted rows, and what is needed to make them. ``words`` is flat, rows of ``width + 3``,
    one row more than there are tags.

    ``tags`` and ``cells`` say which row a slot holds and which of its cells are not all zero;
    ``up`` holds the coefficients of two coarse rows brought to full width, ``up_tags`` which.
    """

    words: npt.NDArray[np.uint32]
    tags: I32
    cells: U8
    up: F32
    up_tags: I32
    ink: npt.NDArray[np.uint32]


class Canvas(NamedTuple):
    """What is drawn on. All pictures are flat bytes of (H, W, 3).

    ``under`` is the live frame, the chosen background or ``out`` itself; ``plate`` the room
    without the person (may be empty); ``standing`` (h + 1, w + 1), 0..256, where a person stands,
    with ``kinds`` and positions as in ``Source``; ``coverage`` (H·W) bytes or empty.
    """

    out: U8
    under: U8
    plate: U8
    coverage: U8
    standing: F32
    kinds: U8
    rows: I32
    row_part: F32
    columns: I32
    column_part: F32


class Motion(NamedTuple):
    """The field and where its nodes lie: per column of the output the node before, and the rest.

    ``nodes`` is (0, 0, 2) when the layer does not move. ``bounds`` comes from ``bound_field``.
    ``starts`` (gw + 1) is the first pixel at or after each node; ``column_part`` is padded.
    """

    nodes: F32
    columns: I32
    column_part: F32
    bounds: F32
    starts: I32


class Desk(NamedTuple):
    """Buffers of one worker: ``moves`` (2, width + 64) is dx and dy of the row in work.

    ``span`` (8, cells) bounds of dx, dy and of the sampled x, y; ``marks`` (cells) what to do.
    ``stands`` is where a person stands, two coarse rows at full width; ``stand_tags`` says which.
    """

    moves: F32
    span: F32
    marks: U8
    words: npt.NDArray[np.uint32]
    pairs: npt.NDArray[np.uint64]
    places: I32
    stands: F32
    stand_tags: I32


class Settings(NamedTuple):
    """What a pass is to do: ``mode``; ``repeat`` the edges of the frame; the sizes of the output
    and of the layer's frame; ``lit``: the layer has a gain; ``later``: a layer over the room that
    is faded into what is there; ``in_place``: ``under`` is ``out``; ``sweep``: the layer is not
    drawn, the room is only put where it stands.
    """

    mode: int
    repeat: int
    width: int
    height: int
    frame_width: int
    frame_height: int
    lit: int
    later: int
    in_place: int
    sweep: int


SOURCE = record(Source, array(types.uint8, 1), array(types.uint8, 1),
    array(types.float32, 2), array(types.float32, 2), array(types.uint8, 2),
    array(types.int32, 1), array(types.float32, 1),
    array(types.int32, 1), array(types.float32, 1), array(types.int32, 1),
    array(types.float32, 3),
)  # fmt: skip
RING = record(Ring, array(types.uint32, 1), array(types.int32, 1), array(types.uint8, 2),
    array(types.float32, 3), array(types.int32, 2), array(types.uint32, 2),
)  # fmt: skip


CANVAS = record(Canvas, array(types.uint8, 1), array(types.uint8, 1),
    array(types.uint8, 1), array(types.uint8, 1),
    array(types.float32, 2), array(types.uint8, 2),
    array(types.int32, 1), array(types.float32, 1),
    array(types.int32, 1), array(types.float32, 1),
)  # fmt: skip
MOTION = record(
    Motion,
    array(types.float32, 3),
    array(types.int32, 1),
    array(types.float32, 1),
    array(types.float32, 3),
    array(types.int32, 1),
)
DESK = record(Desk, array(types.float32, 2), array(types.float32, 2),
    array(types.uint8, 1), array(types.uint32, 2), array(types.uint64, 1),
    array(types.int32, 1), array(types.float32, 2), array(types.int32, 2),
)  # fmt: skip
SETTINGS = record(Settings, *[types.intp] * len(Settings._fields))

WORK, STILL, OPAQUE, BLENDED, STANDING, BESIDE = 1, 2, 4, 8, 16, 32
"""Marks of a cell: something to do; the field is zero; alpha is 1; faded into what is under it;
a person stands everywhere, or partly, so that the room replaces what is under it."""
