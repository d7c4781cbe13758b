"""Displacement fields: the formula, its bounds, and that nothing folds over."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.field import SMALLEST, warp_field


def reference(rows, columns, handles, size):
    y, x = np.meshgrid(
        np.linspace(0, size[0] - 1, rows) if rows > 1 else [0.0],
        np.linspace(0, size[1] - 1, columns) if columns > 1 else [0.0],
        indexing="ij",
    )
    field = np.zeros((rows, columns, 2))
    for cx, cy, along, across, angle, stretch, widen in handles:
        c, s = math.cos(angle), math.sin(angle)
        u, v = (x - cx) * c + (y - cy) * s, (y - cy) * c - (x - cx) * s
        r2 = (u / along) ** 2 + (v / across) ** 2
        fall = np.where(r2 < 1, (1 - r2) ** 2, 0)
        mu = u / (1 + max(stretch, SMALLEST) * fall) - u
        mv = v / (1 + max(widen, SMALLEST) * fall) - v
        field += np.stack([mu * c - mv * s, mu * s + mv * c], axis=-1)
    return field


handle = st.tuples(
    st.floats(-50, 700), st.floats(-50, 500), st.floats(1, 400), st.floats(1, 400),
    st.floats(-4, 4), st.floats(-1, 1), st.floats(-1, 1),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(1, 20), columns=st.integers(1, 30), handles=st.lists(handle, max_size=4),
    size=st.tuples(st.integers(1, 480), st.integers(1, 640)),
)  # fmt: skip
def test_agrees_with_the_formula(rows, columns, handles, size):
    out = np.full((rows, columns, 2), np.nan, np.float32)
    table = np.array(handles, np.float32).reshape(-1, 7)
    warp_field(out, table, size)
    np.testing.assert_allclose(out, reference(rows, columns, table.astype(float), size), atol=1e-2)


def test_a_positive_stretch_enlarges_about_a_fixed_centre():
    out = np.empty((41, 61, 2), np.float32)
    warp_field(out, np.array([[30, 20, 15, 15, 0, 0.2, 0.2]], np.float32), (41, 61))
    np.testing.assert_allclose(out[20, 30], 0)
    assert out[20, 34, 0] < -0.3
    assert out[20, 26, 0] > 0.3
    distance = np.hypot(*(np.mgrid[:41, :61] - np.array([20, 30])[:, None, None]))
    assert (out[distance >= 15] == 0).all()


@pytest.mark.parametrize("stretch", [-5.0, -0.7, -0.3, 0.5, 3.0])
def test_the_picture_never_folds_over(stretch):
    out = np.empty((101, 101, 2), np.float32)
    warp_field(out, np.array([[50, 50, 40, 40, 0, stretch, stretch]], np.float32), (101, 101))
    assert (np.diff(out[..., 0] + np.arange(101), axis=1) > 0).all()
    assert (np.diff(out[..., 1] + np.arange(101)[:, None], axis=0) > 0).all()


def test_handles_that_are_no_numbers_or_have_no_extent_move_nothing():
    out = np.full((5, 5, 2), 3, np.float32)
    warp_field(out, np.array([[math.nan] * 7, [2, 2, 0, 5, 0, 1, 1]], np.float32), (5, 5))
    assert (out == 0).all()
    with pytest.raises(ValueError, match="7 numbers"):
        warp_field(out, np.zeros((2, 6)), (5, 5))
