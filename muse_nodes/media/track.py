"""The video track of a file that is being written: from RGB pictures with times to packets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from muse_nodes.media.codecs import Codec

Pixels = npt.NDArray[np.uint8]
Packets: TypeAlias = "list[Packet[VideoStream]]"

TIME_BASE = Fraction(1, 90_000)
_BT709 = 1  # the number of BT.709 for matrix, primaries and transfer alike (ITU-T H.273)


class Track:
    """One track in ``container``; ``shape`` is (width, height) in pixels, ``fps`` nominal.

    ``options`` are the encoder's. ``start`` is the time of the first picture in seconds, ``end``
    that of the last one, from the first.
    """

    def __init__(
        self, container: OutputContainer, codec: Codec, shape: tuple[int, int], fps: float,
        options: Mapping[str, str],
    ) -> None:  # fmt: skip
        width, height = shape
        self._codec = codec
        self._step = 1.0 / fps
        self.start: float | None = None
        self._last = -1
        self._reformat = VideoReformatter()
        self._pad = (height % 2, width % 2) if codec.even else (0, 0)
        self._rgba = np.full((height, width, 4), 255, np.uint8) if codec.alpha else None
        rate = Fraction(fps).limit_denominator(1001)
        stream = container.add_stream(codec.encoder, rate=rate, options=dict(options))
        assert isinstance(stream, VideoStream)
        self.stream = stream
        stream.width, stream.height = width + self._pad[1], height + self._pad[0]
        stream.pix_fmt = codec.pixels
        context = stream.codec_context
        context.time_base = TIME_BASE
        context.thread_type = "AUTO"
        context.color_range = ColorRange.MPEG
        context.colorspace = context.color_primaries = context.color_trc = _BT709

    @property
    def end(self) -> float:
        """Time of the last picture in seconds from the first; 0 before there is one."""
        return float(max(self._last, 0) * TIME_BASE)

    def put(self, frame: Pixels, alpha: Pixels | None, time: float | None) -> Packets:
        """Encode a picture; ``time`` in seconds, by default one step after the last.

        Times always grow: one that does not comes just after the last. The packets that are ready
        are returned. FFmpegError when the encoder fails.
        """
        picture = self._picture(frame, alpha)
        if self.start is None:
            self.start = time or 0.0
        ticks = self._last + round(self._step / TIME_BASE) if self._last >= 0 else 0
        if time is not None:
            ticks = round((time - self.start) / TIME_BASE)
        self._last = max(ticks, self._last + 1)
        picture.pts = self._last
        picture.time_base = TIME_BASE
        picture.duration = round(self._step / TIME_BASE)
        return self.stream.encode(picture)

    def flush(self) -> Packets:
        """The packets of all pictures that the encoder still holds; it takes none any more."""
        return self.stream.encode(None)

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
