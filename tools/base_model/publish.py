"""The model's files, and how it is asked."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from muse_nodes.api import Array
from muse_nodes.models.checksum import sha256_of
from muse_nodes.models.session import OnnxSession
from muse_nodes.training.checkpoint import load_student
from muse_nodes.training.export import HEAT, INPUT, MATTE, card_of, parity, write_onnx
from muse_nodes.training.student import Student
from tools.base_model.judge import Ask
from tools.base_model.learn import HINT_STEPS, PLANS
from tools.base_model.material import CLIPS, FOLDS, WEBCAM, WHOLE, Clip

NAME = "student_base"
TITLE = "Base model, for everybody without one of their own"
LICENCE = "Apache-2.0 (begun with the encoder of MediaPipe's selfie segmentation, Google)"
RUNS = 200


def asked(student: Student, path: Path) -> Ask:
    """The student as ONNX Runtime serves it, from a file at ``path``."""
    write_onnx(student.eval(), path)
    return opened(path)


def opened(path: Path) -> Ask:
    """A network's file as a function."""
    tensor, run, made = _bound(path)

    def ask(picture: Array) -> tuple[Array, Array]:
        tensor[...] = picture
        run()
        return made[MATTE][0, 0].copy(), made[HEAT][0].copy()

    return ask


def write(work: Path, folder: Path) -> None:
    """Put the model, its card and its figures into ``folder``, the figures last.

    What is judged of a fold that has not been trained is left out of the figures.
    """
    student, _ = load_student(work / WHOLE.name / "student.pth")
    folder.mkdir(parents=True, exist_ok=True)
    network = folder / f"{NAME}.onnx"
    beside = folder / f".{NAME}.onnx"
    write_onnx(student.eval(), beside)
    difference = parity(student, beside)
    os.replace(beside, network)
    card = msgspec.json.encode(card_of(student, TITLE, LICENCE))
    _put(folder / f"{NAME}.json", msgspec.json.format(card) + b"\n")
    figures = {
        "file": network.name,
        "bytes": network.stat().st_size,
        "sha256": sha256_of(network),
        "parameters": student.parameter_count,
        "difference_from_torch": difference,
        "milliseconds_one_thread": _milliseconds(network),
        "steps": {"hints": HINT_STEPS, **{name: _taken(work, name) for name in PLANS}},
        "left_out": _left_out(work),
        "final": _read(work / WHOLE.name),
    }
    _put(folder / "metrics.json", (json.dumps(figures, indent=2) + "\n").encode())


def _left_out(work: Path) -> dict[str, Any]:
    """What students said of clips whose people and rooms they had not seen, and the means."""
    found: dict[str, Any] = {}
    for fold in FOLDS:
        found |= {n: {"fold": fold.name, **f} for n, f in _read(work / fold.name).items()}
    groups: dict[str, Callable[[Clip], bool]] = {
        "webcam": lambda clip: clip.room == WEBCAM,
        "others": lambda clip: clip.room != WEBCAM and not clip.hard,
        "hard": lambda clip: clip.hard,
    }
    means = {}
    for name, belongs in groups.items():
        overlaps = [found[c.name]["iou"] for c in CLIPS if belongs(c) and c.name in found]
        if overlaps:
            means[name] = round(statistics.mean(overlaps), 4)
    return {"mean_iou": means, "clips": found}


def _taken(work: Path, name: str) -> dict[str, Any]:
    """The plan of a student, with the steps of each round that it really took."""
    plan, rounds = asdict(PLANS[name]), sorted((work / name).glob("full-*.pth"))
    return {**plan, "full": [load_student(path)[1]["steps"] for path in rounds]}


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "figures.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def _milliseconds(path: Path) -> float:
    """A run with one thread: the 25th percentile, as other programs run beside."""
    _, run, _ = _bound(path)
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - started))
    return round(float(np.percentile(taken, 25)), 2)


def _bound(path: Path) -> tuple[Array, Callable[[], None], dict[str, Array]]:
    session = OnnxSession(path)
    tensor = np.zeros(tuple(n or 1 for n in session.inputs[INPUT].shape), np.float32)
    binding = session.binding()
    binding.feed(INPUT, tensor)
    return tensor, binding.run, binding.make((MATTE, HEAT))


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    os.replace(beside, path)
