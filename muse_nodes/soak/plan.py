"""What will go wrong, when and for how long: data that a seed decides, made before the run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from muse_nodes.engine.feeds import STALE

Kind = Literal[
    "unplug", "freeze", "stall", "raise", "nan", "wrong shape", "out of memory", "disk full",
    "drop camera", "swap model", "resize", "parameters", "structure", "panic", "pause", "action",
]  # fmt: skip

KINDS: tuple[Kind, ...] = get_args(Kind)

LENGTHS: Mapping[Kind, tuple[float, float]] = {
    "unplug": (0.6, 2.5),
    "freeze": (STALE + 0.6, STALE + 1.2),  # shorter is no fault: a camera may take its time
    "stall": (0.8, 2.0),
    "raise": (0.02, 0.6),
    "nan": (0.05, 0.6),
    "wrong shape": (0.05, 0.6),
    "out of memory": (0.05, 0.4),
    "disk full": (0.3, 1.5),
    "drop camera": (0.2, 1.2),
    "swap model": (0.0, 0.0),
    "resize": (0.8, 1.6),
    "parameters": (0.2, 0.5),
    "structure": (0.4, 1.2),
    "panic": (0.3, 1.0),
    "pause": (0.3, 1.0),
    "action": (0.0, 0.0),
}
"""Seconds from shortest to longest."""

FIRST, REST = 4.0, 0.9
"""Seconds before the first of them, and between two at least."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that is done to the run ``at`` seconds, to the node ``target`` (empty: to all).

    ``dice`` decides whatever else is left to chance, such as which parameter gets which value.
    """

    at: float
    kind: Kind
    target: str
    length: float
    dice: int

    def __str__(self) -> str:
        long = f" for {self.length:.2f} s" if self.length else ""
        return f"{self.at:8.2f} s  {self.kind:<14} {self.target}{long}"


def make_plan(
    targets: Mapping[Kind, Sequence[str]], seed: int, seconds: float
) -> tuple[Action, ...]:
    """The actions of a run of ``seconds``, in order of time; the same seed gives the same plan.

    All kinds that have a target take turns in rounds, each round in an order of its own, so that
    none is rarer than another by more than one.
    """
    chance = random.Random(seed)
    kinds = [kind for kind in KINDS if targets.get(kind)]
    if not kinds:
        return ()
    found: list[Action] = []
    at = min(FIRST, seconds / 10)
    for kind in _rounds(kinds, chance):
        length = round(chance.uniform(*LENGTHS[kind]), 3)
        if at + length > seconds - REST:
            return tuple(found)
        target = chance.choice(list(targets[kind]))
        found.append(Action(round(at, 3), kind, target, length, chance.getrandbits(32)))
        at += length + chance.uniform(REST, 2 * REST)
    raise AssertionError("rounds never end")


def counted(actions: Sequence[Action]) -> dict[Kind, int]:
    """How often each kind occurs."""
    found: dict[Kind, int] = {}
    for action in actions:
        found[action.kind] = found.get(action.kind, 0) + 1
    return found


def _rounds(kinds: Sequence[Kind], chance: random.Random) -> Iterator[Kind]:
    while True:
        order = list(kinds)
        chance.shuffle(order)
        yield from order
