"""A node that lives: its instance, its ctx, what it was told and what it promised to give."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from muse_nodes.api.ctx import StreamInfo
from muse_nodes.api.errors import MuseError, NodeError
from muse_nodes.api.ports import Spec
from muse_nodes.engine.context import NodeCtx
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.health import Health
from muse_nodes.engine.plan import NOTHING, Step
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
    """A step with its node, ctx and figures; transfers have no node.

    ``told`` are the shapes that ``setup`` was told, ``outputs`` what the node will give. ``fresh``:
    it was set up for this plan and not taken over from the one before.
    """

    step: Step
    figures: NodeFigures
    instance: Any = None
    ctx: NodeCtx | None = None
    stream: StreamInfo | None = None
    ready: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[Spec, ...] = ()
    health: Health = field(default_factory=Health)
    fresh: bool = True


def primary_source(bound: list[Bound]) -> Bound | None:
    """The source that drives the graph: the first that moves, a live one before a patient one."""
    sources = [b for b in bound if b.step.kind == "source"]
    moving = [b for b in sources if b.stream is None or b.stream.fps > 0]
    live = [b for b in moving if b.stream is not None and not b.stream.patient]
    return next(iter(live or moving or sources), None)


def set_up(bound: Bound, specs: Mapping[int, Spec]) -> None:
    """Call the node's ``setup`` with what it names of input specs and parameters."""
    setup = getattr(bound.instance, "setup", None)
    bound.told = told_shapes(bound, specs)
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
        if len(found) != len(node.schema.flowing):
            raise SetupError(
                node.id, NodeError(f"its plan gives {len(found)} specs for its outputs.")
            )
        return found
    given = [specs[r] for r in bound.step.reads if r in specs]
    return tuple(
        next((Spec(o.type, s.shape, s.dtype) for s in given if s.type == o.type), Spec(o.type))
        for o in node.schema.flowing
    )


def told_shapes(bound: Bound, specs: Mapping[int, Spec]) -> dict[str, Any]:
    """The shapes among the arguments of ``setup``: if they stay, the node may stay."""
    setup = getattr(bound.instance, "setup", None)
    node = bound.step.node
    if setup is None or node is None:
        return {}
    inputs = {i.name for i in node.schema.inputs}
    return {name: v for name, v in _named(setup, bound, specs).items() if name in inputs}


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


def torn_down(bounds: list[Bound]) -> list[Fault]:
    """Tear the nodes down, last first; what goes wrong there is returned."""
    faults = [_teardown(bound) for bound in reversed(bounds)]
    return [fault for fault in faults if fault is not None]


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
