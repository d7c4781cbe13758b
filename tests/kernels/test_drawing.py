"""Text, key points and side by side: what must change, and what must not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.draw import draw_points, draw_text, side_by_side

sizes = st.tuples(st.integers(1, 90), st.integers(1, 120))
LINES = ["120 fps", "latency 7.4 ms", "segment 2.9 ms"]


def grey(size, level=128):
    frame = np.full((*size, 3), level, np.uint8)
    frame.flags.writeable = False
    return frame


@pytest.mark.parametrize("size", [(240, 320), (720, 1280), (1080, 1920), (2160, 3840)])
def test_text_is_bright_on_a_dark_panel_in_the_upper_left(size):
    out = np.empty((*size, 3), np.uint8)
    draw_text(out, grey(size), LINES)
    changed = (out != 128).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert rows.min() == 0
    assert columns.min() == 0
    assert rows.max() < size[0] / 2
    assert columns.max() < size[1] / 2
    panel = out[: rows.max() + 1, : columns.max() + 1]
    assert panel.max() > 230
    assert 0.5 < (panel < 60).all(axis=2).mean() < 0.97
    letters = np.nonzero((panel > 150).all(axis=2))[0]
    assert letters.max() - letters.min() > 0.06 * size[0]


@settings(max_examples=40, deadline=None)
@given(
    size=sizes,
    lines=st.lists(
        st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=60), max_size=6
    ),
)
def test_any_text_fits_any_frame(size, lines):
    out = np.zeros((*size, 3), np.uint8)
    draw_text(out, grey(size), lines)
    if not any(lines):
        assert (out == 128).all()


def test_a_long_line_is_made_to_fit():
    out = np.empty((90, 160, 3), np.uint8)
    draw_text(out, grey((90, 160)), ["W" * 60])
    assert (out[:, -1] == out[0, -1]).all()
    assert (out > 150).any()


def test_points_and_edges_are_drawn_where_they_are():
    points = np.array([[20, 20, 1], [60, 20, 0.9], [60, 70, 0.1], [np.nan, 5, 1], [1e12, 0, 1]])
    edges = np.array([[0, 1], [1, 2], [3, 4], [0, 99]])
    out = np.empty((90, 120, 3), np.uint8)
    draw_points(out, grey((90, 120)), points.astype(np.float32), edges)
    changed = (out != 128).any(axis=2)
    assert changed[20, 20:61].all()
    assert not changed[40:, :].any()
    assert not changed[:10, :].any()


def test_no_points_leave_a_copy():
    out = np.zeros((9, 12, 3), np.uint8)
    draw_points(out, grey((9, 12)), np.zeros((0, 3), np.float32), np.zeros((0, 2), np.int32))
    assert (out == 128).all()


@settings(max_examples=30, deadline=None)
@given(size=sizes)
def test_side_by_side_takes_a_half_of_each(size):
    out = np.empty((*size, 3), np.uint8)
    side_by_side(out, grey(size, 10), grey(size, 200))
    middle = size[1] // 2
    assert (out[:, : max(middle - 1, 0)] == 10).all()
    assert (out[:, middle + 1 :] == 200).all()
    if size[1] > 1:
        assert (out[:, middle] == 255).all()
