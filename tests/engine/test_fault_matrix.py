"""Every kind of failure in every kind of node: what stands in, what is said, how it comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    Matte,
    ModelInfo,
    Network,
    NodeError,
    Spec,
    StreamInfo,
    frame_spec,
    matte_spec,
    node,
)
from muse_nodes.document import Graph, Link, Node, Port
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.changes import LEFT_BEHIND
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run

SIZE = (4, 6)
GUARD = 20.0
"""Seconds after which a test gives up; nothing takes nearly as long."""


@dataclass
class Mischief:
    """What goes wrong, where, and what the nodes saw; one per test."""

    kind: str = ""
    role: str = ""
    stuck: threading.Event = field(default_factory=threading.Event)
    may_go: threading.Event = field(default_factory=threading.Event)
    may_give: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    got: list[tuple[int, float]] = field(default_factory=list)
    setups: dict[str, int] = field(default_factory=dict)
    given: int = 0

    def at(self, role: str, result: Any) -> Any:
        """What a node of that role gives instead of ``result``."""
        if role != self.role:
            return result
        if self.kind == "raise":
            raise NodeError("It hurts.", hint="Stop it.")
        if self.kind == "memory":
            raise MemoryError
        if self.kind == "stall":
            self.stuck.set()
            assert self.may_go.wait(GUARD)
        if self.kind == "shape" and result is not None:
            return np.zeros((2, 2, *result.shape[2:]), result.dtype)
        if self.kind == "nan" and result is not None:
            return np.full(result.shape, np.nan, np.float32)
        return result

    def set_up(self, role: str) -> None:
        self.setups[role] = self.setups.get(role, 0) + 1
        if role == self.role and self.kind == "setup":
            raise NodeError("It cannot start.", hint="Start it.")


now = Mischief()


@pytest.fixture(autouse=True)
def mischief() -> Iterator[Mischief]:
    """A clean slate; whoever is stuck is let go at the end."""
    global now
    now = Mischief()
    yield now
    now.may_go.set()


@node("matrix.source", category="Test", patience=1e6)  # the clock leaps in these tests
class Source:
    def setup(self, ctx: Ctx) -> None:
        now.set_up("source")

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(*SIZE)

    def process(self, ctx: Ctx) -> Frame:
        if not now.may_give.acquire(timeout=GUARD):
            raise EndOfStream
        now.given += 1
        picture: Frame = now.at("source", np.full((*SIZE, 3), now.given, np.uint8))
        return picture


@node("matrix.model", category="Test")
class Model:
    network: Network

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        now.set_up("model")
        self.network = ctx.model("segment", frame=frame)

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return self.network.output

    def process(self, ctx: Ctx, frame: Frame) -> Matte:
        matte: Matte = now.at("model", self.network(frame))
        return matte


@node("matrix.filter", category="Test", bypass="frame")
class Filter:
    """Adds 100."""

    def setup(self, ctx: Ctx) -> None:
        now.set_up("filter")

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        picture: Frame = now.at("filter", frame + np.uint8(100))
        return picture


@node("matrix.sink", category="Test", queue=64)
class Sink:
    def setup(self, ctx: Ctx) -> None:
        now.set_up("sink")

    def process(self, ctx: Ctx, frame: Frame, matte: Matte) -> None:
        now.at("sink", None)


@node("matrix.witness", category="Test", queue=64)
class Witness:
    """Sees what arrives beside the sink that fails."""

    def process(self, ctx: Ctx, frame: Frame, matte: Matte) -> None:
        now.got.append((int(frame[0, 0, 0]), float(matte[0, 0])))
        now.arrived.release()


class Networks:
    """Two networks: the large one gives 1, the small one 0.5."""

    def network(
        self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Any:  # fmt: skip
        return Constant("small", 0.5) if "large" in avoid else Constant("large", 1.0)


class Constant:
    def __init__(self, name: str, value: float) -> None:
        self.info = ModelInfo(name, "segment", "test", "cpu")
        self.output = matte_spec(3, 3)
        self.value = value

    def __call__(self, frame: Any, *, out: Any = None) -> Any:
        return np.full((3, 3), self.value, np.float32)

    def reset(self) -> None:
        pass

    def close(self) -> None:
        pass


GRAPH = Graph(
    nodes=tuple(Node(n, f"matrix.{n}") for n in ("source", "model", "filter", "sink", "witness")),
    links=tuple(
        Link(Port.parse(a), Port.parse(b))
        for a, b in [
            ("source.frame", "model.frame"), ("source.frame", "filter.frame"),
            ("filter.frame", "sink.frame"), ("model.matte", "sink.matte"),
            ("filter.frame", "witness.frame"), ("model.matte", "witness.matte"),
        ]
    ),
)  # fmt: skip


@dataclass
class Stage:
    """The graph at work against a clock that the test moves."""

    run: Run
    clock: ManualClock

    def give(self, frames: int = 1) -> list[tuple[int, float]]:
        """Let that many frames through to the witness; what it got of them."""
        before = len(now.got)
        for _ in range(frames):
            now.may_give.release()
            assert now.arrived.acquire(timeout=GUARD)
        return now.got[before:]

    def until(self, true: Any, step: float = 0.5) -> None:
        """Move the clock until something has happened in the background."""
        for _ in range(4000):
            if true():
                return
            self.clock.advance(step)
            threading.Event().wait(0.002)
        raise AssertionError("It did not happen.")

    def faults(self, role: str) -> list[Any]:
        return [f for f in self.run.stats.faults if f.node == role]

    def recovers(self, role: str) -> None:
        """The cause goes away: the node is set up again and is well."""
        now.kind = ""
        now.may_go.set()
        self.until(lambda: role not in self.run.stats.failing)
        assert self.give(40)[-1][1] in (0.5, 1.0)
        told = [e.text for e in self.run.stats.events if e.node == role]
        assert any("set up again" in text for text in told)
        assert told[-1] == "It works again."


@pytest.fixture
def stage() -> Iterator[Stage]:
    device = CpuDevice(1)
    registry = Registry().extended([Source, Model, Filter, Sink, Witness])
    clock = ManualClock(1)
    run = Host(registry, Networks(), device, device).start(GRAPH, RunOptions(), clock=clock)
    stage = Stage(run, clock)
    assert stage.give() == [(101, 1.0)]
    yield stage
    now.kind = ""
    now.may_go.set()
    run.runner.stop()
    for _ in range(8):
        now.may_give.release()
    run.close()
    device.close()


def begin(role: str, kind: str) -> None:
    now.role, now.kind = role, kind


@pytest.mark.parametrize("role", ["source", "model", "filter", "sink"])
def test_what_cannot_be_set_up_is_refused_at_the_start(role: str) -> None:
    begin(role, "setup")
    device = CpuDevice(1)
    registry = Registry().extended([Source, Model, Filter, Sink, Witness])
    with pytest.raises(SetupError, match=rf"{role}: It cannot start. Start it."):
        Host(registry, Networks(), device, device).start(GRAPH, RunOptions())
    device.close()


@pytest.mark.parametrize("kind", ["raise", "shape", "nan", "memory"])
def test_a_model_that_fails_is_held_rests_and_comes_back(stage: Stage, kind: str) -> None:
    begin("model", kind)
    assert stage.give(4) == [(n + 100, 1.0) for n in (2, 3, 4, 5)], "its last good matte is held"
    (fault,) = stage.faults("model")
    assert fault.times == 3, "after three times it rests"
    assert fault.kind == ("nonsense" if kind in ("shape", "nan") else "raised")
    assert fault.port == ("matte" if kind in ("shape", "nan") else "")
    assert fault.message.endswith(".")
    stage.recovers("model")


@pytest.mark.parametrize("kind", ["raise", "shape", "memory"])
def test_a_filter_that_fails_is_bypassed_and_comes_back(stage: Stage, kind: str) -> None:
    begin("filter", kind)
    assert stage.give(4) == [(n, 1.0) for n in (2, 3, 4, 5)], "its input stands in"
    (fault,) = stage.faults("filter")
    assert fault.times == 3
    stage.recovers("filter")


@pytest.mark.parametrize("kind", ["raise", "shape", "memory"])
def test_a_live_source_that_fails_is_opened_again(stage: Stage, kind: str) -> None:
    begin("source", kind)
    for _ in range(3):
        now.may_give.release()
    stage.until(lambda: now.setups["source"] > 1, step=0.1)
    (fault,) = stage.faults("source")
    assert fault.times >= 3
    assert not stage.run.wait(0), "the run goes on without it"
    stage.recovers("source")


@pytest.mark.parametrize("kind", ["raise", "memory"])
def test_a_sink_that_fails_holds_up_nobody_and_comes_back(stage: Stage, kind: str) -> None:
    begin("sink", kind)
    assert stage.give(4) == [(n + 100, 1.0) for n in (2, 3, 4, 5)]
    stage.until(lambda: "sink" in stage.run.stats.failing, step=0.0)
    stage.recovers("sink")


@pytest.mark.parametrize(("role", "expected"), [("model", (102, 1.0)), ("filter", (2, 1.0))])
def test_a_call_that_does_not_come_back_is_left_behind(
    stage: Stage, role: str, expected: tuple[int, float]
) -> None:
    begin(role, "stall")
    now.may_give.release()
    assert now.stuck.wait(GUARD)
    stage.until(lambda: now.got[-1] == expected)
    (fault,) = stage.faults(role)
    assert fault.kind == "stalled"
    begin("", "")
    now.may_go.set()
    stage.recovers(role)


def test_a_source_that_gives_nothing_is_opened_again(stage: Stage) -> None:
    stage.until(lambda: now.setups["source"] > 1, step=3e5)
    (fault,) = stage.faults("source")
    assert fault.kind == "silent"
    assert "no picture" in fault.message
    now.may_give.release()  # the call that was left behind has this one
    stage.recovers("source")


def test_a_sink_that_does_not_come_back_is_left_behind(stage: Stage) -> None:
    begin("sink", "stall")
    assert stage.give() == [(102, 1.0)]
    assert now.stuck.wait(GUARD)
    stage.until(lambda: "sink" in stage.run.stats.failing)
    assert stage.give(2) == [(103, 1.0), (104, 1.0)]
    begin("", "")
    now.may_go.set()
    stage.recovers("sink")


def test_out_of_memory_brings_the_next_network(stage: Stage) -> None:
    begin("model", "memory")
    stage.give(3)
    stage.recovers("model")
    assert now.got[-1][1] == 0.5
    told = [e.text for e in stage.run.stats.events if e.node == "model"]
    assert any("small" in text for text in told), told
    (fault,) = stage.faults("model")
    assert "not enough memory" in fault.message


def test_set_ups_that_fail_wait_longer_each_time(stage: Stage) -> None:
    begin("model", "raise")
    stage.give(3)
    begin("model", "setup")
    start = stage.clock.now()
    stage.until(lambda: now.setups["model"] >= 8, step=0.25)
    passed = (stage.clock.now() - start) / 1e9
    assert passed > 0.25 + 0.5 + 1 + 2 + 4, "the pause doubles"
    assert stage.faults("model")[-1].kind == "setup"
    assert stage.give(2)[-1][1] == 1.0, "and the last good matte stays"
    stage.recovers("model")


def test_a_slow_node_only_slows_down(stage: Stage) -> None:
    """Within its patience nothing is taken from it: frames wait for it and are dropped outside."""
    begin("model", "stall")
    now.may_give.release()
    assert now.stuck.wait(GUARD)
    stage.clock.advance(0.15)
    now.may_go.set()
    assert now.arrived.acquire(timeout=GUARD)
    assert now.got[-1] == (102, 1.0)
    assert stage.run.stats.faults == []


def test_a_node_that_never_comes_back_is_not_tried_for_ever(stage: Stage) -> None:
    for _ in range(LEFT_BEHIND):
        begin("model", "stall")
        now.stuck.clear()
        now.may_give.release()
        assert now.stuck.wait(GUARD)
        begin("", "")  # what is set up in its place is warmed without harm
        stage.until(lambda: now.arrived.acquire(blocking=False))
        setups = now.setups["model"]
        for _ in range(100):
            stage.clock.advance(0.5)
            threading.Event().wait(0.002)
    assert now.setups["model"] == setups, "three calls are stuck in it: that is enough"
    assert stage.give(2)[-1] == (now.given + 100, 1.0)
    stage.recovers("model")
