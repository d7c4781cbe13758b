"""The plate keyer: what it must see, and what it must not be fooled by."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.key import COLOUR, DIFFERENCES, NOISE, SHADOW, key_matte

BANDS = Bands(1)
SIZE = (72, 128)
PERSON = np.s_[20:, 50:80]


def room() -> np.ndarray:
    """A full-size room, 4 times the matte's size: wall, floor, a shelf."""
    picture = np.empty((288, 512, 3), np.uint8)
    picture[:190] = (170, 165, 150)
    picture[190:] = (110, 80, 50)
    picture[40:120, 350:450] = (60, 90, 140)
    return cv2.GaussianBlur(picture, (0, 0), 1.5)


def noisy(picture: np.ndarray, gain=(1.0, 1.0, 1.0), seed=0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 5, picture.shape)
    return (picture * np.array(gain) + noise).clip(0, 255).astype(np.uint8)


def with_person(picture: np.ndarray, colour=(40, 45, 90)) -> np.ndarray:
    out = picture.copy()
    out[80:, 200:320] = colour
    return out


def keyed(frame: np.ndarray, plate: np.ndarray, tolerance=12.0, softness=24.0) -> np.ndarray:
    out = np.full(SIZE, np.nan, np.float32)
    key_matte(BANDS, out, frame, plate, tolerance, softness)
    return out


@pytest.mark.parametrize("gain", [(1, 1, 1), (0.9, 0.93, 1.0), (1.1, 1.05, 1.0)])
def test_an_empty_room_stays_empty_in_noise_and_changing_exposure(gain):
    assert keyed(noisy(room(), gain), room()).max() == 0


@pytest.mark.parametrize("gain", [(1, 1, 1), (0.9, 0.93, 1.0), (1.1, 1.05, 1.0)])
@pytest.mark.parametrize("colour", [(40, 45, 90), (220, 30, 30), (20, 20, 20), (250, 250, 250)])
def test_a_person_is_whole_and_alone(gain, colour):
    matte = keyed(noisy(with_person(room(), colour), gain), room())
    inside = np.zeros(SIZE, bool)
    inside[PERSON] = True
    near = cv2.dilate(inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    core = cv2.erode(inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert matte[core].mean() > 0.97
    assert matte[~near].max() == 0


def test_a_shadow_is_not_the_person():
    frame = with_person(room())
    frame[120:, 320:420] = frame[120:, 320:420] * 0.8
    matte = keyed(noisy(frame), room())
    assert matte[32:, 83:105].mean() < 0.02
    frame[120:, 320:420] = frame[120:, 320:420] * 0.3
    assert keyed(noisy(frame), room())[32:, 83:103].mean() > 0.9


def test_small_islands_and_holes_are_removed():
    frame = with_person(room())
    frame[20:26, 20:26] = 255
    frame[200:208, 250:258] = room()[200:208, 250:258]
    matte = keyed(frame, room())
    assert matte[:10, :10].max() == 0
    assert matte[48:54, 60:66].min() == 1


def test_a_faint_change_of_the_whole_room_is_still_told():
    plate = room()
    frame = plate.copy()
    frame[:, 256:] = np.minimum(plate[:, 256:] * np.array((1.3, 1.3, 0.8)), 255)
    assert (keyed(frame, plate, 5.0, 40.0)[:, 70:] > 0).mean() > 0.9


@settings(max_examples=40, deadline=None)
@given(size=st.tuples(st.integers(1, 20), st.integers(1, 20)), seed=st.integers(0, 99))
def test_differences_agree_with_the_formula(size, seed):
    rng = np.random.default_rng(seed)
    frame, plate = rng.integers(0, 256, (2, *size, 3), dtype=np.uint8)
    expected = np.tile(np.arange(256, dtype=np.float32), (3, 1)) * np.float32(1.1)
    out = np.empty(size, np.float32)
    DIFFERENCES(out, frame, plate, expected)
    a, b = frame.astype(float), plate * 1.1
    length = (b * b).sum(axis=2) + NOISE
    factor = ((a * b).sum(axis=2) + NOISE) / length
    colour = COLOUR * np.sqrt(((a - factor[..., None] * b) ** 2).sum(axis=2))
    dark = ((0.72 - factor) / (0.72 - 0.5)).clip(0, 1)
    discount = np.where(factor < 1, SHADOW + (1 - SHADOW) * dark, 1)
    bright = np.abs(factor - 1) * np.sqrt(length / 3) * discount
    np.testing.assert_allclose(out, np.hypot(colour, bright), rtol=1e-3, atol=1e-2)


@settings(max_examples=30, deadline=None)
@given(
    size=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    out_size=st.tuples(st.integers(1, 20), st.integers(1, 20)), seed=st.integers(0, 99),
)  # fmt: skip
def test_any_pictures_give_a_matte(size, out_size, seed):
    frame, plate = np.random.default_rng(seed).integers(0, 256, (2, *size, 3), dtype=np.uint8)
    frame.flags.writeable = False
    out = np.full(out_size, np.nan, np.float32)
    key_matte(BANDS, out, frame, plate, 10.0, 0.0)
    assert ((out >= 0) & (out <= 1)).all()


def test_a_plate_of_another_size_is_refused():
    with pytest.raises(ValueError, match="4x3 and the frame 5x3"):
        key_matte(
            BANDS, np.empty((2, 2), np.float32), np.zeros((3, 5, 3), np.uint8),
            np.zeros((3, 4, 3), np.uint8), 1.0, 1.0,
        )  # fmt: skip


@pytest.mark.shared
def test_the_man_in_the_office(shared: Path):
    scene = shared / "scenes" / "office_hoodie"
    plate = np.ascontiguousarray(cv2.imread(str(scene / "background.png"))[:, :, ::-1])
    video = cv2.VideoCapture(str(scene / "video.mp4"))
    alphas = cv2.VideoCapture(str(scene / "alpha.mkv"))
    errors = []
    for i in range(91):
        (good, frame), (also, alpha) = video.read(), alphas.read()
        assert good
        assert also
        if i % 30 == 0:
            matte = np.empty((144, 256), np.float32)
            key_matte(BANDS, matte, np.ascontiguousarray(frame[:, :, ::-1]), plate, 12.0, 24.0)
            true = cv2.resize(alpha[:, :, 0], (256, 144), interpolation=cv2.INTER_AREA) / 255
            errors.append(np.abs(matte - true).mean())
    video.release()
    alphas.release()
    assert max(errors) < 0.03
