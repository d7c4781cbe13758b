"""The guard before a public sink: what goes out while the room is hidden, and what never does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from muse_nodes.api import Frame, Shows
from muse_nodes.engine.guard import Guard
from muse_nodes.engine.tag import Tag

SECOND = 1_000_000_000
FRAME = SECOND // 30
SIZE = (4, 6)
NONE: frozenset[str] = frozenset()


def picture(level: int, size: tuple[int, int] = SIZE) -> Frame:
    return np.full((*size, 3), level, np.uint8)


class Bench:
    """A guard, its clock, and the slates it had made."""

    def __init__(self, shows: Shows = Shows.PERSON, hides: bool = False) -> None:
        self.shows: dict[frozenset[str], Shows] = {NONE: shows}
        self.made: list[tuple[str, tuple[int, int]]] = []
        self.params: dict[str, Any] = {"room": "auto", "slate": "", "stale_ms": 0.0}
        self.guard = Guard(SIZE, hides, self.seen, self.make)
        self.index = -1

    def seen(self, bypassed: frozenset[str]) -> Shows:
        return self.shows.get(bypassed, Shows.ROOM)

    def make(self, path: str, size: tuple[int, int]) -> tuple[Frame, str]:
        self.made.append((path, size))
        return np.zeros((*size, 3), np.uint8), ""

    def give(self, shot: Frame | None, tag: Tag | None = None, steps: int = 1) -> Frame:
        """The next frame, ``steps`` frames after the one before."""
        self.index += steps
        now = self.index * FRAME
        return self.guard.pick(shot, tag, self.index, now, now + FRAME // 2, self.params)

    def is_slate(self, shot: Frame) -> bool:
        return not shot.any()


def test_a_whole_frame_of_a_graph_that_hides_the_room_goes_out_itself() -> None:
    bench = Bench()
    for level in (1, 2, 3):
        shot = picture(level)
        assert bench.give(shot) is shot
    assert (bench.guard.withheld, bench.guard.slated, bench.guard.why) == (0, 0, "")
    assert not bench.made


def test_before_the_first_good_picture_there_is_the_slate() -> None:
    bench = Bench()
    assert bench.is_slate(bench.give(None))
    assert bench.is_slate(bench.give(picture(9), Tag(-1, torn=True)))
    assert bench.guard.slated == 2


def test_the_last_good_picture_stays_for_two_seconds_and_then_the_slate_comes() -> None:
    bench = Bench()
    good = picture(5)
    bench.give(good)
    shown = [bench.give(picture(200), Tag(0, torn=True)) for _ in range(75)]
    assert all(shot is good for shot in shown[:60])
    assert all(bench.is_slate(shot) for shot in shown[60:])
    assert (bench.guard.withheld, bench.guard.slated) == (60, 15)
    assert bench.guard.why == "The matte is 2500 ms old. The slate is shown."
    again = picture(6)
    assert bench.give(again) is again


def test_a_matte_may_be_as_old_as_the_user_allows_and_no_older() -> None:
    bench = Bench()
    bench.params["stale_ms"] = 70.0
    for level in range(1, 10):
        bench.give(picture(level))
    two, three = picture(20), picture(30)
    assert bench.give(two, Tag(bench.index - 1, torn=True)) is two  # 67 ms
    assert bench.give(three, Tag(bench.index - 2, torn=True)) is two  # 100 ms


def test_the_age_of_a_frame_the_sink_never_got_is_that_of_an_older_one() -> None:
    bench = Bench()
    bench.params["stale_ms"] = 70.0
    bench.give(picture(1))
    bench.give(picture(2), steps=4)
    late = picture(3)
    assert bench.give(late, Tag(3, torn=True)) is not late
    assert "167 ms" in bench.guard.why
    bench = Bench()
    bench.params["stale_ms"] = 70.0
    bench.give(picture(2), steps=10)
    assert bench.give(late, Tag(8, torn=True)) is not late
    assert "another frame" in bench.guard.why


def test_without_a_tolerance_no_torn_picture_goes_out_not_even_one_without_an_age() -> None:
    bench = Bench()
    bench.params["stale_ms"] = 0.0
    bench.give(picture(1))
    shot = picture(2)
    for index in (0, 1, 2, 50):
        assert bench.give(shot, Tag(index, torn=True)) is not shot
    bench.params["stale_ms"] = 500.0
    assert (
        bench.give(shot, Tag(bench.index + 1, torn=True)) is not shot
    )  # a tag that makes no sense


def test_a_picture_that_is_old_as_a_whole_may_go_out() -> None:
    bench = Bench()
    shot = picture(7)
    bench.give(picture(1))
    assert bench.give(shot, Tag(0)) is shot


def test_a_stand_in_goes_out_only_when_the_graph_still_hides_the_room_with_it() -> None:
    bench = Bench()
    harmless, baring = frozenset(["caption"]), frozenset(["caption", "blur"])
    bench.shows[harmless] = Shows.PERSON
    good, shot = picture(1), picture(2)
    assert bench.give(good, Tag(0, bypassed=harmless)) is good
    assert bench.give(shot, Tag(1, bypassed=baring)) is good
    assert bench.guard.why.startswith("'blur, caption' does not work, which bares the room.")


@pytest.mark.parametrize(("room", "out"), [("auto", True), ("show", True), ("hide", False)])
def test_a_graph_that_shows_the_room_does_so_unless_it_is_to_be_hidden(
    room: str, out: bool
) -> None:
    bench = Bench(Shows.ROOM)
    bench.params["room"] = room
    shot = picture(3)
    assert (bench.give(shot, Tag(-1, torn=True)) is shot) == out


def test_a_room_once_hidden_stays_hidden_until_the_user_shows_it() -> None:
    bench = Bench(Shows.PERSON)
    good, room = picture(1), picture(200)
    assert bench.give(good) is good
    bench.guard.look(lambda _: Shows.ROOM)
    assert bench.give(room) is good
    assert "is to be hidden" in bench.guard.why
    bench.params["room"] = "show"
    assert bench.give(room) is room
    bench.params["room"] = "auto"  # nothing hides it now
    assert bench.give(room) is room
    bench.guard.look(bench.seen)
    assert bench.give(good) is good
    bench.guard.look(lambda _: Shows.ROOM)
    assert bench.give(room) is good


def test_a_picture_that_was_allowed_to_show_the_room_is_forgotten_when_it_is_hidden() -> None:
    bench = Bench(Shows.ROOM)
    room = picture(200)
    assert bench.give(room) is room
    bench.params["room"] = "hide"
    assert bench.is_slate(bench.give(room))
    assert bench.is_slate(bench.give(None))


def test_panic_is_the_slate_at_once_whatever_the_room() -> None:
    bench = Bench()
    for room in ("show", "hide", "auto"):
        bench.params["room"] = room
        good = picture(1)
        assert bench.give(good) is good
        bench.guard.panicking = True
        assert bench.is_slate(bench.give(picture(2)))
        assert bench.guard.why == "The panic key is on. The slate is shown."
        bench.guard.panicking = False
    assert len(bench.made) == 1  # one slate, made once


def test_another_size_starts_anew_with_a_slate_that_fits() -> None:
    bench = Bench()
    bench.give(picture(1))
    shown = bench.give(picture(2, (8, 10)), Tag(0, torn=True))
    assert shown.shape == (8, 10, 3)
    assert bench.is_slate(shown)
    assert bench.made == [("", (8, 10))]


def test_another_picture_for_the_slate_is_taken_at_once_and_its_fault_is_told() -> None:
    bench = Bench()
    bench.give(None)
    bench.params["slate"] = "mine.png"
    bench.give(None)
    assert bench.made == [("", SIZE), ("mine.png", SIZE)]
    told = Guard(SIZE, True, bench.seen, lambda *_: (picture(0), "The picture is gone."))
    told.pick(None, None, 0, 0, 0, bench.params)
    assert told.why == "There is no picture. The slate is shown. The picture is gone."


def test_what_cannot_be_judged_does_not_go_out() -> None:
    def broken(_: frozenset[str]) -> Shows:
        raise RuntimeError("no idea")

    made: list[Any] = []

    def slate(path: str, size: tuple[int, int]) -> tuple[Frame, str]:
        made.append(size)
        return picture(0), ""

    params: Mapping[str, Any] = {"room": "auto"}
    shot = picture(9)
    guard = Guard(SIZE, False, broken, slate)
    assert guard.pick(shot, None, 0, 0, 0, params) is not shot
    assert made


def test_the_guard_of_the_next_plan_goes_on_where_the_last_one_stopped() -> None:
    bench = Bench()
    good = picture(1)
    bench.give(good)
    bench.give(None)
    bench.guard.panicking = True
    after = Bench(Shows.ROOM)
    after.guard.take_over(bench.guard)
    assert after.guard.panicking
    after.guard.panicking = False
    assert after.guard.hides
    after.index = bench.index
    assert after.give(picture(200)) is good  # the new graph shows the room: not in this run
    assert after.guard.withheld == 2


def test_what_a_node_holds_from_before_the_room_was_hidden_does_not_go_out() -> None:
    bench = Bench(Shows.ROOM)
    for _ in range(3):
        bench.give(picture(200))
    bench.shows[NONE] = Shows.PERSON  # the background was changed; frame 3 is the first one
    held = picture(200)
    assert bench.is_slate(bench.give(held, Tag(2)))
    assert "a time when the room was shown" in bench.guard.why
    good = picture(1)
    assert bench.give(good) is good
    assert bench.give(good, Tag(3)) is good
    after = Bench(Shows.PERSON)
    after.guard.take_over(bench.guard)
    after.index = bench.index
    assert after.give(held, Tag(2)) is not held


def test_nothing_that_showed_the_room_is_taken_over_by_a_guard_that_hides_it() -> None:
    bench = Bench(Shows.ROOM)
    bench.give(picture(200))
    after = Bench(Shows.PERSON, hides=True)
    after.guard.take_over(bench.guard)
    after.index = bench.index
    assert after.is_slate(after.give(None))


def test_the_slate_is_made_before_it_is_needed_and_kept_by_the_guard_that_follows() -> None:
    made: list[tuple[int, int]] = []

    def slate(path: str, size: tuple[int, int]) -> tuple[Frame, str]:
        made.append(size)
        return picture(0, size), ""

    before, now = (Guard(size, False, lambda _: Shows.ROOM, slate) for size in (SIZE, (8, 12)))
    before.make_ready({})
    now.make_ready({})
    assert made == [SIZE, (8, 12)]
    now.take_over(before)
    now.panicking = True
    assert now.pick(None, None, 0, 0, 0, {}).shape[:2] == (8, 12)
    assert len(made) == 2, "nobody waited for it"
