"""A device that computes like the CPU but hides its arrays and counts what crosses its border."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from muse_nodes.api.ctx import ModelInfo, Network
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Spec
from muse_nodes.engine.device.base import Device, NetworkSource
from muse_nodes.engine.device.foreign import ForeignArray, ForeignModule, bare, mapped


class CountingDevice:
    """Wraps the device ``inner`` (a host device); ``uploads`` and ``downloads`` count transfers."""

    name = "counting"
    is_host = False

    def __init__(self, inner: Device) -> None:
        self._inner = inner
        self._xp = ForeignModule(self._run)
        self._ops = _ForeignOps(inner.ops)
        self.uploads = 0
        self.downloads = 0

    @property
    def xp(self) -> Any:
        return self._xp

    @property
    def ops(self) -> Ops:
        return cast("Ops", self._ops)

    def allocate(self, spec: Spec) -> Any:
        return self._inner.allocate(spec)

    def view(self, block: Any, spec: Spec) -> Any:
        return ForeignArray(self._inner.view(block, spec), self._run)

    def upload(self, value: Any) -> Any:
        self.uploads += 1
        return self.wrapped(value)

    def download(self, value: Any) -> Any:
        self.downloads += 1
        return bare(value)

    def finite(self, array: Any) -> bool:
        return self._inner.finite(bare(array))

    def network(
        self, models: NetworkSource, task: str, choice: str, *, frame: Spec, threads: int
    ) -> Network:
        return _ForeignNetwork(
            self._inner.network(models, task, choice, frame=frame, threads=threads), self
        )

    def warm_up(self, specs: list[Spec]) -> None:
        self._inner.warm_up(specs)

    def share(self, idle: Callable[[], bool]) -> None:
        self._inner.share(idle)

    def close(self) -> None:
        self._inner.close()

    def wrapped(self, value: Any) -> Any:
        """``value`` with its host arrays hidden."""
        return mapped(value, lambda a: ForeignArray(a, self._run), np.ndarray)

    def _run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = function(*bare(args), **{k: bare(v) for k, v in kwargs.items()})
        return self.wrapped(result)


class _ForeignOps:
    """The kernels of a host device behind foreign arguments."""

    def __init__(self, ops: Ops) -> None:
        self._inner = ops

    def __getattr__(self, name: str) -> Any:
        kernel = getattr(self._inner, name)
        return lambda *args, **kwargs: kernel(
            *bare(args), **{k: bare(v) for k, v in kwargs.items()}
        )


class _ForeignNetwork:
    """A host network that takes foreign frames; a matte it gives is foreign again."""

    def __init__(self, inner: Network, device: CountingDevice) -> None:
        self._inner = inner
        self._device = device

    @property
    def info(self) -> ModelInfo:
        return self._inner.info

    @property
    def output(self) -> Spec:
        return self._inner.output

    def __call__(self, frame: Any, *, out: Any = None) -> Any:
        result = self._inner(bare(frame), out=bare(out))
        if out is not None:
            return out
        return self._device.wrapped(result) if isinstance(result, np.ndarray) else result

    def reset(self) -> None:
        self._inner.reset()

    def close(self) -> None:
        self._inner.close()
