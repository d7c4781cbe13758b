"""Carries the checks out on a thread of its own, for whoever must not wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from muse_nodes.doctor.checks import Check, examine
from muse_nodes.doctor.finding import Case, Finding

_PATIENCE = 5.0
"""Seconds that closing waits for a driver, unless it is told otherwise."""


class News(NamedTuple):
    """``check`` has begun (``finding`` is None), found something, or is ``done``."""

    check: str
    finding: Finding | None = None
    done: bool = False


class Examination:
    """Begins at once; what it finds is fetched. May be closed at any time."""

    def __init__(self, case: Case, checks: Sequence[Check]) -> None:
        self._case = case
        self._checks = checks
        self._news: deque[News] = deque()
        self._thread = threading.Thread(target=self._work, name="muse-doctor", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """True when nothing more will come than what can be fetched now."""
        return not self._thread.is_alive()

    def fetch(self) -> list[News]:
        """What has come since the last call."""
        return [self._news.popleft() for _ in range(len(self._news))]

    def stop(self) -> None:
        """Begin nothing more; returns at once."""
        self._case.stop.set()

    def close(self, patience: float = _PATIENCE) -> bool:
        """Stop, and wait for so many seconds; False when a driver has not come back by then.

        Then the thread ends by itself when it does.
        """
        self.stop()
        self._thread.join(patience)
        return self.over

    def _work(self) -> None:
        for check in self._checks:
            if self._case.stop.is_set():
                return
            self._news.append(News(check.name))
            for finding in examine(check, self._case):
                self._news.append(News(check.name, finding))
            self._news.append(News(check.name, done=True))
