"""What lies over the canvas for a moment: a line that says why not, and a field for a title."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

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


class TitleField(QLineEdit):
    """Lies on a title while it is changed. Return and leaving it keep, Escape throws away."""

    gone = Signal()
    """It is not there any more, whatever came of it."""

    def __init__(self, parent: QWidget, text: str, place: QRect, font: QFont) -> None:
        super().__init__(text, parent)
        self.setFont(font)
        self.setAccessibleName(self.tr("Title"))
        smallest = self.fontMetrics().averageCharWidth() * 16
        self.setGeometry(
            place.x(), place.y(), max(place.width(), smallest),
            max(place.height(), self.sizeHint().height()),
        )  # fmt: skip
        self._keep: Callable[[str], object] | None = None
        self.returnPressed.connect(self._done)

    def ask(self, keep: Callable[[str], object]) -> None:
        """Have it changed; ``keep`` is given the new text, unless nothing was changed."""
        self._keep = keep
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Throw away what was written."""
        self._keep = None
        self.hide()
        self.deleteLater()
        self.gone.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape throws away; no other key is the window's."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving it keeps what was written."""
        super().focusOutEvent(event)
        self._done()

    def _done(self) -> None:
        keep, self._keep = self._keep, None
        if keep is not None:
            text, changed = self.text().strip(), self.isModified()
            self.drop()
            if changed:
                keep(text)
