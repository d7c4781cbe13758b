"""Figures: rings, percentiles, and what the overlay and the file are given."""

from __future__ import annotations

from typing import Any

import pytest

from muse_nodes.engine.faults import Fault
from muse_nodes.engine.stats import RING, NodeFigures, Ring, RunStats, percentile


def test_a_ring_keeps_the_newest() -> None:
    ring = Ring()
    assert ring.values() == ring.recent(5) == []
    for number in range(RING + 3):
        ring.add(number)
    assert ring.count == RING + 3
    assert sorted(ring.values()) == list(range(3, RING + 3))
    assert ring.recent(4) == [RING - 1, RING, RING + 1, RING + 2]
    assert ring.recent(RING + 100) == list(range(3, RING + 3))


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, 0), ([7], 0.99, 7), ([3, 1, 2], 0.5, 2), ([3, 1, 2], 1.0, 3), ([3, 1, 2], 0, 1)],
)
def test_percentiles_by_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def filled() -> RunStats:
    """Sixty frames at 50 fps, 8 ms late, in a node that takes 2 ms (3 ms at last)."""
    stats = RunStats(nodes=[NodeFigures("a", "test.a", "cpu"), NodeFigures("b", "test.b", "cpu")])
    stats.started = 10**9
    for frame in range(60):
        stats.book_frame(10**9 + frame * 20_000_000)
        stats.latency.add(8_000_000)
        stats.nodes[0].durations.add(2_000_000 if frame < 40 else 3_000_000)
    stats.ended = 10**9 + 1_200_000_000
    stats.dropped, stats.uploads, stats.downloads, stats.allocations = 4, 61, 60, 3
    return stats


def test_the_rolling_figures_are_of_the_last_moment() -> None:
    figures = filled().figures()
    assert figures.fps == pytest.approx(50)
    assert (figures.latency_ms, figures.dropped, figures.frames) == (8.0, 4, 60)
    assert figures.stage_ms == (("a", 3.0),)  # a node that was never called has no figure


def test_the_file_has_the_whole_run() -> None:
    stats = filled()
    stats.faults.append(Fault("a", "It hurts.", "Stop it.", 3, {"x": 1}))
    found: dict[str, Any] = stats.as_json()
    assert (found["frames"], found["seconds"], found["fps"]) == (60, 1.2, 50.0)
    assert found["latency_ms"] == {"p50": 8.0, "p95": 8.0, "p99": 8.0, "max": 8.0}
    assert found["transfers_per_frame"] == {"up": 1.0167, "down": 1.0}
    assert found["allocations_per_frame"] == 0.05
    assert found["nodes"][0]["ms"] == {"p50": 2.0, "p95": 3.0}
    assert found["faults"] == [
        {
            "node": "a",
            "port": "",
            "kind": "raised",
            "frame": 3,
            "times": 1,
            "message": "It hurts.",
            "hint": "Stop it.",
            "params": {"x": 1},
        }
    ]


def test_a_run_that_never_was_has_figures_too() -> None:
    found = RunStats().as_json()
    assert (found["frames"], found["fps"], found["seconds"]) == (0, 0.0, 0.0)
    figures = RunStats().figures()
    assert (figures.fps, figures.latency_ms, figures.stage_ms) == (0.0, 0.0, ())


def test_a_fault_reads_as_a_sentence() -> None:
    assert str(Fault("a", "It hurts.", "Stop it.", 3)) == "a (frame 3): It hurts. Stop it."
    bug = Fault.of("a", ZeroDivisionError("no luck"))
    assert str(bug) == "a: It failed with ZeroDivisionError: no luck This is a bug in the node."
    assert "ZeroDivisionError" in bug.trace
