"""The slate: the calm picture that goes out while nothing else may."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError

Pixels = npt.NDArray[np.uint8]

SENTENCE = "One moment"

_TOP, _BOTTOM, _INK = (38, 44, 56), (22, 26, 34), (214, 218, 226)
"""RGB: a dusk that neither dazzles nor looks like a fault."""


def make_slate(path: str, size: tuple[int, int], text: str = SENTENCE) -> tuple[Pixels, str]:
    """A slate of ``size`` (height, width), uint8 RGB, and what was wrong with the file.

    With a ``path`` it is the user's picture, as large as it fits, on black; a picture with
    transparency lies on our own slate. It never raises: a file that cannot be read gives our slate
    with ``text`` (Latin letters) in the middle.
    """
    height, width = max(1, size[0]), max(1, size[1])
    try:
        if path:
            return _fitted(path, height, width), ""
    except (MediaError, cv2.error, MemoryError) as error:
        return _own(height, width, text), f"The picture for the slate was left out. {error}"
    return _own(height, width, text), ""


def _own(height: int, width: int, text: str) -> Pixels:
    down = np.linspace(0, 1, height)[:, None]
    column = np.asarray(_TOP) * (1 - down) + np.asarray(_BOTTOM) * down
    picture = np.repeat(np.rint(column).astype(np.uint8)[:, None], width, axis=1)
    font, trial = cv2.FONT_HERSHEY_DUPLEX, 1.0
    (wide, tall), _ = cv2.getTextSize(text, font, trial, 1)
    scale = min(0.4 * width / max(wide, 1), 0.07 * height / max(tall, 1))
    if scale * tall < 5:  # nobody could read it
        return picture
    thickness = max(1, round(scale * 1.2))
    (wide, tall), _ = cv2.getTextSize(text, font, scale, thickness)
    place = (width - wide) // 2, (height + tall) // 2
    cv2.putText(picture, text, place, font, scale, _INK, thickness, cv2.LINE_AA)
    return picture


def _fitted(path: str, height: int, width: int) -> Pixels:
    from muse_nodes.media.image import read_image

    source, alpha = read_image(path)
    rows, columns = source.shape[:2]
    scale = min(height / rows, width / columns)
    tall, wide = max(1, round(rows * scale)), max(1, round(columns * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    out = np.zeros((height, width, 3), np.uint8) if alpha is None else _own(height, width, "")
    part = out[(height - tall) // 2 :, (width - wide) // 2 :][:tall, :wide]
    small = cv2.resize(source, (wide, tall), interpolation=how)
    if alpha is None:
        part[:] = small
        return out
    cover = cv2.resize(alpha, (wide, tall), interpolation=how)[..., None] / np.float32(255)
    part[:] = np.rint(small * cover + part * (1 - cover))
    return out
