"""How well a student does on clips: overlap with the labels, frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array
from muse_nodes.kernels.network_input import to_network
from muse_nodes.media import read_image
from muse_nodes.models.heatmaps import peaks
from muse_nodes.training.metrics import iou, leak, mad, pck
from muse_nodes.training.samples import Sample, read_samples

Ask = Callable[[Array], tuple[Array, Array]]
"""From float32 (1, 3, H, W) in 0..1 to the matte (h, w) and heat maps (K, h/4, w/4), 0..1."""

SURE = 0.3
"""Score of a label above which its key point counts."""


def judged(session: Path, ask: Ask, size: tuple[int, int]) -> dict[str, float]:
    """Means over the frames that show somebody: IoU (also the worst), MAD, PCK at a tenth of the
    person's box; and over the empty ones the share of the room that is shown."""
    overlaps, wrong, leaks = [], [], []
    found: list[Array] = []
    wanted: list[Array] = []
    lengths: list[float] = []
    for sample in read_samples(session):
        picture, truth = _read(sample)
        matte, heat = ask(_input(picture, size))
        alpha = cv2.resize(matte, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        if not truth.any():
            leaks.append(leak(alpha, truth))
            continue
        overlaps.append(iou(alpha, truth))
        wrong.append(mad(alpha, truth))
        found.append(peaks(heat))
        wanted.append(_sure(sample, heat.shape[0]))
        lengths.append(_length(truth))
    out = {"frames": len(overlaps), "iou": float(np.mean(overlaps)), "worst": min(overlaps)}
    out["mad"] = float(np.mean(wrong))
    scale = np.array([1.0, size[0] / size[1], 1.0])  # parts of the width, for equal lengths
    rate = pck(np.stack(found) * scale, np.stack(wanted) * scale, np.array(lengths))
    out["pck"] = rate
    if leaks:
        out["leak"] = float(np.mean(leaks))
    return {name: round(value, 4) for name, value in out.items() if value == value}


def _sure(sample: Sample, count: int) -> Array:
    points = sample.points[:count].copy()
    inside = ((points[:, :2] >= 0) & (points[:, :2] <= 1)).all(1)
    points[:, 2] *= (points[:, 2] >= SURE) & inside & sample.known[:count]
    return points


def _length(truth: Array) -> float:
    """The longer side of the person's box in parts of the view's width."""
    rows, columns = np.flatnonzero((truth > 0.5).any(1)), np.flatnonzero((truth > 0.5).any(0))
    if not len(rows):
        return 1.0
    high = (rows[-1] + 1 - rows[0]) / truth.shape[0] * 0.6
    return float(max(high, (columns[-1] + 1 - columns[0]) / truth.shape[1]))


def _input(picture: Array, size: tuple[int, int]) -> Array:
    tensor = np.empty((1, 3, *size), np.float32)
    to_network(tensor, picture, scale=(1 / 255,) * 3, bias=(0.0,) * 3, layout="nchw")
    return tensor


def _read(sample: Sample) -> tuple[Array, Array]:
    picture, _ = read_image(sample.image)
    if sample.mask is None:
        return picture, np.zeros(picture.shape[:2], np.float32)
    mask, _ = read_image(sample.mask)
    return picture, mask[..., 0].astype(np.float32) / 255
