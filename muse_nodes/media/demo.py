"""A room and a person who waves, made up on the spot: video for those without a camera.

Because it is composited here, everything about a frame is known: with F the person, a the matte,
B the empty room, ``frame = gain * (a * F + (1 - a) * B shifted) + noise``. Frame number and seed
decide everything, so two scenes made alike give the same pictures in any order.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import Pose
from muse_nodes.media.demo_figure import Figure
from muse_nodes.media.demo_motion import key_points, limbs_at
from muse_nodes.media.demo_room import paint_room

Pixels = npt.NDArray[np.uint8]

_FULL = (1.0, 1.0, 1.0)
_DIMMED = (0.66, 0.63, 0.58)  # what is left of the light, R G B, while the lamp is off
_FADE = 0.2  # seconds the light takes to change
_SHAKE = 0.5  # seconds the camera trembles after a bump
_MARGIN = 24.0  # units of room beyond the frame that a bump may show
_NOISE_TILES = 48  # pixels by which the noise pattern can be moved


class DemoScene:
    """The demo scene at any size and rate.

    ``noise`` is the standard deviation of the sensor noise in levels, ``light_switch`` and
    ``camera_bump`` the seconds between two switches of the light and two knocks against the
    camera (0: never). ``plate`` is the empty room, uint8 RGB (height, width, 3), before light and
    knocks. Not thread-safe: the newest frame's person is kept for ``matte``.
    """

    def __init__(  # noqa: PLR0913 - one keyword per thing that can happen to a camera
        self,
        width: int = 1280,
        height: int = 720,
        fps: float = 30.0,
        seed: int = 1,
        *,
        noise: float = 0.0,
        light_switch: float = 0.0,
        camera_bump: float = 0.0,
    ) -> None:
        self.width, self.height, self.fps, self.seed = width, height, fps, seed
        self._light_switch, self._camera_bump = light_switch, camera_bump
        scale = height / 720
        self._margin = int(np.ceil(_MARGIN * scale)) if camera_bump > 0 else 0
        edge = 2 * self._margin
        self._room = paint_room(width + edge, height + edge, scale, seed)
        view = slice(self._margin, self._margin + height), slice(self._margin, self._margin + width)
        self.plate: Pixels = np.ascontiguousarray(self._room[view])
        self._figure = Figure(width, height, scale)
        self._noise = _noise_pair(width, height, noise, seed) if noise > 0 else None
        self._drawn = -1
        self._lit = _FULL
        self._lit_room = self._room
        self._pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._area = (0, 0, 0, 0)

    def frame(self, index: int, out: Pixels) -> None:
        """Write frame ``index`` into ``out``, uint8 RGB (height, width, 3)."""
        self._draw(index)
        gain = self.gain(index)
        np.copyto(out, self._view(index, gain))
        x0, y0, x1, y1 = self._area
        if x0 < x1 and y0 < y1:
            person = self._pixels[y0:y1, x0:x1]
            colour = cv2.cvtColor(person, cv2.COLOR_RGBA2RGB)
            if gain != _FULL:
                colour = _lit(colour, gain)
            rest = cv2.bitwise_not(cv2.extractChannel(person, 3))
            target = out[y0:y1, x0:x1]
            cv2.multiply(target, cv2.merge([rest] * 3), target, 1 / 255)
            cv2.add(target, colour, target)
        if self._noise is not None:
            self._add_noise(index, out)

    def matte(self, index: int, size: tuple[int, int] | None = None) -> npt.NDArray[np.float32]:
        """The exact matte of frame ``index``, float32 (height, width), or of ``size`` (w, h)."""
        self._draw(index)
        matte = self._pixels[..., 3].astype(np.float32) / np.float32(255)
        if size is not None and size != (self.width, self.height):
            matte = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32)
        return matte

    def foreground(self, index: int) -> Pixels:
        """The person of frame ``index`` alone: premultiplied RGBA, uint8 (height, width, 4)."""
        self._draw(index)
        return self._pixels.copy()

    def pose(self, index: int) -> Pose:
        """The person's 17 COCO points in pixels; points outside the frame score 0."""
        points = key_points(limbs_at(index / self.fps)) * (self.height / 720)
        dx, dy = self.shift(index)
        points += (self.width / 2 - 0.5 + dx, -0.5 + dy)
        last = self.width - 0.5, self.height - 0.5
        inside = np.all((points >= -0.5) & (points <= last), axis=1)
        scores = np.where(inside, 1.0, 0.0).reshape(-1, 1)
        return Pose(np.hstack([points, scores])[None].astype(np.float32), "coco17")

    def gain(self, index: int) -> tuple[float, float, float]:
        """The light of frame ``index`` relative to the plate, for R, G and B."""
        if self._light_switch <= 0:
            return _FULL
        switches, since = divmod(index / self.fps, self._light_switch)
        if not switches:
            return _FULL
        done = min(since / _FADE, 1.0)
        off = done if switches % 2 else 1.0 - done
        r, g, b = (round(1 - off * (1 - dim), 4) for dim in _DIMMED)
        return r, g, b

    def shift(self, index: int) -> tuple[int, int]:
        """By how many pixels (right, down) frame ``index`` is moved against the plate."""
        if self._camera_bump <= 0:
            return 0, 0
        bumps, since = divmod(index / self.fps, self._camera_bump)
        if not bumps:
            return 0, 0
        rest_x, rest_y = np.random.default_rng([self.seed, int(bumps)]).uniform(-0.6, 0.6, 2)
        tremble = max(0.0, 1 - since / _SHAKE) * 0.4
        dx = (rest_x + tremble * np.sin(40 * since)) * self._margin
        dy = (rest_y + tremble * np.sin(40 * since + 1.3)) * self._margin
        return round(dx), round(dy)

    def _draw(self, index: int) -> None:
        if index != self._drawn:
            limbs = limbs_at(index / self.fps)
            self._pixels, self._area = self._figure.draw(limbs, self.shift(index))
            self._drawn = index

    def _view(self, index: int, gain: tuple[float, float, float]) -> Pixels:
        """The part of the room that the camera sees, in the light of the moment."""
        if gain != self._lit:
            self._lit_room = self._room if gain == _FULL else _lit(self._room, gain)
            self._lit = gain
        dx, dy = self.shift(index)
        x, y = self._margin - dx, self._margin - dy
        return self._lit_room[y : y + self.height, x : x + self.width]

    def _add_noise(self, index: int, out: Pixels) -> None:
        assert self._noise is not None
        up, down = self._noise
        x, y = np.random.default_rng([self.seed, index]).integers(0, _NOISE_TILES, 2)
        cv2.add(out, up[y : y + self.height, x : x + self.width], out)
        cv2.subtract(out, down[y : y + self.height, x : x + self.width], out)


def _lit(picture: npt.NDArray[Any], gain: tuple[float, float, float]) -> Pixels:
    """``picture`` in another light: a table of 256 values per channel."""
    table = np.arange(256)[:, None] * np.asarray(gain)
    return np.asarray(cv2.LUT(picture, np.rint(table).astype(np.uint8)[None]), np.uint8)


def _noise_pair(width: int, height: int, sigma: float, seed: int) -> tuple[Pixels, Pixels]:
    """What noise adds and what it takes away; unsigned, so that OpenCV saturates in one pass."""
    shape = height + _NOISE_TILES, width + _NOISE_TILES, 3
    noise = np.random.default_rng(seed).standard_normal(shape, np.float32) * sigma
    levels = np.rint(noise)
    up, down = np.clip(levels, 0, 255), np.clip(-levels, 0, 255)
    return up.astype(np.uint8), down.astype(np.uint8)
