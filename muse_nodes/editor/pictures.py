"""What flows on a wire as something to look at. Runs on the observer's thread."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from muse_nodes.api import Layer, Pose
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.kernels.cpu import CpuOps

_STRONG = 0.04
"""Displacement that a field shows in full colour, as a share of the larger side of its grid's."""


def picture(view: View, kind: str, value: Any, wanted: Wanted, ops: CpuOps) -> Picture:
    """``value`` of a port of type ``kind``, on the host, no larger than ``wanted``."""
    if isinstance(value, Layer):
        frame = _fitted(value.frame, wanted, ops)
        height, width = value.frame.shape[:2]
        if value.matte is not None:
            frame = _cut(frame, _fitted(value.matte, wanted, ops))
        return Picture(view, kind, image_of(frame), (width, height), f"{width}×{height}")
    if isinstance(value, Pose):
        people = len(value.points)
        return Picture(view, kind, QImage(), (0, 0), f"{people} × {value.skeleton}", value)
    if isinstance(value, np.ndarray) and value.ndim >= 2:
        return _array(view, kind, value, wanted, ops)
    return Picture(view, kind, QImage(), (0, 0), _words(value))


def image_of(pixels: npt.NDArray[np.uint8]) -> QImage:
    """A picture of its own memory, in the format that is painted fastest."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    layout = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    borrowed = QImage(pixels.data, width, height, pixels.strides[0], layout)
    return borrowed.convertToFormat(QImage.Format.Format_RGB32)


def _array(view: View, kind: str, value: Any, wanted: Wanted, ops: CpuOps) -> Picture:
    height, width = value.shape[:2]
    if value.ndim == 3 and value.shape[2] == 2:
        pixels = _arrows(value)
        return Picture(view, kind, image_of(pixels), (width, height), _field_words(value))
    small = _fitted(value, wanted, ops)
    if small.dtype == np.float32:
        small = np.rint(np.clip(np.nan_to_num(small), 0, 1) * 255).astype(np.uint8)
    return Picture(view, kind, image_of(small), (width, height), f"{width}×{height}")


def _fitted(value: Any, wanted: Wanted, ops: CpuOps) -> Any:
    """``value`` no larger than ``wanted``, in its own proportions; itself where it fits."""
    height, width = value.shape[:2]
    scale = min(wanted.width / width, wanted.height / height, 1.0)
    if scale == 1.0:
        return value
    size = max(1, round(height * scale)), max(1, round(width * scale))
    out = np.empty((*size, *value.shape[2:]), value.dtype)
    ops.resize(out, np.ascontiguousarray(value))
    return out


def _cut(frame: Any, matte: Any) -> npt.NDArray[np.uint8]:
    """The frame with what the matte leaves out darkened: a layer is not rendered yet."""
    rows = np.linspace(0, matte.shape[0] - 1, frame.shape[0]).round().astype(int)
    columns = np.linspace(0, matte.shape[1] - 1, frame.shape[1]).round().astype(int)
    light = 0.25 + 0.75 * np.clip(matte[rows][:, columns, None], 0, 1)
    shown: npt.NDArray[np.uint8] = (frame * light).astype(np.uint8)
    return shown


def _arrows(field: Any) -> npt.NDArray[np.uint8]:
    """A displacement field as colour: where to by hue (red right, green up), how far by light."""
    strong = max(1.0, _STRONG * 1000)
    shown = np.full((*field.shape[:2], 3), 128.0, np.float32)
    shown[..., :2] += np.clip(np.nan_to_num(field) / strong, -1, 1) * 127
    return shown.astype(np.uint8)


def _field_words(field: Any) -> str:
    longest = float(np.hypot(field[..., 0], field[..., 1]).max(initial=0.0))
    return f"{field.shape[1]}×{field.shape[0]}, up to {longest:.1f} px"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
