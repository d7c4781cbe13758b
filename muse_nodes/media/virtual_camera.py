"""The way out: a virtual camera that OBS, meetings and browsers can choose.

Sending does not pace itself; whoever calls ``send`` decides when.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError

Pixels = npt.NDArray[np.uint8]

_REMEDIES = {
    "linux": 'Run: sudo modprobe v4l2loopback devices=1 exclusive_caps=1 card_label="MUSE"'
    " (package v4l2loopback-dkms).",
    "win32": "Install OBS Studio and start its virtual camera once, or install UnityCapture.",
    "darwin": "Install OBS Studio 30 or newer and start its virtual camera once.",
}


class VirtualCamera:
    """An open virtual camera. Made by ``open_virtual_camera``.

    ``size`` is (width, height) as sent: odd sizes lose their last column or row, because virtual
    cameras store colour for two pixels at a time.
    """

    def __init__(self, camera: Any, size: tuple[int, int]) -> None:
        self._camera = camera
        self.size = size

    @property
    def device(self) -> str:
        """The device's name, as other programs list it."""
        return str(self._camera.device)

    @property
    def backend(self) -> str:
        """Which kind of virtual camera it is: v4l2loopback, obs or unitycapture."""
        return str(self._camera.backend)

    def send(self, frame: Pixels) -> None:
        """Show uint8 RGB (H, W, 3). Raises MediaError when the device is gone."""
        width, height = self.size
        try:
            self._camera.send(np.ascontiguousarray(frame[:height, :width]))
        except (RuntimeError, OSError) as error:
            raise MediaError(
                f"The virtual camera '{self.device}' no longer takes pictures: {error}.",
                hint="Stop the graph, check the device, and run it again.",
            ) from None

    def close(self) -> None:
        """Give the device back; may be called twice."""
        self._camera.close()


def open_virtual_camera(
    width: int, height: int, fps: float, backend: str = "auto", device: str | None = None
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
            hint="Install it with: pip install muse-nodes[vcam]",
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
    return VirtualCamera(camera, size)


def _no_device(reason: str, device: str | None) -> MediaError:
    remedy = _REMEDIES.get(sys.platform, "See the manual of pyvirtualcam for this system.")
    if "already" in reason or "in use" in reason or "busy" in reason.lower():
        return MediaError(
            "The virtual camera is used by another program.", hint="Close that program first."
        )
    wanted = f"The virtual camera '{device}'" if device else "A virtual camera"
    return MediaError(f"{wanted} was not found on this machine.", hint=remedy)
