"""From a document to a checked graph: every problem found, none thrown one at a time.

The pass assumes a sound document (unique ids, links between nodes that exist, one link per input)
and guarantees to whoever comes after it: all node types are known, all parameters complete and
valid, every link joins existing ports of one type, every required input is connected, and the
links that must be waited for form no cycle. Nodes from which no sink can be reached are left out,
and so are muted nodes and whatever cannot run without them; a bypassed node is replaced by the
input it names.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from muse_nodes.document import Graph, Link, Node, Problem
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema, Value
from muse_nodes.engine.values import BadValueError, checked
from muse_nodes.engine.viewers import warnings

Port = tuple[str, str]
"""(node id, port name)"""


@dataclass(frozen=True, slots=True)
class CheckedNode:
    """A node that can run: its schema, all its parameters, and what feeds each input."""

    id: str
    schema: NodeSchema
    params: Mapping[str, Value]
    inputs: Mapping[str, Port]

    def variadic(self, name: str) -> list[str]:
        """The connected ports of the variadic input ``name``, in the order of their numbers."""
        found = [p for p in self.inputs if p != name and p.startswith(name)]
        found = [p for p in found if (i := self.schema.input(p)) is not None and i.name == name]
        return sorted(found, key=lambda p: int(p.removeprefix(name)))


@dataclass(frozen=True, slots=True)
class CheckedGraph:
    """The nodes that will run, in topological order (ties in the order of the document)."""

    nodes: tuple[CheckedNode, ...]
    title: str = ""


@dataclass
class _Work:
    graph: Graph
    schemas: dict[str, NodeSchema] = field(default_factory=dict)
    params: dict[str, dict[str, Value]] = field(default_factory=dict)
    inputs: dict[str, dict[str, Port]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, message: str, hint: str = "", *, node: str = "", port: str = "") -> None:
        self.problems.append(Problem(message, hint=hint, node=node, port=port))


def check(graph: Graph, registry: Registry) -> tuple[CheckedGraph | None, tuple[Problem, ...]]:
    """The checked graph (None when there are errors) and all problems, warnings included."""
    work = _Work(graph)
    for node in graph.nodes:
        _check_node(work, node, registry)
    for link in graph.links:
        _check_link(work, link)
    _check_required(work)
    order = _order(work)
    if any(p.severity == "error" for p in work.problems):
        return None, tuple(work.problems)
    kept = _without_muted(work, _through_bypassed(work, order))
    wanted = _reaching_a_sink(work, kept)
    if not wanted:
        work.add(
            "Nothing in this graph leaves it: no sink (preview, virtual camera, video writer) "
            "is fed by a source.",
            "Connect the picture to a Preview node, or tap a port.",
        )
        return None, tuple(work.problems)
    if not any(work.schemas[n].is_source or work.schemas[n].is_task for n in wanted):
        work.add(
            "No source drives this graph.", "Connect a camera, a video file or the demo scene."
        )
        return None, tuple(work.problems)
    nodes = tuple(
        CheckedNode(n, work.schemas[n], work.params[n], work.inputs[n]) for n in kept if n in wanted
    )
    sound = CheckedGraph(nodes, graph.title)
    return sound, (*work.problems, *warnings(sound))


def _check_node(work: _Work, node: Node, registry: Registry) -> None:
    schema = registry.get(node.type)
    if schema is None:
        near = difflib.get_close_matches(node.type, [s.id for s in registry], 1)
        hint = f"Did you mean '{near[0]}'?" if near else "Install the node file it comes from."
        work.add(
            f"The node type '{node.type}' is not known here; its parameters and links are kept.",
            hint, node=node.id,
        )  # fmt: skip
        return
    work.schemas[node.id] = schema
    work.inputs[node.id] = {}
    values: dict[str, Value] = {p.name: p.default for p in schema.params}
    for name, value in node.params.items():
        param = schema.param(name)
        if param is None:
            near = difflib.get_close_matches(name, list(values), 1)
            hint = f"Did you mean '{near[0]}'?" if near else "Remove it from the graph."
            work.add(f"There is no parameter '{name}'.", hint, node=node.id)
            continue
        try:
            values[name] = checked(param, value)
        except BadValueError as error:
            work.add(str(error), node=node.id)
    work.params[node.id] = values
    _check_files(work, node.id, schema)


def _check_files(work: _Work, node: str, schema: NodeSchema) -> None:
    for param in schema.params:
        text = str(work.params[node][param.name])
        if param.file is None or not text:
            continue
        path = Path(text)
        if param.file.mode == "read" and not path.exists():
            work.add(f"The file '{text}' ({param.name}) does not exist.", node=node)
        elif param.file.mode == "write" and not path.absolute().parent.is_dir():
            work.add(f"The folder of '{text}' ({param.name}) does not exist.", node=node)


def _check_link(work: _Work, link: Link) -> None:
    (source, out), (target, into) = link.source, link.target
    if source not in work.schemas or target not in work.schemas:
        return  # an unknown type was reported already
    given = work.schemas[source].output(out)
    taken = work.schemas[target].input(into)
    if given is None:
        work.add(f"There is no output '{out}'.", node=source, port=out)
    if taken is None:
        work.add(f"There is no input '{into}'.", node=target, port=into)
    if given is None or taken is None:
        return
    if given.type != taken.type:
        work.add(
            f"This input takes a {taken.type}, but '{source}.{out}' gives a {given.type}.",
            node=target, port=into,
        )  # fmt: skip
    else:
        work.inputs[target][into] = (source, out)


def _check_required(work: _Work) -> None:
    for node, schema in work.schemas.items():
        linked = {link.target[1] for link in work.graph.links if link.target[0] == node}
        for port in schema.inputs:
            if not port.optional and port.name not in linked:
                work.add(
                    f"This input needs a {port.type} and is not connected.",
                    "Connect it.", node=node, port=port.name,
                )  # fmt: skip


def _order(work: _Work) -> list[str]:
    """Node ids in topological order over the links that must be waited for."""
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(work.schemas)
    for node, inputs in work.inputs.items():
        for port, (source, _) in inputs.items():
            declared = work.schemas[node].input(port)
            if declared is not None and not declared.latest:
                graph.add_edge(source, node)
    # sources first: what they find (size, rate) is what everything else is set up for
    rank = {n: (not s.is_source, i) for i, (n, s) in enumerate(work.schemas.items())}
    try:
        return list(nx.lexicographical_topological_sort(graph, key=rank.__getitem__))
    except nx.NetworkXUnfeasible:
        loop = " → ".join(a for a, _ in nx.find_cycle(graph))
        work.add(
            f"The links {loop} → … form a cycle.",
            "Remove one of them; only an input that takes the latest value may close a loop.",
            node=nx.find_cycle(graph)[0][0],
        )
        return []


def _through_bypassed(work: _Work, order: list[str]) -> list[str]:
    """Lead every reader of a bypassed node to what feeds the input it names."""
    bypassed = {n.id for n in work.graph.nodes if n.bypassed}
    stand_in: dict[Port, Port | None] = {}
    for node in order:
        inputs = work.inputs[node]
        for port, feed in list(inputs.items()):
            if feed in stand_in:
                other = stand_in[feed]
                if other is None:
                    del inputs[port]
                else:
                    inputs[port] = other
        if node in bypassed and not work.schemas[node].is_source:
            schema = work.schemas[node]
            named = schema.input(schema.declaration.bypass)
            for out in schema.outputs:
                same = named is not None and named.type == out.type
                stand_in[node, out.name] = inputs.get(schema.declaration.bypass) if same else None
    return [n for n in order if n not in bypassed or work.schemas[n].is_source]


def _without_muted(work: _Work, order: list[str]) -> list[str]:
    """Drop muted nodes, and nodes one of whose required inputs has nothing left to feed it.

    A late input may be fed by a node that comes after it, and is dropped only there: so round and
    round until all inputs are fed by nodes that are left.
    """
    muted = {n.id for n in work.graph.nodes if n.muted}
    kept = [node for node in order if node not in muted]
    while True:
        left, there = [], set(kept)
        for node in kept:
            schema, inputs = work.schemas[node], work.inputs[node]
            for port, (source, _) in list(inputs.items()):
                if source not in there:
                    del inputs[port]
            if all(p.optional or p.name in inputs for p in schema.inputs):
                left.append(node)
            else:
                there.discard(node)
        if left == kept:
            return left
        kept = left


def _reaching_a_sink(work: _Work, order: list[str]) -> set[str]:
    wanted: set[str] = set()
    waiting = [n for n in order if work.schemas[n].is_sink or work.schemas[n].is_task]
    while waiting:
        node = waiting.pop()
        if node not in wanted:
            wanted.add(node)
            waiting.extend(source for source, _ in work.inputs[node].values())
    return wanted
