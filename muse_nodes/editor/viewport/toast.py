"""A line over the picture that says what has been done, and goes away by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon

_STAYS = 7000
"""Milliseconds that it stays."""


class Toast(QFrame):
    """Lies over the lower edge of its parent; ``say`` shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._mark = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(self)
        self._do: Callable[[], object] | None = None
        self._button.clicked.connect(self._press)
        away = QToolButton(self)
        away.setIcon(icon("x"))
        away.setAutoRaise(True)
        away.setAccessibleName(self.tr("Close"))
        away.setToolTip(self.tr("Close"))
        away.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE * 2, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        for part in (self._mark, self._text, self._button, away):
            row.addWidget(part)
        self._timer = QTimer(self, singleShot=True, interval=_STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._text.text()

    def say(
        self,
        text: str,
        *,
        error: bool = False,
        button: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence, with a button that does something if it is given a text."""
        self._text.setText(text)
        self._text.setWordWrap(True)
        side = self.fontMetrics().height()
        self._mark.setPixmap(icon("circle-x" if error else "circle-check").pixmap(side, side))
        self._do = do
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setProperty("role", "danger" if error else "")
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self.place()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        """Lie in the middle of the lower edge of the parent."""
        parent = self._over
        self.setMaximumWidth(max(120, parent.width() - 2 * theme.SPACE))
        beside = self.sizeHint().width() - self._text.sizeHint().width()
        wide = self._text.fontMetrics().horizontalAdvance(self._text.text()) + theme.SPACE
        self._text.setFixedWidth(max(60, min(wide, self.maximumWidth() - beside)))
        self.adjustSize()
        left = (parent.width() - self.width()) // 2
        self.move(left, parent.height() - self.height() - 2 * theme.SPACE)

    def _press(self) -> None:
        if self._do is not None:
            self._do()
        self.hide()
