"""Cameras with what they really give, and the virtual camera.

A camera is opened only when measuring was asked for, and never one that another program uses, that
a graph of this program has open, or that is a virtual one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from muse_nodes.api.errors import MuseError
from muse_nodes.doctor.finding import Case, Finding
from muse_nodes.media import CameraError, CameraInfo, list_cameras, open_camera
from muse_nodes.media.camera import CameraMode, Driver
from muse_nodes.media.capture import OPENCV
from muse_nodes.media.clock import Clock, MonotonicClock
from muse_nodes.media.programs import users_of

SYSTEM = Path("/sys/class/video4linux")

ASKED = ((1920, 1080, 60.0), (1280, 720, 60.0))
"""Widths, heights and rates that each camera is asked for."""

_HOW = {
    "sudo": "Load the driver v4l2loopback; its package is called v4l2loopback-dkms.",
    "pip": "Install the package that feeds virtual cameras.",
}
"""What the command for a virtual camera does, by its first word."""

_SECONDS = 1.0
_SLOW = 0.8
"""Share of the rate it promises below which a camera is slow."""


def look_at_cameras(case: Case) -> Iterator[Finding]:
    """The cameras; measured when the case says so."""
    try:
        cameras = list_cameras()
    except MuseError as error:
        yield Finding.of("camera", error)
        return
    if not cameras:
        yield Finding(
            "camera", "missing", "No camera was found; 'demo' stands in for one.",
            "Plug one in, or choose a video file as the source.",
        )  # fmt: skip
    for camera in cameras:
        if case.stop.is_set():
            return
        yield from measured(camera, case) if case.measure else (_named(camera),)


def measured(
    camera: CameraInfo, case: Case, driver: Driver = OPENCV, clock: Clock | None = None
) -> Iterator[Finding]:
    """What ``camera`` gives for each of ``ASKED``, unless somebody else needs it now."""
    listed, why = _named(camera), left_alone(camera, driver)
    if why:
        yield replace(listed, state="note", text=f"{listed.text} ({why}; not measured)")
        return
    yield listed
    seen: set[CameraMode] = set()
    for width, height, fps in ASKED:
        if case.stop.is_set():
            return
        try:
            mode, rate = _measure(camera, (width, height, fps), case, driver, clock)
        except CameraError as error:
            yield Finding.of("camera", error)
            return
        if mode not in seen and not case.stop.is_set():
            seen.add(mode)
            yield _given(camera, mode, rate)


def left_alone(camera: CameraInfo, driver: Driver = OPENCV, system: Path = SYSTEM) -> str:
    """Why ``camera`` must not be opened now; empty when it may be."""
    if driver.leases.held(camera):
        return "a graph uses it now"
    device = os.path.realpath(camera.path) if camera.path else ""
    if device and "/virtual/" in os.path.realpath(system / Path(device).name):
        return "a virtual camera"
    programs = users_of(device) if device else ()
    return f"{', '.join(sorted(set(programs)))} uses it now" if programs else ""


def _measure(
    camera: CameraInfo, asked: tuple[int, int, float], case: Case, driver: Driver,
    clock: Clock | None,
) -> tuple[CameraMode, float]:  # fmt: skip
    width, height, fps = asked
    source = camera.path or str(camera.index)
    opened = open_camera(
        source, width=width, height=height, fps=fps, driver=driver, clock=clock or MonotonicClock()
    )
    try:
        mode = opened.mode
        picture = np.empty((mode.height, mode.width, 3), np.uint8)
        opened.read(picture)
        before, first = after, last = opened.progress
        while last - first < _SECONDS * 1e9 and not case.stop.is_set():
            opened.read(picture)
            after, last = opened.progress
        return mode, max(0, after - before) * 1e9 / max(1, last - first)
    finally:
        opened.close()


def _given(camera: CameraInfo, mode: CameraMode, rate: float) -> Finding:
    text = (
        f"{camera.index}: {mode.width}x{mode.height} {mode.fourcc}".rstrip()
        + f", {rate:.1f} pictures per second measured"
    )
    if mode.fps > 0 and rate < _SLOW * mode.fps:
        return Finding(
            "camera mode", "note", f"{text}, {mode.fps:g} promised",
            "Give it more light, or switch off its automatic exposure: in the dark it takes "
            "longer for each picture.",
        )  # fmt: skip
    return Finding("camera mode", "ok", text)


def _named(camera: CameraInfo) -> Finding:
    return Finding("camera", "ok", f"{camera.index}: {camera.name}")


def look_at_virtual_camera(case: Case) -> Iterator[Finding]:
    """Whether there is one, by opening it for a moment."""
    from muse_nodes import media

    if case.running:
        text = "Not looked at while a graph runs: it may be in use."
        yield Finding("virtual camera", "note", text, "Stop the graph and check again.")
        return
    try:
        camera = media.open_virtual_camera(1280, 720, 30.0)
    except MuseError as error:
        busy = "used by another program" in error.message
        found = Finding.of("virtual camera", error, "note" if busy else "missing")
        command = media.virtual_camera_command()
        remedy = _HOW.get(command.partition(" ")[0], found.remedy)
        yield found if busy else replace(found, remedy=remedy, command=command)
        return
    device = camera.device
    camera.close()
    yield Finding("virtual camera", "ok", device)
