"""What flows on a wire as something to look at. Runs on the observer's thread.

Pictures are made small by the kernels, which leave the interpreter to others meanwhile, and copied
once, into the format that is painted fastest.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from muse_nodes.api import Layer, Pose
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.kernels.looks import checkerboard, field_colours, grey_levels

_CELLS = 40
"""Squares of the checkerboard along the longer side of a picture."""

_LONGEST = 4000
"""Letters of a text that are shown."""

_LEAST_STRONG = 4
"""Displacement in pixels that is shown in full brightness at least."""


def picture(view: View, kind: str, value: Any, wanted: Wanted, ops: CpuOps) -> Picture:
    """``value`` of a port of type ``kind``, on the host, no larger than ``wanted``."""
    if isinstance(value, Layer):
        shown = rendered(value, wanted, ops)
        height, width = value.frame.shape[:2]
        return Picture(view, kind, image_of(shown), (width, height), f"{width}×{height}")
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


def rendered(layer: Layer, wanted: Wanted, ops: CpuOps) -> npt.NDArray[np.uint8]:
    """A layer as a composite would show it, over a checkerboard, no larger than ``wanted``."""
    frame = _fitted(layer.frame, wanted, ops)
    height, width = frame.shape[:2]
    field = layer.field
    if field is not None:
        share = width / layer.frame.shape[1], height / layer.frame.shape[0]
        field = np.ascontiguousarray(field * np.array(share, np.float32))
    board = checkerboard(height, width, max(4, max(height, width) // _CELLS))
    out = np.empty(frame.shape, np.uint8)
    ops.render(out, board, [replace(layer, frame=np.ascontiguousarray(frame), field=field)])
    return out


def field_strength(field: Any) -> tuple[float, int]:
    """The longest displacement of a field, and the one that is shown in full brightness.

    The latter goes by powers of two, so that colours hold still while a person moves.
    """
    sound = np.nan_to_num(field, nan=0.0, posinf=0.0, neginf=0.0)
    longest = float(np.hypot(sound[..., 0], sound[..., 1]).max(initial=0.0))
    return longest, 2 ** math.ceil(math.log2(max(longest, _LEAST_STRONG)))


def _array(view: View, kind: str, value: Any, wanted: Wanted, ops: CpuOps) -> Picture:
    height, width = value.shape[:2]
    if value.ndim == 3 and value.shape[2] == 2:
        longest, strong = field_strength(value)
        image = image_of(field_colours(value, strong))
        text = f"{width}×{height}, ≤ {longest:.1f} px"
        return Picture(view, kind, image, (width, height), text, values=value)
    small = _fitted(value, wanted, ops)
    text = f"{width}×{height}"
    if small.dtype == np.uint8:
        return Picture(view, kind, image_of(small), (width, height), text)
    image = image_of(grey_levels(small))
    return Picture(view, kind, image, (width, height), text, values=value)


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


def _words(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "✓" if value else "✗"
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    return str(value)[:_LONGEST]
