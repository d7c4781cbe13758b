"""What the run bar is made of: buttons that follow commands, figures, and the load of the GPU."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QProcess, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from muse_nodes.doctor.gpu import TOOL, parse, query
from muse_nodes.editor import theme
from muse_nodes.editor.jobs.phrases import share
from muse_nodes.editor.messages import Work

NOTHING = "–"
"""What a figure shows when there is none."""

GPU_EVERY = 2000
"""Milliseconds between two questions about the load of the GPU."""


class ActionButton(QPushButton):
    """A button that does, says and shows what an action does, in a colour of its own if need be."""

    def __init__(self, action: QAction, role: str, *, words: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = action
        self._words = words
        self._own: QIcon | None = None
        self.setProperty("role", role)
        self.setCheckable(action.isCheckable())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def wear(self, icon: QIcon) -> None:
        """Have an icon of its own: one that can be seen on the button's colour."""
        self._own = icon
        self.setIcon(icon)

    def _follow(self) -> None:
        action, words = self._action, self._action.text().replace("&", "")
        self.setText(words if self._words else "")
        self.setIcon(self._own or action.icon())
        self.setEnabled(action.isEnabled())
        self.setChecked(action.isChecked())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(words)


class Figure(QWidget):
    """A figure with its name below it. It is painted, not laid out: it never changes its width."""

    def __init__(self, name: str, widest: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._widest = widest
        self._value = NOTHING
        self._colour = theme.TEXT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)

    @property
    def value(self) -> str:
        """What it shows."""
        return self._value

    def show_value(self, value: str, colour: str = theme.TEXT) -> None:
        """Show another value, in a colour of the theme."""
        if (value, colour) != (self._value, self._colour):
            self._value, self._colour = value, colour
            self.setAccessibleDescription(value)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        value, name = self._fonts()
        wide = max(_width(value, self._widest, self), _width(name, self._name, self))
        return QSize(wide + theme.SPACE, self.fontMetrics().height() * 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        value, name = self._fonts()
        half, align = self.height() // 2, Qt.AlignmentFlag.AlignHCenter
        painter.setFont(value)
        painter.setPen(QColor(self._colour if self._value != NOTHING else theme.FAINT))
        top = QRect(0, 0, self.width(), half + 1)
        painter.drawText(top, align | Qt.AlignmentFlag.AlignBottom, self._value)
        painter.setFont(name)
        painter.setPen(QColor(theme.DIM))
        below = QRect(0, half + 1, self.width(), self.height() - half - 1)
        painter.drawText(below, align | Qt.AlignmentFlag.AlignTop, self._name)

    def _fonts(self) -> tuple[QFont, QFont]:
        value, name = QFont(self.font()), QFont(self.font())
        value.setBold(True)
        name.setPointSizeF(self.font().pointSizeF() * 0.85)
        return value, name


class TaskBar(QProgressBar):
    """How far the task of a job is that runs; a bar that runs to and fro while nobody can tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 24)
        self.setAccessibleName(self.tr("Progress of the task"))
        self.hide()

    def show_work(self, work: Work | None) -> None:
        """Show how a job stands; None: there is nothing to show."""
        task = work.running if work is not None else None
        self.setVisible(task is not None)
        if task is None:
            return
        part = share(task)
        self.setRange(0, 1000 if part >= 0 else 0)
        self.setValue(round(part * 1000))


class GpuWatch(QObject):
    """Asks NVIDIA's tool for the load of the first GPU, again and again, without waiting for it."""

    busy = Signal(int)
    """Per cent."""

    def __init__(self, command: Sequence[str] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        tool = shutil.which(TOOL)
        self._command = list(command) or ([tool, *query()] if tool else [])
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._timer = QTimer(self, interval=GPU_EVERY)
        self._timer.timeout.connect(self._ask)

    @property
    def there(self) -> bool:
        """True when there is a tool to ask."""
        return bool(self._command)

    def watch(self, on: bool) -> None:
        """Begin to ask, or stop."""
        if on and self.there and not self._timer.isActive():
            self._timer.start()
            self._ask()
        elif not on:
            self.close()

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)

    def _ask(self) -> None:
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self._process.start(self._command[0], self._command[1:])

    def _on_finished(self, status: int) -> None:
        printed = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        cards = parse(printed) if status == 0 else []
        if cards and cards[0].busy >= 0 and self._timer.isActive():
            self.busy.emit(cards[0].busy)


def _width(font: QFont, text: str, widget: QWidget) -> int:
    return QFontMetrics(font, widget).horizontalAdvance(text) + 2
