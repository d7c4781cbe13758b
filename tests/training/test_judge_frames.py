"""Which frames networks are shown, and how far key points are off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.api import Pose
from muse_nodes.media import VideoWriter, write_image
from muse_nodes.training.judge import Contestant, common_points, distances, right
from muse_nodes.training.judge_frames import Exact, Moment, Truths, reach, thinned
from muse_nodes.training.points import POINTS
from muse_nodes.training.samples import Sample


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 400), min_size=1, max_size=30), st.integers(0, 20))
def test_networks_see_what_comes_before_each_judged_frame(frames: set[int], settle: int) -> None:
    shown = reach(sorted(frames), settle)
    assert frames <= shown.keys()
    for frame in frames:
        assert set(range(max(0, frame - settle), frame + 1)) <= shown.keys()
    for number, fresh in shown.items():
        assert fresh == (number - 1 not in shown)
    assert list(shown) == sorted(shown)


@given(st.integers(1, 500), st.integers(1, 200))
def test_too_many_frames_are_thinned_to_blocks(count: int, most: int) -> None:
    found = thinned(list(range(1000, 1000 + count)), most)
    assert len(found) <= max(most, 1)
    assert found == sorted(set(found))
    if count <= most:
        assert len(found) == count
    elif most >= 2:
        assert found[0] == 1000
        assert found[-1] == 999 + count


def moment(points: np.ndarray, label: np.ndarray | None = None) -> Moment:
    """A frame of 100x200 whose labels are ``points`` (x, y in pixels, score), the rest unknown."""
    all_points = np.zeros((len(POINTS), 3), np.float32)
    all_points[: len(points)] = points
    all_points[:, :2] = (all_points[:, :2] + 0.5) / (200, 100)
    sample = Sample(
        0, 0.0, Path(), None, (100, 200), all_points, np.arange(len(POINTS)) < len(points), {}
    )
    return Moment(0, 0.0, np.zeros((100, 200, 3), np.uint8), True, False, sample, label)


def pose(points: np.ndarray, skeleton: str = "coco17") -> Pose:
    return Pose(np.asarray(points, np.float32)[None], skeleton)


def test_points_are_measured_in_parts_of_the_persons_longer_side() -> None:
    label = np.zeros((100, 200), np.float32)
    label[10:90, 50:90] = 1  # 80 high, 40 wide
    truth = np.array([[60, 20, 1], [70, 20, 0.5], [80, 30, 0]], np.float32)
    found = np.zeros((17, 3))
    found[:2, :2] = (60, 24), (70, 28.1)
    away = distances(pose(found), moment(truth, label))
    assert away is not None
    np.testing.assert_allclose(away[:2], (4 / 80, 8.1 / 80), rtol=1e-4)
    assert np.isnan(away[2:]).all()  # score 0, or not labelled
    one = Contestant("student", "s", distances={0: away})
    assert right(one, [0, 1], 0.051) == {0: 0.5}
    assert right(one, [0, 1], 0.11) == {0: 1.0}
    assert right(one, [5], 0.1) == {}


def test_whoever_finds_nobody_misses_every_point() -> None:
    truth = np.array([[60, 20, 1], [70, 40, 1]], np.float32)
    away = distances(Pose(np.zeros((0, 17, 3), np.float32), "coco17"), moment(truth))
    assert away is not None
    assert np.isinf(away[:2]).all()
    assert right(Contestant("base", "b", distances={0: away}), [0, 1], 0.1) == {0: 0.0}


def test_blazepose_is_asked_for_the_same_points() -> None:
    found = np.zeros((33, 3))
    found[11, :2], found[12, :2] = (50, 60), (90, 60)  # shoulders
    truth = np.zeros((7, 3), np.float32)
    truth[5], truth[6] = (50, 60, 1), (90, 60, 1)
    away = distances(pose(found, "blazepose33"), moment(truth))
    assert away is not None
    np.testing.assert_allclose(away[5:7], 0, atol=1e-5)


def test_only_points_that_all_can_give_are_compared() -> None:
    truth = np.tile(np.array([60, 20, 1], np.float32), (24, 1))
    body = distances(pose(np.zeros((17, 3))), moment(truth))
    whole = distances(pose(np.zeros((24, 3)), "muse24"), moment(truth))
    assert body is not None
    assert whole is not None
    everyone = [Contestant("student", "s", distances={0: whole}), Contestant("base", "b")]
    assert common_points(everyone) == list(range(24))
    everyone[1].distances = {0: body}
    assert common_points(everyone) == list(range(17))
    assert common_points([]) == []


def test_a_folder_of_pictures_is_an_exact_alpha(tmp_path: Path) -> None:
    for i in range(3):
        write_image(tmp_path / f"a{i}.png", np.full((4, 6), 100 * i, np.uint8))
    truths = Truths(Exact(tmp_path, skip=1))
    assert truths.at(1, (4, 6)).max() == pytest.approx(200 / 255)
    with pytest.raises(Exception, match="6x4 pixels, but the frame is 5x4"):
        truths.at(0, (4, 5))


def test_a_video_of_exact_alpha_gives_each_frame_as_often_as_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "alpha.mkv"
    with VideoWriter(path, size=(16, 16), fps=10, codec="ffv1") as writer:
        for i in range(6):
            writer.write(np.full((16, 16, 3), 40 * i, np.uint8))
    truths = Truths(Exact(path, skip=2))
    found = [round(float(truths.at(n, (16, 16)).mean()) * 255) for n in (0, 1, 1, 3)]
    assert found == [80, 120, 120, 200]
    with pytest.raises(ValueError, match="after a later one"):
        truths.at(1, (16, 16))
    truths.close()
