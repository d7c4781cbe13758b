"""What the engine asks of a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from muse_nodes.api.ctx import Network
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Spec


class NetworkSource(Protocol):
    """Where networks come from: the model library, or a device's own idea of it."""

    def network(
        self,
        task: str,
        choice: str = "auto",
        *,
        frame: Spec,
        threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Network:
        """See ``Ctx.model``. Networks named in ``avoid`` are the last resort: they failed here."""
        ...


class Device(Protocol):
    """A place for pixels: its arrays, kernels, networks and the way in and out.

    ``is_host`` says that host arrays are its own, so that no transfer is ever planned.
    """

    name: str
    is_host: bool

    @property
    def xp(self) -> Any:
        """The array library of the device."""
        ...

    @property
    def ops(self) -> Ops:
        """The kernels of the device."""
        ...

    def allocate(self, spec: Spec) -> Any:
        """A new block of memory for ``spec``; the pool calls it, nodes never do."""
        ...

    def view(self, block: Any, spec: Spec) -> Any:
        """An array on a block that keeps exactly the block referenced while it lives."""
        ...

    def upload(self, value: Any) -> Any:
        """A host value with pixels (array or Layer) as a value of this device."""
        ...

    def download(self, value: Any) -> Any:
        """A value of this device as a host value."""
        ...

    def finite(self, array: Any) -> bool:
        """False when a small array of this device holds NaN or infinity.

        Called once per frame and matte, so a device that would have to wait for it may look later
        and tell of the frame before.
        """
        ...

    def network(
        self, models: NetworkSource, task: str, choice: str, *, frame: Spec, threads: int
    ) -> Network:
        """The network from ``models``, made to take and give this device's arrays."""
        ...

    def warm_up(self, specs: list[Spec]) -> None:
        """Compile or load whatever the first frame would otherwise wait for."""
        ...

    def share(self, idle: Callable[[], bool]) -> None:
        """Let kernels use helper threads only while ``idle`` says that a worker has no work."""
        ...

    def close(self) -> None:
        """Give threads and memory back."""
        ...
