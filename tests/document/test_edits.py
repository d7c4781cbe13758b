"""Each edit: what it does, how it is taken back, when it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

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
    DocumentError,
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

FRAME, IN, OUT = Port("camera", "frame"), Port("warp", "frame"), Port("warp", "image")
PREVIEW = Port("preview", "frame")
GRAPH = Graph(
    title="Start",
    nodes=(
        Node("camera", "muse.source.camera"),
        Node("warp", "muse.shape.warp", position=(10, 20), params=Params({"waist": 0.5})),
        Node("preview", "muse.output.preview"),
    ),
    links=(Link(FRAME, IN), Link(OUT, PREVIEW)),
    groups=(Group("look", "Look", ("warp", "preview")), Group("only", members=("camera",))),
    backdrops=(Backdrop("area"), Backdrop("other")),
)


def changed(edit: Edit) -> Graph:
    """The graph after ``edit``; its undo has to give the start, and the undo's undo the end."""
    after, undo = edit.apply(GRAPH)
    before, redo = undo.apply(after)
    assert before == GRAPH
    assert redo.apply(before).graph == after
    return after


def test_add_node() -> None:
    new = Node("pose", "muse.model.pose")
    assert changed(AddNode(new)).nodes[-1] is new
    assert changed(AddNode(new, 0)).nodes[0] is new


def test_remove_node_takes_its_links_and_its_place_in_a_group_along() -> None:
    after = changed(RemoveNode("warp"))
    assert list(after.by_id) == ["camera", "preview"]
    assert after.links == ()
    assert after.groups[0].members == ("preview",)


def test_a_group_that_lost_its_last_member_goes() -> None:
    assert [group.id for group in changed(RemoveNode("camera")).groups] == ["look"]


def test_connect_replaces_what_occupied_the_input() -> None:
    after = changed(Connect(FRAME, PREVIEW))
    assert after.inputs[PREVIEW].source == FRAME
    assert len(after.links) == 2
    assert changed(Connect(FRAME, Port("warp", "matte"))).links_into("warp") == (
        Link(FRAME, IN),
        Link(FRAME, Port("warp", "matte")),
    )


def test_disconnect() -> None:
    assert changed(Disconnect(IN)).links == (Link(OUT, PREVIEW),)


def test_parameters() -> None:
    assert changed(SetParam("warp", "waist", -1)).node("warp").params == {"waist": -1}
    assert changed(SetParam("warp", "points", [[0, 1]])).node("warp").params["points"] == ((0, 1),)
    assert changed(ResetParam("warp", "waist")).node("warp").params == {}


def test_what_belongs_to_one_node() -> None:
    assert changed(MoveNode("warp", (1, 2))).node("warp").position == (1, 2)
    assert changed(SetTitle("warp", "Slim")).node("warp").title == "Slim"
    assert changed(SetBypass("warp", True)).node("warp").bypassed
    assert changed(SetMute("warp", True)).node("warp").muted


def test_groups() -> None:
    with_new = Batch((Ungroup("only"), MakeGroup(Group("new", members=("camera",)), 0)))
    assert [group.id for group in changed(with_new).groups] == ["new", "look"]
    wider = Group("look", "Wide", ("warp",), collapsed=True)
    assert changed(ChangeGroup(wider)).groups[0] == wider
    assert [group.id for group in changed(Ungroup("look")).groups] == ["only"]


def test_backdrops() -> None:
    assert [item.id for item in changed(AddBackdrop(Backdrop("b"), 1)).backdrops] == [
        "area",
        "b",
        "other",
    ]
    red = Backdrop("area", "Red", (0, 0, 5, 5), "#ff0000")
    assert changed(ChangeBackdrop(red)).backdrops[0] == red
    assert [item.id for item in changed(RemoveBackdrop("area")).backdrops] == ["other"]


def test_what_belongs_to_the_whole() -> None:
    assert changed(SetView(View(5, 6, 2))).view == View(5, 6, 2)
    after = changed(Describe("T", "D", ("vcam",)))
    assert (after.title, after.description, after.needs) == ("T", "D", ("vcam",))


def test_a_batch_is_all_or_nothing() -> None:
    new = Node("pose", "muse.model.pose")
    wired = Batch((AddNode(new), Connect(FRAME, Port("pose", "frame")), RemoveNode("warp")))
    assert list(changed(wired).by_id) == ["camera", "preview", "pose"]
    with pytest.raises(DocumentError):
        Batch((AddNode(new), Connect(FRAME, Port("nobody", "frame")))).apply(GRAPH)


def test_unknown_types_are_nodes_like_any_other() -> None:
    strange = Node("odd", "someone.else.odd", params=Params({"deep": {"a": [1]}}))
    graph = Batch((AddNode(strange), Connect(FRAME, Port("odd", "whatever")))).apply(GRAPH).graph
    assert graph.node("odd") == strange
    assert graph.links_into("odd") == (Link(FRAME, Port("odd", "whatever")),)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (AddNode(Node("warp", "t")), "The id 'warp' is already taken"),
        (RemoveNode("nobody"), "There is no node 'nobody'"),
        (Connect(Port("ghost", "a"), IN), "needs a node 'ghost', which is not there"),
        (Disconnect(FRAME), "camera.frame: No link ends in this input."),
        (SetParam("nobody", "x", 1), "There is no node 'nobody'"),
        (ResetParam("warp", "x"), "warp.x: This parameter has its default value already."),
        (MoveNode("nobody", (0, 0)), "There is no node 'nobody'"),
        (MakeGroup(Group("g", members=("warp",))), "which is already in the group 'look'"),
        (MakeGroup(Group("look", members=("camera",))), "The id 'look' is already taken"),
        (MakeGroup(Group("g")), "The group 'g' has no members"),
        (ChangeGroup(Group("nobody")), "There is nothing with the id 'nobody'"),
        (Ungroup("nobody"), "There is nothing with the id 'nobody'"),
        (AddBackdrop(Backdrop("area")), "The id 'area' is already taken"),
        (RemoveBackdrop("nobody"), "There is nothing with the id 'nobody'"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_edits_that_make_no_sense_are_refused(edit: Edit, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        edit.apply(GRAPH)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "build",
    [
        lambda: SetParam("warp", "x", float("nan")),
        lambda: SetParam("warp", "x", {1, 2}),
        lambda: SetParam("Warp", "x", 1),
        lambda: SetParam("warp", "", 1),
        lambda: SetBypass("warp", 1),
        lambda: MoveNode("warp", (1, "2")),
        lambda: Connect(Port("a", ""), IN),
        lambda: Batch((1,)),
    ],
)
def test_edits_check_themselves(build: Any) -> None:
    with pytest.raises(DocumentError):
        build()


def test_edits_leave_their_graph_alone() -> None:
    twin = replace(GRAPH)
    RemoveNode("warp").apply(GRAPH)
    SetParam("warp", "waist", 0).apply(GRAPH)
    assert twin == GRAPH
