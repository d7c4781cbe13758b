"""All kernels of the CPU under the names that nodes call."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muse_nodes.api.ops import RoomChange
from muse_nodes.api.ports import Array, Field, Frame, Layer, Matte
from muse_nodes.kernels import draw, fill, key, motion, render, resample, track
from muse_nodes.kernels import matte as _matte
from muse_nodes.kernels import plate as _plate
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.field import warp_field
from muse_nodes.kernels.network_input import to_network
from muse_nodes.kernels.placing import count_solid, place_matte
from muse_nodes.kernels.spline import spline


class CpuOps:
    """The kernels of ``muse_nodes.api.Ops`` on the CPU, on ``threads`` threads.

    May be called from several threads at once. Workspaces are kept between calls, one set for each
    size of picture and caller at a time. ``close`` ends its threads; use it as a context if you
    like. What each kernel does is written in ``muse_nodes.api.Ops``, details (formulas, errors
    raised) at the function of the same name in this package.
    """

    def __init__(self, threads: int = 2) -> None:
        self.bands = Bands(threads)

    def close(self) -> None:
        """End the helper threads and drop the workspaces."""
        self.bands.close()

    def __enter__(self) -> CpuOps:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Compile (or load from disk) every kernel, on this thread alone.

        A small picture does: workspaces of full size would be made for kernels nobody calls.
        """
        with CpuOps(threads=1) as alone:
            _call_everything(alone, 48, 64)

    def render(
        self,
        out: Frame,
        base: Frame,
        layers: Sequence[Layer],
        *,
        plate: Frame | None = None,
        background: Frame | None = None,
        light_wrap: float = 0.0,
        alpha: Array | None = None,
    ) -> None:
        """See ``Ops.render``."""
        render.render(
            self.bands, out, base, layers,
            plate=plate, background=background, light_wrap=light_wrap, alpha=alpha,
        )  # fmt: skip

    def upsample_matte(self, out: Array, matte: Matte, frame: Frame) -> None:
        """See ``Ops.upsample_matte``."""
        render.upsample_matte(self.bands, out, matte, frame)

    def resize(self, out: Array, image: Array) -> None:
        """See ``Ops.resize``."""
        resample.resize(self.bands, out, image)

    def blur(self, out: Array, image: Array, radius: float) -> None:
        """See ``Ops.blur``."""
        resample.blur(self.bands, out, image, radius)

    def grow(self, out: Matte, matte: Matte, radius: float) -> None:
        """See ``Ops.grow``."""
        _matte.grow(self.bands, out, matte, radius)

    def feather(self, out: Matte, matte: Matte, radius: float) -> None:
        """See ``Ops.feather``."""
        _matte.feather(out, matte, radius)

    def curve(self, out: Matte, matte: Matte, low: float, high: float) -> None:
        """See ``Ops.curve``."""
        _matte.curve(out, matte, low, high)

    def stabilise(self, out: Matte, matte: Matte, previous: Matte, amount: float) -> None:
        """See ``Ops.stabilise``."""
        _matte.stabilise(out, matte, previous, amount)

    def key_matte(
        self, out: Matte, frame: Frame, plate: Frame, tolerance: float, softness: float
    ) -> None:
        """See ``Ops.key_matte``."""
        key.key_matte(self.bands, out, frame, plate, tolerance, softness)

    def learn_plate(
        self,
        out: Frame,
        plate: Frame,
        sums: Array,
        confidence: Array,
        frame: Frame,
        matte: Matte,
        *,
        rate: float,
        gain: tuple[float, float, float],
        rows: tuple[int, int],
    ) -> None:
        """See ``Ops.learn_plate``."""
        _plate.learn_plate(
            self.bands, out, plate, sums, confidence, frame, matte,
            rate=rate, gain=gain, rows=rows,
        )  # fmt: skip

    def fill_unknown(self, out: Frame, plate: Frame, confidence: Array) -> None:
        """See ``Ops.fill_unknown``."""
        fill.fill_unknown(self.bands, out, plate, confidence)

    def room_change(
        self, current: Frame, reference: Frame, mask: Matte, scale: float
    ) -> RoomChange:
        """See ``Ops.room_change``."""
        return motion.room_change(self.bands, current, reference, mask, scale)

    def shift(self, out: Array, image: Array, dx: float, dy: float) -> None:
        """See ``Ops.shift``."""
        resample.shift(out, image, dx, dy)

    def warp_field(self, out: Field, handles: Array, size: tuple[int, int]) -> None:
        """See ``Ops.warp_field``."""
        warp_field(out, handles, size)

    def luma(self, out: Array, frame: Frame) -> None:
        """See ``Ops.luma``."""
        track.luma(self.bands, out, frame)

    def key_points(self, picture: Array, matte: Matte, count: int, apart: float) -> Array:
        """See ``Ops.key_points``."""
        return track.key_points(picture, matte, count, apart)

    def flow(self, before: Array, now: Array, points: Array) -> Array:
        """See ``Ops.flow``."""
        return track.flow(before, now, points)

    def spline(self, at: Array, points: Array, values: Array, stiffness: float) -> Array:
        """See ``Ops.spline``."""
        return spline(at, points, values, stiffness)

    def warp_matte(self, out: Matte, matte: Matte, field: Array, size: tuple[int, int]) -> None:
        """See ``Ops.warp_matte``."""
        track.warp_matte(self.bands, out, matte, field, size)

    def warp_error(
        self, before: Array, now: Array, field: Array, matte: Matte, cells: tuple[int, int],
        *, whole: bool = False, was: Matte | None = None,
    ) -> Array:  # fmt: skip
        """See ``Ops.warp_error``."""
        return track.warp_error(self.bands, before, now, field, matte, cells, whole=whole, was=was)

    def draw_text(self, out: Frame, frame: Frame, lines: Sequence[str]) -> None:
        """See ``Ops.draw_text``."""
        draw.draw_text(out, frame, lines)

    def draw_points(self, out: Frame, frame: Frame, points: Array, edges: Array) -> None:
        """See ``Ops.draw_points``."""
        draw.draw_points(out, frame, points, edges)

    def show_matte(self, out: Frame, matte: Matte, frame: Frame | None = None) -> None:
        """See ``Ops.show_matte``. A ``frame`` of another size than ``out`` is no guide."""
        size = out.shape[:2]
        with self.bands.scratch(("full", size), lambda: np.empty(size, np.float32)) as full:
            if frame is not None and frame.shape == out.shape:
                self.upsample_matte(full, matte, frame)
            else:
                self.resize(full, matte)
            _matte.show_levels(self.bands, out, full)

    def side_by_side(self, out: Frame, left: Frame, right: Frame) -> None:
        """See ``Ops.side_by_side``."""
        draw.side_by_side(out, left, right)


def _call_everything(ops: CpuOps, height: int, width: int) -> None:
    """Call every kernel once; small mattes do where only compiling counts."""
    frame = np.full((height, width, 3), 128, np.uint8)
    other, out = frame.copy(), np.empty_like(frame)
    person = np.zeros((16, 16), np.float32)
    person[6:, 5:11] = 1.0
    soft = np.empty_like(person)
    field = np.empty((4, 6, 2), np.float32)
    middle = [width / 2, height / 2, width / 2, height / 2, 0, 0.1, 0.1]
    ops.warp_field(field, np.array([middle]), (height, width))
    field += 0.5  # a layer that does not move would leave half of the render uncompiled
    layer = Layer(frame, person, field, (1.0, 1.0, 1.0))
    ops.render(out, frame, [layer], plate=other)
    ops.render(out, frame, [layer], plate=other, background=other, light_wrap=0.5)
    ops.show_matte(out, person, frame)
    sums, seen = np.zeros(frame.shape, np.uint16), np.zeros((height, width), np.uint8)
    ops.learn_plate(
        out, other, sums, seen, frame, person,
        rate=0.05, gain=(1.0, 1.0, 1.0), rows=(0, height),
    )  # fmt: skip
    ops.fill_unknown(out, other, seen)
    ops.blur(out, frame, 20.0)
    ops.resize(np.empty((9, 16, 3), np.uint8), frame)
    ops.resize(np.empty((5, 7), np.float32), person)
    count_solid(person)
    place_matte(soft, person, (0, 0, 16, 16), (1.0, 1.0), (0.0, 0.0))
    to_network(np.empty((16, 16, 3), np.float32), frame)
    ops.key_matte(soft, frame, other, 10.0, 10.0)
    ops.curve(soft, person, 0.2, 0.8)
    ops.stabilise(soft, person, person, 0.5)
    tiny = np.full((18, 32, 3), 128, np.uint8)
    tiny[4:9, 5:20] = 60
    ops.room_change(tiny, np.roll(tiny, 2, 1), np.zeros((9, 16), np.float32), 1.0)
    luma = np.empty((18, 32), np.uint8)
    ops.luma(luma, tiny)
    ops.warp_matte(soft, person, np.zeros((3, 4, 2), np.float32), (18, 32))
