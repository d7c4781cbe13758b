"""The tasks of one plan and who waits for whom: what the runner counts down frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from muse_nodes.engine.bound import primary_source
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.guards import Exposure
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.plan import NOTHING
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tick import Params, Task, Tick


class Line:
    """One prepared plan as tasks, linked.

    ``waits`` and ``followers`` hold within a frame, ``previous`` and ``next_followers`` from one
    frame to the next: the same step of the frame before, and the producer of each late input.
    """

    def __init__(self, ready: Prepared, tasks: Sequence[Task], finished: int) -> None:
        self.ready = ready
        self.tasks = list(tasks)
        self.feeds = [t for t in tasks if isinstance(t, Feed)]
        self.outlets = [t for t in tasks if isinstance(t, Outlet)]
        self.params: Params = tuple(
            b.step.node.params if b.step.node is not None else {} for b in ready.bound
        )
        self.finished_upto = [finished] * len(tasks)  # per task: the number of ticks it has done
        self._epoch = (0, 0.0)
        self._exposure = Exposure(ready)
        self._link()

    def _link(self) -> None:
        tasks = self.tasks
        count = len(tasks)
        writer = {w: step.number for step in self.ready.plan.steps for w in step.writes}
        self.waits = [0] * count
        self.followers: list[list[int]] = [[] for _ in range(count)]
        self.next_followers: list[list[int]] = [[i] for i in range(count)]
        self.carried: list[tuple[int, ...]] = [()] * count
        for step in self.ready.plan.steps:
            late_places = [i for i, late in enumerate(step.latest) if late]
            late = {step.reads[i] for i in late_places}
            feeding = {writer[r] for i, r in enumerate(step.reads)
                       if r != NOTHING and i not in late_places}  # fmt: skip
            for other in feeding:
                self.followers[other].append(step.number)
                self.waits[step.number] += 1
            for number in late - {NOTHING}:
                producer = writer[number]
                self.carried[producer] = (*self.carried[producer], number)
                if step.number not in self.next_followers[producer]:
                    self.next_followers[producer].append(step.number)
        self.previous: list[list[int]] = [[] for _ in range(count)]
        for other, followers in enumerate(self.next_followers):
            for follower in followers:
                self.previous[follower].append(other)

    def begin(self, index: int, last: Tick | None) -> None:
        """Follow upon another line with frame ``index``. Time never goes back: that of a source
        that is new goes on from where that of the one before has stopped.
        """
        self.finished_upto = [index] * len(self.tasks)
        self.ready.begins()
        if last is None:
            return
        self._epoch = (index, last.moment.time + 1 / self.ready.around.fps)
        for bound in self.ready.bound:
            if bound.step.kind == "source" and bound.fresh and bound.ctx is not None:
                bound.ctx.origin = self._epoch[1]

    def time_of(self, index: int) -> float:
        """The time of a frame that its source says nothing about, in seconds of the run."""
        return self._epoch[1] + (index - self._epoch[0]) / self.ready.around.fps

    def bind(self) -> None:
        """Give every task its place in this plan. Tasks taken over from another line leave it."""
        primary = primary_source(self.ready.bound)
        for task, bound in zip(self.tasks, self.ready.bound, strict=True):
            if task.bound is not bound:
                task.bind(bound)
            task.carried = self.carried[task.number]
            if isinstance(task, Feed):
                task.is_primary = bound is primary
            elif isinstance(task, Outlet):
                task.shows = self._exposure.of
            if bound.ctx is not None:
                bound.ctx.wanted = bound.step.wanted
                bound.ctx.around = self.ready.around

    def waiting(self, index: int) -> list[int]:
        """For frame ``index``: how many steps each step has to wait for."""
        finished = self.finished_upto
        return [
            waits + sum(finished[other] < index for other in self.previous[number])
            for number, waits in enumerate(self.waits)
        ]

    def task(self, node: str) -> Task | None:
        """The task of the node called ``node``."""
        return next(
            (t for t in self.tasks if t.bound.step.node and t.bound.step.name == node), None
        )

    def with_values(self, edits: Mapping[str, Mapping[str, Value]]) -> Params:
        """The parameters of all steps after ``edits``."""
        return tuple(
            {**old, **edits[b.step.name]} if b.step.node and b.step.name in edits else old
            for old, b in zip(self.params, self.ready.bound, strict=True)
        )

    def number(self, node: str, port: str) -> int | None:
        """The number of the value that ``node`` gives on ``port``."""
        task = self.task(node)
        step = task.bound.step if task is not None else None
        if step is None or step.node is None:
            return None
        names = [o.name for o in step.node.schema.flowing]
        return step.writes[names.index(port)] if port in names else None


def carried_over(last: Tick | None, old: Line, new: Line) -> Tick | None:
    """The last tick of ``old`` as late inputs of ``new`` see it: the same values, renumbered."""
    if last is None:
        return None
    places = {(v.port, v.side): v.number for v in new.ready.plan.values}
    tick = Tick(last.index, 0, (), None)
    tick.captured, tick.moment = last.captured, last.moment
    carry: dict[int, tuple[Any, int]] = {}
    for number, kept in last.carry.items():
        value = old.ready.plan.values[number]
        place = places.get((value.port, value.side))
        if place is not None:
            carry[place] = kept
    tick.carry = carry
    return tick
