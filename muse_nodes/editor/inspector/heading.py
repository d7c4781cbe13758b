"""The head of a node's page: what it is called, what it is, and its switches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from muse_nodes.document import Node, SetTitle
from muse_nodes.editor import theme, words
from muse_nodes.editor.inspector.folds import column
from muse_nodes.editor.inspector.labels import words_label
from muse_nodes.editor.inspector.switches import Switches
from muse_nodes.editor.inspector.text_controls import show_text
from muse_nodes.editor.session import Session
from muse_nodes.engine.schema import NodeSchema


class Heading(QWidget):
    """Title, type, help and switches of one node. ``schema`` is None for an unknown type."""

    def __init__(self, session: Session, node: Node, schema: NodeSchema | None) -> None:
        super().__init__()
        self._session, self._id = session, node.id
        known = words.node_title(schema) if schema is not None else node.type
        self.title = QLineEdit()
        self.title.setPlaceholderText(known)
        self.title.setAccessibleName(self.tr("Title"))
        self.title.setToolTip(self.tr("A title of your own; empty for that of the type"))
        self.title.editingFinished.connect(self._on_title)
        self.type = QLabel(f"{known} · {node.type}" if schema is not None else node.type)
        self.type.setProperty("role", "small")
        self.type.setWordWrap(True)
        self.type.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.type.setToolTip(self.tr("Its id in the graph: {}").format(node.id))
        self.switches = Switches(session, [node.id])
        place = column(self)
        place.addWidget(self.title)
        place.addWidget(self.type)
        if schema is not None and schema.doc:
            place.addWidget(Help(schema))
        place.addSpacing(theme.SPACE // 2)
        place.addWidget(self.switches)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document has."""
        node = self._session.graph.by_id.get(self._id)
        if node is not None and node.title != self.title.property("shown"):
            self.title.setProperty("shown", node.title)
            show_text(self.title, node.title)
        self.switches.refresh()

    def _on_title(self) -> None:
        node, text = self._session.graph.by_id.get(self._id), self.title.text().strip()
        if node is not None and text != node.title:
            self._session.document.do(SetTitle(self._id, text))


class Help(QWidget):
    """What a node type is for: one sentence, and more for whoever wants it."""

    def __init__(self, schema: NodeSchema) -> None:
        super().__init__()
        place = column(self, 0)
        place.addWidget(words_label(words.node_doc(schema), "dim"))
        self.rest = words_label(words.node_help(schema), "dim")
        self.rest.hide()
        self.more = QPushButton(self.tr("More…"))
        self.more.setProperty("role", "flat")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self.more.setVisible(bool(self.rest.text()))
        place.addWidget(self.rest)
        place.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_more(self, on: bool) -> None:
        self.rest.setVisible(on)
        self.more.setText(self.tr("Less") if on else self.tr("More…"))
