"""A ctx for one node on its own, with the real kernels, that keeps what the node said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muse_nodes.api import Array, Frame, ModelError, Network, Ops, RunFigures, Spec
from muse_nodes.kernels.cpu import CpuOps


def _no_network(task: str, choice: str) -> Network:
    raise ModelError(f"There is no network for '{task}'.", hint="Run: muse models pull")


@dataclass
class FakeCtx:
    """What ``Ctx`` promises, on NumPy. ``wanted=None`` means that every output is read."""

    time: float = 0.0
    frame_index: int = 0
    fps: float = 30.0
    live: bool = True
    wanted: Iterable[str] | None = None
    stats: RunFigures = field(default_factory=RunFigures)
    networks: Callable[[str, str], Network] = _no_network
    ops: Ops = field(default_factory=CpuOps)
    xp: Any = np
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("muse.node.tested"))
    said: list[str] = field(default_factory=list)
    shown: list[Frame] = field(default_factory=list)

    def empty(self, spec: Spec) -> Array:
        """Filled with garbage, as a pooled buffer is."""
        return np.full(spec.shape, 93, spec.dtype)

    def wants(self, port: str) -> bool:
        return self.wanted is None or port in self.wanted

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        return self.networks(task, choice)

    def status(self, text: str) -> None:
        self.said.append(text)

    def show(self, frame: Frame) -> None:
        self.shown.append(frame)
