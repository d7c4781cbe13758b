"""Films that are written: colours, alpha, sound, and disks that are full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from small_films import empty, make_film, make_sound, picture, read_all, sound_length

from muse_nodes.api import MediaError
from muse_nodes.media import VideoReader, VideoWriter, read_image


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
