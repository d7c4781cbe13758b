"""Work that is not saved yet, kept in a folder of the program's own until it is saved or refused.

Every process has a file of its own, under a lock that the system takes away when the process dies,
however it dies. What nobody holds the lock of is work that was lost in a crash: it is offered, and
stays until somebody decides. The user's own files are never touched from here.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QSaveFile

from muse_nodes.document import Graph, Loaded, load, save

_ABOUT = ".about"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class About:
    """Where unsaved work belongs: the user's file, or the bundled graph it began as."""

    title: str = ""
    path: str = ""
    template: str = ""


class Recovery:
    """The recovery file of this process. ``write`` may be called on another thread than the rest.

    OSError is raised when the folder cannot be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / f"{secrets.token_hex(8)}.json"
        self._lock: QLockFile | None = None

    def write(self, graph: Graph, about: About) -> None:
        """Keep this graph; DocumentError if it cannot be written."""
        if self._lock is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self._file)
        write_bytes(self._file.with_suffix(_ABOUT), json.dumps(asdict(about)).encode())
        save(graph, self._file)

    def forget(self) -> None:
        """Nothing is unsaved any more."""
        _remove(self._file)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


@dataclass
class Lost:
    """Work that another process did not come to save; ours alone until it is released."""

    file: Path
    about: About
    at: datetime
    loaded: Loaded
    _lock: QLockFile

    def discard(self) -> None:
        """It is not needed any more."""
        _remove(self.file)
        self.release()

    def release(self) -> None:
        """Leave it for another time."""
        self._lock.unlock()


def lost_work(folder: Path) -> list[Lost]:
    """What processes that are no more have left behind, the newest first."""
    found: list[Lost] = []
    for file in folder.glob("*.json") if folder.is_dir() else ():
        lock = _locked(file)
        if lock is None:
            continue  # its process lives
        try:
            at = datetime.fromtimestamp(file.stat().st_mtime)
        except OSError:
            lock.unlock()
            continue
        found.append(Lost(file, _about(file), at, load(file), lock))
    return sorted(found, key=lambda lost: lost.at, reverse=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that the old content or the new is there; OSError if it cannot be."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise OSError(f"{path.name} cannot be written: {file.errorString()}")
    file.write(content)
    if not file.commit():
        raise OSError(f"{path.name} cannot be written: {file.errorString()}")


def _locked(file: Path) -> QLockFile | None:
    lock = QLockFile(str(file.with_suffix(_LOCK)))
    lock.setStaleLockTime(0)  # only the death of its process frees a lock, never its age
    return lock if lock.tryLock(0) else None


def _about(file: Path) -> About:
    """What is known of lost work; whatever cannot be read is left empty."""
    with suppress(OSError, ValueError):
        found = json.loads(file.with_suffix(_ABOUT).read_bytes())
        if isinstance(found, dict):
            kept = {k: v for k, v in found.items() if isinstance(v, str)}
            return About(kept.get("title", ""), kept.get("path", ""), kept.get("template", ""))
    return About()


def _remove(file: Path) -> None:
    for path in (file, file.with_suffix(_ABOUT)):
        with suppress(OSError):
            path.unlink(missing_ok=True)
