"""Footage that is known pixel by pixel, and how a frame is recognised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from muse_nodes import media
from muse_nodes.api import Frame, MediaError, frame_spec
from muse_nodes.engine.harness import NoModels
from muse_nodes.soak.footage import (
    MAGENTA,
    PAINTED_FOR,
    Camera,
    Footage,
    Shot,
    Shots,
    magenta_ish,
    open_footage,
    read_inner,
    read_mark,
)
from muse_nodes.soak.truth import TrueNetworks

SIZE = (640, 360)


@pytest.fixture(scope="module")
def demo() -> Footage:
    return open_footage(None)


def take(footage: Footage, size: tuple[int, int] = SIZE) -> tuple[Frame, Shot]:
    camera = Camera(footage, size)
    frame = np.empty((size[1], size[0], 3), np.uint8)
    shot = camera.take(frame)
    camera.close()
    return frame, shot


def test_a_frame_is_recognised_and_no_altered_one(demo: Footage) -> None:
    frame, shot = take(demo)
    assert read_mark(frame) == shot.number
    frame[180, 300] ^= 1
    assert read_mark(frame) is None, "one level of one pixel is enough"
    assert read_mark(demo.plate) is None
    assert read_mark(np.zeros((8, 8, 3), np.uint8)) is None


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (480, 270), (960, 540)])
def test_whose_person_is_seen_is_read_from_the_person_alone(
    demo: Footage, size: tuple[int, int]
) -> None:
    frame, shot = take(demo, size)
    frame[~demo.person(shot.number, size)] = (0, 177, 64)
    assert demo.shown(frame, shot) == shot
    dimmed = (frame * 0.6).astype(np.uint8)
    assert demo.shown(dimmed, shot) == shot, "darker, as an edit makes it"
    frame[:] = (0, 177, 64)
    assert demo.shown(frame, shot) is None


def test_an_older_frame_is_found_among_those_that_were_given(demo: Footage) -> None:
    frame, shot = take(demo)
    demo.shots.add(1, shot)
    assert demo.shown(frame, Shot(shot.number + 40, False)) == shot


def test_the_painted_room_is_magenta_and_the_person_is_not(demo: Footage) -> None:
    painted = Footage(demo.size, demo.plate, demo.mattes, drawn=demo.drawn)
    painted.shots.given = PAINTED_FOR
    frame, shot = take(painted)
    assert shot.magenta
    person = painted.person(shot.number, SIZE)
    room = frame[1:][~person[1:]]
    assert (room == MAGENTA).all()
    assert not magenta_ish(frame)[person].any()


def test_a_room_that_is_not_to_be_painted_never_is(demo: Footage) -> None:
    plain = Footage(demo.size, demo.plate, demo.mattes, magenta=False, drawn=demo.drawn)
    plain.shots.given = PAINTED_FOR
    frame, shot = take(plain)
    assert not shot.magenta
    assert not magenta_ish(frame[1:]).any()


def test_a_broken_mark_is_no_mark() -> None:
    picture = np.zeros((4, 40, 3), np.uint8)
    assert read_inner(picture, (1, 3)) is None


def test_frames_are_found_by_the_time_they_were_given() -> None:
    shots = Shots(kept=3)
    assert shots.at(100) is None
    for when in (10, 20, 30, 40):
        shots.add(when, Shot(when, False))
    assert shots.at(35) == Shot(30, False)
    assert shots.at(40) == Shot(40, False)
    assert shots.at(15) is None, "the oldest are forgotten"
    assert [shot.number for shot in shots.recent()] == [40, 30, 20]
    assert shots.given == 4


def test_a_network_that_cannot_err_knows_frames_and_nobody_else(demo: Footage) -> None:
    network = TrueNetworks(NoModels(), demo).network("segment", frame=frame_spec(360, 640))
    frame, shot = take(demo)
    matte = network(frame)
    assert matte.shape == network.output.shape
    assert (matte == demo.person(shot.number, SIZE)).all()
    assert not network(demo.plate).any(), "nobody is in the empty room"
    network.reset()
    network.close()


def test_one_that_failed_gives_way_to_the_other(demo: Footage) -> None:
    networks = TrueNetworks(NoModels(), demo)
    first = networks.network("segment", frame=frame_spec(360, 640)).info.name
    other = networks.network(
        "segment", frame=frame_spec(360, 640), avoid=frozenset((first,))
    ).info.name
    assert first != other
    assert networks.network("segment", other, frame=frame_spec(360, 640)).info.name == other


def test_a_scene_without_its_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        open_footage(tmp_path)
    media.write_image(tmp_path / "background.png", np.zeros((36, 64, 3), np.uint8))
    with media.VideoWriter(tmp_path / "alpha.mkv", size=(32, 18), fps=30, codec="ffv1") as film:
        film.write(np.zeros((18, 32, 3), np.uint8))
    with pytest.raises(MediaError, match="differ in size"):
        open_footage(tmp_path)
