"""The tasks of a job as rows: name, state, bar, time left. One of them is looked at."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.phrases import described, share, state_words
from muse_nodes.engine.task_ctx import Progress, State

_SIGNS: dict[State, tuple[str, str]] = {
    "waiting": ("clock", theme.FAINT), "running": ("play", theme.ACCENT),
    "kept": ("check", theme.DIM), "done": ("circle-check", theme.GOOD),
    "failed": ("circle-x", theme.ERROR), "cancelled": ("ban", theme.WARNING),
}  # fmt: skip

_STEPS = 1000


class TaskRow(QFrame):
    """One task."""

    picked = Signal(str)
    """Its node: somebody clicked it."""

    def __init__(self, node: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node = node
        self._state: State | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self._sign, self.title, self.state = QLabel(self), QLabel(title, self), QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state.setProperty("role", "dim")
        self.bar = QProgressBar(self)
        self.bar.setProperty("role", "thin")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE // 2)
        head.addWidget(self._sign)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.SPACE // 2] * 4)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.bar)

    def show_progress(self, progress: Progress, *, chosen: bool) -> None:
        """How far it is."""
        if progress.state != self._state:
            self._state = progress.state
            name, colour = _SIGNS[progress.state]
            side = self.fontMetrics().height()
            self._sign.setPixmap(
                icon(name, colour).pixmap(QSize(side, side), self.devicePixelRatioF())
            )
        part = share(progress)
        runs = progress.state == "running" and part >= 0
        self.state.setText(f"{part * 100:.0f} %" if runs else state_words(progress.state))
        self.setAccessibleDescription(described(progress))
        self.setToolTip(described(progress))
        self.bar.setValue(round(max(part, 0.0) * _STEPS))
        theme.set_role(self, "chosen" if chosen else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.picked.emit(self._node)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            self.picked.emit(self._node)
        else:
            event.ignore()


class TaskRows(QScrollArea):
    """All tasks of a job, in the order in which they run."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, TaskRow] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Tasks"))
        page = QWidget()
        page.setProperty("role", "page")
        self._places = QVBoxLayout(page)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(2)
        self._places.addStretch(1)
        self.setWidget(page)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 34)

    def show_tasks(self, tasks: tuple[Progress, ...], titles: dict[str, str], chosen: str) -> None:
        """Show these, with ``chosen`` as the one that is looked at."""
        if list(self.rows) != [task.node for task in tasks]:
            self._rebuild(tasks, titles)
        for task in tasks:
            self.rows[task.node].title.setText(titles[task.node])
            self.rows[task.node].show_progress(task, chosen=task.node == chosen)

    def _rebuild(self, tasks: tuple[Progress, ...], titles: dict[str, str]) -> None:
        for row in self.rows.values():
            self._places.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {task.node: TaskRow(task.node, titles[task.node]) for task in tasks}
        for place, row in enumerate(self.rows.values()):
            row.picked.connect(self.picked)
            self._places.insertWidget(place, row)
