"""Automatic layout, alignment and distribution: what holds of every graph."""

from __future__ import annotations

import itertools

import pytest
from editor_bench import bundled
from editor_graphs import placed_graphs, sizes_for
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.document import Backdrop, Graph, Group, Link, Node, Port
from muse_nodes.editor.arranging import (
    Axis,
    Side,
    Sizes,
    align,
    distribute,
    layout,
    on_backdrop,
)
from muse_nodes.engine.bundled import list_graphs
from muse_nodes.engine.registry import Registry

Box = tuple[float, float, float, float]


def box(graph: Graph, sizes: Sizes, id: str) -> Box:
    x, y = graph.node(id).position
    return x, y, x + sizes[id][0], y + sizes[id][1]


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def overlaps(graph: Graph, sizes: Sizes) -> list[tuple[str, str]]:
    pairs = itertools.combinations(graph.by_id, 2)
    return [(a, b) for a, b in pairs if overlap(box(graph, sizes, a), box(graph, sizes, b))]


def backwards(graph: Graph, sizes: Sizes) -> list[Link]:
    return [
        link
        for link in graph.links
        if box(graph, sizes, link.source.node)[2] > graph.node(link.target.node).position[0]
    ]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_nothing_overlaps_whatever_the_graph(registry: Registry, data: st.DataObject) -> None:
    graph = data.draw(placed_graphs())
    sizes = data.draw(sizes_for(graph))
    after = layout(graph, registry, sizes).apply(graph).graph
    assert not overlaps(after, sizes)
    again = layout(after, registry, sizes).apply(after).graph
    assert {n.id for n in again.nodes} == set(graph.by_id)
    assert not overlaps(again, sizes)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_links_go_from_left_to_right(registry: Registry, data: st.DataObject) -> None:
    graph = data.draw(placed_graphs(loops=False))
    sizes = data.draw(sizes_for(graph))
    after = layout(graph, registry, sizes).apply(graph).graph
    assert not backwards(after, sizes)
    assert layout(graph, registry, sizes).apply(graph).undo.apply(after).graph == graph


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_the_corner_stays_and_a_second_time_changes_nothing(
    registry: Registry, data: st.DataObject
) -> None:
    graph = data.draw(placed_graphs(parts=False))
    sizes = data.draw(sizes_for(graph))
    after = layout(graph, registry, sizes).apply(graph).graph
    for axis in (0, 1):
        assert min(n.position[axis] for n in after.nodes) == min(
            n.position[axis] for n in graph.nodes
        )
    assert not layout(after, registry, sizes).edits


@pytest.mark.parametrize("name", list_graphs())
def test_bundled_graphs_come_out_well(registry: Registry, name: str) -> None:
    graph = bundled(name)
    sizes = dict.fromkeys(graph.by_id, (180.0, 110.0))
    after = layout(graph, registry, sizes).apply(graph).graph
    assert not overlaps(after, sizes)
    assert not backwards(after, sizes)


def chain(*names: str, port: str = "into") -> tuple[Link, ...]:
    return tuple(Link(Port(a, "out"), Port(b, port)) for a, b in itertools.pairwise(names))


def nodes(*names: str) -> tuple[Node, ...]:
    return tuple(Node(n, "some.type", position=(60.0 * i, 0.0)) for i, n in enumerate(names))


def test_a_plain_chain_is_a_straight_line(registry: Registry) -> None:
    graph = Graph(nodes=nodes("c", "b", "a"), links=chain("a", "b", "c"))
    sizes = {"a": (100.0, 40.0), "b": (100.0, 90.0), "c": (100.0, 200.0)}
    after = layout(graph, registry, sizes).apply(graph).graph
    middles = [after.node(n).position[1] + sizes[n][1] / 2 for n in "abc"]
    assert max(middles) - min(middles) <= 1
    assert [after.node(n).position[0] for n in "abc"] == [0, 172, 344]


def test_crossed_links_are_uncrossed(registry: Registry) -> None:
    graph = Graph(
        nodes=nodes("a", "b", "c", "d", "e", "f"),
        links=(*chain("a", "f"), *chain("b", "e"), *chain("c", "d"), *chain("a", "d", port="x")),
    )
    after = layout(graph, registry, {}).apply(graph).graph
    y = {n.id: n.position[1] for n in after.nodes}
    for (a, b), (c, d) in itertools.combinations([("a", "f"), ("c", "d"), ("a", "d")], 2):
        assert (y[a] - y[c]) * (y[b] - y[d]) >= 0


def test_groups_and_backdrops_stay_together(registry: Registry) -> None:
    names = ("s", "a", "b", "c", "x", "y")
    graph = Graph(
        nodes=nodes(*names),
        links=(*chain("s", "a", "b", "c"), *chain("s", "x", "y"), *chain("y", "c", port="x")),
        groups=(Group("two", "Two", ("x", "y")),),
        backdrops=(Backdrop("room", "Room", (110.0, -10.0, 110.0, 200.0)),),
    )
    sizes = dict.fromkeys(names, (40.0, 40.0))
    assert on_backdrop(graph, graph.backdrops[0], sizes) == {"b", "c"}
    after = layout(graph, registry, sizes).apply(graph).graph
    assert after.backdrops[0].rect != graph.backdrops[0].rect
    assert on_backdrop(after, after.backdrops[0], sizes) == {"b", "c"}
    x, y, w, h = after.backdrops[0].rect
    for name in names:
        inside = overlap(box(after, sizes, name), (x, y, x + w, y + h))
        assert inside == (name in "bc")
    left, top, right, bottom = zip(*(box(after, sizes, n) for n in ("x", "y")), strict=True)
    hull = (min(left), min(top), max(right), max(bottom))
    assert not any(overlap(box(after, sizes, n), hull) for n in "sabc")


def test_a_group_that_the_flow_leaves_and_enters_again_gives_way(registry: Registry) -> None:
    graph = Graph(
        nodes=nodes("a", "b", "c"),
        links=chain("a", "b", "c"),
        groups=(Group("ends", "", ("a", "c")),),
    )
    after = layout(graph, registry, {}).apply(graph).graph
    assert not backwards(after, dict.fromkeys(after.by_id, (180.0, 100.0)))


def test_only_what_is_chosen_moves(registry: Registry) -> None:
    graph = bundled("live")
    some = {"warp", "composite"}
    edits = layout(graph, registry, {}, only=some)
    after = edits.apply(graph).graph
    assert all(after.node(n) == graph.node(n) for n in graph.by_id if n not in some)
    assert not layout(Graph(), registry, {}).edits


@pytest.mark.parametrize(
    ("side", "axis", "part"),
    [
        ("left", 0, 0.0),
        ("centre", 0, 0.5),
        ("right", 0, 1.0),
        ("top", 1, 0.0),
        ("middle", 1, 0.5),
        ("bottom", 1, 1.0),
    ],
)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_aligned_nodes_share_a_line(
    side: Side, axis: int, part: float, data: st.DataObject
) -> None:
    graph = data.draw(placed_graphs())
    sizes = data.draw(sizes_for(graph))
    after = align(graph, graph.by_id, sizes, side).apply(graph).graph
    lines = [n.position[axis] + part * sizes[n.id][axis] for n in after.nodes]
    assert max(lines) - min(lines) < 1e-6
    other = 1 - axis
    assert all(n.position[other] == graph.node(n.id).position[other] for n in after.nodes)


@pytest.mark.parametrize(("direction", "axis"), [("horizontal", 0), ("vertical", 1)])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_distributed_nodes_have_equal_gaps(direction: Axis, axis: int, data: st.DataObject) -> None:
    graph = data.draw(placed_graphs())
    sizes = data.draw(sizes_for(graph))
    order = sorted(graph.by_id, key=lambda n: (graph.node(n).position[axis], n))
    after = distribute(graph, graph.by_id, sizes, direction).apply(graph).graph
    at = {n.id: n.position[axis] for n in after.nodes}
    gaps = [at[b] - at[a] - sizes[a][axis] for a, b in itertools.pairwise(order)]
    if len(order) > 2:
        assert max(gaps) - min(gaps) < 1e-6
    for end in (order[0], order[-1]):
        assert at[end] == graph.node(end).position[axis]
