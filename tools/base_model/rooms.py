"""Rooms to put people into: painted ones, bundled pictures, and real ones where nobody stands.

All are uint8 RGB (H, W, 3) at the student's input size. A seed decides everything.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array
from muse_nodes.media import DemoScene, read_image

Size = tuple[int, int]
"""Height and width in pixels."""


def painted_room(size: Size, rng: np.random.Generator) -> Array:
    """A wall, perhaps a floor, furniture as flat or textured boxes, and light from somewhere."""
    height, width = size
    room: Array = np.empty((height, width, 3), np.float32)
    room[:] = _colour(rng, plain=rng.random() < 0.6)
    if rng.random() < 0.6:
        floor = int(height * rng.uniform(0.5, 0.95))
        room[floor:] = _colour(rng, plain=True) * rng.uniform(0.5, 1.0)
    for _ in range(int(rng.integers(0, 9))):
        _furniture(room, rng)
    if rng.random() < 0.5:
        _texture(room, rng, rng.uniform(2, 25))
    _light(room, rng)
    blur = rng.uniform(0, 3) if rng.random() < 0.6 else 0.0
    if blur > 0.3:
        room = cv2.GaussianBlur(room, (0, 0), blur)
    return np.asarray(np.clip(room, 0, 255), np.uint8)


def room_with_screens(size: Size, rng: np.random.Generator) -> Array:
    """A painted room with screens and windows: bright panes in dark frames, seen at an angle."""
    room = painted_room(size, rng).astype(np.float32)
    for _ in range(int(rng.integers(0, 4))):
        _screen(room, rng)
    return np.asarray(np.clip(room, 0, 255), np.uint8)


def cut_from(picture: Array, size: Size, rng: np.random.Generator) -> Array:
    """A piece of a larger picture, sometimes mirrored, in other light."""
    height, width = picture.shape[:2]
    part = rng.uniform(0.45, 1.0)
    h, w = int(height * part), int(width * min(1.0, part * rng.uniform(0.85, 1.2)))
    y, x = int(rng.integers(0, height - h + 1)), int(rng.integers(0, width - w + 1))
    piece = cv2.resize(picture[y : y + h, x : x + w], size[::-1], interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    lit = piece * np.exp(rng.uniform(-0.4, 0.3) + rng.uniform(-0.12, 0.12, 3))
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


def demo_room(seed: int) -> Array:
    """The room of the demo scene, painted anew."""
    return DemoScene(960, 540, seed=seed).plate


def bundled_pictures(folder: Path) -> list[Array]:
    """The backgrounds that come with the program, at half their size."""
    found = [read_image(path)[0] for path in sorted(folder.glob("*.jpg"))]
    return [cv2.resize(p, (960, 540), interpolation=cv2.INTER_AREA) for p in found]


def empty_room(pictures: Array, alphas: Array) -> Array | None:
    """The room of a still camera without the person: what was seen when nobody was in front.

    ``pictures`` uint8 (N, H, W, 3), ``alphas`` uint8 (N, H, W). Small holes are filled from their
    edges; None where more than a quarter was never seen.
    """
    grown = np.stack([cv2.dilate(a, np.ones((15, 15), np.uint8)) for a in alphas]) > 12
    hidden = grown.all(axis=0)
    if hidden.mean() > 0.25:
        return None
    # The median of what was seen: what was not is sorted behind everything.
    levels = np.where(grown[..., None], np.int16(999), pictures)
    levels.sort(axis=0)
    half = ((len(grown) - grown.sum(axis=0)) // 2)[None, ..., None]
    middle = np.take_along_axis(levels, np.broadcast_to(half, (1, *levels.shape[1:])), 0)[0]
    room = np.where(middle > 255, 0, middle).astype(np.uint8)
    return np.asarray(
        cv2.inpaint(room, np.asarray(hidden, np.uint8), 5, cv2.INPAINT_TELEA), np.uint8
    )


def _colour(rng: np.random.Generator, *, plain: bool) -> Array:
    """A colour 0..255: a wall's, nearly grey, or any."""
    level = rng.uniform(25, 250)
    spread = 12 if plain else 80
    return np.clip(level + rng.uniform(-spread, spread, 3), 5, 255).astype(np.float32)


def _furniture(room: Array, rng: np.random.Generator) -> None:
    height, width = room.shape[:2]
    w, h = int(width * rng.uniform(0.03, 0.4)), int(height * rng.uniform(0.05, 0.7))
    x, y = int(rng.uniform(-w / 2, width - w / 2)), int(rng.uniform(-h / 2, height - h / 2))
    colour = tuple(map(float, _colour(rng, plain=rng.random() < 0.4)))
    if rng.random() < 0.7:
        cv2.rectangle(room, (x, y), (x + w, y + h), colour, -1)
        if rng.random() < 0.5:  # shelves, panes, drawers
            for part in range(1, int(rng.integers(2, 6))):
                at = y + h * part // 5
                cv2.line(room, (x, at), (x + w, at), tuple(c * 0.6 for c in colour), 2)
    elif rng.random() < 0.5:
        cv2.ellipse(room, (x + w // 2, y + h // 2), (w // 2, h // 2), 0, 0, 360, colour, -1)
    else:
        corners = rng.uniform((x, y), (x + w, y + h), (int(rng.integers(3, 7)), 2))
        cv2.fillPoly(room, [corners.astype(np.int32)], colour)


def _screen(room: Array, rng: np.random.Generator) -> None:
    height, width = room.shape[:2]
    middle = rng.uniform((0, 0), (width, height))
    half = rng.uniform(0.05, 0.35, 2) * (width, height)
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    square *= rng.uniform(0.75, 1.2, (4, 1))  # in perspective
    pane = np.zeros((height, width), np.float32)
    frame = (square * rng.uniform(1.04, 1.25) + middle).astype(np.int32)
    cv2.fillPoly(room, [frame], tuple(map(float, rng.uniform(0, 60, 3))))
    cv2.fillPoly(pane, [(square + middle).astype(np.int32)], 1.0)
    shown: Array = rng.uniform(20, 255, (2, 3, 3)).astype(np.float32)
    shown = cv2.resize(shown, (width, height), interpolation=cv2.INTER_CUBIC)
    room += pane[..., None] * (shown - room)


def _texture(room: Array, rng: np.random.Generator, strength: float) -> None:
    """Blotches of one scale, like plaster, cloth or leaves."""
    height, width = room.shape[:2]
    cell = int(rng.integers(1, 24))
    coarse = rng.standard_normal((height // cell + 2, width // cell + 2, 1 if cell < 4 else 3))
    blotches = cv2.resize(coarse.astype(np.float32), (width, height)).reshape(height, width, -1)
    room += strength * blotches


def _light(room: Array, rng: np.random.Generator) -> None:
    """A gradient over the whole room, and now and then the shadow of something."""
    height, width = room.shape[:2]
    coarse = rng.uniform(0.6, 1.2, (2, 3)).astype(np.float32)
    room *= cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    if rng.random() < 0.4:
        shadow = np.ones((height, width), np.float32)
        centre = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        axes = int(width * rng.uniform(0.05, 0.3)), int(height * rng.uniform(0.1, 0.5))
        cv2.ellipse(shadow, centre, axes, rng.uniform(0, 180), 0, 360, rng.uniform(0.5, 0.9), -1)
        room *= cv2.GaussianBlur(shadow, (0, 0), rng.uniform(3, 20))[..., None]
