"""A recording: near-lossless video that survives the end of the program at any moment.

Encoding has a thread of its own with room for two pictures. While a camera gives the pace, what
does not fit is dropped and counted: a recording never holds anybody up, and never falls behind by
more than those two. Every picture keeps its own time, so that dropped ones leave a gap and no
haste.

The file is Matroska in clusters of at most half a second. The encoder holds nothing back and each
cluster is written as soon as it is complete, so after SIGKILL all but the last half second is in
the file; a second thread brings it to the disk each second for the sake of power cuts, and looks
how much room is left there. Index and length are only written at the end: readers do without.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import av
import av.error
import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError, MuseError
from muse_nodes.media.codecs import Codec
from muse_nodes.media.film import encoding_problem
from muse_nodes.media.problems import file_problem
from muse_nodes.media.track import Track

Pixels = npt.NDArray[np.uint8]
Kind = Literal["h264", "ffv1"]

BEHIND = 2
"""Pictures that may wait for the encoder."""

SECOND = 1.0
"""So often what was written is brought to the disk."""

RESERVE = 256 << 20
"""Bytes that a recording leaves free on the disk, and twice as many it needs to begin."""

_CLUSTERS = {"cluster_time_limit": "500", "flush_packets": "1"}


def _h264(quality: int) -> dict[str, str]:
    # Without lookahead and B-frames a picture that goes in comes out at once.
    crf = str(round(40 - 0.3 * quality))
    return {"preset": "ultrafast", "tune": "zerolatency", "crf": crf, "g": "30"}


_KINDS: dict[str, Codec] = {
    "h264": Codec("libx264", "yuv420p", _h264, ("matroska",), even=True),
    "ffv1": Codec("ffv1", "bgr0", lambda _: {"level": "3", "slicecrc": "1"}, ("matroska",)),
}


def free_space(folder: Path) -> int:
    """Bytes that are free on the disk of ``folder``."""
    return shutil.disk_usage(folder).free


class Recorder:
    """Records into the new file ``path``. ``put`` and ``close`` belong to one thread.

    ``size`` is (width, height), ``fps`` nominal, ``quality`` 0 to 100 (93 cannot be told from the
    source; ffv1 is exact and knows none). ``each_second`` is called on the recorder's own thread
    about once a second, and once more before ``close`` returns; a MuseError out of it ends the
    recording. ``free`` tells the free space.

    ``frames`` and ``dropped`` count pictures, ``seconds`` is the time of the last one. ``trouble``
    says why the recording ended before it was closed: what was recorded until then is there.

    MediaError when there is no room, or the file cannot be made. A file is never replaced.
    """

    def __init__(  # noqa: PLR0913 - one keyword per choice of the user
        self,
        path: Path,
        *,
        size: tuple[int, int],
        fps: float,
        kind: Kind = "h264",
        quality: int = 93,
        each_second: Callable[[], None] = lambda: None,
        free: Callable[[Path], int] = free_space,
    ) -> None:
        self.path = path
        self.size = size
        self.frames = self.dropped = 0
        self.seconds = 0.0
        self.trouble: MuseError | None = None
        self._each_second = each_second
        self._free = free
        self._check_room()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        except OSError as error:
            raise file_problem("write", path, error) from None
        codec = _KINDS[kind]
        self._container = av.open(str(path), "w", format="matroska", container_options=_CLUSTERS)
        self._track = Track(self._container, codec, size, fps, codec.options(quality))
        self._waiting: deque[tuple[Pixels, float]] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._over = threading.Event()
        self._encoder = threading.Thread(target=self._encode, name="muse-encoder", daemon=True)
        self._keeper = threading.Thread(target=self._keep, name="muse-keeper", daemon=True)
        self._encoder.start()
        self._keeper.start()

    def _check_room(self) -> None:
        free = self._free(self.path.parent)
        if free < 2 * RESERVE:
            raise MediaError(
                f"There is no room for a recording: {_megabytes(free)} are free on the disk of"
                f" '{self.path.parent}', and it takes {_megabytes(2 * RESERVE)} to begin.",
                hint="Make room, or choose a data folder on another disk.",
            )

    def put(self, frame: Pixels, time: float, *, wait: bool = False) -> bool:
        """Take a picture, uint8 (H, W, 3), of ``time`` in seconds; False when it is not taken.

        It must not change any more. When the encoder is behind it is dropped, or with ``wait``
        waited for. After ``trouble`` nothing is taken, and nothing counted.
        """
        width, height = self.size
        if frame.shape != (height, width, 3):
            raise MediaError(
                f"'{self.path}' records {width}x{height}, but a picture of shape"
                f" {frame.shape} came.",
                hint="Start a new recording after the size has changed.",
            )
        with self._changed:
            while wait and len(self._waiting) >= BEHIND and self.trouble is None:
                self._changed.wait()
            if self.trouble is not None or self._closing:
                return False
            if len(self._waiting) >= BEHIND:
                self.dropped += 1
                return False
            self._waiting.append((frame, time))
            self._changed.notify_all()
            return True

    def close(self) -> None:
        """Encode what waits and complete the file; ``trouble`` says if that was not possible."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._encoder.join()
        self._over.set()
        self._keeper.join()

    # -- the encoder's thread ------------------------------------------------------------------

    def _encode(self) -> None:
        try:
            while (taken := self._next()) is not None:
                frame, time = taken
                self._container.mux(self._track.put(frame, None, time))
                self.frames, self.seconds = self.frames + 1, self._track.end
            self._complete()
        except (av.error.FFmpegError, OSError) as error:
            self._stop(encoding_problem(self.path, error))
        finally:
            _let_go(self._container)

    def _next(self) -> tuple[Pixels, float] | None:
        """The next picture; None when there will be no more."""
        with self._changed:
            while not self._waiting and not self._closing and self.trouble is None:
                self._changed.wait()
            if not self._waiting:
                return None
            taken = self._waiting.popleft()
            self._changed.notify_all()
            return taken

    def _complete(self) -> None:
        if self.frames:
            self._container.mux(self._track.flush())
        self._container.close()

    def _stop(self, trouble: MuseError) -> None:
        with self._changed:
            self.trouble = self.trouble or trouble
            self._changed.notify_all()

    # -- the keeper's thread ----------------------------------------------------------------------

    def _keep(self) -> None:
        while not self._over.wait(SECOND):
            free = self._free(self.path.parent)
            if free < RESERVE and self.trouble is None:
                self._stop(
                    MediaError(
                        f"The recording has ended: only {_megabytes(free)} are left on the disk of"
                        f" '{self.path.parent}'. What was recorded until now is there.",
                        hint="Make room, or choose a data folder on another disk.",
                    )
                )
            self._bring_to_disk()
        self._bring_to_disk()
        os.close(self._file)

    def _bring_to_disk(self) -> None:
        try:
            os.fsync(self._file)
        except OSError as error:
            self._stop(file_problem("write", self.path, error))
        try:
            self._each_second()
        except MuseError as error:
            self._stop(error)


def _let_go(container: av.container.OutputContainer) -> None:
    """Close the file without its end, if it has not been completed."""
    with suppress(av.error.FFmpegError, ValueError, OSError):  # the disk is full, or it was closed
        container.close()


def _megabytes(count: int) -> str:
    return f"{count >> 20} MB"
