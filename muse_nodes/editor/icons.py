"""Icons by name, drawn in the colours of the theme."""

from __future__ import annotations

from PySide6.QtGui import QIcon


def icon(name: str) -> QIcon:
    """The icon of that name; an empty one if there is none."""
    return QIcon.fromTheme(name)
