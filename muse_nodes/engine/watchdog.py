"""Looks for calls that do not come back and for sources that have fallen silent.

A call counts as stalled after what its node declares as ``patience``; without that after
``STALLED`` seconds (``STALLED_NETWORK`` with a network: to set one up again costs more than a
hiccup of a busy machine) or, for a node that is slow by nature, ``SLOWER`` times its usual time.
The first calls of an instance are given more time: a network may still be settling.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Callable, Sequence

from muse_nodes.engine.clock import Clock
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.tick import Task, Tick

STALLED, STALLED_NETWORK, STALLED_SINK = 0.2, 0.5, 1.0
SLOWER = 6.0
FIRST_CALLS, FIRST_PATIENCE = 5, 2.0
LOOK_EVERY = 0.025


class Watchdog:
    """A thread of its own; ``stalled`` and ``silent`` are called on it."""

    def __init__(
        self,
        clock: Clock,
        tasks: Callable[[], Sequence[Task]],
        stalled: Callable[[Task, Tick, float], None],
        silent: Callable[[Feed, float], None],
    ) -> None:
        self._clock = clock
        self._tasks = tasks
        self._stalled = stalled
        self._silent = silent
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="muse-watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> None:
        """Look once at all tasks."""
        now = self._clock.now()
        for task in self._tasks():
            if isinstance(task, Feed):
                silent = task.silent_for(now)
                if silent > task.patience:
                    self._silent(task, silent)
                continue
            claim = task.claim
            if claim is None or not claim[0]:
                continue
            taken = (now - claim[1]) / 1e9
            if taken > patience_of(task):
                tick = task.abandon(claim[0])
                if tick is not None:
                    self._stalled(task, tick, taken)

    def _loop(self) -> None:
        due = self._clock.now()
        while not self._stop.is_set():
            due = max(due, self._clock.now()) + round(LOOK_EVERY * 1e9)
            if self._clock.wait(self._stop, due):
                return
            self.look()


def patience_of(task: Task) -> float:
    """Seconds that a call of ``task`` may take."""
    node = task.bound.step.node
    if node is not None and node.schema.declaration.patience:
        return node.schema.declaration.patience
    durations = task.bound.figures.durations
    if durations.count < FIRST_CALLS:
        return FIRST_PATIENCE
    return max(_floor(task), SLOWER * statistics.median(durations.recent(31)) / 1e9)


def _floor(task: Task) -> float:
    if isinstance(task, Outlet):
        return STALLED_SINK
    ctx = task.bound.ctx
    return STALLED_NETWORK if ctx is not None and ctx.network else STALLED
