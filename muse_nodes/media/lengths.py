"""How much there is in a video file: counted, because one that was cut short does not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av.error
import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream

from muse_nodes.media.reader import VideoReader, open_file

BLACK = 12.0
"""Mean level of a picture up to which it counts as black."""

_LOOKS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """What is in a video: pictures, the time of the last one in seconds, the size in pixels, and
    the nominal rate.

    ``black`` is the share of black ones among the key pictures that were looked at.
    """

    frames: int
    seconds: float
    width: int
    height: int
    fps: float
    black: float


def measure(path: Path, told: Callable[[int, int], None] = lambda done, total: None) -> Measured:
    """Count the pictures of a video without decoding them; a few are decoded and looked at.

    ``told`` is given (bytes read, bytes of the file) now and then and may raise. MediaError when
    there is no picture to be had.
    """
    reader = VideoReader(path)
    width, height = reader.size
    fps = reader.fps
    reader.close()
    size = path.stat().st_size
    frames, times = 0, [float("inf"), 0.0]
    looks = _Looks()
    with open_file(path) as container:
        stream = container.streams.video[0]
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                break  # as far as it goes
            if packet is None:
                break
            if not packet.size:
                continue
            frames += 1
            if packet.pts is not None and packet.time_base is not None:
                time = float(packet.pts * packet.time_base)
                times = [min(times[0], time), max(times[1], time)]
                looks.look(stream, packet, time)
            if frames % 256 == 0:
                told(packet.pos or 0, size)
    return Measured(frames, max(0.0, times[1] - times[0]), width, height, fps, looks.black)


class _Looks:
    """Looks at key pictures, ever more seldom: at some dozens, however long the video is."""

    def __init__(self) -> None:
        self._gap, self._next = 1.0, float("-inf")
        self._levels: list[float] = []

    def look(self, stream: VideoStream, packet: Packet[VideoStream], time: float) -> None:
        if not packet.is_keyframe or time < self._next:
            return
        codec = stream.codec_context
        try:
            pictures = [*codec.decode(packet), *codec.decode(None)]
        except av.error.FFmpegError:
            pictures = []
        codec.flush_buffers()
        for picture in pictures[:1]:
            grey = picture.reformat(64, 36, "gray").to_ndarray()
            self._levels.append(float(grey.mean()))
        self._next = time + self._gap
        if len(self._levels) % _LOOKS == _LOOKS - 1:
            self._gap *= 2

    @property
    def black(self) -> float:
        return float(np.mean(np.array(self._levels) < BLACK)) if self._levels else 0.0
