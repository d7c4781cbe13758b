"""Soft edges for labels: a matte or a hard mask made to follow the picture, where it may be unsure.

The guided filter in colour (He, Sun and Tang, "Guided Image Filtering", 2013): in every window the
matte is explained as a linear function of the picture's three colours. It is closed-form matting
(Levin et al., 2008) with one step of its solver, and as good where the matte was nearly right. The
live path has a filter of its own, in grey and on a coarse grid, that takes a tenth of the time.
"""

from __future__ import annotations

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, Matte
from muse_nodes.training.people import find, grown

RADIUS = 8 / 720
"""Half width of the windows, as a share of the picture's height."""
EPS = 1e-3
"""Regularisation, squares of colours in 0..1: less contrast than its root is no edge."""
FAR = 0.1
"""Room round the person that is filtered with it, as a share of its size."""
SNAP = 0.1
"""Alpha within this of 0 or 1 is taken for it: the windows' means widen every edge."""


def refine(frame: Frame, matte: Matte, radius: float = RADIUS, eps: float = EPS) -> Matte:
    """A matte (H, W) made to follow the edges of its frame; where nobody is it stays as it is."""
    box = find(matte).box
    if box is None:
        return matte
    height, width = matte.shape
    reach = max(2, round(radius * height))
    left, top, right, bottom = grown(box, FAR, (height, width))
    left, top = max(left - 2 * reach, 0), max(top - 2 * reach, 0)
    part = slice(top, bottom + 2 * reach), slice(left, right + 2 * reach)
    out = matte.copy()
    out[part] = guided(frame[part], matte[part], reach, eps)
    return out


def soften(frame: Frame, mask: Array, radius: float = RADIUS) -> Matte:
    """Alpha from a hard or nearly hard mask (H, W) in 0..1: unknown in a band along its edge.

    What lies further inside or outside than the band stays 1 or 0, whatever the picture says.
    """
    solid = (mask > 0.5).astype(np.uint8)
    reach = max(2, round(radius * mask.shape[0]))
    inside, band = trimap(solid, reach)
    soft = refine(frame, np.asarray(mask, np.float32), radius)
    soft = np.where(band, soft, inside.astype(np.float32))
    return np.asarray(soft, np.float32)


def trimap(solid: Array, reach: int) -> tuple[Array, Array]:
    """What is surely inside, and the unknown band of ``reach`` pixels on each side of the edge.

    ``solid`` is uint8 (H, W) of 0 and 1; both results are bool. The picture's border is no edge.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    inside = cv2.erode(solid, kernel, borderType=cv2.BORDER_REPLICATE) > 0
    outside = cv2.dilate(solid, kernel, borderType=cv2.BORDER_REPLICATE) == 0
    return np.asarray(inside), np.asarray(~inside & ~outside)


def guided(frame: Frame, matte: Matte, radius: int, eps: float) -> Matte:
    """The guided filter with the frame's colours as guide; float32 (H, W) in 0..1."""

    def mean(values: Array) -> Array:
        size = 2 * radius + 1, 2 * radius + 1
        return np.asarray(cv2.boxFilter(values, -1, size, borderType=cv2.BORDER_REFLECT))

    guide = np.asarray(frame, np.float32) / 255
    matte = np.ascontiguousarray(matte, np.float32)
    colours, level = mean(guide), mean(matte)
    both = mean(guide * matte[..., None]) - colours * level[..., None]
    red, green, blue = (np.ascontiguousarray(guide[..., i]) for i in range(3))
    r, g, b = (colours[..., i] for i in range(3))
    # The covariance of the colours is symmetric: six numbers, inverted by its cofactors.
    rr, gg, bb = mean(red * red) - r * r, mean(green * green) - g * g, mean(blue * blue) - b * b
    rr, gg, bb = rr + eps, gg + eps, bb + eps
    rg, rb, gb = mean(red * green) - r * g, mean(red * blue) - r * b, mean(green * blue) - g * b
    c0, c1, c2 = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    c4, c5, c8 = rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg
    x, y, z = (both[..., i] for i in range(3))
    scale = 1 / np.maximum(rr * c0 + rg * c1 + rb * c2, np.float32(eps) ** 3)
    slope = np.dstack(
        [c0 * x + c1 * y + c2 * z, c1 * x + c4 * y + c5 * z, c2 * x + c5 * y + c8 * z]
    )
    slope *= scale[..., None]
    offset = level - (slope * colours).sum(-1)
    alpha = (mean(slope) * guide).sum(-1) + mean(offset)
    out = (alpha - SNAP) / (1 - 2 * SNAP)
    return np.asarray(np.clip(out, 0, 1), np.float32)
