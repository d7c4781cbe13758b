"""Cameras that vanish, freeze, hang or are taken away, and come back as they were."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from scripted_cameras import Event, FastClock, ScriptedCapture, World

from muse_nodes.media.camera import Camera, CameraError, CameraInfo, open_camera
from muse_nodes.media.camera_controls import Controls
from muse_nodes.media.capture import Leases

GUARD = 20.0


class Watched:
    """A camera of a world, and pictures from it."""

    def __init__(self, world: World, height: int = 60) -> None:
        self.world = world
        self.camera: Camera = open_camera(
            "desk", width=80, height=height, fps=30, driver=world.driver, clock=world.clock
        )
        self.out = np.zeros((height, height * 4 // 3, 3), np.uint8)

    def read(self, timeout: float = 5.0) -> int:
        """The number of the next picture."""
        self.camera.read(self.out, timeout=timeout)
        return int(self.out[0, 0, 0]) - 1

    def read_until(self, frame: int) -> None:
        while self.world.frame < frame or self.read(9.0) < frame:
            pass

    def reason(self, timeout: float = 2.0) -> str:
        with pytest.raises(CameraError) as caught:
            self.camera.read(self.out, timeout=timeout)
        assert caught.value.hint or caught.value.reason == "closed"
        return caught.value.reason


@pytest.fixture
def watch() -> Iterator[Any]:
    """Make a world and its camera; all of it is let go at the end."""
    made: list[Watched] = []

    def make(*events: Event, gates: tuple[int, ...] = ()) -> Watched:
        world = World(*events)
        for frame in gates:
            world.gate(frame)
        made.append(Watched(world))
        return made[-1]

    yield make
    for watched in made:
        watched.camera.close(timeout=0)
        for gate in watched.world.gates.values():
            gate.set()
        watched.camera._reader.thread.join(GUARD)
        assert watched.world.open_now == 0


def outages(world: World, watched: Watched) -> list[tuple[str, float]]:
    """Note every reason and pause that the camera's thread waits with."""
    seen: list[tuple[str, float]] = []
    listed = world.driver.devices

    def devices() -> Any:
        outage = watched.camera.outage
        if outage is not None:
            seen.append((outage.problem.reason, outage.pause))
        return listed()

    object.__setattr__(world.driver, "devices", devices)
    return seen


def test_an_unplugged_camera_is_waited_for_with_growing_pauses(watch: Any) -> None:
    watched = watch(Event(90, "unplug", 7), gates=(80, 91, 92))
    world = watched.world
    seen = outages(world, watched)
    world.gates[80].set()
    world.at_gate(91)
    assert watched.read(60.0) == 90
    world.gates[91].set()
    assert watched.read(60.0) >= 91
    pauses = [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    assert seen == list(zip(["silent", *["gone"] * 7], pauses, strict=True))
    assert watched.camera.outage is None
    assert watched.world.info.index == 1, "it came back under another number"


def test_what_goes_wrong_is_told_apart(watch: Any) -> None:
    for event, reasons in (
        (Event(9, "freeze"), {"frozen"}),
        (Event(9, "busy", 30), {"silent", "busy"}),
        (Event(9, "refuse", 3), {"silent", "failed"}),
        (Event(9, "raise", 3), {"silent", "failed"}),
        (Event(9, "away", 3), {"silent", "gone"}),
    ):
        watched = watch(event, gates=(5,))
        seen = outages(watched.world, watched)
        watched.world.gates[5].set()
        watched.read_until(12)
        assert {reason for reason, _ in seen} == reasons, event


def test_every_reason_has_a_sentence_of_its_own() -> None:
    from muse_nodes.media import camera_problems as problems

    all_of_them = [
        problems.no_such_camera("x", []), problems.no_such_camera("x", ["0 (y)"]),
        problems.too_slow("x", 5), problems.cannot_open("x", ""), problems.no_picture("x", ""),
        problems.gone("x"), problems.silent("x"), problems.frozen("x", 5),
        problems.resized("x", (4, 3), (8, 6)), problems.hanging("x", 9),
        problems.broken("x", ValueError("")), problems.closed("x"),
    ]  # fmt: skip
    assert len({problem.message for problem in all_of_them}) == len(all_of_them)
    assert all(problem.message.endswith(".") for problem in all_of_them)


def test_controls_are_set_again(watch: Any) -> None:
    watched = watch(Event(400, "away", 20), gates=(2, 300, 420))
    world = watched.world
    world.at_gate(2)
    world.controls |= {cv2.CAP_PROP_EXPOSURE: 250.0, cv2.CAP_PROP_AUTO_EXPOSURE: 1.0}
    world.gates[2].set()
    world.at_gate(300)
    world.gates[300].set()
    world.at_gate(420)
    assert world.opened == [0, 1]
    assert world.controls == {cv2.CAP_PROP_EXPOSURE: 250.0, cv2.CAP_PROP_AUTO_EXPOSURE: 1.0}


class Headstrong(ScriptedCapture):
    """A camera that takes no exposure while it chooses one (V4L2), or then stops (DirectShow)."""

    direct_show = False

    def set(self, prop: int, value: float, /) -> bool:
        auto = self.world.controls[cv2.CAP_PROP_AUTO_EXPOSURE] == 3
        if prop == cv2.CAP_PROP_EXPOSURE and auto and not self.direct_show:
            return False
        if prop == cv2.CAP_PROP_EXPOSURE:
            super().set(cv2.CAP_PROP_AUTO_EXPOSURE, 1.0)
        return super().set(prop, value)


@pytest.mark.parametrize("direct_show", [False, True])
@pytest.mark.parametrize("auto", [1.0, 3.0])
def test_modes_and_values_do_not_spoil_each_other(auto: float, direct_show: bool) -> None:
    world, controls = World(), Controls()
    capture = Headstrong(world)
    capture.direct_show = direct_show
    world.controls = {cv2.CAP_PROP_AUTO_EXPOSURE: auto, cv2.CAP_PROP_EXPOSURE: 250.0}
    for now in range(2):
        controls.picture_came(capture, now)
    world.plugged_in()
    controls.restore(capture)
    assert world.controls[cv2.CAP_PROP_AUTO_EXPOSURE] == auto
    if auto == 1:
        assert world.controls[cv2.CAP_PROP_EXPOSURE] == 250


def test_zeros_from_a_dying_camera_are_not_remembered() -> None:
    world, controls = World(), Controls()
    capture, now = world.open(0, []), 0
    for _ in range(30):
        controls.picture_came(capture, now)
        now += 10**9
    for _ in range(18):  # each of them is asked for once, and no picture comes any more
        world.controls = dict.fromkeys(world.defaults, 0.0)
        controls.picture_came(capture, now)
        controls.picture_failed()
        world.plugged_in()
        controls.picture_came(capture, now)
        now += 10**9
    world.controls = dict.fromkeys(world.defaults, 7.0)
    controls.restore(capture)
    assert world.controls == world.defaults


def test_another_size_is_fitted_and_said(watch: Any) -> None:
    watched = watch(Event(10, "resize", 120), Event(30, "resize", 60), gates=(5, 20, 40))
    camera, gates = watched.camera, watched.world.gates
    assert camera.notice is None
    gates[5].set()
    watched.world.at_gate(20)
    assert watched.read() == 19
    assert watched.out.shape == (60, 80, 3)
    notice = camera.notice
    assert notice is not None
    assert notice.reason == "resized"
    assert "160x120" in notice.message
    assert "80x60" in notice.message
    assert camera.outage is None
    gates[20].set()
    watched.world.at_gate(40)
    assert watched.read() == 39
    assert camera.notice is None
    assert watched.world.opened == [0], "no reason to open it again"


def test_a_still_source_is_opened_again_ever_more_rarely(watch: Any) -> None:
    watched = watch(Event(30, "freeze", 6), gates=(10, 31))
    seen = outages(watched.world, watched)
    started = watched.world.clock.now()
    watched.world.gates[10].set()
    watched.world.at_gate(31)
    assert [reason for reason, _ in seen] == ["frozen"] * 6
    taken = (watched.world.clock.now() - started) / 1e9
    assert taken == pytest.approx(5 + 10 + 20 + 40 + 80 + 160, abs=10)


def test_reading_ends_at_once_when_another_thread_closes_the_camera(watch: Any) -> None:
    watched = watch(gates=(2,))
    assert watched.read() == 1
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(watched.reason(1e6)))
    waiting.start()
    watched.camera.close(timeout=0)  # its driver stands at the gate
    waiting.join(GUARD)
    assert told == ["closed"]
    assert watched.camera.closed


def test_closing_ends_the_pause_between_two_attempts() -> None:
    world = World(Event(3, "away", 10**6))
    pausing = threading.Event()

    class Patient(FastClock):
        def wait(self, event: threading.Event, until: int) -> bool:
            of_camera = threading.current_thread().name.startswith("camera")
            if of_camera and world.trouble is not None and until - self.now() > 10**9:
                pausing.set()
                return event.wait(GUARD)  # as a real clock would
            return bool(super().wait(event, until))

    world.clock.__class__ = Patient
    watched = Watched(world)
    assert pausing.wait(GUARD)
    watched.camera.close(timeout=GUARD)
    assert not watched.camera._reader.thread.is_alive()
    assert world.open_now == 0


def test_a_driver_that_hangs_is_left_behind_and_at_most_two_are() -> None:
    world = World()
    come_back = threading.Event()

    def hang(capture: Any) -> Any:
        first, came = capture.read, list[bool]()

        def read(image: Any = None, /) -> Any:
            if not came:
                came.append(True)
                return first(image)
            world.clock.hang(come_back)
            return False, None

        capture.read = read
        return capture

    opened = world.open
    object.__setattr__(world.driver, "open", lambda index, asked: hang(opened(index, asked)))
    watched = Watched(world)
    assert watched.read() == 1
    assert watched.reason(2.0) == "silent"
    assert watched.reason(15.0) == "hanging"
    for expected in (2, 3):
        assert watched.read(9.0) == expected, "another thread has opened it"
        assert watched.reason(15.0) == "hanging"
    assert watched.reason(60.0) == "hanging"
    threads = [*watched.camera._left, watched.camera._reader]
    assert len(world.opened) == len(threads) == 3
    watched.camera.close(timeout=0)
    come_back.set()
    for reader in threads:
        reader.thread.join(GUARD)
    assert world.open_now == 0, "whoever was left behind gives the camera back in the end"


def test_the_next_one_waits_until_the_camera_was_given_back() -> None:
    leases, camera, stop = Leases(), CameraInfo(0, "Desk Cam", "/dev/desk"), threading.Event()
    clock = FastClock(alone=True)
    first = leases.take(camera, clock, stop, 12)
    assert first is not None
    assert leases.take(CameraInfo(1, "Side Cam", ""), clock, stop, 12), "another one is free"
    started = clock.now()

    class GivenBack(FastClock):
        def wait(self, event: threading.Event, until: int) -> bool:
            if self.now() - started > 10**9:
                first.set()
            return super().wait(event, until)

    clock.__class__ = GivenBack
    second = leases.take(camera, clock, stop, 12)
    assert 1 < (clock.now() - started) / 1e9 < 1.1
    started = clock.now() + 10**12  # and this one is never given back
    third = leases.take(camera, clock, stop, 12)
    assert third is not second
    stop.set()
    assert leases.take(camera, clock, stop, 12) is None


def test_a_camera_that_never_worked_is_no_outage() -> None:
    world = World()
    world.trouble = "refuse", 99
    with pytest.raises(CameraError, match="cannot be opened"):
        Watched(world)
    assert len(world.opened) == 1
    world = World()
    world.others = []
    world.info = CameraInfo(3, "Porch", "")
    with pytest.raises(CameraError, match=r"no camera 'desk'.*3 \(Porch\)") as caught:
        Watched(world)
    assert caught.value.reason == "unknown"
