"""Finding and opening cameras, and their pictures, with a driver of our own in OpenCV's place."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from scripted_cameras import FastClock

from muse_nodes.api import MediaError
from muse_nodes.media.camera import (
    CameraError,
    CameraInfo,
    Driver,
    find_camera,
    list_cameras,
    open_camera,
)

DESK = CameraInfo(0, "Desk Cam", "/dev/video-desk", 0x046D, 0x0892)
SIDE = CameraInfo(2, "Side Cam HD", "/dev/video-side")


class FakeCapture:
    """Gives ``pictures`` one after the other and then fails; None in the list hangs."""

    def __init__(self, pictures: Iterable[Any], opened: bool = True) -> None:
        self.opened = opened
        self.pictures: Iterator[Any] = iter(pictures)
        self.go_on = threading.Event()
        self.released = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self.opened

    def read(self, image: Any = None, /) -> tuple[bool, Any]:
        picture = next(self.pictures, False)
        if picture is None:
            self.go_on.wait(20)
            return False, None
        return picture is not False, picture

    def get(self, prop: int, /) -> float:
        known = {
            cv2.CAP_PROP_FPS: 25.0,
            cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*"MJPG")),
        }
        return known.get(prop, 0.0)

    def set(self, prop: int, value: float, /) -> bool:
        return False

    def release(self) -> None:
        self.released.set()


def shade(level: int, width: int = 8, height: int = 6) -> Any:
    """A BGR picture as OpenCV gives it: blue is ``level``."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[..., 0] = level
    return picture


class Shop:
    """A driver whose captures are handed out one after the other."""

    def __init__(self, *captures: FakeCapture, cameras: tuple[CameraInfo, ...] = (DESK, SIDE)):
        self.captures = list(captures)
        self.cameras = cameras
        self.asked: list[tuple[int, list[int]]] = []
        self.driver = Driver(lambda: self.cameras, self.open)

    def open(self, index: int, wishes: list[int]) -> FakeCapture:
        self.asked.append((index, wishes))
        return self.captures.pop(0) if self.captures else FakeCapture([], opened=False)


def open_desk(shop: Shop, **options: Any) -> Any:
    options = {"clock": FastClock(), **options}
    return open_camera("0", width=8, height=6, fps=25, driver=shop.driver, **options)


def test_finding_a_camera() -> None:
    cameras = [DESK, SIDE]
    for source, camera in (
        ("0", DESK), ("2", SIDE), ("desk", DESK), ("Side Cam", SIDE), (" HD ", SIDE),
        ("/dev/video-side", SIDE), ("cam", DESK),
    ):  # fmt: skip
        assert find_camera(source, cameras) is camera
    for source in ("1", "garden", "", "/dev/video9"):
        with pytest.raises(MediaError, match=r"0 \(Desk Cam\), 2 \(Side Cam HD\)"):
            find_camera(source, cameras)
    with pytest.raises(MediaError, match="no camera on this machine"):
        find_camera("0", [])


def test_listing_needs_no_camera() -> None:
    assert all(isinstance(camera, CameraInfo) for camera in list_cameras())


def test_pictures_come_as_rgb_with_what_really_came() -> None:
    capture = FakeCapture([shade(200), None])
    shop = Shop(capture)
    camera = open_desk(shop)
    out = np.zeros((6, 8, 3), np.uint8)
    taken = camera.read(out)
    assert taken > 0
    np.testing.assert_array_equal(out, np.broadcast_to([0, 0, 200], out.shape))
    assert (camera.mode.width, camera.mode.height) == (8, 6)
    assert (camera.mode.fps, camera.mode.fourcc) == (25.0, "MJPG")
    index, wishes = shop.asked[0]
    pairs = list(zip(wishes[::2], wishes[1::2], strict=True))
    assert index == 0
    assert (cv2.CAP_PROP_FRAME_WIDTH, 8) in pairs
    assert pairs[0] == pairs[-1] == (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.go_on.set()
    camera.close()
    assert capture.released.is_set()


def test_only_the_newest_picture_is_kept() -> None:
    capture = FakeCapture([shade(1), shade(2), shade(3), None])
    held = threading.Event()
    first = capture.read

    def read(image: Any = None, /) -> tuple[bool, Any]:
        held.set() if capture.pictures.__length_hint__() == 1 else None
        return first(image)

    capture.read = read
    camera = open_desk(Shop(capture))
    assert held.wait(20)
    out = np.zeros((6, 8, 3), np.uint8)
    camera.read(out)
    assert out[0, 0, 2] == 3
    capture.go_on.set()
    camera.close()


def test_another_size_is_fitted() -> None:
    capture = FakeCapture([shade(90, 16, 12), None])
    camera = open_desk(Shop(capture))
    out = np.zeros((6, 8, 3), np.uint8)
    camera.read(out)
    assert camera.mode.width == 16
    assert (out[..., 2] == 90).all()
    capture.go_on.set()
    camera.close()


def test_a_camera_that_does_not_open() -> None:
    capture = FakeCapture([], opened=False)
    with pytest.raises(CameraError, match="'Desk Cam' cannot be opened") as caught:
        open_desk(Shop(capture))
    assert caught.value.reason == "failed"
    assert capture.released.wait(20)


def test_a_camera_that_gives_nothing() -> None:
    capture = FakeCapture([])
    with pytest.raises(CameraError, match="gives no picture") as caught:
        open_desk(Shop(capture))
    assert caught.value.reason == "busy"
    assert capture.released.wait(20)


def test_a_driver_that_hangs_while_opening_is_left_behind() -> None:
    go_on, clock = threading.Event(), FastClock()
    capture = FakeCapture([shade(1)])

    def hang(index: int, wishes: list[int]) -> FakeCapture:
        clock.hang(go_on)
        return capture

    driver = Driver(lambda: [DESK], hang)
    with pytest.raises(CameraError, match=r"did not answer within 5 seconds") as caught:
        open_camera("0", width=8, height=6, fps=25, driver=driver, clock=clock)
    assert caught.value.reason == "hanging"
    go_on.set()  # should it come back after all, the camera is released at once
    assert capture.released.wait(20)


def test_a_system_that_hangs_while_listing_is_left_behind() -> None:
    go_on, clock = threading.Event(), FastClock()

    def hang() -> list[CameraInfo]:
        clock.hang(go_on)
        return []

    driver = Driver(hang, lambda index, wishes: FakeCapture([]))
    with pytest.raises(CameraError, match="'desk' did not answer"):
        open_camera("desk", width=8, height=6, fps=25, driver=driver, clock=clock)
    go_on.set()


def test_opening_a_camera_that_is_not_there() -> None:
    with pytest.raises(MediaError, match=r"no camera 'garden'.*0 \(Desk Cam\)"):
        open_camera("garden", width=8, height=6, fps=25, driver=Shop().driver)


def test_reading_ends_when_the_camera_is_closed() -> None:
    capture = FakeCapture([shade(1), None])
    camera = open_desk(Shop(capture))
    out = np.zeros((6, 8, 3), np.uint8)
    camera.read(out)
    capture.go_on.set()
    camera.close()
    with pytest.raises(MediaError):
        camera.read(out)
