"""From a checked graph to a plan: what runs, in which order, where, and what crosses the border.

Assumes a ``CheckedGraph``. Guarantees: every value is written by exactly one step; a step comes
after all steps whose values it must wait for; a value that is needed on both sides of the border
is moved once per frame, however many steps read it; nobody computes what nobody reads (outputs
without a reader are not in ``wanted``). The plan is immutable and holds no pixels and no node:
the same graph gives the same plan, on any machine, which is what the golden files hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from muse_nodes.api.ports import LAYER, PortType
from muse_nodes.engine.check import CheckedGraph, CheckedNode, Port

Side = Literal["host", "device"]
StepKind = Literal["source", "node", "sink", "upload", "download"]

NOTHING = -1
"""Number of the value that is always None: an input that is not connected."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one output port gives in a tick, on one side of the border."""

    number: int
    port: Port
    type: PortType
    side: Side

    @property
    def name(self) -> str:
        node, port = self.port
        return f"{node}.{port}"


@dataclass(frozen=True, slots=True)
class Step:
    """One call per tick. ``reads`` are value numbers in the order of the arguments."""

    number: int
    kind: StepKind
    name: str
    side: Side
    reads: tuple[int, ...]
    writes: tuple[int, ...]
    required: tuple[bool, ...] = ()
    latest: tuple[bool, ...] = ()
    node: CheckedNode | None = None
    wanted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole frame, in order."""

    steps: tuple[Step, ...]
    values: tuple[Value, ...]
    title: str = ""

    @property
    def uploads(self) -> int:
        return sum(s.kind == "upload" for s in self.steps)

    @property
    def downloads(self) -> int:
        return sum(s.kind == "download" for s in self.steps)


@dataclass
class _Work:
    one_side: bool
    steps: list[Step] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    numbers: dict[tuple[Port, Side], int] = field(default_factory=dict)
    read: set[Port] = field(default_factory=set)
    late: list[tuple[int, int, Port, Side]] = field(default_factory=list)


def arrange(graph: CheckedGraph, *, host_is_device: bool) -> Plan:
    """The plan of ``graph``; with ``host_is_device`` no value ever needs to be moved."""
    work = _Work(host_is_device)
    for node in graph.nodes:
        work.read.update(node.inputs.values())
    for node in graph.nodes:
        _add_node(work, node)
    _resolve_late(work)
    return Plan(tuple(work.steps), tuple(work.values), graph.title)


def _add_node(work: _Work, node: CheckedNode) -> None:
    side = _side(work, node)
    reads: list[int] = []
    required: list[bool] = []
    latest: list[bool] = []
    late: list[tuple[int, Port]] = []
    for declared in node.schema.inputs:
        ports = node.variadic(declared.name) if declared.many else [declared.name]
        for port in ports:
            feed = node.inputs.get(port)
            if feed is None:
                number = NOTHING
            elif declared.latest:
                late.append((len(reads), feed))  # its producer may come later in the order
                number = NOTHING
            else:
                number = _value_on(work, feed, side)
            reads.append(number)
            required.append(not declared.optional)
            latest.append(declared.latest)
    step = len(work.steps)
    work.late.extend((step, place, feed, side) for place, feed in late)
    writes = tuple(_new_value(work, (node.id, o.name), o.type, side) for o in node.schema.flowing)
    wanted = frozenset(o.name for o in node.schema.flowing if (node.id, o.name) in work.read)
    kind: StepKind = (
        "source" if node.schema.is_source else "sink" if node.schema.is_sink else "node"
    )
    work.steps.append(
        Step(step, kind, node.id, side, tuple(reads), writes, tuple(required), tuple(latest),
             node, wanted)
    )  # fmt: skip


def _side(work: _Work, node: CheckedNode) -> Side:
    schema = node.schema
    host = schema.is_source or schema.is_sink or schema.declaration.runs_on == "host"
    return "host" if host or work.one_side else "device"


def _new_value(work: _Work, port: Port, kind: PortType, side: Side) -> int:
    number = len(work.values)
    work.values.append(Value(number, port, kind, side))
    work.numbers[port, side] = number
    return number


def _value_on(work: _Work, port: Port, side: Side) -> int:
    """The number of a value on ``side``, with the transfer that takes it there if need be."""
    known = work.numbers.get((port, side))
    if known is not None:
        return known
    other: Side = "device" if side == "host" else "host"
    number = work.numbers[port, other]
    kind = work.values[number].type
    if not kind.pixels:
        return number  # small values live on the host and are handed over as they are
    step = len(work.steps)
    moved = _new_value(work, port, kind, side)
    work.steps.append(
        Step(
            step, "upload" if side == "device" else "download", f"{port[0]}.{port[1]}", side,
            (number,), (moved,), (True,), (False,),
        )
    )  # fmt: skip
    return moved


def _resolve_late(work: _Work) -> None:
    """Bind the inputs that take the latest value, now that all values have a number."""
    for step, place, feed, side in work.late:
        number = _value_on(work, feed, side)
        old = work.steps[step]
        reads = list(old.reads)
        reads[place] = number
        work.steps[step] = Step(
            old.number, old.kind, old.name, old.side, tuple(reads), old.writes, old.required,
            old.latest, old.node, old.wanted,
        )  # fmt: skip


def aliases(plan: Plan, step: Step) -> tuple[str, ...]:
    """The values whose pixels live on in what ``step`` writes (a layer holds its inputs)."""
    if not any(plan.values[w].type is LAYER for w in step.writes):
        return ()
    held = (plan.values[r] for r in step.reads if r != NOTHING)
    return tuple(value_key(v) for v in held if v.type.pixels)


def value_key(value: Value) -> str:
    """Name of a value that tells the two sides apart."""
    return value.name if value.side == "host" else f"{value.name} on device"
