"""How much one endpoint takes on, so that nobody outside can slow the graph down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of an endpoint; times in seconds, sizes in bytes, rates per second.

    ``request_seconds``: from the connection to the last byte of a request, and from a WebSocket's
    opening to its token. ``answer_seconds``: how long a client may take to read what it is sent.
    ``waiting``: messages that may wait for a WebSocket client before it is let go.
    ``accepts``: connections that are let in; ``refusals``: those turned away, which cost a third.
    """

    connections: int = 32
    message_bytes: int = 64 * 1024
    request_seconds: float = 5.0
    answer_seconds: float = 10.0
    waiting: int = 64
    slow_commands: int = 4
    accepts: float = 60.0
    accepts_at_once: int = 32
    refusals: float = 200.0
    requests: float = 60.0
    requests_at_once: int = 120


class Pace:
    """Lets ``at_once`` through and then ``rate`` per second. Times are given, none is read."""

    def __init__(self, rate: float, at_once: int) -> None:
        self._gap = 1.0 / rate
        self._room = (at_once - 1) * self._gap
        self._due = float("-inf")

    def delay(self, now: float) -> float:
        """Count one more in, at time ``now``; how long it has to wait."""
        self._due = max(self._due, now - self._room - self._gap) + self._gap
        return max(0.0, self._due - now)
