"""What a task node is handed: what ``muse_nodes.api.TaskCtx`` promises."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from muse_nodes.api.ctx import Network
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Frame, Spec
from muse_nodes.api.task import CancelledError
from muse_nodes.engine.device.base import NetworkSource

MOST_POINTS = 1000
"""Points of a curve that are kept."""

State = Literal["waiting", "running", "kept", "done", "failed", "cancelled"]
"""``kept``: what it gave before is taken, because nothing has changed since."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a node of a job has come. ``seconds_left`` is -1 while nobody can tell."""

    node: str
    state: State = "waiting"
    done: float = 0.0
    total: float = 0.0
    text: str = ""
    seconds_left: float = -1.0


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a task shows: curves as (x, y) by name, at most ``MOST_POINTS`` each, and pictures."""

    curves: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    pictures: Mapping[str, Frame] = field(default_factory=dict)


class Views:
    """What the tasks of a job show, by node. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._curves: dict[str, dict[str, list[tuple[float, float]]]] = {}
        self._pictures: dict[str, dict[str, Frame]] = {}

    def add(self, node: str, name: str, point: tuple[float, float]) -> None:
        """One more point of a curve; of a long one every second point is dropped."""
        with self._lock:
            points = self._curves.setdefault(node, {}).setdefault(name, [])
            points.append(point)
            if len(points) > MOST_POINTS:
                del points[1:-1:2]

    def show(self, node: str, name: str, frame: Frame) -> None:
        """The newest picture of that name."""
        kept = frame.copy()
        with self._lock:
            self._pictures.setdefault(node, {})[name] = kept

    def of(self, node: str) -> TaskView:
        """What there is to see of a node now."""
        with self._lock:
            curves = {name: tuple(points) for name, points in self._curves.get(node, {}).items()}
            return TaskView(curves, dict(self._pictures.get(node, {})))


@dataclass(frozen=True, slots=True)
class Tools:
    """What all tasks of a job share."""

    data: Path
    models: NetworkSource
    ops: Ops
    threads: int


class TaskContext:
    """Handed to one task. ``tell`` is given each new Progress, on the task's thread; what the task
    shows goes into ``views``."""

    def __init__(
        self, node: str, folder: Path, tools: Tools, cancelled: threading.Event,
        tell: Callable[[Progress], None], views: Views,
    ) -> None:  # fmt: skip
        self.folder = folder
        self._node = node
        self._views = views
        self._tools = tools
        self._cancelled = cancelled
        self._tell = tell
        self._began = time.monotonic()
        self._at_first: float | None = None
        self._now = Progress(node, "running")
        self.log = logging.getLogger(f"muse.node.{node}")
        tell(self._now)

    @property
    def data(self) -> Path:
        return self._tools.data

    @property
    def threads(self) -> int:
        return self._tools.threads

    @property
    def ops(self) -> Ops:
        return self._tools.ops

    def progress(self, done: float, total: float, text: str = "") -> None:
        if self._cancelled.is_set():
            raise CancelledError
        # What an earlier run has done says nothing about the pace, nor does what had no total.
        if self._at_first is None or self._now.total <= 0:
            self._at_first, self._began = done, time.monotonic()
        steps, took = done - self._at_first, time.monotonic() - self._began
        left = (total - done) * took / steps if steps > 0 else -1.0
        self._now = replace(
            self._now, done=done, total=total, text=text or self._now.text, seconds_left=left
        )
        self._tell(self._now)

    def status(self, text: str) -> None:
        self._now = replace(self._now, text=text)
        self._tell(self._now)
        self.log.info("%s", text)

    def curve(self, name: str, x: float, y: float) -> None:
        self._views.add(self._node, name, (x, y))

    def show(self, name: str, frame: Frame) -> None:
        self._views.show(self._node, name, frame)

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        return self._tools.models.network(task, choice, frame=frame, threads=threads)
