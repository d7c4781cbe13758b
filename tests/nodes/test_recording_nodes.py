"""Recording in a graph: the guide, the recorder and the clean plate, as a user has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctx_for_tests import Bench, room_picture
from recordings import SIZE, numbered, played

from muse_nodes.api import EndOfStream, Frame, MuseError, NodeError, Pose
from muse_nodes.engine.harness import Harness, RunningNode
from muse_nodes.engine.schema import derive
from muse_nodes.media import read_image, recorder
from muse_nodes.profiles import Profiles, read_session, sessions_of
from nodes._clean_plate import AVERAGES, CALM, PATIENCE, PICTURES, CleanPlate
from nodes._looks import Look
from nodes.recording import Recorder
from nodes.recording_guide import Guide

FPS = 5.0
EMPTY, ALONE = Look(120, 0.0), Look(120, 0.2, people=1)


@pytest.fixture
def tape(tmp_path: Path) -> Iterator[RunningNode]:
    """A recorder over an empty data folder."""
    with Harness(derive(Recorder), data=tmp_path).running() as node:
        yield node


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[RunningNode]:
    """A guide at five frames per second: its times are in seconds."""
    with Harness(derive(Guide), data=tmp_path, fps=FPS).running() as node:
        yield node


def session_of(data: Path) -> Path:
    """The only session there is."""
    profiles = list(Profiles(data))
    found = [folder for profile in profiles for folder in sessions_of(profile)]
    assert len(found) == 1
    return found[0]


# -- the recorder ------------------------------------------------------------------------------


def test_a_recording_is_a_session(tape: RunningNode, tmp_path: Path) -> None:
    for number in range(60):
        doing = "arms" if number < 20 else "lean" if number < 50 else ""
        tape(numbered(number), True, None, doing, f"total 0.{number}, poses.arms 1.00")
    session = tape.instance.finish(tape.ctx)
    assert session.path == session_of(tmp_path)
    assert session.parts == ("video.mkv", "background.png", "session.json")
    numbers, times, _ = played(session.path / "video.mkv")
    assert numbers == list(range(60))
    assert times == pytest.approx([n / 30 for n in range(60)], abs=1e-3)
    info = read_session(session.path)
    assert (info.width, info.height, info.fps, info.frames) == (*SIZE, 30.0, 60)
    assert (info.dropped, info.finished, info.trouble) == (0, True, "")
    assert [name for name, _, _ in info.segments] == ["arms", "lean"]
    assert info.segments[0][1:] == pytest.approx((0.0, 19 / 30))
    assert info.segments[1][1:] == pytest.approx((20 / 30, 49 / 30))
    assert info.coverage == {"total": 0.59, "poses.arms": 1.0}
    assert tape.figures.status == f"Recorded: {session.path.name}"


def test_a_pause_takes_no_time_in_the_video(tape: RunningNode) -> None:
    for number in range(90):
        tape(numbered(number), not 20 <= number < 70, None, "still")
    folder = tape.instance.finish(tape.ctx).path
    numbers, times, _ = played(folder / "video.mkv")
    assert numbers == [*range(20), *range(70, 90)]
    assert times == pytest.approx([n / 30 for n in range(40)], abs=1e-3)
    segments = read_session(folder).segments
    assert [name for name, _, _ in segments] == ["still", "still"]
    assert segments[1][1] == pytest.approx(20 / 30)


def test_nothing_is_on_the_disk_before_it_records(tape: RunningNode, tmp_path: Path) -> None:
    for number in range(3):
        tape(numbered(number), False)
    assert not list(tmp_path.iterdir())
    with pytest.raises(NodeError, match="Nothing was recorded"):
        tape.instance.finish(tape.ctx)


def test_what_is_being_recorded_is_on_the_disk_already(
    tape: RunningNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape(numbered(0))
    info = read_session(session_of(tmp_path))
    assert not info.finished
    assert (session_of(tmp_path) / "video.mkv").exists()


def test_a_recorder_that_is_replaced_finishes_what_it_has(tmp_path: Path) -> None:
    with Harness(derive(Recorder), data=tmp_path).running() as node:
        for number in range(5):
            node(numbered(number))
    info = read_session(session_of(tmp_path))
    assert (info.frames, info.finished) == (5, True)


def test_a_session_belongs_to_the_profile_that_is_named(tape: RunningNode, tmp_path: Path) -> None:
    tape(numbered(0), profile="Côté 2")
    assert session_of(tmp_path).parent.parent.name == "Côté 2"


@pytest.mark.parametrize("name", ["../out", "a/b", "con", " x", "x" * 100])
def test_no_path_leaves_the_data_folder(tape: RunningNode, name: str, tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="cannot be the name of a profile"):
        tape(numbered(0), profile=name)
    assert not list(tmp_path.iterdir())


def test_frames_that_the_run_has_lost_are_counted(tape: RunningNode, tmp_path: Path) -> None:
    """Three were dropped before it began, and count for nothing; then four on the way, two before
    the recorder."""
    tape.ctx.around.stats.dropped = 3
    for number in range(4):
        tape(numbered(number))
    tape.ctx.around.stats.dropped = 7
    tape._frames += 2
    tape(numbered(4))
    tape.instance.finish(tape.ctx)
    assert read_session(session_of(tmp_path)).dropped == 6


def test_a_full_disk_ends_the_recording_with_a_sentence_and_loses_nothing(
    tape: RunningNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The space comes to an end after some pictures; those are a whole session."""
    left = [4 * recorder.RESERVE]
    monkeypatch.setattr(recorder, "SECOND", 0.0)
    monkeypatch.setattr(recorder.Recorder.__init__, "__kwdefaults__", {
        **recorder.Recorder.__init__.__kwdefaults__, "free": lambda folder: left[0],
    })  # fmt: skip
    for number in range(30):
        tape(numbered(number))
    left[0] = 1 << 20
    while not tape.instance.recording.ended:
        tape(numbered(30))
    tape(numbered(30))
    assert "only 1 MB are left" in tape.figures.status
    folder = tape.instance.finish(tape.ctx).path
    info = read_session(folder)
    assert "only 1 MB are left" in info.trouble
    assert not info.finished
    assert played(folder / "video.mkv")[0][:30] == list(range(30))
    assert info.frames == len(played(folder / "video.mkv")[0])


def test_a_black_video_is_told(tape: RunningNode, tmp_path: Path) -> None:
    for _ in range(40):
        tape(np.zeros((48, 64, 3), np.uint8))
    tape.instance.finish(tape.ctx)
    assert "is black" in tape.figures.status
    assert "is black" in read_session(session_of(tmp_path)).trouble


def test_the_clean_plate_is_kept_with_the_session_and_the_profile(
    tape: RunningNode, tmp_path: Path
) -> None:
    plate = room_picture(48, 64)
    for number in range(4):
        tape(numbered(number), number > 1, plate)
    session = session_of(tmp_path)
    for kept in (session / "background.png", session.parent.parent / "background.png"):
        assert np.array_equal(read_image(kept)[0], plate)
    again = room_picture(48, 64, seed=9)
    tape(numbered(4), True, again)
    assert np.array_equal(read_image(session / "background.png")[0], again)


# -- the clean plate ---------------------------------------------------------------------------


def shots(count: int, noise: float = 2.0) -> Iterator[tuple[Frame, np.ndarray]]:
    """Noisy pictures of an empty room, and their small luma."""
    room, rng = room_picture(72, 128), np.random.default_rng(2)
    for _ in range(count):
        picture = np.clip(room + rng.normal(0, noise, room.shape), 0, 255).astype(np.uint8)
        small = picture.reshape(36, 2, 64, 2, 3).mean(axis=(1, 3, 4))
        yield picture, small.astype(np.uint8)


def take(taking: CleanPlate, looks: list[Look], seconds: float = 60.0) -> tuple[Any, float]:
    """Try for some seconds; the plate or None, and when that was. ``looks`` has one per second."""
    ctx = Bench()
    for index, (picture, luma) in enumerate(shots(round(seconds * 30))):
        now = index / 30
        plate = taking.take(ctx, picture, luma, looks[min(int(now), len(looks) - 1)], now)
        if plate is not None or taking.refused:
            return plate, now
    return None, seconds


def test_an_empty_and_still_room_gives_a_plate_with_little_noise() -> None:
    taking = CleanPlate(0.0, 3.0)
    plate, now = take(taking, [EMPTY])
    assert plate is not None
    assert 3 + CALM + PICTURES / 30 <= now < 3 + CALM + PICTURES / 30 + 2
    error = plate.astype(float) - room_picture(72, 128)
    assert np.abs(error).mean() < 2.0 * 1.3 / np.sqrt(PICTURES) + 0.3  # noise, and rounding


def test_it_counts_down_first() -> None:
    taking = CleanPlate(0.0, 3.0)
    assert take(taking, [ALONE], seconds=2.0)[0] is None
    assert taking.told == "Leave the picture"
    assert taking.countdown == pytest.approx(3 - 59 / 30)
    assert not taking.refused


def test_somebody_who_stays_is_told_why_there_is_no_plate() -> None:
    taking = CleanPlate(0.0, 2.0)
    plate, now = take(taking, [ALONE])
    assert plate is None
    assert taking.refused == "The clean plate was not taken: somebody is in the picture."
    assert now == pytest.approx(2 + PATIENCE, abs=0.1)


def test_who_comes_back_too_early_makes_it_begin_again() -> None:
    taking = CleanPlate(0.0, 0.0)
    plate, now = take(taking, [EMPTY, EMPTY, EMPTY, ALONE, EMPTY])
    assert plate is not None
    assert now > 4 + CALM


@pytest.mark.parametrize(("change", "reason"), [(40, "something moves"), (4, "the light changes")])
def test_a_room_that_is_not_still_is_refused(change: int, reason: str) -> None:
    taking, ctx = CleanPlate(0.0, 0.0), Bench()
    for index, (picture, luma) in enumerate(shots(30 * 25, noise=0.5)):
        shaken = luma.astype(int)
        if reason == "something moves":
            shaken[5:9, 5 + index % 7 : 9 + index % 7] += change
        else:
            shaken += change * (index % 2)
        taking.take(ctx, picture, np.clip(shaken, 0, 255).astype(np.uint8), EMPTY, index / 30)
        if taking.refused:
            break
    assert reason in taking.refused


def test_a_fly_is_left_out() -> None:
    """It sits in one place for less than half of the averages."""
    taking, ctx = CleanPlate(0.0, 0.0), Bench()
    room = room_picture(72, 128)
    luma = np.full((36, 64), 99, np.uint8)
    plate, shot = None, 0
    while plate is None:
        picture = room.copy()
        if taking._count and taking._count < PICTURES * (AVERAGES // 2) // AVERAGES:
            picture[10, 10] = 255
        plate = taking.take(ctx, picture, luma, EMPTY, shot / 30)
        shot += 1
    assert np.array_equal(plate, room)


# -- the guide ---------------------------------------------------------------------------------


def person(height: int = 54, width: int = 96) -> np.ndarray:
    matte = np.zeros((height, width), np.float32)
    matte[height // 4 :, width // 3 : 2 * width // 3] = 1
    return matte


def test_it_records_by_itself_where_nobody_watches(guide: RunningNode) -> None:
    out = guide(room_picture(), person())
    assert out.record is True
    assert out.plate is None
    assert (out.doing, out.frame.shape) == ("", (180, 320, 3))
    assert "total" in out.seen


def test_in_front_of_a_live_picture_it_waits_for_the_key(guide: RunningNode) -> None:
    guide.ctx.around.live = guide.ctx.around.watched = True
    picture = room_picture()
    assert guide(picture, person()).record is False
    guide.act("record")
    out = guide(picture, person())
    assert (out.record, out.doing) == (True, "still")
    guide.act("record")
    assert guide(picture, person()).record is False
    guide.act("end")
    with pytest.raises(EndOfStream):
        guide(picture, person())


def test_it_leads_through_the_motions_and_says_what_it_saw(guide: RunningNode) -> None:
    done, out, picture = [], None, room_picture()
    for _ in range(22 * 5):
        out = guide(picture, person(), start="now", motions="on")
        if not done or done[-1] != out.doing:
            done.append(out.doing)
    assert done == ["still", "sit", "arms"]
    assert out is not None
    assert "places.centre 1.00" in out.seen


def test_it_ends_when_so_much_is_recorded(guide: RunningNode) -> None:
    picture = room_picture()
    for _ in range(30 * 5 + 1):
        guide(picture, minutes=0.5)
    with pytest.raises(EndOfStream):
        guide(picture, minutes=0.5)


def test_the_guidance_is_on_its_own_picture_only(guide: RunningNode) -> None:
    picture = room_picture(360, 640)
    before = picture.copy()
    out = guide(picture, person())
    assert np.array_equal(picture, before)
    assert not np.array_equal(out.frame, picture)
    assert np.array_equal(out.frame[90:250, 100:400], picture[90:250, 100:400])


def test_the_key_takes_the_plate_and_hands_it_on(guide: RunningNode) -> None:
    room = room_picture()
    nobody = np.zeros((54, 96), np.float32)
    guide(room, nobody)
    guide.act("clean_plate")
    plates = [guide(room, nobody, countdown=1.0).plate for _ in range(100)]
    given = [plate for plate in plates if plate is not None]
    assert given
    assert np.array_equal(given[0], room)
    assert all(plate is given[0] for plate in given)  # the very object, until another is taken
    assert guide.figures.status.startswith("The clean plate is taken")


def test_a_plate_that_nobody_could_check_is_taken_and_told(guide: RunningNode) -> None:
    room, nobody = room_picture(), np.zeros((54, 96), np.float32)
    for seen in (nobody, person()):
        guide(room, seen)
        guide.act("clean_plate")
        while guide.instance.taking is not None or guide.instance.wanted:
            guide(room, nobody, countdown=0.0)
        checked = "nobody could check" not in guide.figures.status
        assert checked == bool(seen.any())


def test_a_plate_with_somebody_in_it_is_refused_aloud(guide: RunningNode) -> None:
    picture = room_picture()
    guide(picture, person())
    guide.act("clean_plate")
    for _ in range(23 * 5):
        assert guide(picture, person(), countdown=1.0).plate is None
    assert "somebody is in the picture" in guide.figures.status


def test_it_shows_what_the_recorder_has_dropped(tmp_path: Path) -> None:
    picture = room_picture(360, 640)
    with (
        Harness(derive(Guide), data=tmp_path).running() as guide,
        Harness(derive(Recorder), data=tmp_path).running() as tape,
    ):
        quiet = guide(picture).frame[:80, :300].copy()
        tape(picture)
        tape._frames += 5
        tape(picture)
        tape.instance.recording._keep()
        for _ in range(40):
            shown = guide(picture)
        assert tape.instance.recording.dropped == 5
        assert guide.instance.report.look(99.0).dropped == 5
    assert not np.array_equal(shown.frame[:80, :300], quiet)


def test_a_pose_without_anybody_is_no_fault(guide: RunningNode) -> None:
    guide(room_picture(), None, Pose(np.zeros((0, 17, 3), np.float32), "coco17"))
