"""A section that can be folded."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon


class Collapsible(QWidget):
    """A title with an arrow, and below it ``content``, shown or not.

    The title is a button: Space folds and unfolds it, and screen readers say what it is.
    """

    toggled = Signal(bool)
    """True: it has been opened."""

    def __init__(
        self, title: str, content: QWidget, *, is_open: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.content = content
        self._header = _Header(title, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE // 2)
        layout.addWidget(self._header)
        layout.addWidget(content)
        self._header.setChecked(is_open)
        content.setVisible(is_open)
        self._header.toggled.connect(self._turn)

    @property
    def is_open(self) -> bool:
        """True while the content is shown."""
        return self._header.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show the content, or fold it away."""
        self._header.setChecked(is_open)

    def _turn(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.toggled.emit(is_open)


class _Header(QAbstractButton):
    """The line that is clicked: painted here, because buttons put their icon and text elsewhere."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self._open, self._closed = icon("chevron-down"), icon("chevron-right")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        side = metrics.height() + theme.SPACE
        return QSize(side + metrics.horizontalAdvance(self.text()) + theme.SPACE, side)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.ACCENT) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.HOVER) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.RADIUS / 2, theme.RADIUS / 2)
        side = self.fontMetrics().height()
        shown = self._open if self.isChecked() else self._closed
        shown.paint(painter, 2, (self.height() - side) // 2, side, side)
        painter.setPen(QColor(theme.TEXT if self.isEnabled() else theme.FAINT))
        room = self.rect().adjusted(side + theme.SPACE // 2 + 2, 0, -2, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
