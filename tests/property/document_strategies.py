"""Random parameters, graphs and edits."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from muse_nodes.document import (
    AddBackdrop,
    AddNode,
    Backdrop,
    Batch,
    ChangeBackdrop,
    ChangeGroup,
    Connect,
    Describe,
    Disconnect,
    Edit,
    Graph,
    Group,
    Link,
    MakeGroup,
    MoveNode,
    Node,
    Params,
    Port,
    RemoveBackdrop,
    RemoveNode,
    ResetParam,
    SetBypass,
    SetMute,
    SetParam,
    SetTitle,
    SetView,
    Ungroup,
    View,
)

IDS = st.sampled_from(["camera", "segment", "segment2", "warp", "b", "x_9"])
PORTS = st.builds(Port, IDS, st.sampled_from(["frame", "matte", "image", "그림"]))
NAMES = st.sampled_from(["waist", "rate", "source"]) | st.text(
    st.characters(codec="utf-8"), min_size=1, max_size=5
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
COORDINATES = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
LENGTHS = st.floats(0, 1e6) | st.integers(0, 1000)
POSITIONS = st.tuples(COORDINATES, COORDINATES)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PARAMS = st.builds(Params, st.dictionaries(NAMES, VALUES, max_size=3))
NODES = st.builds(Node, IDS, NAMES, TEXTS, POSITIONS, PARAMS, st.booleans(), st.booleans())
GROUPS = st.builds(Group, IDS, TEXTS, st.lists(IDS, max_size=3).map(tuple), st.booleans())
BACKDROPS = st.builds(
    Backdrop,
    IDS,
    TEXTS,
    st.tuples(COORDINATES, COORDINATES, LENGTHS, LENGTHS),
    st.integers(0, 2**24 - 1).map("#{:06x}".format),
)
VIEWS = st.builds(View, COORDINATES, COORDINATES, st.floats(0.01, 100))
NEEDS = st.lists(IDS, max_size=2).map(tuple)


def singles() -> SearchStrategy[Edit]:
    """Any edit that is no batch; many make no sense for the graph at hand, and are refused."""
    place = st.integers(-1, 4)
    return st.one_of(
        st.builds(AddNode, NODES, place),
        st.builds(RemoveNode, IDS),
        st.builds(Connect, PORTS, PORTS),
        st.builds(Disconnect, PORTS),
        st.builds(SetParam, IDS, NAMES, VALUES),
        st.builds(ResetParam, IDS, NAMES),
        st.builds(MoveNode, IDS, POSITIONS),
        st.builds(SetTitle, IDS, TEXTS),
        st.builds(SetBypass, IDS, st.booleans()),
        st.builds(SetMute, IDS, st.booleans()),
        st.builds(MakeGroup, GROUPS, place),
        st.builds(ChangeGroup, GROUPS),
        st.builds(Ungroup, IDS),
        st.builds(AddBackdrop, BACKDROPS, place),
        st.builds(ChangeBackdrop, BACKDROPS),
        st.builds(RemoveBackdrop, IDS),
        st.builds(SetView, VIEWS),
        st.builds(Describe, TEXTS, TEXTS, NEEDS),
    )


EDITS = singles() | st.builds(Batch, st.lists(singles(), max_size=4).map(tuple))


@st.composite
def graphs(draw: DrawFn) -> Graph:
    """Any sound graph of a few nodes."""
    nodes = draw(st.lists(NODES, max_size=5, unique_by=lambda node: node.id))
    ids = [node.id for node in nodes]
    links: list[Link] = []
    groups: list[Group] = []
    if ids:
        ports = st.builds(Port, st.sampled_from(ids), st.sampled_from(["frame", "matte", "image"]))
        wires = st.builds(Link, ports, ports)
        links = draw(st.lists(wires, max_size=8, unique_by=lambda link: link.target))
        cut = draw(st.integers(0, len(ids)))
        groups = [Group("one", draw(TEXTS), tuple(ids[:cut])), Group("two", "", tuple(ids[cut:]))]
    return Graph(
        draw(TEXTS),
        draw(TEXTS),
        draw(NEEDS),
        tuple(nodes),
        tuple(links),
        tuple(groups),
        tuple(draw(st.lists(BACKDROPS, max_size=2, unique_by=lambda item: item.id))),
        draw(VIEWS),
    )
