"""One frame on its way through the plan, and the call of one step for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from muse_nodes.api.errors import EndOfStream
from muse_nodes.api.ports import Latest
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Moment
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.plan import NOTHING
from muse_nodes.engine.prepare import Bound
from muse_nodes.engine.schema import Value

Params = tuple[Mapping[str, Value], ...]
"""The parameters of all steps, by step number; replaced as a whole between two frames."""

FAILED = object()
"""Stands for a value whose node has failed.

It is not the same as None, "nothing this tick": who gets None from an optional input does without
it (a composite without a background shows the room), and that must never happen by accident.
Whatever reads a failed value fails silently with it, up to the sinks, which keep what they have.
"""


class Tick:
    """One frame: its values so far and what each step still waits for."""

    __slots__ = (
        "captured", "carry", "index", "left", "moment", "over", "params", "previous", "values",
        "waiting",
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
        self.over = False
        """The primary source has ended: nothing of this tick is a frame."""


class Task:
    """A step that is called once per tick. Never called twice at the same time."""

    def __init__(self, bound: Bound, clock: Clock, failed: Callable[[Fault], None]) -> None:
        step = bound.step
        self.bound = bound
        self.number = step.number
        self.reads = step.reads
        self.writes = step.writes
        self.required = step.required
        self.late = tuple(i for i, late in enumerate(step.latest) if late)
        self.carried: tuple[int, ...] = ()  # of writes: those that somebody reads in a later tick
        self.actions: list[str] = []
        self._clock = clock
        self._failed = failed
        self._durations = bound.figures.durations
        self._bare = step.node is None or step.node.schema.bare
        self._call = bound.instance.process if bound.ready else None
        self._ctx = bound.ctx
        self._fixed = _fixed_inputs(bound)
        self._bypass = _bypass(bound)

    def run(self, tick: Tick) -> None:
        """Call the node for ``tick`` and store what it gives; a failure stores its bypass."""
        call = self._call
        if call is None or tick.over:
            return
        values = tick.values
        args = [values[number] for number in self.reads]
        if self._lacks(tick, args):
            self._carry(tick)
            return
        for place in self.late:
            args[place] = _latest(tick, self.reads[place])
        if self._fixed is not None:  # of any number of inputs, those count that gave something
            args[self._fixed :] = [v for v in args[self._fixed :] if v is not None]
        if self._ctx is not None:
            self._ctx.moment = tick.moment
        now = self._clock.now
        started = now()
        try:
            if self.actions:
                self._act()
            result = call(self._ctx, *args, **tick.params[self.number])
        except EndOfStream:
            self._over(tick)
            return
        except Exception as error:  # noqa: BLE001 - a node may fail in any way; the show goes on
            result = self._stand_in(tick, error)
        self._durations.add(now() - started)
        self._store(values, result)
        if self.carried:
            self._carry(tick)

    def _over(self, tick: Tick) -> None:
        """The node has nothing more to give."""
        tick.over = True

    def _stand_in(self, tick: Tick, error: Exception) -> Any:
        """Report the failure; what the node gives instead."""
        params = tick.params[self.number]
        self._failed(Fault.of(self.bound.step.name, error, frame=tick.index, params=params))
        result = tick.values[self._bypass] if self._bypass != NOTHING else FAILED
        return result if self._bare else [result] * len(self.writes)

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
        self, bound: Bound, clock: Clock, failed: Callable[[Fault], None],
        move: Callable[[Any], Any], moved: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(bound, clock, failed)
        self._move = move
        self._moved = moved
        self._last: tuple[Any, Any] = (None, None)

    def run(self, tick: Tick) -> None:
        value = tick.values[self.reads[0]]
        if value is None or value is FAILED or tick.over:
            tick.values[self.writes[0]] = value
            self._carry(tick)
            return
        source, result = self._last
        if value is not source:
            started = self._clock.now()
            result = self._move(value)
            self._durations.add(self._clock.now() - started)
            self._moved()
            self._last = (value, result)
        tick.values[self.writes[0]] = result
        self._carry(tick)


def _latest(tick: Tick, number: int) -> Latest[Any] | None:
    if tick.previous is None:
        return None
    carried = tick.previous.carry.get(number)
    if carried is None:
        return None
    value, captured = carried
    return Latest(value, (tick.captured - captured) / 1e9)


def _fixed_inputs(bound: Bound) -> int | None:
    """How many inputs stand before a variadic one; None when there is no variadic one."""
    node = bound.step.node
    if node is None or not any(i.many for i in node.schema.inputs):
        return None
    return sum(not i.many for i in node.schema.inputs)


def _bypass(bound: Bound) -> int:
    """The value that stands in for the single output of a node that has failed."""
    node = bound.step.node
    if node is None or not node.schema.declaration.bypass or len(bound.step.writes) != 1:
        return NOTHING
    names = [i.name for i in node.schema.inputs]
    place = names.index(node.schema.declaration.bypass)
    return bound.step.reads[place]
