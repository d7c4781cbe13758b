"""Changes and what is asked for meanwhile: each takes effect in the order it was asked for."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from edited_nodes import GUARD, Book, Edited, Start, added, joined, until
from small_nodes import graph

from muse_nodes.document import Batch, RemoveNode, SetParam
from muse_nodes.engine.change import Change
from muse_nodes.engine.taps import Tap
from muse_nodes.engine.values import BadValueError


def slow(run: Edited, book: Book, name: str = "slow") -> Change:
    """A change under way, whose new node is in its setup until ``book.may_go_on`` is set."""
    change = run.run.edit(added(name, "tally", "in.number > slow.number".replace("slow", name),
                                f"{name}.number > out.number", manner="slow"))  # fmt: skip
    assert book.entered.wait(GUARD)
    return change


def test_the_graph_goes_on_while_a_change_is_prepared(start: Start, lives: Book) -> None:
    run = start()
    change = slow(run, lives)
    assert run.frames(3) == [1, 3, 6]
    assert not change.done
    lives.may_go_on.set()
    assert change.wait(GUARD)
    assert run.frames() == [4]


def test_a_parameter_set_while_a_change_is_prepared_holds_before_and_after(
    start: Start, lives: Book
) -> None:
    document = graph(
        {"in": ("count", {"frames": 99}), "add": ("add", {"by": 0.0}), "out": "keep",
         "side": "keep"},
        ["in.number > add.number", "add.number > side.number", "in.number > out.number"],
    )  # fmt: skip
    run = start(document)
    change = slow(run, lives)
    set_ = run.run.set_param("add", "by", 100.0)
    assert set_.applied
    assert run.frames(sink="side") == [101]
    lives.may_go_on.set()
    assert change.wait(GUARD)
    assert run.frames(2, sink="side") == [102, 103]
    assert run.run.graph.node("add").params["by"] == 100.0


def test_not_a_single_frame_after_a_change_lacks_a_parameter_that_was_set(
    start: Start, lives: Book
) -> None:
    document = graph(
        {"in": ("count", {"frames": 99}), "hold": "hold", "add": ("add", {"by": 0.0}),
         "out": "keep"},
        ["in.number > hold.number", "hold.number > add.number", "add.number > out.number"],
    )  # fmt: skip
    run = start(document)
    change = run.run.edit(
        Batch((added("slow", "tally", "in.number > slow.number", manner="slow"),
               added("side", "keep", "slow.number > side.number")))
    )  # fmt: skip
    assert lives.entered.wait(GUARD)
    run.run.set_param("add", "by", 100.0)
    hold = run.part("hold")
    hold.closed = True
    run.run.step()
    assert hold.entered.wait(GUARD)  # a frame with the new value is under way,
    lives.may_go_on.set()
    until(lambda: run.run.runner._door.shut > 0)  # the new plan waits for it to finish,
    run.run.step()  # and a frame waits for the new plan
    hold.may_leave.set()
    assert change.wait(GUARD)
    out = run.part("out")
    for _ in range(2):
        assert out.arrived.acquire(timeout=GUARD)
    assert [value for _, _, value in out.seen] == [101, 102]


def test_a_parameter_that_waits_for_the_next_frame_does_not_outdo_a_later_edit(
    start: Start,
) -> None:
    run = start()
    run.run.set_param("add", "by", 5.0)
    other = added("x", "add", "add.number > x.number", "x.number > out.number", by=0.0)
    run.changed(SetParam("add", "by", 7.0), other)
    assert run.frames() == [8]


def test_changes_are_made_in_the_order_they_were_asked_for(start: Start, lives: Book) -> None:
    run = start()
    first = slow(run, lives)
    others = [run.run.edit(SetParam("add", "by", float(n))) for n in (10, 20, 30)]
    last = run.run.edit(joined("add.number > out.number"))
    assert not any(c.done for c in [first, *others, last])
    lives.may_go_on.set()
    assert last.wait(GUARD)
    assert all(c.applied for c in [first, *others])
    assert run.frames() == [31]
    assert run.run.graph.node("add").params["by"] == 30.0


def test_a_parameter_set_after_an_edit_that_waits_is_the_later_of_the_two(
    start: Start, lives: Book
) -> None:
    run = start()
    first = slow(run, lives)
    second = run.run.edit(SetParam("add", "by", 10.0))
    run.run.set_param("add", "by", 20.0)
    third = run.run.edit(joined("add.number > out.number"))
    lives.may_go_on.set()
    assert third.wait(GUARD)
    assert first.applied
    assert second.applied
    assert run.run.graph.node("add").params["by"] == 20.0
    assert run.frames() == [21]


def test_an_edit_sees_what_the_one_before_has_made(start: Start, lives: Book) -> None:
    run = start()
    first = slow(run, lives)
    second = run.run.edit(SetParam("slow", "by", 10.0))
    third = run.run.edit(RemoveNode("nobody"))
    lives.may_go_on.set()
    assert third.wait(GUARD)
    assert first.applied
    assert second.applied
    assert not third.applied
    assert run.frames() == [10]


def test_a_refused_change_does_not_take_parameters_with_it(start: Start, lives: Book) -> None:
    run = start()
    change = run.run.edit(
        Batch(
            (added("x", "tally", "in.number > x.number", "x.number > out.number", manner="slow"),
             added("y", "tally", "x.number > y.number", "y.number > out.number", manner="bad"))
        )
    )  # fmt: skip
    assert lives.entered.wait(GUARD)
    run.run.set_param("add", "by", 100.0)
    lives.may_go_on.set()
    assert change.wait(GUARD)
    assert not change.applied
    assert run.frames() == [101]
    assert run.run.graph.node("add").params["by"] == 100.0


def test_a_parameter_of_a_node_that_a_change_removes(start: Start, lives: Book) -> None:
    run = start()
    first = slow(run, lives)
    second = run.run.edit(RemoveNode("add"))
    run.run.set_param("add", "by", 100.0)
    lives.may_go_on.set()
    assert second.wait(GUARD)
    assert first.applied
    assert second.applied
    assert run.frames() == [1]
    with pytest.raises(BadValueError, match="no running node 'add'"):
        run.run.set_param("add", "by", 1.0)


def test_a_set_of_several_nodes_holds_for_those_that_a_change_leaves(
    start: Start, lives: Book
) -> None:
    run = start()
    first = slow(run, lives)
    second = run.run.edit(RemoveNode("add"))
    run.run.set_params({"add": {"by": 100.0}, "tally": {"by": 5.0}})
    lives.may_go_on.set()
    assert second.wait(GUARD)
    assert first.applied
    assert run.run.graph.node("tally").params["by"] == 5.0
    run.changed(joined("tally.number > out.number"))
    assert run.frames() == [5]


def test_an_action_asked_for_while_its_node_is_set_up_anew_is_not_lost(
    start: Start, lives: Book
) -> None:
    run = start()
    assert run.frames(2) == [1, 3]
    change = run.run.edit(added("slow", "tally", "add.number > slow.number",
                                "slow.number > out.number", manner="slow"))  # fmt: skip
    assert lives.entered.wait(GUARD)
    run.run.act("tally", "reset")
    lives.may_go_on.set()
    assert change.wait(GUARD)
    assert run.frames() == [3]


# -- pause, step, snapshot ---------------------------------------------------------------------


def test_a_paused_graph_is_changed_and_stays_paused(start: Start) -> None:
    run = start()
    run.frames(2)
    run.changed(added("x", "add", "add.number > x.number", "x.number > out.number"))
    assert run.run.runner._door.is_shut
    assert len(run.part("out").seen) == 2
    assert run.frames() == [7]


def test_steps_asked_for_during_a_change_are_neither_lost_nor_doubled(
    start: Start, lives: Book
) -> None:
    run = start()
    with run.run.runner.at_rest():
        change = run.run.edit(added("x", "add", "add.number > x.number", "x.number > out.number"))
        run.run.step()
        run.run.step()
        assert run.part("out").seen == []
    assert change.wait(GUARD)
    out = run.part("out")
    for _ in range(2):
        assert out.arrived.acquire(timeout=GUARD)
    assert run.frames() == [7]
    assert [i for i, _, _ in out.seen] == [0, 1, 2]


def test_a_snapshot_asked_for_before_a_change_is_given_after_it(start: Start) -> None:
    run = start()
    run.frames(2)
    got: list[float] = []
    look = Thread(target=lambda: got.append(run.run.snapshot("tally", "number", GUARD)))
    look.start()
    until(lambda: bool(run.run.runner._wishes))
    run.changed(
        RemoveNode("add"), joined("tally.number > out.number"),
        added("first", "add", "in.number > first.number", "first.number > tally.number"),
    )  # fmt: skip
    run.frames()
    look.join(GUARD)
    assert got == [7]


def test_a_snapshot_of_a_node_that_went_says_so_at_once(start: Start) -> None:
    run = start()
    told: list[BadValueError] = []

    def look() -> None:
        try:
            run.run.snapshot("add", "number", GUARD)
        except BadValueError as error:
            told.append(error)

    thread = Thread(target=look)
    thread.start()
    until(lambda: bool(run.run.runner._wishes))
    run.changed(RemoveNode("add"), joined("tally.number > out.number"))
    thread.join(GUARD / 2)
    assert "'add'" in str(told)


# -- the end -----------------------------------------------------------------------------------


def test_nothing_is_changed_after_the_end(start: Start, lives: Book) -> None:
    document = graph({"in": ("count", {"frames": 2}), "add": "add", "out": "keep"},
                     ["in.number > add.number", "add.number > out.number"])  # fmt: skip
    run = start(document)
    run.frames(2)
    run.run.step()
    assert run.run.wait(GUARD)
    before = len(lives.lives)
    for change in (
        run.change(added("x", "tally", "in.number > x.number", "x.number > out.number")),
        run.change(SetParam("add", "by", 5.0)),
        run.run.set_param("add", "by", 5.0),
    ):
        assert not change.applied
        assert "The run" in change.problems[0].message
    assert len(lives.lives) == before
    assert run.run.graph == document
    run.close()
    change = run.run.edit(SetParam("add", "by", 5.0))
    assert change.done
    assert not change.applied


def test_closing_during_a_change_refuses_it_and_whatever_waits(start: Start, lives: Book) -> None:
    run = start()
    run.frames()
    change = slow(run, lives)
    waiting = run.run.edit(SetParam("add", "by", 5.0))
    closing = Thread(target=run.close)
    closing.start()
    assert waiting.wait(GUARD)
    lives.may_go_on.set()
    closing.join(GUARD)
    assert change.done
    assert not change.applied
    assert not waiting.applied
    assert "The run ended" in change.problems[0].message
    fresh = next(i for i in lives.lives if i.instance is lives.of("Tally")[1])
    assert fresh.teardowns == 1


def test_a_run_that_ends_during_a_change_refuses_it(start: Start, lives: Book) -> None:
    document = graph({"in": ("count", {"frames": 1}), "out": "keep"}, ["in.number > out.number"])
    run = start(document)
    change = slow(run, lives)
    run.frames()
    run.run.step()
    assert run.run.wait(GUARD)
    lives.may_go_on.set()
    assert change.wait(GUARD)
    assert not change.applied


# -- taps --------------------------------------------------------------------------------------


def test_the_tap_of_a_removed_node_is_closed_and_its_file_is_whole(
    start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "add.jsonl"
    run = start(taps=[Tap("add", "number", str(path)), Tap("in", "number", str(tmp_path / "in"))])
    run.frames(2)
    run.changed(RemoveNode("add"), joined("tally.number > out.number"))
    assert len(path.read_text().splitlines()) == 2
    assert run.frames() == [6]
    assert run.run.graph.by_id.keys() == {"in", "tally", "out"}
    run.close()
    assert len((tmp_path / "in").read_text().splitlines()) == 3


def test_a_tap_that_was_closed_is_not_begun_again_over_its_own_file(
    start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "add.jsonl"
    run = start(taps=[Tap("add", "number", str(path))])
    run.frames(2)
    edit = RemoveNode("add")
    undo = edit.apply(run.run.graph).undo
    run.changed(edit, joined("tally.number > out.number"))
    run.changed(undo)
    run.frames()
    run.close()
    assert len(path.read_text().splitlines()) == 2
