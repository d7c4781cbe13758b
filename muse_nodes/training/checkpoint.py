"""Weights and training states on disk: written whole or not at all, read without unpickling."""

from __future__ import annotations

import os
import pickle
import secrets
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from muse_nodes.api import ModelError, MuseError
from muse_nodes.training.student import Student, StudentConfig

FORMAT = 1


def save(path: Path, content: Mapping[str, Any]) -> None:
    """Write tensors, numbers, texts and dicts of them beside ``path``, then rename.

    MuseError when the disk does not take it; what was there before is then still there.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("xb") as file:
            torch.save({"format": FORMAT, **content}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except (OSError, RuntimeError) as error:  # torch tells of a full disk by a RuntimeError
        with suppress(OSError):  # it is not there, or its folder is none
            beside.unlink()
        raise MuseError(
            f"'{path}' cannot be written: {getattr(error, 'strerror', None) or error}.",
            hint="Check the folder and the space on its disk.",
        ) from error


def load(path: Path, device: str | torch.device = "cpu") -> dict[str, Any]:
    """What ``save`` wrote. ModelError when the file is missing, damaged, or holds anything else.

    Nothing in the file is ever executed: it may hold tensors and plain values only.
    """
    content = tensors_of(path, device)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ModelError(f"'{path}' is no weights file of this program, or of another version.")
    return content


def tensors_of(path: Path, device: str | torch.device = "cpu") -> object:
    """What torch's own reader finds in a file when it may make tensors and plain values only.

    ModelError as for ``load``; what it is then is for the caller to find out.
    """
    try:
        with warnings.catch_warnings():  # it wonders about files that are refused below
            warnings.simplefilter("ignore")
            found: object = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        raise ModelError(f"There is no weights file '{path}'.") from None
    except pickle.UnpicklingError as error:
        raise ModelError(
            f"The weights file '{path}' was refused: it is damaged, or it holds more than weights.",
            hint="Only files with plain tensors are read. Train again, or get it from its maker.",
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The weights file '{path}' is damaged or incomplete.", hint="Train again."
        ) from error
    return found


def load_backbone(student: Student, path: Path) -> int:
    """Take over the backbone from a ``.pth`` with torchvision's MobileNetV3-small, as trained on
    ImageNet; how many tensors that were. ModelError when the file holds no such network."""
    found = tensors_of(path, "cpu")
    given = found if isinstance(found, dict) else {}
    mine = student.state_dict()
    wanted = {name: tensor.shape for name, tensor in mine.items() if name.startswith("features.")}
    fits = {name: given.get(name) for name in wanted}
    wrong = [name for name, t in fits.items() if getattr(t, "shape", None) != wanted[name]]
    if wrong:
        raise ModelError(
            f"The weights in '{path}' are not those of MobileNetV3-small at this student's width: "
            f"'{wrong[0]}' does not fit.", hint="Use a student with the multiplier 1.",
        )  # fmt: skip
    student.load_state_dict({**mine, **fits})
    return len(fits)


def save_student(path: Path, student: Student, about: Mapping[str, Any]) -> None:
    """Write a student's shape and weights, and what is to be known ``about`` it."""
    weights = {name: t.detach().cpu() for name, t in student.state_dict().items()}
    save(path, {"student": asdict(student.config), "weights": weights, "about": dict(about)})


def load_student(path: Path) -> tuple[Student, dict[str, Any]]:
    """The student of a file, ready to be asked, and what is known about it; ModelError if none."""
    content = load(path)
    try:
        student = Student(StudentConfig(**content["student"]))
        student.load_state_dict(content["weights"])
        about = dict(content.get("about", {}))
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"The weights in '{path}' do not make a student of this program.", hint="Train again."
        ) from error
    return student.eval(), about
