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
    same digests and parameters before need not run again. ``parts`` are the names of the files and
    folders of a folder that make it up; none means all of them. What else lies there, and what
    others add to it later, does not change it.
    """

    path: Path
    digest: str
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls: type[A], path: Path, parts: tuple[str, ...] = ()) -> A:
        """The artifact that lies at ``path``; reads everything once. OSError if it cannot."""
        return cls(path, digest_of(path, parts), parts)


@dataclass(frozen=True, slots=True)
class Session(Artifact):
    """A recording: the folder with its video, clean plate and labels."""


@dataclass(frozen=True, slots=True)
class Dataset(Artifact):
    """Labelled frames, ready to be learned from."""


@dataclass(frozen=True, slots=True)
class Model(Artifact):
    """A network: a file, or a folder with one and its card."""


def digest_of(path: Path, parts: tuple[str, ...] = ()) -> str:
    """sha256 (hex) of a file, or of the names and contents of all files of a folder.

    Files whose names begin with a dot are left out: they are unfinished or belong to the system.
    Of ``parts`` those that are not there are left out too.
    """
    if not path.is_dir():
        return _digest(path).hexdigest()
    whole = hashlib.sha256()
    for file in files_of(path, parts):
        whole.update(file.relative_to(path).as_posix().encode() + b"\0" + _digest(file).digest())
    return whole.hexdigest()


def files_of(folder: Path, parts: tuple[str, ...] = ()) -> list[Path]:
    """All files under ``folder``, or its ``parts``, that count, in the order of their names,
    without links."""
    found = []
    for path in sorted(folder / part for part in parts) or sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or (parts and not path.exists()):
            continue
        found += files_of(path) if path.is_dir() else [path]
    return found


def _digest(file: Path) -> Hash:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            found.update(block)
    return found
