"""One labelled frame as a camera elsewhere might have seen it: reframed, or in another room.

A view is a map from the frame to the student's input: x' = zoom x + shift in parts of either
picture. Where the person is cut off by an edge of the frame that edge stays at or beyond the
view's, so that nobody floats. Neighbouring frames share one draw, as a moment later would.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from muse_nodes.api import Array
from tools.base_model.rooms import Size

SHARPEST = 1.6
"""Pixels of a view per pixel of the frame: beyond that a picture is only soft."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The map from a frame to a view, and whether the view is mirrored afterwards."""

    zoom: tuple[float, float]
    shift: tuple[float, float]
    mirrored: bool

    def matrix(self, frame: Size, view: Size) -> Array:
        """The same in pixels, as OpenCV's warps take it (2, 3)."""
        zx, zy = (z * v / f for z, v, f in zip(self.zoom, view[::-1], frame[::-1], strict=True))
        tx, ty = (t * v for t, v in zip(self.shift, view[::-1], strict=True))
        matrix = np.array([[zx, 0, tx + 0.5 * zx - 0.5], [0, zy, ty + 0.5 * zy - 0.5]])
        if self.mirrored:
            matrix[0] = -matrix[0]
            matrix[0, 2] += view[1] - 1
        return matrix.astype(np.float32)

    def points(self, points: Array, mirror: tuple[int, ...]) -> Array:
        """Key points (K, 3) in 0..1 of the frame as such of the view; outside their score is 0."""
        out = points.copy()
        out[:, :2] = points[:, :2] * self.zoom + self.shift
        if self.mirrored:
            out[:, 0] = 1 - out[:, 0]
            out = out[list(mirror)]
        inside = ((out[:, :2] >= 0) & (out[:, :2] <= 1)).all(1)
        out[~inside, 2] = 0
        return out


def person_box(alpha: Array) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of what is solid, in parts of the frame; None for nobody."""
    solid = alpha >= 128
    columns, rows = np.flatnonzero(solid.any(0)), np.flatnonzero(solid.any(1))
    if not len(columns) or solid.mean() < 0.002:
        return None
    height, width = alpha.shape
    return (
        columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height
    )  # fmt: skip


def framing(
    alpha: Array, view: Size, rng: np.random.Generator, *, anywhere: bool
) -> Framing | None:
    """A framing for the person in ``alpha`` (H, W); None when there is nobody to be framed.

    ``anywhere``: the room will be another one, so the frame need not fill the view.
    """
    box = person_box(alpha)
    if box is None:
        return None
    height, width = alpha.shape
    left, top, right, bottom = box
    # The pixels of a view are wider or narrower than the frame's, as cameras' proportions differ.
    aspect = (width / height) / rng.choice([4 / 3, 16 / 9, 16 / 9]) * np.exp(rng.uniform(-0.1, 0.1))
    tall = np.exp(rng.uniform(np.log(0.4), np.log(2.4)))
    zoom = min(tall / (bottom - top), SHARPEST * height / view[0])
    zoom = max(zoom, 0.35 if anywhere else 1.0)
    zx, zy = zoom * aspect, zoom
    if not anywhere:
        zx = max(zx, 1.0)
    edge = 4 / height
    cut = left < edge, top < edge, right > 1 - edge, bottom > 1 - edge
    zx = max(zx, 1.0) if (cut[0] and cut[2]) else zx
    zy = max(zy, 1.0) if (cut[1] and cut[3]) else zy
    head = rng.uniform(0.0, 0.35) if zy * (bottom - top) > 0.75 else rng.uniform(0.05, 0.5)
    tx = rng.uniform(0.25, 0.75) - zx * (left + right) / 2
    ty = head - zy * top
    tx = _held(tx, zx, cut[0] or not anywhere, cut[2] or not anywhere)
    ty = _held(ty, zy, cut[1] or not anywhere, cut[3] or not anywhere)
    return Framing((zx, zy), (tx, ty), bool(rng.random() < 0.5))


def _held(shift: float, zoom: float, first: bool, last: bool) -> float:
    """The shift that keeps the frame's first and last edge at or beyond the view's."""
    if last:
        shift = max(shift, 1 - zoom)
    return min(shift, 0.0) if first else shift


def taken(picture: Array, shape: Framing, view: Size) -> Array:
    """``picture`` (H, W) or (H, W, C) uint8 as the view has it; nothing, 0, beyond its edges."""
    size = picture.shape[0], picture.shape[1]
    matrix = shape.matrix(size, view)
    smaller = min(abs(matrix[0, 0]), abs(matrix[1, 1]))
    if smaller < 0.6:  # a warp only looks at four pixels: shrink by areas first
        factor = max(0.1, 1.2 * smaller)
        least = max(2, round(size[1] * factor)), max(2, round(size[0] * factor))
        picture = cv2.resize(picture, least, interpolation=cv2.INTER_AREA)
        matrix = shape.matrix((least[1], least[0]), view)
    return np.asarray(cv2.warpAffine(picture, matrix, view[::-1], flags=cv2.INTER_LINEAR), np.uint8)


def person_colour(picture: Array, alpha: Array) -> Array:
    """The person's own colour where the room shines through, float32 0..255.

    Blur fusion (Forte and Pitie, "Approximate fast foreground colour estimation", 2021).
    """
    image, a = picture.astype(np.float32), (alpha.astype(np.float32) / 255)[..., None]
    colour = image
    for radius in (25, 5):
        size = (radius, radius)
        weight = cv2.blur(a, size)[..., None]
        mean = cv2.blur(colour * a, size) / (weight + 1e-5)
        room = cv2.blur(image * (1 - a), size) / (1 - weight + 1e-5)
        colour = np.clip(mean + a * (image - a * mean - (1 - a) * room), 0, 255)
    return np.asarray(colour, np.float32)


def dressed(colour: Array, rng: np.random.Generator) -> Array:
    """The person in other light and other clothes: gains, contrast, hue, blotches."""
    out = colour
    if rng.random() < 0.7:
        gain = np.exp(rng.uniform(-0.5, 0.35) + rng.uniform(-0.12, 0.12, 3))
        middle = rng.uniform(60, 160)
        out = (out * gain - middle) * np.exp(rng.uniform(-0.35, 0.35)) + middle
        out = np.clip(out, 0, 255).astype(np.float32)
    if rng.random() < 0.5:
        reach = 180 if rng.random() < 0.3 else 18
        hsv = cv2.cvtColor(out.astype(np.float32) / 255, cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0] + rng.uniform(-reach, reach)) % 360
        hsv[..., 1] = np.clip(hsv[..., 1] * np.exp(rng.uniform(-0.8, 0.7)), 0, 1)
        out = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255
    if rng.random() < 0.35:
        coarse = rng.uniform(-60, 60, (int(rng.integers(2, 7)), int(rng.integers(2, 8)), 3))
        size = out.shape[1], out.shape[0]
        out = out + cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(out, 0, 255), np.float32)


def composed(colour: Array, alpha: Array, room: Array, rng: np.random.Generator) -> Array:
    """The person before a room, at times with a shadow on it; uint8."""
    a = (alpha.astype(np.float32) / 255)[..., None]
    behind = room.astype(np.float32)
    if rng.random() < 0.4:
        by = int(rng.integers(-25, 26)), int(rng.integers(-6, 20))
        moved = np.roll(a[..., 0], by[::-1], (0, 1))
        dark = cv2.GaussianBlur(moved, (0, 0), rng.uniform(2, 14))[..., None]
        behind = behind * (1 - rng.uniform(0.1, 0.5) * dark)
    return np.asarray(np.clip(a * colour + (1 - a) * behind, 0, 255), np.uint8)


def as_coded(picture: Array, rng: np.random.Generator) -> Array:
    """What a cheap camera leaves of a picture: softness, and blocks of the JPEG kind."""
    if rng.random() < 0.25:
        part = rng.uniform(0.35, 0.9)
        size = round(picture.shape[1] * part), round(picture.shape[0] * part)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(small, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 90))]
        data = cv2.imencode(".jpg", picture, quality)[1]
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))
    return np.asarray(picture, np.uint8)
