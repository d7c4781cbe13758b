"""What this machine has for making a network: a graphics card, and the packages for training."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from importlib.util import find_spec

from muse_nodes.doctor.child import ask
from muse_nodes.doctor.gpu import TOOL, parse, query

PACKAGES = ("torch", "onnx", "onnxscript", "transformers", "scipy", "PIL")
"""What the extra ``train`` brings, as it is imported."""

INSTALL = "pip install 'muse-nodes[train]'"
"""The command that brings it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """``gpu`` is the name of the card, empty if there is none that answers; ``missing`` are
    packages of the extra ``train`` that are not there."""

    gpu: str = ""
    missing: tuple[str, ...] = ()


def look_around(stop: threading.Event) -> Machine:
    """What there is, until ``stop``. Asks the driver of the card, which may take a moment; imports
    nothing."""
    missing = tuple(name for name in PACKAGES if find_spec(name) is None)
    return Machine(_gpu(stop), missing)


def _gpu(stop: threading.Event) -> str:
    tool = shutil.which(TOOL)
    if tool is None:
        return ""
    try:
        answer = ask([tool, *query()], stop)
    except OSError:
        return ""
    cards = parse(answer.out) if answer.status == 0 else []
    return cards[0].name if cards else ""
