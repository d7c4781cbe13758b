"""One frame on its way through the plan, and the call of one step for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from muse_nodes.api.errors import EndOfStream
from muse_nodes.api.ports import Latest
from muse_nodes.engine.bound import Bound, torn_down
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Moment
from muse_nodes.engine.faults import Fault, Kind
from muse_nodes.engine.plan import NOTHING
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tag import Tag, merge
from muse_nodes.engine.trace import Recorder
from muse_nodes.engine.wiring import bypass_of, fixed_inputs_of, promised_of, telling_of

Params = tuple[Mapping[str, Value], ...]
"""The parameters of all steps, by step number; replaced as a whole between two frames."""

FAILED = object()
"""Stands for a value whose node has failed and has nothing to stand in for it.

It is not the same as None, "nothing this tick": who gets None from an optional input does without
it (a composite without a background shows the room), and that must never happen by accident.
Whatever reads a failed value fails silently with it, up to the sinks, which keep what they have.
"""


class Reports(Protocol):
    """Who is told how the nodes fare."""

    def failed(self, fault: Fault, bound: Bound, *, rests: bool) -> None:
        """A call went wrong; with ``rests`` the node is not called again as it is."""
        ...

    def waits(self, bound: Bound) -> None:
        """A live source has nothing to give for the moment, and says so itself."""
        ...

    def cured(self, bound: Bound) -> None:
        """A node that had been set up anew, or a source that was silent, does well again."""
        ...


class Tick:
    """One frame: its values so far and what each step still waits for.

    ``tags`` has, by value number, what does not come from this very frame.
    """

    __slots__ = (
        "captured", "carry", "index", "left", "moment", "over", "params", "previous", "tags",
        "values", "waiting",
    )  # fmt: skip

    def __init__(self, index: int, values: int, params: Params, previous: Tick | None) -> None:
        self.index = index
        self.values: list[Any] = [None] * (values + 1)  # the last one is NOTHING
        self.params = params
        self.previous = previous
        self.waiting: list[int] = []
        self.left = 0
        self.captured = 0
        self.moment = Moment(index, 0.0)
        self.carry: dict[int, tuple[Any, int]] = {}
        self.tags: dict[int, Tag] = {}
        self.over = False
        """The primary source has ended: nothing of this tick is a frame."""


class Task:
    """A step that is called once per tick. Never called twice at the same time."""

    def __init__(self, bound: Bound, clock: Clock, reports: Reports) -> None:
        self._clock = clock
        self._reports = reports
        self.actions: list[str] = []
        self.claim: tuple[list[Tick], int] | None = None
        """(whose turn it is, since when): whoever takes the tick out of the list finishes it."""
        self.stuck = 0
        self._discarded = False
        self._fate = threading.Lock()
        self._recorder: Recorder | None = None
        self.bind(bound)

    def bind(self, bound: Bound) -> None:
        """Take the place of ``bound`` in a plan; the node itself stays as it is."""
        step = bound.step
        self.bound = bound
        self.number = step.number
        self.reads = step.reads
        self.writes = step.writes
        self.required = step.required
        self.late = tuple(i for i, late in enumerate(step.latest) if late)
        self.carried: tuple[int, ...] = ()  # of writes: those that somebody reads in a later tick
        self._durations = bound.figures.durations
        self._bare = step.node is None or step.node.schema.bare
        there = bound.ready or bound.health.resting  # something stands in for one that rests
        self._process: Callable[..., Any] | None = bound.instance.process if there else None
        self.record(self._recorder)
        self._ctx = bound.ctx
        self._fixed = fixed_inputs_of(bound)
        self._bypass = bypass_of(bound)
        self._flaw = promised_of(bound)
        self._now = self._clock.now
        self._telling = telling_of(bound)
        node = step.node
        self._holds = step.kind == "node" and node is not None and (
            node.schema.declaration.on_fault == "hold"
        )  # fmt: skip

    def record(self, recorder: Recorder | None) -> None:
        """Have ``recorder`` note every call down from the next one on; None: no longer."""
        self._recorder, call = recorder, self._process
        if recorder is not None and call is not None:
            call = recorder.noting(self.bound.step.name, call)
        self._call = call

    def run(self, tick: Tick) -> bool:
        """Call the node for ``tick`` and store what it gives, or what stands in for it.

        False when it took so long that its tick was taken from it: then somebody else went on.
        """
        if self._call is None or tick.over:
            return True
        values = tick.values
        args = [values[number] for number in self.reads]
        if self._lacks(tick, args):
            self._carry(tick)
            return True
        for place in self.late:
            args[place] = _latest(tick, self.reads[place])
        if self._fixed is not None:  # of any number of inputs, those count that gave something
            args[self._fixed :] = [v for v in args[self._fixed :] if v is not None]
        return self._carry_out(tick, args, tick.params[self.number])

    def _carry_out(self, tick: Tick, args: list[Any], params: Mapping[str, Value]) -> bool:
        """See ``run``. The way of a call that goes well is kept short: see bench_engine."""
        call, ctx = self._call, self._ctx
        if self.bound.health.resting or call is None:
            self._stand_in(tick)
            return True
        if ctx is not None:
            ctx.moment = tick.moment
        started = self._now()
        turn = [tick]
        self.claim = (turn, started)
        try:
            if self.actions:
                self._act()
            result = call(ctx, *args, **params)
        except Exception as error:  # noqa: BLE001 - a node may fail in any way; the show goes on
            return self._raised(tick, turn, error, params)
        try:
            turn.pop()
        except IndexError:
            return self._too_late()
        wrong = self._flaw(result) if self._flaw is not None else None
        if wrong is not None:
            self._went_wrong(tick, self._nonsense(tick, wrong, params))
            return True
        self._durations.add(self._now() - started)
        self._went_well(tick, result)
        return True

    # -- well, and not --------------------------------------------------------------------------

    def _went_well(self, tick: Tick, result: Any) -> None:
        health, writes = self.bound.health, self.writes
        if not self._bare:
            self._store(tick.values, result)
        elif writes:
            tick.values[writes[0]] = result
        if tick.tags or (self._ctx is not None and self._ctx.belonging is not None):
            self._tag(tick)
        if self._holds and writes[0] not in tick.tags:
            health.good, health.good_index = result, tick.index
        if (health.failures or health.attempts) and health.succeeded():
            self._reports.cured(self.bound)
        if self.carried:
            self._carry(tick)

    def _raised(
        self, tick: Tick, turn: list[Tick], error: Exception, params: Mapping[str, Value]
    ) -> bool:
        """The call ended in an exception: the end of a source, or a fault."""
        over = isinstance(error, EndOfStream)
        if not over:
            self._give_way(error)
        if not self._mine(turn):
            return False
        if over:
            self._over(tick)
        else:
            fault = Fault.of(self.bound.step.name, error, frame=tick.index, params=params)
            self._went_wrong(tick, fault)
        return True

    def _went_wrong(self, tick: Tick, fault: Fault, *, at_once: bool = False) -> None:
        rests = self.bound.health.failed(at_once=at_once)
        self._reports.failed(fault, self.bound, rests=rests)
        self._stand_in(tick)

    def _nonsense(self, tick: Tick, wrong: tuple[str, str], params: Mapping[str, Value]) -> Fault:
        """The fault that a value means which is not what was promised."""
        port, text = wrong
        return self.fault(tick, f"What it gave cannot be used: {text}.", "nonsense", params, port)

    def _give_way(self, error: Exception) -> None:
        """Out of memory: the network that wanted it is the last resort from now on."""
        if isinstance(error, MemoryError) and self._ctx is not None and self._ctx.network:
            self.bound.health.avoid.add(self._ctx.network)

    def fault(
        self, tick: Tick, text: str, kind: Kind, params: Mapping[str, Value], port: str = ""
    ) -> Fault:
        """A fault of this node that is no exception."""
        hint = "The last good value stands in; if this stays, choose another model or node."
        return Fault(
            self.bound.step.name, text, hint, tick.index, dict(params), port=port, kind=kind
        )

    def _stand_in(self, tick: Tick) -> None:
        """What the node gives instead: as it declared, its last value, its bypass, or nothing."""
        node, health = self.bound.step.node, self.bound.health
        policy = "stop" if node is None else node.schema.declaration.on_fault
        bypass = self._bypass
        if policy == "hold" and health.good is not None:
            self._store(tick.values, health.good)
            self._mark(tick, Tag(health.good_index))
        elif policy != "stop" and bypass != NOTHING:
            result = tick.values[bypass]
            self._store(tick.values, result if self._bare else [result] * len(self.writes))
            tag = tick.tags.get(bypass) or Tag(tick.index)
            names = tag.bypassed | {self.bound.step.name}
            self._mark(tick, Tag(tag.index, tag.torn, names))
        else:
            self._store(tick.values, FAILED if self._bare else [FAILED] * len(self.writes))
        self._carry(tick)

    def _tag(self, tick: Tick) -> None:
        """Note what of the result does not come from this very frame."""
        belonging = None if self._ctx is None else self._ctx.belonging
        told = [(kind, tick.tags.get(number)) for kind, number in self._telling]
        tag = merge(tick.index, told)
        if belonging is not None and self._ctx is not None:
            self._ctx.belonging = None
            tag = Tag(belonging) if tag is None else Tag(
                min(belonging, tag.index), tag.torn, tag.bypassed
            )  # fmt: skip
        if tag is not None and (tag.index != tick.index or tag.torn or tag.bypassed):
            self._mark(tick, tag)

    def _mark(self, tick: Tick, tag: Tag) -> None:
        for number in self.writes:
            tick.tags[number] = tag

    # -- a call that does not come back ---------------------------------------------------------

    def _mine(self, turn: list[Tick]) -> bool:
        """Take the tick back after a call; False when the watchdog was first."""
        try:
            turn.pop()
        except IndexError:
            return self._too_late()
        return True

    def _too_late(self) -> bool:
        """A call that was given up has come back after all. Always False: see ``run``."""
        with self._fate:
            self.stuck -= 1
            if not self.stuck and self._discarded:
                torn_down([self.bound])
        return False

    def abandon(self, turn: list[Tick]) -> Tick | None:
        """Take the tick from a call that takes too long. None when it has just come back."""
        with self._fate:
            try:
                tick = turn.pop()
            except IndexError:
                return None
            self.stuck += 1
            return tick

    def gave_up(self, tick: Tick, seconds: float) -> None:
        """Finish the tick of an abandoned call with what stands in for it."""
        text = f"It has not come back for {seconds:.2f} s."
        params = tick.params[self.number] if tick.params else {}
        self._went_wrong(tick, self.fault(tick, text, "stalled", params), at_once=True)

    @property
    def left_behind(self) -> bool:
        """True while a call of it has not come back that nobody waits for any more."""
        return self.stuck > 0

    def discard(self) -> list[Fault]:
        """Tear the node down, or have the call that is stuck in it do so when it comes back."""
        with self._fate:
            if self.stuck:
                self._discarded = True
                return []
        return torn_down([self.bound])

    # -- values ---------------------------------------------------------------------------------

    def _over(self, tick: Tick) -> None:
        """The node has nothing more to give."""
        tick.over = True

    def _lacks(self, tick: Tick, args: list[Any]) -> bool:
        """True when the node cannot be called: a required value is missing, or one has failed."""
        for value, required in zip(args, self.required, strict=True):
            if value is FAILED:
                for number in self.writes:
                    tick.values[number] = FAILED
                return True
            if required and value is None:
                return True
        return False

    def _act(self) -> None:
        waiting, self.actions = self.actions, []
        for name in waiting:
            getattr(self.bound.instance, name)(self.bound.ctx)

    def _store(self, values: list[Any], result: Any) -> None:
        if self._bare:
            if self.writes:
                values[self.writes[0]] = result
        else:
            for number, value in zip(self.writes, result, strict=True):
                values[number] = value

    def _carry(self, tick: Tick) -> None:
        """Keep the newest values that a later tick reads, or hand on what was carried so far."""
        for number in self.carried:
            value = tick.values[number]
            if value is not None and value is not FAILED:
                tick.carry[number] = (value, tick.captured)
            elif tick.previous is not None and number in tick.previous.carry:
                tick.carry[number] = tick.previous.carry[number]


class Transfer(Task):
    """Moves a value over the border; the very object of the last tick is not moved again."""

    def __init__(
        self, bound: Bound, clock: Clock, reports: Reports,
        move: Callable[[Any], Any], moved: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(bound, clock, reports)
        self._move = move
        self._moved = moved
        self._last: tuple[Any, Any] = (None, None)

    def run(self, tick: Tick) -> bool:
        source, target = self.reads[0], self.writes[0]
        value = tick.values[source]
        if source in tick.tags:
            tick.tags[target] = tick.tags[source]
        if value is None or value is FAILED or tick.over:
            tick.values[target] = value
            self._carry(tick)
            return True
        last, result = self._last
        if value is not last:
            started = self._clock.now()
            result = self._move(value)
            self._durations.add(self._clock.now() - started)
            if self._recorder is not None:
                self._recorder.add(self.bound.step.name, started, tick.index)
            self._moved()
            self._last = (value, result)
        tick.values[target] = result
        self._carry(tick)
        return True


def _latest(tick: Tick, number: int) -> Latest[Any] | None:
    if tick.previous is None:
        return None
    carried = tick.previous.carry.get(number)
    if carried is None:
        return None
    value, captured = carried
    return Latest(value, (tick.captured - captured) / 1e9)
