"""The CPU: NumPy arrays, numba and OpenCV kernels. Nothing is ever moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from muse_nodes.api.ctx import Network
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import FRAME, Spec
from muse_nodes.engine.device.base import NetworkSource

SLACK = 8
"""Bytes behind the end of every buffer: kernels read two pixels with one eight-byte load."""


class CpuDevice:
    """Runs everything in main memory; kernels share ``threads`` threads, the caller included."""

    name = "cpu"
    is_host = True

    def __init__(self, threads: int = 2) -> None:
        from muse_nodes.kernels import CpuOps
        from muse_nodes.kernels.heap import keep_lean

        keep_lean()
        self._ops = CpuOps(threads=threads)

    @property
    def xp(self) -> Any:
        return np

    @property
    def ops(self) -> Ops:
        return self._ops

    def allocate(self, spec: Spec) -> Any:
        return np.empty(spec.nbytes + SLACK, np.uint8)

    def view(self, block: Any, spec: Spec) -> Any:
        return block[: spec.nbytes].view(spec.dtype).reshape(spec.shape)

    def upload(self, value: Any) -> Any:
        return value

    def download(self, value: Any) -> Any:
        return value

    def finite(self, array: Any) -> bool:
        flat = array.reshape(-1)
        return math.isfinite(np.dot(flat, flat))  # one pass; NaN and infinity survive a sum

    def network(
        self, models: NetworkSource, task: str, choice: str, *, frame: Spec, threads: int
    ) -> Network:
        return models.network(task, choice, frame=frame, threads=threads)

    def warm_up(self, specs: list[Spec]) -> None:
        if any(spec.type is FRAME for spec in specs):
            self._ops.warm_up()

    def share(self, idle: Callable[[], bool]) -> None:
        self._ops.bands.may_help = idle

    def close(self) -> None:
        self._ops.close()
