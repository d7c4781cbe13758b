"""The seam to OpenCV: how cameras are listed, opened and asked for pictures."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.media.camera_list import CameraInfo, interface, list_cameras
from muse_nodes.media.clock import Clock, ns

Pixels = npt.NDArray[np.uint8]

_LOOK = 0.02  # seconds between looks whether a device was given back


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name
    def read(self, image: Any = None, /) -> tuple[bool, Any]: ...
    def get(self, prop: int, /) -> float: ...
    def set(self, prop: int, value: float, /) -> bool: ...
    def release(self) -> None: ...


class Leases:
    """Who has which camera open in this program: a camera is opened by one thread at a time.

    The one before may still be busy giving it back: its last read comes back in its own time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, threading.Event] = {}

    def take(
        self, camera: CameraInfo, clock: Clock, stop: threading.Event, patience: float
    ) -> threading.Event | None:
        """Wait until nobody has ``camera``, or ``patience`` seconds; None when stopped meanwhile.

        Whoever gets the event sets it when the camera is released.
        """
        until = clock.now() + ns(patience)
        key = _key(camera)
        while True:
            with self._lock:
                before = self._given.get(key)
                if before is None or before.is_set() or clock.now() >= until:
                    mine = self._given[key] = threading.Event()
                    return mine
            if clock.wait(stop, clock.now() + ns(_LOOK)):
                return None

    def held(self, camera: CameraInfo) -> bool:
        """True while this program has ``camera`` open."""
        with self._lock:
            given = self._given.get(_key(camera))
            return given is not None and not given.is_set()


def _key(camera: CameraInfo) -> str:
    return camera.path or str(camera.index)


@dataclass(frozen=True, slots=True)
class Driver:
    """How cameras are listed and opened; tests bring their own."""

    devices: Callable[[], Sequence[CameraInfo]]
    open: Callable[[int, list[int]], Capture]
    leases: Leases = field(default_factory=Leases)


def wishes(width: int, height: int, fps: float, *, mjpg: bool) -> list[int]:
    """What OpenCV is asked for on opening: property, value, property, value..."""
    asked = [cv2.CAP_PROP_FRAME_WIDTH, width, cv2.CAP_PROP_FRAME_HEIGHT, height]
    asked += [cv2.CAP_PROP_FPS, round(fps)]
    if mjpg:
        # Before and after the size: some DirectShow drivers forget it in between.
        fourcc = [cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")]
        asked = [*fourcc, *asked, *fourcc]
    return asked


def _open(index: int, asked: list[int]) -> Capture:
    # OpenCV would wait 10 seconds for a picture of a V4L2 camera that has gone silent; it asks
    # for this once, before the first picture of the program.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
    return cv2.VideoCapture(index, interface(), asked)


OPENCV = Driver(list_cameras, _open)


@dataclass(frozen=True, slots=True)
class CameraMode:
    """What really came: size in pixels, rate in pictures per second, and pixel format (MJPG...)."""

    width: int
    height: int
    fps: float
    fourcc: str


def mode_of(capture: Capture, picture: Pixels) -> CameraMode:
    """The mode of an open camera that has given ``picture``."""
    height, width = picture.shape[:2]
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    fourcc = "".join(chr(code >> shift & 255) for shift in (0, 8, 16, 24)).strip("\0 ")
    return CameraMode(width, height, capture.get(cv2.CAP_PROP_FPS), fourcc)


class Slot:
    """Keeps the newest picture that nobody took, and memory for the next ones."""

    def __init__(self) -> None:
        self.fresh = threading.Event()
        """Set while there is a picture, or anything else that a reader should look at."""
        self._lock = threading.Lock()
        self._picture: Pixels | None = None
        self._taken = 0
        self._free: list[Pixels] = []

    def put(self, picture: Pixels, taken: int) -> None:
        """Replace what nobody took. ``taken``: its capture time in ns."""
        with self._lock:
            if self._picture is not None:
                self._free.append(self._picture)
            self._picture, self._taken = picture, taken
            self.fresh.set()

    def take(self) -> tuple[Pixels, int] | None:
        """The newest picture (BGR) and its time; None when it was taken already."""
        with self._lock:
            picture, self._picture = self._picture, None
            self.fresh.clear()
            return None if picture is None else (picture, self._taken)

    def give_back(self, picture: Pixels) -> None:
        """Let the memory of a taken picture be used again."""
        with self._lock:
            self._free.append(picture)

    def memory(self) -> Pixels | None:
        """Memory for a picture, perhaps of another size."""
        with self._lock:
            return self._free.pop() if self._free else None
