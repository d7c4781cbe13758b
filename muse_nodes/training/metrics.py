"""How good a matte or a set of key points is, as the literature measures it. NumPy only.

Mattes are float arrays in 0..1: (H, W), or (T, H, W) for a clip. Means are per pixel, so numbers of
different picture sizes can be compared; papers often give sums divided by 1000.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from muse_nodes.api import Array

ROOM = 0.05
"""True alpha up to which a pixel belongs to the room."""

SHOWN = 0.25
"""Alpha from which on one can recognise what is behind."""


def mad(alpha: Array, truth: Array) -> float:
    """Mean absolute difference: mean(|a - t|)."""
    return float(np.abs(_pair(alpha, truth)).mean(dtype=np.float64))


def mse(alpha: Array, truth: Array) -> float:
    """Mean squared error: mean((a - t)^2)."""
    return float(np.square(_pair(alpha, truth)).mean(dtype=np.float64))


def gradient_error(alpha: Array, truth: Array, sigma: float = 1.4) -> float:
    """mean((|grad a| - |grad t|)^2), gradients by first derivatives of a Gaussian of ``sigma``.

    Rhemann et al., "A perceptually motivated online benchmark for image matting", 2009, whose
    sum is divided by the number of pixels here. One picture (H, W).
    """
    _pair(alpha, truth)
    kind = _kept(alpha, truth)
    a, t = _slope(np.asarray(alpha, kind), sigma), _slope(np.asarray(truth, kind), sigma)
    return float(np.square(a - t).mean(dtype=np.float64))


def connectivity_error(alpha: Array, truth: Array, step: float = 0.1) -> float:
    """mean(|phi(a) - phi(t)|): how much alpha hangs loose from the body that both agree on.

    Rhemann et al., 2009: l is the highest threshold at which a pixel is 4-connected to the
    largest region where both mattes are 1 (here: at the highest threshold that has one),
    d = value - l, and phi = 1 - d where d >= 0.15, else 1. One picture (H, W).
    """
    _pair(alpha, truth)
    a, t = np.asarray(alpha, np.float64), np.asarray(truth, np.float64)
    level = np.full(a.shape, -1.0)
    last = 0.0
    for threshold in np.arange(step, 1 + step / 2, step):
        region = largest_region((a >= threshold) & (t >= threshold))
        level[(level < 0) & ~region] = last
        last = float(threshold)
    level[level < 0] = 1.0
    return float(np.abs(_phi(a, level) - _phi(t, level)).mean())


def iou(alpha: Array, truth: Array, threshold: float = 0.5) -> float:
    """Intersection over union of what is at or above ``threshold``; 1 where both are empty."""
    _pair(alpha, truth)
    a, t = np.asarray(alpha) >= threshold, np.asarray(truth) >= threshold
    union = int((a | t).sum())
    return float((a & t).sum() / union) if union else 1.0


def dtssd(alpha: Array, truth: Array) -> float:
    """Flicker of clips (T, H, W): mean over time of sqrt(mean(((a' - a) - (t' - t))^2)).

    Erofeev et al., "Perceptually motivated benchmark for video matting", 2015, eq. 1. 0 for one
    frame.
    """
    wrong = _pair(alpha, truth)
    if wrong.ndim != 3:
        raise ValueError(f"flicker is measured on clips (T, H, W), not on {wrong.shape}")
    if len(wrong) < 2:
        return 0.0
    return float(np.mean([flicker(*pair) for pair in pairwise(wrong)]))


def flicker(before: Array, now: Array) -> float:
    """What a pair of frames adds to ``dtssd``: sqrt(mean((now - before)^2)) of their errors a - t,
    pictures (H, W)."""
    return float(np.sqrt(np.square(_pair(now, before)).mean(dtype=np.float64)))


def leak(alpha: Array, truth: Array) -> float:
    """Share of the room's pixels (truth at most ``ROOM``) that are shown (alpha from ``SHOWN``).

    0 where there is no room in the picture.
    """
    _pair(alpha, truth)
    room = np.asarray(truth) <= ROOM
    shown = np.asarray(alpha) >= SHOWN
    return float((room & shown).sum() / max(int(room.sum()), 1))


def pck(points: Array, truth: Array, reference: Array, share: float = 0.1) -> float:
    """Percentage of correct key points, as 0..1: within ``share`` of a reference length.

    Yang and Ramanan, 2013. ``points`` and ``truth`` are (N, K, 3), x, y and a score; only points
    whose true score is above 0 count. ``reference`` (N,) is each person's length in the same
    unit, the longer side of the box or the torso. NaN where no point is known.
    """
    a, t = np.asarray(points, np.float64), np.asarray(truth, np.float64)
    if a.shape != t.shape or a.ndim != 3 or len(reference) != len(a):
        raise ValueError(f"points {a.shape}, truth {t.shape} and {len(reference)} lengths differ")
    known = t[..., 2] > 0
    far = np.hypot(*np.moveaxis(a[..., :2] - t[..., :2], -1, 0))
    right = far <= share * np.asarray(reference, np.float64)[:, None]
    return float(right[known].mean()) if known.any() else float("nan")


def largest_region(mask: Array) -> Array:
    """The largest 4-connected region of a bool picture; empty if the picture is.

    Runs of each row are joined with those that they touch in the row above (union-find), which
    needs no loop over pixels.
    """
    rows, starts, ends = _runs(mask)
    out = np.zeros(mask.shape, bool)
    if not len(rows):
        return out
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first = np.searchsorted(rows, np.arange(mask.shape[0] + 1))
    for row in range(1, mask.shape[0]):
        above, here = int(first[row - 1]), int(first[row])
        while above < first[row] and here < first[row + 1]:
            if starts[above] < ends[here] and starts[here] < ends[above]:
                parent[root(above)] = root(here)
            if ends[above] <= ends[here]:
                above += 1
            else:
                here += 1
    roots = np.array([root(i) for i in range(len(rows))])
    best = np.bincount(roots, ends - starts).argmax()
    for i in np.flatnonzero(roots == best):
        out[rows[i], starts[i] : ends[i]] = True
    return out


def _runs(mask: Array) -> tuple[Array, Array, Array]:
    """Row, first column and column after the last of every run of a bool picture, in order."""
    padded = np.pad(np.asarray(mask, np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    return rows, starts, np.nonzero(change == -1)[1]


def _phi(values: Array, level: Array) -> Array:
    loose = values - level
    return 1 - np.where(loose >= 0.15, loose, 0.0)


def _slope(picture: Array, sigma: float) -> Array:
    """Length of the gradient; kernels cut off where the Gaussian falls below a hundredth."""
    reach = int(np.ceil(sigma * np.sqrt(-2 * np.log(np.sqrt(2 * np.pi) * sigma * 0.01))))
    at = np.arange(-reach, reach + 1)
    bell = np.exp(-(at**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
    slope = -at * bell / sigma**2
    kernel = float(np.sqrt(np.square(np.outer(bell, slope)).sum()))
    bell, slope = bell.astype(picture.dtype), slope.astype(picture.dtype)
    across = _filtered(picture, slope, bell) / kernel
    down = _filtered(picture, bell, slope) / kernel
    return np.asarray(np.hypot(across, down))


def _filtered(picture: Array, along: Array, over: Array) -> Array:
    """A separable filter, the edge repeated: ``along`` each row, then ``over`` the rows."""
    reach = len(along) // 2
    wide = np.pad(picture, reach, mode="edge")
    height, width = picture.shape
    rows = sum(along[i] * wide[:, i : i + width] for i in range(len(along)))
    return np.asarray(sum(over[i] * rows[i : i + height] for i in range(len(over))))


def _pair(alpha: Array, truth: Array) -> Array:
    """alpha - truth; ValueError where they are not alike, as broadcasting would hide it."""
    if alpha.shape != truth.shape or not alpha.size:
        raise ValueError(f"mattes of shape {alpha.shape} and {truth.shape} cannot be compared")
    return np.subtract(alpha, truth, dtype=_kept(alpha, truth))


def _kept(*pictures: Array) -> type[np.floating[Any]]:
    """float32 where all are, which is exact enough for alpha and half the work; else float64."""
    return np.float32 if all(p.dtype == np.float32 for p in pictures) else np.float64
