"""A graph whose nodes fail on command, each in its own way, and the stage a test puts it on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    Matte,
    ModelInfo,
    Network,
    NodeError,
    Restart,
    Spec,
    StreamInfo,
    frame_spec,
    matte_spec,
    node,
)
from muse_nodes.document import AddNode, Batch, Connect, Graph, Link, Node, Port
from muse_nodes.engine.clock import ManualClock
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
    taken: list[int] = field(default_factory=list)
    setups: dict[str, int] = field(default_factory=dict)
    given: int = 0
    over: bool = False

    def begin_anew(self) -> None:
        """A clean slate, for another test."""
        vars(self).update(vars(Mischief()))

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


@node("matrix.source", category="Test", patience=1e6)  # the clock leaps in these tests
class Source:
    def setup(self, ctx: Ctx) -> None:
        now.set_up("source")

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(*SIZE)

    def process(self, ctx: Ctx, *, variant: Annotated[int, Restart()] = 0) -> Frame:
        if not now.may_give.acquire(timeout=GUARD) or now.over:
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

    def process(self, ctx: Ctx, frame: Frame, *, variant: Annotated[int, Restart()] = 0) -> Frame:
        picture: Frame = now.at("filter", frame + np.uint8(100))
        return picture


@node("matrix.refiner", category="Test", bypass="matte")
class Refiner:
    """Adds 2: a filter that gives a matte."""

    def setup(self, ctx: Ctx) -> None:
        now.set_up("refiner")

    def process(self, ctx: Ctx, matte: Matte) -> Matte:
        refined: Matte = now.at("refiner", matte + np.float32(2))
        return refined


@node("matrix.sink", category="Test", queue=64)
class Sink:
    def setup(self, ctx: Ctx) -> None:
        now.set_up("sink")

    def process(
        self, ctx: Ctx, frame: Frame, matte: Matte, *, variant: Annotated[int, Restart()] = 0
    ) -> None:
        now.at("sink", None)
        now.taken.append(int(frame[0, 0, 0]))


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


TYPES = (Source, Model, Filter, Refiner, Sink, Witness)

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


REFINED = Batch(
    (
        AddNode(Node("refiner", "matrix.refiner")),
        Connect(Port("model", "matte"), Port("refiner", "matte")),
        Connect(Port("refiner", "matte"), Port("witness", "matte")),
    )
).apply(GRAPH).graph  # fmt: skip
"""The same with a filter between the model and the witness."""


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
        assert self.give(40)[-1][1] in (0.5, 1.0, 3.0)
        told = [e.text for e in self.run.stats.events if e.node == role]
        assert any("set up again" in text for text in told)
        assert told[-1] == "It works again."


def begin(role: str, kind: str) -> None:
    now.role, now.kind = role, kind
