"""Which frames are labelled, and what is said of videos that are of no use."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from teaching import black, empty, make_recording, quiet, room, with_person

from muse_nodes.api import MuseError
from muse_nodes.training.frames import choose, pictures


def hand_over(frame: int) -> np.ndarray:
    """Nothing happens but for frames 40 to 43."""
    picture = with_person(0)
    if 40 <= frame < 44:
        picture[10:60, 100:150] = 230, 190, 170
    return picture


def leaves(frame: int) -> np.ndarray:
    """The person is gone from frame 50 to 69."""
    return room() if 50 <= frame < 70 else with_person(frame)


def blurred(frame: int) -> np.ndarray:
    """Each second frame has no detail at all."""
    picture = with_person(frame)
    if frame % 2:
        picture[:] = picture.mean((0, 1))
    return picture


def test_a_short_session_is_labelled_as_a_whole(tmp_path: Path) -> None:
    found = choose(make_recording(tmp_path, frames=12), 20)
    assert [one.frame for one in found] == list(range(12))
    assert [one.time for one in found] == pytest.approx([n / 20 for n in range(12)], abs=1e-3)


def test_what_happens_seldom_is_among_the_chosen(tmp_path: Path) -> None:
    found = choose(make_recording(tmp_path, hand_over, 80), 20)
    frames = [one.frame for one in found]
    assert len(frames) == 20
    assert set(frames) & set(range(40, 44))
    assert min(frames) < 8  # and they are spread in time
    assert max(frames) >= 70
    assert any(b - a == 1 for a, b in pairwise(frames))  # some are neighbours


def test_the_empty_room_is_among_the_chosen(tmp_path: Path) -> None:
    session = make_recording(tmp_path, leaves, 100)
    frames = {one.frame for one in choose(session, 30)}
    assert len(frames & set(range(50, 70))) >= 2


def test_sharp_frames_are_preferred(tmp_path: Path) -> None:
    found = choose(make_recording(tmp_path, blurred, 60), 16)
    sharp = [one for one in found if one.frame % 2 == 0]
    assert len(sharp) >= 12
    assert min(one.sharpness for one in sharp) > max(
        (one.sharpness for one in found if one.frame % 2), default=0
    )


def test_the_choice_is_always_the_same(tmp_path: Path) -> None:
    session = make_recording(tmp_path, frames=60)
    assert choose(session, 15) == choose(session, 15, quiet)


def test_frames_come_with_their_numbers(tmp_path: Path) -> None:
    session = make_recording(tmp_path, frames=10)
    found = list(pictures(session, [7, 2]))
    assert [frame for frame, *_ in found] == [2, 7]
    for frame, time, picture in found:
        assert time == pytest.approx(frame / 20, abs=1e-3)
        assert np.abs(picture.astype(int) - with_person(frame)).max() < 12
    assert list(pictures(session, [])) == []
    assert [frame for frame, *_ in pictures(session, [8, 12])] == [8]


def test_a_black_video_is_told_of(tmp_path: Path) -> None:
    session = make_recording(tmp_path, lambda n: black(n) if n > 8 else with_person(n), 30)
    with pytest.raises(MuseError, match=r"is black for 70% of its time\. Was the lens covered"):
        choose(session, 10)


def test_black_frames_of_a_good_video_are_not_chosen(tmp_path: Path) -> None:
    session = make_recording(tmp_path, lambda n: black(n) if n < 8 else with_person(n), 30)
    assert {one.frame for one in choose(session, 300)} == set(range(8, 30))


@pytest.mark.parametrize("harm", ["missing", "empty"])
def test_an_empty_session_is_told_of(tmp_path: Path, harm: str) -> None:
    session = make_recording(tmp_path / "20260101_120000", empty, 4)
    video = session / "video.mkv"
    video.unlink() if harm == "missing" else video.write_bytes(b"")
    with pytest.raises(MuseError, match=r"'20260101_120000' is empty: it has no video\. Record it"):
        choose(session, 10)
