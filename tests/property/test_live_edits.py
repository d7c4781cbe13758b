"""Random edits of running graphs: every frame is one of the graphs in force, and none is lost.

Two nodes that no edit touches mark every frame with how many structural edits and how many
parameter sets were in force for it. So what every sink must have seen can be worked out without
knowing when an edit took effect: by a naive evaluation of the very graph that the marks name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from edited_nodes import ALL, GUARD, Edited, added, fresh_book, threads
from small_nodes import graph, registry

from muse_nodes.document import (
    Batch,
    Connect,
    Disconnect,
    DocumentError,
    Edit,
    Graph,
    MoveNode,
    Node,
    Port,
    RemoveNode,
    SetBypass,
    SetMute,
    SetParam,
)
from muse_nodes.engine.changes import Change
from muse_nodes.engine.check import CheckedGraph, CheckedNode, check
from muse_nodes.engine.values import BadValueError

REGISTRY = registry(ALL)
SEEDS, STRUCTURAL, PARAMETERS = range(10), 20, 100
"""10 runs of so many edits: 200 structural ones and 1,000 of parameters."""

MANY = 1_000_000
FIRST = graph(
    {"in0": ("count", {"frames": MANY}), "mark": ("add", {"by": 0.0}), "marks": "keep",
     "set": ("add", {"by": 0.0}), "sets": "keep", "n0": "tally", "n1": ("add", {"by": 2.0}),
     "n2": "echo", "n3": "split", "out0": "keep", "out1": "keep"},
    ["in0.number > mark.number", "mark.number > marks.number", "in0.number > set.number",
     "set.number > sets.number", "in0.number > n0.number", "n0.number > n1.number",
     "n1.number > n2.number", "n0.number > n2.late", "n2.number > out0.number",
     "in0.number > n3.number", "n3.rest > out1.number"],
)  # fmt: skip
UNTOUCHED = {"in0", "mark", "marks", "set", "sets"}
INPUTS = {
    "tally": ["number"], "add": ["number"], "echo": ["number", "late"], "split": ["number"],
    "keep": ["number"], "sum": ["number1", "number2", "number3"], "count": [],
    "missing": ["number"],
}  # fmt: skip
OUTPUTS = {"split": ["half", "rest"], "keep": [], "missing": ["number"]}

Value = float | None


def kind_of(node: Node) -> str:
    return node.type.removeprefix("test.")


@dataclass
class Maker:
    """Thinks of edits of a graph; many of them cannot be."""

    chance: random.Random
    made: int = 0

    def structural(self, document: Graph) -> Edit:
        free = [n for n in document.nodes if n.id not in UNTOUCHED]
        name = self.chance.choice(free).id if free else "nobody"
        kind = self.chance.randrange(12)
        if kind < 3 or not free:
            return self._new(document)
        if kind == 3:
            return RemoveNode(name)
        if kind < 7:
            target = document.by_id.get(name)
            ports = INPUTS[kind_of(target)] if target is not None else []
            return Connect(self._source(document), Port(name, self.chance.choice(ports or ["x"])))
        if kind == 7:
            inputs = [link.target for link in document.links if link.target.node not in UNTOUCHED]
            return Disconnect(self.chance.choice(inputs or [Port("n0", "late")]))
        if kind == 8:
            return SetBypass(name, not document.node(name).bypassed)
        if kind == 9:
            return SetMute(name, not document.node(name).muted)
        if kind == 10:
            return SetParam(name, "manner", self.chance.choice(["good", "other", "bad"]))
        return MoveNode(name, (1.0, float(self.made)))

    def _new(self, document: Graph) -> Edit:
        self.made += 1
        kind = self.chance.choice(list(INPUTS))
        name = f"x{self.made}"
        params = {"frames": MANY} if kind == "count" else {}
        edits: list[Edit] = [added(name, kind, **params)]
        edits += [
            Connect(self._source(document), Port(name, port))
            for port in INPUTS[kind]
            if port in ("number", "number1") or self.chance.random() < 0.5
        ]
        taken = [link.target for link in document.links if link.target.node not in UNTOUCHED]
        ports = OUTPUTS.get(kind, ["number"])
        if taken and ports and self.chance.random() < 0.7:  # put it into a link that is there
            edits.append(Connect(Port(name, ports[0]), self.chance.choice(taken)))
        return Batch(tuple(edits))

    def _source(self, document: Graph) -> Port:
        node = self.chance.choice([n for n in document.nodes if kind_of(n) != "keep"])
        return Port(node.id, self.chance.choice(OUTPUTS.get(kind_of(node), ["number"])))


@dataclass
class Asked:
    """Everything that was asked for, in order: (structural?, number, edit)."""

    edits: list[tuple[bool, int, Batch]] = field(default_factory=list)

    def graph(self, structural: int, parameters: int) -> Graph:
        """The graph with so many structural edits and so many parameter sets in force."""
        document = FIRST
        for structure, number, edit in self.edits:
            if number <= (structural if structure else parameters):
                for one in (edit,) if structure else edit.edits:
                    with suppress(DocumentError):  # a set of a node that has gone meanwhile
                        document = one.apply(document).graph
        return document

    def checked(self, structural: int, parameters: int) -> CheckedGraph:
        found, problems = check(self.graph(structural, parameters), REGISTRY)
        assert found is not None, problems
        return found


class Naive:
    """Evaluates frame after frame node by node; keeps what nodes remember over edits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.at = (0, 0)
        self.now = asked.checked(0, 0)
        self.state: dict[str, float] = {}
        self.late: dict[tuple[str, str], float] = {}

    def frame(self, index: int, structural: int, parameters: int) -> dict[str, float]:
        """What every sink sees of a frame with these marks."""
        assert structural >= self.at[0]
        assert parameters >= self.at[1]
        for number in range(self.at[0] + 1, structural + 1):
            self._go_over_to(self.asked.checked(number, parameters))
        if (structural, parameters) != self.at:
            self.now = self.asked.checked(structural, parameters)
            self.at = structural, parameters
        values: dict[tuple[str, str], Value] = {}
        sinks: dict[str, float] = {}
        for node in self.now.nodes:
            args = {p: values.get(f) for p, f in node.inputs.items() if p != "late"}
            late = self.late.get(node.inputs["late"]) if "late" in node.inputs else None
            if node.schema.is_sink:
                if args["number"] is not None:
                    sinks[node.id] = args["number"]
                continue
            for port, value in self._outputs(node, args, late, index).items():
                values[node.id, port] = value
        read = {n.inputs["late"] for n in self.now.nodes if "late" in n.inputs}
        newest = {port: values.get(port) for port in read}
        self.late = {
            port: value if value is not None else self.late[port]
            for port, value in newest.items() if value is not None or port in self.late
        }  # fmt: skip
        return sinks

    def _go_over_to(self, checked: CheckedGraph) -> None:
        """Nodes that are in both as they were keep their state, values of nodes in both too."""
        before = {n.id: n for n in self.now.nodes}
        same = {
            n.id for n in checked.nodes
            if n.id in before and all(
                before[n.id].params[p.name] == n.params[p.name]
                for p in n.schema.params if p.restart
            )
        }  # fmt: skip
        self.state = {k: v for k, v in self.state.items() if k in same}
        there = {n.id for n in checked.nodes}
        self.late = {port: v for port, v in self.late.items() if port[0] in there}
        self.now = checked

    def _outputs(
        self, node: CheckedNode, args: dict[str, Value], late: Value, index: int
    ) -> dict[str, Value]:
        kind = node.schema.id.removeprefix("test.")
        if kind == "count":
            self.state[node.id] = self.state.get(node.id, 0.0) + 1
            return {"number": self.state[node.id]}
        if kind == "sum":
            return {"number": float(sum(v for v in args.values() if v is not None))}
        number = args["number"]
        if number is None:
            return {}
        if kind == "tally":
            total = self.state.get(node.id, 0.0) + number * float(node.params["by"])
            self.state[node.id] = total
            return {"number": total}
        if kind == "split":
            return {"half": number // 2, "rest": number % 2 or None}
        if kind == "echo":
            return {"number": number + (1000 * late if late is not None else 0)}
        return {"number": number + float(node.params["by"])}


@pytest.fixture
def nothing_left() -> Iterator[None]:
    before = threads()
    book = fresh_book()
    yield
    book.hold()
    assert threads() <= before


@dataclass
class Session:
    """A run that is edited at random, and all that was asked of it."""

    seed: int
    asked: Asked = field(default_factory=Asked)
    structural: int = 0
    parameters: int = 0
    refused: int = 0
    sinks: dict[str, list[Any]] = field(default_factory=dict)
    waiting: list[tuple[Change, Graph | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.maker = Maker(self.chance)
        self.run = Edited(
            FIRST, workers=self.chance.randint(1, 3), in_flight=self.chance.randint(1, 3)
        )
        self.document = FIRST
        self._note_sinks()

    def _note_sinks(self) -> None:
        for bound in self.run.run.ready.bound:
            if bound.step.kind == "sink":
                known = self.sinks.setdefault(bound.step.name, [])
                if bound.instance not in known:
                    known.append(bound.instance)

    def restructure(self) -> None:
        """Ask for a structural edit; whether it can be made is worked out beforehand."""
        number = self.structural + 1
        mark = SetParam("mark", "by", float(number))
        edit = Batch((self.maker.structural(self.document), mark))
        target: Graph | None = None
        with suppress(DocumentError):
            target = edit.apply(self.document).graph
        if target is not None and not self._can_run(target):
            target = None
        change = self.run.run.edit(edit)
        if target is not None:
            self.structural, self.document = number, target
            self.asked.edits.append((True, number, edit))
        else:
            self.refused += 1
        assert change.wait(GUARD) if self.chance.random() < 0.7 else True
        self.waiting.append((change, target))

    def _can_run(self, target: Graph) -> bool:
        checked, _ = check(target, REGISTRY)
        return checked is not None and all(n.params.get("manner") != "bad" for n in checked.nodes)

    def settle(self) -> None:
        """Wait for all that was asked for; what could be made was made, and nothing else."""
        for change, target in self.waiting:
            assert change.wait(GUARD)
            assert change.applied == (target is not None), (change, self.seed)
            assert change.applied != bool(change.problems)
        if self.waiting:
            self.waiting = []
            self._note_sinks()
        assert self.run.run.graph == self.document

    def set_parameters(self) -> None:
        """Set some parameters of nodes that run, together with the mark."""
        self.parameters += 1
        while True:
            checked, _ = check(self.run.run.graph, REGISTRY)
            assert checked is not None
            running = [n.id for n in checked.nodes if "by" in n.params and n.id not in UNTOUCHED]
            names = self.chance.sample(running, min(len(running), self.chance.randint(1, 3)))
            values = {name: {"by": float(self.chance.randint(-5, 5))} for name in names}
            values["set"] = {"by": float(self.parameters)}
            try:
                assert self.run.run.set_params(values).applied
            except BadValueError:
                continue  # a structural edit has just taken one of them away
            break
        edit = Batch(tuple(SetParam(n, "by", v["by"]) for n, v in values.items()))
        self.asked.edits.append((False, self.parameters, edit))
        for one in edit.edits:
            with suppress(DocumentError):
                self.document = one.apply(self.document).graph

    def go(self) -> int:
        """Carry out all edits, letting frames in meanwhile; how many those were."""
        frames = 0
        kinds = [True] * STRUCTURAL + [False] * PARAMETERS
        self.chance.shuffle(kinds)
        for structure in kinds:
            if structure:
                self.settle()
                self.restructure()
            else:
                self.set_parameters()
            for _ in range(self.chance.randint(0, 3)):
                self.run.run.step()
                frames += 1
        self.settle()
        marks = self.run.part("marks")
        for _ in range(frames):
            assert marks.arrived.acquire(timeout=GUARD)
        self.run.close()
        return frames


@pytest.mark.parametrize("seed", SEEDS)
def test_every_frame_is_one_of_the_graphs_in_force(seed: int, nothing_left: None) -> None:
    session = Session(seed)
    frames = session.go()
    assert session.parameters == PARAMETERS
    assert session.structural + session.refused == STRUCTURAL
    assert session.refused > 0
    assert session.structural > 3
    seen = {name: [s for i in sinks for s in i.seen] for name, sinks in session.sinks.items()}
    marks = [(i, round(v) - i - 1) for i, _, v in seen["marks"]]
    sets = [(i, round(v) - i - 1) for i, _, v in seen["sets"]]
    assert [i for i, _ in marks] == [i for i, _ in sets] == list(range(frames))
    naive = Naive(session.asked)
    expected: dict[str, list[tuple[int, float]]] = {name: [] for name in seen}
    for (index, structural), (_, parameters) in zip(marks, sets, strict=True):
        for name, value in naive.frame(index, structural, parameters).items():
            expected.setdefault(name, []).append((index, value))
    for name, rows in expected.items():
        assert [(i, v) for i, _, v in seen.get(name, [])] == rows, (name, seed)
    assert not session.run.run.stats.faults
