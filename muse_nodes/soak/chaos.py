"""Carries the plan out on a running graph, one action after the other, and notes how it went.

An action begins, lasts, ends, and then the run has to be well again: the node that failed has
worked, nothing rests, and a picture that is neither held nor a slate has gone out. The next one
comes when the run itself says that the node is cured.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from muse_nodes.document import DocumentError, Graph, SetParam
from muse_nodes.engine.change import Change
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.soak.board import Switchboard
from muse_nodes.soak.edits import random_structure, random_values
from muse_nodes.soak.leaks import Witness
from muse_nodes.soak.plan import Action, Kind
from muse_nodes.soak.pulse import Pulse
from muse_nodes.soak.stage import SIZES

GIVE_UP = 20.0
"""Seconds after which a run counts as not well again."""

EXPECTED: Mapping[Kind, frozenset[str]] = {
    "unplug": frozenset(("raised", "setup")),
    "freeze": frozenset(("silent",)),
    "stall": frozenset(("stalled",)),
    "raise": frozenset(("raised",)),
    "nan": frozenset(("nonsense",)),
    "wrong shape": frozenset(("nonsense",)),
    "out of memory": frozenset(("raised",)),
    "disk full": frozenset(("raised",)),
    "drop camera": frozenset(("raised", "setup")),
}
"""Kinds of fault by which the run must report them."""

POLL = 0.01


@dataclass
class Outcome:
    """How an action went. Times in seconds of the run, ``pause`` and ``recovery`` in seconds."""

    action: Action
    began: float
    ended: float = 0.0
    recovery: float = -1.0
    """From the end of the cause until all was well; -1: it never was."""
    pause: float = 0.0
    """The longest time without a picture at the public sink, from begin to recovery."""
    waited: float = 0.0
    """How much of that the machine had no core for a thread of ours that was ready."""
    frame: int = -1
    reported: bool = True
    note: str = ""
    met: int = 0
    """Calls that ran into it."""

    @property
    def took_place(self) -> bool:
        """Edits and keys always do, a fault when a call ran into it."""
        return self.met > 0 or self.action.kind not in EXPECTED

    def as_json(self) -> dict[str, object]:
        return {
            "at": round(self.began, 2), "kind": self.action.kind, "target": self.action.target,
            "length": self.action.length, "recovery_s": round(self.recovery, 3),
            "pause_ms": round(self.pause * 1e3), "waited_ms": round(self.waited * 1e3),
            "frame": self.frame,
            "reported": self.reported, "calls_met": self.met, "note": self.note,
        }  # fmt: skip


@dataclass
class Chaos:
    """Drives ``run``, whose graph is ``base`` and comes back to it after every edit."""

    run: Run
    base: Graph
    registry: Registry
    board: Switchboard
    witnesses: Mapping[str, Witness]
    networks: Mapping[str, Sequence[str]]
    pulse: Pulse
    stop: threading.Event = field(default_factory=threading.Event)
    changes: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._began = time.perf_counter()
        self._kinds: dict[Kind, Callable[[Action, Outcome], None]] = {
            "swap model": self._swap, "resize": self._resize, "parameters": self._set,
            "structure": self._restructure, "panic": self._panic, "pause": self._pause,
            "action": self._act,
        }  # fmt: skip

    def now(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began

    def carry_out(self, action: Action) -> Outcome:
        """Do it and wait until the run is well again."""
        self._until(self._all_cured)  # a busy machine stalls nodes by itself
        for witness in self.witnesses.values():
            witness.doing = str(action).strip()
        self.board.worst_gap(forget=True)
        outcome = Outcome(action, self.now())
        self._kinds.get(action.kind, self._fault)(action, outcome)
        ended = time.perf_counter_ns()
        outcome.ended = self.now()
        if self._well_again(action.target, ended):
            outcome.recovery = (time.perf_counter_ns() - ended) / 1e9
        self._until(self._all_cured)  # back-off begins anew for the next one
        gap = self.board.worst_gap()
        outcome.pause, outcome.frame = gap.seconds, gap.frame
        outcome.waited = min(gap.seconds, self.pulse.waited(gap.began, gap.ended))
        for witness in self.witnesses.values():
            witness.doing = ""
        return outcome

    # -- faults ----------------------------------------------------------------------------------

    def _fault(self, action: Action, outcome: Outcome) -> None:
        told = self._told(action)
        fault = self.board.begin(action.kind, action.target)
        try:
            self.stop.wait(action.length)
            # a fault that no call has met is none: on a slow machine it lasts until one has
            self._until(lambda: bool(fault.met) and self._told(action) != told)
        finally:
            back = time.perf_counter_ns()
            self.board.end(fault)
        outcome.met = fault.met
        if fault.met:
            outcome.reported = self._until(lambda: self._told(action) != told)
        else:
            outcome.note = "no call has met it"
        if action.kind == "drop camera":  # nothing can be delivered while it is gone
            self._until(lambda: self.board.last_work(action.target) > back)
            gap = self.board.worst_gap(forget=True)
            outcome.note = f"{gap.seconds:.2f} s without a camera to deliver to"

    def _told(self, action: Action) -> list[tuple[object, ...]]:
        """What the run has reported of the node so far, of the kinds that are expected."""
        expected = EXPECTED[action.kind]
        return [
            (fault.kind, fault.message, fault.times, fault.frame)
            for fault in list(self.run.stats.faults)
            if fault.node == action.target and fault.kind in expected
        ]

    # -- edits -----------------------------------------------------------------------------------

    def _swap(self, action: Action, outcome: Outcome) -> None:
        chance = random.Random(action.dice)
        now = self.run.graph.node(action.target).params.get("model", "auto")
        name = chance.choice([n for n in self.networks[action.target] if n != now])
        self._change(self.run.edit(SetParam(action.target, "model", name)), outcome, name)
        self.base = SetParam(action.target, "model", name).apply(self.base).graph

    def _resize(self, action: Action, outcome: Outcome) -> None:
        width, height = random.Random(action.dice).choice(SIZES)
        change = self.run.set_params({action.target: {"width": width, "height": height}})
        self._change(change, outcome, f"{width}x{height}")
        self.stop.wait(action.length)
        self._back(outcome)

    def _set(self, action: Action, outcome: Outcome) -> None:
        chance = random.Random(action.dice)
        for _ in range(5):
            values = random_values(self.run.graph, self.registry, chance)
            text = ", ".join(f"{n}.{k}={v}" for n, kv in values.items() for k, v in kv.items())
            self._change(self.run.set_params(values), outcome, text)
            self.stop.wait(action.length / 5)
        self._back(outcome)

    def _restructure(self, action: Action, outcome: Outcome) -> None:
        edit = random_structure(self.base, self.registry, random.Random(action.dice))
        try:
            undo = edit.apply(self.run.graph).undo
        except DocumentError as error:
            outcome.note = f"{type(edit).__name__}: {error}"
            return
        change = self.run.edit(edit)
        self._change(change, outcome, repr(edit)[:160])
        self.stop.wait(action.length)
        if change.applied:
            self._change(self.run.edit(undo), outcome, "undo")
        self._back(outcome)

    def _back(self, outcome: Outcome) -> None:
        self._change(self.run.change(self.base), outcome, "")
        if self.run.graph != self.base:
            outcome.reported = False
            outcome.note += " The graph did not come back."

    def _change(self, change: Change, outcome: Outcome, text: str) -> None:
        """Wait for a change; it is applied or says why not."""
        self.changes += 1
        done = change.wait(GIVE_UP)
        if not done or not (change.applied or change.problems):
            outcome.reported = False
            outcome.note += f" Neither applied nor refused: {text}."
        elif not change.applied:
            kind = outcome.action.kind
            self.refused[kind] = self.refused.get(kind, 0) + 1
            text = f"{text} refused: {change.problems[0]}"
        if text:
            outcome.note = f"{outcome.note}; {text}" if outcome.note else text

    # -- keys --------------------------------------------------------------------------------------

    def _panic(self, action: Action, outcome: Outcome) -> None:
        self.run.panic(True)
        for witness in self.witnesses.values():
            witness.panic_since = time.perf_counter_ns()
        self.stop.wait(action.length)
        for witness in self.witnesses.values():
            witness.panic_since = 0
        self.run.panic(False)

    def _pause(self, action: Action, outcome: Outcome) -> None:
        self.run.pause()
        self.stop.wait(action.length)
        self.run.resume()

    def _act(self, action: Action, outcome: Outcome) -> None:
        schema = self.registry.schemas[self.base.node(action.target).type]
        name = random.Random(action.dice).choice([a.name for a in schema.actions])
        self.run.act(action.target, name)
        outcome.note = name

    # -- well again --------------------------------------------------------------------------------

    def _well_again(self, target: str, since: int) -> bool:
        """Wait until ``target`` has worked and a fresh picture has gone out after ``since``."""

        def well() -> bool:
            if target and self.board.last_work(target) <= since:
                return False
            line = self.run.runner.line
            if any(task.bound.health.resting for task in line.tasks):
                return False
            return all(w.fresh_at > since for w in self.witnesses.values())

        return self._until(well)

    def _all_cured(self) -> bool:
        """No node rests, and those that were set up again have done well for a while."""
        tasks = self.run.runner.line.tasks
        return not any(t.bound.health.resting or t.bound.health.attempts for t in tasks)

    def _until(self, true: Callable[[], bool]) -> bool:
        end = time.perf_counter() + GIVE_UP
        while not true():
            if time.perf_counter() > end or self.run.runner.done.is_set():
                return False
            time.sleep(POLL)
        return True
