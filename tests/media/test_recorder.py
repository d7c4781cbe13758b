"""Recordings: near to the source, true to time, and there up to the last second."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from recordings import SIZE, numbered, played

from muse_nodes.api import MediaError
from muse_nodes.media import Recorder, VideoReader, copy_video, measure
from muse_nodes.media import recorder as recording
from muse_nodes.media.recorder import BEHIND, RESERVE

GUARD = 30.0


def record(path: Path, count: int, *, kind: recording.Kind = "h264") -> Recorder:
    """A recording of ``count`` pictures at 30 per second."""
    made = Recorder(path, size=SIZE, fps=30, kind=kind)
    for number in range(count):
        assert made.put(numbered(number), 5.0 + number / 30, wait=True)
    made.close()
    return made


@pytest.mark.parametrize("kind", ["h264", "ffv1"])
def test_what_is_recorded_can_be_played(tmp_path: Path, kind: recording.Kind) -> None:
    made = record(tmp_path / "video.mkv", 40, kind=kind)
    assert (made.frames, made.dropped, made.trouble) == (40, 0, None)
    assert made.seconds == pytest.approx(39 / 30, abs=1e-3)
    numbers, times, damage = played(tmp_path / "video.mkv")
    assert numbers == list(range(40))
    assert times == pytest.approx([n / 30 for n in range(40)], abs=1e-3)
    assert damage == ""


@pytest.mark.parametrize("kind", ["h264", "ffv1"])
def test_it_cannot_be_told_from_the_source(tmp_path: Path, kind: recording.Kind) -> None:
    rng = np.random.default_rng(3)
    rough = rng.integers(60, 190, (12, 16, 1)).repeat(16, 0).repeat(16, 1)
    picture = np.clip(rough + rng.normal(0, 2, (192, 256, 1)), 0, 255).repeat(3, 2)
    picture = picture.astype(np.uint8)
    made = Recorder(tmp_path / "video.mkv", size=(256, 192), fps=30, kind=kind)
    for number in range(3):
        made.put(picture, number / 30, wait=True)
    made.close()
    reader = VideoReader(tmp_path / "video.mkv")
    found = np.empty_like(picture)
    reader.read(found)
    reader.close()
    error = np.abs(found.astype(int) - picture)
    assert error.max() == 0 if kind == "ffv1" else error.mean() < 1.0


def test_the_size_may_be_odd(tmp_path: Path) -> None:
    made = Recorder(tmp_path / "video.mkv", size=(33, 17), fps=30)
    made.put(np.full((17, 33, 3), 90, np.uint8), 0.0, wait=True)
    made.close()
    assert made.trouble is None
    assert measure(tmp_path / "video.mkv").frames == 1


def test_pictures_keep_their_own_times(tmp_path: Path) -> None:
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    times = [0.0, 0.033, 0.4, 0.41, 2.0]
    for number, time in enumerate(times):
        made.put(numbered(number), 100 + time, wait=True)
    made.close()
    assert played(tmp_path / "video.mkv")[1] == pytest.approx(times, abs=1e-3)


def test_it_is_never_more_than_two_behind_and_counts_what_it_drops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoder is held at its first picture, as one that is too slow would be."""
    held, go_on = threading.Event(), threading.Event()
    real = recording.Track.put

    def slow(*args: object) -> object:
        held.set()
        assert go_on.wait(GUARD)
        return real(*args)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(recording.Track, "put", slow)
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    assert made.put(numbered(0), 0.0)
    assert held.wait(GUARD)
    taken = [made.put(numbered(n), n / 30) for n in range(1, 6)]
    assert taken == [True] * BEHIND + [False] * (5 - BEHIND)
    go_on.set()
    assert made.put(numbered(6), 6 / 30, wait=True)
    made.close()
    assert (made.frames, made.dropped) == (4, 3)
    numbers, times, _ = played(tmp_path / "video.mkv")
    assert numbers == [0, 1, 2, 6]
    assert times == pytest.approx([n / 30 for n in numbers], abs=1e-3)


def test_a_recording_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "video.mkv").write_text("mine")
    with pytest.raises(MediaError, match="Cannot write"):
        Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    assert (tmp_path / "video.mkv").read_text() == "mine"


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    with pytest.raises(MediaError, match="64x48"):
        made.put(np.zeros((10, 10, 3), np.uint8), 0.0)
    made.close()


def test_without_room_it_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"300 MB are free.* takes 512 MB"):
        Recorder(tmp_path / "video.mkv", size=SIZE, fps=30, free=lambda _: 300 << 20)
    assert not list(tmp_path.iterdir())


def test_it_ends_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up while it records; it stops by itself and is a whole video."""
    monkeypatch.setattr(recording, "SECOND", 0.0)
    left, looked = [4 * RESERVE], threading.Event()

    def free(folder: Path) -> int:
        if left[0] < RESERVE:
            looked.set()
        return left[0]

    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30, free=free)
    for number in range(10):
        assert made.put(numbered(number), number / 30, wait=True)
    left[0] = RESERVE - 1
    assert looked.wait(GUARD)
    count = 10
    while made.put(numbered(count), count / 30, wait=True):
        count += 1
    made.close()
    assert made.trouble is not None
    assert "255 MB are left" in made.trouble.message
    assert played(tmp_path / "video.mkv")[0] == list(range(count))
    assert measure(tmp_path / "video.mkv").frames == made.frames == count


def limited(path: str) -> None:
    """Record until the system lets the file grow no more, as a full disk would."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    rng = np.random.default_rng(1)
    made = Recorder(Path(path), size=SIZE, fps=30)
    for number in range(2000):
        picture = numbered(number)
        picture[24:] = rng.integers(0, 255, picture[24:].shape)
        if not made.put(picture, number / 30, wait=True):
            break
    made.close()
    assert made.trouble is not None
    assert "larger than allowed" in made.trouble.message, made.trouble.message


def test_a_write_that_fails_ends_it_with_a_sentence_and_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "video.mkv"
    code = f"import test_recorder; test_recorder.limited({str(path)!r})"
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    script = f"import sys; sys.path[:0] = {folders}; {code}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=GUARD * 2, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    numbers = played(path)[0]
    assert len(numbers) > 5
    assert numbers == list(range(len(numbers)))


def test_each_second_it_tells_and_brings_all_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "SECOND", 0.0)
    told = threading.Event()
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30, each_second=told.set)
    assert told.wait(GUARD)
    made.put(numbered(0), 0.0, wait=True)
    made.close()
    assert made.trouble is None


def test_a_disk_that_fails_when_it_syncs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(file: int) -> None:
        raise OSError(errno.EIO, "broken")

    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    made.put(numbered(0), 0.0, wait=True)
    monkeypatch.setattr(recording.os, "fsync", broken)
    made.close()
    assert made.trouble is not None
    assert "the disk reports an error" in made.trouble.message


def test_nothing_recorded_is_no_video(tmp_path: Path) -> None:
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=30)
    made.close()
    assert made.trouble is None
    with pytest.raises(MediaError):
        measure(tmp_path / "video.mkv")


def test_a_file_that_breaks_off_anywhere_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = tmp_path / "video.mkv"
    record(whole, 90)
    data = whole.read_bytes()
    for share in (0.35, 0.5, 0.61803, 0.8, 0.95):
        cut = tmp_path / "cut.mkv"
        cut.write_bytes(data[: int(share * len(data))])
        numbers = played(cut)[0]
        assert numbers == list(range(len(numbers)))
        found = measure(cut)
        assert len(numbers) <= found.frames <= len(numbers) + 1  # half a picture is one that counts
        assert (found.width, found.height) == SIZE
        assert found.frames > 90 * (share - 0.25)


def test_black_videos_are_known(tmp_path: Path) -> None:
    made = Recorder(tmp_path / "video.mkv", size=SIZE, fps=10)
    for number in range(80):
        dark = number < 60
        made.put(np.full((48, 64, 3), 3 if dark else 120, np.uint8), number / 10, wait=True)
    made.close()
    assert measure(tmp_path / "video.mkv").black == pytest.approx(0.75, abs=0.2)


def test_a_video_is_taken_over_picture_by_picture(tmp_path: Path) -> None:
    record(tmp_path / "video.mkv", 45)
    told: list[int] = []
    assert copy_video(tmp_path / "video.mkv", tmp_path / "copy.mkv", lambda d, t: told.append(t))
    assert played(tmp_path / "copy.mkv") == played(tmp_path / "video.mkv")
    assert measure(tmp_path / "copy.mkv") == measure(tmp_path / "video.mkv")


def test_a_video_that_breaks_off_is_taken_over_as_far_as_it_goes(tmp_path: Path) -> None:
    record(tmp_path / "video.mkv", 60)
    data = (tmp_path / "video.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(data[: 2 * len(data) // 3])
    assert copy_video(tmp_path / "cut.mkv", tmp_path / "copy.mkv")
    numbers = played(tmp_path / "copy.mkv")[0]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 20


def test_a_copy_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    record(tmp_path / "video.mkv", 90)

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_video(tmp_path / "video.mkv", tmp_path / "copy.mkv", cancel)
    assert not (tmp_path / "copy.mkv").exists()


def test_what_matroska_cannot_hold_is_not_copied(tmp_path: Path) -> None:
    from small_films import make_film

    film = make_film(tmp_path / "film.mov", codec="prores4444")
    assert not copy_video(film, tmp_path / "copy.mkv")
    assert not (tmp_path / "copy.mkv").exists()
