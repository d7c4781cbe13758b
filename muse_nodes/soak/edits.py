"""Edits at random: of parameters, and of how the nodes are joined.

Left out is only what would let the room out because the user asked for it (``room: show``), what
blurs the difference between a leak and the picture that was asked for (a blurred room behind the
person, mattes that are smoothed over time), and files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from muse_nodes.document import (
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Graph,
    Link,
    Node,
    Port,
    RemoveNode,
    SetBypass,
    SetMute,
)
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value
from muse_nodes.soak.leaks import BACKGROUNDS
from muse_nodes.soak.stage import BACKGROUND, SEGMENT
from muse_nodes.soak.standins import CAMERA

INSERTED = ("muse.matte.tools", "muse.shape.place", "muse.values.switch_frame")
"""Node types that are put into a link: as they come they change nothing."""

_OWN_VALUES: dict[tuple[str, str], tuple[Value, ...]] = {
    (BACKGROUND, "kind"): ("colour", "colour", "room"),
    (BACKGROUND, "colour"): BACKGROUNDS,
}
_LEFT_ALONE = {
    (SEGMENT, "smoothing"), (SEGMENT, "crispness"), (SEGMENT, "track"),
    (BACKGROUND, "radius"), (BACKGROUND, "fit"),
}  # fmt: skip

Values = dict[str, dict[str, Value]]


def random_values(graph: Graph, registry: Registry, chance: random.Random) -> Values:
    """Up to four parameters of any nodes, each with a value that fits."""
    open_ones = [(n.id, n.type, p) for n, p in _parameters(graph, registry)]
    found: Values = {}
    for id, type, param in chance.sample(open_ones, min(len(open_ones), chance.randint(1, 4))):
        values = _OWN_VALUES.get((type, param.name))
        value = chance.choice(values) if values else _value(param, chance)
        found.setdefault(id, {})[param.name] = value
    return found


def random_structure(graph: Graph, registry: Registry, chance: random.Random) -> Edit:
    """One structural edit. It may make no sense; then the engine has to refuse it."""
    kept = {n.id for n in graph.nodes if _is_sink(registry, n) or n.type == CAMERA}
    inner = [n.id for n in graph.nodes if n.id not in kept]
    makers: list[Callable[[], Edit]] = [
        lambda: SetBypass(chance.choice(inner), True),
        lambda: SetMute(chance.choice(inner), True),
        lambda: RemoveNode(chance.choice(inner)),
        lambda: Disconnect(chance.choice(graph.links).target),
        lambda: _rewired(graph, registry, chance),
        lambda: _inserted(graph, registry, chance),
        lambda: _inserted(graph, registry, chance),
        lambda: Batch((_inserted(graph, registry, chance), SetBypass(chance.choice(inner), True))),
    ]
    return chance.choice(makers)()


def _parameters(graph: Graph, registry: Registry) -> Iterator[tuple[Node, ParamSchema]]:
    for node in graph.nodes:
        schema = registry.get(node.type)
        if schema is None or schema.is_sink or schema.is_source:
            continue
        for param in schema.params:
            key = (node.type, param.name)
            if key in _LEFT_ALONE or param.name == "model":
                continue
            if param.kind in ("bool", "int", "float", "choice") or key in _OWN_VALUES:
                yield node, param


def _value(param: ParamSchema, chance: random.Random) -> Value:
    if param.kind == "bool":
        return chance.random() < 0.5
    if param.kind == "choice":
        return chance.choice(param.choices)
    low, high = (param.slider.low, param.slider.high) if param.slider is not None else (0, 1)
    if param.kind == "int":
        return chance.randint(round(low), round(high))
    return chance.uniform(low, high)


def _rewired(graph: Graph, registry: Registry, chance: random.Random) -> Edit:
    """Any input joined to any output of its type."""
    link = chance.choice(graph.links)
    wanted = _type_of(graph, registry, link)
    fitting = [
        Port(node.id, output.name)
        for node in graph.nodes
        if (schema := registry.get(node.type)) is not None
        for output in schema.outputs
        if output.type.name == wanted
    ]
    return Connect(chance.choice(fitting), link.target)


def _inserted(graph: Graph, registry: Registry, chance: random.Random) -> Edit:
    """A node put into a link."""
    schema = registry.schemas[chance.choice(INSERTED)]
    kind = schema.outputs[0].type.name
    links = [link for link in graph.links if _type_of(graph, registry, link) == kind]
    name = graph.fresh_id(schema.id)
    added: list[Edit] = [AddNode(Node(name, schema.id))]
    if links:
        link = chance.choice(links)
        added.append(Connect(link.source, Port(name, _first(schema))))
        added.append(Connect(Port(name, schema.outputs[0].name), link.target))
    return Batch(tuple(added))


def _first(schema: NodeSchema) -> str:
    """The first input of the type that the node gives."""
    found = next(i for i in schema.inputs if i.type == schema.outputs[0].type)
    return f"{found.name}1" if found.many else found.name


def _type_of(graph: Graph, registry: Registry, link: Link) -> str:
    schema = registry.get(graph.node(link.source.node).type)
    output = schema.output(link.source.port) if schema is not None else None
    return output.type.name if output is not None else ""


def _is_sink(registry: Registry, node: Node) -> bool:
    schema: NodeSchema | None = registry.get(node.type)
    return schema is not None and schema.is_sink
