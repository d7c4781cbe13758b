"""A short endurance run, in real time: a few faults and edits, and nothing gets out.

How fast it goes is not judged here, the machine may be busy with something else: a run is over
after its last action, whenever that is.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled_runs import GRAPHS

from muse_nodes.document import load
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import load_models
from muse_nodes.engine.registry import load_registry
from muse_nodes.soak.endurance import Trial, endure, run_plan
from muse_nodes.soak.footage import Footage, open_footage
from muse_nodes.soak.plan import counted
from muse_nodes.soak.report import Report

pytestmark = pytest.mark.slow

TIMED = {
    "a picture at least every 250 ms",
    "recovers by itself",
    "everything is reported",
    "memory within 3%",
}
"""Invariants that a busy machine can break (a fault may pass before a call meets it)."""


ENOUGH = 240.0
"""Seconds that no machine needs for the few actions of these runs."""


def trial(footage: Footage, models: NetworkSource, most: int, seed: int) -> Trial:
    graph = load(GRAPHS / "virtual_background.json").sound()
    networks = () if isinstance(models, NoModels) else ("selfie_square", "selfie_landscape")
    return Trial(
        graph, load_registry(), models, footage, ENOUGH, seed, networks=networks, most=most
    )


def judged(report: Report) -> None:
    broken = [one for one in report.invariants if one.held is False and one.name not in TIMED]
    assert not broken, report.as_markdown()
    (seen,) = report.notes.seen.values()
    assert seen.looked_at > 0
    assert seen.held + seen.slates > 0
    assert all(o.recovery >= 0 for o in report.notes.outcomes), report.as_markdown()


def test_all_that_can_fail_fails_in_the_drawn_room_and_nothing_leaks() -> None:
    test = trial(open_footage(None), NoModels(), 6, seed=11)
    report = endure(test)
    judged(report)
    done = [o.action for o in report.notes.outcomes]
    assert done == list(run_plan(test))
    assert max(counted(done).values()) == 1


@pytest.mark.shared
def test_a_real_scene_with_real_networks_and_nothing_leaks(shared: Path) -> None:
    footage = open_footage(shared / "scenes" / "office_hoodie")
    report = endure(trial(footage, load_models([shared / "models"]), 6, seed=3))
    judged(report)
    assert report.footage == "office_hoodie"
