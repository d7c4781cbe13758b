"""One number with a slider: its name, the slider, its value, and a way back to the default."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget

from muse_nodes.api.params import Slider
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon

_STEPS = 200
"""Steps of a slider whose parameter names none."""

_MINUS = "\N{MINUS SIGN}"


class AmountSlider(QSlider):
    """A slider that fills from zero, goes where it is clicked, and leaves the wheel to the page.

    Its steps are whole numbers, as Qt's are; ``AmountRow`` knows what they mean.
    """

    touched = Signal()
    """Somebody is about to move it: what follows is a new gesture."""

    def __init__(self, zero: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._zero = zero
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sliderPressed.connect(self.touched)
        self.sliderReleased.connect(self.touched)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        height = self.fontMetrics().height() + theme.SPACE
        return QSize(height * 4, height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        height = self.sizeHint().height()
        return QSize(height * 2, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()  # a page that is scrolled must not change the person in it

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.touched.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, zero, here = self.height() / 2, self._x_of(self._zero), self._x_of(self.value())
        live = self.isEnabled()
        left, right = self._x_of(self.minimum()), self._x_of(self.maximum())
        painter.setBrush(QColor(theme.LINE))
        painter.drawRoundedRect(QRectF(left, middle - 2, right - left, 4), 2, 2)
        painter.setBrush(QColor(theme.ACCENT if live else theme.EDGE))
        painter.drawRoundedRect(QRectF(min(zero, here), middle - 2, abs(here - zero), 4), 2, 2)
        if self.minimum() < self._zero < self.maximum():
            painter.setBrush(QColor(theme.FAINT))
            painter.drawRect(QRectF(zero - 0.5, middle - 5, 1, 10))
        radius = self._radius()
        if self.hasFocus():
            painter.setPen(QColor(theme.ACCENT))
            painter.setBrush(QColor(theme.SELECTED))
            painter.drawEllipse(
                QRectF(here - radius - 3, middle - radius - 3, *[2 * radius + 6] * 2)
            )
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.TEXT if live else theme.FAINT))
        painter.drawEllipse(QRectF(here - radius, middle - radius, 2 * radius, 2 * radius))

    def _radius(self) -> float:
        return max(5.0, self.fontMetrics().height() * 0.38)

    def _span(self) -> tuple[float, float]:
        edge = self._radius() + 3
        return edge, max(edge + 1, self.width() - edge)

    def _x_of(self, value: int) -> float:
        left, right = self._span()
        return left + (right - left) * (value - self.minimum()) / (self.maximum() - self.minimum())

    def _value_at(self, x: float) -> int:
        left, right = self._span()
        part = min(max((x - left) / (right - left), 0.0), 1.0)
        return self.minimum() + round(part * (self.maximum() - self.minimum()))


class AmountRow(QWidget):
    """A named number in ``span``. It keeps no value of its own: ``show_value`` tells it."""

    changed = Signal(float, str)
    """(value, gesture): somebody moved it. All moves of one gesture are one step of undo."""
    reset = Signal()
    """Back to the default, please."""

    def __init__(
        self, name: str, span: Slider, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        low, high = span.low, span.high
        self._low, self._step = low, span.step or (high - low) / _STEPS
        self._unit, self._gesture = unit, ""
        steps = max(1, round((high - low) / self._step))
        zero = round((min(max(0.0, low), high) - low) / self._step)
        self.slider = AmountSlider(zero, self)
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 10))
        self.slider.setAccessibleName(name)
        self._value = QLabel(self)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setMinimumWidth(
            max(self.fontMetrics().horizontalAdvance(self._words(v)) for v in (low, high))
        )
        self.back = QToolButton(self)
        self.back.setIcon(icon("rotate-ccw"))
        self.back.setToolTip(self.tr("Back to the default"))
        self.back.setAccessibleName(self.tr("{name}: back to the default").format(name=name))
        self._name = QLabel(name, self)
        self._name.setBuddy(self.slider)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(theme.SPACE)
        for column, widget in enumerate((self._name, self.slider, self._value, self.back)):
            layout.addWidget(widget, 0, column)
        layout.setColumnStretch(1, 1)
        self.slider.touched.connect(self._on_touched)
        self.slider.valueChanged.connect(self._on_moved)
        self.back.clicked.connect(self.reset)
        self._on_touched()

    @property
    def labels(self) -> tuple[QLabel, QLabel]:
        """Those of name and value, so that a page can make all of them equally wide."""
        return self._name, self._value

    def show_value(self, value: float, is_default: bool) -> None:
        """What the document says; nothing is emitted."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((value - self._low) / self._step))
        self._value.setText(self._words(value))
        self.back.setEnabled(not is_default)
        self.slider.update()

    def _words(self, value: float) -> str:
        digits = 2 if self._step < 0.1 else 1 if self._step < 1 else 0
        text = f"{value:.{digits}f}".replace("-", _MINUS)
        return f"{text} {self._unit}" if self._unit else text

    def _on_touched(self) -> None:
        self._gesture = uuid4().hex

    def _on_moved(self, steps: int) -> None:
        value = round(self._low + steps * self._step, 6)  # 0.3, not 0.30000000000000004
        self.changed.emit(value, self._gesture)


def align_rows(rows: Iterable[AmountRow]) -> None:
    """Have the sliders of several rows begin and end in one line."""
    rows = tuple(rows)
    for labels in zip(*(row.labels for row in rows), strict=True):
        wide = max(max(label.sizeHint().width(), label.minimumWidth()) for label in labels)
        for label in labels:
            label.setMinimumWidth(wide)
