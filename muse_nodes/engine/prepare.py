"""Brings a plan to life: nodes made, set up in order, shapes found, buffers reserved, warmed up.

``setup`` runs in the plan's order and each node's ``plan`` right after it, because the shape of
what a node gives may depend on what its setup found (a camera's real size, a network's output).
If one fails, everything set up before it is torn down again and the error, with the node's name,
goes to the caller. An optional sink that cannot be set up (no virtual camera on this machine) is
no reason to stop as long as another one works: it is marked and left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from muse_nodes.api.ctx import StreamInfo
from muse_nodes.api.errors import MuseError, NodeError
from muse_nodes.api.ports import FRAME, Spec
from muse_nodes.engine.context import NodeCtx, Surroundings
from muse_nodes.engine.device import Device
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.memory import Pool, Use, plan_slots, slot_counts
from muse_nodes.engine.plan import NOTHING, Plan, Step, aliases, value_key
from muse_nodes.engine.stats import NodeFigures


class SetupError(MuseError):
    """A node could not be set up; ``node`` names it."""

    def __init__(self, node: str, error: Exception) -> None:
        if isinstance(error, MuseError):
            super().__init__(f"{node}: {error.message}", hint=error.hint)
        else:
            super().__init__(
                f"{node}: its setup failed with {type(error).__name__}: {error}",
                hint="This is a bug in the node.",
            )
        self.node = node


@dataclass
class Bound:
    """A step with its node, ctx and figures; transfers have no node."""

    step: Step
    figures: NodeFigures
    instance: Any = None
    ctx: NodeCtx | None = None
    stream: StreamInfo | None = None
    ready: bool = False


@dataclass
class Prepared:
    """A plan whose nodes are set up. ``specs`` by value number, ``slots`` by value name."""

    plan: Plan
    device: Device
    pools: Mapping[str, Pool]
    around: Surroundings
    bound: list[Bound] = field(default_factory=list)
    specs: dict[int, Spec] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=dict)
    unavailable: list[Fault] = field(default_factory=list)

    def close(self) -> list[Fault]:
        """Tear down what was set up, last first; what goes wrong there is returned."""
        faults = []
        for bound in reversed(self.bound):
            fault = _teardown(bound)
            if fault is not None:
                faults.append(fault)
        return faults


def prepare(
    plan: Plan, device: Device, host: Device, around: Surroundings, *, in_flight: int
) -> Prepared:
    """Set every node of ``plan`` up. SetupError names the node that could not be."""
    pools = {"host": Pool(host.allocate, host.view), "device": Pool(device.allocate, device.view)}
    if device.is_host:
        pools["device"] = pools["host"]
    ready = Prepared(plan, device, pools, around)
    sides = {"host": host, "device": device}
    try:
        for step in plan.steps:
            _bind(ready, step, sides[step.side])
        _check_sinks(ready)
        _reserve(ready, in_flight)
        device.warm_up(list(ready.specs.values()))
    except BaseException:
        ready.close()
        raise
    return ready


def _bind(ready: Prepared, step: Step, device: Device) -> None:
    kind = step.node.schema.id if step.node is not None else step.kind
    figures = NodeFigures(step.name, kind, device.name)
    bound = Bound(step, figures)
    ready.bound.append(bound)
    if step.node is None:
        ready.specs[step.writes[0]] = ready.specs.get(step.reads[0], Spec(FRAME))
        return
    ready.around.stats.nodes.append(figures)
    pool = ready.pools[step.side]
    bound.ctx = NodeCtx(figures, device, pool, step.wanted, ready.around)
    try:
        bound.instance = step.node.schema.factory()
        set_up(bound, ready.specs)
    except Exception as error:
        if not (step.node.schema.declaration.optional and isinstance(error, NodeError)):
            raise SetupError(step.name, error) from error
        ready.unavailable.append(Fault.of(step.name, error))
        figures.status = str(error)
        return
    bound.ready = True
    if step.kind == "source":
        if bound.stream is not None and not bound.stream.patient:
            ready.around.live = True  # a camera waits for nobody
        first = primary_source(ready.bound)
        if first is bound and bound.stream is not None and bound.stream.fps > 0:
            ready.around.fps = bound.stream.fps
    for number, spec in zip(step.writes, output_specs(bound, ready.specs), strict=True):
        ready.specs[number] = spec


def primary_source(bound: list[Bound]) -> Bound | None:
    """The source that drives the graph: the first that moves, a live one before a patient one."""
    sources = [b for b in bound if b.step.kind == "source"]
    moving = [b for b in sources if b.stream is None or b.stream.fps > 0]
    live = [b for b in moving if b.stream is not None and not b.stream.patient]
    return next(iter(live or moving or sources), None)


def set_up(bound: Bound, specs: Mapping[int, Spec]) -> None:
    """Call the node's ``setup`` with what it names of input specs and parameters."""
    setup = getattr(bound.instance, "setup", None)
    if setup is not None:
        setup(bound.ctx, **_named(setup, bound, specs))
    stream = getattr(bound.instance, "stream", None)
    if stream is not None and bound.step.kind == "source":
        bound.stream = stream()


def output_specs(bound: Bound, specs: Mapping[int, Spec]) -> tuple[Spec, ...]:
    """The specs of the node's outputs: from its ``plan``, else from the first fitting input."""
    node = bound.step.node
    if node is None or not bound.step.writes:
        return ()
    plan = getattr(bound.instance, "plan", None)
    if plan is not None:
        told = plan(bound.ctx, **_named(plan, bound, specs))
        found = (told,) if isinstance(told, Spec) else tuple(told)
        if len(found) != len(node.schema.outputs):
            raise SetupError(
                node.id, NodeError(f"its plan gives {len(found)} specs for its outputs.")
            )
        return found
    given = [specs[r] for r in bound.step.reads if r in specs]
    return tuple(
        next((Spec(o.type, s.shape, s.dtype) for s in given if s.type == o.type), Spec(o.type))
        for o in node.schema.outputs
    )


def _named(method: Any, bound: Bound, specs: Mapping[int, Spec]) -> dict[str, Any]:
    """The arguments among input specs and parameters that ``method`` names."""
    node = bound.step.node
    if node is None:
        return {}
    offered: dict[str, Any] = dict(node.params)
    reads = iter(bound.step.reads)
    for declared in node.schema.inputs:
        if declared.many:
            offered[declared.name] = tuple(specs.get(r) for r in reads if r != NOTHING)
        else:
            offered[declared.name] = specs.get(next(reads))
    wanted = list(inspect.signature(method).parameters)[1:]  # without ctx
    return {name: offered[name] for name in wanted if name in offered}


def _check_sinks(ready: Prepared) -> None:
    sinks = [b for b in ready.bound if b.step.kind == "sink"]
    if sinks and not any(b.ready for b in sinks):
        first = ready.unavailable[0]
        raise SetupError(first.node, NodeError(first.message, hint=first.hint))


def _reserve(ready: Prepared, in_flight: int) -> None:
    """Work out the buffers' lives and make them before the first frame."""
    plan = ready.plan
    readers: dict[int, list[int]] = {}
    for step in plan.steps:
        for number in step.reads:
            readers.setdefault(number, []).append(step.number)
    for side in ("host", "device"):
        uses: dict[str, Use] = {}
        for step in plan.steps:
            for number in step.writes:
                value = plan.values[number]
                if value.side == side and number in ready.specs and number in readers:
                    read_by = tuple(readers.get(number, ()))
                    held = aliases(plan, step)
                    uses[value_key(value)] = Use(ready.specs[number], step.number, read_by, held)
        uses = {k: Use(u.spec, u.born, u.read_by, tuple(a for a in u.aliases if a in uses))
                for k, u in uses.items()}  # fmt: skip
        slots = plan_slots(uses)
        for spec, count in slot_counts(uses, slots):
            ready.pools[side].reserve(spec, count * in_flight)
        ready.uses.update(uses)
        ready.slots.update(slots)


def _teardown(bound: Bound) -> Fault | None:
    if not bound.ready:
        return None
    bound.ready = False
    teardown = getattr(bound.instance, "teardown", None)
    if teardown is None:
        return None
    try:
        teardown()
    except Exception as error:  # noqa: BLE001 - the others must still be torn down
        return Fault.of(bound.step.name, error)
    return None
