"""A network exchanged while the graph runs: what reaches the sink meanwhile.

    python benchmarks/bench_swap.py --clip CLIP --models DIR [--swaps 50] [--height 720]

A clip in memory runs at 30 fps against the clock; ``segment.model`` goes back and forth between two
real networks. Two graphs: ``replaced`` (cutout before a plain colour, behind the guard of a public
sink, with the learned room beside it) and ``live`` (BlazePose, warp, learned room). Rounds with
exchanges and rounds without take turns, so that both see the same machine. Prints a table:

- frames that no tick took (dropped) and that came more than once (repeated), exchange and control;
- the largest gap between two pictures at the sink around each exchange, from the moment it was
  asked for until 0.2 s after it ran; for the control windows of the same length;
- time from asking to running, and how long of that the door was shut (frames under way finish, the
  new plan takes its place);
- the learned room: its bytes right before and right after the new plan took its place, with the
  door shut (a pass of its own, because hashing takes time);
- pictures that were not mostly the plain colour (``replaced`` only): there must be none.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from muse_nodes.api import Ctx, Frame, Number, Privacy, Spec, StreamInfo, frame_spec, node
from muse_nodes.api.ports import NUMBER
from muse_nodes.cli.bench import clip_frames
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.line import Line
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.stats import percentile

FRAMES: list[Any] = []
FPS = 30.0
MODELS = ("selfie_square", "selfie_landscape")
COLOUR = (255, 0, 255)
AFTER = 0.2
"""Seconds after an exchange that still count to it."""


class Given(NamedTuple):
    frame: Frame
    number: Number


@node("bench.clip", category="Bench")
class Clip:
    """The frames in memory, to and fro, each with its number."""

    def setup(self, ctx: Ctx) -> None:
        self.given = 0

    def stream(self) -> StreamInfo:
        return StreamInfo(FPS, patient=True)

    def plan(self, ctx: Ctx) -> tuple[Spec, Spec]:
        return frame_spec(*FRAMES[0].shape[:2]), Spec(NUMBER)

    def process(self, ctx: Ctx) -> Given:
        there_and_back = 2 * len(FRAMES) - 2
        place = self.given % there_and_back
        self.given += 1
        out = ctx.empty(frame_spec(*FRAMES[0].shape[:2]))
        out[...] = FRAMES[min(place, there_and_back - place)]
        return Given(out, float(self.given))


@dataclass
class Arrived:
    """What a sink saw: when each picture came, of which number, and how much of it was plain."""

    at: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)


SEEN = Arrived()


@node("bench.viewer", category="Bench", public="always", queue=4)
class Viewer:
    """Notes each picture when it comes."""

    def process(
        self, ctx: Ctx, frame: Frame, number: Number | None = None, *, room: Privacy = "auto"
    ) -> None:
        SEEN.at.append(time.perf_counter())
        SEEN.numbers.append(-1 if number is None else int(number))
        SEEN.plain.append(float((frame[::16, ::16] == COLOUR).all(axis=-1).mean()))


Parts = tuple[dict[str, tuple[str, dict[str, Any]]], list[str]]
"""Type and parameters by node id, and links."""

REPLACED: Parts = (
    {
        "clip": ("bench.clip", {}), "segment": ("muse.understanding.segment", {}),
        "cutout": ("muse.compose.cutout", {}), "buffer": ("muse.background.buffer", {}),
        "colour": ("muse.background.source", {"kind": "colour", "colour": "#ff00ff"}),
        "composite": ("muse.compose.composite", {}), "viewer": ("bench.viewer", {"room": "hide"}),
    },
    ["clip.frame segment.frame", "clip.frame cutout.frame", "segment.matte cutout.matte",
     "clip.frame buffer.frame", "segment.matte buffer.matte", "clip.frame colour.frame",
     "buffer.plate colour.room", "colour.frame composite.background", "clip.frame composite.frame",
     "cutout.layer composite.layer1", "buffer.plate composite.room", "composite.image viewer.frame",
     "clip.number viewer.number"],
)  # fmt: skip
LIVE: Parts = (
    {
        "clip": ("bench.clip", {}), "segment": ("muse.understanding.segment", {}),
        "pose": ("muse.understanding.pose", {"every": 2}), "buffer": ("muse.background.buffer", {}),
        "warp": ("muse.shape.warp", {}), "composite": ("muse.compose.composite", {}),
        "viewer": ("bench.viewer", {"room": "show"}),
    },
    ["clip.frame segment.frame", "clip.frame pose.frame", "segment.matte pose.matte",
     "clip.frame buffer.frame", "segment.matte buffer.matte", "clip.frame warp.frame",
     "segment.matte warp.matte", "pose.pose warp.pose", "clip.frame composite.frame",
     "warp.layer composite.layer1", "buffer.plate composite.room", "composite.image viewer.frame",
     "clip.number viewer.number"],
)  # fmt: skip
GRAPHS = {"replaced": REPLACED, "live": LIVE}


def graph_of(name: str, model: str) -> Graph:
    types, wires = GRAPHS[name]
    nodes = tuple(
        Node(n, kind, params=Params(params | ({"model": model} if n == "segment" else {})))
        for n, (kind, params) in types.items()
    )
    links = tuple(Link(*(Port.parse(end) for end in wire.split())) for wire in wires)
    return Graph(nodes=nodes, links=links)


@dataclass
class Round:
    """What one kind of round added up to. Times in seconds."""

    gaps: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    dropped: int = 0
    repeated: int = 0
    pictures: int = 0
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)


def exchange(run: Run, swaps: int, pause: float, into: Round) -> None:
    """Exchange the network ``swaps`` times."""
    place = run.runner.swap

    def swap(*given: Any) -> bool:
        began = time.perf_counter()
        try:
            return place(*given)
        finally:
            into.held.append(time.perf_counter() - began)

    with Counted(run, into), patched(run, swap):
        for _ in range(swaps):
            now = run.graph.node("segment").params["model"]
            asked = time.perf_counter()
            change = run.set_param("segment", "model", MODELS[now == MODELS[0]])
            change.wait(30)
            into.took.append(time.perf_counter() - asked)
            if not change.applied:
                into.refused += [str(p) for p in change.problems]
            time.sleep(AFTER)
            into.gaps.append(largest_gap(asked, time.perf_counter()))
            time.sleep(pause)


@contextmanager
def patched(run: Run, swap: Callable[..., bool]) -> Iterator[None]:
    """``swap`` in place of the runner's own, to look at it from outside."""
    before = run.runner.swap
    run.runner.swap = swap  # type: ignore[method-assign]  # a measure, in this program only
    try:
        yield
    finally:
        run.runner.swap = before  # type: ignore[method-assign]  # as it was


def control(swaps: int, pause: float, window: float, run: Run, into: Round) -> None:
    """The same without exchanges."""
    with Counted(run, into):
        for _ in range(swaps):
            asked = time.perf_counter()
            time.sleep(window)
            into.gaps.append(largest_gap(asked, time.perf_counter()))
            time.sleep(pause)


class Counted:
    """Adds what a stretch of a run dropped and repeated."""

    def __init__(self, run: Run, into: Round) -> None:
        self.run, self.into = run, into

    def __enter__(self) -> None:
        self.first, self.began = len(SEEN.at), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        numbers = [n for n in SEEN.numbers[self.first :] if n > 0]
        into = self.into
        into.repeated += len(numbers) - len(set(numbers)) + SEEN.numbers[self.first :].count(-1)
        into.dropped += numbers[-1] - numbers[0] + 1 - len(set(numbers))
        into.pictures += len(numbers)
        into.seconds += time.perf_counter() - self.began


def largest_gap(start: float, end: float) -> float:
    """Seconds between two new pictures, one of which at least came between the two times."""
    times = [at for at, number in zip(SEEN.at, SEEN.numbers, strict=False) if number > 0]
    gaps = [b - a for a, b in pairwise(times) if b >= start and a <= end]
    return max(gaps, default=end - start)


def states_kept(run: Run, swaps: int) -> str:
    """How many exchanges, of all there were, left the learned room byte for byte as it was."""
    runner, place = run.runner, run.runner.swap
    kept: list[bool] = []

    def swap(line: Line, *more: Any) -> bool:
        with runner.at_rest():
            before = learned(run)
            done = place(line, *more)
            kept.append(done and learned(run) == before)
        return done

    with patched(run, swap):
        exchange(run, swaps, 0.1, Round())
    return f"{sum(kept)} of {len(kept)}"


def learned(run: Run) -> str:
    """A hash of all that the background buffer has learned, and of the picture it gives."""
    bound = run.ready.node("buffer")
    assert bound is not None
    room = bound.instance.room
    told = hashlib.blake2b()
    for part in (room.sums, room.confidence, room.plate):
        told.update(np.ascontiguousarray(part).data)
    told.update(repr((room.now, room.row, room.gain, id(room))).encode())
    return told.hexdigest()


def ms(values: list[float]) -> str:
    """Median, p95 and largest of some seconds, in ms."""
    figures = statistics.median(values), percentile(values, 0.95), max(values)
    return " / ".join(f"{1000 * v:.0f}" for v in figures)


def measure(host: Host, name: str, args: argparse.Namespace) -> None:
    SEEN.at, SEEN.numbers, SEEN.plain = [], [], []
    run = host.start(graph_of(name, MODELS[0]), RunOptions(realtime=True, stop_on_fault=False))
    time.sleep(3)
    rounds = max(1, args.swaps // 10)
    with_, without = Round(), Round()
    first = len(SEEN.plain)
    for _ in range(rounds):
        exchange(run, args.swaps // rounds, args.pause, with_)
        window = statistics.median(with_.took) + AFTER
        control(args.swaps // rounds, args.pause, window, run, without)
    kept = states_kept(run, min(args.swaps, 10))
    plain = SEEN.plain[first:]
    outlet = run.runner.line.outlets[0]
    guard = outlet.guard
    stats = run.close()
    bare = f"{min(plain):.2f}" if name == "replaced" else "-"
    print(f"\n{name}, {FRAMES[0].shape[1]}x{FRAMES[0].shape[0]} at {FPS:g} fps\n")
    print("| | with exchanges | without |\n| --- | --- | --- |")
    for text, a, b in (
        ("pictures in seconds", _of(with_), _of(without)),
        ("dropped / repeated", f"{with_.dropped} / {with_.repeated}",
         f"{without.dropped} / {without.repeated}"),
        ("largest gap ms, median / p95 / max", ms(with_.gaps), ms(without.gaps)),
        ("asked to running ms", ms(with_.took), ""),
        ("of that the door was shut ms", ms(with_.held), ""),
    ):  # fmt: skip
        print(f"| {text} | {a} | {b} |")
    print(
        f"\nexchanges {len(with_.took)}, refused {len(with_.refused)} {with_.refused[:1]}; "
        f"room kept {kept}; least plain share {bare}; guard withheld "
        f"{guard.withheld if guard else '-'}, slated {guard.slated if guard else '-'}; "
        f"faults {[str(f) for f in stats.faults]}; frame time {1000 / FPS:.1f} ms"
    )


def _of(figures: Round) -> str:
    return f"{figures.pictures} in {figures.seconds:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--graphs", nargs="+", default=list(GRAPHS), choices=list(GRAPHS))
    parser.add_argument("--swaps", type=int, default=50)
    parser.add_argument("--pause", type=float, default=0.3)
    parser.add_argument("--height", type=int, default=720)
    args = parser.parse_args()
    FRAMES[:] = clip_frames(args.clip, args.height)
    device = CpuDevice(2)
    registry = load_registry().extended([Clip, Viewer])
    host = replace(Host(registry, load_models([args.models]), device, device), threads=2)
    for name in args.graphs:
        measure(host, name, args)
    host.close()


if __name__ == "__main__":
    main()
