"""An endurance run from beginning to end."""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muse_nodes.api import Shows
from muse_nodes.document import Graph
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.exposure import seen_by_sinks
from muse_nodes.engine.host import open_host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.soak.board import Switchboard
from muse_nodes.soak.chaos import Chaos, Outcome
from muse_nodes.soak.footage import Footage
from muse_nodes.soak.inject import injected
from muse_nodes.soak.invariants import Notes
from muse_nodes.soak.leaks import Witness
from muse_nodes.soak.plan import Action, make_plan
from muse_nodes.soak.pulse import Pulse
from muse_nodes.soak.report import Report
from muse_nodes.soak.stage import SIZE, SIZES, staged, targets
from muse_nodes.soak.standins import VIRTUAL_CAMERA, with_stand_ins
from muse_nodes.soak.truth import STAND_INS, TrueNetworks
from muse_nodes.soak.watch import Sample, hardware, look

CALM = 0.25
"""Seconds between a look at the memory and the next action."""


@dataclass(frozen=True)
class Trial:
    """What is run. ``networks`` are the names that swaps of segmentation networks choose from.

    With ``true_mattes`` no network can err, so that a leak is the engine's; ``margin`` is how far
    from the person, in per cent of the height, a network may err without that being called a leak.
    After ``most`` actions the run is over, however much of its time is left.
    """

    graph: Graph
    registry: Registry
    models: NetworkSource
    footage: Footage
    seconds: float
    seed: int
    true_mattes: bool = True
    margin: float = 0.0
    networks: Sequence[str] = ()
    threads: int = 2
    most: int | None = None


def run_plan(trial: Trial) -> tuple[Action, ...]:
    """What will be done, and when."""
    with tempfile.TemporaryDirectory() as folder:
        graph = staged(trial.graph, Path(folder), true_mattes=trial.true_mattes)
        checked = _checked(graph, trial.registry)
        return _plan(trial, checked)


def _plan(trial: Trial, checked: CheckedGraph) -> tuple[Action, ...]:
    found = targets(checked, _networks(trial, checked))
    return make_plan(found, trial.seed, trial.seconds)[: trial.most]


def endure(trial: Trial, say: Callable[[str], None] = lambda text: None) -> Report:
    """Run the graph, do what the plan says, watch, and judge."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _endure(trial, Path(folder), say)


def _endure(trial: Trial, folder: Path, say: Callable[[str], None]) -> Report:
    board = Switchboard()
    graph = staged(trial.graph, folder, true_mattes=trial.true_mattes)
    witnesses = {
        n.id: Witness(trial.footage, trial.margin, (SIZE, *SIZES))
        for n in graph.nodes
        if n.type == VIRTUAL_CAMERA
    }
    registry = with_stand_ins(trial.registry, trial.footage, board, witnesses.__getitem__)
    checked = _checked(graph, registry)
    networks = _networks(trial, checked)
    plan = _plan(trial, checked)
    models = TrueNetworks(trial.models, trial.footage) if trial.true_mattes else trial.models
    pulse = Pulse()
    host = open_host(injected(registry, board), models, threads=trial.threads)
    try:
        run = host.start(graph, RunOptions(realtime=True, workers=trial.threads))
        pulse.start()
        try:
            chaos = Chaos(run, graph, registry, board, witnesses, networks, pulse)
            notes = _watch(trial, chaos, plan, say)
        finally:
            pulse.close()
            run.close()
    finally:
        host.close()
    notes.hides_room = all(
        s <= Shows.PERSON for n, s in seen_by_sinks(checked).items() if n in witnesses
    )
    return Report(
        trial.graph.title, trial.seed, datetime.date.today().isoformat(), hardware(),
        trial.footage.name, "true" if trial.true_mattes else "of the networks", trial.margin,
        notes, _figures(run), chaos.refused,
    )  # fmt: skip


def _watch(trial: Trial, chaos: Chaos, plan: Sequence[Action], say: Callable[[str], None]) -> Notes:
    began = time.perf_counter_ns()
    outcomes: list[Outcome] = []
    samples: list[Sample] = []
    interrupted = False
    try:
        for action in plan:
            if _rest(chaos, action.at) or chaos.now() + action.length > trial.seconds:
                break
            samples.append(look(chaos.now()))
            chaos.run.wait(CALM)  # what the look itself cost is no pause of the run's
            outcomes.append(chaos.carry_out(action))
            say(_told(outcomes[-1], chaos))
        if trial.most is None:
            while not _rest(chaos, trial.seconds) and chaos.now() < trial.seconds:
                pass
    except KeyboardInterrupt:  # what has been seen until then is reported all the same
        interrupted = True
    samples.append(look(chaos.now()))
    stats = chaos.run.stats
    return Notes(
        seconds=chaos.now(),
        ended_early=chaos.run.runner.done.is_set(),
        interrupted=interrupted,
        engine_faults=[str(f) for f in stats.faults if f.node == "engine"],
        outcomes=outcomes,
        seen={name: witness.seen for name, witness in chaos.witnesses.items()},
        samples=samples,
        setups=[((when - began) / 1e9, node) for when, node in chaos.board.setups],
        out_of_order=list(chaos.board.out_of_order),
    )


def _told(outcome: Outcome, chaos: Chaos) -> str:
    """A line about how an action went."""
    leaked = sum(w.seen.leaked_pixels for w in chaos.witnesses.values())
    return (
        f"{outcome.action}: recovered in {outcome.recovery:.2f} s, "
        f"pause {outcome.pause * 1e3:.0f} ms ({outcome.waited * 1e3:.0f} ms for a core)"
        f"{'' if outcome.reported else ', NOT REPORTED'}"
        f"{f', {leaked} LEAKED' if leaked else ''} {outcome.note}"
    )


def _rest(chaos: Chaos, until: float) -> bool:
    """Wait until a time of the run; True when the run is over before."""
    return chaos.run.wait(max(0.0, until - chaos.now()))


def _checked(graph: Graph, registry: Registry) -> CheckedGraph:
    checked, problems = check(graph, registry)
    if checked is None:
        raise GraphProblemsError(problems)
    return checked


def _networks(trial: Trial, graph: CheckedGraph) -> dict[str, Sequence[str]]:
    """By node: what its model may be swapped with."""
    names = tuple(trial.networks) or (STAND_INS if trial.true_mattes else ())
    return {n.id: names for n in graph.nodes if n.schema.id == "muse.understanding.segment"}


def _figures(run: Run) -> dict[str, object]:
    """Those of the run itself, without its lists."""
    left_out = ("faults", "events", "nodes")
    return {k: v for k, v in run.stats.as_json().items() if k not in left_out}
