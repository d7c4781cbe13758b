"""What an open editor costs the live graph: frames per second with it and without, in turn.

    xvfb-run -a python benchmarks/bench_editor.py [--clip CLIP] [--models DIR] [--rounds 5]

Frames come from memory at their full speed, not at the camera's, and both variants run in this one
process, round by round, so that the machine's noise meets them alike. ``editor`` is a window with
the viewport, which follows the result at 30 pictures a second, and eight thumbnails of 160x90 at 8
a second, as the canvas asks for them. Prints a table and the ratio; ``--parts`` measures as well
what each part of it costs alone. ``editor CPU`` is what the editor's own threads took (window,
observer, driver), in per cent of one core: of two cores half of it is what the graph can lose, and
unlike the frame rates it hardly minds a busy machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from muse_nodes.cli.bench import clip_frames, clip_node, memory_graph
from muse_nodes.document import Graph
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine, EngineOptions
from muse_nodes.editor.messages import Figures, View, Wanted
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport import Viewport
from muse_nodes.engine.host import Host, load_models, open_host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry, load_registry

EDITORS = ("MainThread", "muse-observer", "muse-driver")
FOR_EVER = 1 << 30
SKIPPED = 1.0
"""Seconds of each round that are not counted."""

THUMBNAIL = Wanted(160, 90, 8.0)
VARIANTS = {"editor": (True, True), "core": (False, False), "viewport": (True, False),
            "thumbnails": (False, True)}  # fmt: skip
"""Variant: whether it has the viewport, and whether it has thumbnails."""


def headless(open_: Callable[[], Host], graph: Graph, seconds: float) -> tuple[float, float]:
    """(frames a second, CPU ms per frame) without an editor."""
    host = open_()
    run = host.start(graph, RunOptions(workers=2))
    time.sleep(SKIPPED)
    first, began, cpu = run.stats.frames, time.perf_counter(), time.process_time()
    time.sleep(seconds)
    frames, wall = run.stats.frames - first, time.perf_counter() - began
    cpu = time.process_time() - cpu
    run.close()
    host.close()
    return frames / wall, 1000 * cpu / frames


def own_cpu() -> float:
    """Seconds that the editor's own threads have computed so far."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    return sum(
        found.user_time + found.system_time
        for found in psutil.Process().threads()
        if names.get(found.id, "").startswith(EDITORS)
    )


class Result(NamedTuple):
    """What a round of an editor reached; ``editor`` is its CPU in per cent of one core."""

    fps: float
    cpu_ms: float
    pictures: float
    editor: float


class Window:
    """An editor with one graph, as far as it is measured."""

    def __init__(
        self, open_: Callable[[], Host], registry: Registry, graph: Graph,
        *, viewport: bool, thumbnails: bool,
    ) -> None:  # fmt: skip
        engine = Engine(open_, EngineOptions(realtime=False))
        self.session = Session(Document(graph), engine, registry)
        self.pictures = 0
        self.figures: list[tuple[Figures, float, float]] = []
        engine.picture.connect(self._count)
        engine.figures.connect(self._keep)
        self.viewport = Viewport(self.session) if viewport else None
        if self.viewport is not None:
            self.viewport.resize(1280, 800)
            self.viewport.show()
        if thumbnails:
            wires = [View(n.id, o.name) for n in graph.nodes
                     for o in getattr(registry.get(n.type), "outputs", ())]  # fmt: skip
            self.session.watch("canvas", dict.fromkeys(wires[:8], THUMBNAIL))

    def _count(self, picture: object) -> None:
        self.pictures += 1

    def _keep(self, figures: Figures) -> None:
        self.figures.append((figures, time.process_time(), own_cpu()))

    def measure(self, seconds: float) -> Result:
        """Run for so many seconds."""
        engine = self.session.engine
        self.session.run()
        spin(lambda: bool(self.figures) and self.figures[-1][0].frames > 1)
        begun = self.figures[-1][0].at
        spin(lambda: self.figures[-1][0].at > begun + SKIPPED)
        (first, cpu, own), shown = self.figures[-1], self.pictures
        spin(lambda: self.figures[-1][0].at > first.at + seconds)
        (last, now, own_now), shown = self.figures[-1], self.pictures - shown
        engine.stop()
        spin(lambda: engine.state == "stopped")
        frames, wall = last.frames - first.frames, last.at - first.at
        return Result(
            frames / wall, 1000 * (now - cpu) / frames, shown / wall, 100 * (own_now - own) / wall
        )

    def close(self) -> None:
        if self.viewport is not None:
            self.viewport.close()
            self.viewport.deleteLater()
        self.session.engine.close()


def spin(holds: Callable[[], bool]) -> None:
    """Let the event loop run, as it does in the program, until something holds."""
    loop, look = QEventLoop(), QTimer()
    look.timeout.connect(lambda: loop.quit() if holds() else None)
    look.start(100)
    loop.exec()
    look.stop()


def measure(registry: Registry, graph: Graph, args: argparse.Namespace) -> None:
    models = load_models(args.models)

    def open_() -> Host:
        return open_host(registry, models)

    names = ["editor", *(("core", "viewport", "thumbnails") if args.parts else ())]
    alone: list[tuple[float, float]] = []
    found: dict[str, list[Result]] = {name: [] for name in names}
    for _ in range(args.rounds):
        alone.append(headless(open_, graph, args.seconds))
        for name in names:
            viewport, thumbnails = VARIANTS[name]
            window = Window(open_, registry, graph, viewport=viewport, thumbnails=thumbnails)
            found[name].append(window.measure(args.seconds))
            window.close()
    print("| variant | fps (min to max) | CPU ms a frame | pictures/s | editor CPU % | fps ratio |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(
        f"| headless | {_spread([f for f, _ in alone])} | {_mid([c for _, c in alone]):.2f} | | | |"
    )
    for name in names:
        rounds = found[name]
        cost, shown, own = (_mid([r[i] for r in rounds]) for i in (1, 2, 3))
        ratios = [one.fps / fps for one, (fps, _) in zip(rounds, alone, strict=True)]
        print(
            f"| {name} | {_spread([r.fps for r in rounds])} | {cost:.2f} | {shown:.0f} | {own:.1f} "
            f"| {_mid(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}) |"
        )


_mid = statistics.median


def _spread(values: list[float]) -> str:
    return f"{_mid(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, help="a video (default: the demo scene)")
    parser.add_argument("--models", type=Path, nargs="*", default=[])
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--parts", action="store_true", help="also each part of the editor alone")
    args = parser.parse_args()
    if "DISPLAY" not in os.environ and os.name == "posix":
        parser.error("this needs a display; run it by 'xvfb-run -a python ...'")
    app = QApplication([])
    frames = clip_frames(args.clip, args.height)
    registry = load_registry().extended([clip_node(frames)])
    print(
        f"{frames[0].shape[1]}x{frames[0].shape[0]}, {args.rounds} rounds of {args.seconds:g} s\n"
    )
    measure(registry, memory_graph(FOR_EVER), args)
    app.quit()


if __name__ == "__main__":
    main()
