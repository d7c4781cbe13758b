"""Ensembles: what many views say together is right where one view is, and says where it is not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from teaching import (
    HEIGHT,
    TOP,
    WIDE,
    WIDTH,
    Colour,
    Marks,
    alpha_of,
    empty,
    left_edge,
    room,
    with_person,
    with_two,
)

from muse_nodes.api import Pose, frame_spec
from muse_nodes.media import VideoReader
from muse_nodes.models import ModelLibrary
from muse_nodes.training.ensemble import MatteEnsemble, Views, views_of
from muse_nodes.training.ensemble_pose import SKELETONS, PoseEnsemble, agreed, ours
from muse_nodes.training.matting import guided, soften, trimap
from muse_nodes.training.people import find, grown
from muse_nodes.training.points import POINTS

SPEC = frame_spec(HEIGHT, WIDTH)


class Timid(Colour):
    """A segmenter that is never quite sure."""

    def __call__(self, frame: np.ndarray, *, out: np.ndarray | None = None) -> np.ndarray:
        return super().__call__(frame) * np.float32(0.7)


@pytest.mark.parametrize("frame", [0, 20, 45])
@pytest.mark.parametrize("scales", [1, 2, 3, 4])
def test_the_mean_of_right_views_is_right(frame: int, scales: int) -> None:
    ensemble = MatteEnsemble([Colour(SPEC)], views=views_of(scales))
    label = ensemble(with_person(frame))
    assert np.abs(label.alpha - alpha_of(frame)).mean() < 0.004
    assert label.disagreement < 0.02
    left = left_edge(frame)
    assert label.people.box == pytest.approx((left, TOP, left + WIDE, HEIGHT), abs=2)
    assert label.people.second == 0


def test_views_that_differ_are_told_of() -> None:
    sure = MatteEnsemble([Colour(SPEC)])(with_person(10))
    unsure = MatteEnsemble([Colour(SPEC), Timid(SPEC)])(with_person(10))
    assert sure.disagreement < 0.01
    assert unsure.disagreement == pytest.approx(2 * 0.15 / 0.85, abs=0.01)


def test_every_moved_crop_holds_the_whole_person() -> None:
    person = (60, 30, 100, 90)
    boxes = views_of(3, shifts=True).boxes(person, (HEIGHT, WIDTH))
    assert len(boxes) == 15
    for left, top, right, bottom in boxes:
        assert left <= person[0]
        assert top <= person[1]
        assert right >= person[2]
        assert bottom >= person[3]


def test_nobody_is_nobody() -> None:
    label = MatteEnsemble([Colour(SPEC)])(empty(0))
    assert label.people.box is None
    assert not label.alpha.any()


def test_the_second_person_is_told_of_and_left_out() -> None:
    label = MatteEnsemble([Colour(SPEC)])(with_two(0))
    assert 0.3 < label.people.second < 0.9
    assert label.alpha[TOP + 30 :, 20:40].mean() > 0.9
    assert label.alpha[:, WIDTH - 40 :].max() < 0.1


def test_the_main_person_stays_the_same_one() -> None:
    picture = with_two(0)
    small = (WIDTH - 34, TOP + 20, WIDTH - 4, HEIGHT)
    label = MatteEnsemble([Colour(SPEC)])(picture, small)
    assert label.alpha[TOP + 40 :, WIDTH - 30 : WIDTH - 8].mean() > 0.9
    assert label.alpha[:, :50].max() < 0.1
    assert label.people.second > 1  # the other one is the larger


def test_a_hand_behind_the_edge_of_a_desk_belongs_to_the_person() -> None:
    matte = np.zeros((HEIGHT, WIDTH), np.float32)
    matte[20:80, 40:100] = 1
    matte[84:92, 50:60] = 1
    assert find(matte).second == 0
    assert find(matte).rest is None
    matte[4:8, 150:156] = 1  # a speck on the wall belongs to nobody
    found = find(matte)
    assert found.second == 0
    assert found.rest is not None
    assert found.rest[5, 152]
    assert not found.rest[20:92, 40:100].any()


def test_a_box_grows_within_the_picture() -> None:
    assert grown((10, 10, 30, 50), 0.5, (60, 160)) == (0, 0, 40, 60)


def test_views_that_are_too_small_are_no_views() -> None:
    assert Views().boxes((3, 3, 9, 9), (HEIGHT, WIDTH)) == []


@pytest.mark.parametrize("frame", [0, 20, 40])
def test_points_are_where_each_view_sees_them(frame: int) -> None:
    label = PoseEnsemble([Marks()])(with_person(frame))
    assert label.points is not None
    left = left_edge(frame)
    middle = left + (WIDE - 1) / 2
    assert label.points[0, :2] == pytest.approx((middle, TOP + 8), abs=0.6)
    # The person's left is on the picture's right, in mirrored views as well.
    assert label.points[POINTS.index("left_wrist"), 0] == pytest.approx(left + WIDE - 6, abs=0.6)
    assert label.points[POINTS.index("right_hip"), 0] == pytest.approx(left + 5, abs=0.6)
    assert (label.points[17:, 2] == -1).all()  # nobody knows the face here
    assert label.disagreement < 0.02


def test_nobody_has_no_points() -> None:
    label = PoseEnsemble([Marks()])(room())
    assert label.points is None
    assert label.box is None


def test_one_view_that_is_far_off_is_left_out() -> None:
    views = [np.tile(np.float32([50, 50, 0.9]), (24, 1)) for _ in range(5)]
    for view in views:
        view[1] = 90, 90, 0.9
    views[4][0] = 900, 10, 0.9
    mean, apart = agreed(views)
    assert mean[0, :2] == pytest.approx((50, 50))
    assert mean[0, 2] == pytest.approx(0.9 * 4 / 5)
    assert apart > agreed(views[:4])[1] + 0.005


@pytest.mark.parametrize("skeleton", sorted(SKELETONS))
def test_every_skeleton_is_brought_to_ours(skeleton: str) -> None:
    count = {"coco17": 17, "muse24": 24, "blazepose33": 33, "wholebody133": 133, "face478": 478}
    points = np.zeros((1, count[skeleton], 3), np.float32)
    points[0, :, 0] = np.arange(count[skeleton])
    points[0, :, 2] = 0.5
    found = ours(Pose(points, skeleton))
    known = found[:, 2] >= 0
    assert found[known, 0].tolist() == [n for n in SKELETONS[skeleton] if n >= 0]
    points[0, :, 1] = np.nan
    assert (ours(Pose(points, skeleton))[:, 2] == -1).all()


def test_guided_matting_follows_the_picture() -> None:
    exact, picture = alpha_of(10), with_person(10)
    blurred = np.asarray(cv2.blur(exact, (9, 9), borderType=cv2.BORDER_REFLECT), np.float32)
    better = guided(picture, blurred, 4, 1e-3)
    assert np.abs(better - exact).mean() < 0.5 * np.abs(blurred - exact).mean()


def test_a_hard_mask_changes_only_along_its_edge() -> None:
    exact = alpha_of(10)
    soft = soften(with_person(10), exact)
    inside, band = trimap(exact.astype(np.uint8), 2)
    assert (soft[inside] == 1).all()
    assert (soft[~inside & ~band] == 0).all()
    assert np.abs(soft - exact).mean() < 0.01
    assert inside[HEIGHT - 1, left_edge(10) + 20]  # the picture's border is no edge


@pytest.mark.shared
def test_real_networks_reach_a_third_of_their_own_error(shared: Path) -> None:
    scene = shared / "scenes" / "office_hoodie"
    video, exact = VideoReader(scene / "video.mp4"), VideoReader(scene / "alpha.mkv")
    width, height = video.size
    frame, alpha = np.empty((height, width, 3), np.uint8), np.empty((height, width, 3), np.uint8)
    library = ModelLibrary([shared / "models"])
    names = ("selfie_square", "selfie_landscape")
    spec = frame_spec(height, width)
    ensemble = MatteEnsemble([library.network("segment", n, frame=spec) for n in names])
    errors = []
    for number in range(73):
        video.read(frame)
        exact.read(alpha)
        if number % 24 == 0:
            errors.append(np.abs(ensemble(frame).alpha - alpha[..., 0] / 255).mean())
    ensemble.close()
    video.close()
    exact.close()
    assert np.mean(errors) < 0.0028
