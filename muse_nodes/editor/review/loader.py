"""Reading from disk on a thread of its own, so that the window never waits."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from muse_nodes.api.errors import MuseError


class Task(NamedTuple):
    """Something to be read. ``key`` is what its result is known by."""

    key: Hashable
    read: Callable[[], object]


class Result(NamedTuple):
    """What was read under ``key``, or the MuseError that says why it could not be."""

    key: Hashable
    value: object


class Loader:
    """Reads what is wished for, the first wish first. Results are fetched.

    The thread begins with the first wish and ends with ``close``.
    """

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._tasks: list[Task] = []
        self._now: Hashable = None
        self._results: deque[Result] = deque()
        self._over = False
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """True while something is still to come, or to be fetched."""
        with self._lock:
            return bool(self._tasks or self._results or self._now is not None)

    def wish(self, tasks: Sequence[Task]) -> None:
        """Read these next, and nothing else any more; what is being read is not read again."""
        with self._lock:
            if self._over:
                return
            self._tasks = [task for task in tasks if task.key != self._now]
            if self._thread is None and self._tasks:
                self._thread = threading.Thread(target=self._work, name="muse-labels", daemon=True)
                self._thread.start()
            self._lock.notify()

    def fetch(self) -> list[Result]:
        """What was read since the last call."""
        with self._lock:
            found = list(self._results)
            self._results.clear()
        return found

    def close(self) -> None:
        """Read nothing more, and wait for the file that is being read."""
        with self._lock:
            self._over, self._tasks = True, []
            self._lock.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._tasks and not self._over:
                    self._lock.wait()
                if self._over:
                    return
                task = self._tasks.pop(0)
                self._now = task.key
            value: object
            try:
                value = task.read()
            except MuseError as error:
                value = error
            except Exception as error:  # noqa: BLE001 - a thread that ends would leave all waiting
                value = MuseError(f"A label cannot be shown: {error!r}.")
            with self._lock:
                self._now = None
                self._results.append(Result(task.key, value))
