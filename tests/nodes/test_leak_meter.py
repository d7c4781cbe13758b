"""The leak meter on pictures whose leaks are known exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from muse_nodes.api import Frame, Matte, NodeError, Shows
from muse_nodes.engine.harness import RunningNode, harness
from nodes.privacy import LeakMeter

HEIGHT, WIDTH = 90, 160
GREEN = (0, 177, 64)


@pytest.fixture
def meter() -> Iterator[RunningNode]:
    with harness(LeakMeter).running() as node:
        yield node


def room() -> Frame:
    return np.random.default_rng(3).integers(60, 190, (HEIGHT, WIDTH, 3), np.uint8)


def chosen() -> Frame:
    return np.full((HEIGHT, WIDTH, 3), GREEN, np.uint8)


def nobody() -> Matte:
    return np.zeros((HEIGHT, WIDTH), np.float32)


def with_hole(rows: int, columns: int) -> Frame:
    """The chosen background with a hole in its corner, through which the room is seen."""
    sent = chosen()
    sent[:rows, :columns] = room()[:rows, :columns]
    return sent


def look(meter: RunningNode, sent: Frame, times: int = 1, **params: Any) -> float:
    leaks = 0.0
    for _ in range(times):
        leaks = meter(sent, room(), nobody(), chosen(), **{"every": 1, **params}).leak
    return leaks


def test_what_is_seen_through_a_hole_is_reported_to_the_pixel(meter: RunningNode) -> None:
    assert look(meter, with_hole(30, 40), 3) == pytest.approx(100 * 30 * 40 / (HEIGHT * WIDTH))


def test_a_place_must_be_seen_three_times(meter: RunningNode) -> None:
    assert look(meter, with_hole(HEIGHT, WIDTH), 2) == 0
    assert look(meter, with_hole(HEIGHT, WIDTH)) == 100


def test_places_add_up_over_time(meter: RunningNode) -> None:
    for part in range(4):
        sent = chosen()
        sent[:, 40 * part :][:, :40] = room()[:, 40 * part :][:, :40]
        assert look(meter, sent, 3) == pytest.approx(25 * (part + 1))


def test_neither_the_background_nor_the_person_is_room(meter: RunningNode) -> None:
    assert look(meter, chosen(), 5) == 0
    person = nobody()
    person[:, :80] = 1
    for _ in range(5):
        leaks = meter(with_hole(HEIGHT, 100), room(), person, chosen(), every=1)
    assert leaks.leak == pytest.approx(100 * 20 / WIDTH)


def test_a_background_that_looks_like_the_room_by_chance_is_none_of_it(meter: RunningNode) -> None:
    like = room()
    for _ in range(5):
        known = meter(like, room(), nobody(), like, every=1).leak
    assert known == 0
    meter.act("reset")
    for _ in range(5):
        unknown = meter(like, room(), nobody(), None, every=1).leak
    assert unknown == 100, "without the background nothing tells it from the room"


def test_what_mostly_shows_something_else_is_not_rebuilt(meter: RunningNode) -> None:
    other = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    look(meter, with_hole(HEIGHT, WIDTH), 4)
    assert look(meter, other, 3) == 100
    assert look(meter, other, 1) == 0


def test_old_looks_are_forgotten(meter: RunningNode) -> None:
    look(meter, with_hole(HEIGHT, WIDTH), 10, minutes=0.5)
    assert look(meter, chosen(), 30 * 29, minutes=0.5) == 100
    assert look(meter, chosen(), 30 * 8, minutes=0.5) == 0
    parts = meter.instance.parts
    assert len(parts) <= 7, "memory is bounded"


def test_the_reset_forgets_everything_at_once(meter: RunningNode) -> None:
    assert look(meter, with_hole(HEIGHT, WIDTH), 3) == 100
    meter.act("reset")
    assert look(meter, chosen()) == 0


def test_between_two_looks_the_figure_stays(meter: RunningNode) -> None:
    for _ in range(9):
        leaks = meter(with_hole(HEIGHT, WIDTH), room(), nobody(), chosen(), every=5)
    assert leaks.leak == 0
    for _ in range(2):
        leaks = meter(with_hole(HEIGHT, WIDTH), room(), nobody(), chosen(), every=5)
    assert leaks.leak == 100
    look(meter, with_hole(HEIGHT, WIDTH), 30)
    assert meter.figures.status == "100.0 % of the room in the last 2 minutes"


def test_colours_as_close_as_the_tolerance_are_the_same(meter: RunningNode) -> None:
    brighter = room() + np.uint8(10)
    assert look(meter, brighter, 3, tolerance=9) == 0
    meter.act("reset")
    assert look(meter, brighter, 3, tolerance=10) == 100


def test_the_heat_map_glows_where_the_room_was_rebuilt(meter: RunningNode) -> None:
    sent = with_hole(30, 40)
    for _ in range(3):
        heat = meter(sent, room(), nobody(), chosen(), every=1).heat
    assert heat.shape == sent.shape
    assert (heat[:28, :38, 0] == 255).all()
    assert np.array_equal(heat[32:], sent[32:] >> 1)


def test_mattes_plates_and_backgrounds_of_other_sizes_are_brought_to_size(
    meter: RunningNode,
) -> None:
    plain, small = np.full((HEIGHT, WIDTH, 3), 90, np.uint8), (HEIGHT // 2, WIDTH // 2)
    person = np.zeros(small, np.float32)
    person[:, : WIDTH // 4] = 1
    for _ in range(3):
        leaks = meter(
            plain, plain[: small[0], : small[1]].copy(), person,
            chosen()[: small[0], : small[1]].copy(), every=1,
        )  # fmt: skip
    assert leaks.leak == pytest.approx(50, abs=2)


def test_a_room_of_another_shape_is_refused_with_what_to_do(meter: RunningNode) -> None:
    with pytest.raises(NodeError, match="the room is 90x90") as caught:
        meter(chosen(), room()[:, :90].copy())
    assert caught.value.hint


def test_the_heat_map_shows_no_more_than_what_was_sent() -> None:
    given = {"sent": Shows.PERSON, "plate": Shows.ROOM}
    assert LeakMeter.shows(given, {}) == Shows.PERSON
