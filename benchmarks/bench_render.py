"""Times the fused layer render beside the same work done with OpenCV, and prints a Markdown table.

    python benchmarks/bench_render.py [--frames N] [--sizes 720,1080,2160]

Span: a smooth matte on about 23 % of the frame, a field over it, the room as background. Dense:
every pixel is moved and blended over a chosen picture. Both use the plate and the guided matte.
The OpenCV chain: field to maps, remap, fast guided filter of the matte, remap, blend. A plain copy
of the frame shows how much the machine is disturbed. Frames change every time, as in a stream.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from muse_nodes.api import Array, Layer
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.guided import EPS, RADIUS
from muse_nodes.kernels.render import render, warm_up

SIZES = {"720": (720, 1280), "1080": (1080, 1920), "2160": (2160, 3840)}
RING = 4
"""Different frames taken in turn: together they are larger than the second-level cache."""


@dataclass
class Scene:
    """Pictures of one size and what is to be done with them."""

    frames: list[Array]
    plate: Array
    background: Array | None
    matte: Array
    field: Array
    out: Array


def picture(rng: np.random.Generator, height: int, width: int) -> Array:
    """Something with edges, slopes and noise in it, as a camera gives."""
    small = rng.integers(0, 256, (9, 16, 3), dtype=np.uint8)
    smooth = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    return np.clip(smooth + rng.integers(-3, 4, smooth.shape), 0, 255).astype(np.uint8)


def scene(kind: str, height: int, width: int) -> Scene:
    """The pictures of the case ``span`` or ``dense``."""
    rng = np.random.default_rng(1)
    frames = [picture(rng, height, width) for _ in range(RING)]
    plate, other = picture(rng, height, width), picture(rng, height, width)
    y, x = np.mgrid[0:256, 0:256] / 255.0
    gy, gx = np.mgrid[0:36, 0:64] / np.array([35.0, 63.0])[:, None, None]
    field = np.zeros((36, 64, 2), np.float32)
    if kind == "span":
        inside = np.maximum(1.0 - np.hypot((x - 0.5) / 0.18, (y - 0.6) / 0.42), 0)
        matte = np.clip(inside * 10, 0, 1)
        near = np.maximum(1 - ((gx - 0.5) / 0.23) ** 2 - ((gy - 0.6) / 0.5) ** 2, 0) ** 2
        field[..., 0] = (gx - 0.5) * near * 0.12 * width
        field[..., 1] = (gy - 0.62) * near * 0.03 * height
        return Scene(frames, plate, None, matte.astype(np.float32), field, np.empty_like(plate))
    matte = 0.5 + 0.4 * np.sin(7 * x) * np.cos(5 * y)
    field[..., 0] = 0.01 * width * (1.3 + np.sin(9 * gy + 3 * gx))
    field[..., 1] = 0.01 * height * (1.3 + np.cos(8 * gx))
    return Scene(frames, plate, other, matte.astype(np.float32), field, np.empty_like(plate))


class OpenCvChain:
    """The same work with OpenCV, full-size buffers kept between frames."""

    def __init__(self, data: Scene) -> None:
        self._data = data
        height, width = data.out.shape[:2]
        self._size = (width, height)
        self._y, self._x = np.mgrid[0:height, 0:width].astype(np.float32)
        self._field = np.empty((height, width, 2), np.float32)
        self._maps = [np.empty((height, width), np.float32) for _ in range(2)]
        self._planes = [np.empty((height, width), np.float32) for _ in range(4)]
        self._luma = np.empty((height, width), np.uint8)
        self._moved = np.empty_like(data.out)

    def __call__(self, frame: Array) -> None:
        data, (alpha, rest, *_) = self._data, self._planes
        cv2.resize(data.field, self._size, dst=self._field, interpolation=cv2.INTER_LINEAR)
        map_x, map_y = cv2.split(self._field, self._maps)
        cv2.add(map_x, self._x, dst=map_x)
        cv2.add(map_y, self._y, dst=map_y)
        cv2.remap(frame, map_x, map_y, cv2.INTER_LINEAR, dst=self._moved)
        cv2.remap(self._guided(frame), map_x, map_y, cv2.INTER_LINEAR, dst=alpha)
        cv2.subtract(1.0, alpha, dst=rest)
        under = data.plate if data.background is None else data.background
        cv2.blendLinear(self._moved, under, alpha, rest, dst=data.out)

    def _guided(self, frame: Array) -> Array:
        """Fast guided filter: coefficients at matte size, applied to the full-size luma."""
        matte = self._data.matte
        size = matte.shape[::-1]
        cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY, dst=self._luma)
        small = cv2.resize(self._luma, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
        box = (2 * RADIUS + 1, 2 * RADIUS + 1)
        mean_y, mean_m = cv2.blur(small, box), cv2.blur(matte, box)
        slope = (cv2.blur(small * matte, box) - mean_y * mean_m) / (
            cv2.blur(small * small, box) - mean_y * mean_y + EPS
        )
        offset = cv2.blur(mean_m - slope * mean_y, box)
        raw, wide = self._planes[2:]
        cv2.resize(cv2.blur(slope, box), self._size, dst=wide)
        cv2.multiply(wide, self._luma, dst=raw, dtype=cv2.CV_32F)
        cv2.resize(offset, self._size, dst=wide)
        cv2.add(raw, wide, dst=raw)
        cv2.max(raw, 0.0, dst=raw)
        return cv2.min(raw, 1.0, dst=raw)


def times(work: Callable[[int], object], count: int) -> Array:
    """Milliseconds of ``count`` calls, after a few that do not count."""
    for i in range(3):
        work(i)
    taken = []
    for i in range(count):
        start = time.perf_counter()
        work(i)
        taken.append(1000 * (time.perf_counter() - start))
    return np.array(taken)


def row(name: str, threads: int | str, taken: Array, ratio: str = "") -> None:
    """Print one line of the table."""
    print(
        f"| {name} | {threads} | {np.median(taken):.2f} | {np.percentile(taken, 99):.2f}"
        f" | {taken.min():.2f} | {ratio} |"
    )


def measure(size: str, kind: str, count: int) -> None:
    """All lines of one case: the copy, ours and OpenCV's, with one and two threads."""
    data = scene(kind, *SIZES[size])
    name = f"{size}p {kind}"
    copied = times(lambda i: np.copyto(data.out, data.frames[i % RING]), count)
    row(f"{name}: copy of a frame", 1, copied)
    chain = OpenCvChain(data)
    for threads in (1, 2):
        cv2.setNumThreads(threads)
        theirs = times(lambda i: chain(data.frames[i % RING]), max(count // 4, 5))
        with Bands(threads) as bands:

            def ours(i: int, bands: Bands = bands) -> None:
                frame = data.frames[i % RING]
                layer = Layer(frame, data.matte, data.field)
                render(
                    bands, data.out, frame, [layer], plate=data.plate, background=data.background
                )

            taken = times(ours, count)
        row(f"{name}: OpenCV chain", threads, theirs)
        row(f"{name}: fused", threads, taken, f"{np.median(theirs) / np.median(taken):.1f}x")


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--sizes", default="720,1080,2160")
    asked = parser.parse_args()
    warm_up()
    print("| case | threads | median ms | p99 | min | times faster |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in asked.sizes.split(","):
        for kind in ("span", "dense"):
            measure(size, kind, asked.frames)


if __name__ == "__main__":
    main()
