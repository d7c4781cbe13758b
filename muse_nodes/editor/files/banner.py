"""The strip that says that another program changed the open file, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.files.graph_text import bulleted, shortened
from muse_nodes.editor.icons import icon

_MOST = 12


class ChangedBanner(QFrame):
    """Hidden until ``show_change``. It goes by itself once something was chosen."""

    load_wanted = Signal()
    """Load theirs."""
    keep_wanted = Signal()
    """Keep mine."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        sign = QLabel(self)
        side = self.fontMetrics().height() + 4
        sign.setPixmap(icon("triangle-alert", theme.WARNING).pixmap(side, side))
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._what = QPushButton(self.tr("What changed"), self)
        self._what.setCheckable(True)
        self._what.setProperty("role", "flat")
        self._load = QPushButton(self.tr("Load theirs"), self)
        self._keep = QPushButton(self.tr("Keep mine"), self)
        self._list = QLabel(self)
        self._list.setTextFormat(Qt.TextFormat.PlainText)
        self._list.setProperty("role", "dim")
        self._list.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._list.setWordWrap(True)
        self._list.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(sign)
        line.addWidget(self._text, 1)
        for button in (self._what, self._load, self._keep):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE + 4, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        layout.setSpacing(theme.SPACE // 2)
        layout.addLayout(line)
        layout.addWidget(self._list)
        self._what.toggled.connect(self._list.setVisible)
        self._load.clicked.connect(self.load_wanted)
        self._keep.clicked.connect(self.keep_wanted)
        self.hide()

    def show_change(self, text: str, sentences: list[str], *, can_load: bool) -> None:
        """Show what happened to the file, and what differs from ours when theirs is loaded."""
        self._text.setText(text)
        self._list.setText(bulleted(shortened(sentences, _MOST)))
        self._what.setVisible(bool(sentences))
        self._what.setChecked(False)
        self._list.hide()
        self._load.setVisible(can_load)
        self.show()
