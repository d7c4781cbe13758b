"""Whatever flows becomes a picture or words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from muse_nodes.api import Layer, Pose
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.editor.pictures import field_strength, picture
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.kernels.looks import DARK, LIGHT

VIEW = View("node", "port")
BIG = Wanted(4000, 4000, 30.0)


@pytest.fixture
def ops() -> Iterator[CpuOps]:
    with CpuOps(1) as made:
        yield made


def shown(value: object, ops: CpuOps, wanted: Wanted = BIG, kind: str = "Frame") -> Picture:
    return picture(VIEW, kind, value, wanted, ops)


def colours(found: Picture, x: int, y: int) -> tuple[int, int, int]:
    colour = found.image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


@pytest.fixture
def frame() -> np.ndarray:
    made = np.random.default_rng(1).integers(0, 256, (72, 127, 3), np.uint8)
    made.flags.writeable = False
    return made


def test_a_frame_is_shown_pixel_by_pixel(ops: CpuOps, frame: np.ndarray) -> None:
    found = shown(frame, ops)
    assert found.size == (127, 72)
    assert found.text == "127×72"
    for x, y in ((0, 0), (126, 71), (3, 50)):
        assert colours(found, x, y) == tuple(frame[y, x].tolist())


def test_its_memory_is_its_own(ops: CpuOps) -> None:
    frame = np.full((9, 9, 3), 7, np.uint8)
    found = shown(frame, ops)
    frame[:] = 200
    assert colours(found, 4, 4) == (7, 7, 7)


@pytest.mark.parametrize(("wide", "high"), [(64, 64), (30, 5), (1, 1)])
def test_it_is_made_no_larger_than_wanted(
    ops: CpuOps, frame: np.ndarray, wide: int, high: int
) -> None:
    found = shown(frame, ops, Wanted(wide, high, 8.0))
    assert found.image.width() <= wide
    assert found.image.height() <= high
    assert found.size == (127, 72)


def test_a_matte_is_grey_and_keeps_its_values(ops: CpuOps) -> None:
    matte = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    found = shown(matte, ops, kind="Matte")
    assert colours(found, 0, 0) == (0, 0, 0)
    assert colours(found, 3, 2) == (255, 255, 255)
    assert found.values is matte
    assert shown(matte, ops, Wanted(2, 2, 1.0), "Matte").image.width() <= 2


def test_a_field_is_coloured_and_says_how_far(ops: CpuOps) -> None:
    field = np.zeros((5, 8, 2), np.float32)
    field[2, 3] = (12.0, 0.0)
    found = shown(field, ops, kind="Field")
    assert found.text == "8×5, ≤ 12.0 px"
    assert colours(found, 3, 2)[0] > 150
    assert colours(found, 0, 0) == (0, 0, 0)
    assert field_strength(field) == (12.0, 16)
    assert field_strength(field * 0) == (0.0, 4)


def test_a_layer_lies_on_a_checkerboard_and_moves_with_its_field(ops: CpuOps) -> None:
    frame = np.zeros((64, 96, 3), np.uint8)
    frame[..., 0] = 255
    frame[:, 48:] = (0, 0, 255)
    matte = np.zeros((64, 96), np.float32)
    matte[:, 32:] = 1.0
    found = shown(Layer(frame, matte), ops, kind="Layer")
    assert found.size == (96, 64)
    assert colours(found, 40, 30) == (255, 0, 0)
    assert set(colours(found, 4, 4)) <= {DARK, LIGHT}
    moved = Layer(frame, None, np.full((2, 2, 2), (20.0, 0.0), np.float32))
    assert colours(shown(moved, ops, kind="Layer"), 40, 30) == (0, 0, 255)
    half = shown(moved, ops, Wanted(48, 32, 8.0), "Layer")
    assert colours(half, 20, 15) == (0, 0, 255)
    assert colours(half, 12, 15) == (255, 0, 0)


def test_values_that_are_no_pictures_are_words(ops: CpuOps) -> None:
    assert shown(0.25, ops).text == "0.25"
    assert shown(np.float32(0.5), ops).text == "0.5"
    assert shown(3, ops).text == "3"
    assert shown(True, ops).text == "✓"
    assert shown(False, ops).text == "✗"
    assert shown("hello", ops).text == "hello"
    assert len(shown("x" * 100_000, ops).text) < 10_000
    assert shown(0.25, ops).image.isNull()


def test_key_points_come_as_they_are(ops: CpuOps) -> None:
    pose = Pose(np.zeros((2, 17, 3), np.float32), "coco17")
    found = shown(pose, ops, kind="Pose")
    assert found.pose is pose
    assert found.text == "2 × coco17"
    assert found.image.isNull()
