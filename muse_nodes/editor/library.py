"""The library: every node type there is, by category, to be searched, dragged and added."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.matching import Entry, entry, ranked
from muse_nodes.editor.node_rows import HINT, SCHEMA, NodeRows, tip
from muse_nodes.editor.session import Session
from muse_nodes.editor.words import category
from muse_nodes.engine.registry import LoadFailure
from muse_nodes.engine.schema import NodeSchema

NODE_MIME = "application/x-muse-node"
"""What is dragged out of the library: the id of a node type, as UTF-8."""
_UNTRUSTED = Qt.ItemDataRole.UserRole + 2
_UNAVAILABLE = "#unavailable"


def dragged(mime: QMimeData) -> str:
    """The id of the node type in a drag; empty if there is none."""
    return bytes(mime.data(NODE_MIME).data()).decode(errors="replace")


def to_mime(schema: NodeSchema) -> QMimeData:
    """What a drag of a node type carries."""
    mime = QMimeData()
    mime.setData(NODE_MIME, schema.id.encode())
    return mime


class LibraryPanel(QWidget):
    """Node types by category. Typing searches; Enter or a double click adds."""

    chosen = Signal(str)
    """The id of a node type that is to be added."""
    trust_wanted = Signal(str)
    """The path of a node file that is not trusted, and about which the user wants to be asked."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entries: list[Entry] = []
        self._folded: set[str] = set()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search nodes"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", theme.DIM), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setAccessibleName(self.tr("Search nodes"))
        self.tree = _Tree(self)
        self.tree.setAccessibleName(self.tr("Node library"))
        self._rows = NodeRows((), self.tree)
        self.tree.setItemDelegate(self._rows)
        self._nothing = QLabel(self.tr("No node is called that."), self)
        self._nothing.setProperty("role", "dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, 0)
        layout.setSpacing(theme.SPACE)
        for part in (self.search, self._nothing, self.tree):
            layout.addWidget(part)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._take_first)
        self.tree.itemActivated.connect(self._take)
        self.tree.itemClicked.connect(self._fold)
        session.registry_changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        """Node types have come or gone."""
        self._entries = [entry(schema) for schema in self._session.registry]
        self._rows.categories(e.schema.category for e in self._entries)
        self._show()

    def _show(self) -> None:
        self._note_folds()
        self.tree.clear()
        query = self.search.text().strip()
        if query:
            for schema in ranked(query, self._entries):
                row = _row(schema)
                row.setData(0, HINT, category(schema.category))
                self.tree.addTopLevelItem(row)
            if first := self.tree.topLevelItem(0):
                self.tree.setCurrentItem(first)
        else:
            self._show_all()
        self._nothing.setVisible(not self.tree.topLevelItemCount())

    def _show_all(self) -> None:
        headings: dict[str, QTreeWidgetItem] = {}
        for found in self._entries:
            name = found.schema.category
            if name not in headings:
                headings[name] = self._heading(name, category(name))
            headings[name].addChild(_row(found.schema))
        if failures := self._session.registry.failures:
            heading = self._heading(_UNAVAILABLE, self.tr("Not available"))
            for failure in failures:
                self._add_failure(heading, failure)

    def _heading(self, name: str, text: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem([text])
        row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        row.setData(0, SCHEMA, name)
        font = self.font()
        font.setBold(True)
        row.setFont(0, font)
        self.tree.addTopLevelItem(row)
        row.setExpanded(name not in self._folded)
        return row

    def _add_failure(self, heading: QTreeWidgetItem, failure: LoadFailure) -> None:
        name, reason = Path(failure.file).name, failure.message.strip().splitlines()[-1]
        row = QTreeWidgetItem([f"{name}: {reason}"])
        row.setForeground(0, QColor(theme.DIM))
        row.setToolTip(0, f"{failure.file}\n{failure.message}")
        heading.addChild(row)
        if not failure.untrusted:
            row.setIcon(0, icon("circle-x", theme.ERROR))
            return
        row.setData(0, _UNTRUSTED, failure.file)
        row.setText(0, "")
        self.tree.setItemWidget(row, 0, self._trust_row(name, failure.file))

    def _trust_row(self, name: str, file: str) -> QWidget:
        holder = QWidget(self.tree)
        label = QLabel(name, holder)
        label.setProperty("role", "dim")
        label.setToolTip(self.tr("This node file is not trusted yet, so it was not run."))
        button = QPushButton(icon("shield-alert", theme.WARNING), self.tr("Trust…"), holder)
        button.setProperty("role", "flat")
        button.setAccessibleName(self.tr("Trust {file}").format(file=name))
        button.clicked.connect(lambda: self.trust_wanted.emit(file))
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(theme.SPACE // 2, 0, theme.SPACE // 2, 0)
        layout.addWidget(label, 1)
        layout.addWidget(button)
        return holder

    def _note_folds(self) -> None:
        for place in range(self.tree.topLevelItemCount()):
            row = self.tree.topLevelItem(place)
            name = row.data(0, SCHEMA) if row else None
            if row is not None and isinstance(name, str):
                (self._folded.discard if row.isExpanded() else self._folded.add)(name)

    def _fold(self, row: QTreeWidgetItem) -> None:
        if row.childCount():
            row.setExpanded(not row.isExpanded())

    def _take(self, row: QTreeWidgetItem) -> None:
        schema, file = row.data(0, SCHEMA), row.data(0, _UNTRUSTED)
        if isinstance(schema, NodeSchema):
            self.chosen.emit(schema.id)
        elif isinstance(file, str):
            self.trust_wanted.emit(file)

    def _take_first(self) -> None:
        row = self.tree.currentItem()
        if self.search.text().strip() and row is not None:
            self._take(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """From the field, the arrow down leads into the list; Esc empties the field."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)


class _Tree(QTreeWidget):
    """Rows of node types that can be dragged out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setIndentation(theme.SPACE)
        self.setRootIsDecorated(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        row = self.currentItem()
        schema = row.data(0, SCHEMA) if row is not None else None
        if not isinstance(schema, NodeSchema):
            return
        drag = QDrag(self)
        drag.setMimeData(to_mime(schema))
        shown = self.visualItemRect(row)
        drag.setPixmap(self.viewport().grab(shown))
        drag.setHotSpot(QPoint(theme.SPACE, shown.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)


def _row(schema: NodeSchema) -> QTreeWidgetItem:
    row = QTreeWidgetItem()
    row.setData(0, SCHEMA, schema)
    row.setToolTip(0, tip(schema))
    row.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
    )
    return row
