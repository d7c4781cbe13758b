"""From a frame to a network's input tensor: the one place that calls the shrinking kernels."""

from __future__ import annotations

import cv2
import numpy as np

from muse_nodes.api import Array, Frame
from muse_nodes.models.card import ImageInput
from muse_nodes.models.roi import Roi


class InputTensor:
    """A network's image input: the array (1, h, w, 3) or (1, 3, h, w), and how frames get in."""

    def __init__(self, image: ImageInput, height: int, width: int, dtype: str = "float32") -> None:
        planar = image.layout == "NCHW"
        shape = (1, 3, height, width) if planar else (1, height, width, 3)
        self.array: Array = np.zeros(shape, dtype)
        self._view = self.array[0].transpose(1, 2, 0) if planar else self.array[0]
        order = slice(None) if image.colour == "rgb" else slice(None, None, -1)
        self._order = order
        self._scale = np.array(image.scale[order], np.float32)
        self._offset = np.array(image.offset[order], np.float32)
        self.size = (height, width)

    def stretch(self, frame: Frame) -> None:
        """Shrink the whole frame to the tensor's size."""
        height, width = self.size
        small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        self._write(small)

    def crop(self, frame: Frame, roi: Roi, *, black: bool = False) -> None:
        """Resample a rotated square of the frame; outside it is black or repeats the edge."""
        height, width = self.size
        c, s, k = np.cos(roi.rotation), np.sin(roi.rotation), roi.side / width
        matrix = np.array(
            [
                [c * k, -s * k, roi.x - k * (c * width - s * height) / 2],
                [s * k, c * k, roi.y - k * (s * width + c * height) / 2],
            ]
        )
        border = cv2.BORDER_CONSTANT if black else cv2.BORDER_REPLICATE
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        self._write(cv2.warpAffine(frame, matrix, (width, height), flags=flags, borderMode=border))

    def _write(self, small: Array) -> None:
        self._view[...] = small[..., self._order] * self._scale + self._offset
