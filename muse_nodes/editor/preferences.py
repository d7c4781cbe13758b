"""What the user set in the editor: language, keys, recent files, where the panels are.

One INI file in the platform's settings folder, written by Qt beside its place and renamed. Values
that make no sense are taken as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from muse_nodes.engine.settings import settings_file

MOST_RECENT = 12


class Preferences(QObject):
    """The settings of the editor in ``path`` (default: the user's)."""

    changed = Signal(str)
    """The name of what has just been set."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or settings_file().with_name("editor.ini")
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        found = self._store.value(name, default)
        return found if isinstance(found, str) else default

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        return self.text(name, "true" if default else "false") == "true"

    def state(self, name: str) -> QByteArray:
        """Geometry or state of a window, as Qt gave it; empty if there is none."""
        found = self._store.value(name)
        return found if isinstance(found, QByteArray) else QByteArray()

    def set(self, name: str, value: str | bool | QByteArray) -> None:
        """Keep a value."""
        stored = ("true" if value else "false") if isinstance(value, bool) else value
        if self._store.value(name) != stored:
            self._store.setValue(name, stored)
            self.changed.emit(name)

    def save(self) -> None:
        """Write everything to the disk now."""
        self._store.sync()

    @property
    def language(self) -> str:
        """``en``, ``ko``, or empty for that of the system."""
        return self.text("language")

    @property
    def recent(self) -> tuple[Path, ...]:
        """Files that were opened or saved last, newest first."""
        found = self._store.value("recent", [])
        texts = [found] if isinstance(found, str) else found
        return (
            tuple(Path(t) for t in texts if isinstance(t, str)) if isinstance(texts, list) else ()
        )

    def used(self, path: Path) -> None:
        """A file has been opened or saved."""
        kept = [path, *(p for p in self.recent if p != path)][:MOST_RECENT]
        self._store.setValue("recent", [str(p) for p in kept])
        self.changed.emit("recent")

    def forget(self, path: Path) -> None:
        """A file is not there any more."""
        self._store.setValue("recent", [str(p) for p in self.recent if p != path])
        self.changed.emit("recent")

    @property
    def keys(self) -> Mapping[str, str]:
        """Keys that the user gave to commands, by command; an empty text means: no key."""
        self._store.beginGroup("keys")
        found = {str(name): str(self._store.value(name, "")) for name in self._store.childKeys()}
        self._store.endGroup()
        return found

    def bind(self, command: str, keys: str | None) -> None:
        """Give a command other keys; None: those it comes with."""
        if keys is None:
            self._store.remove(f"keys/{command}")
        else:
            self._store.setValue(f"keys/{command}", keys)
        self.changed.emit("keys")
