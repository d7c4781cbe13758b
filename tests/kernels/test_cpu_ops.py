"""CpuOps as a whole: the contract, untouched inputs, no growing memory, several callers at once."""

from __future__ import annotations

import gc
import inspect
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from muse_nodes.api import Layer, Ops
from muse_nodes.kernels import CpuOps

SIZES = [(1, 1), (1, 7), (5, 1), (37, 53), (90, 160)]


@pytest.fixture(scope="module")
def ops():
    with CpuOps(threads=2) as made:
        made.warm_up()
        yield made


class Work:
    """Inputs of one size, read-only, and a call of every kernel."""

    def __init__(self, ops: Ops, height: int, width: int) -> None:
        rng = np.random.default_rng(height * 1000 + width)
        self.ops = ops
        frame, plate = rng.integers(0, 256, (2, height, width, 3), dtype=np.uint8)
        matte, previous = rng.random((2, 9, 16), np.float32)
        field = rng.normal(0, 2, (4, 6, 2)).astype(np.float32)
        self.inputs = [frame, plate, matte, previous, field]
        for array in self.inputs:
            array.flags.writeable = False
        self.frame, self.plate, self.matte, self.previous, self.field = self.inputs
        self.out, self.soft = np.empty_like(frame), np.empty_like(matte)
        self.small, self.nodes = np.empty((6, 11, 3), np.uint8), np.empty((5, 7, 2), np.float32)
        self.full = np.empty((height, width), np.float32)
        self.grey = np.zeros((min(height, 36), min(width, 64)), np.uint8)
        self.sums = np.zeros(frame.shape, np.uint16)
        self.seen = rng.integers(0, 3, (height, width), dtype=np.uint8)
        self.handles = np.array([[3, 3, 9, 9, 0.3, 0.2, -0.2]], np.float32)
        self.points = np.array([[1, 1, 1], [5, 3, 1]], np.float32)
        self.edges = np.array([[0, 1]])

    def calls(self) -> dict[str, Callable[[], object]]:
        o, layer = self.ops, Layer(self.frame, self.matte, self.field)
        return {
            "render": lambda: o.render(self.out, self.frame, [layer], plate=self.plate),
            "upsample_matte": lambda: o.upsample_matte(self.full, self.matte, self.frame),
            "resize": lambda: o.resize(self.small, self.frame),
            "blur": lambda: o.blur(self.out, self.frame, 9.0),
            "grow": lambda: o.grow(self.soft, self.matte, 1.5),
            "feather": lambda: o.feather(self.soft, self.matte, 2.0),
            "curve": lambda: o.curve(self.soft, self.matte, 0.2, 0.7),
            "stabilise": lambda: o.stabilise(self.soft, self.matte, self.previous, 0.5),
            "key_matte": lambda: o.key_matte(self.soft, self.frame, self.plate, 9.0, 9.0),
            "learn_plate": lambda: o.learn_plate(
                self.out, self.plate, self.sums, self.seen, self.frame, self.matte,
                rate=0.1, gain=(1.0, 1.1, 0.9), rows=(0, len(self.frame) // 2 + 1),
            ),
            "fill_unknown": lambda: o.fill_unknown(self.out, self.plate, self.seen),
            "room_change": lambda: o.room_change(self.frame, self.plate, self.matte, 4.0),
            "shift": lambda: o.shift(self.out, self.frame, 1.5, -2.0),
            "warp_field": lambda: o.warp_field(self.nodes, self.handles, self.frame.shape[:2]),
            "luma": lambda: o.luma(self.grey, self.frame),
            "key_points": lambda: o.key_points(self.grey, self.matte, 30, 2.0),
            "flow": lambda: o.flow(self.grey, self.grey, self.points[:, :2]),
            "spline": lambda: o.spline(self.points[:, :2], self.points[:, :2], self.points, 0.1),
            "warp_matte": lambda: o.warp_matte(self.soft, self.matte, self.field, (9, 16)),
            "warp_error": lambda: o.warp_error(
                self.grey, self.grey, self.field, self.matte, (3, 4)
            ),
            "draw_text": lambda: o.draw_text(self.out, self.frame, ["60 fps", "7 ms"]),
            "draw_points": lambda: o.draw_points(self.out, self.frame, self.points, self.edges),
            "show_matte": lambda: o.show_matte(self.out, self.matte, self.frame),
            "side_by_side": lambda: o.side_by_side(self.out, self.frame, self.plate),
        }  # fmt: skip


KERNELS = sorted(name for name in vars(Ops) if not name.startswith("_"))


def test_every_kernel_of_the_contract_is_there_with_the_same_arguments():
    for name in KERNELS:
        wanted = inspect.signature(getattr(Ops, name))
        assert inspect.signature(getattr(CpuOps, name)) == wanted, name
    assert sorted(Work(CpuOps(1), 2, 2).calls()) == KERNELS


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", KERNELS)
def test_any_size_works_and_inputs_stay_as_they_are(ops, name, size):
    work = Work(ops, *size)
    before = [array.copy() for array in work.inputs]
    work.calls()[name]()
    for array, copy in zip(work.inputs, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("name", KERNELS)
def test_nothing_of_a_pictures_size_is_allocated_per_frame(name):
    height, width = 720, 1280
    # each worker has a few rows of its own, whether others work at the same time is chance: one
    with CpuOps(1) as alone:
        call = Work(alone, height, width).calls()[name]
        call()
        call()
        gc.collect()
        tracemalloc.start()
        try:
            call()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 0.1 * height * width


def test_several_threads_may_call_at_once(ops):
    works = [Work(ops, 90, 160) for _ in range(4)]
    names = [name for name in KERNELS if name not in ("warp_field", "room_change", "learn_plate")]

    def results(work: Work) -> list[np.ndarray]:
        made = []
        for name in names:
            work.calls()[name]()
            made.append([a.copy() for a in (work.out, work.soft, work.small)])
        return [a for each in made for a in each]

    for work in works:
        work.soft[...], work.small[...] = 0, 0
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(results, works)
    for other in others:
        for a, b in zip(first, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_matte_is_shown_as_grey_levels(ops):
    matte = np.linspace(0, 1, 16, dtype=np.float32)[None].repeat(9, axis=0)
    out = np.empty((90, 160, 3), np.uint8)
    ops.show_matte(out, matte)
    assert (out[..., 0] == out[..., 2]).all()
    wanted = np.interp((np.arange(160) + 0.5) / 10 - 0.5, np.arange(16), matte[0]) * 255
    assert np.abs(out[40, :, 1] - wanted).max() <= 1
    frame = np.full((90, 160, 3), 99, np.uint8)
    guided, full = np.empty_like(out), np.empty((90, 160), np.float32)
    ops.show_matte(guided, matte, frame)
    ops.upsample_matte(full, matte, frame)
    assert np.abs(guided[..., 1] - full * 255).max() <= 1


def test_closing_twice_does_no_harm_and_work_goes_on_alone():
    made = CpuOps(threads=2)
    made.close()
    made.close()
    work = Work(made, 40, 60)
    work.calls()["resize"]()
    assert work.small.any()
