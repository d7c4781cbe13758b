"""What must hold of a run, judged from what was noted: each a sentence, a figure and yes or no."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from muse_nodes.soak.chaos import Outcome
from muse_nodes.soak.leaks import Seen
from muse_nodes.soak.watch import Sample

PAUSE = 0.25
"""Seconds without a picture that a fault may cause."""

GROWTH = 0.03
"""Share by which memory may have grown from the first quarter to the last."""

ATTEMPTS = 9
"""Set-ups of one node within a minute that back-off allows while it is ill: pauses of 0.25, 0.5, 1,
2, … 30 s are eight attempts in 63 s, and the first one."""

FEWEST = 3
"""Samples of memory that a quarter must have to be compared."""


@dataclass(frozen=True)
class Invariant:
    """``held`` is None where it could not be judged; then ``figure`` says why."""

    name: str
    held: bool | None
    figure: str


@dataclass
class Notes:
    """All that was noted of a run. ``setups`` has (seconds of the run, node)."""

    seconds: float = 0.0
    ended_early: bool = False
    interrupted: bool = False
    """Ctrl-C has ended it before its time."""
    engine_faults: Sequence[str] = ()
    outcomes: Sequence[Outcome] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    samples: Sequence[Sample] = ()
    setups: Sequence[tuple[float, str]] = ()
    out_of_order: Sequence[str] = ()
    hides_room: bool = True


def judge(notes: Notes) -> list[Invariant]:
    """All invariants, in the order of the report."""
    return [check(notes) for check in CHECKS]


def goes_on(notes: Notes) -> Invariant:
    """The run lasts as long as it is to, and the engine itself never fails."""
    wrong = ["it ended by itself"] if notes.ended_early else []
    if notes.interrupted:
        wrong.append(f"it was ended early, by Ctrl-C, after {notes.seconds:.0f} s")
    wrong += notes.engine_faults
    told = "; ".join(wrong) or f"{notes.seconds:.0f} s"
    return Invariant("the process goes on", not wrong, told)


def in_order(notes: Notes) -> Invariant:
    """No sink is given a frame older than one before."""
    count = len(notes.out_of_order) + sum(seen.out_of_order for seen in notes.seen.values())
    told = f"{count} frames out of order" + "".join(f", {text}" for text in notes.out_of_order[:1])
    return Invariant("frames in order at every sink", not count, told)


def no_leak(notes: Notes) -> Invariant:
    """No pixel of the room goes out."""
    name = "no pixel of the room goes out"
    if not notes.hides_room:
        return Invariant(name, None, "this graph shows the room")
    looked = sum(seen.looked_at for seen in notes.seen.values())
    pixels = sum(seen.leaked_pixels for seen in notes.seen.values())
    pictures = sum(seen.leaked_pictures for seen in notes.seen.values())
    told = f"{pixels} pixels in {pictures} of {looked} pictures that were looked at"
    return Invariant(name, not pixels and looked > 0, told)


def slate_in_panic(notes: Notes) -> Invariant:
    """While the panic key is on nothing but the slate goes out."""
    wrong = sum(seen.not_slate_in_panic for seen in notes.seen.values())
    return Invariant("only the slate while the panic key is on", not wrong, f"{wrong} pictures")


def keeps_delivering(notes: Notes) -> Invariant:
    """Whatever fails, somebody who watches has a picture every quarter of a second."""
    name = f"a picture at least every {PAUSE * 1e3:.0f} ms"
    worst = max(notes.outcomes, key=lambda o: o.pause, default=None)
    if worst is None or not notes.seen:
        return Invariant(name, None, "nothing was done, or no sink is public")
    late = sum(is_late(outcome) for outcome in notes.outcomes)
    told = (
        f"longest {worst.pause * 1e3:.0f} ms ({worst.action.kind}), of which "
        f"{worst.waited * 1e3:.0f} ms other programs had the cores; {late} of "
        f"{len(notes.outcomes)} above without that"
    )
    return Invariant(name, not late, told)


def is_late(outcome: Outcome) -> bool:
    """Too long without a picture, and not because the machine had no core for the thread."""
    return outcome.pause - outcome.waited > PAUSE


def recovers(notes: Notes) -> Invariant:
    """After the cause is gone all is well within what back-off allows."""
    late = [o for o in notes.outcomes if not 0 <= o.recovery <= allowed(o)]
    worst = max(notes.outcomes, key=lambda o: o.recovery, default=None)
    told = "nothing was done"
    if worst is not None:
        told = f"slowest {worst.recovery:.2f} s ({worst.action.kind}), {len(late)} too slow"
    if late:
        told += f", first {late[0].action}"
    return Invariant("recovers by itself", not late, told)


def allowed(outcome: Outcome) -> float:
    """Seconds of recovery: an outage of L seconds may cost a pause of up to L + 0.25 s more, and
    the node is set up, warmed and set up again."""
    return 5.0 + 2 * (outcome.ended - outcome.began)


def tells(notes: Notes) -> Invariant:
    """Every fault is reported with its node; every edit is applied or says why not."""
    silent = [o for o in notes.outcomes if not o.reported]
    told = f"{len(notes.outcomes) - len(silent)} of {len(notes.outcomes)}"
    if silent:
        told += f"; not: {silent[0].action} {silent[0].note}"
    return Invariant("everything is reported", not silent, told)


def memory_stays(notes: Notes) -> Invariant:
    """Memory in the last quarter is that of the first, within ``GROWTH``."""
    name = f"memory within {GROWTH:.0%}"
    first, last = _quarters(notes, lambda s: s.rss_mb)
    if min(len(first), len(last)) < FEWEST:
        return Invariant(name, None, "too few samples")
    before, after = statistics.median(first), statistics.median(last)
    share = after / before - 1
    told = f"{before:.0f} MB after the first quarter, {after:.0f} MB after the last ({share:+.1%})"
    return Invariant(name, share <= GROWTH, told)


def threads_stay(notes: Notes) -> Invariant:
    """No thread is left behind."""
    return _stays(notes, "threads do not grow", lambda s: s.threads)


def handles_stay(notes: Notes) -> Invariant:
    """No handle is left open."""
    return _stays(notes, "handles do not grow", lambda s: s.handles)


def no_storm(notes: Notes) -> Invariant:
    """No node is set up more often than edits and back-off explain."""
    name = "no storm of set-ups"
    worst, limit, node = 0, 0, ""
    by_node: dict[str, list[float]] = {}
    for when, id in notes.setups:
        by_node.setdefault(id, []).append(when)
    for id, times in by_node.items():
        for place, when in enumerate(times):
            count = bisect_right(times, when + 60) - place
            allowed_here = setups_allowed(notes.outcomes, when)
            if count - allowed_here > worst - limit or not node:
                worst, limit, node = count, allowed_here, id
    told = f"closest: {worst} of {node} within a minute, {limit} allowed" if node else "none"
    return Invariant(name, worst <= limit or not node, told)


def setups_allowed(outcomes: Sequence[Outcome], since: float) -> int:
    """In the minute from ``since`` on: back-off and, per action, there and back; each prepares the
    node twice, before and after it is warmed up."""
    begun = bisect_right(outcomes, since + 60, key=lambda o: o.began)
    actions = max(0, begun - bisect_left(outcomes, since - 5, key=lambda o: o.ended))
    return 2 * (ATTEMPTS + 3 * actions)


CHECKS: tuple[Callable[[Notes], Invariant], ...] = (
    goes_on, in_order, no_leak, slate_in_panic, keeps_delivering, recovers, tells, memory_stays,
    threads_stay, handles_stay, no_storm,
)  # fmt: skip


def _quarters(notes: Notes, figure: Callable[[Sample], float]) -> tuple[list[float], list[float]]:
    """The figures of the end of the first quarter, and of the end of the last."""
    total = notes.seconds
    first = [figure(s) for s in notes.samples if total / 8 <= s.at <= total / 4]
    last = [figure(s) for s in notes.samples if total * 7 / 8 <= s.at]
    return [v for v in first if v >= 0], [v for v in last if v >= 0]


def _stays(notes: Notes, name: str, figure: Callable[[Sample], float]) -> Invariant:
    first, last = _quarters(notes, figure)
    if min(len(first), len(last)) < FEWEST:
        return Invariant(name, None, "too few samples")
    before, after = max(first), statistics.median(last)
    return Invariant(name, after <= before, f"at most {before:g} at first, {after:g} at last")
