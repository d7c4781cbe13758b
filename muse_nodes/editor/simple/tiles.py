"""Tiles to choose from: a picture with a name under it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget


class Tile(QToolButton):
    """One choice. Whether it is the chosen one, the document says: a click alone marks nothing."""

    def __init__(self, title: str, picture: QPixmap, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "tile")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIcon(QIcon(picture))
        self.setIconSize(size)
        self.setText(title)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """Nothing: the page sets it when the document has changed."""


class Swatch(Tile):
    """A colour to choose: no words, its name is in the tool tip."""

    def __init__(self, title: str, picture: QPixmap, size: QSize, parent: QWidget) -> None:
        super().__init__(title, picture, size, parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setToolTip(title)
