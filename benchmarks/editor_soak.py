"""Endurance of the editor: edits without end, and a long run with edits all the time.

    python benchmarks/editor_soak.py --cycles 1000 --minutes 10

prints what it saw and ends with status 1 when memory or lost references grew. The tests run a short
one (``tests/editor/test_editor_soak.py``).
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from muse_nodes.document import AddNode, Batch, Connect, Node, Port, RemoveNode, SetParam, load
from muse_nodes.editor import theme
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.settings import Settings

MOST_GROWTH = 0.05
"""Memory may grow by this share after the first part of a stretch."""

ALL = QEventLoop.ProcessEventsFlag.AllEvents

TYPES = ("muse.compose.caption", "muse.compose.display_mode", "muse.compose.statistics")
"""Node types that take a picture and give one."""


@dataclass
class Stretch:
    """What was seen of one kind of endurance. Memory in MB, ``nones`` references to None."""

    name: str
    done: int = 0
    frames: int = 0
    memory: list[float] = field(default_factory=list)
    nones: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Note memory and references now."""
        settle()
        self.memory.append(psutil.Process().memory_info().rss / 1e6)
        self.nones.append(sys.getrefcount(None))

    @property
    def growth(self) -> float:
        """Share by which memory grew from the second tenth to the last one."""
        tenth = max(1, len(self.memory) // 10)
        before = statistics.median(self.memory[tenth : 2 * tenth] or self.memory[:1])
        return statistics.median(self.memory[-tenth:]) / before - 1

    @property
    def lost(self) -> int:
        """References to None that were lost since the first look; gained ones do no harm."""
        return max(0, self.nones[0] - self.nones[-1])

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.done} done, {self.frames} frames, memory "
            f"{self.memory[0]:.0f} → {self.memory[-1]:.0f} MB ({self.growth:+.1%}), "
            f"{self.lost} references to None lost"
        )


def settle() -> None:
    """Have Qt delete what is to be deleted, and Python what is not reachable any more."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


def cycles(session: Session, count: int, seed: int) -> Stretch:
    """Create nodes, connect them, take some of it back and do it again, delete them."""
    found, chance, document = Stretch("edits"), random.Random(seed), session.document
    begin = document.graph
    every = max(1, count // 40)
    for number in range(count):
        before = document.graph
        id = document.graph.fresh_id(kind := chance.choice(TYPES))
        feed = chance.choice([k.source for k in before.links if k.target.port == "frame"])
        document.do(Batch((AddNode(Node(id, kind)), Connect(feed, Port(id, "frame")))))
        session.select([id])
        QCoreApplication.processEvents()
        if chance.random() < 0.5:
            document.undo()
            document.redo()
        if chance.random() < 0.5:
            document.undo()
        else:
            document.do(RemoveNode(id))
        assert set(document.graph.by_id) == set(before.by_id)
        QCoreApplication.processEvents()
        found.done += 1
        if number % every == 0:
            found.look()
    found.look()
    assert set(document.graph.by_id) == set(begin.by_id)
    return found


def running(session: Session, over: Callable[[Stretch], bool], seed: int, pause: float) -> Stretch:
    """Run the graph and set parameters at random until ``over`` says so."""
    found, chance = Stretch("running"), random.Random(seed)
    frames = [0]
    failed: list[object] = []

    def seen(figures: object) -> None:
        frames[0] = max(frames[0], getattr(figures, "frames", 0))

    session.engine.figures.connect(seen)
    session.engine.refused.connect(failed.append)
    session.run()
    next_look = time.monotonic()
    while not over(found):
        QCoreApplication.processEvents(ALL, 20)
        if session.engine.state != "running":
            continue
        node, param, value = _some_value(session, chance)
        session.document.do(SetParam(node, param, value))
        found.done, found.frames = found.done + 1, frames[0]
        until = time.monotonic() + pause
        while time.monotonic() < until:
            QCoreApplication.processEvents(ALL, 10)
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + 5
            found.look()
    found.look()
    session.engine.stop()
    while session.engine.state != "stopped":
        QCoreApplication.processEvents(ALL, 20)
    session.engine.figures.disconnect(seen)
    assert not failed, failed
    return found


def _some_value(session: Session, chance: random.Random) -> tuple[str, str, float]:
    """A node, one of its sliders that needs no new set-up, and a value for it."""
    choices = [
        (node.id, param.name, param.slider)
        for node in session.graph.nodes
        if (schema := session.registry.get(node.type)) is not None
        for param in schema.params
        if param.kind == "float" and param.slider is not None and not param.restart
    ]
    node, name, slider = chance.choice(choices)
    return node, name, round(chance.uniform(slider.low, slider.high), 3)


def open_window(data: Path) -> tuple[Session, Window]:
    """A window on the demo graph, with settings and data of its own."""
    registry = load_registry()
    engine = Engine(lambda: open_host(registry, NoModels()))
    graph = load(find_graph("demo")).sound()
    session = Session(Document(graph), engine, registry, Settings(data=data))
    window = Window(session, Preferences(data / "editor.ini"))
    window.show()
    return session, window


def main() -> int:
    """Do both for as long as was asked for; 1 when something grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if "DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        session, window = open_window(Path(folder))
        first = cycles(session, args.cycles, args.seed)
        print(first)
        end = time.monotonic() + args.minutes * 60
        second = running(session, lambda _: time.monotonic() > end, args.seed, 0.2)
        print(second)
        window.leave()
        session.engine.close()
        settle()
    bad = [s.name for s in (first, second) if s.growth > MOST_GROWTH or s.lost > 1000]
    print(f"grew: {', '.join(bad)}" if bad else "nothing grew")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
