"""Time as the engine sees it: one object, so that tests need not wait."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock in nanoseconds that can also wait."""

    def now(self) -> int:
        """Nanoseconds since some fixed moment."""
        ...

    def wait(self, event: threading.Event, until: int) -> bool:
        """Wait until ``event`` is set (True) or the time is ``until`` (False)."""
        ...


class RealClock:
    """The machine's monotonic clock."""

    now = staticmethod(time.perf_counter_ns)

    def wait(self, event: threading.Event, until: int) -> bool:
        return event.wait(max(0, until - time.perf_counter_ns()) / 1e9)


class ManualClock:
    """A clock that a test moves by hand; nothing that waits on it takes real time.

    A waiter sleeps until ``advance`` has carried the time past its moment or its event is set.
    """

    def __init__(self, start: int = 0) -> None:
        self._now = start
        self._moved = threading.Condition()

    def now(self) -> int:
        with self._moved:
            return self._now

    def advance(self, seconds: float) -> None:
        """Move the time on by ``seconds`` and wake whoever waited for that."""
        with self._moved:
            self._now += round(seconds * 1e9)
            self._moved.notify_all()

    def wait(self, event: threading.Event, until: int) -> bool:
        with self._moved:
            while self._now < until and not event.is_set():
                self._moved.wait(0.01)  # the event is no part of this condition: look again
            return event.is_set()
