"""Sessions from elsewhere: chosen by name, cut short by a crash, or made of a video file."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recordings import SIZE, numbered, played

from muse_nodes.api import CancelledError, MediaError, MuseError, NodeError, Session
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.task_ctx import Progress, TaskContext, Tools, Views
from muse_nodes.media import Recorder, VideoWriter, measure, write_image
from muse_nodes.profiles import (
    Profiles,
    SessionInfo,
    new_session,
    read_session,
    sessions_of,
    write_session,
)
from nodes.recording_tasks import ChooseSession, ImportVideo


class Bench:
    """Runs a task as a job does, and keeps what it told."""

    def __init__(self, folder: Path) -> None:
        self.data, self.work = folder / "data", folder / "work"
        self.work.mkdir()
        self.told: list[Progress] = []
        self.cancelled = threading.Event()
        self.device = CpuDevice(1)

    def __call__(self, task: Any, **params: Any) -> Session:
        tools = Tools(self.data, NoModels(), self.device.ops, 1)
        ctx = TaskContext("task", self.work, tools, self.cancelled, self.told.append, Views())
        found = task().process(ctx, **params)
        assert isinstance(found, Session)
        return found

    @property
    def said(self) -> str:
        """The text it shows now."""
        return self.told[-1].text


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def film(path: Path, count: int = 60, size: tuple[int, int] = SIZE) -> Path:
    """A video of numbered pictures, 30 per second."""
    made = Recorder(path, size=size, fps=30)
    for number in range(count):
        made.put(numbered(number, size), number / 30, wait=True)
    made.close()
    return path


def recorded(data: Path, *, share: float = 1.0, finished: bool = True, stamp: int = 0) -> Path:
    """A session of 60 pictures of which only a share of the file is there."""
    import datetime

    moment = datetime.datetime(2026, 1, 2, 3, 4, 5 + stamp)
    folder = new_session(Profiles(data).current(), moment)
    film(folder / "video.mkv")
    content = (folder / "video.mkv").read_bytes()
    (folder / "video.mkv").write_bytes(content[: int(share * len(content))])
    write_session(folder, SessionInfo(*SIZE, 30.0, 30, 2, finished, segments=(("arms", 0, 1),)))
    os.utime(folder / "session.json", (1e9, 1e9))  # long ago: nobody renews it any more
    return folder


# -- choosing ----------------------------------------------------------------------------------


def test_the_newest_session_is_taken_or_the_one_that_is_named(bench: Bench) -> None:
    first, second = recorded(bench.data), recorded(bench.data, stamp=1)
    assert bench(ChooseSession).path == second
    assert bench(ChooseSession, session=first.name).path == first
    outside = ChooseSession.outside(bench.data, profile="", session="")
    assert outside == str(second)
    third = recorded(bench.data, stamp=2)
    assert ChooseSession.outside(bench.data, profile="", session="") == str(third)


def test_a_session_that_was_cut_short_is_taken_as_far_as_it_goes(bench: Bench) -> None:
    folder = recorded(bench.data, share=0.7, finished=False)
    session = bench(ChooseSession)
    there = played(folder / "video.mkv")[0]
    info = read_session(folder)
    assert len(there) <= info.frames <= len(there) + 1
    assert 20 < info.frames < 60
    assert (info.width, info.height) == SIZE
    assert not info.finished
    assert info.segments == (("arms", 0.0, 1.0),)
    assert "cut short" in info.trouble
    assert "cut short" in bench.said
    os.utime(folder / "session.json", (1e9, 1e9))
    assert bench(ChooseSession).digest == session.digest


def test_a_session_that_is_being_recorded_is_left_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = recorded(bench.data, finished=False)
    write_session(folder, read_session(folder))
    pauses = []

    def renewed(seconds: float) -> None:
        pauses.append(seconds)
        write_session(folder, read_session(folder))

    monkeypatch.setattr(time, "sleep", renewed)
    with pytest.raises(NodeError, match="is being recorded just now"):
        bench(ChooseSession)
    assert pauses == [0.1]


def test_sessions_without_a_video_do_not_count(bench: Bench) -> None:
    with pytest.raises(MuseError, match="Nothing has been recorded for the profile 'front'"):
        bench(ChooseSession)
    empty = new_session(Profiles(bench.data).current())
    (empty / "video.mkv").touch()
    with pytest.raises(MuseError, match="Nothing has been recorded"):
        bench(ChooseSession)
    found = recorded(bench.data)
    assert bench(ChooseSession).path == found
    with pytest.raises(MuseError, match="has no session 'other'") as caught:
        bench(ChooseSession, session="other")
    assert found.name in caught.value.hint


def test_a_recording_that_ended_before_its_first_picture_is_told(bench: Bench) -> None:
    recorded(bench.data, share=0.05, finished=False)
    with pytest.raises(NodeError, match="before a picture of it was written"):
        bench(ChooseSession)


# -- importing ---------------------------------------------------------------------------------


def test_a_video_becomes_a_session(bench: Bench, tmp_path: Path) -> None:
    video = film(tmp_path / "me.mkv")
    write_image(tmp_path / "room.png", numbered(7))
    session = bench(ImportVideo, video=str(video), plate=str(tmp_path / "room.png"), profile="desk")
    assert session.path.parent == Profiles(bench.data).get("desk").sessions
    assert played(session.path / "video.mkv") == played(video)
    assert {path.name for path in session.path.iterdir()} == {
        "video.mkv", "background.png", "session.json"
    }  # fmt: skip
    info = read_session(session.path)
    assert info == SessionInfo(*SIZE, 30.0, 60, 0, True, "me.mkv")
    assert bench.said == "60 pictures, 2.0 s"


def test_what_cannot_be_copied_is_encoded_with_its_times(bench: Bench, tmp_path: Path) -> None:
    video = tmp_path / "film.mov"
    with VideoWriter(video, size=SIZE, fps=25, codec="prores4444") as writer:
        for number, time in enumerate((0.0, 0.04, 0.2, 0.28)):
            writer.write(numbered(number), time=time)
    session = bench(ImportVideo, video=str(video))
    numbers, times, _ = played(session.path / "video.mkv")
    assert numbers == [0, 1, 2, 3]
    assert times == pytest.approx([0.0, 0.04, 0.2, 0.28], abs=1e-3)


def test_a_part_is_taken_with_its_times(bench: Bench, tmp_path: Path) -> None:
    video = film(tmp_path / "me.mkv")
    session = bench(ImportVideo, video=str(video), begin=0.5, end=1.2)
    numbers, times, _ = played(session.path / "video.mkv")
    assert numbers == list(range(15, 36))
    assert times == pytest.approx([n / 30 for n in range(21)], abs=1e-3)
    assert read_session(session.path).frames == 21


def test_a_part_that_is_not_there_is_refused(bench: Bench, tmp_path: Path) -> None:
    video = str(film(tmp_path / "me.mkv"))
    with pytest.raises(NodeError, match="shows nothing between 5 s and its end"):
        bench(ImportVideo, video=video, begin=5.0)
    with pytest.raises(NodeError, match="has no length"):
        bench(ImportVideo, video=video, begin=5.0, end=4.0)
    assert not list(sessions_of(Profiles(bench.data).current()))


def test_a_truncated_video_is_imported_as_far_as_it_goes(bench: Bench, tmp_path: Path) -> None:
    video = film(tmp_path / "me.mkv")
    content = video.read_bytes()
    video.write_bytes(content[: int(0.6 * len(content))])
    session = bench(ImportVideo, video=str(video))
    numbers = played(session.path / "video.mkv")[0]
    assert numbers == list(range(len(numbers)))
    info = read_session(session.path)
    assert 15 < info.frames < 60
    assert "is incomplete" in info.trouble
    assert measure(session.path / "video.mkv").frames == info.frames


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"words" * 99, "is not a video"), (None, "no such file")],
)
def test_what_is_no_video_is_refused_in_words(
    bench: Bench, tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "me.mkv").write_bytes(content)
    with pytest.raises(MediaError, match=words):
        bench(ImportVideo, video=str(tmp_path / "me.mkv"))
    assert not list(sessions_of(Profiles(bench.data).current()))


def test_without_a_video_it_says_so(bench: Bench) -> None:
    with pytest.raises(NodeError, match="No video is chosen"):
        bench(ImportVideo)


def test_a_plate_of_another_size_is_refused(bench: Bench, tmp_path: Path) -> None:
    video = film(tmp_path / "me.mkv")
    write_image(tmp_path / "room.png", np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(MediaError, match="not of the same camera"):
        bench(ImportVideo, video=str(video), plate=str(tmp_path / "room.png"))
    assert not list(sessions_of(Profiles(bench.data).current()))


def test_a_black_video_is_told(bench: Bench, tmp_path: Path) -> None:
    made = Recorder(tmp_path / "me.mkv", size=SIZE, fps=30)
    for number in range(40):
        made.put(np.zeros((48, 64, 3), np.uint8), number / 30, wait=True)
    made.close()
    session = bench(ImportVideo, video=str(tmp_path / "me.mkv"))
    assert "is black" in read_session(session.path).trouble
    assert "is black" in bench.said


def test_what_was_imported_is_found_again_and_what_was_cancelled_is_not(
    bench: Bench, tmp_path: Path
) -> None:
    video = str(film(tmp_path / "me.mkv"))
    bench.cancelled.set()
    with pytest.raises(CancelledError):
        bench(ImportVideo, video=video)
    profile = Profiles(bench.data).current()
    assert not list(sessions_of(profile))
    bench.cancelled.clear()
    first = bench(ImportVideo, video=video)
    again = bench(ImportVideo, video=video)  # as after a kill before the result was noted
    assert again == first
    assert list(sessions_of(profile)) == [first.path]


def test_another_video_of_the_same_name_is_another_import(tmp_path: Path) -> None:
    video = film(tmp_path / "me.mkv")
    params = {"video": str(video), "plate": "", "begin": 0.0, "end": 0.0, "profile": ""}
    before = ImportVideo.outside(tmp_path, **params)
    os.utime(video, (1e9, 1e9))
    assert ImportVideo.outside(tmp_path, **params) != before
