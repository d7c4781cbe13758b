"""The live graph on a scene whose matte and empty room are known exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from live_graph import Moment, run_live

from muse_nodes import media

pytestmark = [pytest.mark.shared, pytest.mark.slow]


class Truth:
    """Holds each frame against the exact matte and the exact room."""

    def __init__(self, scene: Path) -> None:
        self.reader = media.VideoReader(scene / "alpha.mkv")
        self.room, _ = media.read_image(scene / "background.png")
        self.seen = np.zeros(self.room.shape[:2], bool)
        self.picture = np.empty(self.room.shape, np.uint8)
        self.matte_errors: list[float] = []
        self.outside: list[int] = []
        self.moved: list[float] = []
        self.room_error = np.inf

    def look(self, moment: Moment) -> None:
        self.reader.read(self.picture)
        exact = self.picture[..., 0] * np.float32(1 / 255)
        self.matte_errors.append(float(np.abs(moment.full - exact).mean()))
        self.seen |= exact < 0.02
        changed, near = moment.difference(), moment.near_person()
        self.outside.append(int(changed[~near].max(initial=0)))
        self.moved.append(float(changed[exact > 0.9].mean()))
        if moment.index == 179:
            apart = np.abs(moment.plate.astype(np.int16) - self.room).mean(axis=-1)
            self.room_error = float(apart[self.seen].mean())


@pytest.fixture(scope="module")
def truth(shared: Path) -> Truth:
    """The whole scene, run once with the square selfie network and the default shape."""
    scene = shared / "scenes" / "office_hoodie"
    truth = Truth(scene)
    stats = run_live(
        scene / "video.mp4", shared / "models", truth.look, segment={"model": "selfie_square"}
    )
    assert stats.faults == []
    assert stats.frames == len(truth.matte_errors) == 180
    return truth


def test_the_matte_is_close_to_the_exact_one(truth: Truth) -> None:
    assert np.mean(truth.matte_errors) <= 0.008  # the raw network alone: 0.0085
    assert max(truth.matte_errors) <= 0.02


def test_the_learned_room_is_the_empty_room(truth: Truth) -> None:
    assert truth.seen.mean() > 0.7
    assert truth.room_error <= 2.5  # 1.4 of it are noise and coding of the film


def test_the_room_around_the_person_stays_bit_for_bit(truth: Truth) -> None:
    assert truth.outside == [0] * 180


def test_the_person_does_change(truth: Truth) -> None:
    assert np.mean(truth.moved[30:]) > 1


def test_without_a_change_of_shape_the_picture_is_the_cameras(shared: Path) -> None:
    worst: list[int] = []
    stats = run_live(
        shared / "scenes" / "office_hoodie" / "video.mp4", shared / "models",
        lambda moment: worst.append(int(moment.difference().max())), frames=60,
        segment={"model": "selfie_square"}, warp={"waist": 0.0, "hips": 0.0, "jaw": 0.0},
    )  # fmt: skip
    assert stats.faults == []
    assert len(worst) == 60
    assert max(worst) <= 1
