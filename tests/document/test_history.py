"""Undo, redo, gestures, and whether there is something to save."""

from __future__ import annotations

import pytest

from muse_nodes.document import (
    AddNode,
    Batch,
    DocumentError,
    Graph,
    History,
    MoveNode,
    Node,
    Params,
    RemoveNode,
    SetParam,
    SetView,
    View,
)

START = Graph(nodes=(Node("warp", "t", params=Params({"waist": 0.0})), Node("pose", "t")))


def waist(history: History) -> object:
    return history.graph.node("warp").params["waist"]


def slide(history: History, *values: float, gesture: str) -> None:
    for value in values:
        history.do(SetParam("warp", "waist", value), gesture=gesture)


def test_undo_and_redo() -> None:
    history = History(START)
    assert (history.can_undo, history.can_redo) == (False, False)
    assert history.undo() is START
    assert history.redo() is START
    history.do(SetParam("warp", "waist", 1.0))
    history.do(RemoveNode("pose"))
    end = history.graph
    assert history.undo().nodes[1].id == "pose"
    assert history.undo() == START
    assert (history.can_undo, history.can_redo) == (False, True)
    history.redo()
    assert history.redo() == end


def test_a_new_edit_ends_the_way_on() -> None:
    history = History(START)
    history.do(RemoveNode("pose"))
    history.undo()
    history.do(RemoveNode("warp"))
    assert not history.can_redo


def test_a_drag_is_one_step() -> None:
    history = History(START)
    slide(history, 0.1, 0.2, 0.3, gesture="first")
    slide(history, 0.4, 0.5, gesture="second")
    slide(history, 0.6, gesture="")
    slide(history, 0.7, gesture="")
    seen = []
    while history.can_undo:
        history.undo()
        seen.append(waist(history))
    assert seen == [0.6, 0.5, 0.3, 0.0]
    while history.can_redo:
        history.redo()
    assert waist(history) == 0.7


def test_a_gesture_may_touch_several_things() -> None:
    history = History(START)
    for step in (1.0, 2.0, 3.0):
        both = Batch((MoveNode("warp", (step, 0)), MoveNode("pose", (0, step))))
        history.do(both, gesture="push")
    history.do(SetParam("warp", "waist", 1.0), gesture="push")
    history.do(AddNode(Node("new", "t")), gesture="push")
    history.do(MoveNode("new", (5, 5)), gesture="push")
    history.do(MoveNode("warp", (9, 9)), gesture="push")
    end = history.graph
    assert history.undo() == START
    assert not history.can_undo
    assert history.redo() == end


def test_a_long_drag_keeps_one_edit_per_slider() -> None:
    history = History(START)
    for step in range(1, 200):
        history.do(SetParam("warp", "waist", step / 10), gesture="drag")
        history.do(MoveNode("pose", (step, 0)), gesture="drag")
    assert len(history._done[-1].parts) == 2
    assert history.undo() == START


def test_refused_edits_change_nothing() -> None:
    history = History(START)
    history.do(RemoveNode("pose"))
    before = history.graph
    with pytest.raises(DocumentError):
        history.do(Batch((RemoveNode("warp"), RemoveNode("nobody"))))
    assert history.graph is before
    assert history.undo() == START
    assert not history.can_undo


def test_edits_that_change_nothing_are_no_steps() -> None:
    history = History(START)
    history.do(SetParam("warp", "waist", 0.0))
    assert not history.can_undo
    history.do(SetParam("warp", "waist", 0))
    assert history.can_undo


def test_the_view_is_no_step_and_survives_undo() -> None:
    history = History(START)
    history.do(RemoveNode("pose"))
    history.undo()
    history.do(SetView(View(1, 2, 3)))
    assert history.can_redo
    assert not history.dirty
    history.redo()
    assert history.undo().view == View(1, 2, 3)


def test_dirty_follows_the_saved_point() -> None:
    history = History(START)
    assert not history.dirty
    slide(history, 0.1, gesture="drag")
    assert history.dirty
    history.mark_saved()
    assert not history.dirty
    slide(history, 0.2, gesture="drag")
    assert history.dirty
    history.undo()
    history.do(RemoveNode("pose"))
    history.mark_saved()
    history.undo()
    assert history.dirty
    history.redo()
    assert not history.dirty
    history.undo()
    history.do(RemoveNode("warp"))
    history.undo()
    assert history.dirty


def test_a_history_is_bounded() -> None:
    history = History(START, limit=3)
    for value in (0.1, 0.2):
        history.do(SetParam("warp", "waist", value))
    history.mark_saved()
    for value in (0.3, 0.4, 0.5):
        history.do(SetParam("warp", "waist", value))
    while history.can_undo:
        assert history.dirty
        history.undo()
    assert waist(history) == 0.2
    assert not history.dirty
    with pytest.raises(ValueError, match="at least one"):
        History(START, limit=0)
