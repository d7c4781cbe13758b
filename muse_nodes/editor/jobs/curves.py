"""Curves of a task, painted: one chart per quantity, side by side, each with its own scale.

``loss/train`` and ``loss/validation`` are two lines of the chart ``loss``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from muse_nodes.editor import theme
from muse_nodes.engine.stats import percentile

Points = tuple[tuple[float, float], ...]

COLOURS = (theme.ACCENT, "#7dd3fc", "#fcd34d", "#f0abfc", "#a3e635", "#fda4af")
"""Of the lines of one chart, in their order."""

_LEAST = 20
"""Letters that a chart is wide at the least."""

_LINES = 6
"""Lines of text that a chart is high at the least, if there is to be another row."""

_OUTLIERS = 0.98
"""Share of the values that the scale has to hold: the first steps must not flatten the rest."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One quantity: its lines by name, and the range of both axes."""

    title: str
    lines: Mapping[str, Points]
    across: tuple[float, float]
    up: tuple[float, float]


def charts_of(curves: Mapping[str, Points]) -> list[Chart]:
    """The charts that some curves make; those without a sound value are left out.

    Those with the fewest points come first: what is measured seldom is what matters most.
    """
    grouped: dict[str, dict[str, Points]] = {}
    for name, points in curves.items():
        sound = tuple(p for p in points if math.isfinite(p[0]) and math.isfinite(p[1]))
        title, _, line = name.partition("/")
        if sound:
            grouped.setdefault(title, {})[line] = sound
    made = [_chart(title, lines) for title, lines in grouped.items()]
    return sorted(made, key=lambda chart: min(len(points) for points in chart.lines.values()))


def _chart(title: str, lines: Mapping[str, Points]) -> Chart:
    xs = [x for points in lines.values() for x, _ in points]
    ys = sorted(y for points in lines.values() for _, y in points)
    low, high = ys[0], max(percentile(ys, _OUTLIERS), *(p[-1][1] for p in lines.values()))
    if low > 0 and low < 0.5 * high:
        low = 0.0  # where zero is near it is in the picture
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return Chart(
        title, dict(lines), (min(xs), max(max(xs), min(xs) + 1)),
        (low if low == 0 else low - room, high + room),
    )  # fmt: skip


class CurvesView(QScrollArea):
    """See above. Where there is no room for all charts it is scrolled sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = _Field()
        self.setWidget(self._field)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Curves"))

    @property
    def charts(self) -> list[Chart]:
        """What is shown, from left to right."""
        return self._field.charts

    def show_curves(self, curves: Mapping[str, Points]) -> None:
        """Show these, and no others."""
        self._field.charts = charts_of(curves)
        self._field.fit(self.viewport().height())
        self.setAccessibleDescription(", ".join(_said(chart) for chart in self.charts))
        self._field.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._field.fit(self.viewport().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LEAST * 3, metrics.height() * 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LEAST, metrics.height() * 5)


class _Field(QWidget):
    """The charts, in as many rows as there is height for."""

    def __init__(self) -> None:
        super().__init__()
        self.charts: list[Chart] = []
        self._rows = 1

    def fit(self, height: int) -> None:
        """Be wide enough for all charts at this height."""
        self._rows = max(1, int(height // (self.fontMetrics().height() * _LINES)))
        columns = math.ceil(len(self.charts) / self._rows)
        self.setMinimumWidth(columns * self.fontMetrics().averageCharWidth() * _LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.PANEL))
        if not self.charts:
            return
        columns = math.ceil(len(self.charts) / self._rows)
        wide, high = self.width() / columns, self.height() / math.ceil(len(self.charts) / columns)
        for place, chart in enumerate(self.charts):
            row, column = divmod(place, columns)
            area = QRectF(column * wide, row * high, wide, high)
            self._paint(painter, area.adjusted(theme.SPACE, 0, -theme.SPACE, 0), chart)

    def _paint(self, painter: QPainter, area: QRectF, chart: Chart) -> None:
        line = self.fontMetrics().height()
        low, high = chart.up
        labels = [_short(value) for value in (high, (low + high) / 2, low)]
        axis = max(self.fontMetrics().horizontalAdvance(text) for text in labels) + theme.SPACE / 2
        field = area.adjusted(axis, line + theme.SPACE / 2, 0, -1.3 * line)
        if field.width() < 8 or field.height() < 8:
            return
        painter.fillRect(field, QColor(theme.BACK))
        grid = QColor(theme.TEXT)
        grid.setAlpha(34)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i, text in enumerate(labels):
            y = field.top() + field.height() * i / 2
            painter.fillRect(QRectF(field.left(), y, field.width(), 1), grid)
            painter.setPen(QColor(theme.DIM))
            place = QRectF(area.left(), y - line / 2, axis - theme.SPACE / 2, line)
            painter.drawText(place, right, text)
        below = QRectF(field.left(), field.bottom() + 2, field.width(), 1.2 * line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _short(chart.across[0]))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, _short(chart.across[1]))
        self._paint_lines(painter, field, chart)
        self._paint_heading(painter, QRectF(field.left(), area.top(), field.width(), line), chart)

    def _paint_lines(self, painter: QPainter, field: QRectF, chart: Chart) -> None:
        (left, right), (low, high) = chart.across, chart.up
        painter.save()
        painter.setClipRect(field)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, points in zip(_colours(len(chart.lines)), chart.lines.values(), strict=True):
            places = [
                QPointF(
                    field.left() + (x - left) / (right - left) * field.width(),
                    field.bottom() - (y - low) / (high - low) * field.height(),
                )
                for x, y in points
            ]
            painter.setPen(QPen(colour, 1.6))
            painter.drawPolyline(QPolygonF(places))
            painter.setBrush(colour)
            painter.drawEllipse(places[-1], 2.5, 2.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.restore()

    def _paint_heading(self, painter: QPainter, place: QRectF, chart: Chart) -> None:
        """What it is, and the newest value of each line in its colour, named if there is room."""
        metrics, x = self.fontMetrics(), place.left()
        values = {name: _short(points[-1][1]) for name, points in chart.lines.items()}
        words = [f"{name} {value}".strip() for name, value in values.items()]
        full = metrics.horizontalAdvance("  ".join((chart.title, *words)))
        if full + theme.SPACE * len(words) > place.width():
            words = list(values.values())
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(QPointF(x, place.top() + metrics.ascent()), chart.title)
        x += metrics.horizontalAdvance(chart.title) + theme.SPACE
        for colour, text in zip(_colours(len(words)), words, strict=True):
            room = int(place.right() - x)
            if room <= 0:
                return
            painter.setPen(colour)
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(x, place.top() + metrics.ascent()), cut)
            x += metrics.horizontalAdvance(text) + theme.SPACE


def _said(chart: Chart) -> str:
    return "; ".join(
        f"{chart.title} {name}: {_short(points[-1][1])}".replace(" :", ":")
        for name, points in chart.lines.items()
    )


def _colours(count: int) -> list[QColor]:
    return [QColor(COLOURS[i % len(COLOURS)]) for i in range(count)]


def _short(value: float) -> str:
    """A number in few characters: 12000 as "12k", 0.00431 as "0.0043"."""
    if abs(value) >= 10_000:
        return f"{value / 1000:.3g}k"
    return f"{value:.3g}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"
