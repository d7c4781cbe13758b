"""``muse bench``: how fast the live graph is on this machine, with the networks that are here.

Frames come from memory, so neither a camera nor a decoder is in the figures. Each size is run
several times; the table has medians and, as the machine's noise, their range. A copy of a frame is
measured beside them: where it is slow, so is everything else.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes.api import Ctx, EndOfStream, Frame, NodeError, Spec, StreamInfo, node
from muse_nodes.api.ports import frame_spec
from muse_nodes.cli.common import UsageProblemError, add_folders, registry_of, settings_of
from muse_nodes.document import Graph, Params, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.stats import peak_rss_mb, percentile

CLIP_FRAMES = 48


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse bench``."""
    add_folders(parser)
    parser.add_argument("--clip", type=Path, metavar="FILE", help="a video (default: demo scene)")
    parser.add_argument("--heights", type=int, nargs="+", default=[720, 1080], metavar="H")
    parser.add_argument("--frames", type=int, default=300, metavar="N", help="frames per run")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs per size")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    if min(*args.heights, args.frames, args.rounds) < 1 or args.frames < 2 * CLIP_FRAMES:
        print(f"muse bench: ask for at least {2 * CLIP_FRAMES} frames, 1 round.", file=sys.stderr)
        return 2
    from muse_nodes.engine.device import CpuDevice

    device = CpuDevice(2)
    registry = registry_of(settings)
    models = load_models(settings.all_model_folders(tuple(args.models)))
    host = Host(registry, models, device, device)
    try:
        found = [_measure(host, args, height) for height in args.heights]
    finally:
        host.close()
    if args.json:
        print(json.dumps([f.as_json() for f in found], indent=2))
    else:
        print("\n".join(f.as_text() for f in found))
    return 0


@dataclass
class Figures:
    """What one size reached; lists have one entry per round."""

    size: str
    copy_ms: float
    fps: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    latency_ms: list[float] = field(default_factory=list)
    latency_p99_ms: list[float] = field(default_factory=list)
    nodes: dict[str, float] = field(default_factory=dict)
    backends: dict[str, str] = field(default_factory=dict)
    allocations: float = 0.0
    clip_mb: float = 0.0
    peak_mb: float = 0.0
    """Peak memory of the whole process so far, in MB; of that ``clip_mb`` are the frames."""

    def as_json(self) -> dict[str, object]:
        return dict(vars(self))

    def as_text(self) -> str:
        lines = [
            f"{self.size}: {_spread(self.fps, '.0f')} fps, {_spread(self.cpu_ms, '.1f')} CPU ms a "
            f"frame; one frame at a time {_spread(self.latency_ms, '.1f')} ms, 99 % within "
            f"{_spread(self.latency_p99_ms, '.1f')} ms; copy of a frame {self.copy_ms:.2f} ms; "
            f"peak memory {self.peak_mb - self.clip_mb:.0f} MB beyond the clip"
        ]
        for name, ms in self.nodes.items():
            lines.append(f"  {name:<14}{ms:7.2f} ms  {self.backends.get(name, '')}")
        return "\n".join(lines)


def _spread(values: list[float], style: str) -> str:
    middle = format(statistics.median(values), style)
    return f"{middle} ({format(min(values), style)} to {format(max(values), style)})"


def _measure(host: Host, args: argparse.Namespace, height: int) -> Figures:
    pictures = clip_frames(args.clip, height)
    host = replace(host, registry=host.registry.extended([clip_node(pictures)]))
    graph = memory_graph(args.frames)
    first = pictures[0]
    figures = Figures(f"{first.shape[1]}x{first.shape[0]}", copy_ms(first))
    for _ in range(args.rounds):
        fps, cpu, done = timed_run(host, graph, args.frames, in_flight=2)
        figures.fps.append(fps)
        figures.cpu_ms.append(cpu)
        figures.allocations = done.stats.allocations / args.frames
        for one in done.stats.nodes:
            if one.durations.count and one.id not in ("camera", "preview"):
                figures.nodes[one.id] = statistics.median(one.durations.values()) / 1e6
                figures.backends[one.id] = one.backend or one.status.partition(". ")[0]
        del done  # a run's buffers must not be there twice: its memory is measured as well
        _, _, done = timed_run(host, graph, args.frames, in_flight=1)
        waits = [w / 1e6 for w in done.stats.latency.values()][CLIP_FRAMES:]
        figures.latency_ms.append(statistics.median(waits))
        figures.latency_p99_ms.append(percentile(waits, 0.99))
        del done
    figures.clip_mb = sum(p.nbytes for p in pictures) / 1e6
    figures.peak_mb = peak_rss_mb()
    return figures


def timed_run(host: Host, graph: Graph, frames: int, *, in_flight: int) -> tuple[float, float, Run]:
    """(frames per second, CPU ms per frame, the run), from the frame the clip repeats on."""
    run = host.start(graph, RunOptions(workers=2, in_flight=in_flight, paused=True))
    cpu = time.process_time()
    run.runner.resume()
    run.wait()
    cpu = time.process_time() - cpu
    stats = run.close()
    if stats.faults:
        raise NodeError(str(stats.faults[0]))
    ends = stats.finished_at.recent(frames - CLIP_FRAMES)
    seconds = (ends[-1] - ends[0]) / 1e9
    return (len(ends) - 1) / seconds, 1000 * cpu / frames, run


def copy_ms(frame: Any) -> float:
    """Median milliseconds that a plain copy of ``frame`` takes: the machine's own pace."""
    target = np.empty_like(frame)
    found = []
    for _ in range(50):
        started = time.perf_counter()
        np.copyto(target, frame)
        found.append(1000 * (time.perf_counter() - started))
    return statistics.median(found)


def memory_graph(frames: int) -> Graph:
    """The bundled live graph with frames from memory and without the virtual camera."""
    graph = load(find_graph("live")).sound()
    camera = graph.node("camera")
    clip = replace(camera, type="muse.bench.clip", params=Params({"frames": frames}))
    kept = tuple(n for n in graph.nodes if n.id != "virtual_camera")
    links = tuple(link for link in graph.links if link.target.node != "virtual_camera"
                  and link.source != ("camera", "plate"))  # fmt: skip
    return replace(graph, nodes=kept, links=links).with_node(clip)


def clip_node(pictures: list[Any]) -> type:
    """A node type that plays ``pictures``, which lie in memory, over and over."""

    @node("muse.bench.clip", category="Bench", title="Clip in memory")
    class MemoryClip:
        """Plays frames that lie in memory, over and over."""

        def setup(self, ctx: Ctx, *, frames: int) -> None:
            self.given = 0
            self.length = frames

        def plan(self, ctx: Ctx) -> Spec:
            return frame_spec(*pictures[0].shape[:2])

        def stream(self) -> StreamInfo:
            return StreamInfo(30.0, True)

        def process(self, ctx: Ctx, *, frames: int = 100) -> Frame:
            if self.given == self.length:
                raise EndOfStream
            self.given += 1
            frame: Frame = pictures[self.given % len(pictures)]
            return frame

    return MemoryClip


def clip_frames(path: Path | None, height: int) -> list[Any]:
    """Frames of a video, or of the demo scene, scaled to ``height`` rows."""
    from muse_nodes import media
    from muse_nodes.kernels import CpuOps

    if path is None:
        scene = media.DemoScene(round(height * 16 / 9 / 2) * 2, height)
        frames = [np.empty((height, scene.plate.shape[1], 3), np.uint8) for _ in range(CLIP_FRAMES)]
        for index, frame in enumerate(frames):
            scene.frame(2 * index, frame)
        return frames
    frames = []
    with closing(media.VideoReader(path)) as video, closing(CpuOps(1)) as ops:
        width, tall = video.size
        picture = np.empty((tall, width, 3), np.uint8)
        while len(frames) < CLIP_FRAMES:
            try:
                video.read(picture)
            except EndOfStream:
                break
            frame = np.empty((height, max(1, round(width * height / tall)), 3), np.uint8)
            ops.resize(frame, picture)
            frames.append(frame)
    return frames
