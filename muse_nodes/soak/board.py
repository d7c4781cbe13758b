"""The switchboard: which node is to fail just now, and what the nodes report of themselves.

Every node of an endurance run asks it before each call (``inject``). Nothing here knows the engine.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from muse_nodes.soak.plan import Kind

Now = int
"""Nanoseconds of ``time.perf_counter_ns``, which is the engine's own clock, too."""


@dataclass
class Fault:
    """A fault that is switched on. ``met`` counts the calls that ran into it."""

    kind: Kind
    target: str
    over: threading.Event = field(default_factory=threading.Event)
    met: int = 0


@dataclass(frozen=True)
class Gap:
    """The longest time between two pictures of a public sink since it was last looked at.

    ``began`` and ``ended`` are nanoseconds.
    """

    seconds: float = 0.0
    frame: int = -1
    began: Now = 0
    ended: Now = 0


class Switchboard:
    """Thread-safe. ``setups`` has (when, node) of the last set-ups."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._orders: dict[str, int] = {}
        self._worked: dict[str, Now] = {}
        self._delivered: dict[str, Now] = {}
        self._gaps: dict[str, Gap] = {}
        self.setups: deque[tuple[Now, str]] = deque(maxlen=100_000)
        self.out_of_order: list[str] = []

    # -- what is to fail -----------------------------------------------------------------------

    def begin(self, kind: Kind, target: str) -> Fault:
        """From now on ``target`` fails."""
        fault = Fault(kind, target)
        with self._lock:
            self._faults[target] = fault
        return fault

    def end(self, fault: Fault) -> None:
        """The cause is gone; whoever waits because of it goes on."""
        with self._lock:
            if self._faults.get(fault.target) is fault:
                del self._faults[fault.target]
        fault.over.set()

    def against(self, node: str) -> Fault | None:
        """The fault that ``node`` has now; counts the question as one call that met it."""
        with self._lock:
            fault = self._faults.get(node)
            if fault is not None:
                fault.met += 1
            return fault

    # -- what the nodes say ----------------------------------------------------------------------

    def set_up(self, node: str) -> None:
        """A node begins to be set up."""
        with self._lock:
            self.setups.append((time.perf_counter_ns(), node))

    def worked(self, node: str) -> None:
        """A call of ``node`` went well."""
        now = time.perf_counter_ns()
        with self._lock:
            self._worked[node] = now

    def last_work(self, node: str) -> Now:
        """When a call of ``node`` last went well; 0: never."""
        with self._lock:
            return self._worked.get(node, 0)

    def took(self, sink: str, index: int) -> None:
        """A sink was given frame ``index``; they may repeat and never go back."""
        with self._lock:
            before = self._orders.get(sink, -1)
            if index < before:
                self.out_of_order.append(f"{sink}: frame {index} came after {before}")
            self._orders[sink] = index

    def delivered(self, sink: str, index: int) -> None:
        """A picture has left by a public sink."""
        now = time.perf_counter_ns()
        with self._lock:
            before = self._delivered.get(sink, now)
            if (now - before) / 1e9 > self._gaps.get(sink, Gap()).seconds:
                self._gaps[sink] = Gap((now - before) / 1e9, index, before, now)
            self._delivered[sink] = now

    def worst_gap(self, *, forget: bool = False) -> Gap:
        """The longest pause of any public sink since the last ``forget``, one that lasts too."""
        now = time.perf_counter_ns()
        with self._lock:
            found = list(self._gaps.values())
            found += [Gap((now - t) / 1e9, -1, t, now) for t in self._delivered.values()]
            if forget:
                self._gaps.clear()
        return max(found, key=lambda gap: gap.seconds, default=Gap())
