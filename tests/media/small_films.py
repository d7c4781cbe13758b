"""Small films, pictures and sounds for the tests of files."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from muse_nodes.api import EndOfStream
from muse_nodes.media import VideoReader, VideoWriter

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
