"""The render's machine operations against plain NumPy, as compiled for several processors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from llvmlite import binding

from muse_nodes.api import Array
from muse_nodes.kernels.render_jit import FLAGS
from muse_nodes.kernels.render_machine import load_pairs4
from muse_nodes.kernels.render_vectors import (
    bilinear8,
    lift16,
    mix16,
    over16,
    places16,
    ramp16,
    without16,
)

LANE = 24
PROCESSORS = {
    "this": None,
    "any": ("generic", ""),
    "avx2": ("x86-64-v3", "+avx2"),
}


@numba.njit(**FLAGS)
def sample(out: Array, words: Array, below: int, places: Array, pairs: Array) -> None:
    for k in range(0, 16, 4):
        load_pairs4(pairs, k, LANE, words, below, places)
    for k in range(0, 16, 8):
        bilinear8(out, k, pairs, LANE, places)


@numba.njit(**FLAGS)
def over(out: Array, top: Array, under: Array) -> None:
    over16(out, top, under, 16)


@numba.njit(**FLAGS)
def mix(out: Array, a: Array, b: Array, weight: Array) -> None:
    mix16(out, a, b, weight, 16)


@numba.njit(**FLAGS)
def without(out: Array, live: Array, person: Array, room: Array) -> None:
    without16(out, live, person, room, 16)


@numba.njit(**FLAGS)
def find(places: Array, moves: Array, low: float, right: float, bottom: float) -> None:
    low, right, bottom = np.float32(low), np.float32(right), np.float32(bottom)
    places16(places, 3, LANE, moves, 70, 9, (low, right, bottom), 15, 123)


@numba.njit(**FLAGS)
def lift(out: Array, frame: Array, plate: Array, alpha: Array) -> None:
    lift16(out, 3, frame, plate, alpha, 16)


@numba.njit(**FLAGS)
def ramp(out: Array, part: Array) -> None:
    ramp16(out, 5, part, np.float32(2.0), np.float32(-3.0))


def rgba(rng: np.random.Generator, count: int) -> Array:
    """Bytes with many at the ends of the range, where sums overflow first."""
    values = rng.integers(-200, 456, (count, 4))
    return np.clip(values, 0, 255).astype(np.uint8)


def words_of(pixels: Array) -> Array:
    return np.ascontiguousarray(pixels).view(np.uint32).reshape(-1)


def check_samples(rng: np.random.Generator) -> None:
    below = 40
    pixels = rgba(rng, 100)
    places = np.zeros(2 * LANE, np.int32)
    index = rng.integers(0, below - 1, 16)
    along, down = rng.integers(0, 128, 16), rng.integers(0, 32768, 16)
    along[:4], down[:4] = [0, 0, 127, 127], [0, 32767, 0, 32767]
    places[:16] = index
    places[LANE : LANE + 16] = (down << 16) | (along << 8) | (128 - along)
    out, pairs = np.zeros(LANE, np.uint32), np.zeros(2 * LANE, np.uint64)
    sample(out, words_of(pixels), below, places, pairs)
    wx, wy = (along / 128)[:, None], (down / 32768)[:, None]
    rows = [pixels[i] * (1 - wx) + pixels[i + 1] * wx for i in (index, index + below)]
    wanted = rows[0] * (1 - wy) + rows[1] * wy
    got = out[:16].view(np.uint8).reshape(-1, 4)
    assert np.abs(got - wanted).max() <= 0.5 + 1 / 128
    exact = (along == 0) & (down == 0)
    assert np.array_equal(got[exact], pixels[index][exact])


def check_blending(rng: np.random.Generator) -> None:
    top, under = rgba(rng, 32), rgba(rng, 32)
    top[..., :3] = np.minimum(top[..., :3], top[..., 3:])
    out = np.zeros(32, np.uint32)
    over(out, words_of(top), words_of(under))
    hidden = np.floor(under * (255.0 - top[:, 3:]) / 255 + 0.5)
    got = out.view(np.uint8).reshape(-1, 4)
    assert np.array_equal(got[16:], (top + hidden)[16:])
    assert not got[:16].any()


def check_places(rng: np.random.Generator) -> None:
    moves = rng.uniform(-12, 12, (2, 120)).astype(np.float32)
    places = np.zeros(2 * LANE, np.int32)
    low, right, bottom = -1.0, 84.0, 15.0
    find(places, moves, low, right, bottom)
    x = np.clip(73 + np.arange(16) + moves[0, 73:89].astype(float), low, right)
    y = np.clip(9 + moves[1, 73:89].astype(float), low, bottom)
    weights = places[LANE + 3 : LANE + 19]
    left, along, down = weights & 255, (weights >> 8) & 255, weights >> 16
    assert np.array_equal(left + along, np.full(16, 128))
    row, column = np.divmod(places[3:19], 123)
    assert np.abs(column - 1 + along / 128 - x).max() <= 0.5 / 128 + 1e-4
    wanted = (np.floor(y + 1) - 1).astype(int) & 15
    off = np.abs(row + down / 32768 - (wanted + (y + 1) % 1))
    assert np.minimum(off, 16 - off).max() < 1e-4
    assert not places[:3].any()


def check_room(rng: np.random.Generator) -> None:
    live, room, person = rgba(rng, 32), rgba(rng, 32), rgba(rng, 32)
    live[:, 3] = room[:, 3] = 255
    person[:, :3] = np.minimum(np.minimum(person[:, :3], person[:, 3:]), live[:, :3])
    out = np.zeros(32, np.uint32)
    without(out, words_of(live), words_of(person), words_of(room))
    behind = np.floor(room * (person[:, 3:] / 255.0) + 0.5)
    got = out.view(np.uint8).reshape(-1, 4)
    assert np.array_equal(got[16:], ((live.astype(int) - person + behind) % 256)[16:])
    weight = np.clip(rng.integers(-50, 307, 32), 0, 256).astype(np.uint32)
    mix(out, words_of(live), words_of(room), weight)
    w = weight[16:, None] / 256.0
    mixed = np.floor(live[16:] * (1 - w) + room[16:] * w + 0.5)
    assert np.array_equal(out.view(np.uint8).reshape(-1, 4)[16:], mixed)


def check_lifting(rng: np.random.Generator) -> None:
    frame, plate = rgba(rng, 32), rgba(rng, 32)
    frame[:, 3] = plate[:, 3] = 255
    alpha = rgba(rng, 8).reshape(-1).astype(np.uint32)
    out = np.zeros(24, np.uint32)
    lift(out, words_of(frame), words_of(plate), alpha)
    a = alpha[16:, None].astype(float)
    hidden = np.floor(plate[16:, :3] * (255 - a) / 255 + 0.5)
    got = out.view(np.uint8).reshape(-1, 4)
    assert np.array_equal(got[3:19, :3], np.clip(frame[16:, :3] - hidden, 0, a))
    assert np.array_equal(got[3:19, 3], alpha[16:])
    assert not got[:3].any()
    assert not got[19:].any()


def check_all() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        check_samples(rng)
        check_blending(rng)
        check_lifting(rng)
        check_places(rng)
        check_room(rng)
    part = rng.uniform(0, 1, 30).astype(np.float32)
    out = np.zeros(30, np.float32)
    ramp(out, part)
    assert np.allclose(out[5:21], 2 - 3 * part[5:21], atol=1e-6)
    assert not out[:5].any()
    assert not out[21:].any()


@pytest.mark.parametrize("processor", list(PROCESSORS))
def test_every_operation_does_what_its_formula_says(processor: str) -> None:
    chosen = PROCESSORS[processor]
    if chosen is None:
        check_all()
        return
    if processor == "avx2" and not binding.get_host_cpu_features().get("avx2", False):
        pytest.skip("this processor has no AVX2")
    name, features = chosen
    here = Path(__file__).parent
    subprocess.run(
        [sys.executable, "-c", f"import {Path(__file__).stem} as own; own.check_all()"],
        env={**os.environ, "NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features,
             "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])])},
        check=True, timeout=300,
    )  # fmt: skip
