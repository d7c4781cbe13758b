"""The loop: takes frames in at the door and carries each through the plan.

Assumes a ``Prepared`` plan. Guarantees:

- Every step is called once per admitted frame, frames in order, never twice at the same time, and
  only after the steps whose values it reads; independent steps of a frame run side by side.
- At most ``in_flight`` frames are under way. Admitted frames always finish; nothing is dropped
  after the door. Against the clock (``realtime``) sources run on threads of their own and keep only
  their newest frame; otherwise sources are steps like any other, nothing is dropped, and a second
  source that has ended holds its last value.
- Parameters are a consistent set per frame: edits that arrive in between apply together to
  the next frame that is admitted.
- A sink against the clock has a thread of its own and can never hold up the frames.

How: a frame (``Tick``) counts for each step what it still waits for: its inputs, the same step of
the frame before, and the producer of each late input in the frame before. Whoever finishes a step
counts its followers down under one short lock and goes on with a step that became ready,
so a chain costs no thread switch. Ready steps of the older frame go first: frames finish before
new ones start. Cost: see docs/performance.md.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from muse_nodes.engine.clock import Clock, RealClock
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.plan import NOTHING
from muse_nodes.engine.prepare import Bound, Prepared, primary_source
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tick import Params, Task, Tick, Transfer

Item = tuple[int, int, Tick]
"""A step that is ready, most urgent first: (number of the frame, number of the step, frame)."""

SETTLED = 30
"""Frames after which every buffer must have been made; what is made later is reported."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run.

    ``frames`` and ``seconds`` end it early. ``realtime`` runs against the clock; with a camera
    among the sources a run always does. ``stop_on_fault``: None means yes, unless it runs against
    the clock. ``paused`` starts with the door shut.
    """

    frames: int | None = None
    seconds: float | None = None
    realtime: bool = False
    workers: int = 2
    in_flight: int = 2
    stop_on_fault: bool | None = None
    paused: bool = False


class Runner:
    """Runs one prepared plan on ``workers`` threads until its primary source ends or ``stop``."""

    def __init__(self, ready: Prepared, options: RunOptions, clock: Clock | None = None) -> None:
        self._ready_plan = ready
        self._options = options
        self._clock = clock or RealClock()
        self._stats = ready.around.stats
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._queue: list[Item] = []
        self._in_flight: dict[int, Tick] = {}
        self._admitted = 0
        self._idle = 0
        self._paused = options.paused
        self._permits = 0
        self._ending = False
        stop = options.stop_on_fault
        self._stops_on_fault = not options.realtime if stop is None else stop
        self._params: Params = tuple(
            b.step.node.params if b.step.node is not None else {} for b in ready.bound
        )
        self._edits: dict[str, dict[str, Value]] = {}
        self._last_tick: Tick | None = None
        self.done = threading.Event()
        self._outlets: list[Outlet] = []
        self._feeds: list[Feed] = []
        self._buffers = 0
        self._tasks = self._make_tasks(ready)
        self._link()
        self._threads = [
            threading.Thread(target=self._work, name=f"muse-worker-{i}", daemon=True)
            for i in range(options.workers)
        ]

    # -- building ---------------------------------------------------------------------------

    def _make_tasks(self, ready: Prepared) -> list[Task]:
        tasks: list[Task] = []
        primary = primary_source(ready.bound)
        for bound in ready.bound:
            if bound.step.kind == "upload":
                tasks.append(
                    Transfer(bound, self._clock, self._failed, ready.device.upload, self._uploaded)
                )
            elif bound.step.kind == "download":
                tasks.append(
                    Transfer(
                        bound, self._clock, self._failed, ready.device.download, self._downloaded
                    )
                )
            elif bound.step.kind == "source":
                tasks.append(self._source(bound, is_primary=bound is primary))
            elif bound.step.kind == "sink":
                tasks.append(self._sink(bound))
            else:
                tasks.append(Task(bound, self._clock, self._failed))
        return tasks

    def _source(self, bound: Bound, *, is_primary: bool) -> Task:
        feed = Feed(bound, self._clock, self._failed, is_primary=is_primary)
        self._feeds.append(feed)
        if self._options.realtime:
            feed.go_live(self._fed)
        return feed

    def _sink(self, bound: Bound) -> Task:
        outlet = Outlet(bound, self._clock, self._failed, self._stats)
        self._outlets.append(outlet)
        if self._options.realtime:
            outlet.go_live()
        return outlet

    def _link(self) -> None:
        """Who waits for whom: within a frame, and from one frame to the next."""
        count = len(self._tasks)
        writer = {w: t.number for t in self._tasks for w in t.writes}
        self._waits = [0] * count
        self._followers: list[list[int]] = [[] for _ in range(count)]
        self._next_followers: list[list[int]] = [[i] for i in range(count)]
        for task in self._tasks:
            late = {task.reads[i] for i in task.late}
            feeding = {writer[r] for i, r in enumerate(task.reads)
                       if r != NOTHING and i not in task.late}  # fmt: skip
            for other in feeding:
                self._followers[other].append(task.number)
                self._waits[task.number] += 1
            for number in late - {NOTHING}:
                producer = self._tasks[writer[number]]
                producer.carried = (*producer.carried, number)
                if task.number not in self._next_followers[producer.number]:
                    self._next_followers[producer.number].append(task.number)
        self._previous: list[list[int]] = [[] for _ in range(count)]
        for other, followers in enumerate(self._next_followers):
            for follower in followers:
                self._previous[follower].append(other)
        self._finished_upto = [0] * count  # per task: the number of ticks it has finished

    # -- control (any thread) ------------------------------------------------------------------

    def start(self) -> None:
        """Start the threads; returns at once."""
        self._stats.started = self._stats.ended = self._clock.now()
        self._ready_plan.device.share(lambda: self._idle > 0)
        for thread in self._threads:
            thread.start()
        for outlet in self._outlets:
            outlet.start()
        for feed in self._feeds:
            feed.start()
        with self._changed:
            self._admit()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the run is over; False when ``timeout`` seconds passed first."""
        return self.done.wait(timeout)

    def stop(self) -> None:
        """Admit no more frames; those under way finish."""
        with self._changed:
            self._ending = True
            self._end_if_empty()

    def close(self) -> None:
        """Stop, wait for all threads, and let the sinks finish what they hold."""
        self.stop()
        for feed in self._feeds:
            feed.close()
        self.done.wait()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for outlet in self._outlets:
            outlet.close()
        self._ready_plan.device.share(lambda: True)

    def pause(self) -> None:
        """Hold the door shut; frames under way finish."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Open the door again."""
        with self._changed:
            self._paused = False
            self._admit()

    def step(self) -> None:
        """While paused, let exactly one frame in."""
        with self._changed:
            self._permits += 1
            self._admit()

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> None:
        """Parameters by node id, for the next frame and all after it, applied together."""
        with self._changed:
            for node, values in edits.items():
                self._edits.setdefault(node, {}).update(values)

    def act(self, node: str, action: str) -> None:
        """Have ``node`` carry out one of its actions before its next frame."""
        with self._changed:
            for task in self._tasks:
                if task.bound.step.name == node and task.bound.step.node is not None:
                    task.actions.append(action)

    # -- the door ---------------------------------------------------------------------------------

    def _admit(self) -> None:
        """Let frames in while there is room. Called with the lock held."""
        while not self._ending and len(self._in_flight) < self._options.in_flight:
            if self._paused and self._permits == 0:
                return
            if self._limit_reached():
                self._ending = True
                break
            if self._options.realtime and not all(f.has_frame() for f in self._feeds):
                if any(f.ended and f.is_primary for f in self._feeds):
                    self._ending = True
                    break
                return
            if self._paused:
                self._permits -= 1
            self._enter()
        self._end_if_empty()

    def _limit_reached(self) -> bool:
        frames, seconds = self._options.frames, self._options.seconds
        if frames is not None and self._admitted >= frames:
            return True
        passed = (self._clock.now() - self._stats.started) / 1e9
        return seconds is not None and passed >= seconds

    def _enter(self) -> None:
        if self._edits:
            self._apply_edits()
        index = self._admitted
        tick = Tick(index, len(self._ready_plan.plan.values), self._params, self._last_tick)
        tick.captured = self._clock.now()
        tick.left = len(self._tasks)
        finished = self._finished_upto
        tick.waiting = [
            waits + sum(finished[other] < index for other in self._previous[number])
            for number, waits in enumerate(self._waits)
        ]
        if self._options.realtime:
            for feed in self._feeds:
                feed.give(tick)
            tick.moment.time = (tick.captured - self._stats.started) / 1e9
        else:
            tick.moment.time = index / self._ready_plan.around.fps
        self._in_flight[index] = self._last_tick = tick
        self._admitted += 1
        for number, waits in enumerate(tick.waiting):
            if waits == 0:
                self._push(tick, number)

    def _apply_edits(self) -> None:
        self._params = tuple(
            {**old, **self._edits[b.step.name]} if b.step.name in self._edits else old
            for old, b in zip(self._params, self._ready_plan.bound, strict=True)
        )
        self._edits = {}

    def _fed(self) -> None:
        """A live source has a new frame or has ended."""
        with self._changed:
            self._admit()

    # -- the work ------------------------------------------------------------------------------

    def _push(self, tick: Tick, number: int) -> None:
        heapq.heappush(self._queue, (tick.index, number, tick))
        if self._idle:
            self._changed.notify()

    def _work(self) -> None:
        try:
            self._carry_frames()
        except BaseException as error:
            self._broken(error)
            raise

    def _broken(self, error: BaseException) -> None:
        """The engine itself has failed: nothing waits for frames that will never finish."""
        with self._changed:
            self._stats.faults.append(Fault.of("engine", RuntimeError(repr(error))))
            self._ending = True
            self._queue.clear()
            self._in_flight.clear()
            self._end_if_empty()

    def _carry_frames(self) -> None:
        item: Item | None = None
        while True:
            if item is None:
                with self._changed:
                    self._idle += 1
                    while not self._queue and not self.done.is_set():
                        self._changed.wait()
                    self._idle -= 1
                    if not self._queue:
                        return
                    item = heapq.heappop(self._queue)
            _, number, tick = item
            self._tasks[number].run(tick)
            with self._lock:
                item = self._finish(tick, number)

    def _finish(self, tick: Tick, number: int) -> Item | None:
        """Count down whoever waited for this step; what the caller should do next, if anything.

        Called with the lock held. What became ready beyond that is queued for the others.
        """
        index = tick.index
        self._finished_upto[number] = index + 1
        own: Item | None = None
        waiting = tick.waiting
        for follower in self._followers[number]:
            waiting[follower] -= 1
            if not waiting[follower]:
                if own is None:
                    own = (index, follower, tick)
                else:
                    self._push(tick, follower)
        following = self._in_flight.get(index + 1)
        if following is not None:
            waiting = following.waiting
            for follower in self._next_followers[number]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    if own is None:
                        own = (index + 1, follower, following)
                    else:
                        self._push(following, follower)
        tick.left -= 1
        if not tick.left:
            self._leave(tick)
        if not self._queue:
            return own
        return heapq.heappop(self._queue) if own is None else heapq.heappushpop(self._queue, own)

    def _leave(self, tick: Tick) -> None:
        del self._in_flight[tick.index]
        tick.values = []
        tick.previous = None
        if tick.over:
            self._ending = True
        else:
            self._stats.book_frame(self._clock.now())
            if self._stats.frames == SETTLED:
                self._buffers = self._made()
        self._admit()

    def _end_if_empty(self) -> None:
        if self._ending and not self._in_flight and not self.done.is_set():
            self._stats.ended = self._clock.now()
            self._stats.dropped = sum(f.dropped for f in self._feeds)
            if self._stats.frames > SETTLED:
                self._stats.allocations = self._made() - self._buffers
            self.done.set()
            self._changed.notify_all()

    def _failed(self, fault: Fault) -> None:
        with self._changed:
            self._stats.faults.append(fault)
            if self._stops_on_fault:
                self._ending = True
                self._end_if_empty()

    def _made(self) -> int:
        return sum(p.created for p in {id(p): p for p in self._ready_plan.pools.values()}.values())

    def _uploaded(self) -> None:
        self._stats.uploads += 1

    def _downloaded(self) -> None:
        self._stats.downloads += 1
