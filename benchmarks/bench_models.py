"""Milliseconds per network and frame, with pre- and post-processing, on one thread.

    python benchmarks/bench_models.py --models DIR --clip FILE [--frames 120] [--size 1280x720]

The clip should show a person. Each line: median, 99th percentile and the fastest, the part of the
median that ONNX Runtime takes alone, and what the network gave. Figures depend on what
else the machine does; compare lines of one run.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from muse_nodes.api import ModelError, frame_spec
from muse_nodes.models import CATALOGUE, ModelLibrary
from muse_nodes.models.session import Binding


def decode(path: Path, count: int, size: tuple[int, int]) -> list[np.ndarray]:
    """The first frames of a clip as RGB, resized to (width, height)."""
    frames = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            picture = cv2.resize(frame.to_ndarray(format="rgb24"), size)
            frames.append(np.ascontiguousarray(picture))
            if len(frames) == count:
                break
    return frames


class Stopwatch:
    """Adds up the time spent in ONNX Runtime by timing every binding's run."""

    def __init__(self) -> None:
        self.seconds = 0.0
        inner = Binding.run

        def run(binding: Binding) -> None:
            start = time.perf_counter()
            inner(binding)
            self.seconds += time.perf_counter() - start

        Binding.run = run

    def lap(self) -> float:
        """Seconds since the last lap."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


def measure(network: Any, frames: list[np.ndarray], watch: Stopwatch, fresh: bool) -> str:
    """Run over all frames; ``fresh`` forgets the tracked region before every frame."""
    out = np.empty(network.output.shape, np.float32) if network.info.task == "segment" else None
    total, inside = [], []
    for frame in frames[:5]:
        network(frame, out=out)
    network.reset()
    watch.lap()
    for frame in frames:
        if fresh:
            network.reset()
        start = time.perf_counter()
        network(frame, out=out)
        total.append((time.perf_counter() - start) * 1e3)
        inside.append(watch.lap() * 1e3)
    median, slow, fast = np.median(total), np.percentile(total, 99), np.min(total)
    return f"{median:7.2f} {slow:7.2f} {fast:7.2f} {np.median(inside):9.2f}   {network.output}"


def main() -> None:
    """Measure every catalogued model that is on disk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, action="append", required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    frames = decode(options.clip, options.frames, (width, height))
    library = ModelLibrary(options.models)
    watch = Stopwatch()
    print(f"{len(frames)} frames of {width}x{height}, {options.threads} thread(s), ms")
    print(f"{'':26} median     p99 fastest   network")
    for entry in CATALOGUE:
        try:
            spec = frame_spec(height, width)
            network = library.network(entry.task, entry.name, frame=spec, threads=options.threads)
        except ModelError as error:
            print(f"{entry.name:24} {error.message}")
            continue
        print(f"{entry.name:24} {measure(network, frames, watch, False)}")
        if len(entry.files) > 1 or (entry.card is not None and entry.card.follow):
            print(f"{'  searching anew':24} {measure(network, frames, watch, True)}")


if __name__ == "__main__":
    main()
