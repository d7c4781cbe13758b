"""A camera that does what a script says, behind the same seam as OpenCV, and a clock to go with it.

Nothing but the driver and the clock is replaced. Time passes only while the camera's thread waits
and while the driver takes it, so that hours of outages take milliseconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np

from muse_nodes.media.camera import CameraInfo, Driver

PERIOD = 1 / 30
GUARD = 20.0  # seconds of real time after which a test has failed

Kind = Literal["unplug", "away", "freeze", "busy", "refuse", "raise", "slow", "hang", "resize"]


@dataclass(frozen=True)
class Event:
    """From picture ``at`` on: ``times`` listings (unplug), seconds (away, busy, hang), openings
    (freeze, refuse, raise), slow pictures (slow), or a new height (resize).
    """

    at: int
    kind: Kind
    times: int = 1


class FastClock:
    """Passes when a camera's thread waits on it; all other threads wait for that, or the event.

    With ``alone`` every waiter makes it pass.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self.alone = alone
        self._now = 10**9
        self._lock = threading.Lock()

    def now(self) -> int:
        with self._lock:
            return self._now

    def spend(self, seconds: float) -> None:
        with self._lock:
            self._now += round(seconds * 1e9)

    def hang(self, until: threading.Event) -> None:
        """What a driver does that does not come back: time passes, and nothing happens."""
        for _ in range(int(GUARD * 1000)):
            if until.wait(0.001):
                return
            self.spend(0.1)

    def wait(self, event: threading.Event, until: int) -> bool:
        if self.alone or threading.current_thread().name.startswith("camera"):
            if not event.is_set():
                with self._lock:
                    self._now = max(self._now, until)
            return event.is_set()
        limit = time.monotonic() + GUARD
        while not event.wait(0.001) and self.now() < until:
            assert time.monotonic() < limit, "nothing happens any more"
        return event.is_set()


class World:
    """One camera, what befalls it, and who has it open.

    ``gates``: pictures before which the driver waits until the test opens that gate.
    """

    def __init__(self, *events: Event, clock: FastClock | None = None) -> None:
        self.clock = clock or FastClock()
        self.events = sorted(events, key=lambda event: event.at)
        self.driver = Driver(self.devices, self.open)
        self.info = CameraInfo(0, "Desk Cam", "/dev/v4l/by-id/desk", 0x046D, 0x0892)
        self.others = [CameraInfo(7, "Side Cam", "/dev/v4l/by-id/side")]
        self.height = 60
        self.frame = 0
        self.last: Any = None
        self.controls: dict[int, float] = {}
        self.defaults = {cv2.CAP_PROP_EXPOSURE: 100.0, cv2.CAP_PROP_AUTO_EXPOSURE: 3.0}
        self.plugged_in()
        self.gates: dict[int, threading.Event] = {}
        self.reached: dict[int, threading.Event] = {}
        self.asked: Callable[[], None] = lambda: None
        """Called whenever it is asked for a picture."""
        self.listed = self.hold_listing = 0
        """Listings so far, and which of them waits for ``go_on`` after setting ``held``."""
        self.held, self.go_on = threading.Event(), threading.Event()
        self.opened: list[int] = []
        self.open_now = self.most_open = 0
        self.well_since = 0
        """When the last trouble ended, until the next picture."""
        self.longest_wait = 0
        self.trouble: tuple[Kind, int] | None = None
        self._lock = threading.Lock()

    def gate(self, frame: int) -> threading.Event:
        """Stop the driver before picture ``frame`` until the returned event is set."""
        self.reached[frame] = threading.Event()
        return self.gates.setdefault(frame, threading.Event())

    def at_gate(self, frame: int) -> None:
        """Wait until the driver stands before ``frame``."""
        assert self.reached[frame].wait(GUARD), f"picture {frame} never came"

    def plugged_in(self) -> None:
        """It comes back with the settings of the factory."""
        self.controls = dict(self.defaults)

    # -- the driver ------------------------------------------------------------------------------

    def devices(self) -> list[CameraInfo]:
        self.listed += 1
        if self.listed == self.hold_listing:
            self.held.set()
            self.go_on.wait(GUARD)
        self._look_at_time()
        if self.trouble is not None:
            kind, left = self.trouble
            if kind == "unplug" and left > 0:
                self.trouble = (kind, left - 1)
                return list(self.others)
            if kind == "unplug":
                self._well()
                self._replug()
            if kind == "away":
                return list(self.others)
        return [self.info, *self.others]

    def open(self, index: int, asked: list[int]) -> ScriptedCapture:
        self.clock.spend(0.05)
        self._look_at_time()
        assert index == self.info.index, "it opens another camera"
        with self._lock:
            self.opened.append(index)
        kind, left = self.trouble or ("", 0)
        if kind == "raise":
            self._count_down()
            raise cv2.error("the driver has a bad day")
        capture = ScriptedCapture(self)
        if kind == "refuse":
            capture.refused = True
            self._count_down()
        elif kind == "busy":
            capture.dead = True
        elif kind == "freeze":
            self._count_down()
            capture.frozen = left > 1
        with self._lock:
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
        return capture

    def release(self) -> None:
        with self._lock:
            self.open_now -= 1

    # -- what befalls it -------------------------------------------------------------------------

    def begin(self, event: Event, capture: ScriptedCapture) -> None:
        """The trouble of ``event`` begins while ``capture`` is open."""
        now = self.clock.now()
        if event.kind == "resize":
            self.height = event.times
            return
        if event.kind == "slow":
            capture.slow = event.times
            return
        if event.kind == "hang":
            self.clock.spend(event.times)
            self.well_since = self.clock.now()
            capture.dead = True
            return
        capture.frozen = event.kind == "freeze"
        capture.dead = not capture.frozen
        timed = event.kind in ("away", "busy")
        self.trouble = event.kind, now + event.times * 10**9 if timed else event.times

    def _look_at_time(self) -> None:
        if self.trouble is None:
            return
        kind, left = self.trouble
        if kind in ("away", "busy") and self.clock.now() >= left:
            self.trouble, self.well_since = None, left
            if kind == "away":
                self._replug()

    def _replug(self) -> None:
        self.info = CameraInfo(self.info.index + 1, self.info.name, self.info.path, *self.usb)
        self.plugged_in()

    @property
    def usb(self) -> tuple[int | None, int | None]:
        return self.info.vid, self.info.pid

    def _count_down(self) -> None:
        if self.trouble is not None:
            kind, left = self.trouble
            self.trouble = (kind, left - 1) if left > 1 else None
            if self.trouble is None:
                self.well_since = self.clock.now()

    def _well(self) -> None:
        self.trouble, self.well_since = None, self.clock.now()

    def picture(self) -> Any:
        """The next picture, BGR; all its pixels are the number of the picture."""
        if self.well_since and self.trouble is None:
            self.longest_wait = max(self.longest_wait, self.clock.now() - self.well_since)
            self.well_since = 0
        self.frame += 1
        shape = (self.height, self.height * 4 // 3, 3)
        return np.full(shape, self.frame % 251 + 1, np.uint8)


class ScriptedCapture:
    """One opening of the camera."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dead = self.frozen = self.refused = self.released = False
        self.slow = 0

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return not self.refused

    def read(self, image: Any = None, /) -> tuple[bool, Any]:
        assert not self.released, "read after release"
        world = self.world
        world.asked()
        world.clock.spend(0.8 if self.slow else PERIOD)
        self.slow = max(0, self.slow - 1)
        if world.events and world.frame >= world.events[0].at and world.trouble is None:
            world.begin(world.events.pop(0), self)
        gate = world.gates.get(world.frame + 1)
        if gate is not None and not self.dead and not self.frozen:
            world.reached[world.frame + 1].set()
            gate.wait(GUARD)
        if self.dead:
            return False, None
        if not self.frozen or world.last is None:
            world.last = world.picture()
        return True, world.last.copy()

    def get(self, prop: int, /) -> float:
        known = {cv2.CAP_PROP_FPS: 30.0, cv2.CAP_PROP_FOURCC: 0.0}
        return known.get(prop, 0.0 if self.dead else self.world.controls.get(prop, 0.0))

    def set(self, prop: int, value: float, /) -> bool:
        if self.dead or prop not in self.world.controls:
            return False
        self.world.controls[prop] = value
        return True

    def release(self) -> None:
        assert not self.released, "released twice"
        self.released = True
        self.world.release()
