"""What flows on a port as something that can be sent: PNG for pictures, JSON for small values."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from muse_nodes.api import Layer, Pose
from muse_nodes.control.messages import Seen
from muse_nodes.control.refusal import Refusal

_MOST_VALUES = 16_384
"""Arrays that are no pictures are sent as numbers up to here."""


def seen(kind: str, value: Any, max_width: int = 0) -> Seen:
    """``value`` of a port of type ``kind``; Refusal if it is nothing that can be sent.

    Frames (uint8 RGB) and mattes (float32, 0 to 1) become PNG, at most ``max_width`` wide.
    """
    if value is None:
        raise Refusal("bad_value", "The port has no value in this frame.")
    if isinstance(value, Pose):
        points = np.round(value.points.astype(np.float64), 3).tolist()
        return Seen(type=kind, value={"skeleton": value.skeleton, "points": points})
    if isinstance(value, Layer):
        raise Refusal("bad_value", "A layer is not rendered yet; ask for what Composite gives.")
    if isinstance(value, np.ndarray):
        return _array(kind, value, max_width)
    if isinstance(value, bool | int | float | str):
        return Seen(type=kind, value=value)
    raise Refusal("bad_value", f"A value of type {kind} cannot be sent.")


def _array(kind: str, value: npt.NDArray[Any], max_width: int) -> Seen:
    grey = value.ndim == 2 and value.dtype == np.float32
    if grey or (value.ndim == 3 and value.shape[2] == 3 and value.dtype == np.uint8):
        if grey:
            value = np.rint(np.clip(np.nan_to_num(value), 0, 1) * 255).astype(np.uint8)
        small = shrunk(value, max_width)
        text = base64.b64encode(png(small)).decode("ascii")
        return Seen(type=kind, width=small.shape[1], height=small.shape[0], png=text)
    if value.size > _MOST_VALUES:
        raise Refusal("bad_value", f"This {kind} has {value.size} values, too many to be sent.")
    return Seen(type=kind, value=np.round(value.astype(np.float64), 4).tolist())


def shrunk(picture: npt.NDArray[np.uint8], max_width: int) -> npt.NDArray[np.uint8]:
    """The mean of blocks of whole pixels, so that it is at most ``max_width`` wide (0: any)."""
    height, width = picture.shape[:2]
    if max_width == 0 or width <= max_width:
        return picture
    block = min(-(-width // max_width), height)
    rows, columns = height // block, width // block
    cut = picture[: rows * block, : columns * block]
    blocks = cut.reshape(rows, block, columns, block, *picture.shape[2:])
    return np.asarray(np.rint(blocks.mean(axis=(1, 3), dtype=np.float32)), np.uint8)


def png(picture: npt.NDArray[np.uint8]) -> bytes:
    """A PNG file of RGB (H, W, 3) or grey (H, W). The compression runs beside other threads."""
    height, width = picture.shape[:2]
    rows = np.zeros((height, 1 + picture[0].size), np.uint8)  # a row begins with its filter: none
    rows[:, 1:] = picture.reshape(height, -1)
    colour = 2 if picture.ndim == 3 else 0
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    packed = zlib.compress(rows.data, 1)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
