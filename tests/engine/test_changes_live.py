"""Edits of a graph that runs against the clock: sources and sinks come and go while it is live."""

from __future__ import annotations

from threading import Thread
from typing import Annotated, Any

import numpy as np
import pytest
from edited_nodes import (
    GUARD,
    Book,
    Camera,
    Edited,
    Manner,
    Start,
    added,
    book,
    threads,
    until,
)
from small_nodes import graph

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    NodeError,
    Number,
    Privacy,
    Restart,
    Spec,
    StreamInfo,
    frame_spec,
    node,
)
from muse_nodes.document import Batch, RemoveNode, SetParam
from muse_nodes.engine.changes import FIRST_FRAME
from muse_nodes.engine.clock import ManualClock

LIVE = graph(
    {"cam": "camera", "tally": "tally", "out": "keep"},
    ["cam.number > tally.number", "tally.number > out.number"],
)


@node("test.torn", category="Test")
class Torn:
    """A live source that cannot give anything."""

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, False)

    def process(self, ctx: Ctx) -> Number:
        raise NodeError("The cable is torn.", hint="Mend it.")


@node("test.short", category="Test")
class Short:
    """A source that is over before it has begun."""

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, True, 0)

    def process(self, ctx: Ctx) -> Number:
        raise EndOfStream


@node("test.snaps", category="Test")
class Snaps(Camera):
    """A live source of nearly black pictures."""

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(64, 96)

    def process(  # type: ignore[override]  # pictures instead of numbers
        self, ctx: Ctx, *, manner: Annotated[Manner, Restart()] = "good"
    ) -> Frame:
        number = int(super().process(ctx, manner=manner))
        return np.full((64, 96, 3), number, np.uint8)


@node("test.shown", category="Test", public="always")
class Shown:
    """A sink whose pictures leave the machine."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        self.pictures: list[Any] = []
        self.manner = manner
        book.set_up(self, manner)

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        *,
        manner: Annotated[Manner, Restart()] = "good",
        room: Privacy = "show",
    ) -> None:
        self.pictures.append(frame)

    def teardown(self) -> None:
        book.torn_down(self, self.manner)


@pytest.fixture
def live(start: Start) -> Start:
    """Starts runs against the clock."""
    return lambda document=LIVE, **options: start(
        document, **{"paused": False, "realtime": True, "extra": (Torn, Short), **options}
    )


def give(run: Edited, frames: int = 1, camera: str = "cam", sink: str = "out") -> list[float]:
    """Let a camera give some frames, one after the other; what the sink saw of them."""
    keep = run.part(sink)
    before = len(keep.seen)
    for _ in range(frames):
        run.part(camera).give()
        assert keep.arrived.acquire(timeout=GUARD)
    return [value for _, _, value in keep.seen[before:]]


def newest(lives: Book, kind: str, count: int) -> Any:
    """The newest instance of a kind, once there are so many and it is asked for a frame."""
    until(lambda: len(lives.of(kind)) == count and lives.of(kind)[-1].called.is_set())
    return lives.of(kind)[-1]


# -- sources -----------------------------------------------------------------------------------


def test_the_graph_goes_over_to_another_camera_with_its_first_frame(
    live: Start, lives: Book
) -> None:
    run = live()
    assert give(run, 2) == [1, 3]
    old, tally = run.part("cam"), run.part("tally")
    change = run.run.edit(SetParam("cam", "manner", "other"))
    new = newest(lives, "Camera", 2)
    assert give(run, 2) == [6, 10], "until then the old one goes on"
    assert not change.done
    new.give()
    assert run.part("out").arrived.acquire(timeout=GUARD)
    assert change.wait(GUARD)
    assert run.part("cam") is new
    assert run.part("tally") is tally
    assert give(run) == [13]
    assert [i for i, _, _ in run.part("out").seen] == [0, 1, 2, 3, 4, 5]
    assert [i.teardowns for i in lives.lives if i.instance is old] == [1]


@pytest.mark.parametrize(
    ("kind", "words"), [("torn", "has given no picture"), ("short", "has given no picture")]
)
def test_a_source_that_gives_nothing_is_not_gone_over_to(
    kind: str, words: str, live: Start
) -> None:
    run = live()
    assert give(run) == [1]
    change = run.change(added("other", kind, "other.number > tally.number"))
    assert [(p.node, words in p.message) for p in change.problems] == [("other", True)]
    assert give(run) == [3]
    assert "other" not in run.run.graph.by_id


def test_a_source_that_keeps_silent_is_not_gone_over_to(live: Start, lives: Book) -> None:
    clock = ManualClock(1)
    run = live(clock=clock)
    assert give(run) == [1]
    change = run.run.edit(SetParam("cam", "manner", "other"))
    new = newest(lives, "Camera", 2)
    new.end = True  # it would come back if it were let
    clock.advance(FIRST_FRAME + 0.1)
    new.give()
    assert change.wait(GUARD)
    assert not change.applied
    assert give(run) == [3]
    assert run.run.graph == LIVE


def test_a_second_camera_joins_and_leaves_a_live_run(live: Start, lives: Book) -> None:
    run = live()
    assert give(run) == [1]
    document = run.run.graph
    edit = Batch(
        (added("more", "camera", base=100.0), added("sum", "sum", "tally.number > sum.number1",
         "more.number > sum.number2", "sum.number > out.number"))
    )  # fmt: skip
    change = run.run.edit(edit)
    newest(lives, "Camera", 2).give()
    assert change.wait(GUARD)
    assert change.applied, change.problems
    assert give(run) == [104]
    leaving = run.run.edit(edit.apply(document).undo)
    run_camera = lives.of("Camera")[1]
    until(lambda: leaving.done or run_camera.called.is_set())
    run_camera.end = True
    run_camera.give()
    assert leaving.wait(GUARD)
    assert leaving.applied
    assert give(run) == [6]


# -- sinks -------------------------------------------------------------------------------------


def test_a_sink_joins_and_leaves_a_live_run(live: Start, lives: Book) -> None:
    run = live()
    give(run)
    out = run.part("out")
    run.changed(added("side", "keep", "cam.number > side.number"))
    assert give(run) == [3]
    side = run.part("side")
    assert side.arrived.acquire(timeout=GUARD)
    run.changed(RemoveNode("side"))
    assert give(run) == [6]
    assert [v for _, _, v in side.seen] == [2]
    assert run.part("out") is out
    assert "muse-sink-side" not in threads()


def test_a_sink_that_is_exchanged_gets_every_frame_in_one_or_the_other(live: Start) -> None:
    run = live()
    give(run, 3)
    old = run.part("out")
    run.changed(SetParam("out", "manner", "other"))
    give(run, 2)
    new = run.part("out")
    assert new is not old
    assert [i for i, _, _ in old.seen + new.seen] == [0, 1, 2, 3, 4]


# -- what only one can hold --------------------------------------------------------------------


def test_what_only_one_can_hold_is_given_up_before_its_successor_is_set_up(
    live: Start, lives: Book
) -> None:
    document = graph(
        {"cam": "camera", "one": "single", "out": "keep"},
        ["cam.number > one.number", "one.number > out.number"],
    )
    run = live(document)
    assert give(run) == [1]
    lives.log.clear()
    run.changed(SetParam("one", "manner", "other"))
    assert lives.log == ["tear down Single good", "set up Single other"]
    assert give(run) == [2]


def test_it_comes_back_when_its_successor_fails(live: Start, lives: Book) -> None:
    clock = ManualClock(1)
    document = graph(
        {"cam": "camera", "one": "single", "out": "keep"},
        ["cam.number > one.number", "one.number > out.number"],
    )
    run = live(document, clock=clock)
    assert give(run) == [1]
    change = run.change(SetParam("one", "manner", "bad"))
    assert [(p.node, p.hint) for p in change.problems] == [("one", "Ask it nicely.")]
    assert run.run.stats.failing == {"one"}
    assert give(run) == [2], "its bypass stands in meanwhile"
    clock.advance(1)
    until(lambda: "one" not in run.run.stats.failing)
    assert give(run) == [3]
    assert [e.text for e in run.run.stats.events][-1] == "It was set up again."
    assert run.run.graph == document


def test_a_camera_that_only_one_can_hold_is_exchanged(live: Start, lives: Book) -> None:
    document = graph(
        {"cam": "lone_camera", "tally": "tally", "out": "keep"},
        ["cam.number > tally.number", "tally.number > out.number"],
    )
    run = live(document)
    assert give(run, 2) == [1, 3]
    old = run.part("cam")
    change = run.run.edit(SetParam("cam", "manner", "other"))
    until(lambda: run.run.runner.line.feeds[0]._stop.is_set())
    old.give()  # a camera comes back from its read when it is closed
    newest(lives, "LoneCamera", 2).give()
    assert change.wait(GUARD)
    assert run.part("out").arrived.acquire(timeout=GUARD)
    assert give(run) == [6]
    assert lives.log.index("tear down LoneCamera good") < lives.log.index("set up LoneCamera other")


def test_other_edits_are_made_while_a_node_is_out_of_order(live: Start, lives: Book) -> None:
    clock = ManualClock(1)
    document = graph(
        {"cam": "camera", "one": "single", "out": "keep"},
        ["cam.number > one.number", "one.number > out.number"],
    )
    run = live(document, clock=clock)
    assert give(run) == [1]
    assert not run.change(SetParam("one", "manner", "bad")).applied
    run.changed(added("x", "add", "one.number > x.number", "x.number > out.number", by=10.0))
    assert give(run) == [12]
    assert len(lives.of("Single")) == 2, "it waits for its turn"
    clock.advance(1)
    until(lambda: "one" not in run.run.stats.failing)
    assert give(run) == [13]


def test_other_edits_are_made_while_a_camera_is_away(live: Start, lives: Book) -> None:
    clock = ManualClock(1)
    document = graph(
        {"cam": "camera", "one": "lone_camera", "sum": "sum", "out": "keep"},
        ["cam.number > sum.number1", "one.number > sum.number2", "sum.number > out.number"],
    )
    run = live(document, clock=clock)
    run.part("one").give()
    assert give(run) == [2]
    change = run.run.edit(SetParam("one", "manner", "bad"))
    until(lambda: run.run.runner.line.feeds[1]._stop.is_set())
    run.part("one").give()
    assert change.wait(GUARD)
    run.changed(added("x", "add", "sum.number > x.number", "x.number > out.number", by=10.0))
    assert give(run) == [13], "its last value is held"


# -- control -----------------------------------------------------------------------------------


def test_parameters_of_a_live_source_that_was_exchanged(live: Start, lives: Book) -> None:
    run = live()
    give(run)
    change = run.run.edit(SetParam("cam", "manner", "other"))
    new = newest(lives, "Camera", 2)
    run.run.set_param("cam", "base", 50.0)
    new.give()
    assert change.wait(GUARD)
    assert run.part("out").arrived.acquire(timeout=GUARD)
    for _ in range(3):  # a source works ahead of the frame that brings the parameter
        give(run)
    assert run.part("out").seen[-1][2] - run.part("out").seen[-2][2] == 54


def test_the_panic_key_works_while_a_change_is_prepared(live: Start, lives: Book) -> None:
    document = graph({"cam": "snaps", "out": "shown"}, ["cam.frame > out.frame"])
    run = live(document, extra=(Snaps, Shown))
    shown = run.part("out")
    run.part("cam").give()
    until(lambda: bool(shown.pictures) and int(shown.pictures[-1].max()) == 1)
    change = run.run.edit(
        Batch((SetParam("cam", "manner", "other"), SetParam("out", "manner", "other")))
    )
    new = newest(lives, "Snaps", 2)
    assert len(lives.of("Shown")) == 2
    run.run.panic(True)
    until(lambda: slated(shown))
    run.part("cam").give()
    since = len(shown.pictures)
    until(lambda: len(shown.pictures) > since + 1)
    assert all(int(p.max()) > 50 for p in shown.pictures[since:])
    new.give()
    assert change.wait(GUARD)
    other = run.part("out")
    run.part("cam").give()
    until(lambda: len(other.pictures) > 1)
    assert all(int(p.max()) > 50 for p in other.pictures)
    run.run.panic(False)
    run.part("cam").give()
    until(lambda: not slated(other))


def slated(sink: Any) -> bool:
    """Whether the newest picture is the slate; those of the camera are nearly black."""
    return bool(sink.pictures) and int(sink.pictures[-1].max()) > 50


def test_closing_while_a_new_camera_keeps_silent_leaves_nothing_behind(
    live: Start, lives: Book
) -> None:
    clock = ManualClock(1)
    run = live(clock=clock)
    give(run)
    change = run.run.edit(SetParam("cam", "manner", "other"))
    newest(lives, "Camera", 2)
    closing = Thread(target=run.close)
    closing.start()
    until(lambda: change.done or not clock.advance(0.1))  # type: ignore[func-returns-value]  # it gives None
    closing.join(GUARD)
    assert not change.applied


def test_many_changes_leave_no_thread_behind(live: Start, lives: Book) -> None:
    run = live()
    give(run)
    usual = threads()
    for manner in ("other", "good") * 5:
        run.changed(SetParam("out", "manner", manner), SetParam("tally", "manner", manner))
        give(run)
    assert threads() == usual
    assert isinstance(run.part("cam"), Camera)
