"""Warp and Place: fields that are where the body is, and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from ctx_for_tests import Bench, person_matte, room_picture

from muse_nodes.api import Layer, Pose, field_spec, frame_spec
from nodes.shape import Place, Warp

HEIGHT, WIDTH = 360, 640
SPEC = frame_spec(HEIGHT, WIDTH)
FRAME = room_picture(HEIGHT, WIDTH)
MATTE = person_matte(72, 128, 0.5)
ALL_OFF = {"shoulders": 0.0, "waist": 0.0, "hips": 0.0, "eyes": 0.0, "jaw": 0.0}

COCO = np.zeros((17, 3), np.float32)
COCO[:3] = [(320, 92, 0.9), (332, 82, 0.9), (308, 82, 0.9)]
COCO[3:5] = [(345, 86, 0.9), (295, 86, 0.9)]
COCO[[5, 6, 11, 12]] = [(380, 150, 0.9), (260, 150, 0.9), (355, 300, 0.9), (285, 300, 0.9)]
BLAZE = np.zeros((33, 3), np.float32)
BLAZE[[0, 2, 5, 7, 8, 11, 12, 23, 24]] = COCO[[0, 1, 2, 3, 4, 5, 6, 11, 12]]

WAIST_Y = 150 + 0.66 * 150


def pose(points: np.ndarray = COCO, skeleton: str = "coco17") -> Pose:
    return Pose(points[None].astype(np.float32), skeleton)


class Warped:
    """A warp node at work, and its field read at pixels of the frame."""

    def __init__(self) -> None:
        self.ctx, self.node = Bench(), Warp()
        self.node.setup(self.ctx, SPEC)

    def __call__(self, *poses: Pose | None, **params: float) -> Layer:
        layer = self.node.process(
            self.ctx, FRAME, MATTE, *(poses or (pose(),)), **{**ALL_OFF, **params}
        )
        self.ctx.tick()
        return layer


def at(layer: Layer, x: float, y: float) -> np.ndarray:
    """The displacement at the grid node next to a pixel."""
    assert layer.field is not None
    rows, columns = layer.field.shape[:2]
    value: np.ndarray = layer.field[
        round(y * (rows - 1) / (HEIGHT - 1)), round(x * (columns - 1) / (WIDTH - 1))
    ]
    return value


def test_a_slimmer_waist_looks_further_out_on_both_sides() -> None:
    layer = Warped()(waist=-1.0)
    assert at(layer, 370, WAIST_Y)[0] > 3
    assert at(layer, 270, WAIST_Y)[0] < -3
    assert abs(at(layer, 370, WAIST_Y)[1]) < 0.5
    wider = Warped()(waist=1.0)
    assert at(wider, 370, WAIST_Y)[0] < -3


@pytest.mark.parametrize("name", list(ALL_OFF))
@pytest.mark.parametrize("amount", [-1.0, 1.0])
def test_a_field_is_smooth_and_zero_away_from_the_person(name: str, amount: float) -> None:
    field = Warped()(**{name: amount}).field
    assert field is not None
    assert np.abs(field).max() > 0.5
    step = (WIDTH - 1) / (field.shape[1] - 1)
    for axis in (0, 1):  # no fold: neighbours keep their order
        assert np.abs(np.diff(field, axis=axis)).max() < 0.6 * step
    edge = int(0.15 * field.shape[1])
    assert not field[:, :edge].any()
    assert not field[:, -edge:].any()


def test_with_nothing_to_do_there_is_no_field() -> None:
    layer = Warped()()
    assert layer.field is None
    assert layer.frame is FRAME
    assert layer.matte is MATTE
    assert Warped()(waist=-1.0, strength=0.0).field is None


@pytest.mark.parametrize("nobody", [None, Pose(np.zeros((0, 17, 3), np.float32), "coco17")])
def test_without_anybody_there_is_no_field(nobody: Pose | None) -> None:
    assert Warped()(nobody, waist=-1.0).field is None


def test_an_unknown_skeleton_is_no_body() -> None:
    assert Warped()(pose(np.ones((21, 3)), "hand21"), waist=-1.0).field is None


def test_all_skeletons_say_the_same() -> None:
    coco, blaze = (
        Warped()(waist=-0.5, jaw=-0.5),
        Warped()(pose(BLAZE, "blazepose33"), waist=-0.5, jaw=-0.5),
    )
    assert coco.field is not None
    assert np.array_equal(coco.field, blaze.field)


def test_one_pose_with_face_points_shapes_the_face_as_a_whole_body_does() -> None:
    whole = np.zeros((133, 3), np.float32)
    whole[:17] = COCO
    face = [59, 62, 65, 68, 23, 39, 31]
    whole[face] = [
        (340, 100, 1), (355, 100, 1), (385, 100, 1), (400, 100, 1),
        (310, 130, 1), (430, 130, 1), (370, 190, 1),
    ]  # fmt: skip
    both = np.concatenate([whole[:17], whole[face]])
    amounts = {"jaw": -1.0, "eyes": 0.5, "waist": -0.5}
    wanted, given = (
        Warped()(pose(points, name), **amounts).field
        for points, name in ((whole, "wholebody133"), (both, "muse24"))
    )
    assert wanted is not None
    assert np.array_equal(given, wanted)
    body_only = Warped()(pose(COCO), **amounts).field
    assert not np.array_equal(given, body_only)


def test_lost_joints_fade_out_in_place_and_come_back_without_a_jump() -> None:
    warped = Warped()
    lost = COCO.copy()
    lost[:, 2] = 0
    fields = []
    for points in [COCO] * 10 + [lost] * 60 + [COCO] * 60:
        layer = warped(pose(points), waist=-1.0)
        fields.append(0.0 if layer.field is None else at(layer, 370, WAIST_Y)[0])
    full = fields[9]
    assert full > 3
    assert max(abs(a - b) for a, b in pairwise(fields)) < 0.15 * full
    assert fields[69] < 0.02 * full
    assert fields[-1] > 0.95 * full


def test_hips_out_of_sight_are_guessed() -> None:
    bust = COCO.copy()
    bust[11:13, 2] = 0
    layer = Warped()(pose(bust), waist=-1.0)
    assert 0.2 * at(Warped()(waist=-1.0), 370, WAIST_Y)[0] < at(layer, 370, WAIST_Y)[0]


def test_strength_scales_everything() -> None:
    half, full = Warped()(waist=-1.0, strength=0.5), Warped()(waist=-1.0)
    share = at(half, 370, WAIST_Y)[0] / at(full, 370, WAIST_Y)[0]
    assert 0.4 < share < 0.6


def face_mesh() -> Pose:
    points = np.zeros((478, 3), np.float32)
    points[:, 2] = 0.95
    for index, place in {
        33: (250, 150), 133: (290, 150), 362: (350, 150), 263: (390, 150),
        234: (220, 180), 454: (420, 180), 152: (320, 300), 10: (320, 80),
    }.items():  # fmt: skip
        points[index, :2] = place
    return Pose(points[None], "face478")


def test_larger_eyes_look_further_in() -> None:
    layer = Warped()(None, face_mesh(), eyes=1.0)
    assert at(layer, 295, 150)[0] < -1
    assert at(layer, 245, 150)[0] > 1
    assert at(layer, 270, 170)[1] < -1
    assert not at(layer, 320, 260).any()


def test_a_v_line_narrows_the_jaw_and_leaves_the_eyes() -> None:
    layer = Warped()(None, face_mesh(), jaw=-1.0)
    assert at(layer, 380, 270)[0] > 2
    assert at(layer, 260, 270)[0] < -2
    assert np.abs(at(layer, 370, 150)).max() < 0.5


def test_a_small_face_is_not_warped_by_a_coarse_grid() -> None:
    tiny = face_mesh()
    tiny.points[..., :2] = tiny.points[..., :2] * 0.05 + 100
    assert Warped()(None, tiny, eyes=1.0, jaw=-1.0).field is None


def placed(layer: Layer, **params: Any) -> Layer:
    return Place().process(Bench(), layer, **params)


def looks_at(layer: Layer) -> np.ndarray:
    """Where each grid node of the output looks in the layer."""
    assert layer.field is not None
    rows, columns = layer.field.shape[:2]
    x, y = np.meshgrid(np.linspace(0, WIDTH - 1, columns), np.linspace(0, HEIGHT - 1, rows))
    where: np.ndarray = np.stack([x, y], axis=-1) + layer.field
    return where


def test_place_with_nothing_to_do_hands_the_layer_on() -> None:
    layer = Layer(FRAME, MATTE)
    assert placed(layer) is layer


def test_mirror_swaps_left_and_right_exactly() -> None:
    where = looks_at(placed(Layer(FRAME, MATTE), mirror=True))
    assert np.allclose(where[0, 0], (WIDTH - 1, 0))
    assert np.allclose(where[-1, -1], (0, HEIGHT - 1))


def test_place_moves_zooms_and_turns() -> None:
    layer = Layer(FRAME, MATTE, gain=(1, 2, 1))
    assert np.allclose(looks_at(placed(layer, x=0.25))[0, 0], (-WIDTH / 4, 0))
    middle = np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
    assert np.allclose(looks_at(placed(layer, zoom=2.0))[0, 0], middle / 2, atol=1e-3)
    turned = looks_at(placed(layer, turn=90.0))[0, 0] - middle
    assert np.allclose(turned, (-middle[1], middle[0]), atol=1e-3)
    assert placed(layer, turn=90.0).gain == layer.gain


def test_place_keeps_a_warp() -> None:
    field = np.zeros(field_spec(37, 65).shape, np.float32)
    field[10:20, 5:15] = (4, -2)
    layer = Layer(FRAME, MATTE, field)
    mirrored = placed(layer, mirror=True)
    assert mirrored.field is not None
    plain = looks_at(placed(Layer(FRAME, MATTE, np.zeros_like(field)), mirror=True))
    assert np.allclose(looks_at(mirrored)[15, 54], plain[15, 54] + (4, -2), atol=1e-3)
    assert np.allclose(looks_at(mirrored)[15, 10], plain[15, 10], atol=1e-3)
    twice = placed(mirrored, mirror=True)
    assert twice.field is not None
    assert np.allclose(twice.field[10:20, 5:15, 1], -2, atol=1e-3)
