"""The thread that keeps one camera open: finds it, reads it, and opens it again when it is gone.

A driver may hang in any call, so nobody else ever calls one. A thread that hangs is left behind
by whoever waits for it; it gives the camera back when it returns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from muse_nodes.media import camera_problems as problems
from muse_nodes.media.camera_controls import Controls
from muse_nodes.media.camera_list import CameraInfo, Identity, find_camera
from muse_nodes.media.camera_problems import CameraError
from muse_nodes.media.camera_watch import Patience, Pauses, Stillness
from muse_nodes.media.capture import CameraMode, Capture, Driver, Pixels, Slot, mode_of
from muse_nodes.media.clock import Clock, ns

P = ParamSpec("P")
R = TypeVar("R")

_BREATH = 0.04  # seconds after a failed read: some cameras need a moment to start


@dataclass(frozen=True, slots=True)
class Outage:
    """A camera that gives no pictures: why, for how many seconds, and when it is tried again.

    ``pause`` is the time from one attempt to the next in seconds, 0 before the first one.
    """

    problem: CameraError
    gone: float
    pause: float


class Memory:
    """What is known of a camera beyond one thread that reads it."""

    def __init__(self, patience: Patience, started: int) -> None:
        self.patience = patience
        self.info: CameraInfo | None = None
        self.identity: Identity | None = None
        self.mode: CameraMode | None = None
        self.size = (0, 0)
        self.controls = Controls()
        self.stillness = Stillness(patience)
        self.pauses = Pauses(patience)
        self.seen = 0
        """Pictures that came."""
        self.last = started
        """When the newest one came."""
        self.notice: CameraError | None = None
        """What is odd although pictures come."""
        self.trouble: tuple[CameraError, float] | None = None
        """Why none come, and the pause until the next attempt."""
        self.failure: CameraError | None = None
        """Why it never worked."""
        self.decided = threading.Event()
        """Set with the first picture or the failure."""

    @property
    def silent(self) -> float:
        """Seconds without a picture that are too long; some cameras are slow by nature."""
        fps = self.mode.fps if self.mode is not None else 0.0
        return max(self.patience.silent, 4 / fps if fps > 0 else 0.0)


class Reader:
    """Keeps one camera open until it is stopped; ``run`` is the body of its thread.

    ``busy`` is since when (ns) it has been in a call of the driver, 0 while it is not.
    """

    def __init__(
        self, source: str, asked: list[int], driver: Driver, clock: Clock, memory: Memory,
        slot: Slot,
    ) -> None:  # fmt: skip
        self._source = source
        self._asked = asked
        self._driver = driver
        self._clock = clock
        self._memory = memory
        self._slot = slot
        self._stop = threading.Event()
        self._lease = threading.Event()
        self.busy = 0
        # A daemon: one that hangs in the driver must not keep the program from ending.
        self.thread = threading.Thread(target=self.run, name=f"camera {source}", daemon=True)

    def stop(self) -> None:
        """End as soon as the driver comes back; at once if it waits for anything else."""
        self._stop.set()

    def leave_behind(self) -> None:
        """Stop it and let another one open the camera although the driver has not come back."""
        self._stop.set()
        self._lease.set()

    def run(self) -> None:
        """Find the camera, read until it is gone, find it again."""
        memory = self._memory
        while not self._stop.is_set():
            started = self._clock.now()
            try:
                problem = self._attempt()
            except CameraError as error:
                problem = error
            except Exception as error:  # noqa: BLE001 - a driver may fail in any way
                name = memory.info.name if memory.info is not None else self._source
                problem = problems.broken(name, error)
            if problem is None or self._stop.is_set():
                return
            if not memory.seen:
                memory.failure = problem
                memory.decided.set()
                return
            pause = memory.pauses.after(max(0, memory.last - started) / 1e9)
            memory.trouble = problem, pause
            self._clock.wait(self._stop, self._clock.now() + ns(pause))

    def _attempt(self) -> CameraError | None:
        """Open the camera and read until something is wrong; None when stopped."""
        memory = self._memory
        # Even asking which cameras there are can hang.
        cameras = self._ask(self._driver.devices)
        if memory.identity is None or memory.info is None:
            info = memory.info = find_camera(self._source, cameras)
            memory.identity = Identity(info, cameras)
        else:
            found = memory.identity.find(cameras)
            if found is None:
                return problems.gone(memory.info.name)
            info = found
        hanging = memory.patience.hanging
        lease = self._driver.leases.take(info, self._clock, self._stop, hanging)
        if lease is None:
            return None
        self._lease = lease
        try:
            capture = self._ask(self._driver.open, info.index, self._asked)
            try:
                return self._read_all(capture, info)
            finally:
                self._ask(capture.release)
        finally:
            lease.set()

    def _read_all(self, capture: Capture, info: CameraInfo) -> CameraError | None:
        memory, clock = self._memory, self._clock
        if not self._ask(capture.isOpened):
            return problems.cannot_open(info.name, info.path)
        if memory.seen:
            self._ask(memory.controls.restore, capture)
        came, last = False, clock.now()
        memory.stillness.opened(last)
        while not self._stop.is_set():
            good, picture = self._ask(capture.read, self._slot.memory())
            now = clock.now()
            if self._stop.is_set():
                break
            if good and picture is not None:
                still = memory.stillness.frozen(picture, now)
                if still:
                    return problems.frozen(info.name, still)
                came, last = True, now
                self._publish(picture, capture, now)
                self._ask(memory.controls.picture_came, capture, now)
                continue
            memory.controls.picture_failed()
            if now - last >= ns(memory.silent if came else memory.patience.starting):
                if came:
                    return problems.silent(info.name)
                return problems.no_picture(info.name, info.path)
            clock.wait(self._stop, now + ns(_BREATH))
        return None

    def _publish(self, picture: Pixels, capture: Capture, now: int) -> None:
        memory = self._memory
        if memory.mode is None:
            memory.mode = mode_of(capture, picture)
        height, width = picture.shape[:2]
        if (width, height) != memory.size:
            memory.size, planned = (width, height), (memory.mode.width, memory.mode.height)
            name = memory.info.name if memory.info is not None else self._source
            same = planned == memory.size
            memory.notice = None if same else problems.resized(name, planned, memory.size)
        memory.last = now
        memory.seen += 1
        memory.trouble = None
        self._slot.put(picture, now)
        memory.decided.set()

    def _ask(self, call: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
        """Call the driver, and be known to be in there."""
        self.busy = self._clock.now()
        try:
            return call(*args, **options)
        finally:
            self.busy = 0
