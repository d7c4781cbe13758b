"""The whole live graph against a graph-less loop of the same nodes and a plain OpenCV chain.

    python benchmarks/bench_live.py --clip CLIP --models DIR [--heights 720 1080] [--rounds 5]

Frames are decoded beforehand and scaled to each size, so decoding is not in the figures. The three
run in turn in one process, round by round; medians over the rounds, with their range as the
machine's noise. Prints a Markdown table per size:

- ``graph``: the engine: segment every frame, background buffer, warp from fixed key points,
  composite; two frames in flight.
- ``loop``: the same node objects called by two hand-written threads, one for the network and one
  for the rest, with a queue of one between them: what the engine is measured against.
- ``OpenCV``: cv2 and NumPy the obvious way (blob, network, running average, remap, blend).
- ``one at a time``: latency of a single frame through the graph without queueing.
- ``pose``: the graph with BlazePose on every second frame.
"""

from __future__ import annotations

import argparse
import queue
import resource
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from muse_nodes.api import (
    Ctx,
    Frame,
    Pose,
    Spec,
    frame_spec,
    node,
    pose_spec,
)
from muse_nodes.cli.bench import clip_frames, clip_node, copy_ms
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import Harness
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.stats import percentile

FRAMES: list[Any] = []
POINTS: list[Pose] = []


@node("bench.still_pose", category="Bench")
class StillPose:
    """Fixed key points, so that only the warp is measured and not the pose network."""

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return pose_spec(POINTS[0].points.shape[1])

    def process(self, ctx: Ctx, frame: Frame) -> Pose:
        return POINTS[0]


@node("bench.end", category="Bench")
class End:
    """Takes the picture and does nothing with it."""

    def process(self, ctx: Ctx, frame: Frame) -> None: ...


TYPES = {
    "camera": "muse.bench.clip", "segment": "muse.understanding.segment",
    "pose": "bench.still_pose", "background": "muse.background.buffer",
    "warp": "muse.shape.warp", "composite": "muse.compose.composite", "end": "bench.end",
}  # fmt: skip
LINKS = [
    "camera.frame segment.frame", "camera.frame pose.frame", "camera.frame background.frame",
    "segment.matte background.matte", "camera.frame warp.frame", "segment.matte warp.matte",
    "pose.pose warp.pose", "camera.frame composite.frame", "background.plate composite.room",
    "warp.layer composite.layer1", "composite.image end.frame",
]  # fmt: skip


def live_graph(frames: int, model: str, *, blazepose: bool = False) -> Graph:
    types = TYPES | ({"pose": "muse.understanding.pose"} if blazepose else {})
    params: dict[str, dict[str, object]] = {
        "camera": {"frames": frames},
        "segment": {"model": model},
    }
    if blazepose:
        params["pose"] = {"every": 2, "track": False}
    nodes = tuple(Node(n, t, params=Params(params.get(n, {}))) for n, t in types.items())
    links = tuple(Link(*(Port.parse(end) for end in text.split())) for text in LINKS)
    return Graph(nodes=nodes, links=links)


class Figures:
    """What one variant reached, round by round."""

    def __init__(self) -> None:
        self.fps: list[float] = []
        self.cpu_ms: list[float] = []
        self.latency: list[tuple[float, float]] = []
        self.allocations = 0.0
        self.stages: dict[str, float] = {}

    def timed(self, frames: int, work: Callable[[], None]) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.fps.append(frames / wall)
        self.cpu_ms.append(1000 * cpu / frames)


def run_graph(
    host: Host, graph: Graph, frames: int, figures: Figures, *, in_flight: int = 2
) -> None:
    run = host.start(graph, RunOptions(workers=2, in_flight=in_flight, paused=True))
    cpu = time.process_time()
    run.runner.resume()
    run.wait()
    cpu = time.process_time() - cpu
    stats = run.close()
    assert stats.frames == frames, stats.faults
    waits = [w / 1e6 for w in stats.latency.values()][-frames + 10 :]
    figures.fps.append(frames / ((stats.ended - stats.finished_at.recent(frames)[0]) / 1e9))
    figures.cpu_ms.append(1000 * cpu / frames)
    figures.latency.append((statistics.median(waits), percentile(waits, 0.99)))
    figures.allocations = stats.allocations / frames
    figures.stages = {
        n.id: statistics.median(n.durations.values()) / 1e6
        for n in stats.nodes
        if n.durations.count
    }


class Loop:
    """The nodes of the live graph, called by hand."""

    def __init__(self, host: Host, model: str) -> None:
        self.nodes: dict[str, Any] = {}
        for name in ("segment", "background", "warp", "composite"):
            schema = host.registry.get(TYPES[name])
            assert schema is not None
            self.nodes[name] = Harness(schema, host.models).bound(host.device)
        self.model = model

    def matte(self, frame: Frame) -> Any:
        return self.nodes["segment"](frame, model=self.model)

    def picture(self, frame: Frame, matte: Any) -> Any:
        room = self.nodes["background"](frame, matte)
        layer = self.nodes["warp"](frame, matte, POINTS[0])
        return self.nodes["composite"](frame, room.plate, None, layer)

    def run(self, frames: int) -> None:
        between: queue.Queue[Any] = queue.Queue(1)

        def network() -> None:
            for i in range(frames):
                frame = FRAMES[i % len(FRAMES)]
                between.put((frame, self.matte(frame)))

        thread = threading.Thread(target=network)
        thread.start()
        for _ in range(frames):
            self.picture(*between.get())
        thread.join()


class OpenCvChain:
    """The same picture the obvious way: ONNX Runtime, cv2 and NumPy, one frame after the other."""

    def __init__(self, models: Path, field: Any) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = str(models / "selfie_segmentation.onnx")
        self.session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )
        self.field = field
        height, width = FRAMES[0].shape[:2]
        self.grid = np.mgrid[0:height, 0:width].astype(np.float32)[::-1]
        self.room: Any = None

    def picture(self, frame: Any) -> Any:
        height, width = frame.shape[:2]
        small = cv2.resize(frame, (256, 256), interpolation=cv2.INTER_AREA)
        blob = small.astype(np.float32)[None] / 255
        matte = self.session.run(None, {"input_1": blob})[0][0, :, :, 0]
        full = cv2.resize(matte, (width, height))
        if self.room is None:
            self.room = frame.astype(np.float32)
        guard = cv2.dilate(full, np.ones((15, 15), np.uint8))
        cv2.accumulateWeighted(frame, self.room, 0.05, (guard < 0.5).astype(np.uint8))
        field = cv2.resize(self.field, (width, height))
        x, y = self.grid[0] + field[..., 0], self.grid[1] + field[..., 1]
        warped = cv2.remap(frame, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.remap(full, x, y, cv2.INTER_LINEAR)
        room = cv2.convertScaleAbs(self.room)
        under = np.where((guard > 0.1)[..., None], room, frame)
        return cv2.blendLinear(warped, under, alpha, 1 - alpha)

    def run(self, frames: int) -> None:
        for i in range(frames):
            self.picture(FRAMES[i % len(FRAMES)])


def find_pose(host: Host) -> None:
    """Key points of the first frame that has a person, from the pose network."""
    spec = frame_spec(*FRAMES[0].shape[:2])
    network = host.models.network("pose", "auto", frame=spec)
    for frame in FRAMES:
        pose = network(frame)
        if len(pose.points):
            POINTS[:] = [pose]
            return
    raise SystemExit("No person was found in the clip.")


def field_of(host: Host) -> Any:
    schema = host.registry.get(TYPES["warp"])
    assert schema is not None
    warp = Harness(schema, host.models).bound(host.device)
    matte = np.ones((256, 256), np.float32)
    for _ in range(30):
        layer = warp(FRAMES[0], matte, POINTS[0])
    return np.array(layer.field)


def row(name: str, figures: Figures, against: Figures | None = None) -> str:
    fps = statistics.median(figures.fps)
    text = f"| {name} | {fps:.0f} ({min(figures.fps):.0f} to {max(figures.fps):.0f}) "
    text += f"| {statistics.median(figures.cpu_ms):.1f} "
    if figures.latency:
        half, slow = (statistics.median(part) for part in zip(*figures.latency, strict=True))
        text += f"| {half:.1f} / {slow:.1f} "
    else:
        text += "| "
    ratios = [a / b for a, b in zip(figures.fps, against.fps, strict=True)] if against else []
    return text + (f"| {statistics.median(ratios):.2f} |" if ratios else "| |")


def measure(host: Host, args: argparse.Namespace, height: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    FRAMES[:] = clip_frames(args.clip, height)
    host = replace(host, registry=host.registry.extended([clip_node(FRAMES), StillPose, End]))
    find_pose(host)
    clip_mb = sum(f.nbytes for f in FRAMES) / 1e6
    graph, single, pose, loop, chain = (Figures() for _ in range(5))
    model = args.model
    by_hand, plain = Loop(host, model), OpenCvChain(args.models, field_of(host))
    n = args.frames
    by_hand.run(30)
    plain.run(5)
    for _ in range(args.rounds):
        run_graph(host, live_graph(n, model), n, graph)
        loop.timed(n, lambda: by_hand.run(n))
        chain.timed(n // 4, lambda: plain.run(n // 4))
        run_graph(host, live_graph(n, model), n, single, in_flight=1)
        run_graph(host, live_graph(n, model, blazepose=True), n, pose)
    print(
        f"\n{FRAMES[0].shape[1]}x{height}, {len(FRAMES)} frames, {args.rounds} rounds of {n}; "
        f"copy of a frame {copy_ms(FRAMES[0]):.2f} ms\n"
    )
    print("| variant | fps (min to max) | CPU ms per frame | latency ms p50 / p99 | fps ratio |")
    print("| --- | --- | --- | --- | --- |")
    print(row("graph", graph))
    print(row("loop (ratio: graph / loop)", loop, None)[:-1] + _ratio(graph, loop))
    print(row("OpenCV (ratio: graph / OpenCV)", chain, None)[:-1] + _ratio(graph, chain))
    print(row("one at a time", single))
    print(row("with BlazePose every 2nd frame", pose))
    stages = ", ".join(f"{k} {v:.2f}" for k, v in graph.stages.items())
    alone = ", ".join(f"{k} {v:.2f}" for k, v in single.stages.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"\nmedian ms per node, two in flight: {stages}\none at a time: {alone}")
    print(
        f"buffers made per frame after settling: {graph.allocations:g}; peak memory "
        f"{peak:.0f} MB, {peak - clip_mb:.0f} MB beyond the clip (at start {before:.0f} MB)"
    )


def _ratio(a: Figures, b: Figures) -> str:
    ratios = [x / y for x, y in zip(a.fps, b.fps, strict=True)]
    return f" {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--model", default="selfie_square")
    parser.add_argument("--heights", type=int, nargs="+", default=[720, 1080])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=300)
    args = parser.parse_args()
    registry = load_registry()
    device = CpuDevice(2)
    host = Host(registry, load_models([args.models]), device, device)
    for height in args.heights:
        measure(host, args, height)
    host.close()


if __name__ == "__main__":
    main()
