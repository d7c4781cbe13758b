"""SAM 2.1 (Ravi et al., 2024) as it is asked here: one person, prompted once, followed in a stream.

The session of transformers is made by hand, because its processors want torchvision. It keeps every
frame and every output for ever; what the memory attention can no longer reach is deleted after
each frame, which changes no bit of what comes (tested) and bounds the memory of an hour of video.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch

from muse_nodes.api import Array, Frame
from muse_nodes.training.people import Box
from muse_nodes.training.teachers.weights import device_of, from_folder, precision

ADVICE = (
    "Get the weights with: hf download facebook/sam2.1-hiera-large --local-dir FOLDER, and give "
    "that folder."
)
TYPES = ("sam2_video",)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
PERSON = 1
POSITIVE, CORNERS = 1, (2, 3)
"""Labels of prompts: a point on the person; the upper left and lower right corner of a box."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Where the person is in the first frame: a ``mask`` (H, W) of 0 and 1, or ``points`` (N, 2)
    on the person and a ``box``, all in pixels of the frame. A mask counts more."""

    mask: Array | None = None
    points: Array | None = None
    box: Box | None = None


class Sam2:
    """The network; ``follow`` begins a stream. ``name`` is what its folder is called."""

    def __init__(self, folder: str, device: str = "auto") -> None:
        from transformers import Sam2VideoModel

        self.device = device_of(device)
        self.dtype = precision(self.device)
        self.model: Any = from_folder(Sam2VideoModel, folder, TYPES, ADVICE, dtype=self.dtype).to(
            self.device
        )
        config = self.model.config
        self.side: int = int(config.image_size)
        self.reach = max(config.num_maskmem, config.max_object_pointers_in_encoder)

    def follow(self, prompt: Prompt, *, forget: bool = True) -> Followed:
        """A stream that begins with the frame that ``prompt`` belongs to.

        With ``forget`` off nothing is deleted; the result is the same.
        """
        return Followed(self, prompt, forget)


class Followed:
    """One person in a stream: call it with one frame after the other."""

    def __init__(self, network: Sam2, prompt: Prompt, forget: bool) -> None:
        from transformers.models.sam2_video.modeling_sam2_video import Sam2VideoInferenceSession

        self._network = network
        self._prompt: Prompt | None = prompt
        self._forget = forget
        self._at = 0
        self.session = Sam2VideoInferenceSession(
            inference_device=network.device, inference_state_device=network.device,
            video_storage_device=network.device, dtype=network.dtype,
        )  # fmt: skip

    def __call__(self, frame: Frame) -> Array:
        """How likely each pixel of the next frame is the person: float32 (H, W) in 0..1; all 0
        where the network sees nobody."""
        network, session = self._network, self.session
        height, width = frame.shape[:2]
        if self._prompt is not None:
            session.video_height, session.video_width = height, width
            self._tell(self._prompt, (height, width))
            self._prompt = None
        pixels = _pixels(frame, network.side).to(network.device, network.dtype)
        with torch.inference_mode():
            out = network.model(inference_session=session, frame_idx=self._at, frame=pixels)
            there = float(out.object_score_logits.flatten()[0]) > 0
            logits = torch.nn.functional.interpolate(
                out.pred_masks[:1].float(), (height, width), mode="bilinear", align_corners=False
            )
            likely = torch.sigmoid(logits[0, 0]).cpu().numpy()
        if self._forget:
            self._drop()
        self._at += 1
        return np.asarray(likely if there else np.zeros_like(likely), np.float32)

    def _tell(self, prompt: Prompt, size: tuple[int, int]) -> None:
        session, network = self.session, self._network
        index = session.obj_id_to_idx(PERSON)
        if prompt.mask is not None:
            mask = torch.from_numpy(np.asarray(prompt.mask > 0.5, np.float32))[None, None]
            session.add_mask_inputs(index, 0, mask)
        else:
            places: list[tuple[float, float]] = []
            labels: list[int] = []
            if prompt.box is not None:  # its corners come before all points
                places += [prompt.box[:2], prompt.box[2:]]
                labels += CORNERS
            for point in prompt.points if prompt.points is not None else ():
                places.append((float(point[0]) + 0.5, float(point[1]) + 0.5))
                labels.append(POSITIVE)
            scale = np.array([network.side / size[1], network.side / size[0]])
            coords = torch.tensor(np.array(places) * scale, dtype=network.dtype)[None, None]
            marks = torch.tensor(labels, dtype=torch.int32)[None, None]
            session.add_point_inputs(index, 0, {"point_coords": coords, "point_labels": marks})
        session.obj_with_new_inputs = [PERSON]

    def _drop(self) -> None:
        """Delete what no later frame can ask for: older frames, and outputs out of reach."""
        session = self.session
        frames = session.processed_frames or {}
        for old in [index for index in frames if index < self._at]:
            del frames[old]
        for outputs in session.output_dict_per_obj.values():
            past = outputs["non_cond_frame_outputs"]
            for old in [index for index in past if index < self._at - self._network.reach]:
                del past[old]
        for tracked in session.frames_tracked_per_obj.values():
            for old in [index for index in tracked if index < self._at]:
                del tracked[old]


def _pixels(frame: Frame, side: int) -> torch.Tensor:
    """The frame stretched to a square and normalised, (1, 3, side, side)."""
    mode = cv2.INTER_AREA if min(frame.shape[:2]) >= side else cv2.INTER_LINEAR
    square = np.asarray(cv2.resize(frame, (side, side), interpolation=mode), np.float32) / 255
    square = (square - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    return torch.from_numpy(np.ascontiguousarray(square.transpose(2, 0, 1)))[None]
