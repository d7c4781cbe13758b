"""Random graphs for the editor's own properties: places, groups, areas, links to anywhere."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from muse_nodes.document import Backdrop, Graph, Group, Link, Node, Params, Port

TYPES = st.sampled_from(["muse.sources.camera", "muse.compose.composite", "some.body.unknown"])
PLACES = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000))
LENGTHS = st.tuples(st.integers(40, 400), st.integers(30, 300))


@st.composite
def placed_graphs(draw: DrawFn, loops: bool = True, parts: bool = True) -> Graph:
    """Up to ten nodes; links only lead on without ``loops``; no groups without ``parts``."""
    count = draw(st.integers(1, 10))
    ids = [f"n{i}" for i in range(count)]
    nodes = tuple(
        Node(i, draw(TYPES), position=draw(PLACES), params=Params({"a": draw(st.integers(0, 9))}))
        for i in ids
    )
    links = {}
    for _ in range(draw(st.integers(0, 14))):
        a, b = draw(st.integers(0, count - 1)), draw(st.integers(0, count - 1))
        if loops or a < b:
            target = Port(ids[b], draw(st.sampled_from(["frame", "matte", "layer1"])))
            links[target] = Link(Port(ids[a], draw(st.sampled_from(["frame", "image"]))), target)
    groups: tuple[Group, ...] = ()
    backdrops: tuple[Backdrop, ...] = ()
    if parts:
        cut = sorted(draw(st.lists(st.integers(0, count), min_size=2, max_size=2)))
        groups = tuple(
            Group(id, "Group", tuple(members))
            for id, members in (("one", ids[: cut[0]]), ("two", ids[cut[0] : cut[1]]))
            if members
        )
        backdrops = tuple(
            Backdrop(f"b{i}", "Area", (*draw(PLACES), *draw(LENGTHS)))
            for i in range(draw(st.integers(0, 2)))
        )
    return Graph(nodes=nodes, links=tuple(links.values()), groups=groups, backdrops=backdrops)


def sizes_for(graph: Graph) -> st.SearchStrategy[dict[str, tuple[float, float]]]:
    """Any sizes of its nodes."""
    return st.fixed_dictionaries({node.id: LENGTHS for node in graph.nodes})
