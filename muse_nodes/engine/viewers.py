"""What those who watch from outside see: public sinks, and what must be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from muse_nodes.api.exposure import Shows
from muse_nodes.document import Problem
from muse_nodes.engine.exposure import exposure, is_picture, seen_by_sinks

if TYPE_CHECKING:
    from muse_nodes.engine.check import CheckedGraph, CheckedNode, Port
    from muse_nodes.engine.schema import Value

_WORDS = {
    Shows.NOTHING: "neither you nor your room",
    Shows.PERSON: "you, not your room",
    Shows.ROOM: "your room",
}


def is_public(node: CheckedNode, params: Mapping[str, Value] | None = None) -> bool:
    """True for a sink whose pictures leave the machine, with its own parameters or ``params``."""
    public = node.schema.declaration.public
    given = node.params if params is None else params
    return public == "always" or (bool(public) and given.get(public) is True)


def warnings(graph: CheckedGraph) -> list[Problem]:
    """One for each public sink that shows the room although its user has not asked for that."""
    watched = [n for n in graph.nodes if is_public(n) and n.params.get("room") != "show"]
    if not watched:
        return []
    shown = exposure(graph)
    return [_warning(node, _way(graph, node, shown)) for node in watched if _sees_room(node, shown)]


def seen_from_outside(graph: CheckedGraph) -> list[str]:
    """A line for each public sink: what it sees, and what its user wants of it."""
    seen = seen_by_sinks(graph)
    lines = []
    for node in graph.nodes:
        if is_public(node):
            shows, room = seen[node.id], node.params.get("room", "auto")
            then = ": the slate is shown" if shows == Shows.ROOM and room == "hide" else ""
            lines.append(f"{node.id} shows {_WORDS[shows]} (room = {room}){then}")
    return lines


def _warning(node: CheckedNode, way: str) -> Problem:
    if node.params.get("room") == "hide":
        message = f"The room is to be hidden here, but {way} shows it: the slate will be shown."
    else:
        message = f"This graph shows your room: {way} leads it here uncovered."
    return Problem(
        message,
        "Cut the person out and connect a background to Composite, or set 'room' to 'show' if your "
        "room may be seen.",
        node=node.id,
        severity="warning",
    )


def _sees_room(node: CheckedNode, shown: Mapping[Port, Shows]) -> bool:
    return any(shown[feed] == Shows.ROOM for feed in _pictures(node))


def _way(graph: CheckedGraph, sink: CheckedNode, shown: Mapping[Port, Shows]) -> str:
    """The shortest way by which the room reaches ``sink``, such as ``camera → composite``."""
    nodes = {node.id: node for node in graph.nodes}
    ways = [[feed[0]] for feed in _pictures(sink) if shown[feed] == Shows.ROOM]
    known = {way[0] for way in ways}
    for way in ways:  # it grows while it is walked: nearer nodes first
        feeds = [f for f in _pictures(nodes[way[0]]) if shown[f] == Shows.ROOM]
        if not feeds:
            return "'" + " → ".join(way) + "'"
        ways += [[feed[0], *way] for feed in feeds if feed[0] not in known]
        known.update(feed[0] for feed in feeds)
    return "'" + " → ".join(ways[0]) + "'"


def _pictures(node: CheckedNode) -> list[Port]:
    """What feeds the pictures that a node takes."""
    found = []
    for port, feed in node.inputs.items():
        declared = node.schema.input(port)
        if declared is not None and is_picture(declared.type):
            found.append(feed)
    return found
