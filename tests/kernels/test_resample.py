"""Resize, blur and shift against plain NumPy."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.resample import blur, resize, shift

BANDS = Bands(1)
sizes = st.tuples(st.integers(1, 60), st.integers(1, 60))


def picture(size, seed=0, sigma=2.0):
    noise = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), sigma) if sigma else noise


@settings(max_examples=60, deadline=None)
@given(size=sizes, out_size=sizes, seed=st.integers(0, 99))
def test_any_size_becomes_any_other_within_the_range_of_the_picture(size, out_size, seed):
    frame = picture(size, seed, 0)
    out = np.zeros((*out_size, 3), np.uint8)
    resize(BANDS, out, frame)
    assert (out >= frame.min(axis=(0, 1)).astype(int) - 1).all()
    assert (out <= frame.max(axis=(0, 1)).astype(int) + 1).all()
    matte = (frame[..., 0] / 255).astype(np.float32)
    small = np.full(out_size, np.nan, np.float32)
    resize(BANDS, small, matte)
    assert small.min() >= matte.min() - 1e-5
    assert small.max() <= matte.max() + 1e-5


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_whole_factors_are_exact_means(factor):
    frame = picture((12 * factor, 20 * factor), sigma=0)
    cells = frame.reshape(12, factor, 20, factor, 3).mean(axis=(1, 3))
    out = np.empty((12, 20, 3), np.uint8)
    resize(BANDS, out, frame)
    assert np.abs(out - cells).max() <= 1
    matte = frame[..., 0].astype(np.float32)
    small = np.empty((12, 20), np.float32)
    resize(BANDS, small, matte)
    np.testing.assert_allclose(small, cells[..., 0], atol=1e-3)


@pytest.mark.parametrize(
    ("size", "out_size"),
    [((224, 392), (90, 160)), ((7, 9), (7, 4)), ((13, 5), (1, 1)), ((40, 30), (39, 29))],
)
def test_a_matte_shrinks_to_the_means_of_the_areas(size, out_size):
    matte = np.random.default_rng(4).random(size, np.float32)
    out = np.full(out_size, 7, np.float32)
    with Bands(1) as bands:
        resize(bands, out, matte)
    expected = cv2.resize(matte, out_size[::-1], interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(out, expected, atol=1e-6)


def test_bands_of_rows_join_without_a_seam():
    frame = picture((200, 150))
    one, two = np.empty((2, 90, 70, 3), np.uint8)
    resize(BANDS, one, frame)
    with Bands(2) as bands:
        resize(bands, two, frame)
    np.testing.assert_array_equal(one, two)


def test_a_frame_does_not_fit_into_a_matte():
    with pytest.raises(ValueError, match="cannot be resized"):
        resize(BANDS, np.empty((2, 2), np.float32), np.zeros((4, 4, 3), np.uint8))


@pytest.mark.parametrize("radius", [0.0, 1.0, 3.0, 9.0, 20.0, 40.0])
def test_blur_has_the_standard_deviation_it_promises(radius):
    frame = np.zeros((241, 241, 3), np.uint8)
    frame[:, 120:] = 200
    out = np.empty_like(frame)
    blur(BANDS, out, frame, radius)
    if radius == 0:
        np.testing.assert_array_equal(out, frame)
        return
    slope = np.diff(out[120, :, 0].astype(float))
    at = np.arange(240) + 0.5
    mean = (slope * at).sum() / slope.sum()
    deviation = np.sqrt((slope * (at - mean) ** 2).sum() / slope.sum())
    assert abs(mean - 119.5) < 0.3
    assert deviation == pytest.approx(radius / 2, rel=0.08, abs=0.15)


@pytest.mark.parametrize("radius", [5.0, 14.0, 30.0])
def test_blur_is_close_to_a_true_gaussian(radius):
    frame = picture((135, 203), sigma=3)
    out = np.empty_like(frame)
    blur(BANDS, out, frame, radius)
    sigma = radius / 2
    reach = int(4 * sigma)
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    weights /= weights.sum()
    wide = np.pad(frame.astype(float), ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    rows = sum(w * wide[i : i + 135] for i, w in enumerate(weights))
    true = sum(w * rows[:, i : i + 203] for i, w in enumerate(weights))
    assert np.abs(out - true).mean() < 0.8
    assert np.abs(out - true).max() < 6


@settings(max_examples=30, deadline=None)
@given(size=sizes, radius=st.floats(0, 80))
def test_blur_leaves_an_even_picture_alone(size, radius):
    frame = np.full((*size, 3), 77, np.uint8)
    out = np.zeros_like(frame)
    blur(BANDS, out, frame, radius)
    assert (out == 77).all()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("move", [(0.0, 0.0), (3.0, -2.0), (0.25, 1.5), (-100.0, 0.0)])
def test_shift_moves_by_parts_of_a_pixel_and_repeats_the_edge(dtype, move):
    image = (picture((30, 41)).astype(float) * (256 if dtype == "uint16" else 1)).astype(dtype)
    for array in (image, np.ascontiguousarray(image[..., 1])):
        out = np.empty_like(array)
        shift(out, array, *move)
        y, x = np.mgrid[:30, :41].astype(float)
        y, x = (y - move[1]).clip(0, 29), (x - move[0]).clip(0, 40)
        y0, x0 = y.astype(int).clip(max=28), x.astype(int).clip(max=39)
        fy, fx = y - y0, x - x0
        if array.ndim == 3:
            fy, fx = fy[..., None], fx[..., None]
        data = array.astype(float)
        top = data[y0, x0] * (1 - fx) + data[y0, x0 + 1] * fx
        low = data[y0 + 1, x0] * (1 - fx) + data[y0 + 1, x0 + 1] * fx
        unit = 256 if dtype == "uint16" else 1
        assert np.abs(out - (top * (1 - fy) + low * fy)).max() <= 1.0 * unit
