"""The loop: takes frames in at the door and carries each through the plan.

Assumes a ``Prepared`` plan. Guarantees:

- Every step is called once per admitted frame, frames in order, never twice at the same time, and
  only after the steps whose values it reads; independent steps of a frame run side by side.
- At most ``in_flight`` frames are under way; those always finish. Against the clock (``realtime``)
  sources have threads of their own and keep only their newest frame; otherwise they are steps like
  any other, nothing is dropped, and a second source that has ended holds its last value.
- Parameters are a consistent set per frame: edits that arrive in between apply together to
  the next frame that is admitted.
- A sink against the clock has a thread of its own and can never hold up the frames.
- ``swap`` puts another plan in place between two frames: the door is shut, the frames under way
  finish, the door opens on the new plan. What both plans have in common goes on as it was.
- Against the clock a call that does not come back holds nobody up: its frame goes on with what
  stands in for it, and a fresh worker takes the place of the one that is stuck.

How: a frame (``Tick``) counts for each step what it still waits for: its inputs, the same step of
the frame before, and the producer of each late input in the frame before. Whoever finishes a step
counts its followers down under one short lock and goes on with a step that became ready,
so a chain costs no thread switch. Ready steps of older frames go first. Cost: docs/performance.md.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from muse_nodes.engine.bound import Bound
from muse_nodes.engine.clock import Clock, RealClock
from muse_nodes.engine.door import Door
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.line import Line, carried_over
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.schema import Value
from muse_nodes.engine.staff import Staff
from muse_nodes.engine.tick import FAILED, Task, Tick
from muse_nodes.engine.ward import Ward
from muse_nodes.engine.watchdog import Watchdog
from muse_nodes.engine.wishes import Take, Wishes

Item = tuple[int, int, Tick]
"""A step that is ready, most urgent first: (number of the frame, number of the step, frame)."""

SETTLED = 30
"""Frames after which every buffer must have been made; what is made later is reported."""


class Runner:
    """Runs one prepared plan after the other on ``workers`` threads.

    It ends when the primary source of its plan does, at its limits, or by ``stop``. ``ill`` is told
    of nodes that rest because they failed, on an engine thread.
    """

    def __init__(
        self,
        ready: Prepared,
        options: RunOptions,
        clock: Clock | None = None,
        ill: Callable[[Bound], None] = lambda bound: None,
    ) -> None:
        self._options = options
        self.clock = clock or RealClock()
        self._stats = ready.around.stats
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._queue: list[Item] = []
        self._in_flight: dict[int, Tick] = {}
        self._idle = 0
        self._door = Door(options, self.clock, self._stats)
        self._ending = False
        stop = options.stop_on_fault
        stops = not options.realtime if stop is None else stop
        self._ward = Ward(self._stats, self._lock, ill, self.stop if stops else None)
        self._edits: dict[str, dict[str, Value]] = {}
        self._wishes = Wishes(FAILED)
        self._last_tick: Tick | None = None
        self.done = threading.Event()
        self._buffers, self._settled_at = 0, SETTLED
        self.staff = Staff(options.realtime, self.clock, self._ward, self._stats, self._fed)
        self._line = self.staff.line(ready, None, 0)
        self._line.bind()
        self._threads = [self._worker(i) for i in range(options.workers)]
        self._watchdog = Watchdog(
            self.clock, lambda: self._line.tasks, self._stalled, self._ward.silent
        )

    def _worker(self, number: int) -> threading.Thread:
        return threading.Thread(target=self._work, name=f"muse-worker-{number}", daemon=True)

    # -- control (any thread) ------------------------------------------------------------------

    @property
    def realtime(self) -> bool:
        """True when it runs against the clock."""
        return self._options.realtime

    @property
    def line(self) -> Line:
        """What runs now."""
        return self._line

    def start(self) -> None:
        """Start the threads; returns at once."""
        self._stats.started = self._stats.ended = self.clock.now()
        self._line.ready.device.share(lambda: self._idle > 0)
        for thread in self._threads:
            thread.start()
        for outlet in self._line.outlets:
            outlet.start()
        for feed in self._line.feeds:
            feed.start()
        if self._options.realtime:
            self._watchdog.start()
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
        for feed in self._line.feeds:
            feed.close()
        self.done.wait()
        self._watchdog.close()
        for thread in list(self._threads):
            if thread.ident is not None:
                thread.join()
        for outlet in self._line.outlets:
            outlet.close()
        self._line.ready.device.share(lambda: True)
        # tasks and runner hold each other: every picture kept would wait for Python's collector
        self._line.tasks, self._line.feeds, self._line.outlets = [], [], []
        self.staff.let_go()

    def pause(self) -> None:
        """Hold the door shut; frames under way finish."""
        with self._changed:
            self._door.paused = True

    def resume(self) -> None:
        """Open the door again."""
        with self._changed:
            self._door.paused = False
            self._admit()

    def step(self) -> None:
        """While paused, let exactly one frame in."""
        with self._changed:
            self._door.permits += 1
            self._admit()

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> None:
        """Parameters by node id, for the next frame and all after it, applied together."""
        with self._changed:
            for node, values in edits.items():
                self._edits.setdefault(node, {}).update(values)

    def act(self, node: str, action: str) -> None:
        """Have ``node`` carry out one of its actions before its next frame."""
        with self._changed:
            task = self._line.task(node)
            if task is not None:
                task.actions.append(action)

    def panic(self, on: bool) -> None:
        """Have every public sink show the slate at once, or go on."""
        with self._changed:
            self.staff.guards.panic(on)
            for outlet in self._line.outlets:
                outlet.wake()

    def look_at(self, node: str, port: str, take: Take) -> None:
        """Hand the next value of a port to ``take``, on an engine thread, lock held."""
        with self._changed:
            self._wishes.add(node, port, take)

    def look_away(self, take: Take) -> None:
        """Hand nothing to ``take`` any more."""
        with self._changed:
            self._wishes.withdraw(take)

    # -- another plan --------------------------------------------------------------------------

    @contextmanager
    def at_rest(self) -> Iterator[bool]:
        """Shut the door and wait until no frame is under way; False when the run is over."""
        with self._changed:
            self._door.shut += 1
            while self._in_flight and not self.done.is_set():
                self._changed.wait()
        try:
            yield not self.done.is_set()
        finally:
            with self._changed:
                self._door.shut -= 1
                self._admit()

    def swap(self, line: Line, then: Callable[[], None] = lambda: None) -> bool:
        """Go on with ``line`` between two frames; False when the run is over meanwhile.

        ``then`` is called before the first frame of ``line`` comes in: it sets the parameters that
        were set since ``line`` was made, which are forgotten here.
        """
        with self.at_rest() as running:
            if not running:
                return False
            with self._changed:
                self._put_in_place(line)
            then()
            return True

    def _put_in_place(self, line: Line) -> None:
        old, self._line = self._line, line
        for task in line.tasks:
            was = old.task(task.bound.step.name) if task.bound.step.node else None
            if was is not None and was is not task:
                task.actions += was.actions
        self.staff.follow(old, line)
        line.begin(self._door.admitted, self._last_tick)
        line.bind()
        self._last_tick = carried_over(self._last_tick, old, line)
        self._edits = {}
        self._wishes.move_to(line)
        self._stats.nodes = [b.figures for b in line.ready.bound if b.step.node is not None]
        self._settled_at = self._stats.frames + SETTLED

    # -- the door ---------------------------------------------------------------------------------

    def _admit(self) -> None:
        """Let frames in while there is room. Called with the lock held."""
        while not self._ending and len(self._in_flight) < self._options.in_flight:
            if self._door.is_shut:
                return
            if self._door.limited:
                self._ending = True
                break
            feeds = self._line.feeds
            if self._options.realtime and not all(f.has_frame() for f in feeds):
                if any(f.ended and f.is_primary for f in feeds):
                    self._ending = True
                    break
                return
            self._enter()
        self._end_if_empty()

    def _enter(self) -> None:
        line = self._line
        if self._edits:
            line.params = line.with_values(self._edits)
            self._edits = {}
        index = self._door.enter()
        tick = Tick(index, len(line.ready.plan.values), line.params, self._last_tick)
        tick.captured = self.clock.now()
        tick.left = len(line.tasks)
        tick.waiting = line.waiting(index)
        if self._options.realtime:
            for feed in line.feeds:
                feed.give(tick)
            tick.moment.time = (tick.captured - self._stats.started) / 1e9
        else:
            tick.moment.time = line.time_of(index)
        self._in_flight[index] = self._last_tick = tick
        for number, waits in enumerate(tick.waiting):
            if waits == 0:
                self._push(tick, number)

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
            self._stats.report(Fault.of("engine", RuntimeError(repr(error))))
            self._ending = True
            self._queue.clear()
            self._in_flight.clear()
            self._end_if_empty()
            self._changed.notify_all()

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
            if not self._line.tasks[number].run(tick):
                return  # another worker has taken this one's place
            with self._lock:
                item = self._finish(tick, number)

    def _finish(self, tick: Tick, number: int) -> Item | None:
        """Count down whoever waited for this step; what the caller should do next, if anything.

        Called with the lock held. What became ready beyond that is queued for the others.
        """
        index, line = tick.index, self._line
        line.finished_upto[number] = index + 1
        own: Item | None = None
        waiting = tick.waiting
        for follower in line.followers[number]:
            waiting[follower] -= 1
            if not waiting[follower]:
                if own is None:
                    own = (index, follower, tick)
                else:
                    self._push(tick, follower)
        following = self._in_flight.get(index + 1)
        if following is not None:
            waiting = following.waiting
            for follower in line.next_followers[number]:
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
        if self._wishes and not tick.over:
            self._wishes.fulfil(self._line, tick.values)
        tick.values, tick.previous = [], None
        if tick.over:
            self._ending = True
        else:
            self._stats.book_frame(self.clock.now(), self.staff.dropped)
            since = self._stats.frames - self._settled_at
            if since >= 0 and not since % SETTLED:  # again: what held a buffer may be gone by now
                made = self._line.ready.settled()
                self._buffers = self._buffers if since else made
        if self._door.shut and not self._in_flight:
            self._changed.notify_all()
        self._admit()

    def _end_if_empty(self) -> None:
        if self._ending and not self._in_flight and not self.done.is_set():
            self._stats.ended = self.clock.now()
            self._stats.dropped = self.staff.dropped
            if self._stats.frames > self._settled_at:
                self._stats.allocations = self._line.ready.buffers_made - self._buffers
            self.done.set()
            self._changed.notify_all()

    def _stalled(self, task: Task, tick: Tick, seconds: float) -> None:
        """A call does not come back: its frame goes on without it, with another worker."""
        task.gave_up(tick, seconds)
        if task in self._line.outlets:
            return
        with self._changed:
            if self._in_flight.get(tick.index) is tick:
                item = self._finish(tick, task.number)
                if item is not None:
                    heapq.heappush(self._queue, item)
            worker = self._worker(len(self._threads))
            self._threads = [worker, *(t for t in self._threads if t.is_alive())]
            worker.start()
            self._changed.notify()
