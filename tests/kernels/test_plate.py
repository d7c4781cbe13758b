"""Learning the room: against a plain NumPy reference, and what a user relies on."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.fill import fill_unknown
from muse_nodes.kernels.plate import learn_plate

BANDS = Bands(1)
ONE = (1.0, 1.0, 1.0)


def full_size(matte: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear, half-pixel centres, edge repeated."""

    def axis(size, coarse):
        position = ((np.arange(size) + 0.5) * coarse / size - 0.5).clip(0, coarse - 1)
        index = position.astype(int)
        return index, (index + 1).clip(max=coarse - 1), position - index

    y0, y1, fy = axis(height, matte.shape[0])
    x0, x1, fx = axis(width, matte.shape[1])
    rows = matte[y0] * (1 - fy[:, None]) + matte[y1] * fy[:, None]
    return rows[:, x0] * (1 - fx) + rows[:, x1] * fx


def learned(plate, sums, confidence, frame, matte, rate, gain, rows):
    """The reference: (out, sums, confidence) after one frame, and which pixels are doubtful."""
    big = full_size(matte, *confidence.shape)
    worked = np.zeros(confidence.shape, bool)
    worked[rows[0] : rows[1]] = True
    seen = (big < 0.5) & worked
    weight = np.maximum(rate, 1 / (confidence + 1.0)) if rate else (confidence == 0) * 1.0
    weight = (weight * seen)[..., None]
    target = np.minimum(frame / np.array(gain) * 256, 255 * 256)
    new = sums + (target - sums) * weight
    count = np.minimum(confidence + seen.astype(int), 255)
    out = np.where((worked & (count > 0))[..., None], np.minimum(new / 256 * gain, 255), plate)
    return out, new, count, np.abs(big - 0.5) < 1e-4


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 200)),
    matte_size=st.tuples(st.integers(1, 12), st.integers(1, 30)),
    rate=st.sampled_from([0.0, 0.01, 0.1, 1.0]),
    gain=st.tuples(*[st.floats(0.5, 2.0)] * 3),
    cut=st.tuples(st.integers(-3, 45), st.integers(-3, 45)),
    seed=st.integers(0, 999),
)
def test_agrees_with_the_reference(size, matte_size, rate, gain, cut, seed):
    rng = np.random.default_rng(seed)
    plate, frame = rng.integers(0, 256, (2, *size, 3), dtype=np.uint8)
    sums = rng.integers(0, 255 * 256, (*size, 3), dtype=np.uint16)
    confidence = rng.choice(np.array([0, 1, 7, 90, 255], np.uint8), size)
    if seed % 2:
        confidence[...] = 255
    matte = cv2.resize(rng.random((3, 5), np.float32), matte_size[::-1])
    matte = matte.reshape(matte_size)
    rows = (max(cut[0], 0), max(cut[1], 0))
    wanted, new, count, doubtful = learned(plate, sums, confidence, frame, matte, rate, gain, rows)
    out = np.empty_like(plate)
    for read_only in (plate, frame, matte):
        read_only.flags.writeable = False
    learn_plate(BANDS, out, plate, sums, confidence, frame, matte, rate=rate, gain=gain, rows=cut)
    sure = ~doubtful
    assert np.abs(sums.astype(float) - new)[sure].max(initial=0) <= 1.0
    np.testing.assert_array_equal(confidence[sure], count[sure])
    assert np.abs(out - wanted)[sure].max(initial=0) <= 1.0


class Room:
    """A caller's state, and one frame after the other folded in."""

    def __init__(self, shape=(48, 80)):
        rng = np.random.default_rng(7)
        self.rng = rng
        self.truth = cv2.GaussianBlur(rng.integers(30, 220, (*shape, 3), dtype=np.uint8), (0, 0), 2)
        self.plate = np.zeros((*shape, 3), np.uint8)
        self.sums = np.zeros((*shape, 3), np.uint16)
        self.confidence = np.zeros(shape, np.uint8)

    def noisy(self, gain=ONE):
        picture = self.truth * np.array(gain) + self.rng.normal(0, 6, self.truth.shape)
        return picture.round().clip(0, 255).astype(np.uint8)

    def see(self, frame, matte=None, rate=0.05, gain=ONE, rows=None):
        matte = np.zeros((12, 20), np.float32) if matte is None else matte
        out = np.empty_like(self.plate)
        learn_plate(
            BANDS, out, self.plate, self.sums, self.confidence, frame, matte,
            rate=rate, gain=gain, rows=rows or (0, len(frame)),
        )  # fmt: skip
        self.plate = out


def test_first_sight_is_taken_as_it_is():
    room = Room()
    frame = room.noisy()
    room.see(frame, rate=0.001)
    np.testing.assert_array_equal(room.plate, frame)
    assert (room.confidence == 1).all()


def test_converges_to_a_noisy_room():
    room = Room()
    for _ in range(120):
        room.see(room.noisy(), rate=0.02)
    assert np.abs(room.plate - room.truth.astype(float)).mean() < 0.8


def test_never_learns_what_the_matte_covers():
    room = Room()
    matte = np.zeros((12, 20), np.float32)
    matte[3:9, 5:12] = 1.0
    hidden = full_size(matte, 48, 80) >= 0.5
    room.plate[...] = 33
    for _ in range(10):
        frame = room.noisy()
        frame[hidden] = 255
        room.see(frame, matte)
    assert (room.plate[hidden] == 33).all()
    assert (room.confidence[hidden] == 0).all()
    assert (room.sums[hidden] == 0).all()
    assert np.abs(room.plate - room.truth.astype(float))[~hidden].mean() < 3
    assert room.plate[~hidden].max() < 250


def test_an_exposure_change_is_taken_out_of_the_sums_and_put_into_the_picture():
    room = Room()
    for _ in range(60):
        room.see(room.noisy())
    before = room.sums.copy()
    gain = (0.6, 0.7, 0.8)
    for _ in range(30):
        room.see(room.noisy(gain), gain=gain)
    assert np.abs(room.sums.astype(float) - before).mean() / 256 < 1.5
    assert np.abs(room.plate - room.truth * gain).mean() < 1.2


def test_rows_outside_are_only_copied():
    room = Room()
    room.plate[...] = 5
    room.see(room.noisy(), rows=(10, 20))
    assert (room.confidence.any(axis=1) == [10 <= y < 20 for y in range(48)]).all()
    assert (room.plate[:10] == 5).all()
    assert (room.plate[20:] == 5).all()
    assert (room.plate[10:20] != 5).any()


def test_a_gain_of_nothing_is_refused():
    room = Room()
    with pytest.raises(ValueError, match="gain"):
        room.see(room.noisy(), gain=(1.0, 0.0, 1.0))


def test_many_threads_give_the_same():
    one, two = Room((150, 130)), Room((150, 130))
    frame = one.noisy()
    one.see(frame)
    with Bands(2) as bands:
        out = np.empty_like(frame)
        learn_plate(
            bands, out, two.plate, two.sums, two.confidence, frame, np.zeros((5, 5), np.float32),
            rate=0.05, gain=ONE, rows=(0, 150),
        )  # fmt: skip
    np.testing.assert_array_equal(out, one.plate)


@settings(max_examples=30, deadline=None)
@given(size=st.tuples(st.integers(1, 33), st.integers(1, 45)), seed=st.integers(0, 99))
def test_filling_touches_only_what_is_unknown_and_stays_between_known_colours(size, seed):
    rng = np.random.default_rng(seed)
    plate = rng.integers(0, 256, (*size, 3), dtype=np.uint8)
    confidence = (rng.random(size) < 0.4).astype(np.uint8)
    out = np.empty_like(plate)
    fill_unknown(BANDS, out, plate, confidence)
    known = confidence > 0
    np.testing.assert_array_equal(out[known], plate[known])
    if known.any():
        assert (out[~known] >= plate[known].min(axis=0)).all()
        assert (out[~known] <= plate[known].max(axis=0)).all()
    else:
        assert (out == 0).all()


def test_a_hole_in_a_slope_is_filled_smoothly():
    y, x = np.mgrid[:120, :160]
    truth = np.stack([x, y, (x + y) / 2], axis=-1)
    plate = truth.astype(np.uint8)
    confidence = np.ones((120, 160), np.uint8)
    confidence[30:90, 50:110] = 0
    plate[confidence == 0] = 255
    out = np.empty_like(plate)
    fill_unknown(BANDS, out, plate, confidence)
    assert np.abs(out - truth).max() < 30
    steps = np.abs(np.diff(out.astype(int), axis=1))
    assert steps.max() <= 12
