"""What differs between two graphs, in sentences; and one graph put in the place of another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from editor_bench import bundled
from editor_graphs import placed_graphs
from hypothesis import given, settings

from muse_nodes.document import (
    AddBackdrop,
    AddNode,
    Backdrop,
    Batch,
    ChangeGroup,
    Connect,
    Describe,
    Disconnect,
    Edit,
    Graph,
    Group,
    History,
    MakeGroup,
    MoveNode,
    Node,
    Params,
    Port,
    RemoveNode,
    ResetParam,
    SetBypass,
    SetMute,
    SetParam,
    SetTitle,
    SetView,
    View,
)
from muse_nodes.editor.files.graph_text import bulleted, differences, shortened
from muse_nodes.editor.files.rewriting import rewritten
from muse_nodes.engine.registry import Registry


def after(graph: Graph, *edits: Edit) -> Graph:
    return Batch(edits).apply(graph).graph


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (AddNode(Node("pose", "muse.understanding.pose")), "Pose was added."),
        (AddNode(Node("x", "some.body.unknown")), "some.body.unknown was added."),
        (RemoveNode("warp"), "Warp was removed."),
        (SetTitle("warp", "Thinner"), "Warp is now called “Thinner”."),
        (SetBypass("warp", True), "Warp was bypassed."),
        (SetMute("warp", True), "Warp was muted."),
        (MoveNode("warp", (-9.0, -9.0)), "One node was moved."),
        (
            Batch((MoveNode("warp", (-9.0, -9.0)), MoveNode("scene", (-99.0, 9.0)))),
            "2 nodes were moved.",
        ),
        (
            Disconnect(Port("composite", "room")),
            "Background buffer · Plate is no longer connected to Composite · Room.",
        ),
        (AddBackdrop(Backdrop("b", "Room")), "The backdrop “Room” was added."),
        (MakeGroup(Group("g", "Body", ("warp",))), "The group “Body” was made."),
        (Describe("Other", bundled("demo").description), "The graph is now called “Other”."),
        (Describe("Demo", "Text"), "The description was changed."),
        (
            Describe("Demo", bundled("demo").description, ("vcam",)),
            "The extras it needs are now: vcam.",
        ),
        (SetParam("warp", "strange", {"a": [1]}), "Warp: strange not set → {'a': [1]}"),
    ],
)
def test_one_change_is_one_sentence(registry: Registry, edit: Edit, sentence: str) -> None:
    graph = bundled("demo")
    assert differences(graph, after(graph, edit), registry) == [sentence]


def test_values_are_shown_old_and_new_with_the_defaults(registry: Registry) -> None:
    graph = Graph(nodes=(Node("b", "muse.background.source"),))
    schema = registry.get("muse.background.source")
    assert schema is not None
    kind = schema.param("kind")
    assert kind is not None
    other = next(c for c in kind.choices if c != kind.default)
    (sentence,) = differences(graph, after(graph, SetParam("b", "kind", other)), registry)
    label = other[:1].upper() + other[1:].replace("_", " ")
    assert sentence.startswith("Background source: Kind ")
    assert sentence.endswith(f"→ {label}")
    back = differences(after(graph, SetParam("b", "kind", other)), graph, registry)[0]
    assert f"{label} →" in back
    changed = after(graph, SetParam("b", "kind", other))
    assert differences(changed, after(changed, ResetParam("b", "kind")), registry) == [back]


def test_links_of_nodes_that_came_or_went_are_not_listed(registry: Registry) -> None:
    graph = bundled("demo")
    grown = after(
        graph,
        AddNode(Node("caption", "muse.compose.caption")),
        Connect(Port("composite", "image"), Port("caption", "frame")),
    )
    assert differences(graph, grown, registry) == ["Caption was added."]
    assert differences(grown, graph, registry) == ["Caption was removed."]


def test_nodes_that_are_called_alike_are_told_apart(registry: Registry) -> None:
    graph = Graph(nodes=(Node("a", "muse.shape.warp"), Node("b", "muse.shape.warp")))
    assert differences(graph, after(graph, SetMute("b", True)), registry) == ["Warp (b) was muted."]
    odd = replace(graph, nodes=(graph.nodes[0], Node("b", "muse.shape.place")))
    assert differences(graph, odd, registry) == ["Warp (b) is now a Place."]


def test_groups_that_changed_or_went(registry: Registry) -> None:
    graph = after(bundled("demo"), MakeGroup(Group("g", "Body", ("warp", "scene"))))
    smaller = after(graph, ChangeGroup(Group("g", "Body", ("warp",))))
    assert differences(graph, smaller, registry) == ["The group “Body” was changed."]
    assert differences(graph, bundled("demo"), registry) == ["The group “Body” was dissolved."]


def test_the_view_and_long_values(registry: Registry) -> None:
    graph = bundled("demo")
    assert not differences(graph, after(graph, SetView(View(1.0, 2.0, 3.0))), registry)
    (text,) = differences(graph, after(graph, SetParam("warp", "note", "x" * 500)), registry)
    assert len(text) < 80


def test_long_lists_are_cut() -> None:
    many = [f"{n}." for n in range(20)]
    assert shortened(many, 20) == many
    cut = shortened(many, 5)
    assert cut[:4] == many[:4]
    assert "16" in cut[-1]
    assert bulleted(["a", "b"]).count("\n") == 1


@settings(deadline=None, max_examples=80)
@given(placed_graphs(), placed_graphs())
def test_graphs_differ_exactly_when_something_is_said(
    registry: Registry, before: Graph, now: Graph
) -> None:
    # the order of nodes has no meaning and is not told
    def sorted_nodes(graph: Graph) -> Graph:
        return replace(graph, nodes=tuple(sorted(graph.nodes, key=lambda n: n.id)), view=View())

    same = sorted_nodes(before) == sorted_nodes(now)
    assert (not differences(before, now, registry)) == same


@settings(deadline=None, max_examples=80)
@given(placed_graphs(), placed_graphs())
def test_a_graph_is_put_in_the_place_of_another_and_back(before: Graph, now: Graph) -> None:
    history = History(before)
    assert history.do(rewritten(before, now)) == now
    assert history.undo() == before
    assert history.redo() == now


def test_groups_without_members_are_no_trouble() -> None:
    bare = Graph(nodes=(Node("a", "t", params=Params()),), groups=(Group("g", "Bare"),))
    full = Graph(nodes=bare.nodes, groups=(Group("g", "Full", ("a",)),))
    history = History(bare)
    assert history.do(rewritten(bare, full)) == full
    assert history.undo() == bare
    assert rewritten(full, bare).apply(full).graph.groups == ()
