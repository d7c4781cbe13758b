"""The search that pops up on the canvas: a few letters, Enter, and the node is there.

It knows nothing of the canvas. Whoever opens it gives a place on the screen, and perhaps a wire
that was dropped into the void; then only node types that the wire fits are offered::

    popup.chosen.connect(canvas.add)           # a Choice
    popup.ask(QCursor.pos(), Loose(Port("camera", "frame"), output=True))

    def add(self, choice: Choice) -> None:
        self.session.document.do(choice.added(self.session.graph, self.to_scene(choice.at)).edit)
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Graph
from muse_nodes.editor import theme
from muse_nodes.editor.adding import Added, Loose, added, fitting_port, kind_of
from muse_nodes.editor.icons import icon
from muse_nodes.editor.matching import Entry, entry, ranked
from muse_nodes.editor.node_rows import HINT, SCHEMA, NodeRows, tip
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.words import category, port_label, port_type
from muse_nodes.engine.schema import NodeSchema

_KEPT = "search/recent"
_MOST = 6
"""How many choices are remembered."""
_ROWS = 7
"""How many rows are seen at once."""
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Choice:
    """A node type, where on the screen it was asked for, and the wire that goes to ``port``."""

    type: str
    at: QPoint
    loose: Loose | None = None
    port: str = ""

    def added(self, graph: Graph, place: tuple[float, float]) -> Added:
        """The edit that adds the node at a place of the canvas and joins the wire to it."""
        return added(graph, self.type, place, self.loose, self.port)


class SearchPopup(QFrame):
    """A field and a list over everything else; it is gone when something else is clicked.

    Arrows choose, Enter takes, Esc closes. What was chosen last comes first, also the next day.
    """

    chosen = Signal(Choice)
    dismissed = Signal()
    """It was closed and nothing was chosen."""

    def __init__(
        self, session: Session, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._session, self._preferences = session, preferences
        self._at = QPoint()
        self._loose: Loose | None = None
        self._ports: dict[str, str] = {}
        self._entries: list[Entry] = []
        self._taken = False
        self.field = QLineEdit(self)
        self.field.addAction(icon("search", theme.DIM), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setAccessibleName(self.tr("Search nodes"))
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Nodes found"))
        self._rows = NodeRows((), self.list)
        self.list.setItemDelegate(self._rows)
        self._foot = QLabel(self)
        self._foot.setProperty("role", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        layout.setSpacing(theme.SPACE // 2)
        for part in (self.field, self.list, self._foot):
            layout.addWidget(part)
        self.field.textChanged.connect(self._show)
        self.list.itemClicked.connect(self._take)

    def ask(self, at: QPoint, loose: Loose | None = None) -> None:
        """Open at a place on the screen, for any node or for one that a loose wire fits."""
        self._at, self._loose, self._taken = at, loose, False
        self._offer()
        self.field.clear()
        self._show()
        self._put(at)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _offer(self) -> None:
        session, loose = self._session, self._loose
        kind = kind_of(session.graph, session.registry, loose) if loose else ""
        ports = {
            s.id: fitting_port(s, kind, output=loose.output) if loose else ""
            for s in session.registry
        }
        self._ports = {id: port for id, port in ports.items() if port or not kind}
        known = [s for s in session.registry if s.id in self._ports]
        recent = {id: place for place, id in enumerate(self._recent())}
        known.sort(key=lambda s: recent.get(s.id, len(recent)))
        self._entries = [entry(schema) for schema in known]
        self._rows.categories(s.category for s in session.registry)
        texts = (
            self.tr("Search nodes"),
            self.tr("Nodes that take a {kind}"),
            self.tr("Nodes that give a {kind}"),
        )
        text = texts[0] if loose is None or not kind else texts[1 if loose.output else 2]
        self.field.setPlaceholderText(text.format(kind=port_type(kind)))

    def _show(self) -> None:
        query, recent = self.field.text(), self._recent()
        self.list.clear()
        for schema in ranked(query, self._entries):
            row = QListWidgetItem(self.list)
            row.setData(SCHEMA, schema)
            row.setToolTip(tip(schema))
            hint = category(schema.category)
            if port := self._ports[schema.id]:
                hint = "→ " + port_label(schema, port)
            elif schema.id in recent and not query.strip():
                hint = self.tr("Recent")
            row.setData(HINT, hint)
        self.list.setCurrentRow(0)
        found = self.list.count() > 0
        text = self.tr("Enter adds, Esc closes") if found else self.tr("No node is called that.")
        self._foot.setText(text)

    def _put(self, at: QPoint) -> None:
        """As large as its rows need, and wholly on the screen."""
        letters = QFontMetrics(self.font()).averageCharWidth()
        row = self.list.sizeHintForRow(0) if self.list.count() else 0
        self.list.setMinimumHeight(row * min(_ROWS, max(1, self.list.count())) + 4)
        self.resize(QSize(letters * 58, self.sizeHint().height()))
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = min(at.x(), room.right() + 1 - self.width())
        y = min(at.y(), room.bottom() + 1 - self.height())
        self.move(max(x, room.left()), max(y, room.top()))

    def _recent(self) -> list[str]:
        return [id for id in self._preferences.text(_KEPT).split(" ") if id]

    def _take(self, row: QListWidgetItem | None) -> None:
        schema = row.data(SCHEMA) if row is not None else None
        if not isinstance(schema, NodeSchema):
            return
        kept = [schema.id, *(id for id in self._recent() if id != schema.id)][:_MOST]
        self._preferences.set(_KEPT, " ".join(kept))
        self._taken = True
        self.close()
        port = self._ports[schema.id]
        self.chosen.emit(Choice(schema.id, self._at, self._loose if port else None, port))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys that the list takes although the field has the focus."""
        pressed = event.type() == QEvent.Type.KeyPress
        if watched is self.field and isinstance(event, QKeyEvent) and pressed and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._move(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _move(self, key: Qt.Key) -> None:
        count = self.list.count()
        if not count:
            return
        row = self.list.currentRow()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            row = (row + (1 if key == Qt.Key.Key_Down else -1)) % count
        else:
            step = _ROWS if key == Qt.Key.Key_PageDown else -_ROWS
            row = min(max(row + step, 0), count - 1)
        self.list.setCurrentRow(row)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        if not self._taken:
            self.dismissed.emit()
