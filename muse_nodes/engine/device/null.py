"""A device that records what it is asked for and computes nothing.

Its arrays have a shape and a dtype but no memory, so planner, runner and node logic can be tried
on any machine at any size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from muse_nodes.api.ctx import ModelInfo, Network
from muse_nodes.api.ops import Ops, RoomChange
from muse_nodes.api.ports import Pose, Spec, matte_spec, pose_spec
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.device.foreign import ForeignArray, ForeignModule, bare, mapped

_ANSWERS = {
    "room_change": RoomChange((1.0, 1.0, 1.0), 0.0, 0.0, 0.0, 1.0),
    "key_points": np.zeros((0, 3), np.float32),
    "flow": np.zeros((0, 3), np.float32),
    "spline": np.zeros((0, 2)),
    "warp_error": np.zeros((1, 1), np.float32),
}
"""What kernels say that answer with more than pixels: nothing moves, nothing is found."""


class NullDevice:
    """``calls`` lists the names of kernels and networks in the order they were asked for."""

    name = "null"
    is_host = False

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.uploads = 0
        self.downloads = 0
        self._xp = ForeignModule(self._run)
        self._ops = _NullOps(self.calls)

    @property
    def xp(self) -> Any:
        return self._xp

    @property
    def ops(self) -> Ops:
        return cast("Ops", self._ops)

    def allocate(self, spec: Spec) -> Any:
        return _blank(spec.shape, spec.dtype)

    def view(self, block: Any, spec: Spec) -> Any:
        return ForeignArray(block, self._run)

    def upload(self, value: Any) -> Any:
        self.uploads += 1
        return mapped(value, self._forget, np.ndarray)

    def download(self, value: Any) -> Any:
        self.downloads += 1
        return mapped(value, lambda a: np.zeros(a.shape, a.dtype), ForeignArray)

    def finite(self, array: Any) -> bool:
        return True  # there are no values

    def network(
        self, models: NetworkSource, task: str, choice: str, *, frame: Spec, threads: int
    ) -> Network:
        return _NullNetwork(self, task)

    def warm_up(self, specs: list[Spec]) -> None:
        self.calls.append("warm_up")

    def share(self, idle: Callable[[], bool]) -> None:
        self.calls.append("share")

    def close(self) -> None:
        self.calls.append("close")

    def _forget(self, array: Any) -> ForeignArray:
        return ForeignArray(_blank(array.shape, array.dtype), self._run)

    def _run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Shape and dtype of what ``function`` would give; the values are never looked at."""
        if function.__name__ in ("__setitem__", "copyto"):
            return None
        out = kwargs.get("out")
        if out is not None:
            return out[0] if isinstance(out, tuple) else out
        result = function(*bare(args), **{k: bare(v) for k, v in kwargs.items()})
        return mapped(result, self._forget, np.ndarray)


def _blank(shape: tuple[int, ...], dtype: Any) -> Any:
    return np.broadcast_to(np.zeros((), dtype), shape)


class _NullOps:
    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        def record(*_: Any, **__: Any) -> Any:
            self._calls.append(name)
            return _ANSWERS.get(name)

        return record


class _NullNetwork:
    """Gives a blank matte, or a person in the middle of the picture whose key points are unsure."""

    def __init__(self, device: NullDevice, task: str) -> None:
        self._device = device
        self._task = task

    @property
    def info(self) -> ModelInfo:
        return ModelInfo("null", self._task, "null", "null")

    @property
    def output(self) -> Spec:
        points = {"pose": 33, "face": 478}.get(self._task)
        return matte_spec(256, 256) if points is None else pose_spec(points)

    def __call__(self, frame: Any, *, out: Any = None) -> Any:
        self._device.calls.append(self._task)
        if out is not None:
            return out
        spec = self.output
        if self._task == "segment":
            return self._device.view(self._device.allocate(spec), spec)
        names = {33: "blazepose33", 478: "face478"}
        return Pose(np.zeros(spec.shape, np.float32), names[spec.shape[1]])

    def reset(self) -> None:
        self._device.calls.append("reset")

    def close(self) -> None:
        self._device.calls.append("close network")
