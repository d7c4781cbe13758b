"""What stands behind the person: colour, blur, picture, video, or nothing at all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from ctx_for_tests import Bench, room_picture

from muse_nodes.api import MediaError, NodeError, frame_spec
from nodes.background import BackgroundSource

HEIGHT, WIDTH = 90, 160
SPEC = frame_spec(HEIGHT, WIDTH)
FRAME = room_picture(HEIGHT, WIDTH)


def source(kind: str, file: str = "") -> tuple[Bench, Any]:
    ctx, node = Bench(), BackgroundSource()
    node.setup(ctx, SPEC, None, kind=kind, file=file)
    assert node.plan(ctx, SPEC, None).shape == SPEC.shape
    return ctx, node


def test_the_room_itself_is_nothing() -> None:
    ctx, node = source("room")
    assert node.process(ctx, FRAME, None, kind="room") is None


def test_a_colour_is_the_same_picture_until_it_changes() -> None:
    ctx, node = source("colour")
    green = node.process(ctx, FRAME, None, kind="colour", colour="#00b140")
    assert (green == (0, 0xB1, 0x40)).all()
    assert node.process(ctx, FRAME, None, kind="colour", colour="#00b140") is green
    blue = node.process(ctx, FRAME, None, kind="colour", colour="#0000ff")
    assert (blue == (0, 0, 255)).all()
    assert (green == (0, 0xB1, 0x40)).all()


def test_transparent_is_black() -> None:
    ctx, node = source("transparent")
    assert not node.process(ctx, FRAME, None, kind="transparent").any()


def test_without_any_picture_connected_it_has_a_usual_size() -> None:
    ctx, node = Bench(), BackgroundSource()
    node.setup(ctx, None, None, kind="colour", file="")
    assert node.process(ctx, kind="colour").shape == node.plan(ctx, None, None).shape


def test_blur_softens_and_keeps_the_brightness() -> None:
    ctx, node = source("blur")
    soft = node.process(ctx, FRAME, None, kind="blur", radius=6.0)
    assert soft.shape == FRAME.shape
    assert abs(soft.mean() - FRAME.mean()) < 2
    assert (
        np.abs(np.diff(soft.astype(int), axis=1)).mean()
        < 0.3 * np.abs(np.diff(FRAME.astype(int), axis=1)).mean()
    )


def test_the_blurred_room_is_made_now_and_then_and_goes_before_the_frame() -> None:
    ctx, node = source("blur")
    room = np.full_like(FRAME, 50)
    first = node.process(ctx, FRAME, room, kind="blur")
    assert (abs(first.astype(int) - 50) <= 1).all()
    ctx.tick()
    assert node.process(ctx, FRAME, np.full_like(FRAME, 90), kind="blur") is first
    for _ in range(10):
        ctx.tick()
    assert node.process(ctx, FRAME, np.full_like(FRAME, 90), kind="blur").mean() > 80


def test_nothing_to_blur_is_said_in_a_sentence() -> None:
    ctx, node = source("blur")
    with pytest.raises(NodeError, match="nothing to blur"):
        node.process(ctx, None, None, kind="blur")


@pytest.fixture
def halves(tmp_path: Path) -> str:
    """A square picture, red above and blue below."""
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[:100, :, 2], picture[100:, :, 0] = 255, 255  # OpenCV writes blue first
    path = tmp_path / "halves.png"
    cv2.imwrite(str(path), picture)
    return str(path)


def test_a_picture_that_covers_is_cut(halves: str) -> None:
    ctx, node = source("image", halves)
    out = node.process(ctx, FRAME, None, kind="image", file=halves, fit="cover")
    assert (out[2, 80] == (255, 0, 0)).all()
    assert (out[-3, 80] == (0, 0, 255)).all()
    assert (out[2, 1] == (255, 0, 0)).all()
    assert node.process(ctx, FRAME, None, kind="image", file=halves, fit="cover") is out


def test_a_picture_that_is_contained_leaves_black_at_the_sides(halves: str) -> None:
    ctx, node = source("image", halves)
    out = node.process(ctx, FRAME, None, kind="image", file=halves, fit="contain")
    assert not out[:, :34].any()
    assert not out[:, -34:].any()
    assert (out[2, 80] == (255, 0, 0)).all()


def test_a_picture_can_be_stretched(halves: str) -> None:
    ctx, node = source("image", halves)
    out = node.process(ctx, FRAME, None, kind="image", file=halves, fit="stretch")
    assert (out[10, [0, -1]] == (255, 0, 0)).all()


@pytest.mark.parametrize("kind", ["image", "video"])
def test_no_file_is_said_in_a_sentence(kind: str) -> None:
    with pytest.raises(NodeError, match="no file is chosen"):
        source(kind)


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_missing_file_is_named(kind: str, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"away\.png"):
        source(kind, str(tmp_path / "away.png"))


@pytest.mark.shared
def test_a_video_runs_at_its_own_speed(shared: Path) -> None:
    clip = str(shared / "clips" / "one_by_one_room.mp4")  # 10 pictures a second
    ctx, node = source("video", clip)
    shown = []
    for _ in range(30):  # one second at 30 frames a second
        shown.append(id(node.process(ctx, FRAME, None, kind="video", file=clip)))
        assert node.still is not None
        ctx.tick()
    changes = sum(a != b for a, b in pairwise(shown))
    assert 8 <= changes <= 10
    node.teardown()
