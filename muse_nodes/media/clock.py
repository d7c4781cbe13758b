"""Time for whatever waits for a device: one object, so that tests need not wait."""

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


class MonotonicClock:
    """The machine's monotonic clock."""

    now = staticmethod(time.monotonic_ns)

    def wait(self, event: threading.Event, until: int) -> bool:
        return event.wait(max(0, until - time.monotonic_ns()) / 1e9)


def ns(seconds: float) -> int:
    """``seconds`` in nanoseconds."""
    return round(seconds * 1e9)
