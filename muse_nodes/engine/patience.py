"""Waits for a set-up that may hang: a driver, a download, a network that never comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.prepare import Prepared

SET_UP = 60.0
"""Seconds that everything new in a change may take to be set up and warmed."""


class TooLongError(MuseError):
    """A set-up has not come back in time; whatever it makes later is torn down at once."""


def patiently(make: Callable[[], Prepared], seconds: float) -> Prepared:
    """What ``make`` gives or raises, on a thread of its own; TooLongError after ``seconds``.

    The time is real time, whatever the clock of the run is: a driver knows no other.
    """
    attempt = _Attempt(make)
    thread = threading.Thread(target=attempt.work, name="muse-setup", daemon=True)
    thread.start()
    if not attempt.over.wait(seconds) and attempt.give_up():
        raise TooLongError(
            f"What is new was not set up within {seconds:g} s.",
            hint="A device or a network does not answer; choose another one.",
        )
    thread.join()
    if attempt.error is not None:
        raise attempt.error
    assert attempt.made is not None
    return attempt.made


class _Attempt:
    """One call of ``make``, and whether anybody still waits for it."""

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self.over = threading.Event()
        self.made: Prepared | None = None
        self.error: BaseException | None = None
        self._make = make
        self._lock = threading.Lock()
        self._wanted = True

    def work(self) -> None:
        try:
            self.made = self._make()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            self.error = error
        with self._lock:
            self.over.set()
            wanted = self._wanted
        if not wanted and self.made is not None:
            self.made.withdraw()

    def give_up(self) -> bool:
        """Nobody waits any more; False when it has just come back."""
        with self._lock:
            self._wanted = self.over.is_set()
            return not self._wanted
