"""What a node did of late: times, calls, what really runs it, and what it says of itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.messages import NodeFigures


class FiguresBox(QWidget):
    """Figures of one node."""

    def __init__(self) -> None:
        super().__init__()
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(theme.SPACE * 2)
        self.form.setVerticalSpacing(theme.SPACE // 2)
        self.time = self._line(self.tr("Time"), self.tr("Median and 95th percentile per call"))
        self.calls = self._line(self.tr("Calls"), self.tr("Since it was set up"))
        self.device = self._line(self.tr("Device"), self.tr("Where it really runs"))
        self.backend = self._line(self.tr("Back end"), self.tr("What really runs it"))
        self.status = self._line(self.tr("Status"), self.tr("What the node says of itself"))
        self.show_figures(None)

    def show_figures(self, figures: NodeFigures | None) -> None:
        """Show figures, or that there are none because it does not run."""
        none = "–"
        if figures is None or not figures.calls:
            self.time.setText(none)
        else:
            text = self.tr("{median} ms, p95 {p95} ms")
            self.time.setText(text.format(median=f"{figures.ms:.2f}", p95=f"{figures.p95:.2f}"))
        self.calls.setText(f"{figures.calls:n}" if figures is not None else none)
        self.device.setText(figures.device if figures is not None else none)
        self._optional(self.backend, figures.backend if figures is not None else "")
        self._optional(self.status, figures.status if figures is not None else "")

    def _line(self, name: str, tip: str) -> QLabel:
        label, value = QLabel(name), QLabel()
        label.setProperty("role", "dim")
        for one in (label, value):
            one.setToolTip(tip)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form.addRow(label, value)
        return value

    def _optional(self, value: QLabel, text: str) -> None:
        value.setText(text)
        self.form.setRowVisible(value, bool(text))
