"""The dialog that shows every bundled graph, with a drawing and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Graph, load
from muse_nodes.editor import theme
from muse_nodes.editor.files.asking import plain
from muse_nodes.editor.files.drawing import draw
from muse_nodes.editor.words import graph_text
from muse_nodes.engine.bundled import bundled_folder, list_graphs
from muse_nodes.engine.registry import Registry

_CARD = Qt.ItemDataRole.UserRole
_PICTURE = QSize(264, 132)
_FIRST = "live"


@dataclass(frozen=True, slots=True)
class Template:
    """A bundled graph; the empty ``name`` is that of a graph without nodes."""

    name: str
    graph: Graph
    title: str
    text: str


def read_template(name: str) -> Graph | None:
    """A bundled graph by name; None if there is none (any more)."""
    return load(bundled_folder("graphs") / f"{name}.json").graph if name in list_graphs() else None


def template_of(graph: Graph) -> str:
    """The name of the bundled graph that this is; empty if it is none of them."""
    return next((name for name in list_graphs() if read_template(name) == graph), "")


class TemplateDialog(QDialog):
    """Asks which bundled graph to begin with. ``chosen`` is the answer once it was accepted."""

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New graph"))
        heading = QLabel(self.tr("What would you like to begin with?"), self)
        heading.setProperty("role", "title")
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Templates"))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setSpacing(theme.SPACE // 2)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(_Cards(registry, self.list))
        for template in self._templates():
            item = QListWidgetItem(template.title, self.list)
            item.setData(_CARD, template)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, template.text)
            item.setToolTip(template.text)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        create = buttons.addButton(self.tr("Create"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.set_role(create, "primary")
        create.setDefault(True)
        plain(buttons.buttons())
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE)
        for part in (heading, self.list, buttons):
            layout.addWidget(part)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self.accept)
        card = self.list.sizeHintForIndex(self.list.model().index(0, 0))
        gap, room = theme.SPACE, self.screen().availableSize()
        wide, high = 4 * (card.width() + gap) + 6 * theme.SPACE, 2 * (card.height() + gap) + 130
        self.resize(min(wide, room.width()), min(high, room.height()))

    @property
    def chosen(self) -> Template:
        """The template that is selected."""
        found = self.list.currentItem().data(_CARD)
        assert isinstance(found, Template)
        return found

    def _templates(self) -> list[Template]:
        names = sorted(list_graphs(), key=lambda name: (name != _FIRST, name))
        graphs = ((name, read_template(name)) for name in names)
        found = [
            Template(name, graph, graph_text(graph.title) or name, graph_text(graph.description))
            for name, graph in graphs
            if graph is not None
        ]
        empty = Template("", Graph(), self.tr("Empty graph"), self.tr("Nothing but the canvas."))
        return [*found, empty]


class _Cards(QStyledItemDelegate):
    """A drawing of the graph, its title, and some lines of its description."""

    def __init__(self, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent)
        self._registry = registry
        self._drawn: dict[tuple[str, float], QImage] = {}

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        line = QFontMetrics(option.font).height()
        pad = 2 * theme.SPACE
        return QSize(_PICTURE.width() + pad, _PICTURE.height() + 8 * line + pad)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        template = index.data(_CARD)
        assert isinstance(template, Template)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        inner = option.rect.adjusted(theme.SPACE, theme.SPACE, -theme.SPACE, -theme.SPACE)
        key = template.name, painter.device().devicePixelRatio()
        if key not in self._drawn:
            self._drawn[key] = draw(template.graph, self._registry, _PICTURE, key[1])
        painter.drawImage(inner.topLeft(), self._drawn[key])
        text = inner.adjusted(0, _PICTURE.height() + theme.SPACE // 2, 0, 0)
        self._texts(painter, option, text, template)
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        frame = QColor(theme.ACCENT if chosen else theme.EDGE if over else theme.LINE)
        painter.setPen(QPen(frame, 2 if chosen else 1))
        painter.setBrush(QColor(theme.SELECTED if chosen else theme.RAISED))
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, theme.CARD_RADIUS, theme.CARD_RADIUS)

    @staticmethod
    def _texts(
        painter: QPainter, option: QStyleOptionViewItem, rect: QRect, template: Template
    ) -> None:
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(theme.TEXT))
        line = QFontMetrics(bold).height()
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft, template.title)
        painter.setFont(option.font)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QColor(theme.TEXT if chosen else theme.DIM))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        below = rect.adjusted(0, line + 2, 0, 0)
        painter.drawText(below, flags, _cut(template.text, QFontMetrics(option.font), below))


def _cut(text: str, metrics: QFontMetrics, rect: QRect) -> str:
    """As many whole words of a text as its place has room for."""
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        shown = " ".join(words[:count]) + ("" if count == len(words) else " …")
        if metrics.boundingRect(rect, flags, shown).height() <= rect.height():
            return shown
    return ""
