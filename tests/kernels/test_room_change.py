"""Gain and shift of the room: on synthetic bumps, and on a real room with people walking in."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.motion import room_change

BANDS = Bands(1)
SMALL = (90, 160)
NOBODY = np.zeros(SMALL, np.float32)


def scenery(seed: int, size=(720, 1280)) -> np.ndarray:
    """A full-size room: boxes of different colours, some texture."""
    rng = np.random.default_rng(seed)
    room = np.full((*size, 3), 120, np.uint8)
    for _ in range(60):
        x, y = int(rng.integers(0, size[1])), int(rng.integers(0, size[0]))
        w, h = int(rng.integers(20, 300)), int(rng.integers(20, 300))
        colour = [int(c) for c in rng.integers(30, 200, 3)]
        cv2.rectangle(room, (x, y), (x + w, y + h), colour, -1)
    return cv2.GaussianBlur(room, (0, 0), 1.2)


def moved(room: np.ndarray, dx: float, dy: float) -> np.ndarray:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], float)
    return cv2.warpAffine(room, matrix, room.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def lit(room: np.ndarray, gain, rng, noise=3.0) -> np.ndarray:
    return (room * np.array(gain) + rng.normal(0, noise, room.shape)).clip(0, 255).astype(np.uint8)


def shrunk(room: np.ndarray) -> np.ndarray:
    return cv2.resize(room, SMALL[::-1], interpolation=cv2.INTER_AREA)


def with_person(small: np.ndarray, x: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """A brightly patterned block that covers a fifth of the picture, and its mask."""
    picture, mask = small.copy(), np.zeros(SMALL, np.float32)
    picture[20:, x : x + 35] = rng.integers(0, 256, (SMALL[0] - 20, 35, 3))
    mask[18:, max(x - 2, 0) : x + 37] = 1
    return picture, mask


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("reach", [3.0, 30.0, 120.0])
def test_bump_and_light_are_found_while_somebody_walks_about(seed, reach):
    rng = np.random.default_rng(seed)
    room, scale = scenery(seed), 1280 / SMALL[1]
    shift, gain = rng.uniform(-reach, reach, 2), rng.uniform(0.75, 1.25, 3)
    now = shrunk(lit(moved(room, *shift), gain, rng))
    now, mask = with_person(now, int(rng.integers(5, 110)), rng)
    change = room_change(BANDS, now, shrunk(room), mask, scale)
    np.testing.assert_allclose(change.gain, gain, rtol=0.03)
    assert np.hypot(change.dx - shift[0], change.dy - shift[1]) <= 0.25 * scale
    assert change.response > 0.2
    assert change.error < 8


@pytest.mark.parametrize("seed", range(4))
def test_a_still_room_stands_still_whoever_moves_in_front(seed):
    rng = np.random.default_rng(seed)
    room = scenery(seed)
    for x in (5, 50, 100):
        now, mask = with_person(shrunk(lit(room, (1, 1, 1), rng)), x, rng)
        change = room_change(BANDS, now, shrunk(room), mask, 8.0)
        assert np.hypot(change.dx, change.dy) < 0.4
        np.testing.assert_allclose(change.gain, 1, atol=0.01)
        assert change.error < 2


def test_the_mask_may_have_any_size():
    rng = np.random.default_rng(0)
    room = scenery(0)
    now, mask = with_person(shrunk(lit(moved(room, 16, 8), (1, 1, 1), rng)), 40, rng)
    large = cv2.resize(mask, (256, 256), interpolation=cv2.INTER_NEAREST)
    change = room_change(BANDS, now, shrunk(room), large, 8.0)
    assert np.hypot(change.dx - 16, change.dy - 8) < 2


def test_noise_on_a_bare_wall_is_no_bump():
    rng = np.random.default_rng(1)
    wall = np.full((*SMALL, 3), 120, np.uint8)
    for _ in range(5):
        change = room_change(
            BANDS, lit(wall, (1, 1, 1), rng), lit(wall, (1, 1, 1), rng), NOBODY, 1.0
        )
        assert np.hypot(change.dx, change.dy) < 0.3
        np.testing.assert_allclose(change.gain, 1, atol=0.01)


def test_unrelated_pictures_are_not_believed():
    change = room_change(BANDS, shrunk(scenery(1)), shrunk(scenery(2)), NOBODY, 8.0)
    assert change.response < 0.2
    assert change.error > 10


def test_when_nothing_is_visible_nothing_is_claimed():
    room = shrunk(scenery(3))
    change = room_change(BANDS, room, room, np.ones(SMALL, np.float32), 8.0)
    assert change.gain == (1.0, 1.0, 1.0)
    assert (change.dx, change.dy) == (0.0, 0.0)


@settings(max_examples=40, deadline=None)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    mask_size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    seed=st.integers(0, 99),
)
def test_any_pictures_give_finite_answers(size, mask_size, seed):
    rng = np.random.default_rng(seed)
    now, then = rng.integers(0, 256, (2, *size, 3), dtype=np.uint8)
    now.flags.writeable = False
    mask = rng.random(mask_size, np.float32)
    change = room_change(BANDS, now, then, mask, 1.0)
    figures = (*change.gain, change.dx, change.dy, change.error, change.response)
    assert np.isfinite(figures).all()
    assert min(change.gain) > 0
    assert abs(change.dx) <= 0.3 * size[1] + 2
    assert abs(change.dy) <= 0.3 * size[0] + 2
    assert 0 <= change.response <= 1


def test_pictures_of_two_sizes_are_refused():
    with pytest.raises(ValueError, match="differ in size"):
        room_change(BANDS, np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8), NOBODY, 1)


@pytest.fixture(scope="module")
def real_room(shared: Path) -> list[np.ndarray]:
    """Frames of a real, still room with automatic exposure: empty, and with people in it."""
    video = cv2.VideoCapture(str(shared / "clips" / "one_by_one_room.mp4"))
    wanted = (0, 90, 130, 300, 350)
    frames = []
    for i in range(max(wanted) + 1):
        good, frame = video.read()
        assert good
        if i in wanted:
            frames.append(np.ascontiguousarray(frame[:, :, ::-1]))
    video.release()
    return frames


@pytest.mark.shared
@pytest.mark.parametrize("shift", [(0.0, 0.0), (2.0, -1.5), (-31.0, 12.0)])
def test_a_real_room_with_people(real_room, shift):
    empty, *visits = real_room
    scale = empty.shape[1] / SMALL[1]
    rng = np.random.default_rng(5)
    for frame in visits:
        person = person_mask(frame, empty)
        now = lit(moved(frame, *shift), (0.85, 0.9, 1.0), rng, 2.0)
        still = room_change(BANDS, shrunk(frame), shrunk(empty), small_mask(person), scale)
        mask = small_mask(moved(person, *shift))
        change = room_change(BANDS, shrunk(now), shrunk(empty), mask, scale)
        assert np.hypot(still.dx, still.dy) <= 0.25 * scale
        assert np.hypot(change.dx - shift[0], change.dy - shift[1]) <= 0.25 * scale
        np.testing.assert_allclose(np.array(change.gain) / still.gain, (0.85, 0.9, 1.0), rtol=0.03)


def person_mask(frame: np.ndarray, empty: np.ndarray) -> np.ndarray:
    """The largest piece that differs clearly from the empty room, with a wide margin."""
    differs = (np.abs(frame.astype(int) - empty).max(axis=2) > 60).astype(np.uint8)
    _, labels, figures, _ = cv2.connectedComponentsWithStats(differs)
    largest = 1 + figures[1:, cv2.CC_STAT_AREA].argmax()
    return cv2.dilate((labels == largest).astype(np.float32), np.ones((61, 61), np.uint8))


def small_mask(person: np.ndarray) -> np.ndarray:
    return cv2.resize(person, SMALL[::-1])
