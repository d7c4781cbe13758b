"""Metrics against values worked out by hand, and what must hold of any of them."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from muse_nodes.training import metrics

PICTURE_METRICS = [
    metrics.mad, metrics.mse, metrics.gradient_error, metrics.connectivity_error, metrics.leak
]  # fmt: skip


def square(size: int = 20, low: int = 5, high: int = 15) -> np.ndarray:
    alpha = np.zeros((size, size))
    alpha[low:high, low:high] = 1
    return alpha


@pytest.mark.parametrize("metric", PICTURE_METRICS)
def test_a_perfect_matte_has_no_error(metric) -> None:
    assert metric(square(), square()) == 0


def test_differences_are_means_per_pixel() -> None:
    alpha, truth = np.array([[0.5, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [0.0, 1.0]])
    assert metrics.mad(alpha, truth) == pytest.approx((0.5 + 1.0) / 4)
    assert metrics.mse(alpha, truth) == pytest.approx((0.25 + 1.0) / 4)


def test_iou_counts_pixels_above_the_threshold() -> None:
    truth, alpha = square(), np.roll(square(), 5, 1)
    assert metrics.iou(alpha, truth) == pytest.approx(50 / 150)
    assert metrics.iou(alpha * 0.4, truth) == 0
    assert metrics.iou(np.zeros((3, 3)), np.zeros((3, 3))) == 1


def test_flicker_is_change_that_the_truth_does_not_have() -> None:
    truth = np.stack([np.roll(square(), i, 1) for i in range(4)])
    assert metrics.dtssd(truth, truth) == 0
    assert metrics.dtssd(truth * 0 + 0.3, truth * 0) == 0  # wrong, but steadily so
    alpha = np.zeros((3, 2, 2))
    alpha[1, 0, 0] = 0.8  # on for one frame: sqrt(0.64 / 4) at either change
    assert metrics.dtssd(alpha, np.zeros((3, 2, 2))) == pytest.approx(0.4)
    assert metrics.dtssd(alpha[:1], alpha[:1]) == 0


def test_leak_is_the_share_of_the_room_that_shows() -> None:
    truth, alpha = square(), square()
    alpha[0, :6] = 0.3
    alpha[1, :6] = 0.2  # too faint to see by
    assert metrics.leak(alpha, truth) == pytest.approx(6 / 300)
    assert metrics.leak(np.ones((4, 4)), np.ones((4, 4))) == 0


def test_the_gradient_of_a_ramp_is_its_slope_times_the_filters_gain() -> None:
    ramp = np.tile(np.linspace(0, 1, 41), (41, 1))
    sigma, reach = 1.4, 4
    at = np.arange(-reach, reach + 1)
    bell = np.exp(-(at**2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    slope = -at * bell / sigma**2
    norm = math.sqrt((np.outer(bell, slope) ** 2).sum())
    expected = (abs((slope * at).sum()) * bell.sum() / norm / 40) ** 2
    inner = metrics._slope(ramp, sigma)[10:-10, 10:-10]
    np.testing.assert_allclose(inner**2, expected, rtol=1e-9)


def test_a_soft_edge_where_a_hard_one_is_has_a_gradient_error() -> None:
    hard = square(40, 10, 30)
    soft = cv2.GaussianBlur(hard, (0, 0), 2)
    softer = cv2.GaussianBlur(hard, (0, 0), 4)
    assert 0 < metrics.gradient_error(soft, hard) < metrics.gradient_error(softer, hard)


def test_what_hangs_loose_has_a_connectivity_error_by_its_strength() -> None:
    truth, alpha = square(), square()
    alpha[0, 0] = 0.6  # an island: its level is 0, so phi falls from 1 to 0.4
    assert metrics.connectivity_error(alpha, truth) == pytest.approx(0.6 / 400)
    near = square()
    near[4, 5] = 0.6  # the same touching the body, where the truth has nothing: level 0 as well
    assert metrics.connectivity_error(near, truth) == pytest.approx(0.6 / 400)
    faint = square()
    faint[0, 0] = 0.1  # under the tolerance of 0.15
    assert metrics.connectivity_error(faint, truth) == 0


@settings(max_examples=40, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_the_largest_region_is_the_one_opencv_finds(mask: np.ndarray) -> None:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), connectivity=4
    )
    found = metrics.largest_region(mask)
    if count == 1:
        assert not found.any()
        return
    assert found.sum() == stats[1:, cv2.CC_STAT_AREA].max()
    assert len(set(labels[found])) == 1
    assert mask[found].all()


def test_points_are_right_within_a_share_of_the_reference() -> None:
    truth = np.array([[[0, 0, 1], [10, 0, 1], [20, 0, 0]]], float)
    points = truth + np.array([[[3, 4, 0], [5.1, 0, 0], [90, 0, 0]]])
    assert metrics.pck(points, truth, np.array([50.0]), 0.1) == pytest.approx(0.5)
    assert metrics.pck(points, truth, np.array([51.0]), 0.1) == 1
    assert math.isnan(metrics.pck(points, truth * 0, np.array([50.0])))


@pytest.mark.parametrize("metric", [*PICTURE_METRICS, metrics.iou, metrics.dtssd])
def test_mattes_of_two_sizes_are_refused(metric) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        metric(np.zeros((2, 4, 4)), np.zeros((2, 4, 1)))


def test_points_and_stills_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="differ"):
        metrics.pck(np.zeros((1, 2, 3)), np.zeros((2, 2, 3)), np.ones(1))
    with pytest.raises(ValueError, match="clips"):
        metrics.dtssd(np.zeros((4, 4)), np.zeros((4, 4)))
