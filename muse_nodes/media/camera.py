"""Cameras: which there are, and pictures from one of them, without ever waiting for ever.

A driver may hang in any call, so each camera is opened and read on a thread of its own, which is
left behind if it does not come back in time. That thread keeps only the newest picture; when the
camera goes away it tries to open it again, by name and path, until it is closed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError

Pixels = npt.NDArray[np.uint8]

_LOST_AFTER = 25  # failed reads in a row after which the camera counts as gone
_PATIENCE = 0.04  # seconds after a failed read: some cameras need a moment to start
_RETRY = (0.5, 1.0, 2.0, 4.0)  # seconds between attempts to find it again


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this machine.

    ``index`` changes from one start of the machine to the next; ``path`` is stable where the
    system offers that (Windows, and Linux for USB cameras). ``vid`` and ``pid`` are USB numbers.
    """

    index: int
    name: str
    path: str
    vid: int | None = None
    pid: int | None = None

    def is_same(self, other: CameraInfo) -> bool:
        """True when both mean the same piece of hardware, perhaps plugged in again."""
        return (self.path, self.name) == (other.path, other.name)


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name
    def read(self, image: Any = None, /) -> tuple[bool, Any]: ...
    def get(self, prop: int, /) -> float: ...
    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Driver:
    """How cameras are listed and opened; tests bring their own."""

    devices: Callable[[], Sequence[CameraInfo]]
    open: Callable[[int, list[int]], Capture]


@dataclass(frozen=True, slots=True)
class CameraMode:
    """What really came: size in pixels, rate in pictures per second, and pixel format (MJPG...)."""

    width: int
    height: int
    fps: float
    fourcc: str


def list_cameras() -> list[CameraInfo]:
    """The cameras of this machine, by index. None of them is opened or disturbed."""
    # Imported here: it looks for the system's camera interface when imported.
    from cv2_enumerate_cameras import enumerate_cameras

    stable = _stable_paths()
    cameras = [
        CameraInfo(
            found.index,
            found.name or f"Camera {found.index}",
            stable.get(found.path or "", found.path or ""),
            found.vid,
            found.pid,
        )
        for found in enumerate_cameras(_interface())
    ]
    return sorted(cameras, key=lambda camera: camera.index)


def _interface() -> int:
    """OpenCV's number for the camera interface of this system."""
    # Media Foundation, OpenCV's own choice on Windows, takes seconds to open many cameras.
    interfaces = {"win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
    return interfaces.get(sys.platform, cv2.CAP_V4L2)


def _stable_paths() -> dict[str, str]:
    """On Linux /dev/videoN changes its number; udev's links by serial number do not."""
    folder = Path("/dev/v4l/by-id")
    links = sorted(folder.iterdir()) if folder.is_dir() else []
    return {os.path.realpath(link): str(link) for link in reversed(links)}


OPENCV = Driver(list_cameras, lambda index, wishes: cv2.VideoCapture(index, _interface(), wishes))


def open_camera(  # noqa: PLR0913 - what a user chooses, plus the driver for tests
    source: str,
    *,
    width: int,
    height: int,
    fps: float,
    mjpg: bool = True,
    timeout: float = 5.0,
    driver: Driver = OPENCV,
) -> Camera:
    """Open a camera by index ("0"), by part of its name, or by path, and wait for a picture.

    Size and rate are wishes; ``Camera.mode`` says what came. ``mjpg`` asks for compressed
    pictures, without which 1080p60 does not fit through USB 2. Raises MediaError when there is no
    such camera, when it cannot be opened or gives no picture, or after ``timeout`` seconds.
    """
    wishes = [cv2.CAP_PROP_FRAME_WIDTH, width, cv2.CAP_PROP_FRAME_HEIGHT, height]
    wishes += [cv2.CAP_PROP_FPS, round(fps)]
    if mjpg:
        # Before and after the size: some DirectShow drivers forget it in between.
        fourcc = [cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")]
        wishes = [*fourcc, *wishes, *fourcc]
    return Camera(source, wishes, timeout=timeout, driver=driver)


def find_camera(source: str, cameras: Sequence[CameraInfo]) -> CameraInfo:
    """The camera that ``source`` means: index, path, name, or part of a name in any case."""
    wanted = source.strip()
    tests: tuple[Callable[[CameraInfo], bool], ...] = (
        lambda c: wanted == str(c.index),
        lambda c: wanted == c.path or (os.sep in wanted and _same_file(wanted, c.path)),
        lambda c: wanted.lower() == c.name.lower(),
        lambda c: bool(wanted) and wanted.lower() in c.name.lower(),
    )
    for test in tests:
        for camera in cameras:
            if test(camera):
                return camera
    if not cameras:
        raise MediaError(
            f"There is no camera on this machine, so '{source}' cannot be opened.",
            hint="Plug one in, or choose a video file or the word demo as the source.",
        )
    names = ", ".join(f"{camera.index} ({camera.name})" for camera in cameras)
    raise MediaError(f"There is no camera '{source}'.", hint=f"Choose one of these: {names}.")


def _same_file(first: str, second: str) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


class Camera:
    """An open camera, read by a thread of its own. Made by ``open_camera``.

    ``info`` says which one it is, ``mode`` what it really gives.
    """

    info: CameraInfo
    mode: CameraMode

    def __init__(self, source: str, wishes: list[int], *, timeout: float, driver: Driver) -> None:
        self._wishes = wishes
        self._driver = driver
        self._news = threading.Condition()
        self._closing = threading.Event()
        self._picture: Pixels | None = None  # the newest one that nobody took
        self._free: list[Pixels] = []  # memory for the next ones
        self._time_ns = 0
        self._seen = 0  # pictures that came
        self._problem: MediaError | None = None
        # A daemon: one that hangs in the driver must not keep the program from ending.
        self._thread = threading.Thread(
            target=self._run, args=(source,), name=f"camera {source}", daemon=True
        )
        self._thread.start()
        with self._news:
            self._news.wait_for(lambda: self._seen or self._problem, timeout)
            problem = self._problem or (None if self._seen else _too_slow(source, timeout))
        if problem is not None:
            self._closing.set()
            raise problem

    def read(self, out: Pixels, *, timeout: float = 5.0) -> int:
        """Wait for a picture that was not read yet and write it into ``out``.

        ``out`` is uint8 RGB (height, width, 3); a picture of another size is fitted into it.
        Returns its capture time (monotonic clock, ns). Raises MediaError when none comes within
        ``timeout`` seconds; reading may succeed again later, when the camera is back.
        """
        with self._news:
            self._news.wait_for(
                lambda: self._picture is not None or self._closing.is_set(), timeout
            )
            picture, taken = self._picture, self._time_ns
            self._picture = None
        if picture is None:
            raise MediaError(
                f"The camera '{self.info.name}' stopped giving pictures.",
                hint="Check its cable; it is picked up again by itself when it is back.",
            )
        fitted = picture
        if picture.shape != out.shape:
            fitted = np.asarray(cv2.resize(picture, out.shape[1::-1]), np.uint8)
        cv2.cvtColor(fitted, cv2.COLOR_BGR2RGB, dst=out)
        with self._news:
            self._free.append(picture)
        return taken

    def close(self, *, timeout: float = 2.0) -> None:
        """Stop reading and give the camera back; a driver that hangs is left behind."""
        self._closing.set()
        with self._news:
            self._news.notify_all()
        self._thread.join(timeout)

    def _run(self, source: str) -> None:
        """The camera's thread: find it, read until it is gone, find it again."""
        try:
            # Even asking which cameras there are can hang, so it is done here.
            self.info = find_camera(source, self._driver.devices())
        except MediaError as problem:
            self._fail(problem)
            return
        index: int | None = self.info.index
        attempt = 0
        while not self._closing.is_set():
            if index is not None and self._read_all(index):
                attempt = 0
            if self._problem is not None or self._closing.wait(_RETRY[min(attempt, 3)]):
                return
            attempt += 1
            index = next((c.index for c in self._driver.devices() if c.is_same(self.info)), None)

    def _read_all(self, index: int) -> bool:
        """Read until the camera is gone or closed; True if any picture came."""
        capture = self._driver.open(index, self._wishes)
        before = self._seen
        try:
            if not capture.isOpened():
                self._fail(_cannot_open(self.info))
                return False
            failures = 0
            while not self._closing.is_set() and failures < _LOST_AFTER:
                good, picture = capture.read(self._free.pop() if self._free else None)
                if good:
                    failures = 0
                    self._publish(picture, capture)
                else:
                    failures += 1
                    self._closing.wait(_PATIENCE)
            if self._seen == 0:
                self._fail(_no_picture(self.info))
        finally:
            capture.release()
        return self._seen > before

    def _fail(self, problem: MediaError) -> None:
        """Report that opening failed; once it has worked, going on trying is all there is."""
        with self._news:
            if self._seen == 0:
                self._problem = problem
            self._news.notify_all()

    def _publish(self, picture: Pixels, capture: Capture) -> None:
        taken = time.monotonic_ns()
        if self._seen == 0:
            height, width = picture.shape[:2]
            code = int(capture.get(cv2.CAP_PROP_FOURCC))
            fourcc = "".join(chr(code >> shift & 255) for shift in (0, 8, 16, 24)).strip("\0 ")
            self.mode = CameraMode(width, height, capture.get(cv2.CAP_PROP_FPS), fourcc)
        with self._news:
            if self._picture is not None:
                self._free.append(self._picture)  # nobody took it: it is dropped
            self._picture, self._time_ns = picture, taken
            self._seen += 1
            self._news.notify_all()


def _cannot_open(info: CameraInfo) -> MediaError:
    if os.path.exists(info.path) and not os.access(info.path, os.R_OK | os.W_OK):
        return MediaError(
            f"This account may not use the camera '{info.name}' ({info.path}).",
            hint="Add it to the group video: sudo usermod -aG video $USER, then log in again.",
        )
    return MediaError(
        f"The camera '{info.name}' cannot be opened.",
        hint="Close other programs that use it, or unplug it and plug it in again.",
    )


def _no_picture(info: CameraInfo) -> MediaError:
    return MediaError(
        f"The camera '{info.name}' opens but gives no picture.",
        hint="Another program probably uses it: close that, or choose another size or rate.",
    )


def _too_slow(source: str, timeout: float) -> MediaError:
    return MediaError(
        f"The camera '{source}' did not answer within {timeout:g} seconds.",
        hint="Unplug it and plug it in again, or close other programs that use it.",
    )
