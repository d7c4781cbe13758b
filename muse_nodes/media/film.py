"""One film file while it is being written: encoding, times, sound, and its end in any case."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from muse_nodes.api import MediaError
from muse_nodes.media.audio import AudioCopy
from muse_nodes.media.codecs import Codec
from muse_nodes.media.problems import file_problem
from muse_nodes.media.track import Track

Pixels = npt.NDArray[np.uint8]


class Film:
    """One file in a container, with one video track and perhaps sound."""

    def __init__(
        self, path: Path, container: str, codec: Codec, shape: tuple[tuple[int, int], float, int]
    ) -> None:
        size, fps, quality = shape
        self.alpha = codec.alpha
        self.note = ""
        self._path = path
        self._step = 1.0 / fps
        self._sound: AudioCopy | None = None
        self._part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
        try:
            self._part.touch()  # PyAV opens the file with the first packet, which is late to fail
            self._container = av.open(str(self._part), "w", format=container)
        except OSError as error:
            raise file_problem("write", path, error) from None
        self._drop = weakref.finalize(self, _discard, self._container, self._part)
        self._track = Track(self._container, codec, size, fps, codec.options(quality))

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
        self._send(lambda: self._track.put(frame, alpha, time))

    def _send(self, encode: Callable[[], list[Packet[VideoStream]]], beyond: float = 0.0) -> None:
        """Store what ``encode`` gives, and the sound up to its time and ``beyond`` (seconds)."""
        try:
            packets = encode()
            assert self._track.start is not None
            if self._sound is not None:
                self._sound.advance(self._track.start + self._track.end + beyond)
            self._container.mux(packets)
        except av.error.FFmpegError as error:
            raise encoding_problem(self._path, error) from None

    def close(self) -> None:
        """Complete the file and give it its name."""
        if not self._drop.alive:
            return
        self._send(self._track.flush, self._step)
        try:
            self._container.close()
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(self._part, self._path)
        except (av.error.FFmpegError, OSError) as error:
            raise encoding_problem(self._path, error) from None
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


def encoding_problem(path: Path, error: Exception) -> MediaError:
    """The MediaError for what the encoder or the file says while ``path`` is written."""
    if isinstance(error, OSError):
        return file_problem("write", path, error)
    return MediaError(
        f"Cannot write '{path}': the encoder says '{error}'.",
        hint="Try another size, quality or codec.",
    )
