"""Every kernel against the obvious OpenCV or NumPy way, as a Markdown table.

    python benchmarks/bench_kernels.py [--threads N] [--seconds S] [--size HxW]... [NAME]...

Pictures come from a set that is larger than the caches, so that memory counts as it does live.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import NamedTuple

import cv2
import numpy as np

from muse_nodes.api import Layer
from muse_nodes.kernels import CpuOps, to_network

Call = Callable[[], object]


class Case(NamedTuple):
    """A kernel, what one would write without it (None: nothing comparable), and a remark."""

    name: str
    ours: Call
    obvious: Call | None = None
    remark: str = ""


class Pictures:
    """Inputs and outputs of one size; frames take turns."""

    def __init__(self, height: int, width: int) -> None:
        rng = np.random.default_rng(0)
        self.size = (height, width)
        noise = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        base = cv2.GaussianBlur(noise, (0, 0), 2)
        count = max(2, 64_000_000 // base.nbytes)
        self.frames = cycle([np.roll(base, i, axis=0) for i in range(count)])
        self.plate = cv2.GaussianBlur(base, (0, 0), 2)
        self.out = np.empty_like(base)
        self.matte = np.zeros((256, 256), np.float32)
        cv2.ellipse(self.matte, (128, 190), (52, 130), 0, 0, 360, 1.0, -1)
        self.matte = cv2.GaussianBlur(self.matte, (0, 0), 2)
        self.soft = np.empty_like(self.matte)
        self.sums = self.plate.astype(np.uint16) * 256
        self.seen = np.full((height, width), 255, np.uint8)
        self.holes = (cv2.resize(self.matte, (width, height)) < 0.5).astype(np.uint8)
        self.field = np.zeros((36, 64, 2), np.float32)
        self.handles = np.array(
            [[width / 2, height * (0.4 + 0.1 * i), 200, 90, 0.1, 0.0, -0.1] for i in range(5)],
            np.float32,
        )

    @property
    def frame(self) -> np.ndarray:
        return next(self.frames)


def whole_picture_cases(ops: CpuOps, p: Pictures) -> Iterator[Case]:
    """Kernels that read or write every pixel of a frame."""
    net = np.empty((256, 256, 3), np.float32)
    planes = np.empty((3, 288, 512), np.float32)
    small = np.empty((360, 640, 3), np.uint8)
    full = np.empty(p.size, np.float32)

    def area(shape: tuple[int, int]) -> np.ndarray:
        image = cv2.resize(p.frame, shape, interpolation=cv2.INTER_AREA)
        return image.astype(np.float32) / 255

    yield Case(
        "to_network 256x256", lambda: to_network(net, p.frame, scale=1 / 255),
        lambda: area((256, 256)), "one thread; obvious: INTER_AREA, then normalise",
    )  # fmt: skip
    yield Case(
        "to_network 512x288 planar",
        lambda: to_network(planes, p.frame, scale=1 / 255, layout="nchw"),
        lambda: np.ascontiguousarray(area((512, 288)).transpose(2, 0, 1)), "one thread",
    )  # fmt: skip
    yield Case(
        "resize to 640x360", lambda: ops.resize(small, p.frame),
        lambda: cv2.resize(p.frame, (640, 360), interpolation=cv2.INTER_AREA),
    )  # fmt: skip
    for radius in (6.0, 40.0):
        yield Case(
            f"blur, radius {radius:.0f}", lambda r=radius: ops.blur(p.out, p.frame, r),
            lambda r=radius: cv2.GaussianBlur(p.frame, (0, 0), r / 2, dst=p.out),
        )  # fmt: skip
    yield Case(
        "upsample_matte", lambda: ops.upsample_matte(full, p.matte, p.frame),
        lambda: cv2.resize(p.matte, p.size[::-1], dst=full), "obvious: bilinear, without guide",
    )  # fmt: skip
    yield Case(
        "render, room, one layer",
        lambda: ops.render(p.out, p.plate, [Layer(p.plate, p.matte, p.field)], plate=p.plate),
        None, "see bench_render",
    )  # fmt: skip
    yield Case("show_matte", lambda: ops.show_matte(p.out, p.matte, p.frame))
    yield Case("shift", lambda: ops.shift(p.out, p.frame, 3.0, -2.0), None, "rare")


def room_cases(ops: CpuOps, p: Pictures) -> Iterator[Case]:
    """Learning the room and watching it."""
    height = p.size[0]
    running = p.plate.astype(np.float32)
    key = np.empty((144, 256), np.float32)
    now, then = (cv2.resize(p.frame, (160, 90), interpolation=cv2.INTER_AREA) for _ in range(2))
    grey = [cv2.cvtColor(x, cv2.COLOR_RGB2GRAY).astype(np.float32) for x in (now, then)]

    def learn(rows: tuple[int, int]) -> None:
        ops.learn_plate(
            p.out, p.plate, p.sums, p.seen, p.frame, p.matte,
            rate=0.05, gain=(1.0, 1.02, 0.98), rows=rows,
        )  # fmt: skip

    def accumulate() -> None:
        mask = cv2.resize(p.matte, p.size[::-1]) < 0.5
        cv2.accumulateWeighted(p.frame, running, 0.05, mask.astype(np.uint8))
        cv2.convertScaleAbs(running, dst=p.out)

    def difference() -> None:
        unlike = cv2.absdiff(p.frame, p.plate).max(axis=2)
        cv2.resize(cv2.medianBlur(unlike, 5), (256, 144), interpolation=cv2.INTER_AREA)

    yield Case("learn_plate, all rows", lambda: learn((0, height)), accumulate)
    yield Case("learn_plate, a quarter", lambda: learn((height // 2, height * 3 // 4)), accumulate)
    yield Case("fill_unknown", lambda: ops.fill_unknown(p.out, p.plate, p.holes), None, "rare")
    yield Case(
        "key_matte 256x144", lambda: ops.key_matte(key, p.frame, p.plate, 12, 24), difference
    )
    yield Case(
        "room_change 160x90", lambda: ops.room_change(now, then, p.matte, 8.0),
        lambda: cv2.phaseCorrelate(*grey), "obvious: shift only, no mask, no gain",
    )  # fmt: skip


def small_cases(ops: CpuOps, p: Pictures) -> Iterator[Case]:
    """Kernels on mattes and fields, and drawing."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (17, 17))
    previous = np.roll(p.matte, 2, axis=1)
    points = np.random.default_rng(1).random((33, 3)).astype(np.float32)
    points[:, :2] *= p.size[::-1]
    edges = np.array([(i, i + 1) for i in range(32)])
    yield Case(
        "grow by 8", lambda: ops.grow(p.soft, p.matte, 8.0), lambda: cv2.dilate(p.matte, disc)
    )
    yield Case("feather by 6", lambda: ops.feather(p.soft, p.matte, 6.0))
    yield Case(
        "curve", lambda: ops.curve(p.soft, p.matte, 0.2, 0.8),
        lambda: np.clip((p.matte - 0.2) / 0.6, 0, 1) ** 2 * (3 - 2 * p.matte),
    )  # fmt: skip
    yield Case("stabilise", lambda: ops.stabilise(p.soft, p.matte, previous, 0.7))
    yield Case("warp_field, 5 handles", lambda: ops.warp_field(p.field, p.handles, p.size))
    lines = ["60.0 fps   latency 7.2 ms", "segment 2.9 ms", "composite 1.3 ms"]
    yield Case("draw_text", lambda: ops.draw_text(p.out, p.frame, lines), None, "copy included")
    yield Case(
        "draw_points", lambda: ops.draw_points(p.out, p.frame, points, edges), None, "copy included"
    )
    yield Case("side_by_side", lambda: ops.side_by_side(p.out, p.frame, p.plate))


def measure(call: Call, seconds: float) -> np.ndarray:
    """Times of single calls in ms, for about ``seconds`` but at least ten of them."""
    call()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < 10 or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return np.array(times) * 1000


def row(case: Case, seconds: float) -> str:
    """One line of the table."""
    ours = measure(case.ours, seconds)
    cells = [
        case.name,
        f"{np.median(ours):.3f}",
        f"{np.percentile(ours, 99):.3f}",
        f"{ours.min():.3f}",
    ]
    if case.obvious is None:
        cells += ["", ""]
    else:
        theirs = np.median(measure(case.obvious, seconds))
        cells += [f"{theirs:.3f}", f"{theirs / np.median(ours):.1f}"]
    return "| " + " | ".join([*cells, case.remark]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only kernels whose name contains one of these")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.4, help="time for each measurement")
    parser.add_argument("--size", action="append", help="HEIGHTxWIDTH, may be repeated")
    options = parser.parse_args()
    for size in options.size or ["720x1280", "1080x1920"]:
        height, width = map(int, size.split("x"))
        pictures = Pictures(height, width)
        with CpuOps(threads=options.threads) as ops:
            ops.warm_up()
            print(f"\n### {width}x{height}, {options.threads} thread(s), milliseconds\n")
            print("| kernel | median | p99 | min | obvious way, median | times faster | |")
            print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
            for family in (whole_picture_cases, room_cases, small_cases):
                for case in family(ops, pictures):
                    if not options.names or any(n in case.name for n in options.names):
                        print(row(case, options.seconds), flush=True)


if __name__ == "__main__":
    main()
