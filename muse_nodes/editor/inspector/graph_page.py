"""The page of the graph itself, while no node is selected."""

from __future__ import annotations

import re
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from muse_nodes.document import Describe
from muse_nodes.editor.inspector.labels import words_label
from muse_nodes.editor.inspector.node_page import Shared
from muse_nodes.editor.inspector.page import Page
from muse_nodes.editor.inspector.text_controls import show_text
from muse_nodes.editor.inspector.troubles_box import TroublesBox


class Lines(QPlainTextEdit):
    """A text of several lines. ``left`` tells that the focus has gone elsewhere."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit()


class GraphPage(Page):
    """Title, description and needs of the open graph."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._document = shared.session.document
        self._gesture = ""
        self.troubles = TroublesBox(shared.troubles, "")
        self.title, self.needs = QLineEdit(), QLineEdit()
        self.description = Lines()
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(self.description.fontMetrics().lineSpacing() * 7)
        self.needs.setPlaceholderText(self.tr("Nothing"))
        self.needs.setToolTip(
            self.tr("Optional parts of the program, such as vcam, apart by commas")
        )
        self.place.addWidget(self.troubles)
        self.place.addWidget(words_label(self.tr("Graph"), "title"))
        for name, field in (
            (self.tr("Title"), self.title),
            (self.tr("Description"), self.description),
            (self.tr("Needs"), self.needs),
        ):
            label = QLabel(name)
            label.setProperty("role", "dim")
            label.setBuddy(field)
            field.setAccessibleName(name)
            self.place.addWidget(label)
            self.place.addWidget(field)
        self.counts = words_label("", "small")
        self.place.addWidget(self.counts)
        self.place.addWidget(words_label(self.tr("Select a node to see what it has."), "small"))
        self.place.addStretch()
        self.title.textEdited.connect(self._on_edited)
        self.description.textChanged.connect(self._on_edited)
        self.needs.editingFinished.connect(self._on_edited)
        self.title.editingFinished.connect(self._end)
        self.description.left.connect(self._end)
        self.refresh()

    def refresh(self) -> None:
        graph = self._document.graph
        show_text(self.title, graph.title)
        show_text(self.needs, ", ".join(graph.needs))
        if self.description.toPlainText() != graph.description:
            with QSignalBlocker(self.description):
                self.description.setPlainText(graph.description)
        text = self.tr("{nodes} nodes, {links} links")
        self.counts.setText(text.format(nodes=len(graph.nodes), links=len(graph.links)))

    def show_troubles(self) -> None:
        self.troubles.refresh()

    def _on_edited(self) -> None:
        self._gesture = self._gesture or uuid4().hex
        needs = tuple(dict.fromkeys(re.findall("[a-z][a-z0-9_]*", self.needs.text().lower())))
        title, description = self.title.text(), self.description.toPlainText()
        self._document.do(Describe(title, description, needs), gesture=self._gesture)

    def _end(self) -> None:
        self._gesture = ""
