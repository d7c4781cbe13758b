"""Figures of a run: per node, per sink, per source; cheap enough to be always on.

Every figure is kept in a ring of fixed length, so a run of a day costs what a run of a minute does.
Percentiles are over the ring (the last ``RING`` calls).
"""

from __future__ import annotations

import logging
import statistics
import sys
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from muse_nodes.api.ctx import RunFigures
from muse_nodes.engine.faults import Fault

RING = 2048

log = logging.getLogger("muse.run")

REMEMBERED = 256
"""Faults and events that are kept of a run; the oldest go first."""


class Ring:
    """The last ``RING`` of a row of numbers, unboxed: adding one allocates nothing."""

    __slots__ = ("_values", "count")

    def __init__(self) -> None:
        self._values = array("d", bytes(8 * RING))
        self.count = 0

    def add(self, value: float) -> None:
        self._values[self.count % RING] = value
        self.count += 1

    def values(self) -> list[float]:
        """The numbers that are kept, in no particular order."""
        return self._values[: min(self.count, RING)].tolist()

    def recent(self, number: int) -> list[float]:
        """The last ``number`` values at most, oldest first."""
        first = max(0, self.count - min(number, RING))
        return [self._values[i % RING] for i in range(first, self.count)]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0..1) of ``values`` lie, nearest rank; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to ``node`` (empty: to the graph) after ``frame`` frames."""

    frame: int
    node: str
    text: str


@dataclass
class NodeFigures:
    """What one node did. ``device`` and ``backend`` say what really ran."""

    id: str
    type: str
    device: str
    backend: str = ""
    status: str = ""
    dropped: int = 0
    kept_back: str = ""
    """Of a public sink: why its pictures do not go out just now."""
    durations: Ring = field(default_factory=Ring)

    def as_json(self) -> dict[str, object]:
        kept = self.durations.values()
        return {
            "id": self.id, "type": self.type, "device": self.device, "backend": self.backend,
            "status": self.status,
            "ms": {"p50": _ms(percentile(kept, 0.5)), "p95": _ms(percentile(kept, 0.95))},
            "calls": self.durations.count, "dropped": self.dropped,
            **({"kept_back": self.kept_back} if self.kept_back else {}),
        }  # fmt: skip


@dataclass
class RunStats:
    """All figures of one run. Durations are kept in nanoseconds."""

    nodes: list[NodeFigures] = field(default_factory=list)
    latency: Ring = field(default_factory=Ring)
    finished_at: Ring = field(default_factory=Ring)
    frames: int = 0
    dropped: int = 0
    uploads: int = 0
    downloads: int = 0
    allocations: int = 0
    started: int = 0
    ended: int = 0
    faults: list[Fault] = field(default_factory=list)
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    told: int = 0
    """Events so far, those that are no longer kept included."""
    failing: set[str] = field(default_factory=set)
    """The nodes that rest because they failed; they are set up again until they do well."""

    def report(self, fault: Fault) -> None:
        """Keep a fault; one that repeats the last of its node is counted instead."""
        for place in range(len(self.faults) - 1, -1, -1):
            if self.faults[place].node == fault.node:
                if self.faults[place].same(fault):
                    self.faults[place] = self.faults[place].again(fault)
                    return
                break
        self.faults.append(fault)
        del self.faults[:-REMEMBERED]
        self.tell(fault.node, f"{fault.message} {fault.hint}".strip())

    def tell(self, node: str, text: str) -> None:
        """Note something that the user should know, in the order it happened."""
        self.events.append(Event(self.frames, node, text))
        self.told += 1
        log.info("%s: %s", node or "graph", text)

    def uploaded(self) -> None:
        self.uploads += 1

    def downloaded(self) -> None:
        self.downloads += 1

    def book_frame(self, now: int, dropped: int = 0) -> None:
        """A frame has gone through all its steps at time ``now``; so many were ``dropped`` yet."""
        self.frames += 1
        self.dropped = dropped
        self.finished_at.add(now)

    def figures(self) -> RunFigures:
        """Rolling figures for overlays and the editor."""
        recent = self.finished_at.recent(30)
        span = (recent[-1] - recent[0]) / 1e9 if len(recent) > 1 else 0.0
        stages = tuple(
            (n.id, _ms(statistics.median(last)))
            for n in self.nodes
            if (last := n.durations.recent(15))
        )
        waited = self.latency.recent(15)
        return RunFigures(
            fps=(len(recent) - 1) / span if span else 0.0,
            latency_ms=_ms(statistics.median(waited)) if waited else 0.0,
            dropped=self.dropped, frames=self.frames, stage_ms=stages,
        )  # fmt: skip

    def as_json(self) -> dict[str, object]:
        """What ``muse run --stats`` writes; see docs/performance.md for the meaning."""
        last = max(self.ended, *map(int, self.finished_at.recent(1)), 0)  # or until now
        seconds = max(0, last - self.started) / 1e9
        waits = self.latency.values()
        frames = max(1, self.frames)
        return {
            "frames": self.frames,
            "seconds": round(seconds, 4),
            "fps": round(self.frames / seconds, 2) if seconds else 0.0,
            "dropped": self.dropped,
            "latency_ms": {
                "p50": _ms(percentile(waits, 0.5)), "p95": _ms(percentile(waits, 0.95)),
                "p99": _ms(percentile(waits, 0.99)), "max": _ms(max(waits, default=0.0)),
            },
            "nodes": [n.as_json() for n in self.nodes],
            "transfers_per_frame": {
                "up": round(self.uploads / frames, 4), "down": round(self.downloads / frames, 4),
            },
            "allocations_per_frame": round(self.allocations / frames, 4),
            "peak_rss_mb": peak_rss_mb(),
            "audio_offset_ms": round(percentile(waits, 0.5) / 1e6),
            "faults": [f.as_json() for f in self.faults],
            "failing": sorted(self.failing),
            "events": [{"frame": e.frame, "node": e.node, "text": e.text} for e in self.events],
        }  # fmt: skip


def peak_rss_mb() -> float:
    """The largest resident size of this process so far, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


def _ms(nanoseconds: float) -> float:
    return round(nanoseconds / 1e6, 3)
