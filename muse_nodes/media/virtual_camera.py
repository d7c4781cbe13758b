"""The way out: a virtual camera that OBS, meetings and browsers can choose.

Sending does not pace itself; whoever calls ``send`` decides when.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError
from muse_nodes.media.clock import Clock, MonotonicClock, ns
from muse_nodes.media.programs import users_of

Pixels = npt.NDArray[np.uint8]

_LOOK_EVERY = 1.0  # seconds: looking who watches takes some milliseconds

_LOOPBACK = 'sudo modprobe v4l2loopback devices=1 exclusive_caps=1 card_label="MUSE"'
_PACKAGE = "pip install muse-nodes[vcam]"

_REMEDIES = {
    "linux": f"Run: {_LOOPBACK} (package v4l2loopback-dkms).",
    "win32": "Install OBS Studio and start its virtual camera once, or install UnityCapture.",
    "darwin": "Install OBS Studio 30 or newer and start its virtual camera once.",
}


class VirtualCameraError(MediaError):
    """The device of a virtual camera is gone, or is another one now; it can be opened again."""


class VirtualCamera:
    """An open virtual camera. Made by ``open_virtual_camera``.

    ``device`` is its name, as other programs list it, ``backend`` its kind: v4l2loopback, obs or
    unitycapture. ``size`` is (width, height) as sent: odd sizes lose their last column or row,
    because virtual cameras store colour for two pixels at a time.
    """

    def __init__(self, camera: Any, size: tuple[int, int], clock: Clock) -> None:
        self._camera = camera
        self._clock = clock
        self.device, self.backend = str(camera.device), str(camera.backend)
        self._node = _file_of(self.device) if self.backend == "v4l2loopback" else None
        self._looked = self._counted = clock.now() - ns(_LOOK_EVERY)
        self._watchers: int | None = None
        self._closed = False
        self.size = size

    def send(self, frame: Pixels) -> None:
        """Show uint8 RGB (H, W, 3). Raises VirtualCameraError when the device is gone."""
        if self._closed:
            raise MediaError(f"The virtual camera '{self.device}' was closed.")
        self._check_device()
        width, height = self.size
        try:
            self._camera.send(np.ascontiguousarray(frame[:height, :width]))
        except (RuntimeError, OSError) as error:
            raise self._lost(f"{error}") from None

    def watchers(self) -> int | None:
        """How many other programs have it open, as of the last second; None: nobody can tell.

        Known for v4l2loopback on Linux, for programs of the same account.
        """
        if self._node is None:
            return None
        now = self._clock.now()
        if now - self._counted >= ns(_LOOK_EVERY):
            self._counted = now
            programs = users_of(self.device)
            self._watchers = None if programs is None else len(programs)
        return self._watchers

    def close(self) -> None:
        """Give the device back; may be called twice."""
        if not self._closed:
            self._closed = True
            self._camera.close()

    def _check_device(self) -> None:
        """The driver does not always say that a write has failed: look once per second."""
        now = self._clock.now()
        if self._node is None or now - self._looked < ns(_LOOK_EVERY):
            return
        self._looked = now
        if _file_of(self.device) != self._node:
            raise self._lost("its driver was unloaded")

    def _lost(self, reason: str) -> VirtualCameraError:
        return VirtualCameraError(
            f"The virtual camera '{self.device}' no longer takes pictures: {reason}.",
            hint="It is opened again by itself; if that does not help, check its driver.",
        )


def _file_of(device: str) -> tuple[int, int] | None:
    """Which file it is; None when there is none of that name."""
    try:
        found = os.stat(device)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_virtual_camera(
    width: int,
    height: int,
    fps: float,
    backend: str = "auto",
    device: str | None = None,
    *,
    clock: Clock | None = None,
) -> VirtualCamera:
    """Open a virtual camera for RGB pictures of the given size and rate.

    ``backend`` is auto (the first one that works) or its name, ``device`` one of several. Raises
    MediaError, with the remedy for this system, when the package or a device is missing.
    """
    try:
        import pyvirtualcam  # an optional extra
        from pyvirtualcam.camera import BACKENDS
    except ImportError:
        raise MediaError(
            "The virtual camera needs the package pyvirtualcam, which is not installed.",
            hint=f"Install it with: {_PACKAGE}",
        ) from None
    if backend != "auto" and backend not in BACKENDS:
        raise MediaError(
            f"There is no virtual camera of the kind '{backend}' on this system.",
            hint=f"Choose auto or one of these: {', '.join(BACKENDS)}.",
        )
    size = width - width % 2, height - height % 2
    if 0 in size:
        raise MediaError(
            f"A virtual camera cannot show pictures of {width}x{height} pixels.",
            hint="Use at least 2x2.",
        )
    try:
        camera = pyvirtualcam.Camera(
            *size, fps, device=device, backend=None if backend == "auto" else backend
        )
    except (RuntimeError, OSError) as error:
        raise _no_device(str(error), device) from None
    return VirtualCamera(camera, size, clock or MonotonicClock())


def virtual_camera_command() -> str:
    """What to type on this system to get a virtual camera; empty where no command does it."""
    if find_spec("pyvirtualcam") is None:
        return _PACKAGE
    return _LOOPBACK if sys.platform.startswith("linux") else ""


def _no_device(reason: str, device: str | None) -> MediaError:
    remedy = _REMEDIES.get(sys.platform, "See the manual of pyvirtualcam for this system.")
    if "already" in reason or "in use" in reason or "busy" in reason.lower():
        return MediaError(
            "The virtual camera is used by another program.", hint="Close that program first."
        )
    wanted = f"The virtual camera '{device}'" if device else "A virtual camera"
    return MediaError(f"{wanted} was not found on this machine.", hint=remedy)
