"""Files that are read and written: pictures, times, colours, sound, and files that are no good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from muse_nodes.api import EndOfStream, MediaError
from muse_nodes.media import VideoReader, VideoWriter, read_image

Pixels = npt.NDArray[np.uint8]


def picture(width: int, height: int, seed: int = 0) -> Pixels:
    """Smooth colours that differ from seed to seed and survive coding."""
    x = np.linspace(0, 1, width)[None, :] + np.zeros((height, 1))
    y = np.linspace(0, 1, height)[:, None] + np.zeros((1, width))
    shift = 0.15 * seed
    waves = [0.5 + 0.4 * np.sin(3 * (x + shift)), 0.5 + 0.4 * np.cos(2 * y + shift), (x + y) / 2]
    return np.asarray(np.dstack(waves) * 255, np.uint8)


def empty(reader: VideoReader) -> Pixels:
    width, height = reader.size
    return np.empty((height, width, 3), np.uint8)


def drain(reader: VideoReader) -> tuple[list[Pixels], list[float]]:
    """All the pictures that are left, and their times."""
    pictures, times = [], []
    try:
        while True:
            out = empty(reader)
            times.append(reader.read(out))
            pictures.append(out)
    except EndOfStream:
        return pictures, times
    finally:
        reader.close()


def read_all(path: Path) -> tuple[list[Pixels], list[float]]:
    return drain(VideoReader(path))


def make_film(path: Path, frames: int = 8, size: tuple[int, int] = (64, 48), **kw: object) -> Path:
    with VideoWriter(path, size=size, fps=25, **kw) as writer:  # type: ignore[arg-type] # test
        for index in range(frames):
            writer.write(picture(*size, index))
    return path


def make_sound(path: Path, seconds: float = 2.0) -> Path:
    """A film of grey pictures with a tone."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=25)
        audio = out.add_stream("aac", rate=48000)
        assert isinstance(video, av.VideoStream)
        assert isinstance(audio, av.AudioStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for _ in range(round(seconds * 25)):
            grey = np.full((48, 64, 3), 90, np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(grey)))
        tone = np.sin(np.arange(round(seconds * 48000)) / 20).astype(np.float32)[None] * 0.3
        sound = av.AudioFrame.from_ndarray(tone, "fltp", "mono")
        sound.sample_rate = 48000
        out.mux(audio.encode(sound))
        out.mux(video.encode(None))
        out.mux(audio.encode(None))
    return path


def sound_length(path: Path) -> float:
    with av.open(str(path)) as file:
        packets = [p for p in file.demux(file.streams.audio[0]) if p.pts is not None]
        last = packets[-1]
        assert last.pts is not None
        return float((last.pts + (last.duration or 0)) * last.time_base)


# --- reading ------------------------------------------------------------------------------------


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


def test_colours_survive_a_round_trip(tmp_path: Path) -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(64, axis=0)
    bars = np.zeros((64, 256, 3), np.uint8)
    colours = [(255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255),
               (255, 0, 0), (0, 0, 255), (0, 0, 0)]  # fmt: skip
    for index, colour in enumerate(colours):
        bars[:, index * 32 : index * 32 + 32] = colour
    for name in ("a.mp4", "a.mkv", "a.mov", "a.webm"):
        for truth in (ramp, bars):
            with VideoWriter(
                tmp_path / name, size=(256, 64), fps=25, quality=100, overwrite=True
            ) as writer:
                writer.write(truth)
            pictures, _ = read_all(tmp_path / name)
            error = np.abs(pictures[0].astype(int) - truth)
            if truth is bars:  # colour is stored for two pixels at a time: leave out the borders
                error = error.reshape(64, 8, 32, 3)[:, :, 4:28]
            assert error.max() <= 3, name


def test_films_are_tagged_bt709_limited(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.mkv", "a.mov", "a.webm"):
        with av.open(str(make_film(tmp_path / name))) as file:
            codec = file.streams.video[0].codec_context
            assert (codec.colorspace, codec.color_range) == (1, 1), name
            assert file.streams.video[0].average_rate == 25


@pytest.mark.parametrize("name", ["a.mov", "a.webm", "a.mkv"])
def test_alpha_is_stored_straight(tmp_path: Path, name: str) -> None:
    colour = picture(64, 48)
    alpha = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (48, 1))
    premultiplied = np.asarray(np.rint(colour * alpha[..., None]), np.uint8)
    codec = "ffv1" if name.endswith("mkv") else "auto"
    with VideoWriter(
        tmp_path / name, size=(64, 48), fps=25, codec=codec, quality=100, premultiplied=True
    ) as writer:
        assert writer.has_alpha
        writer.write(premultiplied, alpha)
    reader = VideoReader(tmp_path / name)
    out, coverage = empty(reader), np.empty((48, 64), np.uint8)
    reader.read(out, coverage)
    reader.close()
    assert np.abs(coverage / 255 - alpha).max() <= 4 / 255
    solid = alpha > 0.5
    assert np.abs(out.astype(int) - colour)[solid].max() <= 9


def test_an_odd_picture_is_padded_for_h264_only(tmp_path: Path) -> None:
    for size in ((1, 1), (7, 5), (8, 5)):
        for name in ("a.mp4", "a.mov", "a.webm", "a.mkv"):
            codec = "ffv1" if name == "a.mkv" else "auto"
            path = make_film(tmp_path / f"{size[0]}{name}", 3, size, codec=codec, overwrite=True)
            reader = VideoReader(path)
            even = size[0] + size[0] % 2, size[1] + size[1] % 2
            assert reader.size == (even if name == "a.mp4" else size)
            reader.close()


def test_sound_is_copied_in_step(tmp_path: Path) -> None:
    source = make_sound(tmp_path / "source.mp4", 2.0)
    for name in ("out.mp4", "out.mkv", "out.mov"):
        reader = VideoReader(source)
        out = empty(reader)
        with VideoWriter(tmp_path / name, size=reader.size, fps=25, audio_from=source) as writer:
            for index in range(40):
                time = reader.read(out)
                if index >= 10:  # the film starts 0.4 s into the source and is 1.2 s long
                    writer.write(out, time=time)
        reader.close()
        assert writer.note == ""
        assert sound_length(tmp_path / name) == pytest.approx(1.2, abs=0.05)


def test_sound_that_does_not_fit_is_left_out_with_a_note(tmp_path: Path) -> None:
    source = make_sound(tmp_path / "source.mp4", 0.4)
    silent = make_film(tmp_path / "silent.mp4", 3)
    for given, words in ((source, "aac"), (silent, "no sound")):
        with VideoWriter(
            tmp_path / "out.webm", size=(64, 48), fps=25, audio_from=given, overwrite=True
        ) as writer:
            writer.write(picture(64, 48))
        assert words in writer.note
        assert len(read_all(tmp_path / "out.webm")[0]) == 1


def test_png_sequences(tmp_path: Path) -> None:
    alpha = np.full((5, 7), 128, np.uint8)
    for target, first in (("folder", "folder/frame_000000.png"), ("shot.png", "shot_000000.png")):
        with VideoWriter(tmp_path / target, size=(7, 5), fps=25) as writer:
            for index in range(3):
                writer.write(picture(7, 5, index), alpha if index else None)
        colour, coverage = read_image(tmp_path / first)
        np.testing.assert_array_equal(colour, picture(7, 5))
        assert coverage is None
        _, coverage = read_image(tmp_path / first.replace("000000", "000002"))
        np.testing.assert_array_equal(coverage, alpha)


def test_a_shorter_sequence_replaces_a_longer_one(tmp_path: Path) -> None:
    make_film(tmp_path / "out", 4)
    with pytest.raises(MediaError, match="already exists"):
        make_film(tmp_path / "out", 2)
    make_film(tmp_path / "out", 2, overwrite=True)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "frame_000000.png",
        "frame_000001.png",
    ]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("precious")
    with pytest.raises(MediaError, match=r"film\.mp4.*already exists"):
        make_film(path)
    assert path.read_text() == "precious"
    make_film(path, 2, overwrite=True)
    assert len(read_all(path)[0]) == 2


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "folder"])
def test_an_unfinished_film_leaves_nothing(tmp_path: Path, name: str) -> None:
    writer = VideoWriter(tmp_path / name, size=(64, 48), fps=25)
    writer.close()  # no picture came
    assert list(tmp_path.iterdir()) == []
    writer = VideoWriter(tmp_path / name, size=(64, 48), fps=25)
    with pytest.raises(RuntimeError), writer:
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_forgotten_film_leaves_nothing(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "film.mp4", size=(64, 48), fps=25)
    writer.write(picture(64, 48))
    assert [p.name[:10] for p in tmp_path.iterdir()] == [".film.mp4."]
    assert not (tmp_path / "film.mp4").exists()
    del writer
    assert list(tmp_path.iterdir()) == []


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes: what a full disk looks like to a writer."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("frames", [1, 60])
@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.mov", "film.webm", "folder"])
def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path: Path, name: str, frames: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (96, 128, 3), np.uint8)

    def write() -> None:
        with VideoWriter(tmp_path / name, size=(128, 96), fps=25, quality=100) as writer:
            for _ in range(frames):
                writer.write(noise)

    with small_disk(8_000), pytest.raises(MediaError, match="Cannot write") as caught:
        write()
    assert name in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_targets_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target, words in (
        (tmp_path / "no_folder" / "film.mp4", "no such file"),
        (tmp_path / "no_folder" / "pictures", "no such file"),
        (tmp_path / "file" / "film.mp4", "not a folder"),
        (tmp_path / "film.avi", "no kind of video"),
    ):
        with pytest.raises(MediaError, match=words) as caught:
            VideoWriter(target, size=(64, 48), fps=25)
        assert target.name in str(caught.value)
    with pytest.raises(MediaError, match="cannot hold prores4444"):
        VideoWriter(tmp_path / "a.mp4", size=(64, 48), fps=25, codec="prores4444")
    with pytest.raises(MediaError, match="no such file"):
        VideoWriter(tmp_path / "a.mp4", size=(64, 48), fps=25, audio_from=tmp_path / "missing.mp4")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", size=(64, 48), fps=25) as writer:
        writer.write(picture(64, 48))
        with pytest.raises(MediaError, match="64x48"):
            writer.write(picture(32, 48))
    assert len(read_all(tmp_path / "a.mp4")[0]) == 1


def test_broken_rates_stay_exact(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", size=(32, 32), fps=30000 / 1001) as writer:
        for index in range(10):
            writer.write(picture(32, 32, index))
    with av.open(str(tmp_path / "a.mp4")) as file:
        assert file.streams.video[0].average_rate == Fraction(30000, 1001)
