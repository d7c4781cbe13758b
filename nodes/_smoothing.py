"""Filters over time for small host arrays: steady when nothing moves, quick when it does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float32]

_SPEED_CUTOFF = 1.0
_SPEED_WEIGHT = 25.0
_SLOWEST, _QUICKEST = 0.4, 8.0


def _alpha(cutoff: Any, dt: float) -> Any:
    """Weight of the new value in a first-order low pass with ``cutoff`` in Hz."""
    return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff * dt))


class OneEuro:
    """The One Euro filter (Casiez, Roussel and Vogel, CHI 2012) for points in the plane.

    The cut-off grows with a point's speed, so a resting point does not tremble and a fast one does
    not lag. Positions are measured in units of ``scale`` (the frame's height), which makes one
    setting fit every picture size. Speed and cut-off belong to a point, not to x and y apart.
    """

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self.reset()

    def reset(self) -> None:
        """Forget everything; the next points come out as they are."""
        self._time: float | None = None
        self._value: Values | None = None
        self._speed: Values | None = None

    def __call__(self, points: Values, time: float, smoothing: float) -> Values:
        """``points`` (K, 2) in pixels at ``time`` in seconds, ``smoothing`` 0 (off) to 1.

        Returns a new array. A step back or a gap of more than half a second starts anew.
        """
        value = points / self._scale
        gap = math.inf if self._time is None else time - self._time
        stale = self._value is None or self._speed is None or self._value.shape != value.shape
        if smoothing <= 0 or stale or gap < 0 or gap > 0.5:
            self._time, self._value, self._speed = time, value, np.zeros_like(value)
            return points.copy()
        assert self._value is not None
        assert self._speed is not None
        if gap > 0:
            weight = _alpha(_SPEED_CUTOFF, gap)
            self._speed = self._speed + weight * ((value - self._value) / gap - self._speed)
            lowest = _SLOWEST + (_QUICKEST - _SLOWEST) * (1.0 - smoothing) ** 2
            pace = np.hypot(self._speed[:, :1], self._speed[:, 1:])
            weight = _alpha(lowest + _SPEED_WEIGHT * pace, gap)
            self._value = self._value + weight * (value - self._value)
            self._time = time
        result: Values = (self._value * self._scale).astype(np.float32)
        return result


def ease(now: float, target: float, dt: float, seconds: float) -> float:
    """``now`` moved towards ``target`` as a first-order lag of ``seconds`` does in ``dt``."""
    if seconds <= 0:
        return target
    return target + (now - target) * math.exp(-max(dt, 0.0) / seconds)


def smoothstep(value: float, low: float, high: float) -> float:
    """0 below ``low``, 1 above ``high``, smooth between (Hermite)."""
    t = min(1.0, max(0.0, (value - low) / (high - low)))
    return t * t * (3.0 - 2.0 * t)
