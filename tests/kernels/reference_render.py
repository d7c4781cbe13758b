"""The layer render once more in plain NumPy and float64: slow, whole pictures, easy to check."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muse_nodes.api import Array, Layer
from muse_nodes.kernels import guided

WARP_REACH = 8


def grid(size: int, nodes: int, coarse: Array, axis: int) -> Array:
    """Interpolate along ``axis`` from nodes on the end pixels' centres to all ``size`` pixels."""
    at = np.arange(size) * (max(nodes - 1, 0) / max(size - 1, 1))
    i = np.clip(np.floor(at).astype(int), 0, max(nodes - 2, 0))
    part = (at - i).reshape([-1 if a == axis else 1 for a in range(coarse.ndim)])
    low = np.take(coarse, i, axis)
    high = np.take(coarse, np.minimum(i + 1, nodes - 1), axis)
    return low + (high - low) * part


def enlarge(image: Array, height: int, width: int) -> Array:
    """Bilinear resize where both sizes cover the same area; the edge is repeated."""
    for axis, size in ((0, height), (1, width)):
        n = image.shape[axis]
        at = np.clip((np.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)
        i = np.floor(at).astype(int)
        part = (at - i).reshape([-1 if a == axis else 1 for a in range(image.ndim)])
        low, high = np.take(image, i, axis), np.take(image, np.minimum(i + 1, n - 1), axis)
        image = low + (high - low) * part
    return image


def box(image: Array) -> Array:
    """Mean over a window of 2·RADIUS + 1 squared; the edge is repeated."""
    r = guided.RADIUS
    padded = np.pad(image, r, mode="edge")
    n = 2 * r + 1
    h, w = image.shape
    return sum(padded[j : j + h, i : i + w] for j in range(n) for i in range(n)) / n**2


def luma(frame: Array) -> Array:
    return frame.astype(float) @ np.array([77, 150, 29]) / 256


def alpha_of(matte: Array | None, frame: Array) -> Array:
    """Alpha at the frame's size in whole 1/255, as float 0..255: the fast guided filter."""
    height, width = frame.shape[:2]
    if matte is None:
        return np.full((height, width), 255.0)
    h, w = matte.shape
    m = np.clip((matte.astype(float) - guided.SNAP_IN) / (1 - 2 * guided.SNAP_IN), 0, 1)
    ys = (
        ((np.arange(h)[:, None] + np.array([0.25, 0.75])) * height / h)
        .astype(int)
        .clip(0, height - 1)
    )
    xs = (
        ((np.arange(w)[:, None] + np.array([0.25, 0.75])) * width / w)
        .astype(int)
        .clip(0, width - 1)
    )
    full = luma(frame)
    small = sum(full[ys[:, a]][:, xs[:, b]] for a in (0, 1) for b in (0, 1)) / 4
    variance = box(small * small) - box(small) ** 2
    slope = (box(small * m) - box(small) * box(m)) / (variance + guided.EPS)
    offset = box(m) - slope * box(small)
    raw = enlarge(box(slope), height, width) * full + enlarge(box(offset), height, width)
    raw = raw * (1 + 2 * guided.SNAP_OUT) - guided.SNAP_OUT
    return np.floor(np.clip(raw, 0, 1) * 255 + 0.5)


def standing(matte: Array | None, height: int, width: int) -> Array:
    """0..1: where the room must be replaced around a person."""
    if matte is None:
        return np.ones((height, width))
    g = guided.GROW
    h, w = matte.shape
    clean = np.clip((matte.astype(float) - guided.SNAP_IN) / (1 - 2 * guided.SNAP_IN), 0, 1)
    padded = np.pad(clean, g)
    n = 2 * g + 1
    tall = np.max([padded[j : j + h, i : i + w] for j in range(n) for i in range(n)], axis=0)
    sharp = np.clip(tall * guided.SURE_SLOPE - guided.SURE_FROM, 0, 1)
    padded = np.pad(sharp, 1, mode="edge")
    k = np.array([1, 2, 1])
    soft = sum(padded[j : j + h, i : i + w] * k[j] * k[i] for j in range(3) for i in range(3)) / 16
    return enlarge(soft, height, width)


def sample(image: Array, x: Array, y: Array, *, repeat: bool) -> Array:
    """Bilinear samples at (x, y); outside the edges repeat, or all is 0 a pixel further on."""
    height, width = image.shape[:2]
    if repeat:
        x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    padded = np.pad(image, ((1, 2), (1, 2), (0, 0)))
    x, y = np.clip(x, -1, width) + 1, np.clip(y, -1, height) + 1
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - i)[..., None], (y - j)[..., None]
    top = padded[j, i] * (1 - fx) + padded[j, i + 1] * fx
    bottom = padded[j + 1, i] * (1 - fx) + padded[j + 1, i + 1] * fx
    return top * (1 - fy) + bottom * fy


def lifted(layer: Layer, plate: Array | None) -> Array:
    """Premultiplied colour and alpha of a layer's frame, 0..255, float (H, W, 4)."""
    frame = layer.frame.astype(float)
    a = alpha_of(layer.matte, layer.frame)[..., None]
    colour = frame * a / 255 if plate is None else np.clip(frame - (1 - a / 255) * plate, 0, a)
    gain = np.array(layer.gain or (1.0, 1.0, 1.0))
    return np.concatenate([np.minimum(colour * gain, a), a], axis=2)


def render(
    base: Array,
    layers: Sequence[Layer],
    *,
    plate: Array | None = None,
    background: Array | None = None,
) -> tuple[Array, Array]:
    """The picture and the coverage 0..255, both float; one layer, or any over a background."""
    height, width = base.shape[:2]
    under = (base if background is None else background).astype(float)
    cover = np.zeros((height, width, 1))
    for layer in layers:
        field = np.zeros((1, 1, 2)) if layer.field is None else layer.field.astype(float)
        move = grid(height, field.shape[0], field, 0)
        move = grid(width, field.shape[1], move, 1)
        y, x = np.mgrid[0:height, 0:width].astype(float)
        is_base = layer.frame is base
        repeat = layer.frame.shape == base.shape and np.abs(field).max() * WARP_REACH <= height
        here = lifted(layer, plate if is_base else None)
        p = sample(here, x + move[..., 0], y + move[..., 1], repeat=repeat)
        a = p[..., 3:] / 255
        result, weight = under, 1.0
        if background is None and is_base:
            if plate is not None:
                k = standing(layer.matte, height, width)[..., None]
                result = under - here[..., :3] + here[..., 3:] / 255 * plate
                k = k * np.clip(1 - 8 * here[..., 3:] / 256, 0, 1)
                result = result + k * (plate - result)
            far = np.minimum(np.abs(move).sum(axis=2, keepdims=True) * 4, 1)
            weight = (
                far if layer.gain is None else np.maximum(far, np.minimum(8 * a * 255 / 256, 1))
            )
        under = under + weight * (p[..., :3] + (1 - a) * result - under)
        cover = p[..., 3:] + (1 - a) * cover
    return under, cover[..., 0]
