"""Letters and bars anywhere on a host picture, in any size and colour.

The letters are those of ``ops.draw_text``, whose size follows the height of the picture: written on
a blank one of the right height they are a mask, which is kept, tinted and laid where it belongs.
"""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array, Ctx, Frame, frame_spec

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""

WHITE, GREY, TEAL, AMBER, RED = (
    (245, 245, 245), (170, 175, 182), (64, 224, 208), (255, 176, 32), (240, 72, 64),
)  # fmt: skip

_LINES_PER_HEIGHT = 32
_SMALLEST = 12
_KEPT = 200


class Lettering:
    """Writes on pictures. Masks of texts are kept, because most of them are the same for long."""

    def __init__(self) -> None:
        self._masks: dict[tuple[str, int], Array] = {}

    def write(
        self, ctx: Ctx, out: Frame, text: str, at: tuple[float, float], pitch: float,
        colour: Colour = WHITE,
    ) -> float:  # fmt: skip
        """Write ``text`` with its left end and the middle of its line at ``at``; its width.

        ``pitch`` is the distance of lines in pixels; what does not fit on the picture is cut off.
        """
        mask = self._mask(ctx, text, pitch)
        rows, columns = mask.shape
        left, top = round(at[0]), round(at[1] - rows / 2)
        height, width = out.shape[:2]
        y0, y1, x0, x1 = (
            max(0, top),
            min(height, top + rows),
            max(0, left),
            min(width, left + columns),
        )
        if y0 < y1 and x0 < x1:
            part = out[y0:y1, x0:x1].astype(np.int16)
            alpha = mask[y0 - top : y1 - top, x0 - left : x1 - left, None]
            part += (np.array(colour, np.int16) - part) * alpha // 255
            out[y0:y1, x0:x1] = part
        return float(columns)

    def width(self, ctx: Ctx, text: str, pitch: float) -> float:
        """How wide ``text`` is in pixels."""
        return float(self._mask(ctx, text, pitch).shape[1])

    def _mask(self, ctx: Ctx, text: str, pitch: float) -> Array:
        key = (text, max(_SMALLEST, round(pitch)))
        if key not in self._masks:
            if len(self._masks) >= _KEPT:
                self._masks.clear()
            self._masks[key] = _written(ctx, *key)
        return self._masks[key]


def _written(ctx: Ctx, text: str, pitch: int) -> Array:
    """The mask of a line: int16 (rows, columns), 0 to 255, no wider than its letters."""
    spec = frame_spec(_LINES_PER_HEIGHT * pitch, (len(text) + 3) * pitch)
    blank, page = np.zeros(spec.shape, np.uint8), ctx.empty(spec)
    ctx.ops.draw_text(page, blank, (text,))
    line = np.asarray(page[: round(1.6 * pitch), :, 0]).astype(np.int16)
    written = np.flatnonzero(line.any(axis=0))
    return line[:, written[0] : written[-1] + 1] if len(written) else line[:, :1]


def shade(out: Frame, box: Box) -> None:
    """Darken a part of the picture to a quarter, so that letters can be read on it."""
    part = _part(out, box)
    np.right_shift(part, 2, out=part)


def fill(out: Frame, box: Box, colour: Colour) -> None:
    """Fill a part of the picture."""
    _part(out, box)[...] = colour


def bar(out: Frame, box: Box, share: float, colour: Colour) -> None:
    """A bar that is full to ``share``."""
    left, top, right, bottom = box
    fill(out, box, (70, 74, 82))
    fill(out, (left, top, left + (right - left) * min(max(share, 0.0), 1.0), bottom), colour)


def disc(out: Frame, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    """A filled circle."""
    x, y = centre
    part = _part(out, (x - radius, y - radius, x + radius, y + radius))
    rows, columns = part.shape[:2]
    dy = np.arange(rows)[:, None] - (rows - 1) / 2
    dx = np.arange(columns)[None] - (columns - 1) / 2
    part[dx * dx + dy * dy <= radius * radius] = colour


def _part(out: Frame, box: Box) -> Frame:
    height, width = out.shape[:2]
    left, right = (min(max(round(v), 0), width) for v in (box[0], box[2]))
    top, bottom = (min(max(round(v), 0), height) for v in (box[1], box[3]))
    return out[top:bottom, left:right]
