"""Labelled frames as small pictures: what a person looks at to judge a label.

The room is darkened, the edge of the matte drawn over it and the key points on top, so that a hole,
a leak or a wrong elbow is seen at thumbnail size.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError
from muse_nodes.media.image import Pixels
from muse_nodes.media.problems import file_problem

EDGE = (45, 212, 191)
SEEN, COVERED = (252, 211, 77), (253, 186, 116)
DARKER = 0.4
"""What is left of the room's light."""
QUALITY = 82
_REDUCED = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4),
            (2, cv2.IMREAD_REDUCED_COLOR_2))  # fmt: skip


def read_small(path: Path, longest: int) -> tuple[Pixels, tuple[int, int]]:
    """A picture file as uint8 RGB no longer than ``longest``, and its own (height, width).

    A JPEG is decoded at a part of its size, which takes a fraction of the time. MediaError when
    the file is missing or no picture.
    """
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise file_problem("read", path, error) from None
    full = _jpeg_size(data)
    mode = cv2.IMREAD_COLOR
    if full is not None:
        mode = next((m for n, m in _REDUCED if max(full) // n >= longest), mode)
    try:
        found = cv2.imdecode(data, mode) if data.size else None
    except cv2.error:
        found = None
    if found is None:
        raise MediaError(
            f"'{path}' is not a picture that can be read, or it is damaged.",
            hint="Use PNG, JPEG, WebP or TIFF.",
        )
    size = full or (found.shape[0], found.shape[1])
    picture = fitted(np.asarray(found, np.uint8), longest)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8), size


def fitted(picture: Pixels, longest: int) -> Pixels:
    """A picture in its own proportions, no longer than ``longest``; itself where it fits."""
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def marked(
    picture: Pixels, alpha: Pixels | None, points: npt.NDArray[np.float32] | None = None
) -> Pixels:
    """A copy of uint8 RGB (h, w, 3) with its label drawn into it.

    ``alpha`` is uint8 of any size that covers the same picture; None where there is nobody.
    ``points`` is (K, 3): x and y in 0..1 of the picture, and COCO's v (1 covered, 2 seen).
    """
    height, width = picture.shape[:2]
    shown = np.zeros((height, width), np.uint8)
    if alpha is not None:
        cv2.resize(alpha, (width, height), dst=shown, interpolation=cv2.INTER_AREA)
    light = DARKER + (1 - DARKER) / 255 * shown.astype(np.float32)
    out = np.asarray(picture * light[..., None], np.uint8)
    line = max(1, round(max(height, width) / 400))
    edges, _ = cv2.findContours(
        (shown >= 128).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    cv2.drawContours(out, edges, -1, EDGE, line, cv2.LINE_AA)
    for x, y, v in points if points is not None else ():
        if v > 0 and 0 <= x <= 1 and 0 <= y <= 1:
            at = round(float(x) * (width - 1)), round(float(y) * (height - 1))
            seen = v > 1
            cv2.circle(out, at, 2 * line + 1, (23, 25, 29), -1, cv2.LINE_AA)
            cv2.circle(out, at, 2 * line, SEEN if seen else COVERED, -1 if seen else 1, cv2.LINE_AA)
    return out


def labelled_picture(
    image: Path, mask: Path | None, points: npt.NDArray[np.float32] | None, longest: int
) -> Pixels:
    """A frame and its label from disk, as ``marked`` draws them, no longer than ``longest``.

    MediaError when one of the files cannot be read.
    """
    picture, _ = read_small(image, longest)
    alpha = None if mask is None else read_small(mask, longest)[0][..., 0]
    return marked(picture, None if alpha is None else np.ascontiguousarray(alpha), points)


def write_jpeg(path: Path, picture: Pixels, quality: int = QUALITY) -> None:
    """Write uint8 RGB (H, W, 3) as JPEG, complete or not at all; MediaError if it cannot be."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data.tobytes())
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):  # the folder itself may be what is wrong
            part.unlink(missing_ok=True)
        raise file_problem("write", path, error) from None


def _jpeg_size(data: Pixels) -> tuple[int, int] | None:
    """(height, width) of a JPEG by its frame header; None for anything else, or one that is turned.

    EXIF may turn a picture, which is left to the decoder: then the whole of it is read.
    """
    if bytes(data[:2]) != b"\xff\xd8":
        return None
    at = 2
    while at + 9 < data.size and data[at] == 0xFF:
        kind = int(data[at + 1])
        if kind == 0xE1:
            return None
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = int(data[at + 5]) << 8 | int(data[at + 6]), int(data[at + 7]) << 8
            return height, width | int(data[at + 8])
        at += 2 + (int(data[at + 2]) << 8 | int(data[at + 3]))
    return None
