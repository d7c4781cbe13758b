"""The last saves of each file, kept apart from it: nothing that was once saved is gone at once."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from muse_nodes.editor.files.recovery import write_bytes

KEPT = 20
"""Versions of a file beyond this number go, the oldest first."""
_STAMP = "%Y%m%d-%H%M%S-%f"


@dataclass(frozen=True, slots=True)
class Version:
    """One earlier content of a file."""

    at: datetime
    file: Path


class Versions:
    """Earlier versions of graphs: in ``folder`` one folder per file, by a hash of its path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, content: bytes) -> None:
        """Keep what is in ``path``, unless it is what was kept last. OSError if it cannot be."""
        have, folder = self.of(path), self._of(path)
        if have and have[0].file.read_bytes() == content:
            return
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "path.txt").write_text(os.path.realpath(path), encoding="utf-8")
        at = datetime.now()
        if have:  # a clock that was put back must not mix up the order
            at = max(at, have[0].at + timedelta(microseconds=1))
        write_bytes(folder / f"{at.strftime(_STAMP)}.json", content)
        for old in self.of(path)[KEPT:]:
            with suppress(OSError):
                old.file.unlink()

    def of(self, path: Path) -> list[Version]:
        """The versions of a file, the newest first."""
        found = []
        for file in self._of(path).glob("*.json"):
            with suppress(ValueError):
                at = datetime.strptime(file.stem, _STAMP)
                found.append(Version(at, file))
        return sorted(found, key=lambda version: version.at, reverse=True)

    def _of(self, path: Path) -> Path:
        digest = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape"))
        return self._folder / digest.hexdigest()[:24]
