"""Pixels of the room in what goes out: found when they are there, and only then."""

from __future__ import annotations

import numpy as np
import pytest

from muse_nodes import media
from muse_nodes.api import Frame, rgb
from muse_nodes.soak.footage import PAINTED_FOR, Camera, Footage, Shot, open_footage
from muse_nodes.soak.leaks import BACKGROUNDS, GRACE, Seen, Witness, clearly_apart, grown

SIZE = (640, 360)


@pytest.fixture(scope="module")
def drawn() -> Footage:
    return open_footage(None)


@pytest.fixture
def footage(drawn: Footage) -> Footage:
    return Footage(drawn.size, drawn.plate, drawn.mattes, drawn=drawn.drawn)


class Scene:
    """What a camera gave and what was made of it, held up to a witness."""

    def __init__(self, footage: Footage, *, magenta: bool) -> None:
        footage.shots.given = PAINTED_FOR if magenta else 0
        self.footage, self.camera = footage, Camera(footage, SIZE)
        self.witness = Witness(footage, 0.0, (SIZE,))
        self.now = 0

    def film(self) -> tuple[Frame, Shot]:
        frame = np.empty((SIZE[1], SIZE[0], 3), np.uint8)
        shot = self.camera.take(frame)
        self.now += 33_000_000
        self.footage.shots.add(self.now, shot)
        return frame, shot

    def over(self, frame: Frame, person: Shot, colour: str = BACKGROUNDS[0]) -> Frame:
        """``frame`` cut out with the matte of ``person``, over a colour."""
        matte = self.footage.person(person.number, SIZE)
        return np.where(matte[..., None], frame, np.uint8(rgb(colour)))

    def look(self, picture: Frame) -> Seen:
        self.witness.look(picture, self.footage.shots.given, self.now, self.now)
        return self.witness.seen


@pytest.mark.parametrize("magenta", [True, False])
@pytest.mark.parametrize("colour", BACKGROUNDS)
def test_a_person_that_is_cut_out_leaks_nothing(
    footage: Footage, magenta: bool, colour: str
) -> None:
    scene = Scene(footage, magenta=magenta)
    for _ in range(3):
        seen = scene.look(scene.over(*scene.film(), colour))
    assert seen.leaked_pixels == 0
    assert seen.looked_at == 3
    assert seen.unknown == 0


@pytest.mark.parametrize("magenta", [True, False])
def test_the_raw_picture_leaks_nearly_all_of_the_room(footage: Footage, magenta: bool) -> None:
    scene = Scene(footage, magenta=magenta)
    frame, shot = scene.film()
    seen = scene.look(frame)
    person = grown(footage.person(shot.number, SIZE), 0)
    assert seen.leaked_pictures == 1
    assert seen.leaked_pixels > 0.8 * (~person).sum()
    assert seen.worst[0]["pixels"] == seen.leaked_pixels
    assert seen.worst[0]["room"] == ("magenta" if magenta else "as filmed")


@pytest.mark.parametrize("magenta", [True, False])
def test_one_square_of_room_is_found(footage: Footage, magenta: bool) -> None:
    scene = Scene(footage, magenta=magenta)
    frame, shot = scene.film()
    picture = scene.over(frame, shot)
    picture[20:24, 560:564] = frame[20:24, 560:564]
    assert scene.look(picture).leaked_pixels == 16
    assert scene.witness.seen.worst[0]["first"] == [560, 20]


@pytest.mark.parametrize("magenta", [True, False])
def test_a_matte_of_an_older_frame_is_found_out(footage: Footage, magenta: bool) -> None:
    scene = Scene(footage, magenta=magenta)
    _, old = scene.film()
    for _ in range(25):
        frame, _ = scene.film()
    assert scene.look(scene.over(frame, old)).leaked_pixels > 50


def test_a_whole_older_picture_is_no_leak(footage: Footage) -> None:
    scene = Scene(footage, magenta=False)
    old = scene.film()
    for _ in range(25):
        scene.film()
    seen = scene.look(scene.over(*old))
    assert seen.leaked_pixels == 0
    assert seen.unknown == 0


def test_held_pictures_and_slates_are_told_from_new_ones(footage: Footage) -> None:
    scene = Scene(footage, magenta=False)
    picture = scene.over(*scene.film())
    scene.look(picture)
    scene.look(picture)
    seen = scene.look(media.make_slate("", (SIZE[1], SIZE[0]))[0])
    assert (seen.pictures, seen.looked_at, seen.held, seen.slates) == (3, 1, 1, 1)


def test_a_picture_without_anybody_is_held_against_the_newest_frame(footage: Footage) -> None:
    scene = Scene(footage, magenta=False)
    scene.film()
    seen = scene.look(footage.plate)
    assert seen.unknown == 1
    assert seen.leaked_pixels > 1000


def test_what_goes_out_while_the_panic_key_is_on(footage: Footage) -> None:
    scene = Scene(footage, magenta=False)
    picture = scene.over(*scene.film())
    scene.witness.panic_since = scene.now - GRACE // 2
    assert scene.look(picture).not_slate_in_panic == 0, "it was under way"
    scene.witness.panic_since = scene.now - 2 * GRACE
    scene.look(media.make_slate("", (SIZE[1], SIZE[0]))[0])
    assert scene.witness.seen.not_slate_in_panic == 0
    assert scene.look(picture).not_slate_in_panic == 1


def test_an_older_frame_after_a_newer_one_is_noted(footage: Footage) -> None:
    scene = Scene(footage, magenta=False)
    for index in (5, 4):
        frame, shot = scene.film()
        scene.witness.look(scene.over(frame, shot), index, scene.now, scene.now)
    assert scene.witness.seen.out_of_order == 1


def test_most_of_the_room_can_be_told_from_the_backgrounds(footage: Footage) -> None:
    clear = clearly_apart(footage.plate, BACKGROUNDS)
    assert clear.mean() > 0.9
    assert not clearly_apart(np.full((2, 2, 3), rgb(BACKGROUNDS[1]), np.uint8), BACKGROUNDS).any()
