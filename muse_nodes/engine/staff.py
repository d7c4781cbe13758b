"""Makes the tasks of a plan, and takes over from the plan before those that live on threads."""

from __future__ import annotations

from collections.abc import Callable

from muse_nodes.engine.bound import Bound
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.guards import Guards
from muse_nodes.engine.line import Line
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.tick import Reports, Task, Transfer
from muse_nodes.engine.trace import Recorder


class Staff:
    """Who does the steps of a plan. Knows all sources a run ever had, for what they dropped."""

    def __init__(
        self, realtime: bool, clock: Clock, reports: Reports, stats: RunStats,
        fed: Callable[[], None],
    ) -> None:  # fmt: skip
        self._realtime = realtime
        self._clock = clock
        self._reports = reports
        self._stats = stats
        self._fed = fed
        self._feeds: list[Feed] = []
        self._dropped = 0
        self.guards = Guards()
        self.recorder: Recorder | None = None
        """Notes every call down, while that is wanted."""

    @property
    def dropped(self) -> int:
        """Frames that no tick took, of all sources."""
        return self._dropped + sum(f.dropped for f in self._feeds)

    def line(self, ready: Prepared, before: Line | None, finished: int) -> Line:
        """The tasks of ``ready``; sources and sinks that are taken over keep their threads."""
        kept = {} if before is None else {id(t.bound.instance): t for t in before.tasks}
        tasks: list[Task] = []
        for bound in ready.bound:
            old = kept.get(id(bound.instance)) if bound.instance is not None else None
            task = old if old is not None else self._task(ready, bound)
            if isinstance(task, Feed) and task is not old:
                self._feeds.append(task)
            if isinstance(task, Outlet) and task is not old and before is not None:
                was = before.task(bound.step.name)
                if isinstance(was, Outlet):
                    task.follow(was)
            tasks.append(task)
        return Line(ready, tasks, finished)

    def follow(self, old: Line, new: Line) -> None:
        """What held for the tasks of one line holds for those of the one that follows it."""
        self.guards.follow(old.outlets, new.outlets)
        for task in new.tasks:
            task.record(self.recorder)

    def left(self, feed: Feed) -> None:
        """A source is no longer part of the run."""
        if feed in self._feeds:
            self._feeds.remove(feed)
            self._dropped += feed.dropped

    def let_go(self) -> None:
        """Forget all tasks; what they dropped stays counted."""
        self._dropped, self._feeds = self.dropped, []

    def _task(self, ready: Prepared, bound: Bound) -> Task:
        clock, reports, kind = self._clock, self._reports, bound.step.kind
        stats = self._stats
        if kind == "upload":
            return Transfer(bound, clock, reports, ready.device.upload, stats.uploaded)
        if kind == "download":
            return Transfer(bound, clock, reports, ready.device.download, stats.downloaded)
        if kind == "source":
            feed = Feed(bound, clock, reports, is_primary=False)
            if self._realtime:
                feed.go_live(self._fed)
            return feed
        if kind == "sink":
            outlet = Outlet(bound, clock, reports, stats, self.guards.of(ready, bound))
            if self._realtime and bound.ready:
                outlet.go_live()
            return outlet
        return Task(bound, clock, reports)
