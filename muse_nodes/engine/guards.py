"""The guards of a run: one per public sink, over all plans that the run goes through."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import WeakSet

from muse_nodes.api.exposure import Shows
from muse_nodes.api.ports import Frame
from muse_nodes.engine.bound import Bound
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.exposure import seen_by_sinks
from muse_nodes.engine.guard import Guard, Seen, Size
from muse_nodes.engine.outlets import Outlet, picture_of, unknown
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.tick import Params


class Guards:
    """What each sink has let out so far, so that a new plan does not begin trusting."""

    def __init__(self) -> None:
        self._guards: dict[str, Guard] = {}
        self._made: WeakSet[Guard] = WeakSet()
        self._lock = threading.Lock()
        self.panicking = False

    def of(self, ready: Prepared, bound: Bound) -> Guard | None:
        """A guard for the sink ``bound``; None when its pictures stay here."""
        node, place = bound.step.node, picture_of(bound)
        if node is None or place is None or not node.schema.declaration.public:
            return None
        spec = ready.specs.get(bound.step.reads[place])
        size = (spec.shape[0], spec.shape[1]) if spec is not None and spec.shape else (720, 1280)
        guard = Guard(size, False, unknown, _slate)
        before = self._guards.get(bound.step.name)
        if before is not None:
            guard.take_over(before)
        guard.make_ready(node.params)
        with self._lock:
            guard.panicking = self.panicking
            self._made.add(guard)
        return guard

    def follow(self, before: Sequence[Outlet], now: Sequence[Outlet]) -> None:
        """The sinks ``now`` take the place of those ``before``, with all that those have learned
        since the new ones were made. What has been replaced is forgotten: it holds a picture.
        """
        for outlet in before:
            if outlet.guard is not None:
                self._guards[outlet.bound.step.name] = outlet.guard
        for outlet in now:
            if outlet.guard is None:
                continue
            known = self._guards.get(outlet.bound.step.name)
            if known is not None and known is not outlet.guard:
                outlet.guard.take_over(known)
            self._guards[outlet.bound.step.name] = outlet.guard
        with self._lock:
            for guard in self._made:
                guard.panicking = self.panicking

    def panic(self, on: bool) -> None:
        """Have all public sinks show the slate, or go on."""
        with self._lock:
            self.panicking = on
            for guard in self._made:
                guard.panicking = on


class Exposure:
    """What the sinks of one plan see of the room, for the parameters of each frame."""

    def __init__(self, ready: Prepared) -> None:
        nodes = [b.step.node for b in ready.bound]
        self._graph = CheckedGraph(tuple(n for n in nodes if n is not None))
        self._steps = [b.step for b in ready.bound]
        self._params: Params = ()
        self._known: dict[frozenset[str], dict[str, Shows]] = {}

    def of(self, sink: str, params: Params) -> Seen:
        """What ``sink`` sees, given the nodes that are stood in for."""
        if params is not self._params:
            self._params, self._known = params, {}
        known = self._known

        def seen(bypassed: frozenset[str]) -> Shows:
            if bypassed not in known:
                told = {s.name: params[s.number] for s in self._steps if s.node is not None}
                known[bypassed] = dict(seen_by_sinks(self._graph, bypassed, told))
            return known[bypassed][sink]

        return seen


def _slate(path: str, size: Size) -> tuple[Frame, str]:
    from muse_nodes.media.slate import make_slate

    return make_slate(path, size)
