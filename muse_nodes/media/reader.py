"""Video files as RGB pictures, one after the other, with the time at which each is shown.

The conversion is FFmpeg's own (through PyAV), with the matrix and range that the file is tagged
with, so the pictures are bit for bit what other FFmpeg programs show. A damaged file is used as
far as it can be decoded; ``VideoReader.damage`` then says so in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from muse_nodes.api import EndOfStream, MediaError
from muse_nodes.media.problems import file_problem

Pixels = npt.NDArray[np.uint8]

# FFmpeg also reads play lists that name addresses; opening a file must never reach out for them.
_LOCAL_ONLY = {"protocol_whitelist": "file"}


class VideoReader:
    """The pictures of a video file in order of presentation.

    ``size`` is (width, height) in pixels after the rotation that the file asks for, ``fps`` the
    average rate, ``frames`` the number of pictures if the file says it (else an estimate from its
    length, or None), ``duration`` in seconds or None, ``has_alpha`` and ``has_audio`` what else
    there is. Not thread-safe. Raises MediaError when there is no picture to be had.
    """

    def __init__(self, path: str | Path, *, loop: bool = False) -> None:
        self.path = Path(path)
        self.loop = loop
        self.damage = ""
        self._container = open_file(self.path)
        try:
            self._stream = self._first_stream()
            self._decoder = _decoder(self._stream)
            self._reformat = VideoReformatter()
            self._frames = self._decode()
            self._waiting: VideoFrame | None = next(self._frames, None)
            if self._waiting is None:
                raise MediaError(
                    f"'{self.path}' holds no picture that can be decoded.",
                    hint="The file is damaged or incomplete; export or copy it again.",
                )
        except BaseException:
            self._container.close()
            raise
        self._describe(self._waiting)
        self._origin = self._waiting.time or 0.0
        self._offset = 0.0
        self._last = -1.0 / self.fps

    def _first_stream(self) -> VideoStream:
        streams = self._container.streams.video
        if not streams:
            raise MediaError(
                f"'{self.path}' has no video track.", hint="Choose a file that shows pictures."
            )
        return streams[0]

    def _describe(self, first: VideoFrame) -> None:
        stream = self._stream
        rate = stream.average_rate or stream.guessed_rate or Fraction(30)
        self.fps = float(rate)
        self.rotation = first.rotation
        self._coded_size = first.width, first.height
        turned = self.rotation % 180 == 90
        self.size = (first.height, first.width) if turned else (first.width, first.height)
        self.duration = self._length()
        self.frames = stream.frames or (round(self.duration * self.fps) if self.duration else None)
        self.has_alpha = any(part.is_alpha for part in first.format.components)
        self.has_audio = bool(self._container.streams.audio)

    def _length(self) -> float | None:
        stream = self._stream
        if stream.duration is not None and stream.time_base is not None:
            return float(stream.duration * stream.time_base)
        if self._container.duration is not None:  # Matroska's counts from 0, not from the start
            return (self._container.duration - max(self._container.start_time, 0)) / av.time_base
        return None

    def _decode(self) -> Iterator[VideoFrame]:
        """Pictures as far as they can be decoded, packets that cannot are passed over."""
        seen = bad = 0
        end = 0.0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self.damage = f"'{self.path}' is damaged: it breaks off after {seen} pictures."
                return
            if packet is None:
                break
            seen += packet.size > 0
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            try:
                yield from self._decoder.decode(packet)
            except av.error.EOFError:
                break
            except av.error.FFmpegError:
                bad += 1
                self.damage = (
                    f"'{self.path}' is damaged: {bad} of its pictures could not be decoded."
                )
        if not self.damage:
            self.damage = self._missing(seen, end)

    def _missing(self, seen: int, end: float) -> str:
        """What the file promises beyond ``seen`` pictures up to ``end`` seconds; empty if none."""
        if self._stream.frames > seen:
            return (
                f"'{self.path}' is incomplete: it holds {seen} of {self._stream.frames} pictures."
            )
        promised = _seconds(self._stream.metadata.get("DURATION", ""))
        if end < promised - max(0.1, 2 / self.fps):
            return f"'{self.path}' is incomplete: it breaks off at {end:.1f} of {promised:.1f} s."
        return ""

    def read(self, out: Pixels, alpha: Pixels | None = None) -> float:
        """Write the next picture into ``out`` and return its time in seconds from the first one.

        ``out`` is uint8 (height, width, 3); ``alpha``, uint8 (height, width), receives the
        coverage (255 where the file has none; colours are straight, not premultiplied). Times
        always grow, also from one round of a loop to the next. Raises EndOfStream after the last
        picture.
        """
        frame = self._waiting or self._next()
        self._waiting = None
        self._copy(frame, out, alpha)
        time = self._last + 1.0 / self.fps
        if frame.time is not None:
            time = frame.time - self._origin + self._offset
        # Broken files repeat time stamps or step back; the graph's clock never does.
        self._last = max(time, self._last + 1e-4)
        return self._last

    def _next(self) -> VideoFrame:
        frame = next(self._frames, None)
        if frame is None and self.loop:
            self.rewind()
            frame = next(self._frames, None)
        if frame is None:
            raise EndOfStream
        return frame

    def rewind(self) -> None:
        """Go back to the first picture; the times that ``read`` returns go on growing."""
        self._offset = self._last + 1.0 / self.fps
        self._waiting = None
        try:
            self._container.seek(0)
            self._decoder.flush_buffers()
        except av.error.FFmpegError:
            # Streams without an index cannot be wound back: they are opened anew.
            self._container.close()
            self._container = open_file(self.path)
            self._stream = self._first_stream()
            self._decoder = _decoder(self._stream)
        self._frames = self._decode()

    def _copy(self, frame: VideoFrame, out: Pixels, alpha: Pixels | None) -> None:
        width, height = self._coded_size
        layout = "rgb24" if alpha is None else "rgba"
        picture = self._reformat.reformat(frame, width, height, layout, threads=1)
        plane = picture.planes[0]
        data = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload] # PyAV's stub hides it
        rows = data.reshape(height, plane.line_size)
        channels = len(layout) if alpha is not None else 3
        pixels = rows[:, : width * channels].reshape(height, width, channels)
        pixels = np.rot90(pixels, round(self.rotation / 90))
        np.copyto(out, pixels[..., :3])
        if alpha is not None:
            np.copyto(alpha, pixels[..., 3])

    def close(self) -> None:
        """Give the file back."""
        self._container.close()


def _seconds(clock: str) -> float:
    """The seconds that Matroska's ``00:01:02.5`` means; 0 for anything else."""
    hours, _, rest = clock.partition(":")
    minutes, _, seconds = rest.partition(":")
    try:
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    except ValueError:
        return 0.0


def open_file(path: Path) -> av.container.InputContainer:
    """Open a film or sound file on disk. Raises MediaError with the file's name."""
    if path.is_dir():
        raise MediaError(f"'{path}' is a folder, not a video file.", hint="Choose a file.")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
        if empty:
            raise MediaError(f"'{path}' is empty.", hint="Export or copy the video again.")
        return av.open(str(path), options=_LOCAL_ONLY)
    except av.error.FFmpegError:
        raise MediaError(
            f"'{path}' is not a video that can be read, or it is damaged.",
            hint="Check that it plays elsewhere, or convert it to MP4 (H.264).",
        ) from None
    except OSError as error:
        raise file_problem("read", path, error) from None


def _decoder(stream: VideoStream) -> av.VideoCodecContext:
    """The stream's decoder; for VP8 and VP9 with alpha the one that does not drop it."""
    codec = stream.codec_context
    if stream.metadata.get("alpha_mode") == "1" and codec.name in ("vp8", "vp9"):
        with_alpha = av.CodecContext.create(f"libvpx{'-vp9' if codec.name == 'vp9' else ''}", "r")
        assert isinstance(with_alpha, av.VideoCodecContext)
        with_alpha.extradata = codec.extradata
        codec = with_alpha
    codec.thread_type = "AUTO"
    return codec
