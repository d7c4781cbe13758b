"""What shall stand behind the person: read from the graph, and put into it as one edit.

A graph that has a background source gets other parameters. One that shows the room as it is, such
as the default live graph, gets a background source before its composite, wired as in the bundled
graph ``virtual_background``: the live picture gives the size, the learned room is what is blurred.
The person stays in front because the composite has them as a layer; a graph whose composite has
none gets one, cut out with the matte that the graph has.

Whoever wants another background wants their room hidden: with the background every public sink is
told so, in the same edit, and told otherwise when the room is wanted back (decision 0031).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from muse_nodes.document import (
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Graph,
    Node,
    Params,
    Port,
    ResetParam,
    SetParam,
)
from muse_nodes.editor.simple import pieces
from muse_nodes.engine.registry import Registry

Lack = Literal["", "composite", "person"]
"""Why a graph can have no background: nothing puts its picture together, nobody is cut out."""

SOFTEST = 3.0
"""Least blur, in % of the height: below it the engine counts the room as shown."""

_APART = (220.0, 160.0)
"""Between two nodes on the canvas, to the right and downwards."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown: a ``kind`` of ``muse.background.source``, and its colour or file."""

    kind: str
    colour: str = ""
    file: str = ""


def lacking(graph: Graph, registry: Registry) -> Lack:
    """What the graph would need before it could have a background; empty: nothing."""
    composite = composite_of(graph)
    if composite is None:
        return "composite"
    if not _has_person(graph, registry, composite) and _matte(graph, registry) is None:
        return "person"
    return ""


def composite_of(graph: Graph) -> Node | None:
    """The composite that makes the result: the last one that gets a picture."""
    fed = [
        n for n in pieces.of_type(graph, pieces.COMPOSITE) if Port(n.id, "frame") in graph.inputs
    ]
    return fed[-1] if fed else None


def source_of(graph: Graph) -> Node | None:
    """The background source that the result has, if it has one."""
    feed = _background_feed(graph)
    node = graph.by_id.get(feed.node) if feed is not None else None
    return node if node is not None and node.type == pieces.BACKGROUND else None


def current(graph: Graph, registry: Registry) -> Wish | None:
    """What stands behind the person now; None if that is something else than a wish can say."""
    if _background_feed(graph) is None:
        return Wish("room")
    node, schema = source_of(graph), registry.get(pieces.BACKGROUND)
    if node is None or schema is None:
        return None
    read = {p.name: str(pieces.value_of(node, p)) for p in schema.params}
    kind = read["kind"]
    colour = read["colour"] if kind == "colour" else ""
    return Wish(kind, colour, read["file"] if kind in ("image", "video") else "")


def granting(graph: Graph, registry: Registry, wish: Wish) -> Edit | None:
    """The edit that fulfils ``wish``; None if it is fulfilled. Ask ``lacking`` before."""
    edits = [*_sinks(graph, registry, "show" if wish.kind == "room" else "hide")]
    source = source_of(graph)
    if source is not None:
        edits += _settings(source, registry, wish)
    if wish.kind == "room":
        if source is None and (composite := composite_of(graph)) is not None:
            into = Port(composite.id, "background")
            edits += [Disconnect(into)] if into in graph.inputs else []
    else:
        edits += _wiring(graph, registry, source, wish)
    return Batch(tuple(edits)) if edits else None


def _settings(node: Node, registry: Registry, wish: Wish) -> list[Edit]:
    """The parameters of a background source that is there."""
    schema = registry.get(pieces.BACKGROUND)
    wanted = {"kind": wish.kind, "colour": wish.colour, "file": wish.file}
    edits: list[Edit] = []
    for param in schema.params if schema is not None else ():
        text = wanted.get(param.name, "")
        if text and text != pieces.value_of(node, param):
            edits.append(SetParam(node.id, param.name, text))
        sharp = param.name == "radius" and pieces.number_of(node, param) < SOFTEST
        if sharp and wish.kind == "blur":
            edits.append(ResetParam(node.id, param.name))
    return edits


def _wiring(graph: Graph, registry: Registry, source: Node | None, wish: Wish) -> list[Edit]:
    """The nodes and links that a background needs and that are not there."""
    composite = composite_of(graph)
    if composite is None:
        return []
    edits: list[Edit] = []
    frame = graph.inputs[Port(composite.id, "frame")].source
    if source is None:
        params = {"kind": wish.kind, "colour": wish.colour, "file": wish.file}
        source = Node(
            graph.fresh_id("background"), pieces.BACKGROUND, position=_free_place(graph, composite),
            params=Params({name: text for name, text in params.items() if text}),
        )  # fmt: skip
        edits += [
            AddNode(source),
            Connect(Port(source.id, "frame"), Port(composite.id, "background")),
        ]
    if Port(source.id, "frame") not in graph.inputs:
        edits.append(Connect(frame, Port(source.id, "frame")))
    plate = _plate(graph, composite)
    if plate is not None and Port(source.id, "room") not in graph.inputs:
        edits.append(Connect(plate, Port(source.id, "room")))
    if not _has_person(graph, registry, composite):
        edits += _cut_out(graph, registry, composite, frame)
    return edits


def _cut_out(graph: Graph, registry: Registry, composite: Node, frame: Port) -> list[Edit]:
    """The person as a layer of their own, on top of the layers there are."""
    matte = _matte(graph, registry)
    if matte is None:
        return []
    number = 1
    while Port(composite.id, f"layer{number}") in graph.inputs:
        number += 1
    x, y = composite.position
    person = Node(graph.fresh_id("person"), pieces.CUT_OUT, position=(x - _APART[0], y - _APART[1]))
    return [
        AddNode(person),
        Connect(frame, Port(person.id, "frame")),
        Connect(matte, Port(person.id, "matte")),
        Connect(Port(person.id, "layer"), Port(composite.id, f"layer{number}")),
    ]


def _sinks(graph: Graph, registry: Registry, room: str) -> list[Edit]:
    """Have every sink that others see show the room, or hide it."""
    return [
        SetParam(node.id, "room", room)
        for node in pieces.public_sinks(graph, registry)
        if node.params.get("room") != room
    ]


def _has_person(graph: Graph, registry: Registry, composite: Node) -> bool:
    """True if a layer of the composite is cut out with a matte, however far up the wires."""
    todo, seen = [composite.id], set[str]()
    while todo:
        id = todo.pop()
        seen.add(id)
        for link in graph.links_into(id):
            schema = registry.get(graph.by_id[id].type)
            port = schema.input(link.target.port) if schema is not None else None
            if port is None or port.type.name not in ("Layer", "Matte"):
                continue
            if port.type.name == "Matte":
                return True
            todo += [link.source.node] if link.source.node not in seen else []
    return False


def _matte(graph: Graph, registry: Registry) -> Port | None:
    """A matte of the person: one that is used already, or else the first that is given."""
    given = [
        Port(node.id, out.name)
        for node in graph.nodes
        if (schema := registry.get(node.type)) is not None and node.type != pieces.COMPOSITE
        for out in schema.outputs
        if out.type.name == "Matte" and out.name == "matte"
    ]
    used = [port for port in given if any(link.source == port for link in graph.links)]
    return next(iter(used or given), None)


def _plate(graph: Graph, composite: Node) -> Port | None:
    """Where the learned room comes from."""
    link = graph.inputs.get(Port(composite.id, "room"))
    if link is not None:
        return link.source
    buffers = pieces.of_type(graph, pieces.BUFFER)
    return Port(buffers[0].id, "plate") if buffers else None


def _background_feed(graph: Graph) -> Port | None:
    composite = composite_of(graph)
    link = graph.inputs.get(Port(composite.id, "background")) if composite is not None else None
    return link.source if link is not None else None


def _free_place(graph: Graph, composite: Node) -> tuple[float, float]:
    """Left of the composite, below whatever stands in that column."""
    x = composite.position[0] - _APART[0]
    column = [n.position[1] for n in graph.nodes if abs(n.position[0] - x) < _APART[0] / 2]
    return x, max([composite.position[1], *column]) + _APART[1]
