"""Connected parts of masks: sizes, order, and which pixels are neighbours."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from muse_nodes.kernels.regions import STRAIGHT, regions_of

MASKS = arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def test_parts_come_largest_first_with_their_boxes() -> None:
    mask = np.zeros((8, 10), bool)
    mask[1, 1] = True
    mask[4:7, 3:9] = True
    found = regions_of(mask)
    assert found.areas.tolist() == [18, 1]
    assert found.boxes.tolist() == [[3, 4, 6, 3], [1, 1, 1, 1]]
    assert found.labels[5, 5] == 1
    assert found.labels[1, 1] == 2
    assert found.labels[0, 0] == 0


def test_corners_join_or_not() -> None:
    mask = np.eye(4, dtype=bool)
    assert regions_of(mask).areas.tolist() == [4]
    assert regions_of(mask, STRAIGHT).areas.tolist() == [1, 1, 1, 1]


def test_an_empty_mask_has_no_parts() -> None:
    found = regions_of(np.zeros((3, 4), bool))
    assert len(found.areas) == 0
    assert found.boxes.shape == (0, 4)
    assert not found.labels.any()


@given(MASKS, st.sampled_from([4, 8]))
def test_labels_and_areas_tell_the_same(mask: np.ndarray, neighbours: int) -> None:
    found = regions_of(mask, neighbours)
    assert ((found.labels > 0) == mask).all()
    counted = np.bincount(found.labels.ravel(), minlength=len(found.areas) + 1)[1:]
    assert counted.tolist() == found.areas.tolist() == sorted(found.areas, reverse=True)
    for number, (left, top, wide, high) in enumerate(found.boxes, start=1):
        rows, columns = np.nonzero(found.labels == number)
        assert (rows.min(), columns.min()) == (top, left)
        assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (high, wide)
