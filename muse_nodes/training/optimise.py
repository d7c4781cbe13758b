"""What turns a loss into better weights: AdamW on a warm-up and cosine, and an average of weights.

AdamW: Loshchilov and Hutter, 2019. Cosine schedule: the same, 2017. Average: Polyak and Juditsky,
1992, with a decay that grows in the first steps so that the start is forgotten.
"""

from __future__ import annotations

import copy
import math
from contextlib import AbstractContextManager
from typing import Any

import torch

from muse_nodes.training.presets import Preset
from muse_nodes.training.student import Student


def rate_at(step: int, total: int, preset: Preset) -> float:
    """The learning rate of a step: linear warm-up, then half a cosine down to a hundredth."""
    warm = max(1, round(preset.warm_up * total))
    if step < warm:
        return preset.rate * (step + 1) / warm
    part = (step - warm) / max(1, total - warm)
    return preset.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(part, 1.0))))


class Optimiser:
    """AdamW with mixed precision and clipped gradients, for one student.

    On CUDA the network runs in bfloat16, or in float16 with a loss scale where the card is too
    old for that. On the CPU in float32.
    """

    def __init__(self, student: Student, preset: Preset, device: torch.device) -> None:
        decayed = [p for p in student.parameters() if p.ndim > 1]
        plain = [p for p in student.parameters() if p.ndim <= 1]
        groups = [
            {"params": decayed, "weight_decay": preset.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        self._parameters = [*decayed, *plain]
        self._adam = torch.optim.AdamW(groups, lr=preset.rate, fused=True)
        self._clip = preset.clip
        self._device = device
        self._half = device.type == "cuda"
        brain = self._half and torch.cuda.is_bf16_supported()
        self._dtype = torch.bfloat16 if brain else torch.float16
        self._scaler = torch.amp.GradScaler(device.type, enabled=self._half and not brain)

    def precision(self) -> AbstractContextManager[Any]:
        """The context in which the network runs forward."""
        context: AbstractContextManager[Any] = torch.autocast(
            self._device.type, dtype=self._dtype, enabled=self._half
        )
        return context

    def step(self, loss: torch.Tensor, rate: float) -> None:
        """One step down the loss."""
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.zero_grad(set_to_none=True)
        self._scaler.scale(loss).backward()
        self._scaler.unscale_(self._adam)
        torch.nn.utils.clip_grad_norm_(self._parameters, self._clip)
        self._scaler.step(self._adam)
        self._scaler.update()

    def state(self) -> dict[str, Any]:
        """What is needed to go on."""
        return {"adam": self._adam.state_dict(), "scaler": self._scaler.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._adam.load_state_dict(state["adam"])
        if self._scaler.is_enabled():
            self._scaler.load_state_dict(state["scaler"])


class Average:
    """The running average of a student's weights and of its normalisation's statistics."""

    def __init__(self, student: Student, decay: float) -> None:
        self.student = copy.deepcopy(student).eval().requires_grad_(False)
        self._decay = decay

    def update(self, student: Student, step: int) -> None:
        """Take in the weights after ``step``."""
        keep = min(self._decay, (1 + step) / (10 + step))
        mine, new = self.student.state_dict(), student.state_dict()
        real = [name for name, tensor in mine.items() if tensor.is_floating_point()]
        with torch.no_grad():
            torch._foreach_lerp_([mine[n] for n in real], [new[n] for n in real], 1 - keep)
            for name in mine.keys() - set(real):  # how many batches normalisation has seen
                mine[name].copy_(new[name])
