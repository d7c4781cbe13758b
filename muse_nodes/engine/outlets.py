"""Sinks: a step like any other with files, a thread with a short queue against the clock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from muse_nodes.engine.clock import Clock
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.prepare import Bound
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.tick import Task, Tick


class Outlet(Task):
    """One sink. Latency is booked here: from the capture of the frame until the sink is done.

    Live, frames wait in a queue of the length the node declares; when it is full the oldest goes
    and is counted as dropped in the node's figures.
    """

    def __init__(
        self, bound: Bound, clock: Clock, failed: Callable[[Fault], None], stats: RunStats
    ) -> None:
        super().__init__(bound, clock, failed)
        self._stats = stats
        node = bound.step.node
        self._queue: deque[Tick] = deque(maxlen=node.schema.declaration.queue if node else 1)
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def go_live(self) -> None:
        """Run on a thread of its own from ``start`` on."""
        name = f"muse-sink-{self.bound.step.name}"
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        if self._thread is not None:
            self._thread.start()

    def run(self, tick: Tick) -> None:
        if self._call is None or tick.over:
            return
        if self._thread is None:
            self._deliver(tick)
            return
        own = self._copy(tick)
        with self._changed:
            if len(self._queue) == self._queue.maxlen:
                self.bound.figures.dropped += 1
            self._queue.append(own)
            self._changed.notify()

    def close(self) -> None:
        """Let the sink take what is still in its queue, then end its thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join()

    def _deliver(self, tick: Tick) -> None:
        super().run(tick)
        self._stats.latency.add(self._clock.now() - tick.captured)

    def _copy(self, tick: Tick) -> Tick:
        """The part of a tick that this sink reads: the rest may go while it waits."""
        own = Tick(tick.index, len(tick.values) - 1, tick.params, None)
        own.captured, own.moment = tick.captured, tick.moment
        for number in self.reads:
            own.values[number] = tick.values[number]
        return own

    def _loop(self) -> None:
        while True:
            with self._changed:
                while not self._queue and not self._closing:
                    self._changed.wait()
                if not self._queue:
                    return
                tick = self._queue.popleft()
            self._deliver(tick)
