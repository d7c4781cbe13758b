"""Plate keyer and matte tools."""

from __future__ import annotations

import numpy as np
import pytest
from ctx_for_tests import Bench, person_matte, room_picture

from muse_nodes.api import Frame, Latest, Matte, NodeError, frame_spec
from nodes.matte import MatteTools, PlateKeyer

SPEC = frame_spec(180, 320)
ROOM = room_picture()


def with_person(room: Frame, matte: Matte) -> Frame:
    person = np.stack([255 - room[..., 0], room[..., 1] // 3, room[..., 2] // 2], axis=-1)
    return np.where(matte[..., None] > 0.5, person, room).astype(np.uint8)


def keyed(frames: list[Frame], plate: Frame, room: Latest[Frame] | None = None) -> Matte:
    ctx = Bench()
    keyer = PlateKeyer()
    keyer.setup(ctx, SPEC, SPEC)
    for frame in frames:
        matte = keyer.process(ctx, frame, plate, room)
        ctx.tick()
    assert matte.shape == keyer.plan(ctx, SPEC, SPEC).shape
    return matte


def at_its_size(truth: Matte, matte: Matte) -> Matte:
    small = np.empty_like(matte)
    Bench().ops.resize(small, truth)
    return small


def test_plate_keyer_finds_what_is_new_in_spite_of_noise() -> None:
    truth = person_matte(180, 320, 0.6)
    noise = np.random.default_rng(3).normal(0, 5, (180, 320, 3))
    frame = np.clip(with_person(ROOM, truth) + noise, 0, 255).astype(np.uint8)
    matte = keyed([frame], ROOM)
    assert np.abs(matte - at_its_size(truth, matte)).mean() < 0.03


def test_plate_keyer_follows_the_exposure() -> None:
    truth = person_matte(180, 320, 0.6)
    frame = with_person(ROOM, truth)
    brighter = np.clip(frame * 1.25, 0, 255).astype(np.uint8)
    matte = keyed([frame] + [brighter] * 4, ROOM)
    assert np.abs(matte - at_its_size(truth, matte)).mean() < 0.05


def test_a_place_that_is_like_plate_or_room_is_room() -> None:
    chair = ROOM.copy()
    chair[100:170, 20:80] = (250, 20, 20)  # came after the plate was taken, is learned since
    truth = person_matte(180, 320, 0.6)
    matte = keyed([with_person(chair, truth)], ROOM, Latest(chair, 0.03))
    assert np.abs(matte - at_its_size(truth, matte)).mean() < 0.03


def test_a_plate_of_another_size_is_refused_in_a_sentence() -> None:
    with pytest.raises(NodeError, match=r"320x180.*640x360"):
        PlateKeyer().setup(Bench(), SPEC, frame_spec(360, 640))


def tools(*mattes: Matte, **params: float) -> list[Matte]:
    ctx = Bench()
    node = MatteTools()
    node.setup(ctx)
    return [node.process(ctx, matte, **params) for matte in mattes]


MATTE = person_matte(100, 160, 0.5)


def test_tools_that_are_set_to_nothing_hand_the_matte_on() -> None:
    assert tools(MATTE)[0] is MATTE


@pytest.mark.parametrize(("grow", "larger"), [(3.0, True), (-3.0, False)])
def test_grow_moves_the_edge(grow: float, larger: bool) -> None:
    (matte,) = tools(MATTE, grow=grow)
    assert bool(matte.sum() > MATTE.sum()) is larger
    row = matte[80] > 0.5
    assert abs(int(row.sum()) - int((MATTE[80] > 0.5).sum()) - 2 * grow) <= 2


def test_feather_softens_the_edge_and_keeps_its_place() -> None:
    (matte,) = tools(MATTE, feather=6.0)
    assert ((matte > 0.05) & (matte < 0.95)).sum() > 100
    assert abs(int((matte[80] > 0.5).sum()) - int((MATTE[80] > 0.5).sum())) <= 2


def test_curve_cuts_off_and_fills_up() -> None:
    ramp = np.linspace(0, 1, 101, dtype=np.float32)[None].repeat(4, axis=0)
    (matte,) = tools(ramp, low=0.3, high=0.7)
    assert not matte[:, :30].any()
    assert (matte[:, 71:] == 1).all()
    assert (np.diff(matte[0]) >= 0).all()


def test_steadiness_holds_flicker_back_and_starts_anew_when_switched_on() -> None:
    flicker = np.clip(MATTE * 0.9 + 0.05, 0, 1)
    first, second = tools(MATTE, flicker, steadiness=0.9)
    assert np.array_equal(first, MATTE)
    assert np.abs(second - MATTE).max() < 0.7 * np.abs(flicker - MATTE).max()


def test_tools_leave_their_input_alone() -> None:
    fixed = MATTE.copy()
    fixed.flags.writeable = False
    tools(fixed, fixed, steadiness=0.5, low=0.1, high=0.9, grow=2.0, feather=2.0)
    assert np.array_equal(fixed, MATTE)
