"""Runs a single node the way the engine does, for tests of node files.

    with harness(Trails).running() as node:
        out = node(frame, decay=0.5)

Each call is one frame at 30 fps. ``setup`` happens at the first call, with the shapes it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes.api.errors import ModelError
from muse_nodes.api.ports import FIELD, FRAME, MATTE, POSE, Layer, Pose, Spec
from muse_nodes.engine.bound import Bound, output_specs, set_up
from muse_nodes.engine.check import CheckedNode
from muse_nodes.engine.context import Moment, NodeCtx, Surroundings
from muse_nodes.engine.device import CpuDevice, Device
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.device.foreign import ForeignArray
from muse_nodes.engine.memory import Pool
from muse_nodes.engine.plan import NOTHING, Step, StepKind
from muse_nodes.engine.registry import load_file
from muse_nodes.engine.schema import NodeSchema, derive
from muse_nodes.engine.stats import NodeFigures, RunStats
from muse_nodes.engine.values import checked


class NoModels:
    """A machine without a single network."""

    def network(
        self,
        task: str,
        choice: str = "auto",
        *,
        frame: Spec,
        threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Any:
        raise ModelError(f"There is no network for '{task}' here.")


@dataclass
class Harness:
    """One node type on one device."""

    schema: NodeSchema
    models: NetworkSource = field(default_factory=NoModels)
    fps: float = 30.0
    data: Path | None = None

    def bound(self, device: Device) -> RunningNode:
        """A new instance on ``device``; the caller closes it."""
        return RunningNode(self, device)

    @contextmanager
    def running(self, device: Device | None = None) -> Iterator[RunningNode]:
        """A new instance; torn down afterwards."""
        own = device is None
        place = device if device is not None else CpuDevice(1)
        node = self.bound(place)
        try:
            yield node
        finally:
            node.close()
            if own:
                place.close()


class RunningNode:
    """An instance of a node. Call it with input values and parameters for the next frame.

    ``figures.status`` is the text it shows, ``shown`` the pictures it handed to a watcher,
    ``planned`` the specs of its outputs once it is set up.
    """

    def __init__(self, harness: Harness, device: Device) -> None:
        self._schema = harness.schema
        self.figures = NodeFigures("node", harness.schema.id, device.name)
        self.shown: list[Any] = []
        self.planned: tuple[Spec, ...] = ()
        around = Surroundings(harness.models, RunStats(), False, harness.fps, data=harness.data)
        around.shown = lambda _, frame: self.shown.append(frame)
        wanted = frozenset(o.name for o in harness.schema.outputs)
        pool = Pool(device.allocate, device.view)
        self.ctx = NodeCtx(self.figures, device, pool, wanted, around)
        self.instance: Any = harness.schema.factory()
        self._fps = harness.fps
        self._frames = 0
        self._due = True
        self._ready = False

    def __call__(self, *inputs: Any, **params: Any) -> Any:
        """The node's next frame. Parameters that are not given have their defaults."""
        values = {p.name: p.default for p in self._schema.params}
        for name, value in params.items():
            declared = self._schema.param(name)
            if declared is None:
                raise TypeError(f"Node '{self._schema.id}' has no parameter '{name}'.")
            values[name] = checked(declared, value)
        if self._due:
            self._set_up(inputs, values)
        self.ctx.moment = Moment(self._frames, self._frames / self._fps)
        self._frames += 1
        return self.instance.process(self.ctx, *inputs, **values)

    def act(self, action: str) -> None:
        """Carry out one of the node's actions."""
        getattr(self.instance, action)(self.ctx)

    def restart(self) -> None:
        """Set the same instance up again at its next frame, as the engine may at any time."""
        self._due = True
        self._frames = 0

    def close(self) -> None:
        """Tear the node down."""
        if self._ready and hasattr(self.instance, "teardown"):
            self.instance.teardown()
        self._ready, self._due = False, True

    def _set_up(self, inputs: tuple[Any, ...], values: dict[str, Any]) -> None:
        specs = {i: spec for i, v in enumerate(inputs) if (spec := spec_of(v)) is not None}
        missing = len(self._schema.inputs) - len(inputs)
        reads = (*(i if i in specs else NOTHING for i in range(len(inputs))), *[NOTHING] * missing)
        writes = tuple(range(len(self._schema.outputs)))
        node = CheckedNode("node", self._schema, values, {})
        kind: StepKind = "source" if self._schema.is_source else "node"
        step = Step(0, kind, "node", "host", reads, writes, node=node)
        bound = Bound(step, self.figures, self.instance, self.ctx)
        set_up(bound, specs)
        self._ready, self._due = True, False  # from here on a teardown is promised
        self.planned = output_specs(bound, specs)


def spec_of(value: Any) -> Spec | None:
    """The spec of an input value, read off the value itself; None for values without a shape."""
    if isinstance(value, Layer):
        return spec_of(value.frame)
    if isinstance(value, Pose):
        return Spec(POSE, value.points.shape, "float32")
    if not isinstance(value, (np.ndarray, ForeignArray)):
        return None
    if value.dtype == np.uint8:
        return Spec(FRAME, value.shape, "uint8")
    return Spec(MATTE if value.ndim == 2 else FIELD, value.shape, str(value.dtype))


def harness(cls: type, models: NetworkSource | None = None) -> Harness:
    """A harness for a node class."""
    return Harness(derive(cls), models or NoModels())


def load_node(path: Path, node: str, models: NetworkSource | None = None) -> Harness:
    """A harness for the node type ``node`` of a node file. The file's code is run."""
    found = [s for s in load_file(path) if s.id == node]
    if not found:
        raise LookupError(f"The file '{path}' declares no node '{node}'.")
    return Harness(found[0], models or NoModels())
