"""From a chosen candidate to a network that runs: the only place that knows every family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from muse_nodes.api import ModelError, ModelInfo, Network, Spec
from muse_nodes.models import blazepose, face_mesh, movenet
from muse_nodes.models.card import ImageInput
from muse_nodes.models.heat_pose import HeatPose
from muse_nodes.models.resolver import Candidate, Passed
from muse_nodes.models.segment import Segmenter

BACKEND = "onnxruntime"
Loader: TypeAlias = Callable[[Sequence[tuple[Path, ImageInput]], ModelInfo, int], Network]

FAMILIES: dict[str, Loader] = {
    "blazepose_full": blazepose.load,
    "movenet_lightning": movenet.load,
    "face_mesh": face_mesh.load,
}
"""Catalogue name to the function that loads it; those with a card need none, it says it all."""


def load(
    candidate: Candidate, *, frame: Spec, threads: int = 1, passed: Sequence[Passed] = ()
) -> Network:
    """Load one candidate. Raises ModelError naming the file that cannot be used."""
    note = "; ".join(f"passed over {item}" for item in passed)
    info = ModelInfo(candidate.name, candidate.task, BACKEND, "cpu", candidate.licence, note)
    if candidate.card is not None:
        made = HeatPose if candidate.task == "pose" else Segmenter
        return made(candidate.files[0], candidate.card, info, frame=frame, threads=threads)
    if candidate.entry is None:
        raise ModelError(f"The model '{candidate.name}' has neither a card nor a catalogue entry.")
    images = [file.image for file in candidate.entry.files]
    parts = list(zip(candidate.files, images, strict=True))
    return FAMILIES[candidate.name](parts, info, threads)
