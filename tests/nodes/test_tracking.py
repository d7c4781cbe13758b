"""Tracking between looks: what is carried follows the person, and doubts end at the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import pytest
from ctx_for_tests import Bench, Only, room_picture

from muse_nodes.api import ModelInfo, Pose, Spec, frame_spec, matte_spec, pose_spec
from muse_nodes.engine.device import CountingDevice, CpuDevice, NullDevice
from muse_nodes.engine.device.foreign import bare
from muse_nodes.engine.harness import harness
from nodes._skeleton import body_mask, important
from nodes._track import Rule, TrackedMatte
from nodes.keypoints import BodyPose, FaceMesh
from nodes.understanding import Segment

SIZE = (180, 320)
SPEC = frame_spec(*SIZE)
RULE = Rule(0.02, 8)
ROOM = room_picture()


@dataclass
class Scene:
    """A patterned figure in a room, and everything that a perfect network would say of it."""

    frames: list[np.ndarray] = field(default_factory=list)
    mattes: list[np.ndarray] = field(default_factory=list)
    poses: list[Pose] = field(default_factory=list)


JOINTS = np.array(
    [[160, 45], [165, 42], [155, 42], [170, 45], [150, 45], [190, 80], [130, 80], [195, 105],
     [125, 105], [190, 130], [130, 130], [178, 140], [142, 140], [178, 160], [142, 160],
     [178, 175], [142, 175]], np.float32,
)  # fmt: skip


def pattern(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 1, (*SIZE, 3)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.5)
    return np.clip(130 + 55 * smooth / smooth.std(), 0, 255).astype(np.uint8)


def scene(moves: list[tuple[float, float, float]], seed: int = 3, clothes: int = 3) -> Scene:
    """The figure after each of ``moves``: degrees about its middle, dx and dy in pixels."""
    shape = np.zeros(SIZE, np.uint8)
    cv2.ellipse(shape, (160, 110), (45, 60), 0, 0, 360, 255, -1)
    cv2.circle(shape, (160, 45), 22, 255, -1)
    made = Scene()
    for degrees, dx, dy in moves:
        matrix = cv2.getRotationMatrix2D((160, 100), degrees, 1.0)
        matrix[:, 2] += dx, dy
        cloth = cv2.warpAffine(pattern(clothes), matrix, SIZE[::-1], borderMode=cv2.BORDER_REFLECT)
        alpha = cv2.warpAffine(shape, matrix, SIZE[::-1])[..., None] / np.float32(255)
        made.frames.append((cloth * alpha + ROOM * (1 - alpha)).astype(np.uint8))
        made.mattes.append(alpha[..., 0])
        points = np.ones((1, 17, 3), np.float32)
        points[0, :, :2] = JOINTS @ matrix[:, :2].T + matrix[:, 2]
        made.poses.append(Pose(points, "coco17"))
    return made


SWAY = [(1.2 * i, 2.5 * i, -1.0 * i) for i in range(8)]


@dataclass
class Teller:
    """A network that looks up what is true for the frame it is given, and counts."""

    scene: Scene
    kind: str = "mattes"
    runs: int = 0
    skeleton: str = "coco17"
    info: ModelInfo = field(default_factory=lambda: ModelInfo("teller", "any", "test", "cpu"))

    @property
    def output(self) -> Spec:
        return matte_spec(*SIZE) if self.kind == "mattes" else pose_spec(17)

    def __call__(self, frame: Any, *, out: Any = None) -> Any:
        self.runs += 1
        index = next(i for i, f in enumerate(self.scene.frames) if np.array_equal(f, frame))
        found = getattr(self.scene, self.kind)[index]
        if out is None:
            return found
        out[...] = found
        return out

    def reset(self) -> None: ...

    def close(self) -> None: ...


def started(node: Any, teller: Teller) -> tuple[Any, Bench]:
    ctx = Bench(models=Only(teller))  # type: ignore[arg-type]  # a network is all it has to be
    node.setup(ctx, SPEC, model="auto")
    return node, ctx


def mattes_of(film: Scene, **params: Any) -> tuple[list[np.ndarray], Teller, Bench]:
    teller = Teller(film)
    segment, ctx = started(Segment(), teller)
    given = []
    for frame in film.frames:
        plain = {"smoothing": 0.0, "crispness": 0.0, "track": True}
        given.append(segment.process(ctx, frame, **plain | params).copy())
        ctx.tick()
    return given, teller, ctx


def test_a_turning_and_moving_person_is_carried_along_with_one_look() -> None:
    film = scene(SWAY)
    given, teller, _ = mattes_of(film)
    assert teller.runs == 1
    for mine, exact in zip(given, film.mattes, strict=True):
        assert np.abs(mine - exact).mean() < 0.004
    held = np.abs(film.mattes[0] - film.mattes[-1]).mean()
    assert np.abs(given[-1] - film.mattes[-1]).mean() < held / 10


def test_a_carried_matte_belongs_to_its_own_frame_a_repeated_one_does_not() -> None:
    film = scene(SWAY)
    assert mattes_of(film)[2].belonged == []
    given, _, ctx = mattes_of(film, track=False, every=3)
    assert ctx.belonged == [0, 0, 3, 3, 6]
    assert np.array_equal(given[5], film.mattes[3])


@pytest.mark.parametrize(("at_most", "looks"), [(1, 8), (2, 4), (3, 3), (30, 1)])
def test_the_network_looks_again_after_so_many_frames(at_most: int, looks: int) -> None:
    assert mattes_of(scene(SWAY), at_most=at_most)[1].runs == looks


def test_a_still_person_needs_one_look() -> None:
    given, teller, _ = mattes_of(scene([(0, 0, 0)] * 6))
    assert teller.runs == 1
    assert np.abs(given[-1] - given[0]).max() < 0.01


def test_a_cut_is_noticed_in_its_first_frame() -> None:
    before, after = scene([(0, 0, 0)] * 3), scene([(0, 70, 10)] * 3, clothes=8)
    film = Scene(before.frames + after.frames, before.mattes + after.mattes)
    given, teller, _ = mattes_of(film)
    assert teller.runs == 2
    assert np.array_equal(given[3], film.mattes[3])


def test_somebody_who_is_suddenly_gone_is_noticed() -> None:
    film = scene([(0, 0, 0)] * 3)
    for _ in range(3):
        film.frames.append(ROOM)
        film.mattes.append(np.zeros(SIZE, np.float32))
    given, teller, _ = mattes_of(film)
    assert [m.max() for m in given[3:]] == [0, 0, 0]
    assert teller.runs == 4  # where nobody is there is nothing to follow either


def test_an_arm_that_comes_from_nowhere_is_noticed() -> None:
    film = scene([(0, 0, 0)] * 4)
    for frame, matte in zip(film.frames[2:], film.mattes[2:], strict=True):
        frame[50:110, 200:290] = pattern(5)[50:110, 200:290]
        matte[50:110, 200:290] = 1
    given, teller, _ = mattes_of(film)
    assert teller.runs == 2
    assert given[2][75, 280] == 1


def test_a_knocked_camera_is_followed_or_looked_at_again() -> None:
    film = scene([(0, 0, 0)] * 4)
    for part in (film.frames, film.mattes):
        for index in (2, 3):
            part[index] = np.roll(part[index], (9, -14), (0, 1))
    for mine, exact in zip(mattes_of(film)[0], film.mattes, strict=True):
        assert np.abs(mine - exact).mean() < 0.004


def test_a_stricter_threshold_looks_more_often() -> None:
    film = scene([(0, 0, 0), *[(4.0 * i, 6.0 * i, 0) for i in range(1, 10)]])
    runs = [mattes_of(film, at_most=30, threshold=t)[1].runs for t in (0.0, 0.2, 10.0)]
    assert runs == sorted(runs, reverse=True)
    assert runs[0] > runs[-1]


def test_setup_starts_anew_and_switching_on_and_off_is_clean() -> None:
    film = scene(SWAY)
    teller = Teller(film)
    segment, ctx = started(Segment(), teller)
    segment.process(ctx, film.frames[0], track=True)
    segment.setup(ctx, SPEC, model="auto")
    segment.process(ctx, film.frames[1], track=True)
    assert teller.runs == 2
    segment.process(ctx, film.frames[2], track=False)
    segment.process(ctx, film.frames[3], track=True)
    assert teller.runs == 4
    segment.process(ctx, film.frames[4], track=True)
    assert teller.runs == 4


def test_what_was_given_away_is_never_written_to_again() -> None:
    film, teller = scene(SWAY), Teller(scene(SWAY))
    segment, ctx = started(Segment(), teller)
    given = [segment.process(ctx, f, track=True, crispness=0.0) for f in film.frames]
    copies = [g.copy() for g in given]
    for frame in film.frames:
        segment.process(ctx, frame, track=True)
    assert all(np.array_equal(a, b) for a, b in zip(given, copies, strict=True))


def test_the_share_of_frames_without_the_network_is_told() -> None:
    film = scene([(0, 0, 0)] * 2)
    teller = Teller(film)
    segment, ctx = started(Segment(), teller)
    for _ in range(35):
        segment.process(ctx, film.frames[0], track=True, at_most=5)
    assert any("80% of the frames are tracked" in said for said in ctx.said)


def test_joints_are_carried_along() -> None:
    film = scene(SWAY)
    teller = Teller(film, "poses")
    pose, ctx = started(BodyPose(), teller)
    for frame, exact in zip(film.frames, film.poses, strict=True):
        found = pose.process(ctx, frame, smoothing=0.0, track=True, at_most=30, threshold=60.0)
        away = np.linalg.norm(found.points[0, :, :2] - exact.points[0, :, :2], axis=1)
        assert away.max() < 2.5
        ctx.tick()
    assert teller.runs == 1


def test_joints_are_looked_for_again_after_a_cut_and_when_nobody_is_there() -> None:
    film = scene([(0, 0, 0)] * 2)
    after = scene([(0, 60, 10)] * 2, clothes=8)
    film.frames += [*after.frames, ROOM, ROOM]
    nobody = Pose(np.zeros((0, 17, 3), np.float32), "coco17")
    film.poses += [*after.poses, nobody, nobody]
    teller = Teller(film, "poses")
    pose, ctx = started(BodyPose(), teller)
    found = [pose.process(ctx, f, smoothing=0.0, at_most=30).points for f in film.frames]
    assert teller.runs == 4
    assert np.abs(found[2][0, :, :2] - film.poses[2].points[0, :, :2]).max() < 1
    assert [len(points) for points in found] == [1, 1, 1, 1, 0, 0]


def test_a_face_is_followed_too() -> None:
    film = scene([(0, 1.5 * i, 0.5 * i) for i in range(6)])
    offsets = np.random.default_rng(4).uniform(-18, 18, (478, 2))
    film.poses = [
        Pose(np.c_[offsets + p.points[0, 0, :2], np.ones(478)][None].astype(np.float32), "face478")
        for p in film.poses
    ]
    teller = Teller(film, "poses")
    face, ctx = started(FaceMesh(), teller)
    for frame, exact in zip(film.frames, film.poses, strict=True):
        found = face.process(ctx, frame, smoothing=0.0, at_most=30).points
        assert np.abs(found - exact.points).max() < 2
    assert teller.runs < 3


def test_the_body_lies_round_its_joints() -> None:
    film = scene([(0, 0, 0)])
    mask = body_mask(film.poses[0], film.poses[0].points[0, :, :2], SIZE)
    assert mask.shape == (90, 160)
    at = (film.poses[0].points[0, :, :2] / 2).astype(int)
    assert mask[at[:, 1], at[:, 0]].all()
    assert 0.03 < mask.mean() < 0.4
    assert len(important(film.poses[0])) == 13
    film.poses[0].points[0, :, 2] = 0
    assert not body_mask(film.poses[0], film.poses[0].points[0, :, :2], SIZE).any()
    assert len(important(film.poses[0])) == 0


def test_any_number_of_points_of_any_skeleton_will_do() -> None:
    points = np.array([[[30, 40, 1.0]]], np.float32)
    mask = body_mask(Pose(points, "coco17"), points[0, :, :2], SIZE)
    assert mask[20, 15] == 1
    assert 0 < mask.sum() < 30


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (36, 64)])
def test_a_frame_of_any_size_may_be_tracked(size: tuple[int, int]) -> None:
    ctx = Bench()
    tracked = TrackedMatte(ctx, frame_spec(*size), matte_spec(*size))
    frame = np.full((*size, 3), 90, np.uint8)
    assert tracked.follow(ctx, frame, RULE) is None
    tracked.looked(ctx, np.ones(size, np.float32))
    assert tracked.follow(ctx, frame, RULE) is None  # nothing in it can be followed


@pytest.mark.parametrize("kind", [Segment, BodyPose])
def test_arrays_of_another_device_give_the_same(kind: type) -> None:
    film, cpu = scene(SWAY), CpuDevice(1)
    part = "mattes" if kind is Segment else "poses"
    results = []
    for device in (cpu, CountingDevice(cpu)):
        teller = Teller(film, part)
        models: Any = Only(teller)  # type: ignore[arg-type]  # a network is all it has to be
        with harness(kind, models).running(device) as node:
            wrap = getattr(device, "wrapped", lambda value: value)
            rest = [None] * (2 if kind is Segment else 1)
            given = [bare(node(wrap(f), *rest, track=True)) for f in film.frames]
        results.append([g if kind is Segment else g.points for g in given])
        assert teller.runs < len(film.frames)
    assert all(np.array_equal(a, b) for a, b in zip(*results, strict=True))
    cpu.close()


@pytest.mark.parametrize("kind", [Segment, BodyPose, FaceMesh])
def test_a_device_without_values_tracks_nothing_and_does_not_stumble(kind: type) -> None:
    device = NullDevice()
    with harness(kind).running(device) as node:
        frame = device.upload(scene([(0, 0, 0)]).frames[0])
        for _ in range(4):
            node(frame, *[None] * (2 if kind is Segment else 1 if kind is BodyPose else 0),
                 track=True)  # fmt: skip
    task = {Segment: "segment", BodyPose: "pose", FaceMesh: "face"}[kind]
    assert device.calls.count(task) == 4
