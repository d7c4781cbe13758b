"""The render on a real picture whose alpha and plate are known exactly."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
import reference_render as reference

from muse_nodes.api import Array, Layer
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.render import render, upsample_matte

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def scene(shared: Path) -> tuple[Array, Array, Array]:
    """The first frame of the scene, its alpha 0..1, and the clean plate."""
    folder = shared / "scenes" / "office_hoodie"
    with av.open(str(folder / "video.mp4")) as video, av.open(str(folder / "alpha.mkv")) as mask:
        frame = next(video.decode(video=0)).to_ndarray(format="rgb24")
        alpha = next(mask.decode(video=0)).to_ndarray(format="gray") / np.float32(255)
    plate = cv2.cvtColor(cv2.imread(str(folder / "background.png")), cv2.COLOR_BGR2RGB)
    return np.ascontiguousarray(frame), alpha, plate


def small(alpha: Array) -> Array:
    """The alpha as a network would give it: at 256 x 256."""
    return cv2.resize(alpha, (256, 256), interpolation=cv2.INTER_AREA)


def test_the_guide_brings_the_matte_nearer_to_the_truth(scene: tuple[Array, Array, Array]) -> None:
    frame, alpha, _ = scene
    out = np.zeros(alpha.shape, np.float32)
    with Bands(2) as bands:
        upsample_matte(bands, out, small(alpha), frame)
    plain = reference.enlarge(small(alpha).astype(float), *alpha.shape)
    assert np.abs(out - alpha).mean() < 0.9 * np.abs(plain - alpha).mean()
    assert np.abs(out - alpha).mean() < 0.002


def test_a_slimmer_person_in_the_untouched_room(scene: tuple[Array, Array, Array]) -> None:
    frame, alpha, plate = scene
    height, width = alpha.shape
    y, x = np.mgrid[0:36, 0:64] * np.array([(height - 1) / 35, (width - 1) / 63])[:, None, None]
    centre = float(np.nonzero(alpha > 0.5)[1].mean())
    near = np.maximum(1 - np.hypot((x - centre) / 380, (y - 560) / 300) ** 2, 0) ** 2
    field = np.stack([(x - centre) * near * 0.35, np.zeros_like(near)], 2).astype(np.float32)
    out = np.zeros_like(frame)
    with Bands(2) as bands:
        render(bands, out, frame, [Layer(frame, small(alpha), field)], plate=plate)
    kernel = np.ones((81, 81), np.uint8)
    far = cv2.dilate((alpha > 0).astype(np.uint8), kernel) == 0
    assert far.mean() > 0.3
    assert np.array_equal(out[far], frame[far])
    move = reference.grid(width, 64, reference.grid(height, 36, field.astype(float), 0), 1)
    yy, xx = np.mgrid[0:height, 0:width].astype(float)
    moved = reference.sample(
        alpha[..., None] * 1.0, xx + move[..., 0], yy + move[..., 1], repeat=True
    )[..., 0]
    bared = (alpha > 0.95) & (moved < 0.01)
    assert bared.sum() > 1000
    assert np.abs(out[bared].astype(int) - plate[bared]).mean() < 3
    inside = cv2.erode((moved > 0.99).astype(np.uint8), np.ones((15, 15))) == 1
    source = reference.sample(
        frame.astype(float), xx + move[..., 0], yy + move[..., 1], repeat=True
    )
    assert np.abs(out[inside] - source[inside]).mean() < 0.5
