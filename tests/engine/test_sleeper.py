"""A camera is closed while nobody looks, and opened again as soon as somebody does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from small_nodes import graph, host

from muse_nodes.api import Ctx, EndOfStream, MediaError, NoFrame, Number, StreamInfo, node
from muse_nodes.document import SetTitle
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run


class Room:
    """What the test decides, and what the nodes did."""

    def __init__(self) -> None:
        self.watched: bool | None = False
        self.puzzled = False
        self.open = 0
        self.opened = 0
        self.gone = False
        self.may_give = threading.Semaphore(0)
        self.arrived = threading.Semaphore(0)


@pytest.fixture
def room() -> Iterator[Room]:
    ROOM.append(Room())
    yield ROOM[-1]
    ROOM.pop()


ROOM: list[Room] = []
"""The room of the test that runs; the node classes are made once."""


@node("test.lens", category="Test", patience=1e6)
class Lens:
    def setup(self, ctx: Ctx) -> None:
        self.room = ROOM[-1]
        if self.room.open:
            raise MediaError("The camera is in use by another program.")
        self.room.open += 1
        self.room.opened += 1
        self.closed = threading.Event()

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def exclusive(self) -> bool:
        return True

    def process(self, ctx: Ctx) -> Number:
        while not self.room.may_give.acquire(timeout=0.05):
            if self.closed.is_set():
                raise EndOfStream
            if self.room.gone:
                raise NoFrame("The camera is gone.", hint="Plug it in.")
        if self.closed.is_set():
            self.room.may_give.release()  # it was meant for whoever is open now
            raise EndOfStream
        return 1.0

    def teardown(self) -> None:
        self.room.open -= 1
        self.closed.set()


@node("test.audience", category="Test", queue=64)
class Audience:
    def setup(self, ctx: Ctx) -> None:
        self.room = ROOM[-1]

    def watched(self) -> bool | None:
        if self.room.puzzled:
            raise RuntimeError("Who knows?")
        return self.room.watched

    def process(self, ctx: Ctx, number: Number) -> None:
        self.room.arrived.release()


@pytest.fixture
def run(room: Room) -> Iterator[tuple[Run, ManualClock]]:
    clock = ManualClock(1)
    document = graph({"cam": "lens", "out": "audience"}, ["cam.number > out.number"])
    running = host([Lens, Audience]).start(document, RunOptions(), clock=clock)
    yield running, clock
    running.close()
    assert room.open == 0


def until(clock: ManualClock, true: Callable[[], bool], step: float = 1.0) -> None:
    for _ in range(2000):
        if true():
            return
        clock.advance(step)
        threading.Event().wait(0.002)
    raise AssertionError("It did not happen.")


def shown(room: Room) -> bool:
    room.may_give.release()
    return room.arrived.acquire(timeout=20)


def test_nobody_looks_and_the_camera_goes_off_until_somebody_does(
    run: tuple[Run, ManualClock], room: Room
) -> None:
    running, clock = run
    assert shown(room)
    until(clock, lambda: room.open == 0)
    assert not running.wait(0), "the run goes on"
    room.watched = True
    until(clock, lambda: room.open == 1)
    assert shown(room)
    assert room.opened == 2
    assert running.stats.faults == []


@pytest.mark.parametrize("answer", [True, None])
def test_the_camera_stays_on_while_somebody_looks_or_might(
    run: tuple[Run, ManualClock], room: Room, answer: bool | None
) -> None:
    running, clock = run
    room.watched = answer
    assert shown(room)
    for _ in range(60):
        clock.advance(1)
    assert shown(room)
    assert (room.open, room.opened) == (1, 1)
    assert running.stats.failing == set()


def test_a_sink_that_fails_over_the_question_cannot_tell(
    run: tuple[Run, ManualClock], room: Room
) -> None:
    running, clock = run
    room.puzzled = True
    assert shown(room)
    for _ in range(60):
        clock.advance(1)
    assert room.open == 1
    assert running.edit(SetTitle("out", "Still here")).wait(20), "edits are still made"


def test_a_camera_that_looks_after_itself_is_left_alone(
    run: tuple[Run, ManualClock], room: Room
) -> None:
    running, clock = run
    room.watched = True
    assert shown(room)
    room.gone = True
    until(clock, lambda: running.stats.failing == {"cam"}, step=0.0)
    room.gone = False
    assert shown(room)
    until(clock, lambda: not running.stats.failing, step=0.0)
    assert room.opened == 1
    assert [str(f) for f in running.stats.faults] == [
        "cam (frame 1): The camera is gone. Plug it in."
    ]
    assert running.stats.events[-1].text == "It works again."
