"""How a node type looks in a list: the icon of its category, its title, one line about it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.categories import colours, icon_name
from muse_nodes.editor.icons import icon
from muse_nodes.editor.words import category, node_doc, node_title
from muse_nodes.engine.schema import NodeSchema

SCHEMA = Qt.ItemDataRole.UserRole
"""Role under which a row keeps its NodeSchema."""
HINT = Qt.ItemDataRole.UserRole + 1
"""Role of a short text at the right: the category, "recent", the port that would be joined."""
_PAD = theme.SPACE // 2

Index = QModelIndex | QPersistentModelIndex


class NodeRows(QStyledItemDelegate):
    """Paints rows that hold a NodeSchema; all others as the style does."""

    def __init__(self, categories: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.categories(categories)

    def categories(self, names: Iterable[str]) -> None:
        """The categories that there are, for their colours."""
        self._colours = colours(names)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        if not isinstance(index.data(SCHEMA), NodeSchema):
            return super().sizeHint(option, index)
        high = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(0, high + 3 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        schema = index.data(SCHEMA)
        if not isinstance(schema, NodeSchema):
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        rect = option.rect.adjusted(_PAD, _PAD, -theme.SPACE, -_PAD)
        side = min(rect.height(), round(QFontMetrics(option.font).height() * 1.9))
        tile = QRect(rect.left(), rect.center().y() - side // 2, side, side)
        _tile(painter, tile, schema.category, self._colours.get(schema.category))
        text = rect.adjusted(side + theme.SPACE, 0, 0, 0)
        self._texts(painter, option.font, text, schema, index.data(HINT) or "")
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.SELECTED if chosen else theme.RAISED))
            radius = theme.RADIUS / 2
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), radius, radius)

    @staticmethod
    def _texts(painter: QPainter, font: QFont, rect: QRect, schema: NodeSchema, hint: str) -> None:
        small, metrics = _small(font), QFontMetrics(font)
        fine = QFontMetrics(small)
        top = rect.center().y() - (metrics.height() + fine.height()) // 2
        first = QRect(rect.left(), top, rect.width(), metrics.height())
        if hint:
            painter.setFont(small)
            painter.setPen(QColor(theme.DIM))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            shown = fine.elidedText(hint, Qt.TextElideMode.ElideRight, rect.width() // 2)
            painter.drawText(first, flags, shown)
            first.setWidth(first.width() - fine.horizontalAdvance(shown) - theme.SPACE)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(first, flags, metrics.elidedText(node_title(schema), elide, first.width()))
        second = QRect(rect.left(), top + metrics.height(), rect.width(), fine.height())
        painter.setFont(small)
        painter.setPen(QColor(theme.DIM))
        painter.drawText(second, flags, fine.elidedText(node_doc(schema), elide, second.width()))


def tip(schema: NodeSchema) -> str:
    """What a tool tip says of a node type: more than the row has room for."""
    return f"{node_title(schema)} · {category(schema.category)}\n{node_doc(schema)}"


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small


def _tile(painter: QPainter, rect: QRect, category: str, colour: QColor | None) -> None:
    """The icon of a category on a faint ground of its colour."""
    colour = colour or QColor(theme.UNKNOWN_PORT)
    ground = QColor(colour)
    ground.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(rect), theme.RADIUS, theme.RADIUS)
    inset = rect.width() // 4
    icon(icon_name(category), colour.name()).paint(
        painter, rect.adjusted(inset, inset, -inset, -inset)
    )
