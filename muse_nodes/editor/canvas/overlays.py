"""What lies over the canvas for a moment: a line that says why not."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from muse_nodes.editor import theme

_READ = 60
"""Milliseconds that a letter is shown for."""


class CursorNote(QLabel):
    """A few words near the pointer, gone after a while."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cursor-note")
        self.setProperty("role", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setMargin(theme.SPACE)
        self.setWordWrap(False)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.HOVER))
        colours.setColor(QPalette.ColorRole.WindowText, QColor(theme.TEXT))
        self.setPalette(colours)
        self._gone = QTimer(self, singleShot=True)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, at: QPoint) -> None:
        """Show it near ``at``, wholly inside of the parent."""
        self.setText(text)
        self.adjustSize()
        over = self.parentWidget()  # not kept: who holds its parent keeps it from being freed
        room = over.rect() if over is not None else self.rect()
        x = min(max(at.x() + 2 * theme.SPACE, 0), max(room.width() - self.width(), 0))
        y = min(max(at.y() + 2 * theme.SPACE, 0), max(room.height() - self.height(), 0))
        self.move(x, y)
        self.show()
        self.raise_()
        self._gone.start(1500 + _READ * len(text))

    def stop(self) -> None:
        """Go at once."""
        self._gone.stop()
        self.hide()
