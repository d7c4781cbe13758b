"""Buffers: how many are planned, and the pool that hands them out.

Assumption: CPython frees an object when its last reference goes. A pooled buffer is a view of a
block that the pool keeps; the block is free again as soon as the pool holds the only reference.
So no node, sink or engine part ever gives a buffer back by hand, a value that somebody still holds
(a preview, a node that keeps the last frame) can never be overwritten, and a forgotten reference
costs one more block instead of a torn picture.

Guarantee: once every shape has been seen with as many ticks in flight as the runner allows,
``created`` stays as it is; ``muse run --stats`` reports its growth per frame.
Cost: one short lock and a scan of the few blocks of that shape per request.

The planner's part (``plan_slots``) is the classic first-use / last-use packing over the order of
the plan. It decides how many blocks are made before the first frame; the runner multiplies by
the ticks in flight. The plan does not know what nodes take for themselves. That is seen while one
tick at a time warms the graph up: ``settle`` then makes what several at once will need, which might
otherwise be noticed only when two frames happen to meet after minutes.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muse_nodes.api.ports import LAYER, Array, Spec

# references to a free block: the list of the pool, the loop variable, getrefcount's argument
_FREE = 3


@dataclass(slots=True)
class _Shelf:
    """The blocks of one shape, how many of them were in use at once at most, and lately at all."""

    spec: Spec
    blocks: list[Any] = field(default_factory=list)
    peak: int = 0
    asked: bool = False


class Pool:
    """Reusable arrays of one device, keyed by spec."""

    def __init__(self, allocate: Callable[[Spec], Any], view: Callable[[Any, Spec], Any]) -> None:
        self._allocate = allocate
        self._view = view
        self._shelves: dict[tuple[tuple[int, ...], str], _Shelf] = {}
        self._lock = threading.Lock()
        self._ahead = 1
        self.created = 0
        self.bytes = 0

    def take(self, spec: Spec) -> Array:
        """An uninitialised array of ``spec``, new or used before."""
        with self._lock:
            shelf = self._shelf(spec)
            shelf.asked = True
            free, used = None, 1
            for block in shelf.blocks:
                if sys.getrefcount(block) != _FREE:
                    used += 1
                elif free is None:
                    free = block
            if free is None:
                # A shape seen for the first time: the other frames in flight will ask for it, too.
                self._make(shelf, 1 if shelf.blocks else self._ahead)
                free = shelf.blocks[used - 1]
            shelf.peak = max(shelf.peak, used)
            array: Array = self._view(free, spec)
            return array

    def reserve(self, spec: Spec, count: int) -> None:
        """Make sure that there are at least ``count`` blocks for ``spec``."""
        with self._lock:
            shelf = self._shelf(spec)
            self._make(shelf, count - len(shelf.blocks))

    def settle(self, in_flight: int) -> None:
        """Make the blocks that ``in_flight`` ticks at once need, after one at a time has run.

        None may be under way: what is in use now is what the nodes keep from tick to tick, and is
        needed once. What was in use beyond that, at most, is needed for every tick.
        """
        with self._lock:
            self._ahead = in_flight
            for shelf in self._shelves.values():
                kept = sum(sys.getrefcount(block) != _FREE for block in shelf.blocks)
                count = kept + in_flight * max(shelf.peak - kept, 0)
                self._make(shelf, count - len(shelf.blocks))

    def mark(self) -> None:
        """Another plan runs from here on: see which shapes it asks for."""
        with self._lock:
            for shelf in self._shelves.values():
                shelf.asked = False

    def sweep(self) -> None:
        """Let go of shapes that nobody has asked for since ``mark`` and that nobody holds."""
        with self._lock:
            for key, shelf in list(self._shelves.items()):
                held = any(sys.getrefcount(block) != _FREE for block in shelf.blocks)
                if not shelf.asked and not held:
                    self.bytes -= shelf.spec.nbytes * len(shelf.blocks)
                    del self._shelves[key]

    def _shelf(self, spec: Spec) -> _Shelf:
        key = (spec.shape, spec.dtype)
        found = self._shelves.get(key)
        if found is None:
            found = self._shelves[key] = _Shelf(spec)
        return found

    def _make(self, shelf: _Shelf, count: int) -> None:
        for _ in range(count):
            shelf.blocks.append(self._allocate(shelf.spec))
            self.created += 1
            self.bytes += shelf.spec.nbytes


@dataclass(frozen=True, slots=True)
class Use:
    """When a value is born, and which steps read it, as positions in the plan's order."""

    spec: Spec
    born: int
    read_by: tuple[int, ...]
    aliases: tuple[str, ...] = ()
    """Values whose pixels live on inside this one (a layer holds its frame, matte and field)."""


def last_uses(uses: Mapping[str, Use]) -> dict[str, int]:
    """The last position at which each value's pixels are needed, looking through aliases."""
    last = {name: max((use.born, *use.read_by)) for name, use in uses.items()}
    for name in reversed(list(uses)):  # values stand in the order of their birth
        for held in uses[name].aliases:
            last[held] = max(last[held], last[name])
    return last


def plan_slots(uses: Mapping[str, Use]) -> dict[str, int]:
    """A slot number per pixel value; values share a slot when their lives do not overlap.

    ``uses`` stands in the order of birth. Only values of equal shape and dtype share.
    """
    last = last_uses(uses)
    slots: dict[str, int] = {}
    free_from: list[tuple[Spec, int]] = []  # per slot: what it holds, when it was last needed
    for name, use in uses.items():
        if not use.spec.type.pixels or use.spec.type is LAYER or not use.spec.shape:
            continue
        for slot, (spec, until) in enumerate(free_from):
            if (spec.shape, spec.dtype) == (use.spec.shape, use.spec.dtype) and until < use.born:
                free_from[slot] = (spec, last[name])
                slots[name] = slot
                break
        else:
            slots[name] = len(free_from)
            free_from.append((use.spec, last[name]))
    return slots


def slot_counts(uses: Mapping[str, Use], slots: Mapping[str, int]) -> Sequence[tuple[Spec, int]]:
    """(spec, number of slots) for each shape, in the order of first use."""
    counts: dict[tuple[tuple[int, ...], str], tuple[Spec, set[int]]] = {}
    for name, slot in slots.items():
        spec = uses[name].spec
        counts.setdefault((spec.shape, spec.dtype), (spec, set()))[1].add(slot)
    return [(spec, len(found)) for spec, found in counts.values()]
