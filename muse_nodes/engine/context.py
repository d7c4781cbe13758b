"""The ctx of one node: what ``muse_nodes.api.Ctx`` promises, on one device."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muse_nodes.api.ctx import Network, RunFigures
from muse_nodes.api.errors import NodeError
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Array, Frame, Spec
from muse_nodes.engine.device import Device
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.follows import Followed, Watchable
from muse_nodes.engine.memory import Pool
from muse_nodes.engine.stats import NodeFigures, RunStats


@dataclass(slots=True)
class Moment:
    """The tick a node works on: its number and its capture time in seconds of the run."""

    index: int = 0
    time: float = 0.0


@dataclass
class Surroundings:
    """What all nodes of one run share. ``shown`` receives (node id, host picture) and, when
    ``watched``, shows it to somebody."""

    models: NetworkSource
    stats: RunStats
    live: bool
    fps: float = 30.0
    threads: int = 1
    shown: Callable[[str, Frame], None] = lambda node, frame: None
    watched: bool = False
    data: Path | None = None


@dataclass(frozen=True, slots=True)
class Careful:
    """The networks of ``models``, those named in ``avoid`` only when nothing else is left."""

    models: NetworkSource
    avoid: frozenset[str]

    def network(
        self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Network:  # fmt: skip
        return self.models.network(
            task, choice, frame=frame, threads=threads, avoid=self.avoid | avoid
        )


class NodeCtx:
    """Handed to one node; the runner sets ``moment`` before each call.

    ``wanted`` and ``around`` change when the graph is edited while the node stays as it is.
    ``network`` is the name of the last network it was given. ``origin`` is the time of the run at
    which its film began.
    """

    def __init__(
        self, figures: NodeFigures, device: Device, pool: Pool, wanted: frozenset[str],
        around: Surroundings,
    ) -> None:  # fmt: skip
        self._figures = figures
        self.device = device
        self._pool = pool
        self.wanted = wanted
        self.around = around
        self.avoid: frozenset[str] = frozenset()
        self.network = ""
        self.follows: dict[tuple[str, str], Followed] = {}
        self._log = logging.getLogger(f"muse.node.{figures.id}")
        self.moment = Moment()
        self.belonging: int | None = None
        self.origin = 0.0

    @property
    def xp(self) -> Any:
        return self.device.xp

    @property
    def ops(self) -> Ops:
        return self.device.ops

    @property
    def time(self) -> float:
        return self.moment.time

    @property
    def frame_index(self) -> int:
        return self.moment.index

    @property
    def fps(self) -> float:
        return self.around.fps

    @property
    def live(self) -> bool:
        return self.around.live

    @property
    def stats(self) -> RunFigures:
        return self.around.stats.figures()

    @property
    def log(self) -> logging.Logger:
        return self._log

    @property
    def data(self) -> Path:
        if self.around.data is None:
            raise NodeError(
                "It keeps what it makes in the data folder, and this run was given none.",
                hint="Run the graph by `muse run` or in the editor.",
            )
        return self.around.data

    def empty(self, spec: Spec) -> Array:
        return self._pool.take(spec)

    def wants(self, port: str) -> bool:
        return port in self.wanted

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 0) -> Network:
        models = Careful(self.around.models, self.avoid) if self.avoid else self.around.models
        self._follow(task, choice, frame, threads or self.around.threads)
        network = self.device.network(
            models, task, choice, frame=frame, threads=threads or self.around.threads
        )
        info = network.info
        self.network = info.name
        self._figures.backend = f"{info.name} · {info.backend} · {info.device}"
        return network

    def _follow(self, task: str, choice: str, frame: Spec, threads: int) -> None:
        """Note which network is the best one now: when another one is, the node may have it."""
        models = self.around.models
        if isinstance(models, Watchable):
            best = models.best(task, choice)
            self.follows[task, choice] = Followed(task, choice, frame, threads, best)

    def status(self, text: str) -> None:
        if text != self._figures.status:
            self._figures.status = text
            self._log.info("%s: %s", self._figures.id, text)

    def stamp(self, seconds: float) -> None:
        self.moment.time = self.origin + seconds

    def belongs_to(self, index: int) -> None:
        self.belonging = index

    @property
    def shown(self) -> bool:
        return self.around.watched

    def show(self, frame: Frame) -> None:
        self.around.shown(self._figures.id, frame)
