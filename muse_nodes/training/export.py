"""From a trained student to the files that run live: weights, ONNX network and card.

The network in the file takes what ``muse_nodes.models`` feeds a segmenter, RGB levels as 0..1 in
NCHW with the normalisation inside, and gives ``matte``, alpha 0..1 (1, 1, h, w), and ``heat``,
key-point probabilities (1, K, H/4, W/4), which ``models/heatmaps.py`` reads. The card beside
it makes it a model that ``segment`` and ``pose`` can choose; the names of the points are in the
ONNX metadata as well.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn

from muse_nodes.api import Array, ModelError, MuseError
from muse_nodes.models.card import Card, ImageInput, MatteOutput, PointsOutput
from muse_nodes.models.session import OnnxSession
from muse_nodes.training.checkpoint import save_student
from muse_nodes.training.leftovers import clear
from muse_nodes.training.points import BODY, POINTS
from muse_nodes.training.student import Outputs, Student

OPSET = 18
NAME = "student_model"
INPUT, MATTE, HEAT = "picture", "matte", "heat"

PARITY = 1e-4
"""Largest difference from torch that the float32 network may have, in probabilities."""

HALF_PARITY = 0.05
"""The same for float16, which keeps three digits."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and the largest difference from torch of either network.

    ``half``, the float16 variant for engines, lies in a folder of its own, where nobody looks for
    a network to run on the CPU.
    """

    weights: Path
    network: Path
    half: Path
    card: Path
    difference: float
    half_difference: float


class _Served(nn.Module):
    """A student as it is asked live: probabilities instead of logits, on the CPU."""

    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = Student(student.config)
        weights = student.state_dict()
        self.student.load_state_dict({name: t.detach().cpu() for name, t in weights.items()})
        self.eval()

    def forward(self, picture: torch.Tensor) -> Outputs:
        """Matte and heat maps of a picture in 0..1."""
        matte, heat = self.student(picture)
        return matte.sigmoid(), heat.sigmoid()


def export(
    student: Student, folder: Path, about: Mapping[str, Any], *, title: str, licence: str
) -> Exported:
    """Write ``student_model_final.pth``, ``student_model.onnx``, its float16 variant and its card.

    Each appears whole or not at all, the card last: a network without one is not chosen. Raises
    ModelError when the network in a file does not do what the student does, MuseError when the
    disk does not take it. ``about`` (numbers, texts) goes into the weights file.
    """
    paths = Exported(
        folder / f"{NAME}_final.pth", folder / f"{NAME}.onnx", folder / "fp16" / f"{NAME}.onnx",
        folder / f"{NAME}.json", 0.0, 0.0,
    )  # fmt: skip
    with _temporary(folder) as rough:
        full, half = rough / "full.onnx", rough / "half.onnx"
        write_onnx(student, full)
        difference = parity(student, full)
        expect_parity(difference, PARITY)
        write_half(full, half)
        half_difference = parity(student, half)
        expect_parity(half_difference, HALF_PARITY)
        save_student(paths.weights, student, about)
        paths.half.parent.mkdir(exist_ok=True)
        _put(half, paths.half)
        _put(full, paths.network)
        card = rough / paths.card.name
        card.write_bytes(msgspec.json.format(msgspec.json.encode(card_of(student, title, licence))))
        _put(card, paths.card)
    return Exported(
        paths.weights, paths.network, paths.half, paths.card, difference, half_difference
    )


def write_onnx(student: Student, path: Path) -> None:
    """The student as an ONNX file of opset 18 with float32 weights."""
    config = student.config
    picture = torch.zeros(1, 3, config.height, config.width)
    with _quiet():
        program = torch.onnx.export(
            _Served(student), (picture,), dynamo=True, opset_version=OPSET, verbose=False,
            input_names=[INPUT], output_names=[MATTE, HEAT],
        )  # fmt: skip
    program.model.metadata_props["muse.points"] = json.dumps(POINTS[: config.points])
    program.save(str(path), external_data=False)


def write_half(source: Path, path: Path) -> None:
    """The network of ``source`` with weights and arithmetic in float16, inputs and outputs not."""
    import onnx
    from onnxruntime.transformers.float16 import convert_float_to_float16
    from onnxscript import ir

    model = onnx.load(source)
    _own_sizes(model.graph)
    with _quiet():  # it tells of every weight too small for float16; the parity check judges
        model = convert_float_to_float16(model, keep_io_types=True)
    sorted_model = ir.serde.deserialize_model(model)  # the converter appends its casts at the end
    sorted_model.graph.sort()
    ir.save(sorted_model, path)


def _own_sizes(graph: Any) -> None:
    """Give every Resize node constants of its own: the converter names casts after what they cast,
    and two nodes that share a constant would give two casts one name."""
    shared = {tensor.name: tensor for tensor in graph.initializer}
    for number, node in enumerate(n for n in graph.node if n.op_type == "Resize"):
        for i, name in enumerate(node.input):
            if name in shared:
                copy = graph.initializer.add()
                copy.CopyFrom(shared[name])
                copy.name = node.input[i] = f"{name}_{number}"


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings of the exporters: that torchvision is not there, and what is on its way
    out of torch; neither is anything a user could mend."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def card_of(student: Student, title: str, licence: str, taught: Collection[str] = POINTS) -> Card:
    """The card that makes the exported network a person segmenter, and one of key points.

    ``taught`` are the points that its labels had; without any of the body it gives no pose.
    """
    config = student.config
    image = ImageInput(layout="NCHW", name=INPUT, width=config.width, height=config.height)
    names = POINTS[: config.points]
    untaught = tuple(name for name in names if name not in taught)
    known = set(BODY) <= set(names) and not set(BODY) <= set(untaught)
    heat = PointsOutput(name=HEAT, names=names, untaught=untaught) if known else None
    return Card(
        input=image, output=MatteOutput(name=MATTE), points=heat, title=title, licence=licence
    )


def parity(student: Student, path: Path, pictures: Array | None = None) -> float:
    """Largest difference between the file's outputs and the student's, in probabilities.

    ``pictures`` is float32 (N, 3, H, W) in 0..1; without it four pictures of noise and blotches.
    """
    config = student.config
    if pictures is None:
        pictures = _pictures(config.height, config.width)
    session = OnnxSession(path)
    binding = session.binding()
    picture = np.zeros((1, 3, config.height, config.width), np.float32)
    binding.feed(INPUT, picture)
    made = binding.make((MATTE, HEAT))
    served, worst = _Served(student), 0.0
    for values in pictures:
        picture[0] = values
        binding.run()
        with torch.no_grad():
            expected = served(torch.from_numpy(picture))
        for name, wanted in zip((MATTE, HEAT), expected, strict=True):
            worst = max(worst, float(np.abs(made[name] - wanted.numpy()).max()))
    return worst


def _pictures(height: int, width: int) -> Array:
    random = np.random.default_rng(0)
    noise = random.random((2, 3, height, width), np.float32)
    blotches = random.random((2, 3, height // 32, width // 32), np.float32)
    return np.concatenate([noise, blotches.repeat(32, 2).repeat(32, 3)])


def expect_parity(difference: float, bound: float) -> None:
    """ModelError when a network differs by more than ``bound`` from what was trained."""
    if not difference <= bound:  # also for a NaN
        raise ModelError(
            f"The network written as ONNX does not do what was trained: it differs by "
            f"{difference:.2g}, {bound:g} is allowed.", hint="Train again with a lower rate.",
        )  # fmt: skip


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A hidden folder inside, gone at the end: renaming out of it stays on one disk."""
    clear(folder, "export-")
    rough = folder / f".export-{secrets.token_hex(4)}.tmp"
    try:
        rough.mkdir(parents=True)
        yield rough
    except OSError as error:
        raise MuseError(
            f"The model cannot be written to '{folder}': {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error
    finally:
        shutil.rmtree(rough, ignore_errors=True)


def _put(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(source, target)
