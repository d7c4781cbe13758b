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
from muse_nodes.kernels.render_lift import matte_rows
from muse_nodes.kernels.render_marks import bound_field
from muse_nodes.kernels.render_records import (
    OVER,
    PICTURE,
    ROOM,
    Canvas,
    Motion,
    Settings,
    Source,
)
from muse_nodes.kernels.render_rows import render_rows
from muse_nodes.kernels.render_space import (
    NO_BYTES,
    NO_GLOW,
    WARP_REACH,
    LayerSpace,
    RenderSpace,
    Worker,
    flat,
)

GRAIN = 96
"""Rows of the output that a worker takes at a time."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """One layer's way over the pixels: everything the compiled rows need but the rows' numbers."""

    workers: list[Worker]
    ring_rows: int
    canvas: Canvas
    source: Source
    motion: Motion
    settings: Settings

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


def _source(space: LayerSpace, layer: Layer, plate: Frame | None, glow: Array) -> Source:
    grid = space.grid
    gain = layer.gain or (1.0, 1.0, 1.0)
    return Source(
        flat(layer.frame), flat(plate), grid.slope, grid.offset, grid.kinds,
        grid.rows, grid.row_part, grid.columns, grid.column_part,
        np.array([min(max(round(256 * g), 0), 1 << 16) for g in gain], np.int32),
        glow,
    )  # fmt: skip


def _canvas(
    space: LayerSpace, out: Frame, under: Frame, plate: Frame | None, cover: Array
) -> Canvas:
    grid = space.grid
    return Canvas(
        flat(out), flat(under), flat(plate), cover, grid.room, grid.room_kinds,
        grid.rows, grid.row_part, grid.columns, grid.column_part,
    )  # fmt: skip


def _plan(
    bands: Bands, space: RenderSpace, out: Frame, base: Frame, layers: Sequence[Layer],
    plate: Frame | None, background: Frame | None, light_wrap: float, alpha: Array | None,
) -> list[_Pass]:  # fmt: skip
    """Look at the layers, compute their coefficients, and line up the passes of a band.

    A single layer is laid over its background directly. Several go over a copy of it in ``out``;
    if that is the room, those who move are taken out of it first.
    """
    room = background is None
    single = len(layers) == 1
    cover = flat(alpha) if alpha is not None else space.coverage if room else NO_BYTES
    sweeps: list[_Pass] = []
    passes: list[_Pass] = []
    for layer, own in zip(layers, space.layers, strict=True):
        is_base = _same(layer.frame, base)
        behind = plate if is_base else None
        motion = own.mover.take(layer.field)
        moves = room and behind is not None and not own.mover.still
        if layer.matte is not None:
            own.grid.fill(bands, layer.matte, layer.frame, standing=moves)
        glow = own.light(layer, background, light_wrap, out.shape)
        source = _source(own, layer, behind, glow)
        repeat = out.shape == layer.frame.shape and own.mover.reach * WARP_REACH <= len(out)
        settings = Settings(
            mode=OVER, repeat=int(repeat),
            width=out.shape[1], height=out.shape[0],
            frame_width=layer.frame.shape[1], frame_height=layer.frame.shape[0],
            lit=int(bool((source.gain != 256).any())), later=int(room and is_base), in_place=1,
            sweep=0,
        )  # fmt: skip
        canvas = _canvas(own, out, out, None, cover)
        if single:
            mode = ROOM if room and is_base else PICTURE
            settings = settings._replace(mode=mode, later=0, in_place=0)
            canvas = _canvas(own, out, base if background is None else background, behind, cover)
        elif moves:
            clean = _canvas(own, out, out, behind, NO_BYTES)
            sweep = settings._replace(mode=ROOM, lit=0, later=0, sweep=1)
            sweeps.append(_Pass(own.sweepers, own.ring_rows, clean, source, motion, sweep))
        passes.append(_Pass(own.workers, own.ring_rows, canvas, source, motion, settings))
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
    leaves layers alone that are placed elsewhere or have no matte. Raises ValueError with a
    sentence if an array does not fit.
    """
    _check_all(out, base, layers, plate, background, alpha)
    key = ("render", out.shape, *(
        (l.frame.shape, None if l.matte is None else l.matte.shape,
         None if l.field is None else l.field.shape) for l in layers
    ))  # fmt: skip
    with bands.scratch(key, lambda: RenderSpace(out, layers, bands.threads)) as space:
        passes = _plan(bands, space, out, base, layers, plate, background, light_wrap, alpha)
        for step in passes:
            step.reset()
        prepared = len(passes) == 1 and not passes[0].settings.in_place
        under = base if background is None else background
        cover = space.coverage if alpha is None else flat(alpha)

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
        lambda: LayerSpace(frame.shape, layer, bands.threads),
    ) as space:
        space.grid.fill(bands, matte, frame, standing=False)
        source = _source(space, layer, None, NO_GLOW)
        for own in space.workers:
            own.reset(16)

        def rows(worker: int, start: int, stop: int) -> None:
            ring = space.workers[worker].ring
            matte_rows(start, stop, out.reshape(-1), source, ring, out.shape[1])

        bands.run(rows, len(out), grain=GRAIN)


def _check(name: str, value: Array, dtype: type, shape: tuple[int | None, ...]) -> None:
    """Raise ValueError unless ``value`` is C-contiguous and of this dtype and shape."""
    have = value.shape
    fits = len(have) == len(shape) and 0 not in have and value.dtype == dtype
    for size, want in zip(have, shape, strict=False):
        fits = fits and want in (None, size)
    if fits and value.flags.c_contiguous:
        return
    wanted = " x ".join("any" if n is None else str(n) for n in shape)
    order = "" if value.flags.c_contiguous else " that is not C-contiguous"
    raise ValueError(
        f"{name} must be a C-contiguous {np.dtype(dtype)} array of shape {wanted}, but is a"
        f" {value.dtype} array of shape {' x '.join(map(str, have))}{order}."
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
