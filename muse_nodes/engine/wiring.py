"""What a task must know of its node's declaration and place, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from muse_nodes.api.ports import FRAME, LAYER, MATTE, PortType
from muse_nodes.engine.bound import Bound
from muse_nodes.engine.plan import NOTHING
from muse_nodes.engine.sound import Look, look_at


def fixed_inputs_of(bound: Bound) -> int | None:
    """How many inputs stand before a variadic one; None when there is no variadic one."""
    node = bound.step.node
    if node is None or not any(i.many for i in node.schema.inputs):
        return None
    return sum(not i.many for i in node.schema.inputs)


def bypass_of(bound: Bound) -> int:
    """The value that stands in for the single output of a node that has failed."""
    node = bound.step.node
    if node is None or not node.schema.declaration.bypass or len(bound.step.writes) != 1:
        return NOTHING
    names = [i.name for i in node.schema.inputs]
    place = names.index(node.schema.declaration.bypass)
    return bound.step.reads[place]


def promised_of(bound: Bound) -> Callable[[Any], tuple[str, str] | None] | None:
    """Looks at what the node gives: None, or (port, what is wrong with it).

    Only outputs that somebody reads are looked at; None when there are none.
    """
    node, ctx = bound.step.node, bound.ctx
    if node is None or ctx is None or not bound.outputs:
        return None
    pairs = enumerate(zip(node.schema.flowing, bound.outputs, strict=True))
    looks = [
        (place, out.name, look_at(spec, optional=out.optional, finite=ctx.device.finite))
        for place, (out, spec) in pairs
        if out.name in bound.step.wanted
    ]
    if not looks:
        return None
    return _one(looks[0][1], looks[0][2]) if node.schema.bare else _all(looks, len(bound.outputs))


def _one(port: str, look: Look) -> Callable[[Any], tuple[str, str] | None]:
    def looked_at(value: Any) -> tuple[str, str] | None:
        text = look(value)
        return (port, text) if text else None

    return looked_at


def _all(looks: list[tuple[int, str, Look]], count: int) -> Callable[[Any], tuple[str, str] | None]:
    def looked_at(values: Any) -> tuple[str, str] | None:
        if not isinstance(values, tuple) or len(values) != count:
            return "", f"it gave {values!r:.40} for {count} outputs"
        for place, port, look in looks:
            text = look(values[place])
            if text:
                return port, text
        return None

    return looked_at


def telling_of(bound: Bound) -> list[tuple[PortType, int]]:
    """The inputs that decide which frame a result belongs to: its pictures and mattes.

    A late picture is meant to be old (a learned room); a late matte is not meant to cut anything.
    """
    step, node = bound.step, bound.step.node
    if node is None:
        return [(FRAME, number) for number in step.reads]
    kinds: list[PortType] = []
    for declared in node.schema.inputs:
        known = len(kinds)
        count = 1 if not declared.many else len(step.reads) - known
        kinds += [declared.type] * count
    return [
        (kind, number)
        for kind, number, late in zip(kinds, step.reads, step.latest, strict=True)
        if number != NOTHING and not late and kind in (FRAME, LAYER, MATTE)
    ]
