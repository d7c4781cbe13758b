"""One film file while it is being written: encoding, times, sound, and its end in any case."""

from __future__ import annotations

import os
import weakref
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from muse_nodes.api import MediaError
from muse_nodes.media.audio import AudioCopy
from muse_nodes.media.codecs import Codec
from muse_nodes.media.problems import file_problem

Pixels = npt.NDArray[np.uint8]

_TIME_BASE = Fraction(1, 90_000)
_BT709 = 1  # the number of BT.709 for matrix, primaries and transfer alike (ITU-T H.273)


class Film:
    """One file in a container, with one video track and perhaps sound."""

    def __init__(
        self, path: Path, container: str, codec: Codec, shape: tuple[tuple[int, int], float, int]
    ) -> None:
        (width, height), fps, quality = shape
        self.alpha = codec.alpha
        self.note = ""
        self._path = path
        self._codec = codec
        self._step = 1.0 / fps
        self._start: float | None = None
        self._last = -1
        self._sound: AudioCopy | None = None
        self._reformat = VideoReformatter()
        self._pad = (height % 2, width % 2) if codec.even else (0, 0)
        self._rgba = np.full((height, width, 4), 255, np.uint8) if codec.alpha else None
        self._part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
        try:
            self._part.touch()  # PyAV opens the file with the first packet, which is late to fail
            self._container = av.open(str(self._part), "w", format=container)
        except OSError as error:
            raise file_problem("write", path, error) from None
        self._drop = weakref.finalize(self, _discard, self._container, self._part)
        rate = Fraction(fps).limit_denominator(1001)
        stream = self._container.add_stream(
            codec.encoder, rate=rate, options=codec.options(quality)
        )
        assert isinstance(stream, VideoStream)
        self._stream = stream
        self._stream.width, self._stream.height = width + self._pad[1], height + self._pad[0]
        self._stream.pix_fmt = codec.pixels
        context = self._stream.codec_context
        context.time_base = _TIME_BASE
        context.thread_type = "AUTO"
        context.color_range = ColorRange.MPEG
        context.colorspace = context.color_primaries = context.color_trc = _BT709

    def add_sound(self, source: Path) -> None:
        """Copy the sound of ``source`` along; ``note`` says if there is none that fits."""
        try:
            self._sound = AudioCopy(source, self._container)
        except MediaError:
            self._drop()
            raise
        self.note = self._sound.note

    def put(self, frame: Pixels, alpha: Pixels | None, time: float | None) -> None:
        """Append a picture; ``time`` as in ``VideoWriter.write``."""
        picture = self._picture(frame, alpha)
        if self._start is None:
            self._start = time or 0.0
        ticks = self._last + round(self._step / _TIME_BASE) if self._last >= 0 else 0
        if time is not None:
            ticks = round((time - self._start) / _TIME_BASE)
        self._last = max(ticks, self._last + 1)
        picture.pts = self._last
        picture.time_base = _TIME_BASE
        picture.duration = round(self._step / _TIME_BASE)
        self._send(picture, self._start + float(self._last * _TIME_BASE))

    def _picture(self, frame: Pixels, alpha: Pixels | None) -> VideoFrame:
        if self._rgba is not None:
            coverage = alpha if alpha is not None else np.full(frame.shape[:2], 255, np.uint8)
            cv2.merge([*cv2.split(frame), coverage], self._rgba)
            picture = VideoFrame.from_numpy_buffer(self._rgba, "rgba")
        else:
            if any(self._pad):
                frame = np.pad(frame, ((0, self._pad[0]), (0, self._pad[1]), (0, 0)), "edge")
            picture = VideoFrame.from_numpy_buffer(np.ascontiguousarray(frame), "rgb24")
        return self._reformat.reformat(
            picture,
            format=self._codec.pixels,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )

    def _send(self, picture: VideoFrame | None, time: float) -> None:
        """Encode ``picture`` (None: what is left) and the sound before ``time`` seconds."""
        try:
            if self._sound is not None:
                self._sound.advance(time)
            self._container.mux(self._stream.encode(picture))
        except av.error.FFmpegError as error:
            raise _trouble(self._path, error) from None

    def close(self) -> None:
        """Complete the file and give it its name."""
        if not self._drop.alive:
            return
        assert self._start is not None
        self._send(None, self._start + float(self._last * _TIME_BASE) + self._step)
        try:
            self._container.close()
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(self._part, self._path)
        except (av.error.FFmpegError, OSError) as error:
            raise _trouble(self._path, error) from None
        self._drop.detach()
        self._close_sound()

    def abort(self) -> None:
        """Remove the unfinished file."""
        self._drop()
        self._close_sound()

    def _close_sound(self) -> None:
        if self._sound is not None:
            self._sound.close()


def _discard(container: OutputContainer, part: Path) -> None:
    """Close and remove an unfinished film, whatever state it is in."""
    try:
        container.close()
    except (av.error.FFmpegError, ValueError):
        pass  # the trailer of a broken or empty film cannot be written, and need not be
    finally:
        part.unlink(missing_ok=True)


def _trouble(path: Path, error: Exception) -> MediaError:
    if isinstance(error, OSError):
        return file_problem("write", path, error)
    return MediaError(
        f"Cannot write '{path}': the encoder says '{error}'.",
        hint="Try another size, quality or codec.",
    )
