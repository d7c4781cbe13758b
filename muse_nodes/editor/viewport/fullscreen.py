"""The picture alone on a whole display, for an audience, a second screen or a capture card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from muse_nodes.editor.viewport.content import Pane
from muse_nodes.editor.viewport.view import PictureView

_CURSOR = 2000
"""Milliseconds without a movement after which the cursor goes."""


class FullScreen(QWidget):
    """A window without a frame. Esc or a double click ends it."""

    closed = Signal()

    def __init__(self, screen: QScreen, title: str) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = PictureView(self, steady=True)
        self.view.double_clicked.connect(self.close)
        self.view.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._hide_cursor = QTimer(self, singleShot=True, interval=_CURSOR)
        self._hide_cursor.timeout.connect(self._blank)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self._hide_cursor.start()

    def show_panes(self, panes: Sequence[Pane]) -> None:
        """Show these pictures, and nothing over them."""
        self.view.show_panes([Pane(p.view, p.title, p.picture, p.text) for p in panes])

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A moved mouse shows its cursor for a while."""
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            self.view.unsetCursor()
            self._hide_cursor.start()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc ends it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """So does a double click beside the picture."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell whoever feeds it."""
        self._hide_cursor.stop()
        self.closed.emit()
        super().closeEvent(event)

    def _blank(self) -> None:
        self.view.setCursor(Qt.CursorShape.BlankCursor)
