"""Cameras, files, virtual cameras and the demo scene: what node files use inside ``setup``.

Importing this package loads nothing heavy; OpenCV, PyAV and pyvirtualcam come in with the first
name that needs them. Every failure is a ``MediaError``: a sentence with the file's or the
camera's name, and what to try.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muse_nodes.media.camera import Camera, CameraInfo, Outage, list_cameras, open_camera
    from muse_nodes.media.camera_problems import CameraError
    from muse_nodes.media.camera_watch import Patience
    from muse_nodes.media.demo import DemoScene
    from muse_nodes.media.image import read_image, write_image
    from muse_nodes.media.lengths import Measured, measure
    from muse_nodes.media.reader import VideoReader
    from muse_nodes.media.recorder import Recorder
    from muse_nodes.media.remux import copy_video
    from muse_nodes.media.slate import make_slate
    from muse_nodes.media.virtual_camera import (
        VirtualCamera,
        open_virtual_camera,
        virtual_camera_command,
    )
    from muse_nodes.media.writer import VideoWriter

__all__ = [
    "Camera", "CameraError", "CameraInfo", "DemoScene", "Measured", "Outage", "Patience",
    "Recorder", "VideoReader", "VideoWriter", "VirtualCamera", "copy_video", "list_cameras",
    "make_slate", "measure", "open_camera",
    "open_virtual_camera", "read_image", "virtual_camera_command", "write_image",
]  # fmt: skip

_HOMES = {
    "camera": ("Camera", "CameraInfo", "Outage", "list_cameras", "open_camera"),
    "camera_problems": ("CameraError",),
    "camera_watch": ("Patience",),
    "demo": ("DemoScene",),
    "image": ("read_image", "write_image"),
    "lengths": ("Measured", "measure"),
    "reader": ("VideoReader",),
    "recorder": ("Recorder",),
    "remux": ("copy_video",),
    "slate": ("make_slate",),
    "virtual_camera": ("VirtualCamera", "open_virtual_camera", "virtual_camera_command"),
    "writer": ("VideoWriter",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
