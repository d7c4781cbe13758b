"""When the machine had no core for us: what other programs did is not laid at the run's door.

A thread that mostly sleeps asks the system, for every thread of this process, how long it was ready
to run and had to wait for a core. Threads that work hand the interpreter's lock to each other, so
one that waits holds up all: the longest wait counts, but no more of it than the cores were busy
with something else than this process.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

EVERY = 0.02


class Beat(NamedTuple):
    """Up to ``now`` (nanoseconds): seconds of CPU time that this process has had, and seconds that
    each of its threads (by id) has waited for a core, both since they began."""

    now: int
    used: float
    waits: Mapping[str, float]


class Pulse:
    """Runs from ``start`` to ``close``. ``waited`` is 0 where the system does not tell."""

    def __init__(self, cores: int = 0) -> None:
        self._cores = cores or cores_of_this_process()
        self._beats: deque[Beat] = deque(maxlen=round(60 / EVERY))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="muse-soak-pulse", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join()

    def add(self, beat: Beat) -> None:
        """Note what the system told."""
        self._beats.append(beat)

    def waited(self, began: int, ended: int) -> float:
        """Seconds without a core between two times in nanoseconds."""
        beats = list(self._beats)
        first = next((b for b in reversed(beats) if b.now <= began), None)
        last = next((b for b in beats if b.now >= ended), beats[-1] if beats else None)
        if first is None or last is None or last.now <= first.now:
            return 0.0
        longest = max((w - first.waits.get(t, w) for t, w in last.waits.items()), default=0.0)
        not_ours = (last.now - first.now) / 1e9 - (last.used - first.used) / self._cores
        return max(0.0, min(longest, not_ours, (ended - began) / 1e9))

    def _loop(self) -> None:
        while not self._stop.wait(EVERY):
            self.add(Beat(time.perf_counter_ns(), time.process_time(), waits_for_cores()))


def cores_of_this_process() -> int:
    """How many cores it may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def waits_for_cores() -> dict[str, float]:
    """Seconds that each thread of this process was ever ready to run without a core, by its id."""
    found: dict[str, float] = {}
    try:
        for task in Path("/proc/self/task").iterdir():
            found[sys.intern(task.name)] = _wait_of(task / "schedstat")
    except OSError:
        return found
    return found


def _wait_of(file: Path) -> float:
    try:
        return int(file.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):  # the thread has just ended
        return 0.0
