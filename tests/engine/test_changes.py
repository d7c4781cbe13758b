"""Edits of a running graph: what they change, what they leave alone, what they are refused for."""

from __future__ import annotations

import pytest
from edited_nodes import Book, Start, added, joined
from small_nodes import graph

from muse_nodes.document import (
    AddBackdrop,
    Backdrop,
    Batch,
    Describe,
    Disconnect,
    Edit,
    Group,
    MakeGroup,
    MoveNode,
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

# -- parameters --------------------------------------------------------------------------------


def test_a_parameter_takes_effect_with_the_next_frame(start: Start) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    run.changed(SetParam("add", "by", 100.0))
    assert run.frames(2) == [106, 110]
    run.changed(ResetParam("add", "by"))
    assert run.frames() == [16]  # the default is 1
    assert "by" not in run.run.graph.node("add").params


def test_parameters_of_several_nodes_take_effect_together_and_make_no_new_plan(
    start: Start,
) -> None:
    run = start()
    run.frames()
    ready = run.run.ready
    run.changed(SetParam("tally", "by", 10.0), SetParam("add", "by", 0.5))
    assert run.frames() == [21.5]
    assert run.run.ready is ready


def test_a_restart_parameter_sets_up_only_its_node(start: Start, lives: Book) -> None:
    document = graph(
        {"in": ("count", {"frames": 99}), "a": "tally", "b": "tally", "out": "keep"},
        ["in.number > a.number", "a.number > b.number", "b.number > out.number"],
    )
    run = start(document)
    assert run.frames(3) == [1, 4, 10]
    a, b, out = run.part("a"), run.part("b"), run.part("out")
    run.changed(SetParam("b", "manner", "other"))
    assert run.part("a") is a
    assert run.part("out") is out
    assert run.part("b") is not b
    assert run.frames() == [10]  # a goes on with its total, b begins anew
    assert [i.teardowns for i in lives.lives if i.instance is b] == [1]


# -- structure ---------------------------------------------------------------------------------


def test_a_new_node_and_its_links(start: Start) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    tally, out = run.part("tally"), run.part("out")
    run.changed(added("more", "add", "add.number > more.number", "more.number > out.number",
                      by=1000.0))  # fmt: skip
    assert run.frames(2) == [1006, 1010]
    assert run.part("tally") is tally
    assert run.part("out") is out
    assert [i for i, _, _ in out.seen] == [0, 1, 2, 3], "the sink goes on in the same row"


def test_a_removed_node_is_torn_down_once_after_the_swap(start: Start, lives: Book) -> None:
    run = start()
    run.frames(2)
    gone = run.part("tally")
    run.changed(RemoveNode("tally"), joined("in.number > add.number"))
    assert run.frames() == [3]
    assert run.run.ready.node("tally") is None
    assert [i.teardowns for i in lives.lives if i.instance is gone] == [1]
    run.close()


def test_links_may_lead_elsewhere(start: Start) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    run.changed(joined("in.number > out.number"))
    assert run.frames() == [3]
    run.changed(joined("add.number > out.number"))
    assert run.frames() == [4], "what nobody needed meanwhile had left the plan"


def test_a_bypassed_node_hands_its_input_on_and_begins_anew_afterwards(start: Start) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    run.changed(SetBypass("tally", True))
    assert run.frames() == [3]
    run.changed(SetBypass("tally", False))
    assert run.frames() == [4]


def test_a_muted_node_takes_its_branch_with_it(start: Start) -> None:
    document = graph(
        {"in": ("count", {"frames": 99}), "a": "tally", "b": "tally", "sum": "sum", "out": "keep"},
        ["in.number > a.number", "in.number > b.number", "a.number > sum.number1",
         "b.number > sum.number2", "sum.number > out.number"],
    )  # fmt: skip
    run = start(document)
    assert run.frames(2) == [2, 6]
    a = run.part("a")
    run.changed(SetMute("b", True))
    assert run.frames() == [6]
    assert run.part("a") is a
    run.changed(SetMute("b", False))
    assert run.frames() == [10 + 4]


def test_a_node_that_is_told_another_shape_is_set_up_anew_others_are_not(start: Start) -> None:
    document = graph(
        {"in": "points", "told": "told", "untold": "untold", "out": "keep", "side": "keep"},
        ["in.pose > told.pose", "in.pose > untold.pose", "told.number > out.number",
         "untold.number > side.number"],
    )  # fmt: skip
    run = start(document)
    assert run.frames(2) == [301, 302]
    told, untold = run.part("told"), run.part("untold")
    run.changed(SetParam("in", "manner", "other"))
    assert run.frames(2) == [501, 502]
    assert run.part("told") is not told
    assert run.part("untold") is untold
    assert untold.frames == 4


def test_a_late_value_survives_a_change(start: Start) -> None:
    document = graph(
        {"in": ("count", {"frames": 99}), "echo": "echo", "late": "tally", "out": "keep"},
        ["in.number > echo.number", "in.number > late.number", "late.number > echo.late",
         "echo.number > out.number"],
    )  # fmt: skip
    run = start(document)
    assert run.frames(3) == [1, 1002, 3003]
    run.changed(added("more", "add", "echo.number > more.number", "more.number > out.number"))
    assert run.frames() == [6005]
    run.changed(SetParam("late", "manner", "other"))
    assert run.frames(2) == [10006, 5007], "the last value of the old instance, then the new one"


def test_time_and_frame_numbers_go_on(start: Start) -> None:
    run = start()
    run.frames(2)
    out = run.part("out")
    run.changed(RemoveNode("add"), joined("tally.number > out.number"))
    run.frames(2)
    assert [(i, round(t * 30, 6)) for i, t, _ in out.seen] == [(n, n) for n in range(4)]


def test_time_does_not_go_back_when_another_film_begins(start: Start) -> None:
    document = graph({"in": "film", "out": "keep"}, ["in.number > out.number"])
    run = start(document)
    assert run.frames(3) == [1, 2, 3]
    out = run.part("out")
    run.changed(SetParam("in", "manner", "other"))
    assert run.frames(3) == [1, 2, 3]
    run.changed(added("x", "add", "in.number > x.number", "x.number > out.number"))
    run.frames()
    assert [t for _, t, _ in out.seen] == [0, 0.5, 1, 1.5, 2, 2.5, 3]


# -- refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "node", "words"),
    [
        ([joined("add.number > tally.number")], "tally", "form a cycle"),
        ([Disconnect(Port("add", "number"))], "add", "needs a Number"),
        ([SetParam("add", "by", "much")], "add", "by"),
        ([SetParam("add", "nothing", 1)], "add", "There is no parameter"),
        ([RemoveNode("nobody")], "nobody", "no node 'nobody'"),
        ([RemoveNode("out")], "", "Nothing in this graph leaves it"),
        ([SetMute("in", True)], "", "Nothing in this graph leaves it"),
        ([added("x", "missing", "in.number > x.number")], "x", "is not known here"),
        ([added("x", "add", "in.half > x.number")], "in", "There is no output 'half'"),
        ([SetParam("tally", "manner", "bad")], "tally", "It does not want to."),
        ([added("x", "keep", "in.number > x.number", manner="bad")], "x", "It does not want to."),
        ([added("x", "bad_setup", "in.number > x.number", "x.number > out.number")], "x",
         "There is no such thing here."),
    ],
)  # fmt: skip
def test_what_cannot_be_leaves_everything_as_it_was(
    edits: list[Edit], node: str, words: str, start: Start
) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    document, ready, tally = run.run.graph, run.run.ready, run.part("tally")
    change = run.change(*edits)
    assert not change.applied
    assert node in [p.node for p in change.problems]
    assert any(words in str(p) for p in change.problems), change.problems
    assert run.run.graph == document
    assert run.run.ready is ready
    assert run.part("tally") is tally
    assert run.frames(2) == [6, 10]
    assert run.run.stats.faults == []


def test_all_that_was_set_up_for_a_refused_change_is_torn_down_once(
    start: Start, lives: Book
) -> None:
    run = start()
    run.frames()
    change = run.change(
        added("x", "tally", "in.number > x.number"),
        added("y", "tally", "x.number > y.number"),
        added("z", "tally", "y.number > z.number", "z.number > out.number", manner="bad"),
    )
    assert [(p.node, p.message, p.hint) for p in change.problems] == [
        ("z", "z: It does not want to.", "Ask it nicely.")
    ]
    fresh = [i for i in lives.lives if i.instance in lives.of("Tally")[1:]]
    assert [(i.setups, i.teardowns) for i in fresh] == [(1, 1), (1, 1), (0, 0)]
    assert any("The change was not made" in e.text for e in run.run.stats.events)


def test_a_batch_is_taken_whole_or_not_at_all(start: Start) -> None:
    run = start()
    change = run.change(SetParam("add", "by", 50.0), RemoveNode("nobody"))
    assert not change.applied
    assert run.frames() == [1]


def test_a_camera_cannot_join_a_run_through_files(start: Start, lives: Book) -> None:
    run = start()
    run.frames()
    change = run.change(
        added("cam", "camera"), added("sum", "sum", "in.number > sum.number1",
        "cam.number > sum.number2", "sum.number > out.number"),
    )  # fmt: skip
    assert "A camera cannot join" in str(change.problems[0])
    assert [i.teardowns for i in lives.lives if i.kind == "Camera"] == [1]
    assert run.frames() == [3]


# -- undo --------------------------------------------------------------------------------------

EVERY: list[Edit] = [
    added("x", "add", "add.number > x.number", "x.number > out.number", by=7.0),
    Batch((RemoveNode("add"), joined("tally.number > out.number"))),
    joined("in.number > add.number"),
    Batch((Disconnect(Port("add", "number")), joined("in.number > add.number"))),
    SetParam("add", "by", 9.0),
    SetParam("tally", "by", 2.0),
    ResetParam("add", "by"),
    MoveNode("add", (10.0, 20.0)),
    SetTitle("add", "More"),
    SetBypass("add", True),
    SetMute("add", False),
    MakeGroup(Group("g", members=("add", "tally"))),
    AddBackdrop(Backdrop("b")),
    SetView(View(1.0, 2.0, 3.0)),
    Describe("Title", "", ()),
]


@pytest.mark.parametrize("edit", EVERY, ids=lambda e: type(e).__name__)
def test_every_kind_of_edit_is_applied_and_taken_back(edit: Edit, start: Start) -> None:
    run = start()
    run.frames(2)
    document, instance = run.run.graph, run.part("in")
    applied = edit.apply(document)
    run.changed(edit)
    assert run.run.graph == applied.graph
    run.frames(2)
    run.changed(applied.undo)
    assert run.run.graph == document
    assert run.part("in") is instance
    assert run.frames() == [run.part("tally").total]


def test_what_concerns_the_canvas_only_leaves_the_plan_alone(start: Start) -> None:
    run = start()
    ready = run.run.ready
    run.changed(MoveNode("add", (1.0, 2.0)), SetTitle("add", "x"), SetView(View(1.0, 1.0, 2.0)),
                MakeGroup(Group("g", members=("add",))), AddBackdrop(Backdrop("b")))  # fmt: skip
    assert run.run.ready is ready
    assert run.run.graph.node("add").title == "x"


def test_another_graph_altogether_keeps_the_nodes_that_are_in_both(start: Start) -> None:
    run = start()
    run.frames(2)
    tally = run.part("tally")
    other = graph(
        {"in": ("count", {"frames": 1000}), "tally": "tally", "far": ("add", {"by": 500.0}),
         "out": "keep"},
        ["in.number > tally.number", "tally.number > far.number", "far.number > out.number"],
    )  # fmt: skip
    change = run.run.change(other)
    assert change.wait(20)
    assert change.applied
    assert run.frames() == [506]
    assert run.part("tally") is tally
    assert run.run.graph == other
