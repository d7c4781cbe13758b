"""Which cameras there are, which one a word means, and which one is the one from before."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from muse_nodes.media.camera_problems import no_such_camera

_LINKS = Path("/dev/v4l")
_NUMBERED = re.compile(r"/dev/video\d+")  # the kernel's name: another one after the next plugging


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this machine.

    ``index`` changes from one start of the machine to the next. ``path`` is stable where the
    system offers that: on Linux udev's link by serial number, on Windows the device path. ``port``
    says where it is plugged in (Linux: udev's link by bus and port). ``vid`` and ``pid`` are USB
    numbers.
    """

    index: int
    name: str
    path: str
    vid: int | None = None
    pid: int | None = None
    port: str = ""

    @property
    def model(self) -> tuple[str, int | None, int | None]:
        """The same for two cameras of one kind."""
        return self.name, self.vid, self.pid

    @property
    def stable_path(self) -> str:
        """``path``, unless that is nothing but a number."""
        return "" if _NUMBERED.fullmatch(self.path) else self.path


def interface() -> int:
    """OpenCV's number for the camera interface of this system."""
    # Media Foundation, OpenCV's own choice on Windows, takes seconds to open many cameras.
    interfaces = {"win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
    return interfaces.get(sys.platform, cv2.CAP_V4L2)


def list_cameras() -> list[CameraInfo]:
    """The cameras of this machine, by index. None of them is opened or disturbed."""
    # Imported here: it looks for the system's camera interface when imported.
    from cv2_enumerate_cameras import enumerate_cameras

    ids, ports = udev_links(_LINKS / "by-id"), udev_links(_LINKS / "by-path")
    cameras = [
        CameraInfo(
            found.index,
            found.name or f"Camera {found.index}",
            ids.get(found.path or "", found.path or ""),
            found.vid,
            found.pid,
            ports.get(found.path or "", ""),
        )
        for found in enumerate_cameras(interface())
    ]
    return sorted(cameras, key=lambda camera: camera.index)


def udev_links(folder: Path) -> dict[str, str]:
    """Device -> link in ``folder``: /dev/videoN changes its number, udev's links do not."""
    links = sorted(folder.iterdir()) if folder.is_dir() else []
    return {os.path.realpath(link): str(link) for link in reversed(links)}


def find_camera(source: str, cameras: Sequence[CameraInfo]) -> CameraInfo:
    """The camera that ``source`` means: index, path, name, or part of a name in any case."""
    wanted = source.strip()
    tests: tuple[Callable[[CameraInfo], bool], ...] = (
        lambda c: wanted == str(c.index),
        lambda c: wanted in (c.path, c.port) or (os.sep in wanted and _same_file(wanted, c.path)),
        lambda c: wanted.lower() == c.name.lower(),
        lambda c: bool(wanted) and wanted.lower() in c.name.lower(),
    )
    for test in tests:
        for camera in cameras:
            if wanted and test(camera):
                return camera
    raise no_such_camera(source, [f"{camera.index} ({camera.name})" for camera in cameras])


def _same_file(first: str, second: str) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


class Identity:
    """One piece of hardware, to be known again after it was unplugged.

    Never by its number alone, and rather not at all than wrongly: a second camera of the same kind
    looks into another corner of the room.
    """

    def __init__(self, camera: CameraInfo, cameras: Sequence[CameraInfo]) -> None:
        self._camera = camera
        twins = self._alike(cameras)
        self._count = max(1, len(twins))
        self._place = next((i for i, c in enumerate(twins) if c.index == camera.index), 0)
        # Two without serial numbers share one link by id, which moves to the one that is left.
        on_linux = any(c.port for c in twins)
        self._path_tells = self._count == 1 or not on_linux or all(map(_has_id, twins))

    def find(self, cameras: Sequence[CameraInfo]) -> CameraInfo | None:
        """The same camera in a new list, or None."""
        camera = self._camera
        alike = [c for c in self._alike(cameras) if not _other_serial(c, camera)]
        by_port = [c for c in alike if camera.port and c.port == camera.port]
        by_path = [c for c in alike if camera.stable_path and c.path == camera.path]
        if by_port:
            return by_port[0]
        if by_path and self._path_tells:
            return by_path[0]
        if self._count == 1:
            return alike[0] if len(alike) == 1 else None  # the only one of its kind, elsewhere now
        if camera.port or camera.stable_path:
            return None
        return alike[self._place] if len(alike) == self._count else None

    def _alike(self, cameras: Sequence[CameraInfo]) -> list[CameraInfo]:
        """The cameras of this kind, by index."""
        alike = [c for c in cameras if c.model == self._camera.model]
        return sorted(alike, key=lambda camera: camera.index)


def _has_id(camera: CameraInfo) -> bool:
    return camera.path.startswith(f"{_LINKS}/by-id/")


def _other_serial(camera: CameraInfo, other: CameraInfo) -> bool:
    """True when udev has links by id for both, and they differ."""
    return _has_id(camera) and _has_id(other) and camera.path != other.path
