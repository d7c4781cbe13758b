"""What nodes say of themselves holds for their pixels: two rooms, one picture.

With a matte that finds nobody, a picture that is said to hide the room must come out the same
whatever the room, to the last level; one that is said to show it must not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from node_inputs import locked

from muse_nodes.api import Frame, Layer, Matte, Shows
from muse_nodes.engine.harness import harness
from nodes.background import BackgroundSource
from nodes.compose import Composite, CutOut, PictureInPicture
from nodes.privacy import LeakMeter
from nodes.shape import Place, Warp
from nodes.values import SwitchLayer

SIZE = (72, 128)
ROOM, PERSON, NOTHING = Shows.ROOM, Shows.PERSON, Shows.NOTHING


def room(seed: int) -> Frame:
    """A room with edges and texture, like no other."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (9, 16, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    return locked(coarse // 2 + random.integers(0, 128, (*SIZE, 3), np.uint8))


def nobody(rows: int = 36) -> Matte:
    return locked(np.zeros((rows, rows * 16 // 9), np.float32))


def run(cls: type, *inputs: Any, **params: Any) -> Any:
    """What a node gives in its third frame."""
    with harness(cls).running() as node:
        for _ in range(3):
            given = node(*inputs, **params)
    return given


def cut_out(frame: Frame) -> Layer:
    return run(CutOut, frame, nobody(), exposure=0.5, warmth=0.3)


def warped(frame: Frame) -> Layer:
    return run(Warp, frame, nobody(), waist=1.0)


def placed(frame: Frame) -> Layer:
    return run(Place, cut_out(frame), mirror=True, turn=20.0, zoom=1.5)


def picture_in_picture(frame: Frame) -> Layer:
    return run(PictureInPicture, frame, nobody(), shape="circle", opacity=0.7)


def chosen(frame: Frame) -> Layer:
    return run(SwitchLayer, None, cut_out(frame), warped(frame), choice=2)


MAKERS = [cut_out, warped, placed, picture_in_picture, chosen]


def composed(frame: Frame, layer: Layer, *, plate: bool, wrap: float) -> Frame:
    green = locked(np.full((*SIZE, 3), (0, 177, 64), np.uint8))
    image: Frame = run(
        Composite, frame, room(7) if plate else None, green, layer, light_wrap=wrap
    ).image
    return image.copy()


@pytest.mark.parametrize("plate", [False, True], ids=["no plate", "plate"])
@pytest.mark.parametrize("wrap", [0.0, 1.0])
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_nobody_before_a_background_is_that_background(make: Any, wrap: float, plate: bool) -> None:
    one, other = (composed(r, make(r), plate=plate, wrap=wrap) for r in (room(1), room(2)))
    assert np.array_equal(one, other)
    assert (one == (0, 177, 64)).all()


def test_a_layer_that_is_said_to_show_the_room_does() -> None:
    bare = {"frame": ROOM}
    assert PictureInPicture.shows(bare, {}) == CutOut.shows(bare, {}) == ROOM
    one, other = (
        composed(r, run(PictureInPicture, r), plate=False, wrap=0.0) for r in (room(1), room(2))
    )
    assert not np.array_equal(one, other)


def test_without_a_background_the_room_comes_through() -> None:
    shows = Composite.shows({"frame": ROOM, "layer": PERSON}, {})
    assert shows["image"] == ROOM
    image = run(Composite, room(1), None, None, cut_out(room(1))).image
    assert np.array_equal(image, room(1))


def test_the_alpha_of_a_composite_is_no_matte_of_the_person() -> None:
    shows = Composite.shows({"frame": ROOM, "background": NOTHING, "layer": PERSON}, {})
    assert shows == {"image": PERSON, "alpha": ROOM}
    layer = run(PictureInPicture, room(1))
    covered = run(Composite, room(1), None, room(2), layer).alpha
    assert float(covered.max()) == 1, "nobody is there, and yet it covers"


def test_the_background_hides_the_room_as_far_as_it_says() -> None:
    for kind in ("colour", "transparent"):
        one, other = (run(BackgroundSource, r, r, kind=kind).copy() for r in (room(1), room(2)))
        assert np.array_equal(one, other)
        assert BackgroundSource.shows({"room": ROOM}, {"kind": kind, "radius": 0.0}) == NOTHING
    assert run(BackgroundSource, room(1), room(1), kind="room") is None
    assert BackgroundSource.shows({"room": ROOM}, {"kind": "room", "radius": 4.0}) == ROOM


@pytest.mark.parametrize("radius", [0.0, 2.0, 3.0, 4.0])
def test_a_blur_counts_once_nothing_small_is_left_of_the_room(radius: float) -> None:
    """Lines of text on a poster, 24 to the height: less than a tenth of their contrast is left."""
    stripes = np.zeros((720, 1280, 3), np.uint8)
    stripes[(np.arange(720) // 15) % 2 == 0] = 255
    soft = run(BackgroundSource, None, stripes, kind="blur", radius=radius)
    left = float(soft[200:500, 400:800].std()) / float(stripes.std())
    hides = BackgroundSource.shows({"room": ROOM}, {"kind": "blur", "radius": radius}) == NOTHING
    assert hides == (left < 0.1), left


def test_the_heat_map_of_the_leak_meter_does_not_show_the_plate() -> None:
    sent = locked(np.full((*SIZE, 3), 90, np.uint8))
    one, other = (
        run(LeakMeter, sent, r, None, sent, every=1).heat.copy() for r in (room(1), room(2))
    )
    assert np.array_equal(one, other)
