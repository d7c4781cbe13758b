"""Rows of the list of problems: an icon, where, what is wrong and what to try, in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.problems_found import Trouble

Index = QModelIndex | QPersistentModelIndex

_ICON = 18
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Troubles(QAbstractListModel):
    """The problems that are shown. ``title`` says what the node of an id is called."""

    def __init__(self, title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._rows: list[Trouble] = []
        self._icons = {
            "error": icon("circle-x", theme.ERROR),
            "warning": icon("triangle-alert", theme.WARNING),
        }

    @property
    def rows(self) -> Sequence[Trouble]:
        """What is shown, from top to bottom."""
        return self._rows

    def show_rows(self, rows: list[Trouble]) -> None:
        """Show these. What stays keeps its place and stays selected."""
        for place in range(len(self._rows) - 1, -1, -1):
            if self._rows[place] not in rows:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, row in enumerate(rows):
            if place < len(self._rows) and self._rows[place] == row:
                continue
            if row in self._rows:  # in another order: rare, and nothing to be careful about
                self.beginResetModel()
                self._rows = list(rows)
                self.endResetModel()
                return
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()

    def where(self, trouble: Trouble) -> str:
        """The place of a problem in words; empty when it has none."""
        title = self._title(trouble.node) if trouble.node else ""
        return f"{title} · {trouble.port}" if trouble.port else title

    def text(self, trouble: Trouble) -> str:
        """A problem in one line, for the clipboard and for screen readers."""
        where = self.where(trouble)
        return f"{where}: {trouble.message} {trouble.hint}".removeprefix(": ").strip()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        trouble = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(trouble)
        if role == Qt.ItemDataRole.ToolTipRole:
            return trouble.trace or None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[trouble.severity]
        return trouble if role == Qt.ItemDataRole.UserRole else None


class TroublePainter(QStyledItemDelegate):
    """Paints one problem; its row is as high as its words need at the width of the list."""

    def __init__(self, model: Troubles, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        wide = self._view.viewport().width()
        font = option.font
        high = sum(r.height() for _, r, _, _ in self._parts(index, QRect(0, 0, wide, 0), font))
        return QSize(wide, max(high, _ICON) + 2 * theme.SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state = option.state
        font = option.font
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.RAISED))
        mark = index.data(Qt.ItemDataRole.DecorationRole)
        assert isinstance(mark, QIcon), "every row has one"
        mark.paint(painter, rect.x() + theme.SPACE, rect.y() + theme.SPACE, _ICON, _ICON)
        for text, place, face, colour in self._parts(index, rect, font):
            painter.setFont(face)
            painter.setPen(QColor(colour))
            painter.drawText(place, _WRAP, text)
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _parts(self, index: Index, rect: QRect, font: QFont) -> list[tuple[str, QRect, QFont, str]]:
        """(text, place, font, colour) of what is written in the row."""
        trouble = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(trouble, Trouble), "there are no others in the model"
        bold = QFont(font)
        bold.setBold(True)
        left = rect.x() + _ICON + 2 * theme.SPACE
        wide = max(50, rect.right() - left - theme.SPACE)
        top, parts = rect.y() + theme.SPACE, []
        for text, face, colour in (
            (self._model.where(trouble), bold, theme.TEXT),
            (trouble.message, font, theme.TEXT),
            (trouble.hint, font, theme.DIM),
        ):
            if text:
                room = QRect(left, top, wide, 10_000)
                high = QFontMetrics(face).boundingRect(room, int(_WRAP), text).height()
                parts.append((text, QRect(left, top, wide, high), face, colour))
                top += high
        return parts
