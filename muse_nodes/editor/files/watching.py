"""Is the open file still what we read or wrote? Asked when the system says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from muse_nodes.document.json_io import MAX_BYTES


class FileWatch(QObject):
    """Watches one file at a time by its content: a file that was only touched is not altered."""

    altered = Signal()
    """The file holds something else than we know of, or is gone."""

    def __init__(self, settle_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self.known = ""  # the mark of what we know is in the file
        self._told = ""
        self._system = QFileSystemWatcher(self)
        self._system.fileChanged.connect(self._soon)
        self._system.directoryChanged.connect(self._soon)
        self._settle = QTimer(self, singleShot=True, interval=settle_ms)
        self._settle.timeout.connect(self.look)

    def watch(self, path: Path | None, known: str | None = None) -> None:
        """Watch a file; ``known`` is the mark of what we know is in it (default: what is now)."""
        if old := [*self._system.files(), *self._system.directories()]:
            self._system.removePaths(old)
        self._settle.stop()
        self._path = path
        if path is not None:
            self.known = self._told = mark(path) if known is None else known
            self._system.addPaths([str(p) for p in (path.parent, path) if p.exists()])

    @property
    def is_altered(self) -> bool:
        """True while the file is another than the one that is known."""
        return self._path is not None and mark(self._path) != self.known

    def look(self) -> None:
        """Look now, and say once what has become of it."""
        if self._path is None:
            return
        if str(self._path) not in self._system.files() and self._path.exists():
            self._system.addPath(str(self._path))  # a file that was replaced drops out
        found = mark(self._path)
        if found != self._told:
            self._told = found
            if found != self.known:
                self.altered.emit()

    def _soon(self) -> None:
        self._settle.start()


def mark(path: Path) -> str:
    """What tells contents apart; empty for a file that is not there."""
    try:
        with path.open("rb") as file:
            return digest(file.read(MAX_BYTES + 1))
    except OSError:
        return ""


def digest(content: bytes) -> str:
    """The mark of a file that holds this."""
    return hashlib.sha256(content).hexdigest()
