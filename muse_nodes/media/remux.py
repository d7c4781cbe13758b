"""A video taken over into Matroska as it is: no picture is decoded, none gets worse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from muse_nodes.api import MediaError
from muse_nodes.media.film import encoding_problem
from muse_nodes.media.lengths import measure
from muse_nodes.media.reader import VideoReader, open_file

COPIED = frozenset(("h264", "hevc", "vp8", "vp9", "av1", "ffv1", "mjpeg", "mpeg4"))
"""Codecs that Matroska holds and every reader here knows."""


def copy_video(
    source: Path, target: Path, told: Callable[[int, int], None] = lambda done, total: None
) -> bool:
    """Copy the first video track of ``source`` with its times into ``target``, a .mkv file.

    False, and no target, when it has to be encoded anew: another codec, a picture that is stored
    lying on its side or with transparency, or a stream that does not survive it. A damaged source
    is copied as far as it goes. ``told`` is given (bytes read, bytes in all) and may raise.
    MediaError when the source cannot be read or the target not be written.
    """
    reader = VideoReader(source)
    fit = not reader.rotation and not reader.has_alpha
    size = reader.size
    reader.close()
    if not fit:
        return False
    with open_file(source) as film:
        stream = film.streams.video[0]
        if stream.codec_context.name not in COPIED:
            return False
        try:
            count = _copied(film, stream, target, lambda at: told(at, source.stat().st_size))
        except (av.error.FFmpegError, OSError, ValueError) as error:
            target.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise encoding_problem(target, error) from None
            return False
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    if count and _whole(target, count, size):
        return True
    target.unlink(missing_ok=True)
    return False


def _copied(
    film: InputContainer, stream: VideoStream, target: Path, told: Callable[[int], None]
) -> int:
    """Copy the packets; how many there were."""
    count = 0
    first: int | None = None
    with av.open(str(target), "w", format="matroska") as out:
        track = out.add_stream_from_template(stream)
        packets = film.demux(stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                break
            if packet is None:
                break
            if not packet.size or packet.pts is None:
                continue
            first = packet.pts if first is None else first
            packet.pts -= first
            packet.dts = None if packet.dts is None else packet.dts - first
            packet.stream = track
            out.mux(packet)
            count += 1
            if count % 64 == 0:
                told(packet.pos or 0)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return count


def _whole(target: Path, count: int, size: tuple[int, int]) -> bool:
    try:
        found = measure(target)
    except MediaError:
        return False
    return (found.frames, found.width, found.height) == (count, *size)
