"""A minimal ctx: NumPy, the CPU kernels, and a clock that the test moves."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muse_nodes.api import ModelError, Network, RunFigures, Spec
from muse_nodes.kernels.cpu import CpuOps

_SLACK = 8  # kernels may read (not use) a few bytes behind the end of a buffer


@dataclass
class Bench:
    """What a node sees of the engine, without an engine."""

    models: Any = None
    unread: Collection[str] = ()
    fps: float = 30.0
    live: bool = False
    time: float = 0.0
    frame_index: int = 0
    said: list[str] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    xp: Any = np
    ops: Any = field(default_factory=lambda: CpuOps(threads=1))
    stats: RunFigures = field(default_factory=RunFigures)
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("bench"))

    def empty(self, spec: Spec) -> Any:
        block = np.empty(spec.nbytes + _SLACK, np.uint8)
        return block[: spec.nbytes].view(spec.dtype).reshape(spec.shape)

    def wants(self, port: str) -> bool:
        return port not in self.unread

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        if self.models is None:
            raise ModelError(f"No network for {task} is on this machine.", hint="Pull one.")
        network: Network = self.models.network(task, choice, frame=frame, threads=threads)
        return network

    def status(self, text: str) -> None:
        self.said.append(text)

    def show(self, frame: Any) -> None:
        self.shown.append(frame)

    def tick(self) -> None:
        """One frame later."""
        self.frame_index += 1
        self.time = self.frame_index / self.fps
