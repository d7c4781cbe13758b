"""The figures of a report: a row for each measure, and the student against each rival as a line."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.report.verdict import text_label
from muse_nodes.editor.report.words import compared, meaning, measure, role
from muse_nodes.profiles.report import HIGHER, MEASURES, Compared, Judged, Measure, Outcome, Report
from muse_nodes.profiles.report_words import figure

COLOURS: dict[Outcome, str] = {
    "better": theme.GOOD, "worse": theme.ERROR, "same": theme.DIM, "unclear": theme.DIM,
}  # fmt: skip


class FiguresCard(QFrame):
    """A table. ``lines`` are its comparisons by rival and measure."""

    def __init__(self, report: Report, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.lines: dict[tuple[str, Measure], Line] = {}
        self._report = report
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * theme.SPACE)
        self._grid.setVerticalSpacing(theme.SPACE // 2)
        self._rivals = [j for j in report.judged if j.role in ("base", "general")]
        self._head()
        for name in MEASURES:
            if any(name in one.guided for one in report.judged if one.role != "teacher"):
                self._row(name)
        self._times()
        heading = QLabel(self.tr("Figures"), self)
        heading.setProperty("role", "section")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[int(1.5 * theme.SPACE)] * 4)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(heading)
        layout.addLayout(self._grid)
        if self._rivals:
            hint = self.tr(
                "Right of the middle: better. The line is where the difference lies at 95 %; grey "
                "means that it may be chance, or too little to matter."
            )
            layout.addWidget(text_label(hint, "small", self))

    def _head(self) -> None:
        for column, one in enumerate(self._report.judged, 1):
            words = role(one.role)
            if one.role in ("base", "general"):
                words = f"{words}\n{one.name}"
            self._put(words, column, "dim", row=0)
        for i, one in enumerate(self._rivals):
            column = 1 + len(self._report.judged) + i
            text = self.tr("Against {name}").format(name=one.name)
            self._put(text, column, "dim", row=0, centred=True)
            self._grid.setColumnStretch(column, 1)

    def _row(self, name: Measure) -> None:
        row = self._grid.rowCount()
        label = QLabel(measure(name), self)
        label.setToolTip(meaning(name))
        self._grid.addWidget(label, row, 0)
        judged = self._report.judged
        values = [j.guided[name] for j in judged if name in j.guided and j.role != "teacher"]
        best = max(values) if name in HIGHER else min(values)
        for column, one in enumerate(judged, 1):
            if name in one.guided:
                value = one.guided[name]
                first = value == best and one.role != "teacher"
                self._put(figure(name, value), column, "section" if first else "", row=row)
        for i, rival in enumerate(self._rivals):
            found = self._report.outcomes.get((rival.role, name))
            if found is not None:
                line = Line(found, rival, self)
                self.lines[rival.role, name] = line
                self._grid.addWidget(line, row, 1 + len(judged) + i)

    def _times(self) -> None:
        """Milliseconds and size, for those that are networks."""
        locale, row = QLocale(), self._grid.rowCount()
        label = QLabel(self.tr("Time for a frame"), self)
        label.setToolTip(self.tr("Median on one thread, with shrinking the frame"))
        self._grid.addWidget(label, row, 0)
        size = QLabel(self.tr("File"), self)
        self._grid.addWidget(size, row + 1, 0)
        for column, one in enumerate(self._report.judged, 1):
            if one.speeds:
                fast = min(one.speeds, key=lambda speed: speed.median)
                text = self.tr("{count} ms").format(count=locale.toString(fast.median, "f", 1))
                each = [
                    f"{s.backend}, {s.device}: {s.median:.2f} ms (95 %: {s.p95:.2f} ms)"
                    for s in one.speeds
                ]
                self._put(text, column, "", row=row).setToolTip("\n".join(each))
            if one.bytes:
                text = locale.formattedDataSize(
                    one.bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat
                )
                self._put(text, column, "", row=row + 1).setToolTip(one.licence)

    def _put(self, text: str, column: int, role: str, *, row: int, centred: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignRight
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column)
        return label


class Line(QWidget):
    """How much better (right) or worse (left) the student is: the mean, and its interval."""

    def __init__(self, one: Compared, rival: Judged, parent: QWidget) -> None:
        super().__init__(parent)
        self._one = one
        self.sentence = compared(one, rival)
        self.setToolTip(self.sentence)
        self.setAccessibleName(self.sentence)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(18 * metrics.averageCharWidth(), metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = 4.5
        half, y = self.width() / 2 - radius - 1, self.height() / 2
        middle = self.width() / 2
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawLine(QPointF(middle - half, y), QPointF(middle + half, y))
        painter.setPen(QPen(QColor(theme.FAINT), 1))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        low, mean, high = (middle + half * share for share in self._one.shares)
        colour = QColor(COLOURS[self._one.outcome])
        painter.setPen(QPen(colour, 3))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(mean, y), radius, radius)
