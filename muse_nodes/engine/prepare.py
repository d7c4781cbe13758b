"""Brings a plan to life: nodes made, set up in order, shapes found, buffers reserved, warmed up.

``setup`` runs in the plan's order and each node's ``plan`` right after it, because the shape of
what a node gives may depend on what its setup found (a camera's real size, a network's output).
If one fails, everything set up before it is torn down again and the error, with the node's name,
goes to the caller. An optional sink that cannot be set up (no virtual camera on this machine) is
no reason to stop as long as another one works: it is marked and left out.

A plan may be prepared beside one that runs. A node that is the same in both, whose parameters
marked Restart are the same and whose ``setup`` would be told the same shapes, is taken over as it
is, with all it has learned. A node that holds what only one can hold is first taken from the plan
that runs (``Handover``). Sinks come last, after all else has been warmed up: whoever watches a
virtual camera that is set up anew goes without it no longer than that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from muse_nodes.api.errors import NodeError
from muse_nodes.api.ports import FRAME, Spec
from muse_nodes.engine.bound import (
    Bound,
    SetupError,
    output_specs,
    primary_source,
    set_up,
    told_shapes,
    torn_down,
)
from muse_nodes.engine.context import NodeCtx, Surroundings
from muse_nodes.engine.device import Device
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.health import Health
from muse_nodes.engine.memory import Pool, Use, plan_slots, slot_counts
from muse_nodes.engine.plan import Plan, Step, aliases, value_key
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import NodeFigures

Handover = Callable[[Bound], None]
"""Takes a node out of the plan that runs and tears it down; returns when that is done."""


@dataclass
class Prepared:
    """A plan whose nodes are set up. ``specs`` by value number, ``slots`` by value name."""

    plan: Plan
    device: Device
    pools: Mapping[str, Pool]
    around: Surroundings
    in_flight: int = 1
    bound: list[Bound] = field(default_factory=list)
    specs: dict[int, Spec] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=dict)
    unavailable: list[Fault] = field(default_factory=list)

    @property
    def buffers_made(self) -> int:
        """Buffers that the pools have made so far."""
        return sum(p.created for p in {id(p): p for p in self.pools.values()}.values())

    def begins(self) -> None:
        """This plan runs from here on: see which buffers it asks for."""
        for pool in self.pools.values():
            pool.mark()

    def settled(self) -> int:
        """It has run for a while: let go of what only another plan needed. Buffers made so far."""
        for pool in self.pools.values():
            pool.sweep()
        return self.buffers_made

    def settle(self) -> None:
        """Make the buffers for all frames in flight. Only nodes may hold any at this moment."""
        for pool in self.pools.values():
            pool.settle(self.in_flight)

    def close(self) -> list[Fault]:
        """Tear down what was set up, last first; what goes wrong there is returned."""
        return torn_down(self.bound)

    def withdraw(self) -> list[Fault]:
        """Tear down only what was set up for this plan; what was taken over goes on as it was."""
        return torn_down([b for b in self.bound if b.fresh])

    def node(self, name: str) -> Bound | None:
        """The step of the node called ``name``."""
        return next((b for b in self.bound if b.step.node and b.step.name == name), None)


@dataclass
class Before:
    """The plan that runs while another one is prepared: what may be taken over from it.

    Nodes named in ``anew`` are set up again whatever they are. ``warm`` warms up what is new.
    """

    ready: Prepared
    handover: Handover
    anew: frozenset[str] = frozenset()
    warm: Callable[[Prepared], None] = lambda ready: None


def prepare(
    plan: Plan, device: Device, host: Device, around: Surroundings, *, in_flight: int,
    before: Before | None = None,
) -> Prepared:  # fmt: skip
    """Set the nodes of ``plan`` up, but for those taken over from the plan ``before``.

    SetupError names the node that could not be; what was set up until then is torn down again.
    """
    ready = Prepared(plan, device, _pools(device, host, before), around, in_flight)
    sides = {"host": host, "device": device}
    ready.bound = [_lifeless(step, device) for step in plan.steps]
    try:
        for step in plan.steps:
            if step.kind != "sink":
                _bring_to_life(ready, step, sides[step.side], before)
        _reserve(ready, in_flight)
        device.warm_up(list(ready.specs.values()))
        if before is not None:
            before.warm(ready)
        for step in plan.steps:
            if step.kind == "sink":
                _bring_to_life(ready, step, sides[step.side], before)
        _check_sinks(ready)
    except BaseException:
        ready.withdraw()
        raise
    return ready


def _bring_to_life(ready: Prepared, step: Step, device: Device, before: Before | None) -> None:
    bound = _taken_over(ready, step, device, before) or _bind(ready, step, device, before)
    ready.bound[step.number] = bound
    _note_specs(ready, bound)
    _hold_on(bound, before)


def _pools(device: Device, host: Device, before: Before | None) -> Mapping[str, Pool]:
    if before is not None and before.ready.device is device:
        return before.ready.pools
    pools = {"host": Pool(host.allocate, host.view), "device": Pool(device.allocate, device.view)}
    if device.is_host:
        pools["device"] = pools["host"]
    return pools


def _taken_over(ready: Prepared, step: Step, device: Device, before: Before | None) -> Bound | None:
    """The node of the plan before in its new place, if nothing that concerns it has changed."""
    old = before.ready.node(step.name) if before is not None else None
    if before is None or old is None or old.step.node is None or step.node is None:
        return None
    same = (
        (old.ready or old.health.resting)  # one that is out of order waits for its own turn
        and step.name not in before.anew
        and old.ctx is not None
        and old.ctx.device is device
        and old.step.side == step.side
        and old.step.kind == step.kind
        and old.step.node.schema == step.node.schema
        and _restarts(old) == _restarts(Bound(step, old.figures))
    )
    if not same:
        return None
    bound = replace(old, step=step, fresh=False)
    return bound if told_shapes(bound, ready.specs) == old.told else None


def _restarts(bound: Bound) -> dict[str, Value]:
    node = bound.step.node
    if node is None:
        return {}
    return {p.name: node.params[p.name] for p in node.schema.params if p.restart}


def _bind(ready: Prepared, step: Step, device: Device, before: Before | None) -> Bound:
    bound = _lifeless(step, device)
    figures = bound.figures
    if step.node is None:
        return bound
    old = before.ready.node(step.name) if before is not None else None
    if old is not None and before is not None:
        bound.health = Health(attempts=old.health.attempts, avoid=old.health.avoid)
        if _exclusive(old):
            before.handover(old)
    pool = ready.pools[step.side]
    bound.ctx = NodeCtx(figures, device, pool, step.wanted, ready.around)
    bound.ctx.avoid = frozenset(bound.health.avoid)
    try:
        bound.instance = step.node.schema.factory()
        set_up(bound, ready.specs)
    except Exception as error:
        missing = step.node.schema.declaration.optional and isinstance(error, NodeError)
        if not missing or (before is not None and step.name in before.anew):
            raise SetupError(step.name, error) from error  # what was there is tried for again
        ready.unavailable.append(Fault.of(step.name, error, kind="setup"))
        figures.status = str(error)
        return bound
    bound.ready = True
    return bound


def _lifeless(step: Step, device: Device) -> Bound:
    """A step whose node has not been made yet."""
    kind = step.node.schema.id if step.node is not None else step.kind
    return Bound(step, NodeFigures(step.name, kind, device.name))


def _hold_on(bound: Bound, before: Before | None) -> None:
    """The last good value of its predecessor is there for a new node that fails at once."""
    old = before.ready.node(bound.step.name) if before is not None and bound.fresh else None
    if old is not None and old.outputs == bound.outputs:
        bound.health.good, bound.health.good_index = old.health.good, old.health.good_index


def _exclusive(bound: Bound) -> bool:
    asked = getattr(bound.instance, "exclusive", None)
    return bound.ready and asked is not None and bool(asked())


def _note_specs(ready: Prepared, bound: Bound) -> None:
    """What a step gives, and what a source means for the run."""
    step = bound.step
    if step.node is None:
        ready.specs[step.writes[0]] = ready.specs.get(step.reads[0], Spec(FRAME))
        return
    if not bound.ready:
        if not bound.fresh:
            ready.specs.update(zip(step.writes, bound.outputs, strict=False))
        return
    if step.kind == "source":
        if bound.stream is not None and not bound.stream.patient:
            ready.around.live = True  # a camera waits for nobody
        first = primary_source(ready.bound)
        if first is bound and bound.stream is not None and bound.stream.fps > 0:
            ready.around.fps = bound.stream.fps
    try:
        bound.outputs = output_specs(bound, ready.specs)
    except SetupError:
        raise
    except Exception as error:
        raise SetupError(step.name, error) from error
    ready.specs.update(zip(step.writes, bound.outputs, strict=True))


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
