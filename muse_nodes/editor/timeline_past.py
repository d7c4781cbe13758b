"""The last minute of a run, as the timeline shows it. No widgets here."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from muse_nodes.editor.messages import Figures
from muse_nodes.engine.stats import percentile

SPAN = 60.0
"""Seconds that are kept."""

_MOST_MARKS = 400
_FRESH = 20
_RECENT = 40
"""Moments that the order of the nodes is about."""

MarkKind = Literal["dropped", "fault", "edit"]


@dataclass(frozen=True, slots=True)
class Moment:
    """The figures of one moment; ``nodes`` has (p50, p95) in ms by node id."""

    at: float
    fps: float
    source_fps: float
    dropped: int
    """Frames that were dropped since the moment before."""
    nodes: Mapping[str, tuple[float, float]]
    total: float
    """Milliseconds of all nodes together, sources apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at ``at``."""

    at: float
    kind: MarkKind
    text: str


class Past:
    """Moments and marks of one run, oldest first. All times in seconds of the run."""

    def __init__(self) -> None:
        self.moments: deque[Moment] = deque()
        self.marks: deque[Mark] = deque(maxlen=_MOST_MARKS)
        self._dropped = 0

    @property
    def now(self) -> float:
        """The time of the newest moment; 0 before there is one."""
        return self.moments[-1].at if self.moments else 0.0

    @property
    def budget(self) -> float:
        """Milliseconds that a frame may take if none is to be dropped; 0 when nobody says."""
        fps = self.moments[-1].source_fps if self.moments else 0.0
        return 1000 / fps if fps > 0 else 0.0

    def clear(self) -> None:
        """Forget everything: another run begins."""
        self.moments.clear()
        self.marks.clear()
        self._dropped = 0

    def add(self, figures: Figures, sources: Collection[str] = ()) -> Moment:
        """Take in the newest figures and forget what is too old."""
        dropped, self._dropped = figures.dropped - self._dropped, figures.dropped
        nodes = {n.id: (n.ms, n.p95) for n in figures.nodes.values() if n.calls}
        total = sum(ms for node, (ms, _) in nodes.items() if node not in sources)
        moment = Moment(figures.at, figures.fps, figures.source_fps, max(0, dropped), nodes, total)
        self.moments.append(moment)
        if dropped > 0:
            self.marks.append(Mark(figures.at, "dropped", str(dropped)))
        while self.moments[0].at < figures.at - SPAN:
            self.moments.popleft()
        while self.marks and self.marks[0].at < figures.at - SPAN:
            self.marks.popleft()
        return moment

    def mark(self, kind: MarkKind, text: str) -> None:
        """Something happens now; a slider that is dragged does so once per moment."""
        mark = Mark(self.now, kind, text)
        if self.moments and (not self.marks or self.marks[-1] != mark):
            self.marks.append(mark)

    def nearest(self, at: float) -> Moment | None:
        """The moment that is closest to ``at``."""
        if not self.moments:
            return None
        times = [moment.at for moment in self.moments]
        place = bisect_left(times, at)
        around = [i for i in (place - 1, place) if 0 <= i < len(times)]
        return self.moments[min(around, key=lambda i: abs(times[i] - at))]

    def marks_near(self, at: float, within: float) -> list[Mark]:
        """What happened around ``at``."""
        return [mark for mark in self.marks if abs(mark.at - at) <= within]

    def by_cost(self) -> list[str]:
        """The nodes of the newest moment, the most expensive of the last seconds first."""
        if not self.moments:
            return []
        sums = dict.fromkeys(self.moments[-1].nodes, 0.0)
        for moment in islice(reversed(self.moments), _RECENT):
            for node, (ms, _) in moment.nodes.items():
                if node in sums:
                    sums[node] += ms
        return sorted(sums, key=lambda node: -sums[node])

    @property
    def high(self) -> float:
        """The total that few moments exceed, none of the last seconds, in ms.

        What a graph takes to get going does not hide the rest for a whole minute.
        """
        totals = [moment.total for moment in self.moments]
        return max(percentile(totals, 0.9), max(totals[-_FRESH:], default=0.0))
