"""Films that are read: pictures, times, and files that are no good."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from small_films import Pixels, drain, empty, make_film, picture, read_all

from muse_nodes.api import MediaError
from muse_nodes.media import VideoReader, VideoWriter


def test_pictures_are_bit_for_bit_those_of_ffmpeg(shared: Path) -> None:
    for name in ("06_pingpong.mp4", "bedroom.mp4", "webcam/again.mkv"):
        reader = VideoReader(shared / "clips" / name)
        out = empty(reader)
        with av.open(str(shared / "clips" / name)) as file:
            for _, truth in zip(range(12), file.decode(video=0), strict=False):
                reader.read(out)
                np.testing.assert_array_equal(out, truth.to_ndarray(format="rgb24"))
        reader.close()


def test_what_a_clip_says_about_itself(shared: Path) -> None:
    reader = VideoReader(shared / "clips" / "06_pingpong.mp4")
    assert reader.size == (1280, 720)
    assert reader.fps == 24
    assert reader.frames == 230
    assert reader.duration == pytest.approx(230 / 24, abs=0.01)
    assert reader.has_audio
    assert not reader.has_alpha
    reader.close()
    reader = VideoReader(shared / "clips" / "webcam" / "again.mkv")
    assert reader.frames == 77  # not written in the file, but its length is
    reader.close()


def test_every_picture_comes_once_and_then_the_end(tmp_path: Path) -> None:
    pictures, times = read_all(make_film(tmp_path / "a.mp4", 8))
    assert len(pictures) == 8
    assert times == pytest.approx([i / 25 for i in range(8)], abs=1e-3)


def test_a_loop_starts_over_and_time_goes_on(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mkv"):
        reader = VideoReader(make_film(tmp_path / name, 5), loop=True)
        out = empty(reader)
        first: list[Pixels] = []
        times = []
        for index in range(13):
            times.append(reader.read(out))
            if index < 5:
                first.append(out.copy())
            np.testing.assert_array_equal(out, first[index % 5])
        assert times == pytest.approx([i / 25 for i in range(13)], abs=2e-3)
        reader.close()


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    given = [10.0, 10.04, 10.2, 10.21, 10.6]
    for name in ("a.mp4", "b.mkv", "c.mov"):
        with VideoWriter(tmp_path / name, size=(32, 32), fps=25) as writer:
            for index, time in enumerate(given):
                writer.write(picture(32, 32, index), time=time)
        _, times = read_all(tmp_path / name)
        assert times == pytest.approx([t - 10.0 for t in given], abs=1.1e-3)


def test_times_never_stand_still(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", size=(32, 32), fps=25) as writer:
        for time in (0.0, 0.0, -1.0, 0.1):
            writer.write(picture(32, 32), time=time)
    _, times = read_all(tmp_path / "a.mp4")
    assert len(times) == 4
    assert all(b > a for a, b in pairwise(times))


def test_a_phone_held_upright_is_turned(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    shown = picture(64, 32)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"crf": "5"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv444p"
        stream.set_display_rotation(90)
        out.mux(stream.encode(av.VideoFrame.from_ndarray(shown)))
        out.mux(stream.encode(None))
    reader = VideoReader(path)
    assert abs(reader.rotation) == 90
    assert reader.size == (32, 64)
    out_picture = empty(reader)
    reader.read(out_picture)
    turned = np.rot90(shown, round(reader.rotation / 90)).astype(int)
    assert np.abs(out_picture - turned).max() <= 8
    reader.close()


@pytest.mark.parametrize("pixels", ["gray", "rgba", "bgr0", "yuv444p", "gray16le"])
@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 48)])
def test_grey_rgba_and_odd_sources(tmp_path: Path, pixels: str, size: tuple[int, int]) -> None:
    codec = "png" if pixels == "rgba" else "ffv1"
    path = tmp_path / ("odd.mov" if pixels == "rgba" else "odd.mkv")
    source = np.full((size[1], size[0], 3), (90, 90, 90), np.uint8)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        frame = av.VideoFrame.from_ndarray(source).reformat(format=pixels)
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    pictures, _ = read_all(path)
    assert len(pictures) == 1
    assert np.abs(pictures[0].astype(int) - 90).max() <= 2


# --- files that are no good ---------------------------------------------------------------------


def test_files_that_are_no_videos(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("This is a diary, not a film.\n" * 100)
    nothing = tmp_path / "nothing.mp4"
    nothing.touch()
    half = make_film(tmp_path / "whole.mp4", 30)
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])  # its index is at the end
    sound = tmp_path / "sound.wav"
    with av.open(str(sound), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=8000)
        tone = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        tone.sample_rate = 8000
        out.mux(stream.encode(tone))  # type: ignore[arg-type, union-attr] # an audio stream
    for path, words in (
        (tmp_path / "missing.mp4", "no such file"),
        (text, "not a video"),
        (nothing, "empty"),
        (half, "damaged"),
        (sound, "no video track"),
        (tmp_path, "folder"),
    ):
        with pytest.raises(MediaError, match=words) as caught:
            VideoReader(path)
        assert path.name in str(caught.value)


def test_a_truncated_file_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", 40, codec="ffv1")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    pictures, _ = read_all(path)
    assert 10 < len(pictures) < 35


def test_a_truncated_clip_says_what_is_missing(shared: Path, tmp_path: Path) -> None:
    whole = (shared / "clips" / "06_pingpong.mp4").read_bytes()
    path = tmp_path / "half.mp4"
    index_first = whole.find(b"moov") < whole.find(b"mdat")
    path.write_bytes(whole[: len(whole) // 2])
    if not index_first:
        with pytest.raises(MediaError, match="damaged"):
            VideoReader(path)
        return
    reader = VideoReader(path)
    assert 50 < len(drain(reader)[0]) < 200
    assert "half.mp4" in reader.damage


def test_noise_inside_a_file_does_not_stop_it(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", 40, codec="ffv1")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    path.write_bytes(data)
    assert len(read_all(path)[0]) >= 15


# --- writing ------------------------------------------------------------------------------------
