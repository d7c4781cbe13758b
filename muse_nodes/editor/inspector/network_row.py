"""One network in the list: what it is, under which terms, whether it is here, and a button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from muse_nodes.editor import theme
from muse_nodes.editor.inspector.labels import breakable, words_label
from muse_nodes.models.library import Listed


class NetworkRow(QFrame):
    """A network that can be chosen. ``choice`` is what the parameter is set to for it."""

    chosen = Signal(str)

    def __init__(self, choice: str, title: str, lines: tuple[str, ...], *, here: bool) -> None:
        super().__init__()
        self.choice = choice
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        row.addLayout(texts, 1)
        texts.addWidget(words_label(title, "" if here else "dim"))
        for line in lines:
            label = words_label(breakable(line), "small")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            texts.addWidget(label)
        self.button = QPushButton()
        self.button.clicked.connect(lambda: self.chosen.emit(self.choice))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.button.setVisible(here)
        self.mark(asked=False)

    @classmethod
    def of(cls, listed: Listed) -> NetworkRow:
        """The row of a listed network."""
        here = listed.where is not None
        known = [listed.name, listed.licence]
        if listed.bytes:
            known.append(f"{listed.bytes / 1e6:.1f} MB")
        lines = (" · ".join(text for text in known if text), str(listed.where or listed.note))
        return cls(listed.name, listed.title or listed.name, lines, here=here)

    def mark(self, *, asked: bool) -> None:
        """Show whether it is the one that was asked for."""
        self.button.setText(self.tr("Chosen") if asked else self.tr("Use"))
        self.button.setEnabled(not asked)
