"""Putting nodes in order: automatic layout, alignment, distribution. Pure; everything is an edit.

Sizes are those that the canvas shows, by node id, in its units; a node without one is taken to be
of ``DEFAULT`` size. Nothing here looks at widgets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import networkx as nx

from muse_nodes.document import Backdrop, Batch, ChangeBackdrop, Edit, Graph, MoveNode
from muse_nodes.editor.layering import ACROSS, DOWN, Edge, Size, forward, lay, loops
from muse_nodes.engine.registry import Registry

Sizes: TypeAlias = Mapping[str, Size]
Place: TypeAlias = tuple[float, float]
Side: TypeAlias = Literal["left", "right", "top", "bottom", "centre", "middle"]
"""``centre``: one above the other; ``middle``: side by side."""
Axis: TypeAlias = Literal["horizontal", "vertical"]

DEFAULT: Size = (180.0, 100.0)
BORDER = 24.0
"""Units between a backdrop's edge and its nodes."""
HEADING = 32.0
"""Units more at the top of a backdrop, for its title."""
FAR = 1e6
"""The document's coordinates end here."""


def on_backdrop(graph: Graph, backdrop: Backdrop, sizes: Sizes) -> frozenset[str]:
    """Ids of the nodes that lie on a backdrop: those whose middle does."""
    x, y, width, height = backdrop.rect
    found = set()
    for node in graph.nodes:
        w, h = sizes.get(node.id, DEFAULT)
        at = node.position[0] + w / 2 - x, node.position[1] + h / 2 - y
        if 0 <= at[0] <= width and 0 <= at[1] <= height:
            found.add(node.id)
    return frozenset(found)


def layout(graph: Graph, registry: Registry, sizes: Sizes, only: Collection[str] = ()) -> Batch:
    """Edits that put all nodes (or ``only`` these) in order, left to right, with few crossings.

    Nodes of a group and nodes on a backdrop stay together, unless the flow leads out of them and
    back in; backdrops are drawn around their nodes anew. The upper left corner stays where it is.
    """
    names = [n.id for n in graph.nodes if not only or n.id in only]
    if not names:
        return Batch(())
    sizes = {name: sizes.get(name, DEFAULT) for name in names}
    edges = forward(names, _edges(graph, registry, sizes))
    backdrops = {b.id: on_backdrop(graph, b, sizes) & set(names) for b in graph.backdrops}
    sets = [*backdrops.values(), *(frozenset(g.members) & set(names) for g in graph.groups)]
    whole = _Block("", frozenset(names), tuple(_nested(sets, frozenset(names))))
    _, places = _arranged(whole, sizes, edges)
    left = min(graph.by_id[n].position[0] for n in names)
    top = min(graph.by_id[n].position[1] for n in names)
    moved = {n: (_near(x + left), _near(y + top)) for n, (x, y) in places.items()}
    edits: list[Edit] = _moves(graph, moved)
    for backdrop in graph.backdrops:
        if members := backdrops[backdrop.id]:
            fitted = replace(backdrop, rect=_around(members, moved, sizes))
            if fitted != backdrop:
                edits.append(ChangeBackdrop(fitted))
    return Batch(tuple(edits))


def align(graph: Graph, ids: Iterable[str], sizes: Sizes, edge: Side) -> Batch:
    """Edits that bring nodes to a common edge or middle line."""
    places = {n: graph.node(n).position for n in ids}
    if len(places) < 2:
        return Batch(())
    axis = 0 if edge in ("left", "right", "centre") else 1
    part = {"left": 0.0, "top": 0.0, "centre": 0.5, "middle": 0.5}.get(edge, 1.0)
    low = min(places[n][axis] for n in places)
    high = max(places[n][axis] + sizes.get(n, DEFAULT)[axis] for n in places)
    line = low + part * (high - low)
    moved = {
        n: _with(at, axis, line - part * sizes.get(n, DEFAULT)[axis]) for n, at in places.items()
    }
    return Batch(tuple(_moves(graph, moved)))


def distribute(graph: Graph, ids: Iterable[str], sizes: Sizes, axis: Axis) -> Batch:
    """Edits that make the gaps between nodes equal; the first and the last stay where they are."""
    along = 0 if axis == "horizontal" else 1
    places = {n: graph.node(n).position for n in ids}
    order = sorted(places, key=lambda n: (places[n][along], n))
    if len(order) < 3:
        return Batch(())
    first, last = places[order[0]][along], places[order[-1]][along]
    inside = sum(sizes.get(n, DEFAULT)[along] for n in order[:-1])
    gap = (last - first - inside) / (len(order) - 1)
    moved, at = {}, first
    for name in order[:-1]:
        moved[name] = _with(places[name], along, at)
        at += sizes.get(name, DEFAULT)[along] + gap
    return Batch(tuple(_moves(graph, moved)))


@dataclass(frozen=True)
class _Block:
    """Nodes that stay together, and the blocks among them that do so more closely."""

    name: str
    all: frozenset[str]
    blocks: tuple[_Block, ...] = ()

    @property
    def loose(self) -> frozenset[str]:
        """The nodes that are in none of the inner blocks."""
        return self.all.difference(*(block.all for block in self.blocks))


def _nested(sets: Iterable[frozenset[str]], within: frozenset[str]) -> list[_Block]:
    """Blocks of sets that lie side by side or one in the other; one that cuts another is left."""
    tree: list[_Block] = []
    taken: list[frozenset[str]] = []
    for number, some in enumerate(sorted(set(sets), key=lambda s: (len(s), sorted(s)))):
        cuts = any(some & other and not other <= some for other in taken)
        if len(some) < 2 or some == within or cuts:
            continue
        taken.append(some)
        inside = [block for block in tree if block.all <= some]
        tree = [block for block in tree if block not in inside]
        tree.append(_Block(f"#{number}", some, tuple(inside)))
    return tree


def _arranged(
    block: _Block, sizes: Sizes, edges: Collection[Edge]
) -> tuple[Size, dict[str, Place]]:
    """How large a block is and where in it its nodes lie."""
    loose, blocks = [n for n in sizes if n in block.loose], list(block.blocks)
    while True:
        home = {n: b.name for b in blocks for n in b.all} | {n: n for n in loose}
        outer = [
            replace(e, source=home[e.source], target=home[e.target]) for e in edges
            if e.source in home and e.target in home and home[e.source] != home[e.target]
        ]  # fmt: skip
        items = list(dict.fromkeys(home[n] for n in sizes if n in home))
        loop = loops(items, outer)
        bad = [b for b in blocks if list(loop.values()).count(loop[b.name]) > 1]
        if not bad:
            break
        loose += [n for n in sizes if any(n in b.loose for b in bad)]
        blocks = [b for b in blocks if b not in bad] + [i for b in bad for i in b.blocks]
    inner = {b.name: _arranged(b, sizes, edges) for b in blocks}
    boxes = {name: _grown(inner[name][0]) if name in inner else sizes[name] for name in items}
    at = _packed(boxes, outer)
    places = {n: at[n] for n in loose}
    for b in blocks:
        x, y = at[b.name]
        for n, (dx, dy) in inner[b.name][1].items():
            places[n] = x + BORDER + dx, y + BORDER + HEADING + dy
    right = max(at[n][0] + boxes[n][0] for n in items)
    return (right, max(at[n][1] + boxes[n][1] for n in items)), places


def _packed(boxes: Sizes, edges: Collection[Edge]) -> dict[str, Place]:
    """Parts that have no link between them are laid out alone and set in rows."""
    whole = nx.Graph()
    whole.add_nodes_from(boxes)
    whole.add_edges_from((e.source, e.target) for e in edges)
    parts = []
    for names in nx.connected_components(whole):
        some = {n: boxes[n] for n in boxes if n in names}
        at = lay(some, [e for e in edges if e.source in names])
        wide = max(at[n][0] + boxes[n][0] for n in at)
        parts.append((at, wide, max(at[n][1] + boxes[n][1] for n in at)))
    parts.sort(key=lambda part: -len(part[0]))
    widest = max(wide for _, wide, _ in parts)
    placed: dict[str, Place] = {}
    x = y = row = 0.0
    for at, wide, high in parts:
        if x and x + wide > widest:
            x, y, row = 0.0, y + row + 2 * DOWN, 0.0
        placed.update({n: (x + dx, y + dy) for n, (dx, dy) in at.items()})
        x, row = x + wide + ACROSS, max(row, high)
    return placed


def _edges(graph: Graph, registry: Registry, sizes: Sizes) -> list[Edge]:
    """The links, with the places of their ports and whether they may close a loop."""
    edges = []
    for link in graph.links:
        (a, out), (b, into) = link.source, link.target
        if a not in sizes or b not in sizes:
            continue
        giver, taker = registry.get(graph.by_id[a].type), registry.get(graph.by_id[b].type)
        declared = taker.input(into) if taker else None
        outs = [o.name for o in giver.outputs] if giver else []
        ins = [link.target.port for link in graph.links_into(b)]
        if taker:
            rank = {i.name: place for place, i in enumerate(taker.inputs)}
            known = {p: i.name for p in ins if (i := taker.input(p))}
            ins.sort(key=lambda p: (rank.get(known.get(p, ""), 99), len(p), p))
        edges.append(
            Edge(a, b, _part(out, outs), _part(into, ins), bool(declared and declared.latest))
        )
    return edges


def _part(port: str, ports: list[str]) -> float:
    """Where on its side a port is: 0 is the top, 1 the bottom."""
    return (ports.index(port) + 1) / (len(ports) + 1) if port in ports else 0.5


def _grown(size: Size) -> Size:
    return size[0] + 2 * BORDER, size[1] + 2 * BORDER + HEADING


def _around(
    members: Iterable[str], places: Mapping[str, Place], sizes: Sizes
) -> tuple[float, float, float, float]:
    boxes = [(*places[n], *sizes[n]) for n in members]
    x, y = min(b[0] for b in boxes) - BORDER, min(b[1] for b in boxes) - BORDER - HEADING
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return _near(x), _near(y), round(right + BORDER - x), round(bottom + BORDER - y)


def _moves(graph: Graph, places: Mapping[str, Place]) -> list[Edit]:
    return [MoveNode(n, at) for n, at in places.items() if at != graph.by_id[n].position]


def _with(place: Place, axis: int, value: float) -> Place:
    value = min(max(value, -FAR), FAR)
    return (value, place[1]) if axis == 0 else (place[0], value)


def _near(value: float) -> float:
    return float(round(min(max(value, -FAR), FAR)))
