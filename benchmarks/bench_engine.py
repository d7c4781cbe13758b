"""The engine's own cost: trivial nodes in chains, with statistics on.

    python benchmarks/bench_engine.py [--frames 3000] [--rounds 5]

Prints microseconds per node and frame (median and range over the rounds) for chains of 10 and 100
nodes that add one to a number, beside a plain Python loop over the same calls.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time

from muse_nodes.api import Ctx, EndOfStream, Number, StreamInfo, node
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import NullDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry


@node("bench.count", category="Bench")
class Count:
    """1, 2, 3, … up to ``frames``."""

    def setup(self, ctx: Ctx, *, frames: int) -> None:
        self.left = frames

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, True)

    def process(self, ctx: Ctx, *, frames: int = 10) -> Number:
        if not self.left:
            raise EndOfStream
        self.left -= 1
        return 1.0


@node("bench.add", category="Bench")
class Add:
    """One more."""

    def process(self, ctx: Ctx, number: Number, *, by: float = 1.0) -> Number:
        return number + by


@node("bench.end", category="Bench")
class End:
    """Takes a number and does nothing with it."""

    def process(self, ctx: Ctx, number: Number) -> None: ...


def chain(length: int, frames: int) -> Graph:
    nodes = [Node("in", "bench.count", params=Params({"frames": frames}))]
    nodes += [Node(f"n{i}", "bench.add") for i in range(length)]
    nodes.append(Node("out", "bench.end"))
    links = tuple(
        Link(Port(a.id, "number"), Port(b.id, "number")) for a, b in itertools.pairwise(nodes)
    )
    return Graph(nodes=tuple(nodes), links=links)


def engine_us(length: int, frames: int, workers: int) -> float:
    device = NullDevice()
    host = Host(Registry().extended([Count, Add, End]), NoModels(), device, device)
    run = host.start(chain(length, frames), RunOptions(workers=workers))
    run.wait()
    stats = run.close()
    assert stats.frames == frames
    return (stats.ended - stats.started) / 1e3 / frames / length


def loop_us(length: int, frames: int) -> float:
    calls = [Add().process] * length
    started = time.perf_counter_ns()
    for _ in range(frames):
        value = 1.0
        for call in calls:
            value = call(None, value, by=1.0)  # type: ignore[arg-type]  # Add needs no ctx
    return (time.perf_counter_ns() - started) / 1e3 / frames / length


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    print("| chain | workers | µs per node and frame: median (min to max) | plain loop |")
    print("| --- | --- | --- | --- |")
    for length in (10, 100):
        frames = max(100, args.frames * 10 // length)
        plain = statistics.median(loop_us(length, frames) for _ in range(args.rounds))
        for workers in (1, 2):
            found = [engine_us(length, frames, workers) for _ in range(args.rounds)]
            middle = statistics.median(found)
            print(
                f"| {length} | {workers} | {middle:.2f} ({min(found):.2f} to {max(found):.2f}) "
                f"| {plain:.2f} |"
            )


if __name__ == "__main__":
    main()
