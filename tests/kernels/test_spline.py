"""Thin-plate splines: what the mathematics promises, and what too few points say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.kernels.spline import spline

RNG = np.random.default_rng(3)
POINTS = RNG.uniform(0, 300, (30, 2))
BESIDE = RNG.uniform(-50, 350, (200, 2))
TURN = np.array([[1.1, 0.2], [-0.3, 0.9]])


def reference(at, points, values):
    """The textbook: r² log r and an affine part, one big system, coordinates as they are."""

    def bend(a, b):
        r = np.linalg.norm(a[:, None] - b[None], axis=-1)
        return np.where(r > 0, r**2 * np.log(np.maximum(r, 1e-9)), 0)

    plane = np.c_[np.ones(len(points)), points]
    system = np.block([[bend(points, points), plane], [plane.T, np.zeros((3, 3))]])
    solved = np.linalg.solve(system, np.r_[values, np.zeros((3, values.shape[1]))])
    return bend(at, points) @ solved[:-3] + np.c_[np.ones(len(at)), at] @ solved[-3:]


def test_without_stiffness_it_meets_every_value() -> None:
    values = RNG.normal(0, 5, (30, 2))
    assert np.allclose(spline(POINTS, POINTS, values, 0.0), values, atol=1e-6)


def test_between_the_points_it_is_the_textbooks() -> None:
    values = RNG.normal(0, 5, (30, 2))
    expected = reference(BESIDE, POINTS, values)
    assert np.allclose(spline(BESIDE, POINTS, values, 0.0), expected, atol=1e-5)


@pytest.mark.parametrize("stiffness", [0.0, 0.005, 1.0])
def test_an_affine_movement_is_reproduced_exactly_everywhere(stiffness: float) -> None:
    made = spline(BESIDE, POINTS, POINTS @ TURN + (7, -3), stiffness)
    assert np.allclose(made, BESIDE @ TURN + (7, -3), atol=1e-8)


def test_stiffness_smooths_a_value_that_stands_out() -> None:
    values = np.zeros((30, 1))
    values[4] = 10
    left = [spline(POINTS, POINTS, values, s)[4, 0] for s in (0.0, 0.01, 0.1, 1.0)]
    assert left == sorted(left, reverse=True)
    assert left[0] == pytest.approx(10)
    assert left[-1] < 4


@given(scale=st.floats(0.01, 100), dx=st.floats(-1e3, 1e3))
def test_the_size_and_place_of_the_picture_do_not_matter(scale: float, dx: float) -> None:
    values = POINTS[:, :1] ** 2 / 1e3
    here = spline(BESIDE, POINTS, values, 0.1)
    there = spline(BESIDE * scale + dx, POINTS * scale + dx, values, 0.1)
    assert np.allclose(here, there, atol=1e-4)


@pytest.mark.parametrize(
    "points",
    [[[5, 5]], [[5, 5], [9, 9]], [[0, 0], [10, 10], [20, 20], [30, 30]], [[4, 4], [4, 4], [4, 4]]],
)
def test_points_that_say_nothing_about_a_turn_move_everything_alike(points: list) -> None:
    values = np.arange(2.0 * len(points)).reshape(-1, 2)
    made = spline(BESIDE, np.array(points, float), values, 0.0)
    assert np.allclose(made, values.mean(axis=0))


def test_no_points_move_nothing() -> None:
    assert not spline(BESIDE, np.zeros((0, 2)), np.zeros((0, 2)), 0.1).any()


def test_two_points_in_one_place_are_no_accident() -> None:
    points = np.r_[POINTS, POINTS[:1]]
    made = spline(BESIDE, points, points @ TURN, 0.0)
    assert np.allclose(made, BESIDE @ TURN, atol=1e-4)


def test_a_value_for_each_point() -> None:
    with pytest.raises(ValueError, match="3 points were given with 2 values"):
        spline(BESIDE, POINTS[:3], np.zeros((2, 2)), 0.0)
