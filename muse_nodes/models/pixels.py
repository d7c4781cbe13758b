"""From a frame to a network's input tensor: the one place that calls the shrinking kernels."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array, Frame
from muse_nodes.kernels.network_input import Layout, crop_rotated, to_network
from muse_nodes.models.card import ImageInput
from muse_nodes.models.follow import Box
from muse_nodes.models.roi import Roi


class InputTensor:
    """A network's image input: the array (1, h, w, 3) or (1, 3, h, w), and how frames get in.

    The kernels write float32 or uint8 in RGB order. For a network that wants blue first or
    float16 they write into a workspace, which is then copied over.
    """

    def __init__(self, image: ImageInput, height: int, width: int, dtype: str = "float32") -> None:
        planar = image.layout == "NCHW"
        self._layout: Layout = "nchw" if planar else "nhwc"
        shape = (1, 3, height, width) if planar else (1, height, width, 3)
        self.array: Array = np.zeros(shape, dtype)
        self.size = (height, width)
        self._scale, self._offset = image.scale, image.offset
        self._channels = 1 if planar else 3
        self._reverse = image.colour == "bgr"
        direct = not self._reverse and (dtype == "float32" or (dtype == "uint8" and not planar))
        self._target = self.array if direct else np.zeros(shape, np.float32)
        self._spare = np.zeros((height, width, 3), np.uint8)

    def stretch(self, frame: Frame, box: Box | None = None) -> None:
        """Bring the whole frame, or a box of it, to the tensor's size, areas averaged."""
        to_network(
            self._target,
            frame,
            scale=self._scale,
            bias=self._offset,
            layout=self._layout,
            roi=box.edges if box else None,
        )
        self._hand_over()

    def crop(self, frame: Frame, roi: Roi, *, black: bool = False) -> None:
        """Resample a rotated square of the frame; outside it is black or repeats the edge.

        Only for square tensors in NHWC.
        """
        crop_rotated(
            self._target,
            frame,
            centre=(roi.x, roi.y),
            size=roi.side,
            angle=roi.rotation,
            scale=self._scale,
            bias=self._offset,
            border="constant" if black else "repeat",
            spare=self._spare,
        )
        self._hand_over()

    def _hand_over(self) -> None:
        if self._target is self.array:
            return
        source = np.flip(self._target, self._channels) if self._reverse else self._target
        np.copyto(self.array, source, casting="unsafe")
