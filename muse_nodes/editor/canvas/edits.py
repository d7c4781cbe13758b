"""What the gestures and menus of the canvas mean, as edits of the document. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from muse_nodes.document import (
    AddBackdrop,
    Backdrop,
    Batch,
    ChangeBackdrop,
    ChangeGroup,
    Connect,
    Disconnect,
    Edit,
    Graph,
    Group,
    Link,
    MakeGroup,
    MoveNode,
    Port,
    RemoveBackdrop,
    RemoveNode,
    SetBypass,
    SetMute,
    Ungroup,
    fresh_id,
)

Place = tuple[float, float]
FAR = 1e6
"""The document's coordinates end here."""


def delete(
    graph: Graph, nodes: Collection[str], links: Iterable[Link], backdrops: Iterable[str]
) -> Batch:
    """Take nodes, links and backdrops away together."""
    gone = set(nodes)
    edits: list[Edit] = [
        Disconnect(link.target)
        for link in links
        if link in graph.links and not {link.source.node, link.target.node} & gone
    ]
    edits += [RemoveNode(node.id) for node in graph.nodes if node.id in gone]
    edits += [RemoveBackdrop(b.id) for b in graph.backdrops if b.id in set(backdrops)]
    return Batch(tuple(edits))


def move(graph: Graph, nodes: Iterable[str], backdrops: Iterable[str], by: Place) -> Batch:
    """Push nodes and backdrops to one side, all by the same way."""
    edits: list[Edit] = []
    for id in nodes:
        x, y = graph.node(id).position
        edits.append(MoveNode(id, within(x + by[0], y + by[1])))
    for backdrop in graph.backdrops:
        if backdrop.id in set(backdrops):
            x, y, width, height = backdrop.rect
            at = within(x + by[0], y + by[1])
            edits.append(ChangeBackdrop(replace(backdrop, rect=(*at, width, height))))
    return Batch(tuple(edits))


def rewire(source: Port | None, target: Port | None, taken: Port | None) -> Batch:
    """A wire was dropped: ``taken`` is the input it was taken from, if it hung at one before."""
    edits: list[Edit] = []
    if taken is not None and taken != target:
        edits.append(Disconnect(taken))
    if source is not None and target is not None:
        edits.append(Connect(source, target))
    return Batch(tuple(edits))


def bypass(graph: Graph, nodes: Iterable[str]) -> Batch:
    """Bypass all of them; if all are bypassed, let them work again."""
    chosen = [graph.node(id) for id in nodes]
    on = not all(node.bypassed for node in chosen)
    return Batch(tuple(SetBypass(n.id, on) for n in chosen if n.bypassed != on))


def mute(graph: Graph, nodes: Iterable[str]) -> Batch:
    """Mute all of them; if all are muted, let them work again."""
    chosen = [graph.node(id) for id in nodes]
    on = not all(node.muted for node in chosen)
    return Batch(tuple(SetMute(n.id, on) for n in chosen if n.muted != on))


def group(graph: Graph, nodes: Collection[str]) -> Batch:
    """Make one group of nodes; they leave the groups that they were in."""
    members = tuple(node.id for node in graph.nodes if node.id in nodes)
    if not members:
        return Batch(())
    edits: list[Edit] = []
    for old in graph.groups:
        left = tuple(id for id in old.members if id not in nodes)
        if not left:
            edits.append(Ungroup(old.id))
        elif left != old.members:
            edits.append(ChangeGroup(replace(old, members=left)))
    made = Group(fresh_id("group", {g.id for g in graph.groups}), "", members)
    return Batch((*edits, MakeGroup(made)))


def ungroup(graph: Graph, nodes: Collection[str]) -> Batch:
    """Dissolve every group that one of the nodes is in."""
    return Batch(tuple(Ungroup(g.id) for g in graph.groups if set(g.members) & set(nodes)))


def fold(graph: Graph, group: str, collapsed: bool) -> Batch:
    """Show a group as one item, or open it."""
    found = next((g for g in graph.groups if g.id == group and g.collapsed != collapsed), None)
    return Batch((ChangeGroup(replace(found, collapsed=collapsed)),) if found else ())


def backdrop(graph: Graph, rect: tuple[float, float, float, float], title: str) -> Batch:
    """Put a backdrop there."""
    id = fresh_id("backdrop", {b.id for b in graph.backdrops})
    return Batch((AddBackdrop(Backdrop(id, title, rect)),))


def title_backdrop(graph: Graph, id: str, title: str) -> Batch:
    """Give a backdrop another title."""
    found = [b for b in graph.backdrops if b.id == id]
    return Batch(tuple(ChangeBackdrop(replace(b, title=title)) for b in found))


def title_group(graph: Graph, id: str, title: str) -> Batch:
    """Give a group another title; an empty one brings its usual name back."""
    return Batch(tuple(ChangeGroup(replace(g, title=title)) for g in graph.groups if g.id == id))


def colour_backdrop(graph: Graph, id: str, colour: str) -> Batch:
    """Give a backdrop another colour, ``#rrggbb``."""
    found = [b for b in graph.backdrops if b.id == id]
    return Batch(tuple(ChangeBackdrop(replace(b, colour=colour)) for b in found))


def within(x: float, y: float) -> Place:
    """Places are whole units, and within what a document may hold."""
    return float(round(min(max(x, -FAR), FAR))), float(round(min(max(y, -FAR), FAR)))
