"""The ctx of one node: what ``muse_nodes.api.Ctx`` promises, on one device."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from muse_nodes.api.ctx import Network, RunFigures
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Array, Frame, Spec
from muse_nodes.engine.device import Device
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.memory import Pool
from muse_nodes.engine.stats import NodeFigures, RunStats


@dataclass(slots=True)
class Moment:
    """The tick a node works on: its number and its capture time in seconds of the run."""

    index: int = 0
    time: float = 0.0


@dataclass
class Surroundings:
    """What all nodes of one run share. ``shown`` receives (node id, host picture)."""

    models: NetworkSource
    stats: RunStats
    live: bool
    fps: float = 30.0
    threads: int = 1
    shown: Callable[[str, Frame], None] = lambda node, frame: None


class NodeCtx:
    """Handed to one node; the runner sets ``moment`` before each call."""

    def __init__(
        self, figures: NodeFigures, device: Device, pool: Pool, wanted: frozenset[str],
        around: Surroundings,
    ) -> None:  # fmt: skip
        self._figures = figures
        self._device = device
        self._pool = pool
        self._wanted = wanted
        self._around = around
        self._log = logging.getLogger(f"muse.node.{figures.id}")
        self.moment = Moment()

    @property
    def xp(self) -> Any:
        return self._device.xp

    @property
    def ops(self) -> Ops:
        return self._device.ops

    @property
    def time(self) -> float:
        return self.moment.time

    @property
    def frame_index(self) -> int:
        return self.moment.index

    @property
    def fps(self) -> float:
        return self._around.fps

    @property
    def live(self) -> bool:
        return self._around.live

    @property
    def stats(self) -> RunFigures:
        return self._around.stats.figures()

    @property
    def log(self) -> logging.Logger:
        return self._log

    def empty(self, spec: Spec) -> Array:
        return self._pool.take(spec)

    def wants(self, port: str) -> bool:
        return port in self._wanted

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 0) -> Network:
        network = self._device.network(
            self._around.models, task, choice, frame=frame, threads=threads or self._around.threads
        )
        info = network.info
        self._figures.backend = f"{info.name} · {info.backend} · {info.device}"
        return network

    def status(self, text: str) -> None:
        if text != self._figures.status:
            self._figures.status = text
            self._log.info("%s: %s", self._figures.id, text)

    def stamp(self, seconds: float) -> None:
        self.moment.time = seconds

    def show(self, frame: Frame) -> None:
        self._around.shown(self._figures.id, frame)
