"""Where it is noted how the nodes of a run fare, and who is sent for when one is ill."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from muse_nodes.engine.bound import Bound
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.stats import RunStats


class Ward:
    """Told by tasks and the watchdog (``Reports``); ``ill`` is sent for when a node rests.

    ``stop`` ends a run in which nothing may go wrong (files); then nobody is set up again.
    """

    def __init__(
        self,
        stats: RunStats,
        lock: AbstractContextManager[object],
        ill: Callable[[Bound], None],
        stop: Callable[[], None] | None,
    ) -> None:
        self._stats = stats
        self._lock = lock
        self._ill = ill
        self._stop = stop

    def failed(self, fault: Fault, bound: Bound, *, rests: bool) -> None:
        """A node has failed; one that rests is set up again."""
        with self._lock:
            self._stats.report(fault)
            if rests and self._stop is None:
                self._stats.failing.add(bound.step.name)
        if self._stop is not None:
            self._stop()
        elif rests:
            self._ill(bound)

    def waits(self, bound: Bound) -> None:
        """A live source is silent and looks after itself."""
        with self._lock:
            self._stats.failing.add(bound.step.name)

    def cured(self, bound: Bound) -> None:
        """A node that had been set up again does well."""
        with self._lock:
            self._stats.failing.discard(bound.step.name)
            self._stats.tell(bound.step.name, "It works again.")

    def silent(self, feed: Feed, seconds: float) -> None:
        """A live source gives nothing: it is set up again."""
        fault = Fault(
            feed.bound.step.name,
            f"It has given no picture for {seconds:.1f} s.",
            "Is it plugged in, and not used by another program?",
            kind="silent",
        )
        if feed.bound.health.failed(at_once=True):
            self.failed(fault, feed.bound, rests=True)
