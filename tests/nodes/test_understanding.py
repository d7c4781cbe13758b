"""Segment, Pose and Face mesh: rhythm, steadiness, and what happens without a network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ctx_for_tests import Bench, Only, Told, person_matte, room_picture

from muse_nodes.api import Latest, ModelError, Pose, frame_spec
from nodes._silhouette import silhouette_pose
from nodes._smoothing import OneEuro
from nodes.keypoints import BodyPose, FaceMesh
from nodes.understanding import Segment

SPEC = frame_spec(180, 320)
FRAME = room_picture()


def ready(node: Any, ctx: Bench) -> Any:
    node.setup(ctx, SPEC, model="auto")
    return node


def pose_of(*points: tuple[float, float, float]) -> Pose:
    return Pose(np.array([points], np.float32), "coco17")


def test_segment_gives_the_networks_matte_at_its_size() -> None:
    matte = person_matte(64, 64, 0.5)
    ctx = Bench(models=Only(Told([matte])))
    segment = ready(Segment(), ctx)
    assert segment.plan(ctx, SPEC).shape == (64, 64)
    assert np.array_equal(segment.process(ctx, FRAME), matte)
    assert "told" in ctx.said[0]


def test_segment_looks_at_each_nth_frame_and_repeats_the_same_matte() -> None:
    told = Told([person_matte(64, 64, x) for x in (0.3, 0.4, 0.5)])
    ctx = Bench(models=Only(told))
    segment = ready(Segment(), ctx)
    mattes = [segment.process(ctx, FRAME, every=3) for _ in range(7)]
    assert told.runs == 3
    assert mattes[0] is mattes[2]
    assert mattes[3] is not mattes[2]


def test_segment_never_changes_a_matte_it_has_given_away() -> None:
    ctx = Bench(models=Only(Told([person_matte(64, 64, x) for x in (0.3, 0.5, 0.7)])))
    segment = ready(Segment(), ctx)
    first = segment.process(ctx, FRAME, smoothing=0.8)
    kept = first.copy()
    segment.process(ctx, FRAME, smoothing=0.8)
    segment.process(ctx, FRAME, smoothing=0.8)
    assert np.array_equal(first, kept)


def test_smoothing_holds_flicker_back_and_lets_movement_pass() -> None:
    still, moved = person_matte(64, 64, 0.5), person_matte(64, 64, 0.8)
    flicker = np.clip(still * 0.92 + 0.04, 0, 1)
    ctx = Bench(models=Only(Told([still, flicker, moved])))
    segment = ready(Segment(), ctx)
    segment.process(ctx, FRAME, smoothing=0.8)
    calm = segment.process(ctx, FRAME, smoothing=0.8)
    assert np.abs(calm - still).max() < 0.6 * np.abs(flicker - still).max()
    assert np.abs(segment.process(ctx, FRAME, smoothing=0.8) - moved).mean() < 0.02


def test_without_network_and_plate_nobody_is_cut_out_and_the_reason_is_told() -> None:
    ctx = Bench()
    segment = ready(Segment(), ctx)
    matte = segment.process(ctx, FRAME)
    segment.process(ctx, FRAME)
    assert matte.shape == segment.plan(ctx, SPEC).shape
    assert not matte.any()
    assert len(ctx.said) == 1
    assert "clean plate" in ctx.said[0]
    assert "No network for segment" in ctx.said[0]


def test_without_network_the_plate_is_keyed() -> None:
    ctx = Bench()
    segment = ready(Segment(), ctx)
    truth = person_matte(180, 320, 0.4)
    frame = np.where(truth[..., None] > 0, 255 - FRAME, FRAME).astype(np.uint8)
    frame[truth > 0, 0] = 250
    matte = segment.process(ctx, frame, FRAME)
    small = np.empty_like(matte)
    ctx.ops.resize(small, truth)
    assert np.abs(matte - small).mean() < 0.04
    assert "Plate keyer" in ctx.said[-1]


@pytest.mark.parametrize("node", [Segment, BodyPose, FaceMesh])
def test_a_network_asked_for_by_name_must_be_there(node: type) -> None:
    with pytest.raises(ModelError):
        node().setup(Bench(), SPEC, model="modnet")


@pytest.mark.parametrize("node", [Segment, BodyPose, FaceMesh])
def test_teardown_closes_the_network(node: type) -> None:
    told = Told([person_matte(8, 8, 0.5)])
    made = ready(node(), Bench(models=Only(told)))
    made.teardown()
    assert told.closed


def test_pose_steadies_resting_joints_and_follows_moving_ones() -> None:
    rng = np.random.default_rng(1)
    resting = [pose_of((100 + a, 80 + b, 0.9)) for a, b in rng.normal(0, 1.5, (60, 2))]
    ctx = Bench(models=Only(Told(resting)))
    pose = ready(BodyPose(), ctx)
    given = []
    for _ in resting:
        given.append(pose.process(ctx, FRAME, every=1, smoothing=0.8).points[0, 0, :2])
        ctx.tick()
    assert np.std(given[20:], axis=0).max() < 0.7

    moving = [pose_of((20 + 4 * i, 80, 0.9)) for i in range(60)]
    ctx = Bench(models=Only(Told(moving)))
    pose = ready(BodyPose(), ctx)
    for _ in moving:
        last = pose.process(ctx, FRAME, every=1, smoothing=0.8).points[0, 0]
        ctx.tick()
    assert 20 + 4 * 59 - last[0] < 8


def test_pose_marks_unsure_joints_as_not_seen_and_keeps_the_original() -> None:
    seen = pose_of((10, 10, 0.9), (20, 20, 0.1))
    ctx = Bench(models=Only(Told([seen])))
    points = ready(BodyPose(), ctx).process(ctx, FRAME, least_score=0.3).points
    assert points[0, :, 2].tolist() == [pytest.approx(0.9), 0.0]
    assert seen.points[0, 1, 2] == pytest.approx(0.1)


def test_pose_of_nobody_is_empty_and_starts_anew_afterwards() -> None:
    nobody = Pose(np.zeros((0, 17, 3), np.float32), "coco17")
    told = Told([pose_of((10, 10, 0.9)), nobody, pose_of((300, 100, 0.9))])
    ctx = Bench(models=Only(told))
    pose = ready(BodyPose(), ctx)
    pose.process(ctx, FRAME, every=1)
    ctx.tick()
    assert len(pose.process(ctx, FRAME, every=1).points) == 0
    ctx.tick()
    assert pose.process(ctx, FRAME, every=1).points[0, 0, 0] == 300


def test_without_network_joints_come_from_the_outline() -> None:
    ctx = Bench()
    pose = ready(BodyPose(), ctx)
    assert len(pose.process(ctx, FRAME, None).points) == 0
    matte = Latest(person_matte(256, 256 * 16 // 9, 0.4), 0.03)
    pose = ready(BodyPose(), ctx)
    points = pose.process(ctx, FRAME, matte, every=1).points[0]
    shoulders = points[5:7, :2].mean(axis=0)
    assert abs(shoulders[0] - 0.4 * 320) < 6
    assert 0.40 * 180 < shoulders[1] < 0.55 * 180
    breadth = points[5, 0] - points[6, 0]
    assert 0.2 * 180 < breadth < 0.4 * 180
    assert abs(points[0, 1] - 0.27 * 180) < 0.08 * 180
    assert "outline" in ctx.said[0]


def test_a_raised_hand_beside_the_head_does_not_move_the_head() -> None:
    matte = person_matte(180, 320, 0.5)
    calm = silhouette_pose(matte, (180, 320))
    matte[10:70, 195:205] = 1
    matte[70:76, 195:205] = 0
    raised = silhouette_pose(matte, (180, 320))
    assert calm is not None
    assert raised is not None
    assert np.abs(calm[:3, :2] - raised[:3, :2]).max() < 3


@pytest.mark.parametrize("matte", [np.zeros((90, 160)), np.ones((90, 160)), np.ones((1, 1))])
def test_an_outline_without_head_and_shoulders_is_nobody(matte: np.ndarray) -> None:
    assert silhouette_pose(matte.astype(np.float32), (180, 320)) is None


def test_face_mesh_without_network_sees_nobody_and_says_so() -> None:
    ctx = Bench()
    face = ready(FaceMesh(), ctx)
    assert face.process(ctx, FRAME).points.shape == (0, 478, 3)
    assert "No face is looked for" in ctx.said[0]


def test_one_euro_starts_anew_after_a_gap_or_a_step_back_in_time() -> None:
    filter_ = OneEuro(100.0)
    here, there = np.zeros((3, 2), np.float32), np.full((3, 2), 50.0, np.float32)
    filter_(here, 1.0, 1.0)
    assert np.array_equal(filter_(there, 2.0, 1.0), there)
    assert np.array_equal(filter_(here, 0.5, 1.0), here)
    assert not np.array_equal(filter_(there, 0.52, 1.0), there)
