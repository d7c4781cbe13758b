"""Sources: a step that waits its turn, or a thread that keeps only its newest frame."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from muse_nodes.api.errors import EndOfStream, NoFrame
from muse_nodes.engine.bound import Bound, torn_down
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Moment
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tick import FAILED, Reports, Task, Tick

STALE = 5.0
"""Seconds without a frame after which a live source is set up again, unless it declares others."""


class Feed(Task):
    """One source.

    As a step it gives one frame per tick and, when it is not the primary source, holds its last
    one after its end. Live, its thread calls the node as fast as it blocks (a camera) or as its
    nominal rate says (a patient source), and a frame that nobody took in time counts as dropped.
    A live source that fails or falls silent does not end the run: it is set up again.
    """

    def __init__(self, bound: Bound, clock: Clock, reports: Reports, *, is_primary: bool) -> None:
        super().__init__(bound, clock, reports)
        self.is_primary = is_primary
        self.ended = False
        self.dropped = 0
        self._quiet = False
        self.last_frame = 0
        """When the last frame came, in nanoseconds of the clock; 0 before it is started."""
        self._held: list[Any] | None = None
        self._slot: tuple[list[Any], int] | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._again = threading.Event()
        self._came = threading.Event()
        self._thread: threading.Thread | None = None
        self._fed: Callable[[], None] = lambda: None
        self._live_params: Mapping[str, Value] = {}

    # -- as a step ---------------------------------------------------------------------------

    def run(self, tick: Tick) -> bool:
        if self._thread is not None:
            return True  # live: the tick was given its values at the door
        if self.ended:
            self._over(tick)
            return True
        moment = tick.moment
        if not self.is_primary:
            tick.moment = Moment(moment.index, moment.time)  # its time is not the frame's
        super().run(tick)
        tick.moment = moment
        if self.ended:
            return True
        self._held = [tick.values[w] for w in self.writes]
        if self.is_primary:
            tick.captured = self._clock.now()
        return True

    def _over(self, tick: Tick) -> None:
        """The end of the primary source is the end of all; another one holds its last value."""
        self.ended = True
        if self.is_primary or self._held is None:
            tick.over = True
            return
        self._fill(tick, self._held)
        self._carry(tick)

    def _fill(self, tick: Tick, values: list[Any]) -> None:
        for number, value in zip(self.writes, values, strict=True):
            tick.values[number] = value

    # -- live ----------------------------------------------------------------------------------

    def go_live(self, fed: Callable[[], None]) -> None:
        """Run on a thread of its own from ``start`` on; ``fed`` is called after each frame."""
        self._fed = fed
        node = self.bound.step.node
        self._live_params = dict(node.params) if node is not None else {}
        self._thread = threading.Thread(
            target=self._loop, name=f"muse-source-{self.bound.step.name}", daemon=True
        )

    def start(self) -> None:
        if self._thread is not None and self._thread.ident is None:
            self.last_frame = self._clock.now()
            self._thread.start()

    def first_frame(self, timeout: float) -> bool:
        """Wait for the first frame of a source that was started; False if none comes in time."""
        self._clock.wait(self._came, self._clock.now() + round(timeout * 1e9))
        with self._lock:
            return self._slot is not None

    def has_frame(self) -> bool:
        """True when a tick can be given values: a new frame, or for a second source a held one.

        Nobody waits for a second source that is over or fails: without a last value it gives a
        failed one.
        """
        with self._lock:
            if self._slot is not None:
                return True
            held = self._held is not None or self.ended or self.bound.health.resting
            return held and not self.is_primary

    def give(self, tick: Tick) -> None:
        """Hand the newest frame to ``tick``; the primary source also gives it its capture time."""
        with self._lock:
            if self._slot is not None:
                self._held, captured = self._slot
                self._slot = None
                if self.is_primary:
                    tick.captured = captured
            params = tick.params[self.number]
            if params != self._live_params:
                self._live_params = dict(params)
                self._again.set()
        self._fill(tick, [FAILED] * len(self.writes) if self._held is None else self._held)
        self._carry(tick)

    def silent_for(self, now: int) -> float:
        """Seconds since the last frame of a live source that should give some; 0 for all others."""
        stream = self.bound.stream
        patient = stream is not None and (stream.patient or stream.fps == 0)
        if patient or not self.last_frame or self.ended or self.bound.health.resting:
            return 0.0
        return (now - self.last_frame) / 1e9

    @property
    def patience(self) -> float:
        """Seconds of silence after which it is set up again."""
        node = self.bound.step.node
        return (node.schema.declaration.patience if node is not None else 0.0) or STALE

    def close(self) -> None:
        """End the thread; a node that blocks longer than two seconds is left behind."""
        self._stop.set()
        self._again.set()
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join(2.0)

    @property
    def left_behind(self) -> bool:
        return self._stop.is_set() and self._thread is not None and self._thread.is_alive()

    def discard(self) -> list[Fault]:
        """Tear the source down, also while a call is stuck in it: that is what may free it."""
        return torn_down([self.bound])

    def _loop(self) -> None:
        stream = self.bound.stream
        period = round(1e9 / stream.fps) if stream and stream.patient and stream.fps > 0 else 0
        still = stream is not None and stream.fps == 0
        due = self._clock.now()
        index = 0
        while not self._stop.is_set():
            if period and self._clock.wait(self._stop, due):
                break
            if not self._next(index):
                break
            if self._quiet:
                continue
            self._came.set()
            self._fed()
            if still:
                self._again.wait()  # its value is held until a parameter changes
                self._again.clear()
            index += 1
            due += period
        self._came.set()
        self._fed()

    def _next(self, index: int) -> bool:
        """Fetch one frame into the slot; False when there are no more."""
        call, ctx = self._call, self._ctx
        if call is None or ctx is None:
            return False
        now = self._clock.now()
        with self._lock:
            params = self._live_params
        tick = Tick(index, len(self.writes), (), None)
        ctx.moment = Moment(index, now / 1e9)
        turn = [tick]
        self.claim = (turn, now)
        wrong: Fault | None = None
        result: Any = None
        try:
            if self.actions:
                self._act()
            result = call(ctx, **params)
        except EndOfStream:
            # a source that was closed for another ends, and the run does not
            self.ended = self._mine(turn) and not self._stop.is_set()
            return False
        except NoFrame as error:
            return self._nothing_now(error, turn, index, params)
        except Exception as error:  # noqa: BLE001 - a node may fail in any way; it becomes a fault
            wrong = Fault.of(self.bound.step.name, error, frame=index, params=params)
        if not self._mine(turn) or self._stop.is_set():
            return False
        flaw = None if wrong is not None or self._flaw is None else self._flaw(result)
        if flaw is not None:
            wrong = self._nonsense(tick, flaw, params)
        if wrong is not None:
            return self._failed_live(wrong)
        self._keep(result, now)
        return True

    def _keep(self, result: Any, began: int) -> None:
        """Put a good frame into the slot, where it takes the place of one that nobody took."""
        captured = self._clock.now()
        self.last_frame = captured
        self._durations.add(captured - began)
        if self._quiet:
            self._quiet = False
            self._reports.cured(self.bound)
        health = self.bound.health
        if (health.failures or health.attempts) and health.succeeded():
            self._reports.cured(self.bound)
        values = [result] if self._bare else list(result)
        with self._lock:
            if self._slot is not None and self.is_primary:
                self.dropped += 1
            self._slot = (values, captured)

    def _nothing_now(
        self, error: NoFrame, turn: list[Tick], index: int, params: Mapping[str, Value]
    ) -> bool:
        """The source has no frame for the moment and is asked again; told once."""
        if not self._mine(turn) or self._stop.is_set():
            return False
        if not self._quiet:
            self._quiet = True
            name = self.bound.step.name
            fault = Fault.of(name, error, frame=index, params=params, kind="silent")
            self._reports.failed(fault, self.bound, rests=False)
            self._reports.waits(self.bound)
        return True

    def _failed_live(self, fault: Fault) -> bool:
        """True when the source is asked again; a file that cannot be read on is over."""
        stream = self.bound.stream
        if stream is not None and stream.patient:
            self.ended = True
            self._reports.failed(fault, self.bound, rests=False)
            return False
        rests = self.bound.health.failed()
        self._reports.failed(fault, self.bound, rests=rests)
        return not rests
