"""A prepared plan as text: what ``muse plan`` prints and the golden files hold."""

from __future__ import annotations

from muse_nodes.api.ports import LAYER
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.memory import slot_counts
from muse_nodes.engine.plan import NOTHING, Step, value_key
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.segments import tasks
from muse_nodes.engine.viewers import seen_from_outside

_ARROW = {"source": "grab", "node": "run", "sink": "give", "upload": "up", "download": "down"}


def describe(ready: Prepared) -> str:
    """The plan in the order it runs, a step a line, then the buffers. Ends with a newline."""
    plan = ready.plan
    lines = [
        f"{plan.title or 'untitled'}: {len(plan.steps)} steps on {ready.device.name}, "
        f"{plan.uploads} uploads and {plan.downloads} downloads",
        "",
    ]
    lines += [_step(ready, step) for step in plan.steps]
    graph = CheckedGraph(tuple(s.node for s in plan.steps if s.node is not None), plan.title)
    seen = seen_from_outside(graph)
    if seen:
        lines += ["", "seen from outside", *(f"  {line}" for line in seen)]
    lines += ["", "buffers per frame in flight"]
    for side in ("host", "device"):
        keys = {value_key(v) for v in plan.values if v.side == side}
        slots = {key: slot for key, slot in ready.slots.items() if key in keys}
        for spec, count in slot_counts(ready.uses, slots):
            size = spec.nbytes * count / 1e6
            lines.append(f"  {side:<7}{count} x {spec} ({size:.1f} MB)")
    lines += [f"  unavailable: {fault}" for fault in ready.unavailable]
    return "\n".join(lines) + "\n"


def describe_tasks(graph: CheckedGraph) -> str:
    """The tasks of a job in the order in which they run, a line each; empty without any."""
    steps = tasks(graph)
    if not steps:
        return ""
    lines = [f"{graph.title or 'untitled'}: {len(steps)} tasks, one after the other", ""]
    for number, node in enumerate(steps):
        reads = ", ".join(f"{source[0]}.{source[1]}" for source in node.inputs.values())
        gives = ", ".join(f"{port.name}: {port.type}" for port in node.schema.outputs)
        lines.append(f"{number:3d} task {node.id}({reads})" + (f" -> {gives}" if gives else ""))
    return "\n".join(lines) + "\n"


def _step(ready: Prepared, step: Step) -> str:
    values = ready.plan.values
    reads = ", ".join(
        "-" if r == NOTHING else _read(ready, step, i) for i, r in enumerate(step.reads)
    )
    writes = []
    for number in step.writes:
        value = values[number]
        spec = ready.specs.get(number)
        slot = ready.slots.get(value_key(value))
        held = "" if slot is None else f" #{slot}"
        unread = value.port[1] not in step.wanted and step.node is not None
        skipped = " (unread)" if unread and value.type is not LAYER else ""
        writes.append(f"{value.port[1]}: {spec}{held}{skipped}")
    text = f"{step.number:3d} {_ARROW[step.kind]:<5}{step.side:<7}{step.name}({reads})"
    return text + (" -> " + ", ".join(writes) if writes else "")


def _read(ready: Prepared, step: Step, place: int) -> str:
    name = ready.plan.values[step.reads[place]].name
    return f"latest {name}" if step.latest[place] else name
