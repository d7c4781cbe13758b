"""The frames of a session as a grid of thumbnails; what is not seen is not read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.review.book import Book, Status
from muse_nodes.editor.review.reasons import told
from muse_nodes.profiles.frames import LabelledFrame

Index = QModelIndex | QPersistentModelIndex

WIDE = 192
"""Width of a thumbnail; it is read a little larger, for screens with fine pixels."""
READ = 320
KEPT = 400
"""Thumbnails that are kept: more than any screen shows."""

LOOKS: dict[Status, tuple[str, str]] = {
    "accepted": ("circle-check", theme.GOOD),
    "rejected": ("circle-x", theme.ERROR),
    "relabel": ("refresh-cw", theme.WARNING),
}
"""Icon and colour."""


class Frames(QAbstractListModel):
    """The frames of a book that are shown. Thumbnails come later, by ``put``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book: Book | None = None
        self._rows: list[LabelledFrame] = []
        self._pictures: OrderedDict[int, QImage] = OrderedDict()

    @property
    def rows(self) -> Sequence[LabelledFrame]:
        """What is shown, in order."""
        return self._rows

    def show_book(self, book: Book | None, rows: list[LabelledFrame]) -> None:
        """Show ``rows`` of a book. Of the same book the thumbnails are kept."""
        self.beginResetModel()
        if book is not self.book:
            self._pictures.clear()
        self.book, self._rows = book, rows
        self.endResetModel()

    def changed(self) -> None:
        """Verdicts are others now, the rows the same."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [])

    def put(self, frame: int, picture: QImage) -> None:
        """A thumbnail has been read."""
        self._pictures[frame] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        row = next((i for i, shown in enumerate(self._rows) if shown.frame == frame), -1)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [])

    def picture(self, frame: int) -> QImage | None:
        """The thumbnail of a frame, if it is there; it then stays for longer."""
        found = self._pictures.get(frame)
        if found is not None:
            self._pictures.move_to_end(frame)
        return found

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.book is None:
            return None
        frame = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(frame.frame)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return told(self.book, frame)
        return frame if role == Qt.ItemDataRole.UserRole else None


class Grid(QListView):
    """The thumbnails. Several may be selected, as files are elsewhere."""

    wanted = Signal()
    """Other rows are seen now: their thumbnails may have to be read."""

    def __init__(self, frames: Frames, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = frames
        self.setModel(frames)
        self.setAccessibleName(self.tr("Labelled frames"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSpacing(theme.SPACE // 2)
        self.setItemDelegate(Cell(frames, self))
        self.verticalScrollBar().valueChanged.connect(lambda _at: self.wanted.emit())
        frames.modelReset.connect(lambda: self.wanted.emit())

    @property
    def selected(self) -> list[LabelledFrame]:
        """The frames that are selected, in order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self._frames.rows[row] for row in rows]

    @property
    def seen(self) -> list[LabelledFrame]:
        """The frames in view, and a screenful behind them."""
        area = self.viewport().rect()
        ahead = area.adjusted(0, 0, 0, area.height())
        rows = range(self.model().rowCount())
        top = self._first(area)
        found = []
        for row in rows[top:]:
            place = self.visualRect(self.model().index(row, 0))
            if place.top() > ahead.bottom():
                break
            found.append(self._frames.rows[row])
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.wanted.emit()

    def _first(self, area: QRect) -> int:
        """The first row that reaches into ``area``: rows lie in order, so halves will do."""
        low, high = 0, self.model().rowCount()
        while low < high:
            middle = (low + high) // 2
            if self.visualRect(self.model().index(middle, 0)).bottom() < area.top():
                low = middle + 1
            else:
                high = middle
        return low


class Cell(QStyledItemDelegate):
    """Paints one frame: the picture with its label, its number, and what becomes of it."""

    def __init__(self, frames: Frames, view: QListView) -> None:
        super().__init__(view)
        self._frames = frames
        self._view = view
        self._icons = {status: icon(*look) for status, look in LOOKS.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        return QSize(WIDE + 8, self._high() + self._line() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        frame = index.data(Qt.ItemDataRole.UserRole)
        book = self._frames.book
        if not isinstance(frame, LabelledFrame) or book is None:
            return
        rect: QRect = option.rect
        status = book.status(frame)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        back = theme.SELECTED if chosen else theme.HOVER if over else theme.RAISED
        painter.setBrush(QColor(back))
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        edge = theme.ACCENT if chosen or focus else LOOKS[status][1]
        painter.setPen(QPen(QColor(edge), 2 if chosen or status != "accepted" else 1))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        place = QRect(rect.x() + 4, rect.y() + 4, WIDE, self._high())
        self._paint_picture(painter, frame, place)
        self._paint_line(painter, frame, status, place)
        painter.restore()

    def _paint_picture(self, painter: QPainter, frame: LabelledFrame, place: QRect) -> None:
        picture = self._frames.picture(frame.frame)
        painter.fillRect(place, QColor(theme.BACK))
        if picture is None or picture.isNull():
            return
        size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        inner = QRect(place.topLeft(), size)
        inner.moveCenter(place.center())
        painter.drawImage(inner, picture)

    def _paint_line(
        self, painter: QPainter, frame: LabelledFrame, status: Status, place: QRect
    ) -> None:
        line = QRect(place.x() + 4, place.bottom() + 3, place.width() - 8, self._line())
        side = line.height() - 2
        painter.setPen(QColor(theme.TEXT))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, left, f"{frame.frame}  ·  {frame.image.time:.1f} s")
        self._icons[status].paint(painter, line.right() - side + 1, line.y() + 1, side, side)
        book = self._frames.book
        if book is not None and book.verdict(frame) is not None:
            right = line.right() - 2 * side - theme.SPACE // 2
            icon("user").paint(painter, right, line.y() + 1, side, side)

    def _line(self) -> int:
        return int(self._view.fontMetrics().height()) + 2

    def _high(self) -> int:
        rows = self._frames.rows
        shape = rows[0].image.height / rows[0].image.width if rows else 9 / 16
        return round(WIDE * min(max(shape, 0.5), 1.5))
