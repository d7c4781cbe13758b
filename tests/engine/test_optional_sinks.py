"""A virtual camera may be missing at the start; one that was there and is gone comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Annotated

import numpy as np
import pytest

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    NodeError,
    Restart,
    Spec,
    StreamInfo,
    frame_spec,
    node,
)
from muse_nodes.document import Graph, Link, Node, Port, SetParam
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run

GUARD = 20.0


class State:
    """What the nodes of one test share."""

    def __init__(self) -> None:
        self.gone = False
        self.may_give = threading.Semaphore(0)
        self.arrived = threading.Semaphore(0)
        self.setups = 0
        self.frames: list[int] = []


now = State()


@node("optional.source", category="Test", patience=1e9)
class Source:
    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(4, 6)

    def process(self, ctx: Ctx) -> Frame:
        if not now.may_give.acquire(timeout=GUARD):
            raise EndOfStream
        return np.zeros((4, 6, 3), np.uint8)


@node("optional.watch", category="Test", queue=64)
class Watch:
    def process(self, ctx: Ctx, frame: Frame) -> None:
        now.arrived.release()


@node("optional.camera", category="Test", optional=True, public="always")
class Camera:
    def setup(self, ctx: Ctx, frame: Spec, *, rate: float) -> None:
        now.setups += 1
        if now.gone:
            raise NodeError("The virtual camera is gone.")

    def process(self, ctx: Ctx, frame: Frame, *, rate: Annotated[float, Restart()] = 0.0) -> None:
        if now.gone:
            raise NodeError("The virtual camera is gone.")
        now.frames.append(ctx.frame_index)


GRAPH = Graph(
    nodes=tuple(Node(n, f"optional.{n}") for n in ("source", "watch", "camera")),
    links=tuple(
        Link(Port.parse("source.frame"), Port.parse(f"{n}.frame")) for n in ("watch", "camera")
    ),
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1)


@pytest.fixture
def run(clock: ManualClock) -> Iterator[Run]:
    global now
    now = State()
    device = CpuDevice(1)
    registry = Registry().extended([Source, Watch, Camera])
    run = Host(registry, NoModels(), device, device).start(GRAPH, RunOptions(), clock=clock)
    yield run
    run.runner.stop()
    for _ in range(8):
        now.may_give.release()
    run.close()
    device.close()


def give(frames: int) -> None:
    for _ in range(frames):
        now.may_give.release()
        assert now.arrived.acquire(timeout=GUARD)


def until(true: Callable[[], bool], clock: ManualClock, step: float = 0.1) -> None:
    for _ in range(4000):
        if true():
            return
        clock.advance(step)
        threading.Event().wait(0.002)
    raise AssertionError("It did not happen.")


def test_a_virtual_camera_that_is_gone_for_a_while_comes_back(run: Run, clock: ManualClock) -> None:
    give(1)
    until(lambda: bool(now.frames), clock, 0)
    now.gone, before = True, now.setups
    give(3)
    until(lambda: now.setups >= before + 2, clock)
    assert "camera" in run.stats.failing
    now.gone = False
    told = [f.kind for f in run.stats.faults if f.node == "camera"]
    assert told[0] == "raised"
    assert "setup" in told, "that it cannot be opened again is said"
    until(lambda: any("set up again" in e.text for e in run.stats.events), clock)
    count = len(now.frames)
    give(2)
    until(lambda: len(now.frames) > count + 1, clock, 0)


def test_frame_numbers_at_a_public_sink_never_go_back(run: Run, clock: ManualClock) -> None:
    give(5)
    until(lambda: 4 in now.frames, clock, 0)
    before, count = now.setups, len(now.frames)
    change = run.edit(SetParam("camera", "rate", 25.0))
    assert change.wait(GUARD)
    assert change.applied
    assert now.setups > before, "it is a new instance"
    until(lambda: len(now.frames) > count, clock, 0)  # no new frame: what was out stays
    assert now.frames == sorted(now.frames)


def test_an_edit_made_while_it_is_gone_does_not_give_it_up(run: Run, clock: ManualClock) -> None:
    give(1)
    now.gone = True
    change = run.edit(SetParam("camera", "rate", 25.0))
    assert change.wait(GUARD)
    assert change.applied
    give(1)
    now.gone = False
    until(lambda: run.ready.unavailable == [], clock)
    shown = len(now.frames)
    give(1)
    until(lambda: len(now.frames) > shown, clock)
    assert run.stats.failing == set()
