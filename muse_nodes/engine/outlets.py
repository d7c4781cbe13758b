"""Sinks: a step like any other with files, a thread with a short queue against the clock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from muse_nodes.api.exposure import Shows
from muse_nodes.api.ports import FRAME
from muse_nodes.engine.bound import Bound
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.guard import Guard, Seen
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.tag import Tag
from muse_nodes.engine.tick import FAILED, Params, Reports, Task, Tick

BEAT = 0.05
"""Seconds after which a guarded live camera without a new frame gives its last picture again."""


class Delivery(NamedTuple):
    """What one sink takes of one tick. ``seen`` says what of the room its picture can show."""

    tick: Tick
    args: list[Any]
    params: Mapping[str, Value]
    tag: Tag | None
    seen: Seen


def unknown(bypassed: frozenset[str]) -> Shows:
    """What a sink sees of which nothing is known."""
    return Shows.ROOM


class Outlet(Task):
    """One sink. Latency is booked here: from the capture of the frame until the sink is done.

    Live, frames wait in a queue of the length the node declares; when it is full the oldest goes
    and is counted as dropped in the node's figures. With a ``guard`` every picture passes it, also
    when there is none: whoever watches a virtual camera sees the last good one, then the slate.
    ``shows`` says what a sink sees of the room with the parameters of a tick.
    """

    def __init__(
        self, bound: Bound, clock: Clock, reports: Reports, stats: RunStats,
        guard: Guard | None = None,
    ) -> None:  # fmt: skip
        super().__init__(bound, clock, reports)
        self.guard = guard
        self.shows: Callable[[str, Params], Seen] = lambda sink, params: unknown
        self._stats = stats
        node = bound.step.node
        self._public = node.schema.declaration.public if node is not None else ""
        queue = node.schema.declaration.queue if node is not None else 1
        self._queue: deque[Delivery] = deque(maxlen=queue)
        self._changed = threading.Condition()
        self._closing = False
        self._woken = False
        self._last = Delivery(
            Tick(0, 0, (), None), [], node.params if node is not None else {}, None, unknown
        )
        self._thread: threading.Thread | None = None

    def follow(self, before: Outlet) -> None:
        """Take the place of the outlet of the plan before: frame numbers go on from there."""
        self._last = self._last._replace(tick=before._last.tick)

    def go_live(self) -> None:
        """Run on a thread of its own from ``start`` on."""
        name = f"muse-sink-{self.bound.step.name}"
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        if self._thread is not None and self._thread.ident is None:
            self._thread.start()

    def run(self, tick: Tick) -> bool:
        if self._call is None or tick.over:
            return True
        delivery = self._delivery(tick)
        if delivery is None:
            return True
        if self._thread is None:
            return self._deliver(delivery)
        with self._changed:
            if len(self._queue) == self._queue.maxlen:
                self.bound.figures.dropped += 1
            self._queue.append(delivery)
            self._changed.notify()
        return True

    def wake(self) -> None:
        """Show at once what the guard lets through now, without waiting for a frame."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def close(self) -> None:
        """Let the sink take what is still in its queue, then end its thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        thread = self._thread
        if thread is not None and thread.ident is not None:
            thread.join(2.0 if self.stuck or self.bound.health.resting else None)

    def _delivery(self, tick: Tick) -> Delivery | None:
        """What this sink takes of the tick; None when there is nothing for it."""
        args = [tick.values[number] for number in self.reads]
        picture = picture_of(self.bound)
        for value, required in zip(args, self.required, strict=True):
            if value is FAILED or (required and value is None):
                if self.guard is None or picture is None:
                    return None
                args = [None if v is FAILED else v for v in args]
                args[picture] = None
                break
        if self._fixed is not None:  # of any number of inputs, those count that gave something
            args[self._fixed :] = [v for v in args[self._fixed :] if v is not None]
        tag = None
        if picture is not None and tick.tags:
            tag = tick.tags.get(self.reads[picture])
        own = Tick(tick.index, 0, (), None)
        own.captured, own.moment = tick.captured, tick.moment
        seen = unknown if self.guard is None else self.shows(self.bound.step.name, tick.params)
        return Delivery(own, args, tick.params[self.number], tag, seen)

    def _deliver(self, delivery: Delivery, *, fresh: bool = True) -> bool:
        """Hand a frame, or what the guard lets out in its place, to the node; False: too late."""
        tick, args = delivery.tick, delivery.args
        picture = picture_of(self.bound)
        if self.guard is not None and picture is not None and self._leaves(delivery.params):
            args = list(args) or [None] * len(self.required)
            self.guard.look(delivery.seen)
            own = args[picture]
            args[picture] = self.guard.pick(
                own if fresh else None, delivery.tag, tick.index, tick.captured,
                self._clock.now(), delivery.params,
            )  # fmt: skip
            if args[picture] is not own:  # what else came with it belongs to another picture
                args = [a if i == picture else None for i, a in enumerate(args)]
            self._last = delivery._replace(args=[None] * len(args), tag=None)
            self._tell(self.guard.why)
        elif picture is not None and (not args or args[picture] is None):
            return True
        if not self._carry_out(tick, args, delivery.params):
            return False
        if fresh:
            self._stats.latency.add(self._clock.now() - tick.captured)
        return True

    def _leaves(self, params: Mapping[str, Value]) -> bool:
        return self._public == "always" or bool(params.get(self._public, False))

    def _tell(self, why: str) -> None:
        """Say it when pictures begin to be kept back, and when they go out again."""
        figures = self.bound.figures
        if why != figures.kept_back:
            if bool(why) != bool(figures.kept_back):
                self._stats.tell(self.bound.step.name, why or "The picture goes out again.")
            figures.kept_back = why

    def _loop(self) -> None:
        while True:
            with self._changed:
                beat = False
                while not self._queue and not self._closing and not beat:
                    beat = self._wait()
                if not self._queue and not beat:
                    return
                delivery = self._last if beat else self._queue.popleft()
            if not self._deliver(delivery, fresh=not beat):
                return  # it took too long: another instance is set up in its place

    def _wait(self) -> bool:
        """Wait for a frame; True when a guarded sink has something to say without one."""
        guarded = self.guard is not None and self._leaves(self._last.params)
        beats = guarded and self._public == "always"
        notified = self._changed.wait(BEAT if beats else None)
        woken, self._woken = self._woken, False
        if not guarded or self._queue or self._closing:
            return False
        return woken or (beats and not notified)


def picture_of(bound: Bound) -> int | None:
    """Which argument of a sink is its picture."""
    node = bound.step.node
    kinds = [i.type for i in node.schema.inputs] if node is not None else []
    return kinds.index(FRAME) if FRAME in kinds else None
