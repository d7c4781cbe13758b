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
the ticks in flight.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muse_nodes.api.ports import LAYER, Array, Spec

# references to a free block: the list of the pool, the loop variable, getrefcount's argument
_FREE = 3


class Pool:
    """Reusable arrays of one device, keyed by spec."""

    def __init__(self, allocate: Callable[[Spec], Any], view: Callable[[Any, Spec], Any]) -> None:
        self._allocate = allocate
        self._view = view
        self._blocks: dict[tuple[tuple[int, ...], str], list[Any]] = {}
        self._lock = threading.Lock()
        self.created = 0
        self.bytes = 0

    def take(self, spec: Spec) -> Array:
        """An uninitialised array of ``spec``, new or used before."""
        with self._lock:
            blocks = self._blocks.setdefault((spec.shape, spec.dtype), [])
            for block in blocks:
                if sys.getrefcount(block) == _FREE:
                    break
            else:
                block = self._make(blocks, spec)
            array: Array = self._view(block, spec)
            return array

    def reserve(self, spec: Spec, count: int) -> None:
        """Make sure that there are at least ``count`` blocks for ``spec``."""
        with self._lock:
            blocks = self._blocks.setdefault((spec.shape, spec.dtype), [])
            while len(blocks) < count:
                self._make(blocks, spec)

    def _make(self, blocks: list[Any], spec: Spec) -> Any:
        block = self._allocate(spec)
        blocks.append(block)
        self.created += 1
        self.bytes += spec.nbytes
        return block


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
