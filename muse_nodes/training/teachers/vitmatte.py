"""VitMatte (Yao et al., 2023): alpha in the unknown band of a mask, hair by hair.

The picture and a trimap go in, four channels at full size; only alpha in the band is taken, the
rest of a mask is sure already. The network looks at the part of the frame round the person.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch

from muse_nodes.api import Array, Frame, Matte
from muse_nodes.training.matting import FAR, trimap
from muse_nodes.training.people import find, grown
from muse_nodes.training.teachers.weights import device_of, from_folder, precision

ADVICE = (
    "Get the weights with: hf download hustvl/vitmatte-small-composition-1k --local-dir FOLDER, "
    "and give that folder; or leave it empty for guided matting."
)
BAND = 10 / 720
"""Half width of the unknown band, as a share of the frame's height."""
MULTIPLE = 32
"""The network's sides are multiples of this."""
LONGEST = 1024
"""The part of the frame is shrunk to this; attention grows with its square."""


class VitMatte:
    """Turns masks into alpha; made for many calls."""

    name = "VitMatte"

    def __init__(self, folder: str, device: str = "auto") -> None:
        from transformers import VitMatteForImageMatting

        self._device = device_of(device)
        self._dtype = precision(self._device)
        self._model = from_folder(
            VitMatteForImageMatting, folder, ("vitmatte",), ADVICE, dtype=self._dtype
        ).to(self._device)

    def __call__(self, frame: Frame, mask: Array) -> Matte:
        """Alpha float32 (H, W) from a frame and a mask (H, W) in 0..1 that is right but for its
        edge."""
        out = np.asarray(mask > 0.5, np.float32)
        box = find(np.asarray(mask, np.float32)).box
        if box is None:
            return out
        height, width = mask.shape
        left, top, right, bottom = grown(box, FAR, (height, width))
        part = slice(top, bottom), slice(left, right)
        solid = out[part].astype(np.uint8)
        inside, band = trimap(solid, max(2, round(BAND * height)))
        alpha = self._alpha(np.ascontiguousarray(frame[part]), inside, band)
        out[part] = np.where(band, alpha, inside.astype(np.float32))
        return out

    def _alpha(self, picture: Frame, inside: Array, band: Array) -> Array:
        height, width = inside.shape
        scale = min(1.0, LONGEST / max(height, width))
        size = max(MULTIPLE, round(width * scale)), max(MULTIPLE, round(height * scale))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        known = (inside * 255 + band * 128).astype(np.uint8)
        marks = cv2.resize(known, size, interpolation=cv2.INTER_NEAREST)
        stack = np.dstack([small, marks]).astype(np.float32) / 255
        stack[..., :3] = (stack[..., :3] - 0.5) / 0.5
        pad = [(0, -size[1] % MULTIPLE), (0, -size[0] % MULTIPLE), (0, 0)]
        values = torch.from_numpy(np.pad(stack, pad, "edge").transpose(2, 0, 1)[None].copy())
        with torch.inference_mode():
            found = self._model(values.to(self._device, self._dtype)).alphas[0, 0]
        alpha = found.float().cpu().numpy()[: size[1], : size[0]]
        full = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(np.clip(full, 0, 1), np.float32)
