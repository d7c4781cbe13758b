"""Where training begins: anew, with an ImageNet backbone, or with a student that knows people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from muse_nodes.api import ModelError
from muse_nodes.training.checkpoint import FORMAT, load_backbone, load_student, tensors_of
from muse_nodes.training.points import POINTS
from muse_nodes.training.student import Student, StudentConfig

KNOWN_RATE = 0.5
"""Part of the learning rate with which a student goes on that has learned already: it is near."""


@dataclass(frozen=True, slots=True)
class Start:
    """What training begins with. ``student`` is the shape of a new one, or one with weights;
    ``rate`` the factor of the learning rate, ``about`` what the card says of it."""

    student: Student | StudentConfig
    rate: float = 1.0
    about: dict[str, Any] | None = None

    @property
    def config(self) -> StudentConfig:
        """The student's shape."""
        return self.student if isinstance(self.student, StudentConfig) else self.student.config


def start_of(weights: Path | None, config: StudentConfig, seed: int) -> Start:
    """What a weights file gives to begin with: a student of ours, or torchvision's ImageNet
    backbone. ModelError when it is neither, or of another shape; nothing in it is ever executed.

    The key points may be more or fewer than the file's: those that it has are taken over.
    """
    if weights is None:
        return Start(config)
    found = tensors_of(weights)
    if isinstance(found, dict) and found.get("format") == FORMAT:
        giver, about = load_student(weights)
        student = _taken_over(giver, config, seed, weights)
        kept = {name: value for name, value in about.items() if name in ("title", "licence")}
        taught = about.get("points", POINTS[: giver.config.points])
        return Start(student, KNOWN_RATE, {"weights": weights.name, **kept, "points": list(taught)})
    if config.arch != "mobilenet":
        raise ModelError(
            f"The weights in '{weights}' are no student of this program.",
            hint="A student with SegFormer's backbone begins anew, or with another one like it.",
        )
    student = _new(config, seed)
    load_backbone(student, weights)
    return Start(student, 1.0, {"weights": weights.name, "backbone": "MobileNetV3-small"})


def _taken_over(giver: Student, config: StudentConfig, seed: int, path: Path) -> Student:
    """A student of the shape ``config`` with all that ``giver`` has."""
    given = giver.config
    alike = replace(given, height=config.height, width=config.width, points=config.points)
    if alike != config:
        raise ModelError(
            f"The student in '{path}' has another shape than the one to be trained: {given}.",
            hint="Train with the preset and the size with which it was made, or begin anew.",
        )
    student = _new(config, seed)
    mine, theirs = student.state_dict(), giver.state_dict()
    shared = min(config.points, given.points)
    with torch.no_grad():
        for name, tensor in mine.items():
            if tensor.shape == theirs[name].shape:
                tensor.copy_(theirs[name])
            else:  # the last convolution of the key points: as many as both know
                tensor[:shared].copy_(theirs[name][:shared])
    return student


def _new(config: StudentConfig, seed: int) -> Student:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Student(config)
