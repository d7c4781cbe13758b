"""Every invariant can be broken, and says by what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from muse_nodes.api import MediaError
from muse_nodes.soak.chaos import Outcome
from muse_nodes.soak.invariants import (
    CHECKS,
    FEWEST,
    Notes,
    allowed,
    judge,
    setups_allowed,
)
from muse_nodes.soak.leaks import Seen
from muse_nodes.soak.plan import Action
from muse_nodes.soak.report import Report, write
from muse_nodes.soak.watch import Sample


def outcome(at: float = 10.0, **more: object) -> Outcome:
    good = Outcome(Action(at, "stall", "composite", 1.0, 0), at, at + 1, 0.4, 0.1, frame=7, met=2)
    return replace(good, **more)  # type: ignore[arg-type]  # fields of Outcome


def samples(rss: float = 500.0, threads: int = 9, handles: int = 12) -> list[Sample]:
    """Calm samples all along; the last quarter as told."""
    early = [Sample(float(at), 500.0, 9, 12) for at in range(0, 300, 10)]
    return early + [Sample(float(at), rss, threads, handles) for at in range(300, 400, 10)]


GOOD = Notes(
    seconds=400.0, outcomes=[outcome()], seen={"camera": Seen(900, 800, 60, 40)},
    samples=samples(), setups=[(1.0, "composite"), (11.0, "composite")],
)  # fmt: skip


def broken(notes: Notes) -> list[str]:
    return [one.name for one in judge(notes) if one.held is False]


def test_a_good_run_holds_them_all() -> None:
    assert [one.held for one in judge(GOOD)] == [True] * len(CHECKS)


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("the process goes on", replace(GOOD, ended_early=True)),
        ("the process goes on", replace(GOOD, interrupted=True)),
        ("the process goes on", replace(GOOD, engine_faults=["engine: It broke."])),
        ("frames in order at every sink", replace(GOOD, out_of_order=["a: 1 came after 2"])),
        ("frames in order at every sink", replace(GOOD, seen={"a": Seen(9, 9, out_of_order=1)})),
        ("no pixel of the room goes out", replace(GOOD, seen={"a": Seen(9, 9, leaked_pixels=1)})),
        ("no pixel of the room goes out", replace(GOOD, seen={"a": Seen(9, 0, 0, 9)})),
        ("only the slate while the panic key is on",
         replace(GOOD, seen={"a": Seen(9, 9, not_slate_in_panic=1)})),
        ("a picture at least every 250 ms", replace(GOOD, outcomes=[outcome(pause=0.26)])),
        ("recovers by itself", replace(GOOD, outcomes=[outcome(recovery=-1.0)])),
        ("recovers by itself", replace(GOOD, outcomes=[outcome(recovery=60.0)])),
        ("everything is reported", replace(GOOD, outcomes=[outcome(reported=False)])),
        ("memory within 3%", replace(GOOD, samples=samples(rss=516.0))),
        ("threads do not grow", replace(GOOD, samples=samples(threads=10))),
        ("handles do not grow", replace(GOOD, samples=samples(handles=13))),
        ("no storm of set-ups", replace(GOOD, setups=[(20.0 + n, "warp") for n in range(40)])),
    ],
)  # fmt: skip
def test_each_can_be_broken_alone(name: str, notes: Notes) -> None:
    assert broken(notes) == [name]


def test_a_pause_for_which_the_machine_had_no_core_is_not_the_runs() -> None:
    assert broken(replace(GOOD, outcomes=[outcome(pause=0.4, waited=0.2)])) == []
    assert broken(replace(GOOD, outcomes=[outcome(pause=0.5, waited=0.2)])) != []


def test_less_memory_and_fewer_threads_are_no_fault() -> None:
    assert broken(replace(GOOD, samples=samples(rss=400.0, threads=8, handles=11))) == []


def test_what_could_not_be_seen_is_not_judged() -> None:
    few = replace(GOOD, samples=samples()[: FEWEST - 1], seen={}, outcomes=[], hides_room=False)
    held = {one.name: one.held for one in judge(few)}
    for name in ("memory within 3%", "threads do not grow", "no pixel of the room goes out",
                 "a picture at least every 250 ms"):  # fmt: skip
        assert held[name] is None
    untold = [Sample(s.at, -1.0, s.threads, -1) for s in samples()]
    held = {one.name: one.held for one in judge(replace(GOOD, samples=untold))}
    assert held["memory within 3%"] is None
    assert held["handles do not grow"] is None
    assert held["threads do not grow"] is True


def test_more_edits_explain_more_set_ups() -> None:
    none, many = setups_allowed([], 20), setups_allowed([outcome(30), outcome(40, ended=41.0)], 20)
    assert none < many
    assert setups_allowed([outcome(300)], 20) == none, "that was much later"


def test_a_longer_outage_may_take_longer_to_recover_from() -> None:
    assert allowed(outcome(ended=14.0)) > allowed(outcome())


def report(notes: Notes = GOOD) -> Report:
    return Report("Test", 5, "2026-11-21", {"cores": 2}, "demo scene", "true", 0.0, notes)


def test_a_report_as_figures_and_as_a_page(tmp_path: Path) -> None:
    write(report(), tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert told["held"] is True
    assert told["kinds"]["stall"]["count"] == 1
    assert told["outcomes"][0]["pause_ms"] == 100
    write(report(), tmp_path / "a.md")
    page = (tmp_path / "a.md").read_text("utf-8")
    assert "| stall | 1 | 0.40, 0.40 | 100, 100 |" in page
    assert "**NO**" not in page
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "a.md"]


def test_a_fault_that_no_call_has_met_is_not_counted() -> None:
    told = report(replace(GOOD, outcomes=[outcome(), outcome(20.0, met=0)])).as_json()
    assert told["kinds"] == {"stall": report().as_json()["kinds"]["stall"]}  # type: ignore[index]  # a mapping
    edit = Outcome(Action(9.0, "resize", "camera", 1.0, 0), 9.0, 10.0, 0.1)
    assert edit.took_place


def test_a_broken_invariant_breaks_the_report_and_names_the_frame() -> None:
    bad = report(replace(GOOD, outcomes=[outcome(pause=0.9)]))
    assert not bad.held
    assert "| **NO** |" in bad.as_markdown()
    assert "900 ms, frame 7" in bad.as_markdown()


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="cannot be written"):
        write(report(), tmp_path / "missing" / "a.md")
