"""Grow, feather, curve and stabilise against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.matte import MOVED, STILL, curve, feather, grow, stabilise

BANDS = Bands(1)
sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))


def noise(size, seed=0):
    return np.random.default_rng(seed).random(size, np.float32)


def disc(radius: float, size=(81, 81), centre=(40, 40)) -> np.ndarray:
    y, x = np.mgrid[: size[0], : size[1]]
    return (np.hypot(y - centre[0], x - centre[1]) <= radius).astype(np.float32)


@pytest.mark.parametrize("radius", [1, 2, 5, 11, 20])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_disc_grows_and_shrinks_by_the_radius(radius, sign):
    matte = disc(24.5)
    out = np.empty_like(matte)
    grow(BANDS, out, matte, sign * radius)
    width = np.sqrt(out.sum() / np.pi)
    assert width == pytest.approx(max(24.5 + sign * radius, 0), abs=1.3 + 0.03 * radius)


@settings(max_examples=40, deadline=None)
@given(size=sizes, radius=st.floats(-9, 9), seed=st.integers(0, 99))
def test_growing_goes_on_smoothly_and_never_the_wrong_way(size, radius, seed):
    matte = noise(size, seed)
    out, more = np.empty_like(matte), np.empty_like(matte)
    grow(BANDS, out, matte, radius)
    grow(BANDS, more, matte, radius + 0.25)
    assert (more >= out - 1e-5).all()
    assert ((out >= matte - 1e-5) if radius >= 0 else (out <= matte + 1e-5)).all()


def test_half_a_pixel_is_halfway():
    matte = disc(10)
    out = [np.empty_like(matte) for _ in range(3)]
    for radius, target in zip((2.0, 2.5, 3.0), out, strict=True):
        grow(BANDS, target, matte, radius)
    np.testing.assert_allclose(out[1], (out[0] + out[2]) / 2, atol=1e-5)


def test_feather_softens_and_keeps_the_contour_of_an_edge():
    matte = np.zeros((20, 80), np.float32)
    matte[:, 40:] = 1
    out = np.empty_like(matte)
    feather(out, matte, 12)
    row = out[10]
    assert row[39] < 0.5 < row[40]
    assert row[39] + row[40] == pytest.approx(1, abs=1e-4)
    rise = np.interp([0.07, 0.93], row, np.arange(80))
    assert rise[1] - rise[0] == pytest.approx(12, abs=1.0)
    feather(out, matte, 0)
    np.testing.assert_array_equal(out, matte)


@settings(max_examples=40, deadline=None)
@given(size=sizes, low=st.floats(0, 1), high=st.floats(0, 1), seed=st.integers(0, 99))
def test_curve_is_a_smooth_step(size, low, high, seed):
    matte = noise(size, seed)
    matte.flags.writeable = False
    out = np.empty_like(matte)
    curve(out, matte, low, high)
    t = ((matte - np.float32(low)) / max(high - low, 1e-6)).clip(0, 1)
    sure = np.abs(matte - low) > 1e-5
    np.testing.assert_allclose(out[sure], (t * t * (3 - 2 * t))[sure], atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(size=sizes, amount=st.floats(0, 1), seed=st.integers(0, 99))
def test_stabilise_agrees_with_the_reference(size, amount, seed):
    matte, previous = noise(size, seed), noise(size, seed + 1) * 0.4 + 0.3
    previous = previous.astype(np.float32)
    out = np.empty_like(matte)
    stabilise(out, matte, previous, amount)
    change = np.pad(np.abs(matte - previous), 1, mode="edge")
    rows, columns = size
    mean = sum(change[j : j + rows, i : i + columns] for j in range(3) for i in range(3)) / 9
    t = ((mean - STILL) / (MOVED - STILL)).clip(0, 1)
    keep = amount * (1 - t * t * (3 - 2 * t))
    np.testing.assert_allclose(out, matte + (previous - matte) * keep, atol=1e-3)


def test_flicker_is_held_and_movement_passes():
    person = disc(20)
    out = np.empty_like(person)
    flicker = (person * 0.97 + 0.01).astype(np.float32)
    stabilise(out, flicker, person, 0.9)
    assert np.abs(out - person).max() < 0.005
    moved = disc(20, centre=(40, 48))
    stabilise(out, moved, person, 0.9)
    inside = disc(17, centre=(40, 48)) * (1 - disc(23)) > 0
    np.testing.assert_allclose(out[inside], 1, atol=1e-6)
