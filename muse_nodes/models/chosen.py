"""What would run for a task, and how to tell that it has become something else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from muse_nodes.models.card import card_path
from muse_nodes.models.resolver import ENGINE, ONNX, Candidate

Look: TypeAlias = tuple[str, int, int, int]
"""Path, inode, time of change in nanoseconds and size of a file."""

_SUFFIXES = (ONNX, ENGINE, ".json")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The best candidate for a task. Two with the same ``looks`` are the same files, unchanged.

    ``label`` names it to the user: "front: the personal model of 14:02".
    """

    name: str
    label: str
    looks: tuple[Look, ...]


def chosen(one: Candidate) -> Chosen:
    """What there is to know of a candidate without opening it."""
    files = one.files if one.entry is not None else (*one.files, *map(card_path, one.files))
    return Chosen(one.name, _label(one), tuple(filter(None, map(_look, files))))


def state_of(folders: Iterable[Path]) -> tuple[Look, ...]:
    """How the networks directly in some folders look: it changes when one comes, goes or changes.

    Cheap enough to be asked for every second.
    """
    found = []
    for folder in folders:
        with suppress(OSError):  # a folder that is missing has no networks
            found += [_look(path) for path in folder.iterdir() if path.suffix in _SUFFIXES]
    return tuple(sorted(filter(None, found)))


def _look(path: Path) -> Look | None:
    with suppress(OSError):
        file = path.stat()
        return str(path), file.st_ino, file.st_mtime_ns, file.st_size
    return None


def _label(one: Candidate) -> str:
    if one.origin != "personal":
        return f"The network {one.name}"
    file = one.files[0]
    made = _look(file)
    if made is None:
        return "The personal model"
    time = datetime.datetime.fromtimestamp(made[2] / 1e9)
    today = time.date() == datetime.datetime.now().date()
    when = f"{time:%H:%M}" if today else f"{time:%Y-%m-%d %H:%M}"
    profile = file.parent.parent.parent.name  # <profile>/models/personal/student_model.onnx
    return f"{profile}: the personal model of {when}"
