"""Values made visible: colours of fields, grey of mattes, outlines."""

from __future__ import annotations

import numpy as np

from muse_nodes.kernels.looks import checkerboard, field_colours, grey_levels, outline


def field_of(dx, dy):
    return np.full((3, 4, 2), (dx, dy), np.float32)


def test_a_field_shows_direction_by_hue_and_length_by_brightness():
    right, left = (
        field_colours(field_of(8, 0), 8.0)[0, 0],
        field_colours(field_of(-8, 0), 8.0)[0, 0],
    )
    assert right.tolist() == [255, 0, 0]
    assert left.tolist() == [0, 255, 255]
    assert len({tuple(field_colours(field_of(x, y), 8.0)[0, 0].tolist())
                for x, y in ((8, 0), (0, 8), (-8, 0), (0, -8))}) == 4  # fmt: skip
    half = field_colours(field_of(4, 0), 8.0)[0, 0]
    assert 126 <= half[0] <= 129
    assert field_colours(field_of(0, 0), 8.0).max() == 0
    assert field_colours(field_of(80, 0), 8.0)[0, 0].tolist() == [255, 0, 0]
    assert field_colours(field_of(np.nan, np.inf), 8.0).max() == 0


def test_grey_levels_clip_and_survive_nonsense():
    values = np.array([[-1, 0, 0.5, 1, 7, np.nan]], np.float32)
    assert grey_levels(values).tolist() == [[0, 0, 128, 255, 255, 0]]


def test_a_checkerboard_is_shared_and_cannot_be_written_to():
    board = checkerboard(40, 60, 10)
    assert board is checkerboard(40, 60, 10)
    assert not board.flags.writeable
    assert board[5, 5, 0] != board[5, 15, 0]
    assert board[5, 5, 0] == board[15, 15, 0]


def test_an_outline_runs_round_what_is_solid():
    matte = np.zeros((40, 80), np.float32)
    matte[10:30, 20:60] = 1.0
    (line,) = outline(matte)
    assert line.dtype == np.float32
    assert np.allclose(line.min(axis=0), (20.5 / 80, 10.5 / 40))
    assert np.allclose(line.max(axis=0), (59.5 / 80, 29.5 / 40))
    assert outline(np.zeros((9, 9), np.float32)) == []
