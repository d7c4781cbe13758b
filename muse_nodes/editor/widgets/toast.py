"""A short message over a window, which goes by itself and is in nobody's way."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QAbstractAnimation, QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon

Severity = Literal["info", "good", "warning", "error"]

_LOOKS = {
    "info": ("info", theme.DIM),
    "good": ("circle-check", theme.GOOD),
    "warning": ("triangle-alert", theme.WARNING),
    "error": ("circle-x", theme.ERROR),
}

STAYS = 4000
"""Milliseconds that a message stays before it fades; a mouse on it makes it wait."""

_FADES = 300
"""Milliseconds of the fading."""


class Toast(QFrame):
    """One message at the foot of ``parent`` at a time: a new one takes the place of the last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setAccessibleName(self.tr("Message"))
        self._sign, self._words = QLabel(self), QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, theme.SPACE, 12, theme.SPACE)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._fading = QPropertyAnimation(self._effect, b"opacity", self)
        self._fading.setDuration(_FADES)
        self._fading.finished.connect(self._faded)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._leave)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now, or said last."""
        return self._words.text()

    def say(self, text: str, severity: Severity = "info", stays: int = STAYS) -> None:
        """Show ``text`` for ``stays`` milliseconds, then let it fade."""
        name, colour = _LOOKS[severity]
        side = self.fontMetrics().height()
        self._sign.setPixmap(icon(name, colour).pixmap(side, side))
        self._words.setText(text)
        self._fading.stop()
        self._effect.setOpacity(1.0)
        self._place()
        self.show()
        self.raise_()
        self._rest.start(stays)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif event.type() in (QEvent.Type.Close, QEvent.Type.Hide) and watched is self.parent():
            self.dismiss()
        return super().eventFilter(watched, event)

    def dismiss(self) -> None:
        """Be gone at once."""
        self._rest.stop()
        self._fading.stop()
        self.hide()

    def mousePressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self.dismiss()

    def _leave(self) -> None:
        if self.underMouse():
            self._rest.start(_FADES)
            return
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _faded(self) -> None:
        self.hide()

    def _place(self) -> None:
        """At the foot of the parent, in the middle, no wider than can be read at a glance."""
        parent = self.parentWidget()
        if parent is None:
            return
        around, metrics = parent.rect(), self.fontMetrics()
        words = metrics.horizontalAdvance(self._words.text())
        beside = metrics.height() + 24 + 3 * theme.SPACE
        most = min(around.width() - 4 * theme.SPACE, metrics.averageCharWidth() * 80)
        width = max(1, min(words + beside, most))
        height = self.heightForWidth(width) if words + beside > most else self.sizeHint().height()
        left, top = (around.width() - width) // 2, around.height() - height - 3 * theme.SPACE
        self.setGeometry(left, max(0, top), width, height)
