"""Draws the bundled backgrounds: ``python docs/make_backgrounds.py`` writes assets/backgrounds.

Everything is computed, nothing is taken from elsewhere. The seeds are fixed: the same pictures
come out every time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2  # noqa: TID253 - run by hand, in nobody's start-up time
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]

W, H = 1920, 1080
OUT = Path(__file__).resolve().parents[1] / "assets" / "backgrounds"
Y, X = np.mgrid[0:H, 0:W].astype(np.float32)
U, V = X / W, Y / H


def rgb(text: str) -> Picture:
    return np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def mix(a: Picture, b: Picture, t: Picture) -> Picture:
    t = np.clip(t, 0, 1)[..., None]
    return a * (1 - t) + b * t


def glow(x: float, y: float, radius: float, squeeze: float = 1.0) -> Picture:
    """A soft light: 1 at its middle, measured in heights of the picture."""
    away = np.hypot(X / H - x * W / H, (V - y) * squeeze)
    return np.exp(-((away / radius) ** 2))


def soft(picture: Picture, sigma: float) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), sigma)


def noise(rng: np.random.Generator, across: float, down: float) -> Picture:
    """Clouds of about ``across`` x ``down`` pixels, mean 0, deviation 1."""
    size = max(2, round(W / across)), max(2, round(H / down))
    grown = cv2.resize(
        rng.standard_normal(size[::-1]).astype(np.float32), (W, H), interpolation=cv2.INTER_CUBIC
    )
    return (grown - grown.mean()) / grown.std()


def studio(rng: np.random.Generator) -> Picture:
    wall = mix(rgb("15181d"), rgb("6a7583"), glow(0.5, 0.34, 0.62))
    wall = 1 - (1 - wall) * (1 - 0.55 * glow(0.04, 0.42, 0.42, 0.8)[..., None] * rgb("2dd4bf"))
    wall = 1 - (1 - wall) * (1 - 0.50 * glow(0.98, 0.46, 0.40, 0.8)[..., None] * rgb("ff8a5c"))
    floor = np.clip((V - 0.80) / 0.09, 0, 1)
    return mix(wall, wall * 0.45 + 0.012, floor * floor * (3 - 2 * floor))


def bokeh(rng: np.random.Generator) -> Picture:
    night = mix(rgb("0c1024"), rgb("2b1b45"), V + 0.15 * noise(rng, 900, 600))
    night = mix(night, rgb("5a3150"), 0.5 * glow(0.5, 1.0, 0.6, 1.4))
    lights = np.zeros((H, W, 3), np.float32)
    shades = [rgb(c) for c in ("ffb35c", "ff7d5c", "ffd9a0", "5cc8ff", "2dd4bf", "c08bff")]
    for layer, (count, low, high) in enumerate(((26, 14, 40), (34, 36, 80), (12, 80, 135))):
        disks = np.zeros_like(lights)
        for _ in range(count):
            at = int(rng.uniform(0, W)), int(np.clip(rng.normal(0.62, 0.2), 0.05, 1) * H)
            radius = int(rng.uniform(low, high))
            disk = np.zeros((H, W), np.float32)
            cv2.circle(disk, at, radius, 0.75, -1, cv2.LINE_AA)
            cv2.circle(disk, at, radius, 1.0, 3, cv2.LINE_AA)
            shade = shades[rng.integers(len(shades))]
            disks += disk[..., None] * shade * float(rng.uniform(0.12, 0.42))
        lights += soft(disks, 2.0 + 3.0 * layer)
    return 1 - (1 - night) * (1 - np.clip(lights, 0, 0.85))


def wood(rng: np.random.Generator) -> Picture:
    plank, count = W // 11, 11
    wall = np.zeros((H, W, 3), np.float32)
    for i in range(count + 1):
        left, right = i * plank, min(W, (i + 1) * plank)
        if left >= W:
            break
        shade = rgb("7a4f31") * float(rng.uniform(0.82, 1.12)) + float(rng.uniform(-0.01, 0.02))
        wander = noise(rng, 260, 420) * 9 + noise(rng, 60, 300) * 2
        rings = np.sin((X + wander * 1.6 + rng.uniform(0, 99)) / float(rng.uniform(4.5, 8)))
        grain = 0.035 * rings + 0.025 * noise(rng, 3, 260) + 0.03 * noise(rng, 40, 500)
        wall[:, left:right] = (shade + grain[..., None] * rgb("c98f5e"))[:, left:right]
    gap = np.abs((X + plank / 2) % plank - plank / 2)
    wall *= (1 - 0.75 * np.exp(-((gap / 2.2) ** 2)) - 0.18 * np.exp(-((gap / 9) ** 2)))[..., None]
    light = 0.40 + 0.85 * glow(0.24, 0.1, 0.55) + 0.85 * glow(0.76, 0.1, 0.55)
    return soft(wall, 1.6) * light[..., None] * rgb("fff0dc")


def window(rng: np.random.Generator) -> Picture:
    plaster = 0.012 * noise(rng, 480, 330) + 0.004 * noise(rng, 50, 40) + 0.003 * noise(rng, 7, 7)
    wall = rgb("a08d7c") * 0.80 + plaster[..., None]
    panes = np.zeros((H, W), np.float32)
    for column in range(2):
        for row in range(3):
            x, y = 1290 + column * 250, 80 + row * 270
            slant = np.array([[x, y], [x + 225, y + 40], [x + 175, y + 285], [x - 50, y + 245]])
            cv2.fillPoly(panes, [slant.astype(np.int32)], 1.0)
    leaves = np.clip(noise(rng, 170, 110) - 0.75, 0, 1) * np.clip(1.5 - V * 1.2, 0, 1)
    sun = soft(panes * (1 - 0.75 * soft(leaves, 10)), 12)
    shade = 0.50 + 0.50 * glow(0.62, 0.40, 0.85)
    return wall * shade[..., None] * (1 + 0.95 * sun[..., None] * rgb("ffd7a1"))


def hills(rng: np.random.Generator) -> Picture:
    sky = mix(rgb("33406e"), rgb("e59a78"), np.clip(V / 0.62, 0, 1) ** 1.4)
    sky = mix(sky, rgb("ffe0ae"), 0.9 * glow(0.66, 0.56, 0.34))
    sun = soft((np.hypot(X - 0.66 * W, Y - 0.535 * H) < 62).astype(np.float32), 3)
    picture = mix(sky, rgb("fff3d8"), sun)
    for i in range(6):
        t = i / 5
        line = np.zeros(W, np.float32)
        for octave in range(1, 8):
            swing = rng.uniform(0, 7) + np.arange(W) / W * 2.3 * 1.9**octave
            line += np.sin(swing).astype(np.float32) / 1.75**octave
        top = H * (0.56 + 0.085 * i) - line * H * (0.055 + 0.02 * t)
        ridge = np.clip((Y - top[None, :]) / 2.0, 0, 1)
        near = mix(rgb("c98c84"), rgb("1c2440"), np.full((H, W), t**0.8, np.float32))
        mist = mix(near, rgb("f0b795"), 0.55 * (1 - t) * np.clip((Y - top) / (H * 0.2), 0, 1))
        picture = mix(picture, mist, ridge)
    return picture


def waves(rng: np.random.Generator) -> Picture:
    picture = mix(rgb("0f1720"), rgb("123a44"), 0.9 * V + 0.3 * U)
    picture = mix(picture, rgb("1c5f7a"), 0.5 * glow(0.15, 0.2, 0.8))
    for i in range(7):
        t = i / 6
        swell = np.sin(U * (3.1 + 0.5 * i) + i * 0.9) + 0.45 * np.sin(U * (7.3 - 0.4 * i) + i * 2.1)
        depth = V - (0.34 + 0.09 * i) - 0.075 * swell
        body = np.clip(depth / 0.004, 0, 1) * np.exp(-np.clip(depth, 0, None) / 0.30)
        shade = rgb("7dd3fc") * (1 - t) + rgb("2dd4bf") * t
        picture = mix(picture, shade, 0.24 * body)
        rim = np.exp(-((depth / 0.0035) ** 2)) + 0.35 * np.exp(-((depth / 0.02) ** 2))
        picture = mix(picture, rgb("d5fff6"), 0.22 * rim)
    return picture


def save(name: str, draw: Callable[[np.random.Generator], Picture], seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = np.clip(draw(rng), 0, 1) * 255 + rng.normal(0, 0.3, (H, W, 1))  # against banding
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)[..., ::-1]
    for quality in range(95, 40, -1):
        data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        if data.size <= 150_000:
            break
    (OUT / f"{name}.jpg").write_bytes(data.tobytes())


if __name__ == "__main__":
    for seed, made in enumerate((studio, bokeh, wood, window, hills, waves)):
        save(made.__name__, made, seed)
