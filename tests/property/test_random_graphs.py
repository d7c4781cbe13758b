"""Any graph at all compiles or gives problems; what runs gives what a naive evaluation gives."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_nodes import host, registry

from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.check import CheckedGraph, CheckedNode, check
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.plan import NOTHING, Plan, arrange

REGISTRY = registry()
FRAMES = 4
TYPES = ["count", "add", "sum", "split", "total", "echo", "fail", "collect", "missing"]
PORTS = ["number", "number1", "number2", "number7", "half", "rest", "late", "nothing"]
VALUES = st.one_of(st.integers(-3, 3), st.floats(-5, 5), st.booleans(), st.text(max_size=3))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Nodes of known and unknown types, linked with little regard to what fits."""
    ids = [f"n{i}" for i in range(draw(st.integers(1, 8)))]
    nodes = []
    for name in ids:
        params = draw(
            st.dictionaries(
                st.sampled_from(["by", "at", "bug", "frames", "odd"]), VALUES, max_size=1
            )
        )
        kind = draw(st.sampled_from(TYPES))
        flags = draw(st.sampled_from([{}, {}, {}, {"muted": True}, {"bypassed": True}]))
        nodes.append(Node(name, f"test.{kind}", params=Params(params), **flags))
    links: dict[Port, Link] = {}
    for _ in range(draw(st.integers(0, 14))):
        target = Port(draw(st.sampled_from(ids)), draw(st.sampled_from(PORTS)))
        source = Port(draw(st.sampled_from(ids)), draw(st.sampled_from(PORTS)))
        links[target] = Link(source, target)
    return Graph(nodes=tuple(nodes), links=tuple(links.values()))


@st.composite
def sound_graphs(draw: st.DrawFn) -> Graph:
    """Graphs that fit together: links from earlier nodes, late ones from anywhere."""
    nodes = [Node("in0", "test.count", params=Params({"frames": FRAMES}))]
    outs = [Port("in0", "number")]
    links = []
    late: list[Port] = []
    for i in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from(["add", "sum", "split", "total", "echo", "count"]))
        name = f"n{i}"
        params: dict[str, Any] = {}
        if kind == "count":
            params["frames"] = draw(st.integers(1, FRAMES))
        elif kind == "sum":
            links += [
                Link(draw(st.sampled_from(outs)), Port(name, f"number{place + 1}"))
                for place in range(draw(st.integers(1, 3)))
            ]
        else:
            links.append(Link(draw(st.sampled_from(outs)), Port(name, "number")))
        if kind == "echo" and draw(st.booleans()):
            late.append(Port(name, "late"))
        nodes.append(Node(name, f"test.{kind}", params=Params(params)))
        given_out = ["half", "rest"] if kind == "split" else ["number"]
        outs += [Port(name, out) for out in given_out]
    links += [Link(draw(st.sampled_from(outs)), port) for port in late]
    nodes.append(Node("out", "test.collect"))
    links.append(Link(draw(st.sampled_from(outs)), Port("out", "number")))
    return Graph(nodes=tuple(nodes), links=tuple(links))


@given(graphs())
@settings(max_examples=300, deadline=None)
def test_any_graph_compiles_or_gives_problems(document: Graph) -> None:
    checked, problems = check(document, REGISTRY)
    assert (checked is None) == any(p.severity == "error" for p in problems)
    assert all(p.message.endswith((".", "?")) for p in problems)
    if checked is not None:
        for one_side in (True, False):
            hold_plan(arrange(checked, host_is_device=one_side), checked)


def hold_plan(plan: Plan, checked: CheckedGraph) -> None:
    """What the plan promises in its docstring."""
    written: set[int] = set()
    for step in plan.steps:
        waited = {r for r, late in zip(step.reads, step.latest, strict=True) if not late}
        assert waited - {NOTHING} <= written
        assert not written & set(step.writes)
        written |= set(step.writes)
    assert [s.name for s in plan.steps if s.node is not None] == [n.id for n in checked.nodes]
    moved = [s.name for s in plan.steps if s.kind in ("upload", "download")]
    assert len(moved) == len(set(moved))


@given(sound_graphs(), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_run_gives_what_a_naive_evaluation_gives(
    document: Graph, workers: int, in_flight: int
) -> None:
    checked, problems = check(document, REGISTRY)
    assert checked is not None, problems
    try:
        run = host().start(document, RunOptions(workers=workers, in_flight=in_flight))
    except GraphProblemsError as error:
        raise AssertionError(error.problems) from error
    assert run.wait(30)
    stats = run.close()
    assert not stats.faults
    out = next(b.instance for b in run.ready.bound if b.step.name == "out")
    assert [(i, v) for i, _, v in out.seen] == Naive(checked).run(stats.frames)


class Naive:
    """Evaluates a checked graph by recursion from its sink, frame by frame, without any plan."""

    def __init__(self, checked: CheckedGraph) -> None:
        self.nodes = {n.id: n for n in checked.nodes}
        self.state: dict[str, float] = {}
        self.newest: dict[tuple[str, str], float] = {}

    def run(self, frames: int) -> list[tuple[int, float]]:
        seen = []
        for index in range(frames):
            values: dict[str, dict[str, float | None]] = {}
            for name in self.nodes:
                self._value(name, index, values)
            feed = self.nodes["out"].inputs["number"]
            value = values[feed[0]].get(feed[1])
            if value is not None:
                seen.append((index, value))
            for name, found in values.items():
                for port, what in found.items():
                    if what is not None:
                        self.newest[name, port] = what
        return seen

    def _value(
        self, name: str, index: int, values: dict[str, dict[str, float | None]]
    ) -> dict[str, float | None]:
        if name not in values:
            node = self.nodes[name]
            args = {}
            for port, (source, out) in node.inputs.items():
                if port == "late":
                    args[port] = self.newest.get((source, out))
                else:
                    args[port] = self._value(source, index, values).get(out)
            values[name] = self._outputs(node, args, index)
        return values[name]

    def _outputs(
        self, node: CheckedNode, args: dict[str, float | None], index: int
    ) -> dict[str, float | None]:
        kind = node.schema.id.removeprefix("test.")
        if kind == "count":
            return {"number": float(min(index + 1, int(node.params["frames"])))}
        if kind == "sum":
            return {"number": float(sum(v for v in args.values() if v is not None))}
        number = args["number"]
        if number is None:
            return {}
        if kind == "split":
            return {"half": number // 2, "rest": number % 2 or None}
        if kind == "total":
            self.state[node.id] = self.state.get(node.id, 0.0) + number
            return {"number": self.state[node.id]}
        if kind == "echo":
            late = args.get("late")
            return {"number": number + (1000 * late if late is not None else 0)}
        return {"number": number + float(node.params.get("by", 0.0))}
