"""The one-pass shrink against dense weight matrices; letterbox; turned crops."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.network_input import ROWS, crop_rotated, letterbox, to_network
from muse_nodes.kernels.shrink import box_width, row_taps


def box_matrix(size: int, out: int, start: float, stop: float, box: int, step: int) -> np.ndarray:
    """Weights (out, size): boxes of ``box`` samples ``step`` apart, centred on the cells."""
    matrix = np.zeros((out, size))
    cell = (stop - start) / out
    for i in range(out):
        position = start + (i + 0.5) * cell - 0.5 * (box - 1) * step - 0.5
        whole = math.floor(position)
        part = (position - whole) / step
        for k in range(box + 1):
            weight = (1 - part) * (k < box) + part * (k > 0)
            matrix[i, min(max(whole + k * step, 0), size - 1)] += weight / box
    return matrix


def reference(frame: np.ndarray, roi: tuple[float, float, float, float], out: tuple[int, int]):
    base, doublings = box_width((roi[2] - roi[0]) / out[1])
    taps, step = row_taps((roi[3] - roi[1]) / out[0], ROWS)
    down = box_matrix(frame.shape[0], out[0], roi[1], roi[3], taps - 1, step)
    along = box_matrix(frame.shape[1], out[1], roi[0], roi[2], base << doublings, 1)
    return np.einsum("yj,jic,xi->yxc", down, frame.astype(float), along)


sizes = st.tuples(st.integers(1, 70), st.integers(1, 90))


@settings(max_examples=60, deadline=None)
@given(
    frame_size=sizes,
    out_size=st.tuples(st.integers(1, 24), st.integers(1, 24)),
    seed=st.integers(0, 99),
)
def test_agrees_with_dense_weights_at_any_size(frame_size, out_size, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (*frame_size, 3), dtype=np.uint8)
    frame.flags.writeable = False
    wanted = reference(frame, (0, 0, frame_size[1], frame_size[0]), out_size)
    floats = np.full((*out_size, 3), np.nan, np.float32)
    to_network(floats, frame)
    np.testing.assert_allclose(floats, wanted, atol=1.0)
    planes = np.full((1, 3, *out_size), np.nan, np.float32)
    to_network(planes, frame, layout="nchw", scale=(0.5, 1, 2), bias=(1, 2, 3))
    np.testing.assert_allclose(
        planes[0].transpose(1, 2, 0), floats * (0.5, 1, 2) + (1, 2, 3), rtol=1e-4, atol=1e-2
    )
    levels = np.zeros((*out_size, 3), np.uint8)
    to_network(levels, frame)
    assert np.abs(levels - wanted).max() <= 1.0


@settings(max_examples=40, deadline=None)
@given(
    left=st.floats(-60, 60), top=st.floats(-60, 60),
    width=st.floats(0.5, 150), height=st.floats(0.5, 150), seed=st.integers(0, 9),
)  # fmt: skip
def test_a_region_may_reach_outside_and_repeats_the_edge(left, top, width, height, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    roi = (left, top, left + width, top + height)
    out = np.empty((9, 11, 3), np.float32)
    to_network(out, frame, roi=roi)
    np.testing.assert_allclose(out, reference(frame, roi, (9, 11)), atol=1.0)


def test_a_smooth_picture_shrinks_like_area_averaging():
    noise = np.random.default_rng(0).integers(0, 256, (540, 960, 3), dtype=np.uint8)
    frame = cv2.GaussianBlur(noise, (0, 0), 4)
    out = np.empty((144, 256, 3), np.float32)
    to_network(out, frame)
    area = cv2.resize(frame.astype(np.float32), (256, 144), interpolation=cv2.INTER_AREA)
    assert np.abs(out - area).mean() < 0.3


def test_what_would_alias_is_averaged():
    frame = np.zeros((720, 1280, 3), np.uint8)
    frame[:, ::2] = 255
    out = np.empty((256, 256, 3), np.float32)
    to_network(out, frame)
    assert np.abs(out[:, 2:-2] - 127.5).max() < 6


def test_letterbox_is_centred_and_padded_before_normalising():
    frame = np.full((60, 120, 3), 200, np.uint8)
    out = np.empty((1, 32, 32, 3), np.float32)
    to_network(out, frame, fit=True, scale=1 / 127.5, bias=-1.0)
    assert letterbox((60, 120), (32, 32)) == (0, 8, 32, 16)
    np.testing.assert_allclose(out[0, :8], -1)
    np.testing.assert_allclose(out[0, 24:], -1)
    np.testing.assert_allclose(out[0, 8:24], 200 / 127.5 - 1, atol=1e-4)
    tall = np.empty((3, 32, 32), np.float32)
    to_network(tall, np.full((90, 30, 3), 9, np.uint8), fit=True, layout="nchw", pad=77)
    assert (tall[:, :, :10] == 77).all()
    assert (tall[:, :, 22:] == 77).all()


@pytest.mark.parametrize(
    ("shape", "dtype", "layout"),
    [
        ((8, 8), "f4", "nhwc"),
        ((8, 8, 3), "f8", "nhwc"),
        ((3, 8, 8), "u1", "nchw"),
        ((0, 8, 3), "f4", "nhwc"),
    ],
)
def test_an_array_that_does_not_fit_is_refused(shape, dtype, layout):
    with pytest.raises(ValueError, match="cannot be written into an array of shape"):
        to_network(np.empty(shape, dtype), np.zeros((4, 4, 3), np.uint8), layout=layout)


@pytest.mark.parametrize("roi", [(3.0, 0.0, 3.0, 4.0), (0.0, 0.0, math.nan, 4.0)])
def test_an_empty_region_is_refused(roi):
    with pytest.raises(ValueError, match="region of interest"):
        to_network(np.empty((2, 2, 3), np.float32), np.zeros((4, 4, 3), np.uint8), roi=roi)


def turned(frame: np.ndarray, n: int, centre, size: float, angle: float, constant: float | None):
    """Bilinear samples at centre + R · ((u, v) - n/2) · size/n, without half-pixel shift."""
    v, u = np.mgrid[:n, :n] - n / 2.0
    x = centre[0] + (math.cos(angle) * u - math.sin(angle) * v) * size / n
    y = centre[1] + (math.sin(angle) * u + math.cos(angle) * v) * size / n
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - x0)[..., None], (y - y0)[..., None]

    def at(j, i):
        value = frame[j.clip(0, frame.shape[0] - 1), i.clip(0, frame.shape[1] - 1)].astype(float)
        if constant is not None:
            outside = (j < 0) | (i < 0) | (j >= frame.shape[0]) | (i >= frame.shape[1])
            value[outside] = constant
        return value

    top = at(y0, x0) * (1 - fx) + at(y0, x0 + 1) * fx
    low = at(y0 + 1, x0) * (1 - fx) + at(y0 + 1, x0 + 1) * fx
    return top * (1 - fy) + low * fy


@pytest.mark.parametrize("border", ["repeat", "constant"])
@pytest.mark.parametrize("angle", [0.0, 0.7, -2.0])
def test_turned_crops_sample_corner_to_corner(border, angle):
    noise = np.random.default_rng(3).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    frame = cv2.GaussianBlur(noise, (0, 0), 2)
    out = np.empty((1, 32, 32, 3), np.float32)
    matrix = crop_rotated(
        out, frame, centre=(20.5, 40.0), size=71.0, angle=angle, scale=2.0, bias=1.0,
        border=border, pad=50.0,
    )  # fmt: skip
    wanted = turned(frame, 32, (20.5, 40.0), 71.0, angle, 50.0 if border == "constant" else None)
    assert np.abs((out[0] - 1) / 2 - wanted).max() < 2.5
    np.testing.assert_allclose(matrix @ (16, 16, 1), (20.5, 40.0), atol=1e-9)
    levels = np.empty((32, 32, 3), np.uint8)
    crop_rotated(levels, frame, centre=(20.5, 40.0), size=71.0, angle=angle, border=border, pad=50)
    np.testing.assert_array_equal(levels, (out[0] - 1) / 2)


def test_a_crop_needs_a_square_of_some_size():
    frame = np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(ValueError, match="square"):
        crop_rotated(np.empty((4, 5, 3), np.float32), frame, centre=(1, 1), size=2)
    with pytest.raises(ValueError, match="square"):
        crop_rotated(np.empty((4, 4, 3), np.float32), frame, centre=(1, 1), size=0)
