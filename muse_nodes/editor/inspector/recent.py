"""Paths that were chosen before, offered again."""

from __future__ import annotations

from muse_nodes.editor.preferences import Preferences

MOST = 8


class Recent:
    """The last paths of each kind: kept in the preferences if there are some, or until the end."""

    def __init__(self, preferences: Preferences | None = None) -> None:
        self._preferences = preferences
        self._kept: dict[str, tuple[str, ...]] = {}

    def of(self, kind: str) -> tuple[str, ...]:
        """Paths of a kind, newest first."""
        if kind not in self._kept and self._preferences is not None:
            text = self._preferences.text(f"paths/{kind}")
            self._kept[kind] = tuple(path for path in text.split("\n") if path)
        return self._kept.get(kind, ())

    def used(self, kind: str, path: str) -> None:
        """A path has been chosen."""
        if not path or "\n" in path:
            return
        kept = (path, *(other for other in self.of(kind) if other != path))[:MOST]
        self._kept[kind] = kept
        if self._preferences is not None:
            self._preferences.set(f"paths/{kind}", "\n".join(kept))
