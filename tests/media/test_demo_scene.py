"""The demo scene: what it says about itself is exactly what it shows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from muse_nodes.media import DemoScene

Pixels = npt.NDArray[np.uint8]
SIZE = (320, 180)


def shot(scene: DemoScene, index: int) -> Pixels:
    out = np.empty((scene.height, scene.width, 3), np.uint8)
    scene.frame(index, out)
    return out


@pytest.fixture(scope="module")
def scene() -> DemoScene:
    return DemoScene(*SIZE)


def test_outside_the_matte_is_the_plate(scene: DemoScene) -> None:
    for index in (0, 100, 260):
        clear = scene.matte(index) == 0
        assert 0.5 < clear.mean() < 0.95
        np.testing.assert_array_equal(shot(scene, index)[clear], scene.plate[clear])


def test_a_frame_is_its_layers_put_together(scene: DemoScene) -> None:
    for index in (0, 100, 350):
        alpha = scene.matte(index)[..., None]
        person = scene.foreground(index)[..., :3]
        expected = person + (1 - alpha) * scene.plate
        assert np.abs(shot(scene, index) - expected).max() <= 1.01


def test_the_person_is_premultiplied(scene: DemoScene) -> None:
    for index in (0, 100, 260, 350):
        person = scene.foreground(index).astype(int)
        assert (person[..., :3] <= person[..., 3:] + 3).all()


def test_frame_and_seed_decide_everything() -> None:
    one = DemoScene(*SIZE, seed=7, noise=3, light_switch=1, camera_bump=2)
    other = DemoScene(*SIZE, seed=7, noise=3, light_switch=1, camera_bump=2)
    frames = {index: shot(one, index) for index in (0, 40, 75)}
    for index in (75, 0, 40):  # in another order
        np.testing.assert_array_equal(shot(other, index), frames[index])
    different = DemoScene(*SIZE, seed=8, noise=3, light_switch=1, camera_bump=2)
    assert (shot(different, 40) != frames[40]).any()


def test_people_move_and_blink(scene: DemoScene) -> None:
    assert (shot(scene, 60) != shot(scene, 90)).any()
    nose = scene.pose(112).points[0, 0, :2]
    x, y = (round(float(v)) for v in nose)
    face = slice(y - 14, y + 2), slice(x - 10, x + 10)
    change = np.abs(shot(scene, 112)[face].astype(int) - shot(scene, 108)[face]).max()
    assert change > 60  # at 3.7 s the eyes are shut


def test_the_pose_lies_on_the_person(scene: DemoScene) -> None:
    for index in range(0, 420, 35):
        pose = scene.pose(index)
        assert pose.skeleton == "coco17"
        assert pose.points.shape == (1, 17, 3)
        assert pose.points.dtype == np.float32
        matte = scene.matte(index)
        seen = pose.points[0][pose.points[0, :, 2] > 0]
        assert len(seen) >= 13
        for x, y, _ in seen:
            assert matte[round(float(y)), round(float(x))] > 0.9, index
        left, right = pose.points[0, 5], pose.points[0, 6]
        assert left[0] > right[0]  # the person's left is on the right


def test_the_matte_at_another_size(scene: DemoScene) -> None:
    full = scene.matte(50)
    small = scene.matte(50, (80, 45))
    assert small.shape == (45, 80)
    assert small.dtype == full.dtype == np.float32
    np.testing.assert_allclose(small, full.reshape(45, 4, 80, 4).mean(axis=(1, 3)), atol=1e-5)
    assert ((full > 0) & (full < 1)).sum() > 200  # soft edges


def test_the_light_goes_off_and_on_again() -> None:
    scene = DemoScene(*SIZE, light_switch=2)
    assert scene.gain(59) == (1, 1, 1)
    assert max(scene.gain(90)) < 0.7
    assert scene.gain(90) < scene.gain(62) < (1, 1, 1)
    assert scene.gain(140) == (1, 1, 1)
    clear = scene.matte(90) == 0
    expected = scene.plate * np.asarray(scene.gain(90))
    assert np.abs(shot(scene, 90) - expected)[clear].max() <= 0.51
    np.testing.assert_array_equal(
        shot(scene, 140)[clear := scene.matte(140) == 0], scene.plate[clear]
    )


def test_a_bump_moves_room_person_and_pose_alike() -> None:
    scene, still = DemoScene(*SIZE, camera_bump=2, seed=4), DemoScene(*SIZE, seed=4)
    assert scene.shift(59) == (0, 0)
    moves = {scene.shift(index) for index in range(60, 80)}
    assert len(moves) > 3  # it trembles
    dx, dy = scene.shift(110)
    assert (dx, dy) == scene.shift(112) != (0, 0)  # and stays
    height, width = SIZE[1], SIZE[0]
    inner = slice(max(dy, 0), height + min(dy, 0)), slice(max(dx, 0), width + min(dx, 0))
    source = slice(max(-dy, 0), height + min(-dy, 0)), slice(max(-dx, 0), width + min(-dx, 0))
    np.testing.assert_allclose(scene.matte(110)[inner], still.matte(110)[source], atol=0.02)
    clear = scene.matte(110)[inner] == 0
    np.testing.assert_array_equal(shot(scene, 110)[inner][clear], scene.plate[source][clear])
    moved = scene.pose(110).points[0, :5, :2] - still.pose(110).points[0, :5, :2]
    np.testing.assert_allclose(moved, np.broadcast_to((dx, dy), (5, 2)), atol=1e-3)


def test_noise_has_the_spread_that_was_asked_for() -> None:
    scene, clean = DemoScene(*SIZE, noise=4), DemoScene(*SIZE)
    difference = shot(scene, 3).astype(int) - shot(clean, 3)
    assert difference.std() == pytest.approx(4, rel=0.1)
    assert abs(difference.mean()) < 0.1
    again = shot(scene, 4).astype(int) - shot(clean, 4)
    assert np.corrcoef(difference.ravel(), again.ravel())[0, 1] < 0.2


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (33, 90), (200, 40)])
def test_any_size(size: tuple[int, int]) -> None:
    scene = DemoScene(*size, noise=2, camera_bump=1)
    for index in (0, 45):
        assert shot(scene, index).shape == (size[1], size[0], 3)
        assert scene.matte(index).shape == (size[1], size[0])
        assert np.isfinite(scene.pose(index).points).all()
