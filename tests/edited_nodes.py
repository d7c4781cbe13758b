"""Nodes for tests of live edits: each instance remembers what became of it, and obeys the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
from small_nodes import graph, host

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    NodeError,
    Number,
    Pose,
    Restart,
    Slider,
    Spec,
    StreamInfo,
    action,
    node,
    pose_spec,
)
from muse_nodes.document import AddNode, Batch, Connect, Edit, Graph, Node, Params, Port
from muse_nodes.engine.change import Change
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.taps import Tap

GUARD = 20.0
"""Seconds after which a test gives up; nothing takes nearly as long."""

Manner = Literal["good", "other", "bad", "slow"]
"""How a node behaves in its setup: ``bad`` raises, ``slow`` waits for the test."""


@dataclass
class Life:
    """What became of one instance."""

    kind: str
    instance: Any
    setups: int = 0
    teardowns: int = 0


@dataclass
class Book:
    """All instances of a test, oldest first, and the doors of slow set-ups."""

    lives: list[Life] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    entered: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def set_up(self, instance: Any, manner: str = "good") -> None:
        """Called by the setup of every node here."""
        kind = type(instance).__name__
        life = next((i for i in self.lives if i.instance is instance), None)
        if life is None:
            self.lives.append(life := Life(kind, instance))
            self.log.append(f"set up {kind} {manner}")
        if manner == "bad":
            raise NodeError("It does not want to.", hint="Ask it nicely.")
        if manner == "slow":
            self.entered.set()
            assert self.may_go_on.wait(GUARD)
        life.setups += 1

    def torn_down(self, instance: Any, manner: str = "good") -> None:
        next(i for i in self.lives if i.instance is instance).teardowns += 1
        self.log.append(f"tear down {type(instance).__name__} {manner}")

    def of(self, kind: str) -> list[Any]:
        """The instances of a kind, oldest first."""
        return [i.instance for i in self.lives if i.kind == kind]

    def hold(self) -> None:
        """Whatever was set up has been torn down, once."""
        for life in self.lives:
            assert life.teardowns == (1 if life.setups else 0), life


book = Book()
"""The book of the test that runs; ``fresh_book`` begins a new one."""


def fresh_book() -> Book:
    book.__init__()  # type: ignore[misc]  # the nodes hold the very object
    return book


class _Booked:
    """A node whose instances are booked."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        self.manner = manner
        book.set_up(self, manner)

    def teardown(self) -> None:
        book.torn_down(self, self.manner)


@node("test.tally", category="Test", bypass="number")
class Tally(_Booked):
    """A running total of ``number`` times ``by``: what it has learned is told by every value."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        super().setup(ctx, manner=manner)
        self.total = 0.0

    def process(
        self,
        ctx: Ctx,
        number: Number,
        *,
        by: Annotated[float, Slider(-1000, 1000)] = 1.0,
        manner: Annotated[Manner, Restart()] = "good",
    ) -> Number:
        self.total += number * by
        return self.total

    @action(label="Start again")
    def reset(self, ctx: Ctx) -> None:
        self.total = 0.0


@node("test.single", category="Test", bypass="number")
class Single(_Booked):
    """Holds what only one can hold."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        others = [i for i in book.lives if i.kind == "Single" and i.instance is not self]
        if any(i.setups and not i.teardowns for i in others):
            raise NodeError("Another one has it.")
        super().setup(ctx, manner=manner)

    def exclusive(self) -> bool:
        return True

    def process(
        self, ctx: Ctx, number: Number, *, manner: Annotated[Manner, Restart()] = "good"
    ) -> Number:
        return number


@node("test.points", category="Test")
class Points(_Booked):
    """A source of so many key points."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        super().setup(ctx, manner=manner)
        self.points = 3 if manner == "good" else 5

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, True)

    def plan(self, ctx: Ctx) -> Spec:
        return pose_spec(self.points)

    def process(self, ctx: Ctx, *, manner: Annotated[Manner, Restart()] = "good") -> Pose:
        return Pose(np.zeros((1, self.points, 3), np.float32), "coco17")


@node("test.told", category="Test")
class Told(_Booked):
    """Is told the shape of the pose, and counts its frames."""

    def setup(self, ctx: Ctx, pose: Spec) -> None:  # type: ignore[override]  # setup is told what it names
        self.manner = "good"
        book.set_up(self)
        self.shape, self.frames = pose.shape, 0

    def process(self, ctx: Ctx, pose: Pose) -> Number:
        assert pose.points.shape[1:] == self.shape[1:]
        self.frames += 1
        return float(100 * self.shape[1] + self.frames)


@node("test.untold", category="Test")
class Untold(_Booked):
    """Is not told the shape, and counts its frames."""

    def setup(self, ctx: Ctx) -> None:  # type: ignore[override]  # setup is told what it names
        self.manner, self.frames = "good", 0
        book.set_up(self)

    def process(self, ctx: Ctx, pose: Pose) -> Number:
        self.frames += 1
        return float(self.frames)


@node("test.camera", category="Test")
class Camera(_Booked):
    """A live source: gives ``base`` and the number of its frame whenever the test lets it."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        super().setup(ctx, manner=manner)
        self.may_give = threading.Semaphore(0)
        self.given = threading.Semaphore(0)
        self.called = threading.Event()
        self.count = 0
        self.end = False

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, False)

    def process(
        self, ctx: Ctx, *, base: float = 0.0, manner: Annotated[Manner, Restart()] = "good"
    ) -> Number:
        if self.count:
            self.given.release()  # the frame before has been taken into the slot by now
        self.called.set()
        if not self.may_give.acquire(timeout=GUARD) or self.end:
            raise EndOfStream
        self.count += 1
        return base + self.count

    def give(self) -> None:
        """Let one frame go."""
        self.may_give.release()

    def teardown(self) -> None:
        self.end = True
        super().teardown()


@node("test.lone_camera", category="Test")
class LoneCamera(Camera):
    """A live source that only one can hold."""

    def exclusive(self) -> bool:
        return True


@node("test.keep", category="Test", queue=256)
class Keep(_Booked):
    """A sink that keeps (frame index, time, value)."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        super().setup(ctx, manner=manner)
        self.seen: list[tuple[int, float, float]] = []
        self.arrived = threading.Semaphore(0)

    def process(
        self, ctx: Ctx, number: Number, *, manner: Annotated[Manner, Restart()] = "good"
    ) -> None:
        self.seen.append((ctx.frame_index, ctx.time, number))
        self.arrived.release()


@node("test.hold", category="Test", side_effects=True, bypass="number")
class Hold(_Booked):
    """Works on a frame until the test lets it leave, once ``closed`` is set."""

    def setup(self, ctx: Ctx) -> None:  # type: ignore[override]  # setup is told what it names
        self.manner, self.closed = "good", False
        book.set_up(self)
        self.entered = threading.Event()
        self.may_leave = threading.Event()

    def process(self, ctx: Ctx, number: Number) -> Number:
        if self.closed:
            self.entered.set()
            assert self.may_leave.wait(GUARD)
        return number


@node("test.film", category="Test")
class Film(_Booked):
    """A film whose frames have times of their own: 0, 0.5, 1, … seconds."""

    def setup(self, ctx: Ctx, *, manner: str) -> None:
        super().setup(ctx, manner=manner)
        self.given = 0

    def stream(self) -> StreamInfo:
        return StreamInfo(2.0, True)

    def process(self, ctx: Ctx, *, manner: Annotated[Manner, Restart()] = "good") -> Number:
        ctx.stamp(self.given / 2)
        self.given += 1
        return float(self.given)


ALL = (Hold, Film, Tally, Single, Points, Told, Untold, Camera, LoneCamera, Keep)


CHAIN = graph(
    {"in": ("count", {"frames": 1000}), "tally": "tally", "add": ("add", {"by": 0.0}),
     "out": "keep"},
    ["in.number > tally.number", "tally.number > add.number", "add.number > out.number"],
)  # fmt: skip


class Edited:
    """A run that a test edits. Offline it is let on frame by frame (``frames``)."""

    def __init__(
        self, document: Graph, *, extra: Iterable[type] = (), taps: Iterable[Tap] = (),
        clock: Clock | None = None, **options: Any,
    ) -> None:  # fmt: skip
        given = {"paused": True, "stop_on_fault": False, **options}
        engine = host([*ALL, *extra])
        self.run: Run = engine.start(document, RunOptions(**given), taps=taps, clock=clock)
        self.running = True

    def part(self, name: str) -> Any:
        """The instance of a node as it runs now."""
        bound = self.run.ready.node(name)
        assert bound is not None, f"there is no node '{name}' in the plan"
        return bound.instance

    def frames(self, count: int = 1, sink: str = "out") -> list[float]:
        """Let so many frames through; what the sink saw of them."""
        keep = self.part(sink)
        before = len(keep.seen)
        for _ in range(count):
            self.run.step()
            assert keep.arrived.acquire(timeout=GUARD)
        return [value for _, _, value in keep.seen[before:]]

    def change(self, *edits: Edit) -> Change:
        """Ask for edits as one, and wait until that is decided."""
        change = self.run.edit(edits[0] if len(edits) == 1 else Batch(edits))
        assert change.wait(GUARD)
        return change

    def changed(self, *edits: Edit) -> None:
        """The same, and it was applied."""
        change = self.change(*edits)
        assert change.applied, change.problems

    def close(self) -> None:
        if self.running:
            self.running = False
            book.may_go_on.set()
            self.run.runner.stop()
            for life in book.lives:
                if isinstance(life.instance, Camera) and life.setups:
                    life.instance.end = True
                    life.instance.give()
            self.run.close()


def until(true: Callable[[], bool]) -> None:
    """Look again and again until something is so that another thread brings about."""
    end = time.monotonic() + GUARD
    while not true():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0)  # let the others run


Start = Callable[..., Edited]
"""Starts a graph: ``start(document, **options of Edited)``."""


def added(name: str, kind: str, *wires: str, **params: Any) -> Edit:
    """A new node with its links: ``added("b", "add", "a.number > b.number", by=3)``."""
    edits: list[Edit] = [AddNode(Node(name, f"test.{kind}", params=Params(params)))]
    return Batch((*edits, *(joined(wire) for wire in wires)))


def joined(wire: str) -> Edit:
    """A link: ``a.number > b.number``."""
    source, target = wire.split(" > ")
    return Connect(Port.parse(source), Port.parse(target))


def threads() -> set[str]:
    """The engine's threads that are alive."""
    return {t.name for t in threading.enumerate() if t.name.startswith("muse-")}
