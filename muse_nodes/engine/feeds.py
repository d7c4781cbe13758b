"""Sources: a step that waits its turn, or a thread that keeps only its newest frame."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from muse_nodes.api.errors import EndOfStream
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Moment
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.prepare import Bound
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tick import FAILED, Task, Tick


class Feed(Task):
    """One source.

    As a step it gives one frame per tick and, when it is not the primary source, holds its last
    one after its end. Live, its thread calls the node as fast as it blocks (a camera) or as its
    nominal rate says (a patient source), and a frame that nobody took in time counts as dropped.
    """

    def __init__(
        self, bound: Bound, clock: Clock, failed: Callable[[Fault], None], *, is_primary: bool
    ) -> None:
        super().__init__(bound, clock, failed)
        self.is_primary = is_primary
        self.ended = False
        self.dropped = 0
        self._held: list[Any] | None = None
        self._slot: tuple[list[Any], int] | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._again = threading.Event()
        self._thread: threading.Thread | None = None
        self._fed: Callable[[], None] = lambda: None
        self._live_params: dict[str, Value] = {}

    # -- as a step ---------------------------------------------------------------------------

    def run(self, tick: Tick) -> None:
        if self._thread is not None:
            return  # live: the tick was given its values at the door
        if self.ended:
            self._over(tick)
            return
        moment = tick.moment
        if not self.is_primary:
            tick.moment = Moment(moment.index, moment.time)  # its time is not the frame's
        super().run(tick)
        tick.moment = moment
        if self.ended:
            return
        self._held = [tick.values[w] for w in self.writes]
        if self.is_primary:
            tick.captured = self._clock.now()

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
        if self._thread is not None:
            self._thread.start()

    def has_frame(self) -> bool:
        """True when a tick can be given values: a new frame, or for a second source a held one.

        Nobody waits for a second source that is over: without a last value it gives a failed one.
        """
        with self._lock:
            held = self._held is not None or self.ended
            return self._slot is not None or (held and not self.is_primary)

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

    def close(self) -> None:
        """End the thread; a node that blocks longer than two seconds is left behind."""
        self._stop.set()
        self._again.set()
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join(2.0)

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
            self._fed()
            if still:
                self._again.wait()  # its value is held until a parameter changes
                self._again.clear()
            index += 1
            due += period
        self._fed()

    def _next(self, index: int) -> bool:
        """Fetch one frame into the slot; False when there are no more."""
        ctx = self.bound.ctx
        if ctx is None or self._call is None:
            return False
        now = self._clock.now()
        ctx.moment = Moment(index, now / 1e9)
        with self._lock:
            params = self._live_params
        try:
            if self.actions:
                self._act()
            result = self._call(ctx, **params)
        except EndOfStream:
            self.ended = True
            return False
        except Exception as error:  # noqa: BLE001 - a node may fail in any way; it becomes a fault
            self.ended = True
            self._failed(Fault.of(self.bound.step.name, error, frame=index, params=params))
            return False
        captured = self._clock.now()
        self._durations.add(captured - now)
        values = [result] if self._bare else list(result)
        with self._lock:
            if self._slot is not None and self.is_primary:
                self.dropped += 1
            self._slot = (values, captured)
        return True
