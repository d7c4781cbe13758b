"""A small brush set for the demo scene: smooth outlines filled with gradients and soft shading.

Everything is drawn once, when the scene is made. Lengths are units: a scene is 720 units high,
whatever its size in pixels. Colours are texts ``#rrggbb``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import rgb

Floats = npt.NDArray[np.float32]
Outline = npt.NDArray[np.float32]  # (N, 2), closed, in units
Points = Sequence[tuple[float, float]]

# Shadows are warm: they take less of the red than of the blue.
_TINT = (0.7, 1.0, 1.1)


@dataclass(frozen=True, slots=True)
class Paint:
    """How an outline is filled.

    With ``to`` the colour goes over into that one along the line ``along`` (x0, y0, x1, y1), or
    from the centre of a circle (x, y, radius). ``blur`` softens the outline by that many units.
    ``edge`` darkens (or, negative, lightens) towards the outline over ``depth`` units, which makes
    flat shapes look round; ``light`` brightens the side that faces the window, upper left.
    """

    colour: str
    to: str = ""
    along: tuple[float, ...] = ()
    opacity: float = 1.0
    blur: float = 0.0
    edge: float = 0.0
    depth: float = 8.0
    light: float = 0.0


def level(colour: str) -> Floats:
    """A colour as three values from 0 to 1."""
    return np.asarray(rgb(colour), np.float32) / np.float32(255)


def smooth(points: Points, *, closed: bool = True, steps: int = 12) -> Outline:
    """A curve through all ``points`` (Catmull and Rom 1974)."""
    p = np.asarray(points, np.float32)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        square, cube = 2 * a - 5 * b + 4 * c - d, 3 * (b - c) + d - a
        parts.append(b + ((c - a) * t + square * t**2 + cube * t**3) / 2)
    return np.vstack(parts if closed else [*parts, p[-1:]])


def mirrored(points: Points) -> Outline:
    """A closed curve through ``points`` (on the right, downwards) and their mirror images."""
    return smooth([*points, *((-x, y) for x, y in reversed(points) if x)])


def moved(outline: Outline, dx: float, dy: float) -> Outline:
    """The outline, moved."""
    return outline + np.asarray((dx, dy), np.float32)


def ellipse(x: float, y: float, rx: float, ry: float, angle: float = 0.0) -> Outline:
    """An ellipse around (x, y), turned by ``angle`` degrees."""
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False, dtype=np.float32)
    turn = np.deg2rad(angle)
    u, v = rx * np.cos(t), ry * np.sin(t)
    return np.column_stack(
        [x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)]
    )


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Outline:
    """A rectangle, with round corners if asked."""
    if radius <= 0:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return np.asarray(corners, np.float32)
    centres = [
        (right - radius, bottom - radius, 0), (left + radius, bottom - radius, 1),
        (left + radius, top + radius, 2), (right - radius, top + radius, 3),
    ]  # fmt: skip
    arcs = []
    for x, y, quarter in centres:
        t = np.linspace(quarter, quarter + 1, 8, dtype=np.float32) * np.float32(np.pi / 2)
        arcs.append(np.column_stack([x + radius * np.cos(t), y + radius * np.sin(t)]))
    return np.vstack(arcs)


def stroke(points: Points, widths: Sequence[float]) -> Outline:
    """A brush stroke through ``points`` with the given width at each of them and round ends."""
    line = smooth(points, closed=False)
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    at = np.linspace(0, len(widths) - 1, len(line))
    half = (np.interp(at, np.arange(len(widths)), widths) / 2).astype(np.float32)[:, None]
    t = np.linspace(-np.pi / 2, np.pi / 2, 9, dtype=np.float32)[1:-1, None]
    end = line[-1] + half[-1] * (np.cos(t) * along[-1] - np.sin(t) * normal[-1])
    start = line[0] + half[0] * (-np.cos(t) * along[0] + np.sin(t) * normal[0])
    return np.vstack([line + half * normal, end, (line - half * normal)[::-1], start])


def soften(mask: Floats, sigma: float) -> Floats:
    """Gaussian blur by ``sigma`` pixels; wide ones are worked on a smaller picture."""
    if sigma <= 0.3:
        return mask
    factor = max(1, int(sigma / 3))
    if factor == 1:
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma), np.float32)
    height, width = mask.shape
    size = -(-width // factor), -(-height // factor)
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / factor)
    return np.asarray(
        cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A painted piece: its pixels, where they lie in the scene, and its shadow if it has one."""

    pixels: npt.NDArray[np.uint8]  # (h, w, 4) premultiplied
    origin: tuple[float, float]  # upper left corner, in units
    shadow: npt.NDArray[np.uint8] | None = None  # (h, w), what it takes from 255


class Canvas:
    """A transparent picture over the part (left, top, right, bottom) of the scene, in units.

    ``detail`` is pixels of the result per unit. It is painted with ``oversampling`` times as many
    in each direction and averaged at the end, which keeps fine hair and edges clean.
    """

    def __init__(
        self, area: tuple[float, float, float, float], detail: float, oversampling: int = 2
    ) -> None:
        left, top, right, bottom = area
        self.origin = np.asarray([left, top], np.float32)
        self._detail = detail
        self.scale = detail * oversampling  # pixels of the canvas itself per unit
        self._oversampling = oversampling
        width = max(1, round((right - left) * detail)) * oversampling
        height = max(1, round((bottom - top) * detail)) * oversampling
        self._planes = np.zeros((4, height, width), np.float32)  # R, G, B, A: premultiplied, 0 to 1

    def fill(self, outline: Outline, paint: Paint, *, within: Outline | None = None) -> None:
        """Fill ``outline``; only inside ``within`` if that is given."""
        reach = 3 * paint.blur * self.scale + 2
        corners = (outline - self.origin) * self.scale
        height, width = self._planes.shape[1:]
        x0, y0 = np.maximum(np.floor(corners.min(axis=0) - reach), 0).astype(int)
        x1, y1 = np.minimum(np.ceil(corners.max(axis=0) + reach), (width, height)).astype(int)
        if x0 >= x1 or y0 >= y1:
            return
        window = (int(x0), int(y0), int(x1), int(y1))
        sharp = self._mask(outline, window)
        mask = soften(sharp, paint.blur * self.scale)
        if within is not None:
            mask = mask * self._mask(within, window)
        mask = mask * np.float32(paint.opacity)
        blend = self._blend(paint, window)
        relief = self._relief(paint, sharp) if paint.edge or paint.light else None
        start, end = level(paint.colour), level(paint.to or paint.colour)
        for channel, plane in enumerate(self._planes[:3, y0:y1, x0:x1]):
            colour = start[channel] + (end[channel] - start[channel]) * blend
            if relief is not None:
                colour = np.clip(colour * (1 + (relief - 1) * _TINT[channel]), 0, 1)
            plane += (colour - plane) * mask
        cover = self._planes[3, y0:y1, x0:x1]
        cover += (1 - cover) * mask

    def fade(self, top: float, bottom: float) -> None:
        """Let what is painted fade in from nothing at ``top`` to fully there at ``bottom``."""
        y = np.arange(self._planes.shape[1], dtype=np.float32) / self.scale + self.origin[1]
        self._planes *= np.clip((y - top) / (bottom - top), 0, 1)[:, None]

    def _mask(self, outline: Outline, window: tuple[int, int, int, int]) -> Floats:
        x0, y0, x1, y1 = window
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        corners = (outline - self.origin) * self.scale - (x0 + 0.5, y0 + 0.5)
        cv2.fillPoly(mask, [np.rint(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        return mask.astype(np.float32) / np.float32(255)

    def _blend(self, paint: Paint, window: tuple[int, int, int, int]) -> Floats:
        """How far the colour has gone over into ``paint.to``: 0 to 1, or just 0 without one."""
        if not paint.to:
            return np.zeros(1, np.float32)
        x0, y0, x1, y1 = window
        x = (np.arange(x0, x1, dtype=np.float32) / self.scale + self.origin[0])[None, :]
        y = (np.arange(y0, y1, dtype=np.float32) / self.scale + self.origin[1])[:, None]
        if len(paint.along) == 3:
            cx, cy, radius = paint.along
            t = np.sqrt((x - cx) ** 2 + (y - cy) ** 2) / radius
        else:
            ax, ay, bx, by = paint.along
            t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        return np.asarray(np.clip(t, 0, 1), np.float32)

    def _relief(self, paint: Paint, mask: Floats) -> Floats:
        """Factor that makes the shape look round: darker at its edge, lighter to the window."""
        inner = soften(mask, paint.depth * self.scale / 2)
        relief = 1 - paint.edge * np.clip(2 - 2 * inner, 0, 1)
        if paint.light:
            slope = cv2.Sobel(inner, cv2.CV_32F, 1, 0) * 0.6 + cv2.Sobel(inner, cv2.CV_32F, 0, 1)
            relief += paint.light * np.clip(slope * paint.depth * self.scale / 8, -1, 1)
        return np.asarray(relief, np.float32)

    def finish(self) -> npt.NDArray[np.uint8]:
        """The picture, premultiplied RGBA, uint8 (H, W, 4)."""
        pixels = cv2.merge([np.minimum(plane, 1) for plane in self._planes])
        height, width = pixels.shape[:2]
        size = width // self._oversampling, height // self._oversampling
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.convertScaleAbs(small, alpha=255), np.uint8)

    def cut_out(self, *, spread: float = 0.0, depth: float = 0.34) -> Part:
        """The picture as a part; with a shadow that is ``spread`` units soft, if that is asked."""
        pixels = self.finish()
        shadow = None
        if spread:
            alpha = np.ascontiguousarray(pixels[..., 3])
            blurred = cv2.GaussianBlur(alpha, (0, 0), spread * self._detail / 2)
            shadow = np.asarray(cv2.convertScaleAbs(blurred, alpha=depth), np.uint8)
        return Part(pixels, (float(self.origin[0]), float(self.origin[1])), shadow)
