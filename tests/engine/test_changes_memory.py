"""What a change costs: memory that stays behind, and time in which nothing goes out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Annotated

import pytest

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    Privacy,
    Restart,
    Spec,
    StreamInfo,
    frame_spec,
    node,
)
from muse_nodes.document import Graph, Link, Node, Port, SetParam
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.runner import SETTLED

GUARD = 30.0
"""Seconds after which a test gives up; nothing takes nearly as long."""

NORMAL, LARGE = (48, 64), (96, 128)


class Pictures:
    """How many the camera may give, and which the sink has shown."""

    def __init__(self) -> None:
        self.cameras: list[Camera] = []
        self.given = 0
        self.shown = 0
        self.changed = threading.Condition()
        self.events: list[str] = []

    def next(self) -> None:
        """Let one more through, up to the sink."""
        wanted = level(self.given + 1)
        self.cameras[-1].may_give.release()
        with self.changed:
            assert self.changed.wait_for(lambda: self.shown == wanted, GUARD)


def level(number: int) -> int:
    """The grey of a picture."""
    return 1 + number % 250


now = Pictures()


@node("memory.camera", category="Test", patience=1e6)
class Camera:
    """Gives one picture unasked: a change goes over to it with its first one."""

    def setup(self, ctx: Ctx, *, large: bool) -> None:
        self.spec = frame_spec(*(LARGE if large else NORMAL))
        self.may_give = threading.Semaphore(1)
        self.closed = False
        now.cameras.append(self)

    def plan(self, ctx: Ctx) -> Spec:
        return self.spec

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def process(self, ctx: Ctx, *, large: Annotated[bool, Restart()] = False) -> Frame:
        if not self.may_give.acquire(timeout=GUARD) or self.closed:
            raise EndOfStream
        picture = ctx.empty(self.spec)
        now.given += 1
        picture[...] = level(now.given)
        return picture

    def teardown(self) -> None:
        self.closed = True
        self.may_give.release()


@node("memory.filter", category="Test")
class Filter:
    def setup(self, ctx: Ctx, frame: Spec) -> None:
        now.events.append("filter set up")

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        return frame


@node("memory.shown", category="Test", public="always")
class Shown:
    """A sink that keeps nothing; what it is given again while no picture comes counts once."""

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        """For another size there is another sink, with a guard of its own."""

    def teardown(self) -> None:
        now.events.append("sink given up")

    def exclusive(self) -> bool:
        return True

    def process(self, ctx: Ctx, frame: Frame, *, room: Privacy = "show") -> None:
        with now.changed:
            if (frame == frame[0, 0, 0]).all():  # the slate is not of one colour
                now.shown = int(frame[0, 0, 0])
            now.changed.notify_all()


@pytest.fixture
def run() -> Iterator[Run]:
    global now
    now = Pictures()
    graph = Graph(
        nodes=tuple(Node(name, f"memory.{name}") for name in ("camera", "filter", "shown")),
        links=(
            Link(Port("camera", "frame"), Port("filter", "frame")),
            Link(Port("filter", "frame"), Port("shown", "frame")),
        ),
    )
    device = CpuDevice(1)
    registry = Registry().extended([Camera, Filter, Shown])
    running = Host(registry, NoModels(), device, device).start(graph, RunOptions(realtime=True))
    yield running
    running.runner.stop()
    now.cameras[-1].teardown()
    running.close()
    device.close()


def shapes(run: Run) -> dict[tuple[int, ...], int]:
    """The sizes of the pool's blocks, and how many there are of each."""
    (pool,) = {id(p): p for p in run.runner.line.ready.pools.values()}.values()
    return {key[0]: len(shelf.blocks) for key, shelf in pool._shelves.items()}


def changed(run: Run, large: bool) -> None:
    """Set the size of the camera; its first frame belongs to the change."""
    change = run.edit(SetParam("camera", "large", large))
    assert change.wait(GUARD)
    assert change.applied, change.problems
    with now.changed:
        assert now.changed.wait_for(lambda: now.shown == level(now.given), GUARD)


def only(run: Run, size: tuple[int, int]) -> bool:
    """Let frames through until the pool has blocks of this size and no others; False: never.

    Who goes may take its time: a camera is waited for up to two seconds.
    """
    end = time.monotonic() + GUARD
    while set(shapes(run)) != {(*size, 3)} and time.monotonic() < end:
        for _ in range(SETTLED):
            now.next()
    return time.monotonic() < end


def test_no_buffer_of_another_size_stays_once_the_camera_is_back(run: Run) -> None:
    now.next()
    assert only(run, NORMAL)
    before = shapes(run)
    changed(run, large=True)
    assert only(run, LARGE)
    changed(run, large=False)
    assert only(run, NORMAL), "no guard or camera that was replaced holds a picture"
    assert shapes(run) == before


def test_a_sink_that_only_one_can_hold_is_given_up_last(run: Run) -> None:
    """What watches it has nothing new until the next one is there: all else is ready by then."""
    now.next()
    now.events.clear()
    changed(run, large=True)
    twice = ["filter set up"] * 2  # once more after it was warmed up
    assert now.events == [*twice, "sink given up"]
