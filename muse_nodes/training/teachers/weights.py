"""Weights of large networks from a folder of the user: read as tensors, never unpickled or run.

Nothing is downloaded here. The folder is what ``hf download`` leaves: ``config.json`` and one or
more ``.safetensors`` files. A folder that only has pickled weights (``pytorch_model.bin``, ``.pt``,
``.pth``) is refused: reading such a file can run any program that its author put into it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from muse_nodes.api import ModelError
from muse_nodes.profiles.files import read_json

PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}


def from_folder(kind: Any, folder: str, types: tuple[str, ...], advice: str, **how: Any) -> Any:
    """A model of the transformers class ``kind``, ready to be asked.

    ``types`` are the ``model_type`` that its ``config.json`` may have, ``advice`` says how to get
    the weights, ``how`` is handed on (``dtype``). Raises ModelError, with ``advice``, when there is
    no such folder, when it holds something else, or nothing but pickled weights.
    """
    from transformers.utils import logging as library_says

    path = checked_folder(folder, types, advice)
    library_says.disable_progress_bar()  # loading takes seconds, and the console is the user's
    try:
        model, told = kind.from_pretrained(
            str(path), local_files_only=True, use_safetensors=True, trust_remote_code=False,
            output_loading_info=True, **how,
        )  # fmt: skip
    except Exception as error:  # whatever is wrong with a file from elsewhere is told in words
        why = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"The weights in '{path}' cannot be used: {why[0].rstrip('.')}.", hint=advice
        ) from error
    lacking = sorted(told["missing_keys"])
    if lacking:
        raise ModelError(
            f"The weights in '{path}' are incomplete: {len(lacking)} tensors are missing, "
            f"'{lacking[0]}' for one.", hint=advice,
        )  # fmt: skip
    return model.eval().requires_grad_(False)


def checked_folder(folder: str, types: tuple[str, ...], advice: str) -> Path:
    """The folder, once it looks as it should; ModelError if not. No weights are read."""
    if not folder.strip():
        raise ModelError("No folder with the teacher's weights is chosen.", hint=advice)
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise ModelError(f"There is no folder '{path}' with weights.", hint=advice)
    files = [file for file in sorted(path.iterdir()) if file.is_file()]
    if not any(file.suffix == ".safetensors" for file in files):
        pickled = [file.name for file in files if file.suffix in PICKLED]
        if pickled:
            raise ModelError(
                f"'{path / pickled[0]}' was not opened: it is a pickle file, and reading one can "
                "run any program that is in it.",
                hint=f"Get the same weights as .safetensors. {advice}",
            )
        raise ModelError(f"The folder '{path}' holds no .safetensors file.", hint=advice)
    found = read_json(path / "config.json", "description of a network").get("model_type")
    if found not in types:
        raise ModelError(
            f"The folder '{path}' holds a network of the type {found!r}, not {' or '.join(types)}.",
            hint=advice,
        )
    return path


def device_of(choice: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda``; ModelError when it is not there."""
    there = torch.cuda.is_available()
    if choice == "cuda" and not there:
        raise ModelError(
            "PyTorch finds no NVIDIA GPU on this machine.", hint="Set the device to 'auto'."
        )
    return torch.device("cuda" if there and choice != "cpu" else "cpu")


def precision(device: torch.device) -> torch.dtype:
    """Half precision on a GPU; full on a processor, which is slower with less."""
    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
