"""The plan of an endurance run: decided by its seed, fair to all kinds, within its time."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pytest

from muse_nodes.soak.plan import KINDS, LENGTHS, REST, Kind, counted, make_plan

EVERYTHING: Mapping[Kind, Sequence[str]] = {kind: ["one", "two"] for kind in KINDS}


def test_the_same_seed_gives_the_same_plan_and_another_one_another() -> None:
    assert make_plan(EVERYTHING, 7, 600) == make_plan(EVERYTHING, 7, 600)
    assert make_plan(EVERYTHING, 7, 600) != make_plan(EVERYTHING, 8, 600)


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    short, long = make_plan(EVERYTHING, 7, 100), make_plan(EVERYTHING, 7, 600)
    assert long[: len(short)] == short


def test_half_an_hour_has_each_kind_twenty_times_and_none_much_more() -> None:
    counts = counted(make_plan(EVERYTHING, 20261121, 1800))
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 20
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize("seconds", [6.0, 30.0, 300.0])
def test_actions_come_one_after_the_other_and_end_in_time(seconds: float) -> None:
    plan = make_plan(EVERYTHING, 3, seconds)
    for one, following in itertools.pairwise(plan):
        assert following.at >= one.at + one.length + REST - 0.002
    for action in plan:
        low, high = LENGTHS[action.kind]
        assert low <= action.length <= high
        assert action.at + action.length <= seconds


def test_what_has_no_target_is_left_out() -> None:
    plan = make_plan({"stall": ["a"], "nan": []}, 1, 60)
    assert {action.kind for action in plan} == {"stall"}
    assert make_plan({}, 1, 60) == ()


def test_a_plan_can_be_read() -> None:
    text = str(make_plan({"stall": ["composite"]}, 1, 60)[0])
    assert "stall" in text
    assert "composite" in text
    assert text.startswith("    4.00 s")
