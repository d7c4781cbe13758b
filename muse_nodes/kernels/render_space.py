"""The memory and the tables behind a render: kept between frames, keyed by sizes, never shared.

Nothing here depends on the pictures themselves but a layer's coefficients, its glow and the bounds
of its field, which every frame fills anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muse_nodes.api import Array, Frame, Layer, Matte
from muse_nodes.kernels import guided
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.guided import CELL, GROW, RADIUS
from muse_nodes.kernels.render_glow import edge_light
from muse_nodes.kernels.render_lift import CELLS, NOWHERE
from muse_nodes.kernels.render_marks import bound_field
from muse_nodes.kernels.render_records import BLOCK, LANE, Desk, Motion, Ring
from muse_nodes.kernels.render_sample import STEP

WARP_REACH = 8
"""A field that moves nothing by more than the height / 8 is a warp: the frame's edges repeat."""

NO_BYTES = np.zeros(0, np.uint8)
_NO_FIELD = np.zeros((0, 0, 2), np.float32)
NO_GLOW = np.zeros((0, 0, 3), np.float32)
_NO_MOVE = np.zeros((1, 1, 2), np.float32)


def _positions(size: int, coarse: int) -> tuple[Array, Array]:
    """Coarse index before each pixel and the part of the way to the next; sizes fit end to end."""
    v = np.clip((np.arange(size) + 0.5) * coarse / size - 0.5, 0, coarse - 1)
    index = np.floor(v).astype(np.int32)
    return index, (v - index).astype(np.float32)


def _samples(size: int, coarse: int) -> Array:
    """Two pixels per coarse pixel, at a quarter and three quarters of its width."""
    at = (np.arange(coarse)[:, None] + np.array([0.25, 0.75])) * size / coarse
    return np.asarray(np.clip(at.astype(np.int32), 0, size - 1))


def _spans(columns: Array, cells: int) -> Array:
    """First and last coarse column that the pixels of each cell are interpolated from."""
    starts = np.arange(cells) * CELL
    ends = np.minimum(starts + CELL, len(columns)) - 1
    return np.stack([columns[starts], columns[ends] + 1], axis=1).astype(np.int32)


class Grid:
    """Coefficients of one matte and all tables that depend on sizes only."""

    def __init__(self, height: int, width: int, h: int, w: int, workers: int) -> None:
        cells = -(-width // CELL)
        self.rows, self.row_part = _positions(height, h)
        self.columns, self.column_part = _positions(width, w)
        self.xs, self.ys = np.ascontiguousarray(3 * _samples(width, w).T), _samples(height, h)
        self.spans = _spans(self.columns, cells)
        self.slope = np.zeros((h + 1, w + 1), np.float32)
        self.offset = np.full((h + 1, w + 1), 255.0, np.float32)
        self.kinds = np.full((h + 1, cells), guided.FULL, np.uint8)
        self.room = np.zeros((h + 1, w + 1), np.float32)
        self.room_kinds = np.zeros((h + 1, cells), np.uint8)
        self._work = np.zeros((workers, 4, h, w + 2 * RADIUS), np.float32)
        self._sums = np.zeros((workers, 4, w + 2 * RADIUS), np.float32)
        self._flags = np.zeros((workers, w + 1), np.uint8)
        self._wide = np.zeros((workers, h, w + 2), np.float32)
        self._tall = np.zeros((workers, w + 2 * GROW), np.float32)

    def fill(self, bands: Bands, matte: Matte, frame: Frame, *, standing: bool) -> None:
        """Compute the coefficients, and where a person stands if that is needed."""
        pixels, pitch = frame.reshape(-1), 3 * frame.shape[1]

        def rows(worker: int, start: int, stop: int) -> None:
            low, high = guided.coefficients(
                start, stop, matte, pixels, pitch, self.xs, self.ys, self.spans,
                self.slope, self.offset, self.kinds, self._work[worker], self._sums[worker],
                self._flags[worker],
            )  # fmt: skip
            if standing:
                guided.standing(
                    start, stop, self._work[worker, 0], self.spans, self.room, self.room_kinds,
                    self._wide[worker], self._tall[worker], self._flags[worker], low, high,
                )  # fmt: skip

        h = len(matte)
        bands.run(rows, h, grain=max(-(-h // (2 * bands.threads)), 16))


class _Address:
    """Points NumPy at another array's memory, whose owner it keeps alive."""

    def __init__(self, array: Array) -> None:
        pointer = array.__array_interface__["data"][0]
        self.__array_interface__ = {**array.__array_interface__, "data": (pointer, False)}
        self._owner = array


def typed(array: Array) -> Array:
    """The same array, writable by type only: to the compiler a read-only one is another type.

    The kernels never write to their inputs; without this they would be compiled again for every
    mixture of read-only and writable arrays.
    """
    return array if array.flags.writeable else np.asarray(_Address(array))


def flat(image: Array | None) -> Array:
    return NO_BYTES if image is None else typed(image).reshape(-1)


class Mover:
    """A layer's field, how far it reaches, and how many rows the ring must hold for it."""

    def __init__(self, height: int, width: int, field: Array | None, *, same_size: bool) -> None:
        gw = 1 if field is None else field.shape[1]
        g = np.arange(width) * (max(gw - 1, 0) / max(width - 1, 1))
        self._columns = np.clip(np.floor(g), 0, max(gw - 2, 0)).astype(np.int32)
        self._part = np.zeros(width + STEP, np.float32)
        self._part[:width] = g - self._columns
        self._starts = np.searchsorted(self._columns, np.arange(gw + 1)).astype(np.int32)
        rows = 1 if field is None else field.shape[0]
        self._bounds = np.zeros((rows, 6, -(-width // CELL)), np.float32)
        self._same_size = same_size
        self._height = height
        self.still = False
        self.reach = 0.0
        self.rows = BLOCK + 4

    def take(self, field: Array | None) -> Motion:
        """Look at this frame's field. Raises ValueError if it holds anything but numbers."""
        self.reach = 0.0 if field is None else float(max(field.max(), -field.min()))
        if not np.isfinite(self.reach):
            raise ValueError("A layer's field holds values that are not finite numbers.")
        self.still, self.rows = self.reach == 0.0, BLOCK + 4
        if self.still and self._same_size:
            return Motion(_NO_FIELD, self._columns, self._part, self._bounds, self._starts)
        nodes = _NO_MOVE if field is None else typed(field)
        bound_field(nodes, self._columns, self._part, len(self._columns), self._bounds)
        if not self.still:
            self._measure()
        return Motion(nodes, self._columns, self._part, self._bounds, self._starts)

    def _measure(self) -> None:
        """The most rows of the frame that one block of output rows can sample."""
        low, high = self._bounds[:, 2].min(axis=1), self._bounds[:, 3].max(axis=1)
        if self._same_size:  # the row itself is looked at as well
            low, high = np.minimum(low, 0.0), np.maximum(high, 0.0)
        pitch = max(self._height - 1, 1) / max(len(low) - 1, 1)
        steepest = float(np.abs(np.diff(low)).max()) / pitch if len(low) > 1 else 0.0
        self.rows = int(float((high - low).max()) + (BLOCK - 1) * (1 + steepest)) + 5


class Worker:
    """One worker's ring and buffers for one layer."""

    def __init__(self, out_width: int, frame_width: int) -> None:
        self._frame_width = frame_width
        cells = -(-frame_width // CELL)
        self.desk = Desk(
            moves=np.zeros((2, out_width + 64), np.float32),
            span=np.zeros((8, -(-out_width // CELL)), np.float32),
            marks=np.zeros(-(-out_width // CELL), np.uint8),
            words=np.zeros((8, LANE), np.uint32),
            pairs=np.zeros(2 * LANE, np.uint64),
            places=np.zeros(2 * LANE, np.int32),
            stands=np.zeros((2, out_width), np.float32),
            stand_tags=np.zeros((2, -(-out_width // CELL)), np.int32),
        )
        self._up = np.zeros((2, 2, frame_width), np.float32)
        self._up_tags = np.zeros((2, cells), np.int32)
        self._ink = np.zeros((4, CELLS * CELL + 16), np.uint32)
        self.ring = self._make(16)

    def reset(self, rows: int) -> None:
        """Forget the last frame; make room for ``rows`` rows of the layer's frame at a time."""
        if self.ring.tags.size < rows:
            self.ring = self._make(1 << (rows - 1).bit_length())
        self.ring.tags.fill(NOWHERE)
        self.ring.up_tags.fill(NOWHERE)
        self.desk.stand_tags.fill(NOWHERE)

    def _make(self, rows: int) -> Ring:
        cells = -(-self._frame_width // CELL)
        return Ring(
            words=np.zeros((rows + 1) * (self._frame_width + 3) + 64, np.uint32),
            tags=np.zeros(rows, np.int32),
            cells=np.zeros((rows, cells), np.uint8),
            up=self._up,
            up_tags=self._up_tags,
            ink=self._ink,
        )


class LayerSpace:
    """All memory that rendering one layer of given sizes needs."""

    def __init__(self, out_shape: tuple[int, ...], layer: Layer, workers: int) -> None:
        height, width = layer.frame.shape[:2]
        h, w = (1, 1) if layer.matte is None else layer.matte.shape
        self.grid = Grid(height, width, h, w, workers)
        if layer.matte is None:
            self.grid.room.fill(256.0)
            self.grid.room_kinds.fill(guided.FULL)
        same = layer.frame.shape == out_shape
        self.mover = Mover(out_shape[0], out_shape[1], layer.field, same_size=same)
        self.workers = [Worker(out_shape[1], width) for _ in range(workers)]
        self.sweepers = [Worker(out_shape[1], out_shape[1]) for _ in range(workers)]
        self._glow = np.zeros((h + 1, w + 1, 3), np.float32)

    @property
    def ring_rows(self) -> int:
        """Rows that the ring must hold; the whole frame and its clear rim at the most."""
        return min(self.mover.rows, len(self.grid.rows) + 4)

    def light(
        self, layer: Layer, background: Frame | None, strength: float, shape: tuple[int, ...]
    ) -> Array:
        """The light on the layer's edge: of a chosen background, on a layer that stays in place."""
        in_place = layer.frame.shape == shape and self.mover.reach * WARP_REACH <= shape[0]
        if strength <= 0 or background is None or layer.matte is None or not in_place:
            return NO_GLOW
        edge_light(self._glow, layer.matte, background, min(strength, 1.0))
        return self._glow


class RenderSpace:
    """All memory that one call of ``render`` needs; lent by the bands, never shared."""

    def __init__(self, out: Frame, layers: Sequence[Layer], workers: int) -> None:
        self.layers = [LayerSpace(out.shape, layer, workers) for layer in layers]
        covered = out.shape[0] * out.shape[1] if len(layers) > 1 else 0
        self.coverage = np.zeros(covered, np.uint8)
