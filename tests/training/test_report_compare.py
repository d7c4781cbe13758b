"""What is sold as progress: intervals against known ones, and each outcome by its rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.profiles.report import Compared, Measure, Role
from muse_nodes.training import report_compare as rc

TIMES = {i: i / 30 for i in range(300)}


def made(rival: Role, measure: Measure, outcome: str, frames: int = 50) -> Compared:
    return Compared(rival, measure, 0.5, 0.5, 0, 0, frames, outcome)  # type: ignore[arg-type] # by name


def test_the_interval_of_independent_values_is_that_of_their_mean() -> None:
    values = np.random.default_rng(3).normal(0.4, 1.0, 400)
    low, high = rc.interval(values, 1)
    error = values.std() / math.sqrt(400)
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.15 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.15 * error)


def test_values_that_stay_alike_count_once() -> None:
    """Ten seconds of what differs by chance: hardly ever a difference, but nearly always if each
    frame counted for itself."""
    draw = np.random.default_rng(4)
    claims = {1: 0, rc.block_length([i / 30 for i in range(300)]): 0}
    for _ in range(60):
        values = np.repeat(draw.normal(0.0, 1.0, 21), 15)[draw.integers(0, 15) :][:300]
        for block in claims:
            low, high = rc.interval(values, block)
            claims[block] += not low <= 0 <= high
    alone, blocks = claims.values()
    assert alone > 25
    assert blocks <= 12


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40), st.integers(0, 60))
def test_the_interval_lies_within_the_values(values: list[float], block: int) -> None:
    low, high = rc.interval(np.array(values), block)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_blocks_are_two_seconds_long_and_at_least_eight() -> None:
    assert rc.block_length([i / 30 for i in range(600)]) == 60
    assert rc.block_length([i / 30 for i in range(80)]) == 10
    assert rc.block_length([2.0 * i for i in range(80)]) == 1
    assert rc.block_length([0.0]) == 1
    assert rc.block_length([1.0, 1.0, 1.0]) == 1


@pytest.mark.parametrize(
    ("measure", "ours", "theirs", "wanted"),
    [
        ("mad", 0.01, 0.02, "better"), ("mad", 0.02, 0.01, "worse"),
        ("iou", 0.97, 0.93, "better"), ("iou", 0.90, 0.95, "worse"),
        ("mad", 0.0199, 0.02, "same"), ("iou", 0.9501, 0.95, "same"), ("leak", 0.0, 0.0, "same"),
    ],
)  # fmt: skip
def test_a_steady_difference_has_its_outcome(
    measure: Measure, ours: float, theirs: float, wanted: str
) -> None:
    found = rc.compare(
        "base", measure, dict.fromkeys(TIMES, ours), dict.fromkeys(TIMES, theirs), TIMES
    )
    assert found is not None
    assert found.outcome == wanted
    assert found.low == pytest.approx(ours - theirs)
    assert found.frames == 300


def test_a_difference_that_comes_and_goes_is_unclear() -> None:
    slow = {i: 0.02 + 0.01 * math.sin(2 * math.pi * i / 150) for i in TIMES}
    theirs = dict.fromkeys(TIMES, 0.021)
    found = rc.compare("base", "mad", slow, theirs, TIMES)
    assert found is not None
    assert found.low < found.student - found.other < found.high
    assert found.outcome == "unclear"


def test_few_frames_prove_nothing() -> None:
    few = dict.fromkeys(range(rc.FEWEST - 1), 0.01)
    found = rc.compare("base", "mad", few, dict.fromkeys(few, 0.02), TIMES)
    assert found is not None
    assert found.outcome == "unclear"
    assert rc.verdict_of([found]) == "unknown"


def test_only_frames_that_both_have_are_compared() -> None:
    found = rc.compare("base", "mad", {1: 0.1, 2: 0.3}, {2: 0.1, 3: 9.0}, TIMES)
    assert found is not None
    assert (found.student, found.other, found.frames) == (0.3, 0.1, 1)
    assert rc.compare("base", "mad", {1: 0.1}, {2: 0.1}, TIMES) is None


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        ([("base", "mad", "better"), ("general", "mad", "better")], "better"),
        ([("base", "mad", "better"), ("general", "mad", "unclear")], "not_better"),
        ([("base", "mad", "better"), ("general", "mad", "worse")], "not_better"),
        ([("general", "mad", "same"), ("general", "dtssd", "better")], "not_better"),
        ([("general", "mad", "better"), ("general", "dtssd", "worse")], "mixed"),
        ([("general", "mad", "better"), ("general", "gradient", "worse")], "better"),
        ([("general", "dtssd", "better")], "unknown"),
        ([], "unknown"),
    ],
)
def test_the_verdict_asks_for_the_matte_and_for_nothing_lost(
    outcomes: list[tuple[Role, Measure, str]], wanted: str
) -> None:
    assert rc.verdict_of([made(*one) for one in outcomes]) == wanted


def test_what_is_better_is_named() -> None:
    names: dict[Role, str] = {"student": "s", "base": "b", "general": "g"}
    behind = Compared("base", "mad", 0.02, 0.015, 0, 0, 50, "worse")
    ahead = Compared("general", "mad", 0.02, 0.01, 0, 0, 50, "worse")
    head, keep = rc.sentences("not_better", [behind, ahead], names)
    assert head.values == {"rivals": "base:b|general:g"}
    assert (keep.code, keep.values) == ("keep", {"rival": "general:g"})
    beaten = Compared("base", "mad", 0.02, 0.03, 0, 0, 50, "better")
    head, than, keep = rc.sentences("not_better", [beaten, ahead], names)
    assert head.values == {"rivals": "general:g"}
    assert (than.code, than.values) == ("better_than", {"rivals": "base:b"})
    assert keep.code == "keep"
