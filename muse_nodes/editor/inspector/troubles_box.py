"""Shows what is wrong, what to try, and for a bug where it happened."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.inspector.folds import column
from muse_nodes.editor.inspector.labels import words_label
from muse_nodes.editor.inspector.troubles import Trouble, Troubles

_ICONS = {
    "error": ("circle-x", theme.ERROR),
    "warning": ("triangle-alert", theme.WARNING),
    "info": ("info", theme.DIM),
}
_LINES = 12
"""Lines of a trace that are seen at once."""


class TroublesBox(QWidget):
    """The troubles of one node (or of the graph); not seen while there are none."""

    def __init__(self, troubles: Troubles, node: str) -> None:
        super().__init__()
        self._troubles, self._node = troubles, node
        self._shown: tuple[Trouble, ...] = ()
        self.cards: list[TroubleCard] = []
        self._column = column(self)
        self.dismiss = QPushButton(self.tr("Dismiss"))
        self.dismiss.setProperty("role", "flat")
        self.dismiss.setToolTip(self.tr("It works again: put away what happened."))
        self.dismiss.clicked.connect(self._on_dismiss)
        self._column.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignRight)
        self.refresh()

    def refresh(self) -> None:
        """Show what is wrong now; cards that stay as they are keep open what is open."""
        now = self._troubles.of(self._node)
        if now != self._shown:
            self._shown = now
            kept = {card.trouble: card for card in self.cards}
            self.cards = [kept.pop(t) if t in kept else TroubleCard(t) for t in now]
            for gone in kept.values():
                self._column.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            for place, card in enumerate(self.cards):
                self._column.insertWidget(place, card)
        self.dismiss.setVisible(any(t.over for t in now))
        if self.parentWidget() is not None or not now:  # without a parent it would be a window
            self.setVisible(bool(now))

    def _on_dismiss(self) -> None:
        self._troubles.dismiss(self._node)


class TroubleCard(QFrame):
    """One trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble
        self.setProperty("role", "card")
        self.details: QPushButton | None = None
        self.trace: QPlainTextEdit | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(*([theme.SPACE] * 4))
        row.setSpacing(theme.SPACE)
        name, colour = _ICONS["info" if trouble.over else trouble.severity]
        mark = QLabel()
        side = mark.fontMetrics().height()
        mark.setPixmap(icon(name, colour).pixmap(QSize(side, side), self.devicePixelRatioF()))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACE // 2)
        row.addLayout(texts, 1)
        if trouble.over:
            texts.addWidget(words_label(self.tr("It failed before, and works again."), "dim"))
        texts.addWidget(words_label(trouble.text, "dim" if trouble.over else ""))
        if trouble.hint:
            texts.addWidget(words_label(trouble.hint, "dim"))
        if trouble.trace:
            self._add_details(texts)

    def _add_details(self, texts: QVBoxLayout) -> None:
        self.details = QPushButton(self.tr("Details"))
        self.details.setCheckable(True)
        copy = QPushButton(icon("copy"), self.tr("Copy"))
        copy.setToolTip(self.tr("Copy it for whoever makes the node"))
        copy.clicked.connect(self.copy)
        buttons = QHBoxLayout()
        buttons.addWidget(self.details)
        buttons.addWidget(copy)
        buttons.addStretch()
        texts.addLayout(buttons)
        self.trace = QPlainTextEdit(self.trouble.trace.strip())
        self.trace.setReadOnly(True)
        self.trace.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.trace.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.trace.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines = min(_LINES, self.trace.blockCount() + 2)
        self.trace.setFixedHeight(self.trace.fontMetrics().lineSpacing() * lines + 2 * theme.SPACE)
        self.trace.hide()
        texts.addWidget(self.trace)
        self.details.toggled.connect(self.trace.setVisible)

    def copy(self) -> None:
        """What went wrong, all of it, goes to the clipboard."""
        trouble = self.trouble
        parts = (trouble.text, trouble.hint, trouble.trace)
        QApplication.clipboard().setText("\n\n".join(part for part in parts if part))
