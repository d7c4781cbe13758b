"""ViTPose and ViTPose+ (Xu et al., 2022): key points of one person in a box, from heat maps.

Cropping, decoding and the mirrored second look are done here; the library's image processor is
not needed. The crop is that of the authors (the box widened by a quarter to 3:4, pixel centres on
pixel centres), and so are the decoded points to a fraction of a heat map's cell (tested).

The 133 points of the whole body need the authors' own file beside the folder: their conversion for
transformers leaves the head away. Its tensors are read with ``weights_only``, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from muse_nodes.api import Array, Frame, ModelError
from muse_nodes.models.heatmaps import peaks
from muse_nodes.training.checkpoint import tensors_of
from muse_nodes.training.ensemble_pose import SKELETONS, UNKNOWN
from muse_nodes.training.people import Box
from muse_nodes.training.points import POINTS
from muse_nodes.training.teachers.weights import device_of, from_folder, precision

ADVICE = (
    "Get the weights with: hf download usyd-community/vitpose-plus-huge --local-dir FOLDER, and "
    "give that folder."
)
WHOLEBODY_ADVICE = (
    "It is one of vitpose+_small.pth, _base, _large or _huge of the authors, of the same size as "
    "the folder; without it only the body's points are found."
)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
ROUND = 1.25
"""The crop is this many times larger than the box."""
BODY_EXPERT, WHOLEBODY_EXPERT = 0, 5
COCO_PAIRS = tuple((i, i + 1) for i in range(1, 17, 2))
BLUR, SIGMA = 11, 0.8
"""Side and standard deviation, in cells, of the Gaussian that evens the top of a heat map."""
_HEAD = {
    "deconv_layers.0": "deconv1", "deconv_layers.1": "batchnorm1", "deconv_layers.3": "deconv2",
    "deconv_layers.4": "batchnorm2", "final_layer": "conv",
}  # fmt: skip
_FILE_HEAD = "associate_keypoint_heads.4."


def wholebody_pairs() -> tuple[tuple[int, int], ...]:
    """Which of the 133 points change places in a mirror: body, feet, face (as iBUG), hands."""
    jaw = [(23 + i, 39 - i) for i in range(8)]
    brows = [(40 + i, 49 - i) for i in range(5)]
    nose = [(54, 58), (55, 57)]
    eyes = [(59, 68), (60, 67), (61, 66), (62, 65), (63, 70), (64, 69)]
    lips = [(71, 77), (72, 76), (73, 75), (78, 82), (79, 81), (83, 87), (84, 86), (88, 90)]
    feet, hands = [(17, 20), (18, 21), (19, 22)], [(91 + i, 112 + i) for i in range(21)]
    return (*COCO_PAIRS, *feet, *jaw, *brows, *nose, *eyes, *lips, *hands)


class VitPose:
    """The network. ``wholebody`` is the authors' .pth file for 133 points; empty for COCO's 17."""

    def __init__(self, folder: str, wholebody: str = "", device: str = "auto") -> None:
        from transformers import VitPoseForPoseEstimation

        self._device = device_of(device)
        self._dtype = precision(self._device)
        model: Any = from_folder(VitPoseForPoseEstimation, folder, ("vitpose",), ADVICE)
        if wholebody:
            _give_head(model, Path(wholebody).expanduser())
        self._model = model.to(self._device, self._dtype)
        backbone = model.config.backbone_config
        self._size = tuple(int(side) for side in backbone.image_size)
        self._experts = int(backbone.num_experts)
        self._expert = WHOLEBODY_EXPERT if wholebody else BODY_EXPERT
        self.skeleton = "wholebody133" if wholebody else "coco17"
        count = int(self._model.config.num_labels)
        expected = 133 if wholebody else 17
        if count != expected:
            raise ModelError(
                f"The network in '{folder}' finds {count} points, and COCO's body has 17.",
                hint=ADVICE,
            )
        order = list(range(count))
        for one, other in wholebody_pairs() if wholebody else COCO_PAIRS:
            order[one], order[other] = other, one
        self._mirror = torch.tensor(order, device=self._device)

    def __call__(self, frames: Sequence[Frame], boxes: Sequence[Box]) -> tuple[Array, Array]:
        """The points of the person in each box: float32 (B, K, 3), x and y in pixels of the frame
        and the score; and (B,) how far the mirrored look lies apart, as a share of the box."""
        crops = [crop_of(box, self._size) for box in boxes]
        pixels = torch.from_numpy(
            np.stack([_pixels(f, c, self._size) for f, c in zip(frames, crops, strict=True)])
        ).to(self._device, self._dtype)
        with torch.inference_mode():
            straight = self._heat(pixels)
            mirrored = self._heat(pixels.flip(-1)).flip(-1)[:, self._mirror]
        one, other = straight.float().cpu().numpy(), mirrored.float().cpu().numpy()
        out, apart = [], []
        for k, crop in enumerate(crops):
            out.append(decoded((one[k] + other[k]) / 2, crop))
            looks = decoded(one[k], crop), decoded(other[k], crop)
            sure = out[-1][:, 2] >= 0.5
            gaps = np.hypot(*(looks[0][sure, :2] - looks[1][sure, :2]).T)
            apart.append(min(float(gaps.mean() / crop[3]), 1.0) if sure.any() else 0.0)
        return np.stack(out).astype(np.float32), np.array(apart)

    def _heat(self, pixels: torch.Tensor) -> torch.Tensor:
        expert = None
        if self._experts > 1:
            expert = torch.full((len(pixels),), self._expert, device=self._device)
        heat: torch.Tensor = self._model(pixels, dataset_index=expert).heatmaps
        return heat

    def ours(self, points: Array) -> Array:
        """One person's points (K, 3) as (24, 3) in the order of ``POINTS``."""
        out = np.zeros((len(POINTS), 3), np.float32)
        out[:, 2] = UNKNOWN
        places = np.array(SKELETONS[self.skeleton])
        out[places >= 0] = points[places[places >= 0]]
        return out


Crop = tuple[float, float, float, float]
"""Centre x and y, width and height in pixels of the frame."""


def crop_of(box: Box, size: tuple[int, ...]) -> Crop:
    """The crop for a box: in the proportions of ``size`` (height, width), a quarter larger."""
    left, top, right, bottom = box
    width, height = float(right - left), float(bottom - top)
    wide = size[1] / size[0]
    width, height = max(width, height * wide), max(height, width / wide)
    # The middle of the pixels from left to right - 1: pixel centres are at integers.
    return (left + right - 1) / 2, (top + bottom - 1) / 2, ROUND * width, ROUND * height


def decoded(heat: Array, crop: Crop) -> Array:
    """Points (K, 3) in the frame from heat maps (K, h, w) of a crop, to a fraction of a cell."""
    height, width = heat.shape[1:]
    top = heat.reshape(len(heat), -1).max(1)
    smooth = np.stack([cv2.GaussianBlur(one, (BLUR, BLUR), SIGMA) for one in heat])
    rows, columns = np.divmod(heat.reshape(len(heat), -1).argmax(1), width)
    found = peaks(np.maximum(smooth, 1e-3))
    # Where blurring has moved the top to another cell, the cell of the map itself counts.
    x, y = found[:, 0] * width - 0.5, found[:, 1] * height - 0.5
    x = np.where(np.abs(x - columns) <= 1.5, x, columns)
    y = np.where(np.abs(y - rows) <= 1.5, y, rows)
    across, down = crop[2] / max(width - 1, 1), crop[3] / max(height - 1, 1)
    return np.stack(
        [crop[0] - crop[2] / 2 + x * across, crop[1] - crop[3] / 2 + y * down, np.clip(top, 0, 1)],
        axis=1,
    ).astype(np.float32)


def _pixels(frame: Frame, crop: Crop, size: tuple[int, ...]) -> Array:
    """The crop normalised, (3, h, w); black outside the frame, as in training."""
    height, width = size
    across, down = crop[2] / (width - 1), crop[3] / (height - 1)
    back = np.array(
        [[across, 0, crop[0] - crop[2] / 2], [0, down, crop[1] - crop[3] / 2]], np.float64
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    part = cv2.warpAffine(frame, back, (width, height), flags=flags)
    values = (np.asarray(part, np.float32) / 255 - np.array(MEAN, np.float32)) / np.array(
        STD, np.float32
    )
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def _give_head(model: Any, path: Path) -> None:
    """Put the whole-body head of the authors' file on the network, in place of COCO's."""
    content = tensors_of(path)
    state = content.get("state_dict", content) if isinstance(content, dict) else {}
    found = {
        f"{_HEAD[part]}.{rest}": tensor
        for name, tensor in state.items()
        if isinstance(name, str) and name.startswith(_FILE_HEAD)
        for part, rest in [name.removeprefix(_FILE_HEAD).rsplit(".", 1)]
        if part in _HEAD
    }
    head = model.head
    try:
        last = head.conv
        head.conv = torch.nn.Conv2d(last.in_channels, 133, last.kernel_size, padding=last.padding)
        head.load_state_dict(found, strict=True)
    except (RuntimeError, AttributeError) as error:
        raise ModelError(
            f"'{path}' does not hold the whole-body head of this network.", hint=WHOLEBODY_ADVICE
        ) from error
    model.config.num_labels = 133
    head.eval().requires_grad_(False)
