"""A minimal ctx: NumPy, the CPU kernels, and a clock that the test moves."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes.api import (
    Frame,
    Matte,
    ModelError,
    ModelInfo,
    Network,
    NodeError,
    Pose,
    RunFigures,
    Spec,
    matte_spec,
    pose_spec,
)
from muse_nodes.kernels import CpuOps

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
    belonged: list[int] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    xp: Any = np
    ops: Any = field(default_factory=lambda: CpuOps(threads=1))
    stats: RunFigures = field(default_factory=RunFigures)
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("bench"))

    @property
    def data(self) -> Path:
        raise NodeError("This bench has no data folder.")

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

    def stamp(self, seconds: float) -> None:
        self.time = seconds

    def belongs_to(self, index: int) -> None:
        self.belonged.append(index)

    def status(self, text: str) -> None:
        self.said.append(text)

    def show(self, frame: Any) -> None:
        self.shown.append(frame)

    def tick(self) -> None:
        """One frame later."""
        self.frame_index += 1
        self.time = self.frame_index / self.fps


@dataclass
class Told:
    """A network that gives what it was told to give, one result after the other, and counts."""

    results: list[Any]
    runs: int = 0
    closed: bool = False
    info: ModelInfo = field(default_factory=lambda: ModelInfo("told", "any", "test", "cpu"))

    @property
    def output(self) -> Spec:
        first = self.results[0]
        return (
            pose_spec(first.points.shape[1])
            if isinstance(first, Pose)
            else matte_spec(*first.shape)
        )

    def __call__(self, frame: Frame, *, out: Any = None) -> Any:
        result = self.results[min(self.runs, len(self.results) - 1)]
        self.runs += 1
        if out is None:
            return result
        out[...] = result
        return out

    def reset(self) -> None:
        self.runs = 0

    def close(self) -> None:
        self.closed = True


@dataclass
class Only:
    """A model library with one network for every task."""

    only: Told

    def network(
        self,
        task: str,
        choice: str = "auto",
        *,
        frame: Spec,
        threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Told:
        return self.only


def room_picture(height: int = 180, width: int = 320, seed: int = 7) -> Frame:
    """A room with soft shades, edges and fine texture: uint8 (H, W, 3), levels 40 to 200."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    picture = np.stack([110 + 25 * np.sin(x / w + y / 90) for w in (37, 53, 71)], axis=-1)
    for _ in range(14):
        top, left = rng.integers(0, height - 20), rng.integers(0, width - 20)
        tall, wide = rng.integers(8, height // 3), rng.integers(8, width // 4)
        picture[top : top + tall, left : left + wide] += rng.uniform(-40, 40, 3)
    picture += rng.normal(0, 4, (height, width, 1))
    return np.clip(picture, 40, 200).astype(np.uint8)


def person_matte(height: int, width: int, centre: float) -> Matte:
    """A standing figure: head, shoulders and trunk down to the lower edge; 0 or 1 per pixel.

    ``centre`` is its x as a part of the width.
    """
    y, x = np.mgrid[:height, :width].astype(np.float32)
    u, v = (x - centre * width) / height, y / height
    head = (u / 0.085) ** 2 + ((v - 0.25) / 0.11) ** 2 < 1
    trunk = (np.abs(u) < 0.19) & (v > 0.42)
    neck = (np.abs(u) < 0.05) & (v > 0.3) & (v <= 0.42)
    return (head | trunk | neck).astype(np.float32)
