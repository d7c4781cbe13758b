"""Pictures from a camera, without ever waiting for ever.

A driver may hang in any call, so each camera is opened and read on a thread of its own, which is
left behind if it does not come back in time. That thread keeps only the newest picture; when the
camera goes away, freezes or falls silent it is opened again, as the same piece of hardware, until
it is closed.
"""

from __future__ import annotations

import threading

import cv2
import numpy as np

from muse_nodes.media import camera_problems as problems
from muse_nodes.media.camera_list import CameraInfo, find_camera, list_cameras
from muse_nodes.media.camera_problems import CameraError
from muse_nodes.media.camera_reader import Memory, Outage, Reader
from muse_nodes.media.camera_watch import Patience
from muse_nodes.media.capture import OPENCV, CameraMode, Driver, Pixels, Slot, wishes
from muse_nodes.media.clock import Clock, MonotonicClock, ns

__all__ = [
    "Camera", "CameraError", "CameraInfo", "CameraMode", "Driver", "Outage", "Patience",
    "find_camera", "list_cameras", "open_camera",
]  # fmt: skip

_MOST_LEFT = 2  # threads that hang in the driver, per camera
_USUAL = Patience()


def open_camera(  # noqa: PLR0913 - what a user chooses, plus driver, clock and limits for tests
    source: str,
    *,
    width: int,
    height: int,
    fps: float,
    mjpg: bool = True,
    timeout: float = 5.0,
    driver: Driver = OPENCV,
    clock: Clock | None = None,
    patience: Patience = _USUAL,
) -> Camera:
    """Open a camera by index ("0"), by part of its name, or by path, and wait for a picture.

    Size and rate are wishes; ``Camera.mode`` says what came. ``mjpg`` asks for compressed
    pictures, without which 1080p60 does not fit through USB 2. Raises CameraError when there is no
    such camera, when it cannot be opened or gives no picture, or after ``timeout`` seconds.
    """
    asked = wishes(width, height, fps, mjpg=mjpg)
    return Camera(source, asked, timeout, driver, clock or MonotonicClock(), patience)


class Camera:
    """An open camera, read by a thread of its own. Made by ``open_camera``.

    ``info`` says which one it is, ``mode`` what it really gave when it was opened.
    """

    info: CameraInfo
    mode: CameraMode

    def __init__(
        self, source: str, asked: list[int], timeout: float, driver: Driver, clock: Clock,
        patience: Patience,
    ) -> None:  # fmt: skip
        self._source, self._asked, self._driver, self._clock = source, asked, driver, clock
        self._memory = memory = Memory(patience, clock.now())
        self._slot = Slot()
        self._closing = threading.Event()
        self._change = threading.Lock()
        self._left: list[Reader] = []
        until = clock.now() + ns(timeout)
        self._reader = self._start()
        clock.wait(memory.decided, until)
        problem = memory.failure or (None if memory.seen else problems.too_slow(source, timeout))
        if problem is not None:
            self._reader.stop()
            raise problem
        assert memory.info is not None, "it has given a picture"
        assert memory.mode is not None, "it has given a picture"
        self.info, self.mode = memory.info, memory.mode

    @property
    def outage(self) -> Outage | None:
        """Why no pictures come at the moment; None while they do."""
        memory, now, busy = self._memory, self._clock.now(), self._reader.busy
        gone = max(0, now - memory.last) / 1e9
        trouble, hangs = memory.trouble, (now - busy) / 1e9 if busy else 0.0
        if hangs >= memory.patience.hanging:
            return Outage(problems.hanging(self.info.name, hangs), gone, 0.0)
        if trouble is not None:
            return Outage(trouble[0], gone, trouble[1])
        return Outage(problems.silent(self.info.name), gone, 0.0) if gone >= memory.silent else None

    @property
    def notice(self) -> CameraError | None:
        """What is wrong although pictures come: they have another size than ``mode`` says."""
        return self._memory.notice

    @property
    def progress(self) -> tuple[int, int]:
        """How many pictures have come, read or not, and when the newest did (the clock's ns)."""
        return self._memory.seen, self._memory.last

    @property
    def closed(self) -> bool:
        """True after ``close``."""
        return self._closing.is_set()

    def read(self, out: Pixels, *, timeout: float = 5.0) -> int:
        """Wait for a picture that was not read yet and write it into ``out``.

        ``out`` is uint8 RGB (height, width, 3); a picture of another size is fitted into it, its
        edges cut off where the proportions differ. Returns its capture time (the clock's ns).
        Raises CameraError when none comes within ``timeout`` seconds; reading succeeds again when
        the camera is back. It raises at once after ``close``, also when another thread calls that.
        """
        until = self._clock.now() + ns(timeout)
        while True:
            self._clock.wait(self._slot.fresh, until)
            taken = self._slot.take()
            if self._closing.is_set():
                raise problems.closed(self.info.name)
            if taken is not None:
                break
            if self._clock.now() >= until:
                outage = self.outage
                self._replace_if_hanging()
                raise outage.problem if outage is not None else problems.silent(self.info.name)
        picture, time = taken
        fitted = picture if picture.shape == out.shape else fit(picture, out.shape[1::-1])
        cv2.cvtColor(fitted, cv2.COLOR_BGR2RGB, dst=out)
        self._slot.give_back(picture)
        return time

    def close(self, *, timeout: float = 0.2) -> None:
        """Stop reading and give the camera back.

        A driver that does not come back within ``timeout`` seconds is left behind: it gives the
        camera back when it does, and whoever opens the camera next waits for that.
        """
        with self._change:
            self._closing.set()
            reader = self._reader
        reader.stop()
        self._slot.fresh.set()
        reader.thread.join(timeout)

    def _start(self) -> Reader:
        reader = Reader(
            self._source, self._asked, self._driver, self._clock, self._memory, self._slot
        )
        reader.thread.start()
        return reader

    def _replace_if_hanging(self) -> None:
        """Leave a thread behind that hangs in the driver, unless too many do already."""
        with self._change:
            busy = self._reader.busy
            hangs = busy and self._clock.now() - busy >= ns(self._memory.patience.hanging)
            self._left = [reader for reader in self._left if reader.thread.is_alive()]
            if not hangs or self._closing.is_set() or len(self._left) >= _MOST_LEFT:
                return
            self._reader.leave_behind()
            self._left.append(self._reader)
            self._reader = self._start()


def fit(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """``picture`` at ``size`` (width, height): what is too wide or too high is cut off evenly."""
    height, width = picture.shape[:2]
    part = min(width / size[0], height / size[1])
    wide, high = max(1, round(size[0] * part)), max(1, round(size[1] * part))
    left, top = (width - wide) // 2, (height - high) // 2
    cut = picture[top : top + high, left : left + wide]
    way = cv2.INTER_AREA if part >= 2 else cv2.INTER_LINEAR  # the former takes six times as long
    return np.asarray(cv2.resize(cut, size, interpolation=way), np.uint8)
