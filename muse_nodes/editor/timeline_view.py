"""Paints the last minute: areas per node on top of each other, the budget, marks, a legend.

A repaint costs under two milliseconds: the outlines are kept in seconds and milliseconds, grow by
a point per moment, and the painter scales them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.messages import Figures
from muse_nodes.editor.timeline_past import SPAN, Mark, MarkKind, Moment, Past

MARK_COLOURS: dict[MarkKind, str] = {
    "dropped": theme.WARNING, "fault": theme.ERROR, "edit": theme.ACCENT,
}  # fmt: skip

_STEPS = (1.0, 2.0, 5.0)
_NEAR = 0.4
"""Seconds around the pointer in which marks are told."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the legend."""

    node: str
    place: QRect
    stacked: bool


class TimelineView(QWidget):
    """See above. ``title`` says what a node is called, ``is_source`` whether it is one.

    Sources are listed but not stacked: they work, or wait for a camera, beside the frames.
    """

    picked = Signal(str)
    """The id of a node that was clicked in the legend."""

    def __init__(
        self, title: Callable[[str], str], is_source: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.past = Past()
        self._title = title
        self._is_source = is_source
        self._stacked: list[str] = []
        self._sources: set[str] = set()
        self._tops: dict[str, QPolygonF] = {}
        self._colours: dict[str, QColor] = {}
        self._ordered: list[str] = []
        self._rows: list[Row] = []
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr("Sources work beside the frames: they are listed, but not stacked.")
        )

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def legend(self) -> list[str]:
        """The nodes of the legend as painted last, from top to bottom."""
        return [row.node for row in self._rows]

    def clear(self) -> None:
        """Another run begins."""
        self.past.clear()
        self._stacked, self._ordered, self._tops, self._sources = [], [], {}, set()
        self.update()

    def add(self, figures: Figures) -> None:
        """Take in the newest figures."""
        new = [n for n in figures.nodes if n not in self._tops and n not in self._sources]
        self._sources |= {n for n in new if self._is_source(n)}
        self._stacked += [n for n in new if n not in self._sources]
        moment = self.past.add(figures, self._sources)
        if new:
            self._rebuild()
        else:
            self._extend(moment)
        self._ordered = sorted(self.past.by_cost(), key=lambda node: node in self._sources)
        self.update()

    def _rebuild(self) -> None:
        self._tops = {node: QPolygonF() for node in self._stacked}
        for node in (*self._stacked, *self._sources):
            turn = len(self._colours) * 137  # the golden angle: neighbours differ the most
            self._colours.setdefault(node, QColor.fromHsv(turn % 360, 125, 200))
        for moment in self.past.moments:
            self._extend(moment)

    def _extend(self, moment: Moment) -> None:
        high = 0.0
        for node in self._stacked:
            high += moment.nodes.get(node, (0.0, 0.0))[0]
            top = self._tops[node]
            top.append(QPointF(moment.at, high))
            if top.first().x() < moment.at - SPAN - 1:
                top.removeFirst()

    # -- sizes and the mouse -----------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        wide, high = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        return QSize(wide * 110, high * 12)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._legend_width() * 2, self.fontMetrics().height() * 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pointer = event.position()
        row = self._row_at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if row else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        row = self._row_at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(row.node)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def pointed(self) -> Moment | None:
        """The moment under the pointer, if it is over the chart."""
        chart = self._chart()
        if self._pointer is None or not chart.contains(self._pointer):
            return None
        share = (self._pointer.x() - chart.left()) / chart.width()
        return self.past.nearest(self.past.now - SPAN * (1 - share))

    def _row_at(self, place: QPointF) -> Row | None:
        return next((r for r in self._rows if r.place.contains(place.toPoint())), None)

    def _legend_width(self) -> int:
        return self.fontMetrics().averageCharWidth() * 38

    def _chart(self) -> QRectF:
        line, axis = self.fontMetrics().height(), self.fontMetrics().horizontalAdvance("000 ms")
        left = axis + theme.SPACE
        wide = self.width() - left - self._legend_width() - theme.SPACE
        top = line + theme.SPACE
        return QRectF(left, top, max(10, wide), max(10, self.height() - top - 1.6 * line))

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.PANEL))
        self._rows = []
        if not self.past.moments:
            painter.setPen(QColor(theme.DIM))
            text = self.tr("Run the graph to see what its nodes cost.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        chart, budget = self._chart(), self.past.budget
        top = scale(self.past.high, budget)
        painter.fillRect(chart, QColor(theme.BACK))
        self._paint_areas(painter, chart, top)
        self._paint_axes(painter, chart, top)
        self._paint_budget(painter, chart, top, budget)
        self._paint_marks(painter, chart)
        moment = self.pointed()
        if moment is not None:
            x = self._x(chart, moment.at)
            painter.setPen(QColor(theme.TEXT))
            painter.drawLine(QPointF(x, chart.top()), QPointF(x, chart.bottom()))
        shown = moment or self.past.moments[-1]
        self._paint_heading(painter, chart, shown)
        self._paint_legend(painter, shown)

    def _x(self, chart: QRectF, at: float) -> float:
        return chart.right() - (self.past.now - at) / SPAN * chart.width()

    def _paint_areas(self, painter: QPainter, chart: QRectF, top: float) -> None:
        painter.save()
        painter.setClipRect(chart)
        painter.translate(self._x(chart, 0.0), chart.bottom())
        painter.scale(chart.width() / SPAN, -chart.height() / top)
        painter.setPen(Qt.PenStyle.NoPen)
        under = self._row_at(self._pointer) if self._pointer is not None else None
        for node in reversed(self._stacked):
            outline = QPolygonF(self._tops[node])
            if outline.isEmpty():
                continue
            outline.append(QPointF(outline.last().x(), 0.0))
            outline.append(QPointF(outline.first().x(), 0.0))
            dimmed = under is not None and under.stacked and under.node != node
            painter.setBrush(self._colours[node].darker(260 if dimmed else 100))
            painter.drawPolygon(outline)
        painter.restore()

    def _paint_axes(self, painter: QPainter, chart: QRectF, top: float) -> None:
        line = self.fontMetrics().height()
        grid = QColor(theme.TEXT)
        grid.setAlpha(34)
        count = 4 if chart.height() > 6 * line else 2
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.DIM))
        for i in range(count + 1):
            y = chart.bottom() - chart.height() * i / count
            painter.fillRect(QRectF(chart.left(), y, chart.width(), 1), grid)
            place = QRectF(0, y - line / 2, chart.left() - theme.SPACE / 2, line)
            painter.drawText(place, right, f"{top * i / count:g}" + (" ms" if i == count else ""))
        for seconds in (0, 15, 30, 45, 60):
            x = self._x(chart, self.past.now - seconds)
            painter.fillRect(QRectF(x, chart.top(), 1, chart.height()), grid)
            text = self.tr("{count} s").format(count=-seconds) if seconds else self.tr("now")
            wide = self.fontMetrics().horizontalAdvance(text)
            left = min(max(x - wide / 2, chart.left()), chart.right() - wide)
            painter.drawText(QPointF(left, self.height() - 0.3 * line), text)

    def _paint_budget(self, painter: QPainter, chart: QRectF, top: float, budget: float) -> None:
        if not budget:
            return
        y = max(chart.top(), chart.bottom() - chart.height() * budget / top)
        words = self.tr("Budget of a frame: {ms} ms").format(ms=f"{budget:.1f}")
        if budget > top:
            words += " ↑"
        else:
            painter.setPen(QPen(QColor(theme.WARNING), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(chart.left(), y), QPointF(chart.right(), y))
        metrics = self.fontMetrics()
        size = QSize(metrics.horizontalAdvance(words) + theme.SPACE, metrics.height())
        under = min(y + 2, chart.bottom() - size.height())
        place = QRectF(QPointF(chart.left() + theme.SPACE / 2, under), size)
        painter.fillRect(place, QColor(theme.BACK))  # it has to be read on any colour
        painter.setPen(QColor(theme.WARNING))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_marks(self, painter: QPainter, chart: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        side, base = theme.SPACE * 0.6, chart.bottom()
        for mark in self.past.marks:
            x = self._x(chart, mark.at)
            if x >= chart.left():
                painter.setBrush(QColor(MARK_COLOURS[mark.kind]))
                corners = [QPointF(x, base - side), QPointF(x - side, base + side / 2)]
                painter.drawPolygon([*corners, QPointF(x + side, base + side / 2)])
        painter.restore()

    def _paint_heading(self, painter: QPainter, chart: QRectF, moment: Moment) -> None:
        ago = self.past.now - moment.at
        parts = [self.tr("{seconds} s ago").format(seconds=f"{ago:.0f}")] if ago > 0.5 else []
        parts.append(self.tr("All nodes {ms} ms").format(ms=f"{moment.total:.1f}"))
        parts.append(self.tr("{fps} per second").format(fps=f"{moment.fps:.1f}"))
        if self.pointed() is not None:
            parts += [self._words(mark) for mark in self.past.marks_near(moment.at, _NEAR)]
        text, room = "   ".join(parts), self.width() - int(chart.left()) - theme.SPACE
        painter.setPen(QColor(theme.TEXT))
        cut = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(chart.left(), self.fontMetrics().ascent() + 2), cut)

    def _words(self, mark: Mark) -> str:
        if mark.kind == "dropped":
            return self.tr("{count} dropped").format(count=mark.text)
        return mark.text

    def _paint_legend(self, painter: QPainter, moment: Moment) -> None:
        metrics = self.fontMetrics()
        line, wide = metrics.height() + 3, self._legend_width()
        left, number = self.width() - wide, metrics.horizontalAdvance("000.0")
        names = wide - line - 2 * (number + theme.SPACE) - theme.SPACE
        top, right = 2, Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(theme.DIM))
        for column, text in enumerate((self.tr("ms"), self.tr("95 %"))):
            x = left + line + names + column * (number + theme.SPACE)
            painter.drawText(QRect(x, top, number, line), right, text)
        for node in self._ordered:
            top += line
            if top + line > self.height():
                return
            row = Row(node, QRect(left, top, wide, line), node not in self._sources)
            self._rows.append(row)
            if self._pointer is not None and row.place.contains(self._pointer.toPoint()):
                painter.fillRect(row.place, QColor(theme.RAISED))
            self._paint_row(painter, row, moment, (names, number))

    def _paint_row(
        self, painter: QPainter, row: Row, moment: Moment, widths: tuple[int, int]
    ) -> None:
        (names, number), metrics, place = widths, self.fontMetrics(), row.place
        side = place.height() // 2
        swatch = QRect(place.left() + side // 2, place.top() + side // 2, side, side)
        if row.stacked:
            painter.fillRect(swatch, self._colours[row.node])
        else:
            painter.setPen(QColor(theme.FAINT))
            painter.drawRect(swatch)
        painter.setPen(QColor(theme.TEXT if row.stacked else theme.DIM))
        title = self._title(row.node)
        x = place.left() + place.height()
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, names - theme.SPACE)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(x, place.top(), names, place.height()), middle, title)
        for column, value in enumerate(moment.nodes.get(row.node, ())):
            room = QRect(
                x + names + column * (number + theme.SPACE), place.top(), number, place.height()
            )
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, f"{value:.1f}")


def scale(highest: float, budget: float) -> float:
    """The ms at the top of the chart: a round number, with the budget if that is in reach."""
    wanted = max(highest * 1.15, 0.5)
    if budget <= 4 * wanted:
        wanted = max(wanted, budget * 1.1)
    power = 0.1
    while True:
        for step in _STEPS:
            if step * power >= wanted:
                return step * power
        power *= 10
