"""Peaks to a fraction of a cell, and the list of points itself. No torch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.models.heatmaps import peaks
from muse_nodes.training.points import BODY, FACE, MIRROR, POINTS, WHOLEBODY


def bump(x: float, y: float, height: float = 0.9, sigma: float = 1.5) -> np.ndarray:
    """A Gaussian at x, y in 0..1 on 12x20 cells."""
    columns, rows = np.arange(20) + 0.5 - 20 * x, np.arange(12) + 0.5 - 12 * y
    return height * np.exp(-(columns**2 + rows[:, None] ** 2) / (2 * sigma**2))


@settings(max_examples=60, deadline=None)
@given(st.floats(0.1, 0.9), st.floats(0.15, 0.85), st.floats(0.05, 1))
def test_a_gaussian_is_found_where_it_is(x: float, y: float, height: float) -> None:
    found = peaks(bump(x, y, height)[None])[0]
    np.testing.assert_allclose(found[:2], (x, y), atol=1e-4)
    assert 0.8 * height < found[2] <= height + 1e-6


@pytest.mark.parametrize("heat", [np.zeros((12, 20)), np.full((12, 20), 0.5), bump(0.0, 0.0)])
def test_a_map_without_a_top_gives_a_cell(heat: np.ndarray) -> None:
    x, y, _ = peaks(heat[None])[0]
    assert (x, y) == pytest.approx((0.5 / 20, 0.5 / 12))


def test_points_are_named_once_and_mirrored_in_pairs() -> None:
    assert len(set(POINTS)) == len(POINTS) == len(BODY) + len(FACE) == len(WHOLEBODY)
    assert [MIRROR[MIRROR[i]] for i in range(len(POINTS))] == list(range(len(POINTS)))
    assert POINTS[MIRROR[POINTS.index("left_wrist")]] == "right_wrist"
    assert POINTS[MIRROR[POINTS.index("chin")]] == "chin"
