"""Tiny node types for engine tests: numbers in, numbers out, and what they saw."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Annotated, ClassVar, NamedTuple

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Latest,
    NodeError,
    Number,
    Restart,
    Slider,
    StreamInfo,
    action,
    node,
)
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import NullDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.registry import Registry


@node("test.count", category="Test")
class Count:
    """1, 2, 3, … up to ``frames``."""

    def setup(self, ctx: Ctx, *, frames: int) -> None:
        self.given = 0
        self.frames = frames

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, True, self.frames)

    def process(self, ctx: Ctx, *, frames: Annotated[int, Restart()] = 5) -> Number:
        if self.given == self.frames:
            raise EndOfStream
        self.given += 1
        return float(self.given)


@node("test.add", category="Test", bypass="number")
class Add:
    def process(
        self, ctx: Ctx, number: Number, *, by: Annotated[float, Slider(-1000, 1000)] = 1.0
    ) -> Number:
        return number + by


@node("test.sum", category="Test")
class Sum:
    """Adds any number of inputs."""

    def process(self, ctx: Ctx, *number: Number) -> Number:
        return float(sum(number))


class Parts(NamedTuple):
    half: Number
    rest: Number | None


@node("test.split", category="Test")
class Split:
    """Half of a number, and what is left over for odd ones (nothing for even ones)."""

    def process(self, ctx: Ctx, number: Number) -> Parts:
        return Parts(number // 2, number % 2 or None)


@node("test.total", category="Test")
class Total:
    """Running total; an action starts it again."""

    def setup(self, ctx: Ctx) -> None:
        self.total = 0.0

    def process(self, ctx: Ctx, number: Number) -> Number:
        self.total += number
        return self.total

    @action(label="Start again", key="Z")
    def reset(self, ctx: Ctx) -> None:
        self.total = 0.0


@node("test.echo", category="Test")
class Echo:
    """The number and, times a thousand, the latest one of a later node."""

    def process(self, ctx: Ctx, number: Number, late: Latest[Number] | None = None) -> Number:
        return number + (1000 * late.value if late is not None else 0)


@node("test.fail", category="Test", bypass="number")
class Fail:
    """Raises at one number."""

    def process(self, ctx: Ctx, number: Number, *, at: float = 3.0, bug: bool = False) -> Number:
        if number == at:
            if bug:
                raise ZeroDivisionError("no luck")
            raise NodeError("This number is not wanted.", hint="Send another.")
        return number


@node("test.bad_setup", category="Test")
class BadSetup:
    def setup(self, ctx: Ctx) -> None:
        raise NodeError("There is no such thing here.", hint="Buy one.")

    def process(self, ctx: Ctx, number: Number) -> Number:
        return number


@node("test.bad_sink", category="Test", optional=True)
class BadSink:
    def setup(self, ctx: Ctx) -> None:
        raise NodeError("There is no virtual camera.", hint="Install one.")

    def process(self, ctx: Ctx, number: Number) -> None:
        raise AssertionError("a sink that is not set up must not be called")


@node("test.meet", category="Test", side_effects=True)
class Meet:
    """Waits until another node of its kind works at the same time."""

    barrier = threading.Barrier(2)

    def process(self, ctx: Ctx, number: Number) -> Number:
        Meet.barrier.wait(20)
        return number


@node("test.lead", category="Test", side_effects=True)
class Lead:
    """Tells ``Follow`` that it works on a frame."""

    began: ClassVar = [threading.Event() for _ in range(5)]

    def process(self, ctx: Ctx, number: Number) -> Number:
        Lead.began[ctx.frame_index].set()
        return number


@node("test.follow", category="Test", side_effects=True)
class Follow:
    """Finishes a frame only after ``Lead`` has begun the next one."""

    def process(self, ctx: Ctx, number: Number) -> Number:
        if ctx.frame_index < 4 and not Lead.began[ctx.frame_index + 1].wait(20):
            raise NodeError("The next frame did not begin.")
        return number


@node("test.collect", category="Test", queue=64)
class Collect:
    """Keeps what it was given: (frame index, time, value)."""

    def setup(self, ctx: Ctx) -> None:
        self.seen: list[tuple[int, float, float]] = []
        self.arrived = threading.Semaphore(0)

    def process(self, ctx: Ctx, number: Number) -> None:
        self.seen.append((ctx.frame_index, ctx.time, number))
        self.arrived.release()


ALL = (
    Count, Add, Sum, Split, Total, Echo, Fail, BadSetup, BadSink, Meet, Lead, Follow, Collect,
)  # fmt: skip


def registry(extra: Iterable[type] = ()) -> Registry:
    """The node types above and ``extra`` ones."""
    return Registry().extended([*ALL, *extra])


def host(extra: Iterable[type] = ()) -> Host:
    """A host that needs no pixels."""
    device = NullDevice()
    return Host(registry(extra), None, device, device)  # type: ignore[arg-type]  # no networks


def graph(nodes: dict[str, str | tuple[str, dict[str, object]]], links: Iterable[str]) -> Graph:
    """A graph from {id: type or (type, params)} and links like ``a.number > b.number``."""
    made = []
    for name, kind in nodes.items():
        type_id, params = (kind, {}) if isinstance(kind, str) else kind
        made.append(Node(name, f"test.{type_id}", params=Params(params)))
    joined = []
    for text in links:
        source, target = text.split(" > ")
        joined.append(Link(Port.parse(source), Port.parse(target)))
    return Graph(nodes=tuple(made), links=tuple(joined))
