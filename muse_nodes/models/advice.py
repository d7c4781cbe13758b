"""What is said when a model cannot be had: what is missing, where it was looked for, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from muse_nodes.api import ModelError
from muse_nodes.models.catalogue import Entry, Task, known_for

MODEL_SUFFIXES = (".onnx", ".engine")


def missing_error(entry: Entry, missing: Sequence[str], where: str) -> ModelError:
    """The sentence for a known model whose files are not on disk."""
    return ModelError(
        f"The model '{entry.name}' is not on this machine: {listing(missing)} "
        f"{'was' if len(missing) == 1 else 'were'} not found in {where}.",
        hint=how_to_get(entry),
    )


def how_to_get(entry: Entry) -> str:
    """What a user does to have a catalogued model."""
    if entry.pullable:
        return (
            f"Run `muse models pull {entry.name}`, "
            "or give the folder that holds it with --models DIR."
        )
    return entry.source


def nothing(task: Task, choice: str, where: str, passed: Sequence[object]) -> ModelError:
    """The sentence for a task without any model that can run."""
    over = "".join(f" Passed over: {item}." for item in passed)
    if choice == "personal":
        return ModelError(
            f"There is no personal model for the task {task} that can run here.{over}",
            hint="Train one, or choose 'auto' to use a base network.",
        )
    entries = known_for(task)
    names = "; ".join(f"{e.name} ({listing([f.name for f in e.files])})" for e in entries)
    pull = next((f", or run `muse models pull {e.name}`" for e in entries if e.pullable), "")
    return ModelError(
        f"No model for the task {task} was found in {where}.{over}",
        hint=f"Give the folder that holds one with --models DIR{pull}. Looked for: {names}.",
    )


def unknown(task: Task, choice: str, where: str) -> ModelError:
    """The sentence for a name or path behind which there is nothing."""
    if Path(choice).suffix in MODEL_SUFFIXES:
        return ModelError(
            f"The model file '{choice}' does not exist.",
            hint=f"Give its full path, or put it into {where}.",
        )
    names = [entry.name for entry in known_for(task)]
    close = difflib.get_close_matches(choice, names, 1)
    return ModelError(
        f"There is no model named '{choice}' for the task {task}.",
        hint=(f"Did you mean '{close[0]}'? " if close else "")
        + f"Known are {listing(names)}; a file is named with its ending .onnx.",
    )


def listing(names: Sequence[str]) -> str:
    """Names as people write them: a, b and c."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
