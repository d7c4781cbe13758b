"""What task nodes take and give: things on disk, by path and by what is in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

_BLOCK = 1 << 20

A = TypeVar("A", bound="Artifact")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file or a folder, and the sha256 of all that it holds.

    Two artifacts with the same digest hold the same, wherever they lie: a task that was given the
    same digests and parameters before need not run again.
    """

    path: Path
    digest: str

    @classmethod
    def of(cls: type[A], path: Path) -> A:
        """The artifact that lies at ``path``; reads everything once. OSError if it cannot."""
        return cls(path, digest_of(path))


@dataclass(frozen=True, slots=True)
class Session(Artifact):
    """A recording: the folder with its video, clean plate and labels."""


@dataclass(frozen=True, slots=True)
class Dataset(Artifact):
    """Labelled frames, ready to be learned from."""


@dataclass(frozen=True, slots=True)
class Model(Artifact):
    """A network: a file, or a folder with one and its card."""


def digest_of(path: Path) -> str:
    """sha256 (hex) of a file, or of the names and contents of all files of a folder.

    Files whose names begin with a dot are left out: they are unfinished or belong to the system.
    """
    if not path.is_dir():
        return _digest(path).hexdigest()
    whole = hashlib.sha256()
    for file in files_of(path):
        whole.update(file.relative_to(path).as_posix().encode() + b"\0" + _digest(file).digest())
    return whole.hexdigest()


def files_of(folder: Path) -> list[Path]:
    """All files under ``folder`` that count, in the order of their names, without links."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        found += files_of(path) if path.is_dir() else [path]
    return found


def _digest(file: Path) -> Hash:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            found.update(block)
    return found
