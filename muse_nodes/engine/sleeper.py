"""Closes cameras while nobody looks: their light goes out, and other programs may have them.

Only when every sink of the graph can tell, and says that nobody looks at it, for ``QUIET`` seconds.
As soon as somebody does, the cameras are opened again; until their first picture the guards of
the sinks show the last good one or the slate.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from muse_nodes.engine.bound import Bound
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.line import Line
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.stats import RunStats

log = logging.getLogger("muse.run")

LOOK_EVERY, QUIET = 0.5, 10.0


class Sleeper:
    """Asked now and then on the thread that makes changes."""

    def __init__(
        self, stats: RunStats, close: Callable[[Line, Bound], None], open: Callable[[Bound], None]
    ) -> None:
        self._stats = stats
        self._close = close
        self._open = open
        self._since: int | None = None
        self._asleep: list[str] = []
        self.due = 0
        """When it wants to look again, in nanoseconds."""

    def look(self, line: Line, now: int) -> None:
        """Close or open cameras by who looks."""
        self.due = now + round(LOOK_EVERY * 1e9)
        if not unwatched(line.outlets):
            self._since = None
            self._wake(line)
        elif self._since is None:
            self._since = now
        elif (now - self._since) / 1e9 >= QUIET and not self._asleep:
            self._sleep(line)

    def _sleep(self, line: Line) -> None:
        for feed in line.feeds:
            if holds_a_camera(feed):
                self._asleep.append(feed.bound.step.name)
                self._close(line, feed.bound)
                self._stats.tell(feed.bound.step.name, "It is closed: nobody is watching.")

    def _wake(self, line: Line) -> None:
        asleep, self._asleep = self._asleep, []
        for name in asleep:
            task = line.task(name)
            if task is not None and task.bound.health.resting:
                self._open(task.bound)


def unwatched(outlets: list[Outlet]) -> bool:
    """True when every sink can tell, and nobody looks at any of them."""
    ready = [o.bound for o in outlets if o.bound.ready]
    return bool(ready) and all(_asked(bound, "watched") is False for bound in ready)


def holds_a_camera(feed: Feed) -> bool:
    """True for a live source that holds what nobody else can have meanwhile."""
    stream = feed.bound.stream
    live = stream is not None and not stream.patient
    return live and feed.bound.ready and _asked(feed.bound, "exclusive") is True


def _asked(bound: Bound, question: str) -> bool | None:
    """What the node answers; None when it has no answer, or fails over it."""
    ask = getattr(bound.instance, question, None)
    if ask is None:
        return None
    try:
        answer: bool | None = ask()
    except Exception as error:  # noqa: BLE001 - a node's own code must not end the changes
        log.debug("%s cannot say whether it is %s: %r", bound.step.name, question, error)
        return None
    return answer
