"""The same camera is known again, and no other one is taken for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from muse_nodes.media.camera_list import CameraInfo, Identity, udev_links

ID = "/dev/v4l/by-id/usb-cam-"
PORT = "/dev/v4l/by-path/pci-0-usb-"


def camera(index: int, serial: str = "", port: str = "", name: str = "Cam") -> CameraInfo:
    path = f"{ID}{serial}" if serial else f"/dev/video{index}"
    return CameraInfo(index, name, path, 1, 2, f"{PORT}{port}" if port else "")


def found(wanted: CameraInfo, then: list[CameraInfo], now: list[CameraInfo]) -> CameraInfo | None:
    return Identity(wanted, then).find(now)


def test_a_serial_number_says_it_all() -> None:
    desk = camera(0, "A1", "1")
    assert found(desk, [desk], [camera(4, "A1", "3"), camera(0, name="Other")]) == camera(
        4, "A1", "3"
    )
    assert found(desk, [desk], [camera(0, "B7", "1")]) is None, "another one in its place"
    twin = camera(1, "B7", "2")
    assert found(desk, [desk, twin], [twin]) is None
    assert found(desk, [desk, twin], [twin, camera(5, "A1", "9")]) == camera(5, "A1", "9")


def test_without_a_serial_number_the_port_tells_twins_apart() -> None:
    # Both have the same link by id, which udev gives to one of them.
    desk, twin = camera(0, "none", "1"), camera(1, "", "2")
    heir = camera(1, "none", "2")  # the twin has it now
    assert found(desk, [desk, twin], [heir]) is None
    assert found(desk, [desk, twin], [heir, camera(3, "", "1")]) == camera(3, "", "1")
    assert found(twin, [desk, twin], [desk]) is None


def test_the_only_one_of_its_kind_may_move_to_another_port() -> None:
    desk = camera(0, "", "1")
    assert found(desk, [desk], [camera(2, "", "5")]) == camera(2, "", "5")
    assert found(desk, [desk], [camera(2, "", "5"), camera(3, "", "6")]) is None


def test_a_number_counts_only_among_equals_and_when_all_are_there() -> None:
    first, second = camera(0), camera(1)
    other = camera(0, name="Other")
    assert found(second, [first, second], [other, camera(3), camera(4)]) == camera(4)
    assert found(second, [first, second], [camera(1)]) is None
    assert found(first, [first], [camera(6)]) == camera(6)
    assert found(first, [first], [other]) is None


def test_device_paths_of_other_systems_are_trusted() -> None:
    desk = replace(camera(0), path=r"\\?\usb#vid_1&pid_2#6&1")
    twin = replace(camera(1), path=r"\\?\usb#vid_1&pid_2#6&2")
    assert found(twin, [desk, twin], [replace(twin, index=0)]) == replace(twin, index=0)
    assert found(desk, [desk, twin], [twin]) is None
    moved = replace(desk, path=r"\\?\usb#vid_1&pid_2#7&9")
    assert found(desk, [desk], [moved]) == moved


def test_links_of_udev(tmp_path: Path) -> None:
    device = tmp_path / "video3"
    device.touch()
    links = tmp_path / "by-id"
    links.mkdir()
    (links / "usb-b").symlink_to(device)
    (links / "usb-a").symlink_to(device)
    assert udev_links(links) == {str(device): str(links / "usb-a")}
    assert udev_links(tmp_path / "none") == {}
