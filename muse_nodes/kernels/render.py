"""The fused layer render on the CPU: all layers over a background in one pass over the output.

With F the live frame, a its matte and B the learned room, the person is lifted premultiplied,
P = clamp(F - (1-a)·B, 0, 255·a), so that no old room colour clings to hair and edges; P and a are
sampled through the field (bilinear), and out = P' + (1-a')·X over the chosen background X. For the
room X is the live frame, and B where a person stands; what no field moves stays as it was, bit for
bit, and the first quarter of a pixel of movement fades from one to the other.

Steps: the matte's guided-filter coefficients at its own size (``guided``), then per block of rows:
lift what will be sampled (``render_lift``), sample and blend it (``render_rows``). Several layers
go over the same few rows one after the other while those are in the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array, Frame, Layer, Matte
from muse_nodes.kernels import guided
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.guided import CELL, GROW, RADIUS
from muse_nodes.kernels.render_glow import edge_light
from muse_nodes.kernels.render_lift import CELLS, NOWHERE, Ring, Source, matte_rows
from muse_nodes.kernels.render_rows import (
    BLOCK,
    LANE,
    OVER,
    PICTURE,
    ROOM,
    Canvas,
    Desk,
    Motion,
    bound_field,
    render_rows,
)

GRAIN = 64
"""Rows of the output that a worker takes at a time."""
WARP_REACH = 8
"""A field that moves nothing by more than the height / 8 is a warp: the frame's edges repeat."""

_NO_BYTES = np.zeros(0, np.uint8)
_NO_FIELD = np.zeros((0, 0, 2), np.float32)
_NO_GLOW = np.zeros((0, 0, 3), np.float32)
_NO_MOVE = np.zeros((1, 1, 2), np.float32)


def _positions(size: int, coarse: int) -> tuple[Array, Array]:
    """Coarse index before each pixel and the part of the way to the next; sizes fit end to end."""
    v = np.clip((np.arange(size) + 0.5) * coarse / size - 0.5, 0, coarse - 1)
    index = np.floor(v).astype(np.int32)
    return index, (v - index).astype(np.float32)


def _samples(size: int, coarse: int) -> Array:
    """Two pixels per coarse pixel, at a quarter and three quarters of its width."""
    at = (np.arange(coarse)[:, None] + np.array([0.25, 0.75])) * size / coarse
    return np.clip(at.astype(np.int32), 0, size - 1)


def _spans(columns: Array, cells: int) -> Array:
    """First and last coarse column that the pixels of each cell are interpolated from."""
    starts = np.arange(cells) * CELL
    ends = np.minimum(starts + CELL, len(columns)) - 1
    return np.stack([columns[starts], columns[ends] + 1], axis=1).astype(np.int32)


class _Grid:
    """Coefficients of one matte and all tables that depend on sizes only."""

    def __init__(self, height: int, width: int, h: int, w: int, workers: int) -> None:
        cells = -(-width // CELL)
        self.rows, self.row_part = _positions(height, h)
        self.columns, self.column_part = _positions(width, w)
        self.xs, self.ys = _samples(width, w), _samples(height, h)
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

        def rows(worker: int, start: int, stop: int) -> None:
            guided.coefficients(
                start, stop, matte, frame, self.xs, self.ys, self.spans,
                self.slope, self.offset, self.kinds, self._work[worker], self._sums[worker],
                self._flags[worker],
            )  # fmt: skip
            if standing:
                guided.standing(
                    start, stop, self._work[worker, 0], self.spans, self.room, self.room_kinds,
                    self._wide[worker], self._tall[worker], self._flags[worker],
                )  # fmt: skip

        h = len(matte)
        bands.run(rows, h, grain=max(-(-h // (2 * bands.threads)), 16))


class _Address:
    """Points NumPy at another array's memory, whose owner it keeps alive."""

    def __init__(self, array: Array) -> None:
        pointer = array.__array_interface__["data"][0]
        self.__array_interface__ = {**array.__array_interface__, "data": (pointer, False)}
        self._owner = array


def _typed(array: Array) -> Array:
    """The same array, writable by type only: to the compiler a read-only one is another type.

    The kernels never write to their inputs; without this they would be compiled again for every
    mixture of read-only and writable arrays.
    """
    return array if array.flags.writeable else np.asarray(_Address(array))


def _flat(image: Array | None) -> Array:
    return _NO_BYTES if image is None else _typed(image).reshape(-1)


class _Motion:
    """A layer's field, how far it reaches, and how many rows the ring must hold for it."""

    def __init__(self, height: int, width: int, field: Array | None, *, same_size: bool) -> None:
        gw = 1 if field is None else field.shape[1]
        g = np.arange(width) * (max(gw - 1, 0) / max(width - 1, 1))
        self._columns = np.clip(np.floor(g), 0, max(gw - 2, 0)).astype(np.int32)
        self._part = (g - self._columns).astype(np.float32)
        rows = 1 if field is None else field.shape[0]
        self._bounds = np.zeros((rows, 6, -(-width // CELL)), np.float32)
        self._same_size = same_size
        self._height = height
        self.still = False
        self.reach = 0.0
        self.rows = BLOCK + 4

    def take(self, field: Array | None) -> Motion:
        """Look at this frame's field. Raises ValueError if it holds anything but numbers."""
        self.still = field is None or not field.any()
        self.reach, self.rows = 0.0, BLOCK + 4
        if self.still and self._same_size:
            return Motion(_NO_FIELD, self._columns, self._part, self._bounds)
        nodes = _NO_MOVE if field is None else _typed(field)
        bound_field(nodes, self._columns, self._part, len(self._columns), self._bounds)
        if field is not None and not self.still:
            self._measure(field)
        return Motion(nodes, self._columns, self._part, self._bounds)

    def _measure(self, field: Array) -> None:
        low, high = field[..., 1].min(axis=1), field[..., 1].max(axis=1)
        self.reach = float(max(field.max(), -field.min()))
        if not np.isfinite(self.reach):
            raise ValueError("A layer's field holds values that are not finite numbers.")
        pitch = max(self._height - 1, 1) / max(len(low) - 1, 1)
        steepest = float(np.abs(np.diff(low)).max()) / pitch if len(low) > 1 else 0.0
        self.rows = int(float((high - low).max()) + (BLOCK - 1) * (1 + steepest)) + 5


class _Worker:
    """One worker's ring and buffers for one layer."""

    def __init__(self, out_width: int, frame_width: int) -> None:
        self._frame_width = frame_width
        cells = -(-frame_width // CELL)
        self.desk = Desk(
            moves=np.zeros((2, 2, out_width), np.float32),
            move_tags=np.zeros(2, np.int32),
            span=np.zeros((8, -(-out_width // CELL)), np.float32),
            marks=np.zeros(-(-out_width // CELL), np.uint8),
            words=np.zeros((8, LANE), np.uint32),
            pairs=np.zeros(2 * LANE, np.uint64),
            reals=np.zeros(2 * LANE, np.float32),
            places=np.zeros(LANE, np.int32),
            parts=np.zeros(2 * LANE, np.int16),
        )
        self._up = np.zeros((2, 2, frame_width), np.float32)
        self._up_tags = np.zeros((2, cells), np.int32)
        self._ink = np.zeros((3, CELLS * CELL + 16), np.uint32)
        self.ring = self._make(16)

    def reset(self, rows: int) -> None:
        """Forget the last frame; make room for ``rows`` rows of the layer's frame at a time."""
        if self.ring.tags.size < rows:
            self.ring = self._make(1 << (rows - 1).bit_length())
        self.ring.tags.fill(NOWHERE)
        self.ring.up_tags.fill(NOWHERE)
        self.desk.move_tags.fill(NOWHERE)

    def _make(self, rows: int) -> Ring:
        cells = -(-self._frame_width // CELL)
        return Ring(
            words=np.zeros((rows + 1) * (self._frame_width + 3) + 16, np.uint32),
            tags=np.zeros(rows, np.int32),
            cells=np.zeros((rows, cells), np.uint8),
            up=self._up,
            up_tags=self._up_tags,
            ink=self._ink,
        )


class _LayerSpace:
    """All memory that rendering one layer of given sizes needs."""

    def __init__(self, out_shape: tuple[int, ...], layer: Layer, workers: int) -> None:
        height, width = layer.frame.shape[:2]
        h, w = (1, 1) if layer.matte is None else layer.matte.shape
        self.grid = _Grid(height, width, h, w, workers)
        if layer.matte is None:
            self.grid.room.fill(256.0)
            self.grid.room_kinds.fill(guided.FULL)
        same = layer.frame.shape == out_shape
        self.motion = _Motion(out_shape[0], out_shape[1], layer.field, same_size=same)
        self.workers = [_Worker(out_shape[1], width) for _ in range(workers)]
        self.sweepers = [_Worker(out_shape[1], out_shape[1]) for _ in range(workers)]
        self._glow = np.zeros((h + 1, w + 1, 3), np.float32)

    def light(
        self, layer: Layer, background: Frame | None, strength: float, shape: tuple[int, ...]
    ) -> Array:
        """The light on the layer's edge: of a chosen background, on a layer that stays in place."""
        in_place = layer.frame.shape == shape and self.motion.reach * WARP_REACH <= shape[0]
        if strength <= 0 or background is None or layer.matte is None or not in_place:
            return _NO_GLOW
        edge_light(self._glow, layer.matte, background, min(strength, 1.0))
        return self._glow


class _Space:
    """All memory that one call of ``render`` needs; lent by the bands, never shared."""

    def __init__(self, out: Frame, layers: Sequence[Layer], workers: int) -> None:
        self.layers = [_LayerSpace(out.shape, layer, workers) for layer in layers]
        covered = out.shape[0] * out.shape[1] if len(layers) > 1 else 0
        self.coverage = np.zeros(covered, np.uint8)
        self.empty = Source(
            _NO_BYTES, _NO_BYTES, *(np.zeros((2, 2), np.float32) for _ in range(2)),
            np.zeros((2, -(-out.shape[1] // CELL)), np.uint8),
            np.zeros(out.shape[0], np.int32), np.zeros(out.shape[0], np.float32),
            np.zeros(out.shape[1], np.int32), np.zeros(out.shape[1], np.float32),
            np.full(3, 256, np.int32), _NO_GLOW,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pass:
    """One layer's way over the pixels: everything the compiled rows need but the rows' numbers."""

    workers: list[_Worker]
    ring_rows: int
    canvas: Canvas
    source: Source
    motion: Motion
    settings: Array

    def reset(self) -> None:
        for worker in self.workers:
            worker.reset(self.ring_rows)

    def __call__(self, worker: int, start: int, stop: int) -> None:
        own = self.workers[worker]
        render_rows(
            start, stop, self.canvas, self.source, self.motion, own.ring, own.desk, self.settings
        )


def _same(a: Array, b: Array) -> bool:
    """The same pixels in memory, whichever object holds them."""
    return a is b or (
        a.shape == b.shape and a.__array_interface__["data"][0] == b.__array_interface__["data"][0]
    )


def _source(space: _LayerSpace, layer: Layer, plate: Frame | None, glow: Array) -> Source:
    grid = space.grid
    gain = layer.gain or (1.0, 1.0, 1.0)
    return Source(
        _flat(layer.frame), _flat(plate), grid.slope, grid.offset, grid.kinds,
        grid.rows, grid.row_part, grid.columns, grid.column_part,
        np.array([min(max(round(256 * g), 0), 1 << 16) for g in gain], np.int32),
        glow,
    )  # fmt: skip


def _pass(
    space: _LayerSpace, canvas: Canvas, source: Source, motion: Motion, flags: tuple[int, ...],
    sizes: tuple[tuple[int, ...], tuple[int, ...]], workers: list[_Worker],
) -> _Pass:  # fmt: skip
    """Put a pass together; ``flags`` are mode, lit, later, in place; ``sizes`` out and frame."""
    mode, lit, later, in_place = flags
    (height, width, _), (frame_height, frame_width, _) = sizes
    repeat = sizes[0] == sizes[1] and space.motion.reach * WARP_REACH <= height
    settings = np.array(
        [mode, repeat, width, height, frame_width, frame_height, lit, later, in_place], np.int64
    )
    rows = min(space.motion.rows, frame_height + 4)
    return _Pass(workers, rows, canvas, source, motion, settings)


def _canvas(space: _LayerSpace, out: Frame, under: Frame, plate: Frame | None, cover: Array) -> Canvas:
    grid = space.grid
    return Canvas(
        _flat(out), _flat(under), _flat(plate), cover, grid.room, grid.room_kinds,
        grid.rows, grid.row_part, grid.columns, grid.column_part,
    )  # fmt: skip


def _plan(
    bands: Bands, space: _Space, out: Frame, base: Frame, layers: Sequence[Layer],
    plate: Frame | None, background: Frame | None, light_wrap: float, alpha: Array | None,
) -> list[_Pass]:  # fmt: skip
    """Look at the layers, compute their coefficients, and line up the passes of a band.

    A single layer is laid over its background directly. Several go over a copy of it in ``out``;
    if that is the room, those who move are taken out of it first.
    """
    room = background is None
    single = len(layers) == 1
    cover = _flat(alpha) if alpha is not None else space.coverage if room else _NO_BYTES
    sweeps: list[_Pass] = []
    passes: list[_Pass] = []
    for layer, own in zip(layers, space.layers, strict=True):
        is_base = _same(layer.frame, base)
        behind = plate if is_base else None
        motion = own.motion.take(layer.field)
        moves = room and behind is not None and not own.motion.still
        if layer.matte is not None:
            own.grid.fill(bands, layer.matte, layer.frame, standing=moves)
        source = _source(own, layer, behind, own.light(layer, background, light_wrap, out.shape))
        lit = int(layer.gain is not None and bool((source.gain != 256).any()))
        sizes = (out.shape, layer.frame.shape)
        if single:
            mode = ROOM if room and is_base else PICTURE
            canvas = _canvas(own, out, base if background is None else background, behind, cover)
            flags = (mode, lit, 0, 0)
        else:
            canvas = _canvas(own, out, out, None, cover)
            flags = (OVER, lit, int(room and is_base), 1)
        if moves and not single:
            clean = _canvas(own, out, out, behind, _NO_BYTES)
            sweep = (ROOM, 0, 0, 1)
            sweeps.append(_pass(own, clean, space.empty, motion, sweep, sizes, own.sweepers))
        passes.append(_pass(own, canvas, source, motion, flags, sizes, own.workers))
    return sweeps + passes


def render(
    bands: Bands,
    out: Frame,
    base: Frame,
    layers: Sequence[Layer],
    *,
    plate: Frame | None = None,
    background: Frame | None = None,
    light_wrap: float = 0.0,
    alpha: Array | None = None,
) -> None:
    """Render all ``layers`` over the background; see ``muse_nodes.api.Ops.render``.

    ``base``, ``plate`` and ``background`` are uint8 (H, W, 3) like ``out``; ``alpha`` is uint8
    (H, W). All arrays are C-contiguous and ``out`` shares memory with none of them. A field that
    nowhere moves more than H / 8 repeats the edges of a frame of the size of ``out``; outside other
    frames a layer is clear. Gain is held in 1/256. ``light_wrap`` 0..1 needs a ``background``, and
    leaves layers alone that are placed elsewhere or have no matte. Raises ValueError with a sentence if an array
    does not fit.
    """
    _check_all(out, base, layers, plate, background, alpha)
    key = ("render", out.shape, *(
        (l.frame.shape, None if l.matte is None else l.matte.shape,
         None if l.field is None else l.field.shape) for l in layers
    ))  # fmt: skip
    with bands.scratch(key, lambda: _Space(out, layers, bands.threads)) as space:
        passes = _plan(bands, space, out, base, layers, plate, background, light_wrap, alpha)
        for step in passes:
            step.reset()
        prepared = len(passes) == 1 and not passes[0].settings[8]
        under = base if background is None else background
        cover = space.coverage if alpha is None else _flat(alpha)

        def rows(worker: int, start: int, stop: int) -> None:
            if not prepared:
                np.copyto(out[start:stop], under[start:stop])
                cover[start * out.shape[1] : stop * out.shape[1]] = 0
            for step in passes:
                step(worker, start, stop)

        bands.run(rows, len(out), grain=GRAIN)


def upsample_matte(bands: Bands, out: Array, matte: Matte, frame: Frame) -> None:
    """Bring ``matte`` to the size of ``frame`` as ``render`` does.

    ``out`` is float32 (H, W), 0..1 in steps of 1/255; see ``muse_nodes.api.Ops.upsample_matte``.
    Raises ValueError with a sentence if an array does not fit.
    """
    _check("The frame", frame, np.uint8, (None, None, 3))
    _check("The matte", matte, np.float32, (None, None))
    _check("The output", out, np.float32, frame.shape[:2])
    layer = Layer(frame, matte)
    with bands.scratch(
        ("matte", frame.shape, matte.shape),
        lambda: _LayerSpace(frame.shape, layer, bands.threads),
    ) as space:
        space.grid.fill(bands, matte, frame, standing=False)
        source = _source(space, layer, None, _NO_GLOW)
        for own in space.workers:
            own.reset(16)

        def rows(worker: int, start: int, stop: int) -> None:
            ring = space.workers[worker].ring
            matte_rows(start, stop, out.reshape(-1), source, ring, out.shape[1])

        bands.run(rows, len(out), grain=GRAIN)


def _check(name: str, value: Array, dtype: type, shape: tuple[int | None, ...]) -> None:
    """Raise ValueError unless ``value`` is C-contiguous and of this dtype and shape."""
    fits = len(value.shape) == len(shape) and all(
        have > 0 and want in (None, have) for have, want in zip(value.shape, shape, strict=True)
    )
    if fits and value.dtype == dtype and value.flags.c_contiguous:
        return
    wanted = " x ".join("any" if n is None else str(n) for n in shape)
    order = "" if value.flags.c_contiguous else " that is not C-contiguous"
    raise ValueError(
        f"{name} must be a C-contiguous {np.dtype(dtype)} array of shape {wanted}, but is a"
        f" {value.dtype} array of shape {' x '.join(map(str, value.shape))}{order}."
    )


def _check_all(
    out: Frame, base: Frame, layers: Sequence[Layer],
    plate: Frame | None, background: Frame | None, alpha: Array | None,
) -> None:  # fmt: skip
    """Raise ValueError for the first array that does not fit."""
    _check("The output", out, np.uint8, (None, None, 3))
    pictures = {"The live frame": base, "The plate": plate, "The background": background}
    for name, picture in pictures.items():
        if picture is not None:
            _check(name, picture, np.uint8, out.shape)
            if np.may_share_memory(out, picture):
                raise ValueError(f"{name} shares memory with the output; give another array.")
    if alpha is not None:
        _check("The alpha output", alpha, np.uint8, out.shape[:2])
    for i, layer in enumerate(layers):
        _check(f"The frame of layer {i}", layer.frame, np.uint8, (None, None, 3))
        if np.may_share_memory(out, layer.frame):
            raise ValueError(f"The frame of layer {i} shares memory with the output.")
        if layer.matte is not None:
            _check(f"The matte of layer {i}", layer.matte, np.float32, (None, None))
        if layer.field is not None:
            _check(f"The field of layer {i}", layer.field, np.float32, (None, None, 2))


def warm_up() -> None:
    """Compile everything, or load what an earlier run left on disk; once per process."""
    for compiled in (guided.coefficients, guided.standing, bound_field, render_rows, matte_rows):
        compiled.compile()
