"""Places for the nodes of a flow, left to right, with few crossings.

The customary four steps of Sugiyama: links that close a loop are left out; every node comes one
layer behind the last of those it needs; the order within the layers is improved by the mean place
of the neighbours; and heights are chosen so that links run as straight as nodes let them. A link
over several layers keeps a lane free in those between. Links of one node share a lane.

Nodes never overlap, and every link that closes no loop goes from left to right. It costs some
milliseconds for a hundred nodes. Lengths are in units of the canvas.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

Size: TypeAlias = tuple[float, float]
Layers: TypeAlias = list[list[str]]

ACROSS = 72.0
"""Units between two layers: links need room to bend."""
DOWN = 32.0
"""Units between two nodes of a layer."""
LANE = 12.0
"""Height that is kept free for links that pass by."""
STRAIGHT = 8.0
"""How much more a lane counts than a node: long links shall run straight, nodes make way."""
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Edge:
    """A link. ``leaves`` and ``enters`` say where on the side of its node: 0 is top, 1 bottom.

    A ``weak`` one is the first to give way where links form a loop.
    """

    source: str
    target: str
    leaves: float = 0.5
    enters: float = 0.5
    weak: bool = False


def forward(names: Sequence[str], edges: Iterable[Edge]) -> list[Edge]:
    """The links without those that close a loop: weak ones first, then those against ``names``."""
    place = {name: index for index, name in enumerate(names)}
    kept = list(edges)
    for weak in (True, False):
        home = loops(names, kept)
        kept = [
            e for e in kept
            if home[e.source] != home[e.target]
            or not (e.weak if weak else place[e.source] >= place[e.target])
        ]  # fmt: skip
    return kept


def loops(names: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """A number for every node; nodes that lie on one loop have the same."""
    graph = _graph(names, edges)
    parts = enumerate(nx.strongly_connected_components(graph))
    return {name: number for number, part in parts for name in part}


def lay(sizes: Mapping[str, Size], edges: Iterable[Edge]) -> dict[str, tuple[float, float]]:
    """The upper left corner of each node of ``sizes``; the smallest x and y are 0."""
    graph = _graph(sizes, kept := forward(tuple(sizes), edges))
    rows = _rows(graph)
    flow = _Flow(sizes, rows, kept)
    flow.order()
    tops = flow.tops()
    highest = min((tops[name] for name in sizes), default=0.0)
    places: dict[str, tuple[float, float]] = {}
    x = 0.0
    for layer in flow.layers:
        wide = max((sizes[name][0] for name in layer if name in sizes), default=0.0)
        for name in layer:
            if name in sizes:
                places[name] = (x, tops[name] - highest)
        x += wide + ACROSS
    return places


def _graph(names: Iterable[str], edges: Iterable[Edge]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from((e.source, e.target) for e in edges)
    return graph


def _rows(graph: nx.DiGraph) -> dict[str, int]:
    """The layer of each node. What needs nothing stands just before what needs it first."""
    rows = {n: row for row, part in enumerate(nx.topological_generations(graph)) for n in part}
    for name in graph:
        if not graph.in_degree(name) and graph.out_degree(name):
            rows[name] = min(rows[after] for after in graph.successors(name)) - 1
    return rows


class _Flow:
    """The layers of one flow, with lanes, and the links between neighbouring layers."""

    def __init__(
        self, sizes: Mapping[str, Size], rows: Mapping[str, int], edges: Iterable[Edge]
    ) -> None:
        self.layers: Layers = [[] for _ in range(max(rows.values(), default=-1) + 1)]
        self._height: dict[str, float] = {}
        self._before: dict[str, list[Edge]] = {}
        self._after: dict[str, list[Edge]] = {}
        for name in sizes:
            self._add(name, rows[name], sizes[name][1])
        for edge in edges:
            self._thread(edge, rows)

    def _add(self, name: str, row: int, height: float) -> None:
        self.layers[row].append(name)
        self._height[name] = height
        self._before[name], self._after[name] = [], []

    def _thread(self, edge: Edge, rows: Mapping[str, int]) -> None:
        """Join two nodes through lanes in the layers between them."""
        last, leaves = edge.source, edge.leaves
        for row in range(rows[edge.source] + 1, rows[edge.target]):
            lane = f"#{edge.source} {row}"  # no node's name: those hold no blank
            if lane not in self._height:
                self._add(lane, row, LANE)
                self._join(Edge(last, lane, leaves))
            last, leaves = lane, 0.5
        self._join(Edge(last, edge.target, leaves, edge.enters))

    def _join(self, edge: Edge) -> None:
        self._after[edge.source].append(edge)
        self._before[edge.target].append(edge)

    def order(self) -> None:
        """Put every layer in an order that has few crossings."""
        best, fewest = [list(layer) for layer in self.layers], self._crossings()
        for sweep in range(SWEEPS):
            if not fewest:
                break
            down = sweep % 2 == 0
            for layer in self.layers if down else reversed(self.layers):
                self._sort(layer, down)
            if (found := self._crossings()) < fewest:
                best, fewest = [list(layer) for layer in self.layers], found
        self.layers = best

    def _sort(self, layer: list[str], down: bool) -> None:
        place = self._places()
        wanted: dict[str, float] = {}
        for index, name in enumerate(layer):
            ends = (
                [place[e.source] + e.leaves for e in self._before[name]] if down
                else [place[e.target] + e.enters for e in self._after[name]]
            )  # fmt: skip
            wanted[name] = sum(ends) / len(ends) if ends else index + 0.5
        layer.sort(key=wanted.__getitem__)

    def _places(self) -> dict[str, int]:
        return {name: index for layer in self.layers for index, name in enumerate(layer)}

    def _crossings(self) -> int:
        place, found = self._places(), 0
        for layer in self.layers:
            ends = sorted(
                (place[e.source] + e.leaves, place[e.target] + e.enters)
                for name in layer for e in self._after[name]
            )  # fmt: skip
            seen: list[float] = []
            for _, end in ends:
                found += len(seen) - bisect_left(seen, end + 1e-9)
                insort(seen, end)
        return found

    def tops(self) -> dict[str, float]:
        """The upper edge of every node and lane."""
        tops: dict[str, float] = {}
        for layer in self.layers:
            y = 0.0
            for name in layer:
                tops[name], y = y, y + self._height[name] + DOWN
        for sweep in range(6):
            down = sweep % 2 == 0
            for layer in self.layers if down else reversed(self.layers):
                tops.update(zip(layer, self._settled(layer, tops, down), strict=True))
        return tops

    def _settled(self, layer: list[str], tops: Mapping[str, float], down: bool) -> list[float]:
        """Upper edges of a layer, as near as can be to what its links would like."""
        wanted, room = [], []
        y = 0.0
        for name in layer:
            room.append(y)
            y += self._height[name] + DOWN
            weight = STRAIGHT if name.startswith("#") else 1.0
            wanted.append((self._wish(name, tops, down) - room[-1], weight))
        return [r + w for r, w in zip(room, _rising(wanted), strict=True)]

    def _wish(self, name: str, tops: Mapping[str, float], down: bool) -> float:
        """The upper edge of a node with which the links on one side run level."""
        high = self._height
        wishes = [
            tops[e.source] + e.leaves * high[e.source] - e.enters * high[name]
            for e in self._before[name]
        ] if down else [
            tops[e.target] + e.enters * high[e.target] - e.leaves * high[name]
            for e in self._after[name]
        ]  # fmt: skip
        return sum(wishes) / len(wishes) if wishes else tops[name]


def _rising(values: Iterable[tuple[float, float]]) -> list[float]:
    """The values nearest to these (value, weight) that never fall, by pooling neighbours."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in values:
        mean, count = value, 1
        while pools and pools[-1][0] > mean:
            before, heavy, many = pools.pop()
            mean = (mean * weight + before * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + many
        pools.append((mean, weight, count))
    return [mean for mean, _, count in pools for _ in range(count)]
