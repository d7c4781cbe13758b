"""The learned room: never the person, through every light, whatever happens to the camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from ctx_for_tests import Bench, person_matte, room_picture

from muse_nodes.api import Frame, Matte, frame_spec
from muse_nodes.engine.harness import harness
from muse_nodes.media import VideoReader
from muse_nodes.models import ModelLibrary
from nodes.background import BackgroundBuffer, LearnedRoom
from nodes.understanding import Segment

HEIGHT, WIDTH, MARGIN = 180, 320, 12
SPEC = frame_spec(HEIGHT, WIDTH)
WORLD = room_picture(HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN)
SECOND = 30

Light = Callable[[int], float | np.ndarray]
Camera = Callable[[int], tuple[int, int]]


def seen_from(move: tuple[int, int] = (0, 0)) -> Frame:
    """The empty room; ``move`` is how far (dx, dy) the picture moved since the start."""
    left, top = MARGIN - move[0], MARGIN - move[1]
    return np.ascontiguousarray(WORLD[top : top + HEIGHT, left : left + WIDTH])


def walk(
    frames: int, light: Light = lambda _: 1.0, camera: Camera = lambda _: (0, 0)
) -> Iterator[tuple[Frame, Matte]]:
    """Somebody walks to and fro in front of the room; every frame has its own noise."""
    rng = np.random.default_rng(5)
    for i in range(frames):
        matte = person_matte(HEIGHT, WIDTH, 0.5 + 0.3 * np.sin(i / 20))
        frame = np.where(matte[..., None] > 0, (20, 200, 230), seen_from(camera(i)))
        frame = frame * light(i) + rng.normal(0, 2, (HEIGHT, WIDTH, 1))
        yield np.clip(frame, 0, 255).astype(np.uint8), matte


class Buffer:
    """A background buffer at work."""

    def __init__(self, **params: float) -> None:
        self.ctx, self.node, self.params = Bench(), BackgroundBuffer(), params
        self.node.setup(self.ctx, SPEC)

    def __call__(self, frame: Frame, matte: Matte, plate: Frame | None = None) -> LearnedRoom:
        learned = self.node.process(self.ctx, frame, matte, plate, **self.params)
        self.ctx.tick()
        return learned

    def run(self, shots: Iterator[tuple[Frame, Matte]]) -> LearnedRoom:
        for shot in shots:
            learned = self(*shot)
        return learned

    @property
    def known(self) -> np.ndarray:
        mask: np.ndarray = self.node.room.confidence > 0
        return mask


def error(learned: LearnedRoom, truth: np.ndarray, where: np.ndarray | None = None) -> float:
    difference = np.abs(learned.plate - np.clip(truth, 0.0, 255.0)).mean(axis=-1)
    return float(difference.mean() if where is None else difference[where].mean())


def test_learns_the_room_behind_a_walking_person() -> None:
    buffer = Buffer()
    learned = buffer.run(walk(5 * SECOND))
    assert buffer.known.mean() > 0.95
    assert error(learned, seen_from(), buffer.known) < 1.5


def test_never_learns_a_person_who_stands_still() -> None:
    buffer = Buffer()
    matte = person_matte(HEIGHT, WIDTH, 0.5)
    frame = np.where(matte[..., None] > 0, (255, 0, 255), seen_from()).astype(np.uint8)
    for _ in range(3 * SECOND):
        learned = buffer(frame, matte)
    assert not buffer.known[matte > 0].any()
    pink = (learned.plate[..., 0] > 220) & (learned.plate[..., 1] < 30)
    assert not pink.any()


def test_what_was_never_seen_is_filled_from_its_surroundings() -> None:
    matte = person_matte(HEIGHT, WIDTH, 0.5)
    grey = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    frame = np.where(matte[..., None] > 0, 255, grey).astype(np.uint8)
    assert error(Buffer()(frame, matte), grey) < 1.0


def test_a_person_whom_the_network_misses_for_a_while_is_not_learned() -> None:
    buffer = Buffer()
    buffer.run((seen_from(), np.zeros((HEIGHT, WIDTH), np.float32)) for _ in range(5 * SECOND))
    for frame, _ in walk(2 * SECOND):
        learned = buffer(frame, np.zeros((HEIGHT, WIDTH), np.float32))
    assert error(learned, seen_from()) < 2.5


def test_new_furniture_becomes_part_of_the_room() -> None:
    buffer = Buffer()
    nobody = np.zeros((HEIGHT, WIDTH), np.float32)
    chair = seen_from().copy()
    chair[100:160, 60:120] = (230, 40, 40)
    buffer.run((seen_from(), nobody) for _ in range(4 * SECOND))
    learned = buffer.run((chair, nobody) for _ in range(20 * SECOND))
    assert error(learned, chair) < 1.5


def test_exposure_is_followed_without_a_ghost() -> None:
    def light(i: int) -> float:
        return 1.0 + 0.25 * np.sin(i / 25)

    buffer = Buffer()
    shots = list(walk(8 * SECOND, light))
    for i, shot in enumerate(shots):
        learned = buffer(*shot)
        if i > 3 * SECOND:
            # the room of this moment, also where the person stands
            assert error(learned, seen_from() * light(i), buffer.known) < 5.0


def test_a_dimmed_room_is_right_at_once_also_behind_the_person() -> None:
    switch, late = 6 * SECOND, 6 * SECOND + SECOND // 3
    buffer = Buffer()
    learned = buffer.run(walk(late, lambda i: 0.6 if i >= switch else 1.0))
    assert error(learned, seen_from() * 0.6, buffer.known) < 2.5


def test_a_lamp_at_the_side_is_learned_within_a_second() -> None:
    lamp = np.linspace(0.45, 1.3, WIDTH)[None, :, None]
    switch = 6 * SECOND
    buffer = Buffer()
    shots = list(walk(switch + SECOND, lambda i: lamp if i >= switch else 1.0))
    learned = buffer.run(iter(shots))
    away = shots[-1][1] == 0
    assert error(learned, seen_from() * lamp, away) < 4.0


@pytest.mark.parametrize("move", [(7, -4), (-3, 2), (1, 0)])
def test_a_bump_of_the_camera_is_followed_within_a_second(move: tuple[int, int]) -> None:
    bump = 6 * SECOND
    buffer = Buffer()
    learned = buffer.run(walk(bump + SECOND, camera=lambda i: move if i >= bump else (0, 0)))
    inner = np.zeros((HEIGHT, WIDTH), bool)
    inner[MARGIN:-MARGIN, MARGIN:-MARGIN] = True
    assert error(learned, seen_from(move), inner & buffer.known) < 2.5
    assert error(learned, seen_from(), inner) > 2 * error(learned, seen_from(move), inner)


def test_reset_overwrites_the_room_where_the_person_is_not() -> None:
    buffer = Buffer(rate=0.0)
    nobody = np.zeros((HEIGHT, WIDTH), np.float32)
    buffer.run((seen_from(), nobody) for _ in range(10))
    other = seen_from().copy()
    other[20:60, 20:60] = (240, 240, 40)
    other[100:150, 150:200] = (240, 40, 240)
    matte = nobody.copy()
    matte[90:160, 140:210] = 1
    buffer.node.reset_background(buffer.ctx)
    learned = buffer(other, matte)
    assert error(learned, other, matte == 0) < 1.0
    assert error(learned, seen_from(), matte > 0) < 1.0


def test_starts_from_the_clean_plate() -> None:
    buffer = Buffer()
    frame, matte = next(walk(1))
    learned = buffer(frame, matte, seen_from())
    assert buffer.known.all()
    assert error(learned, seen_from()) < 1.0


def test_a_clean_plate_of_another_size_is_fitted() -> None:
    plate = cv2.resize(seen_from(), (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_CUBIC)
    frame, matte = next(walk(1))
    assert error(Buffer()(frame, matte, plate), seen_from()) < 4.0


def test_confidence_tells_where_the_room_was_seen() -> None:
    buffer = Buffer()
    matte = person_matte(HEIGHT, WIDTH, 0.5)
    learned = buffer.run((seen_from(), matte) for _ in range(3 * SECOND))
    confidence = learned.confidence
    assert confidence is not None
    assert confidence.shape == buffer.node.plan(buffer.ctx, SPEC)[1].shape
    rows, columns = confidence.shape
    assert confidence[rows * 3 // 4, columns // 2] == 0
    assert confidence[rows // 4, 2] > 0.1
    assert confidence.max() <= 1


def test_confidence_that_nobody_reads_is_not_made() -> None:
    buffer = Buffer()
    buffer.ctx.unread = ("confidence",)
    assert buffer(*next(walk(1))).confidence is None


def test_a_room_once_given_away_is_never_changed() -> None:
    buffer = Buffer()
    given = []
    for shot in walk(SECOND):
        plate = buffer(*shot).plate
        given.append((plate, plate.copy()))
    assert all(np.array_equal(plate, copy) for plate, copy in given)
    assert all(a is not b for (a, _), (b, _) in pairwise(given))


def test_inputs_are_left_alone() -> None:
    buffer = Buffer()
    for frame, matte in walk(10):
        frame.flags.writeable = matte.flags.writeable = False
        buffer(frame, matte, None)


@pytest.mark.shared
def test_office_scene_is_learned_to_within_two_and_a_half_levels(shared: Path) -> None:
    scene = shared / "scenes" / "office_hoodie"
    plate = cv2.imread(str(scene / "background.png"))[..., ::-1].astype(int)
    video, spec = VideoReader(scene / "video.mp4"), frame_spec(720, 1280)
    ctx, buffer, segment = Bench(), BackgroundBuffer(), Segment()
    ctx.models = ModelLibrary([shared / "models"])
    segment.setup(ctx, spec, model="auto")
    buffer.setup(ctx, spec)
    frame = np.empty(spec.shape, np.uint8)
    for _ in range(180):
        video.read(frame)
        learned = buffer.process(ctx, frame, segment.process(ctx, frame))
        ctx.tick()
    known = buffer.room.confidence > 0
    assert np.abs(learned.plate.astype(int) - plate)[known].mean() < 2.5


def test_a_restart_makes_no_second_set_of_buffers() -> None:
    with harness(BackgroundBuffer).running() as node:
        frame, matte = seen_from(), person_matte(HEIGHT, WIDTH, 0.5)
        for _ in range(3):
            node(frame, matte)
        made = node.ctx._pool.created
        node.restart()
        for _ in range(3):
            node(frame, matte)
        assert node.ctx._pool.created == made
