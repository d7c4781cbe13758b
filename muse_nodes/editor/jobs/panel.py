"""The panel of the job that runs or ran last: its tasks, and one of them from near."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Graph
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.curves import CurvesView
from muse_nodes.editor.jobs.history import History
from muse_nodes.editor.jobs.later import LaterEdits
from muse_nodes.editor.jobs.made import Made, open_folder
from muse_nodes.editor.jobs.phrases import described, state_words
from muse_nodes.editor.jobs.rows import TaskRows
from muse_nodes.editor.jobs.samples import SamplesView
from muse_nodes.editor.messages import Work
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of
from muse_nodes.engine.task_ctx import Progress, TaskView

_WIDE = Qt.Orientation.Horizontal
_NOTHING = TaskView()


class JobPanel(QWidget):
    """Tasks on the left; progress, curves, pictures and what was said of one of them beside.

    It follows the task that runs until somebody picks another one, here or on the canvas.
    """

    summary_changed = Signal(str)
    """How far the job is, for a badge; empty when none runs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picked = ""
        self._summary = ""
        self._view = TaskView()
        self.history = History()
        self.later = LaterEdits(session, self)
        self.rows = TaskRows(self)
        self.head, self.note = QLabel(self), QLabel(self)
        self.curves, self.samples = CurvesView(self), SamplesView(self)
        self.log = QPlainTextEdit(self)
        self.made = Made(self)
        self.cancel = QPushButton(icon("x"), self.tr("Cancel the job"), self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._listen()
        self._show()

    @property
    def shown(self) -> str:
        """The node of the task that is looked at; empty without a job."""
        work = self._session.engine.work
        if work is None or not work.tasks:
            return ""
        nodes = [task.node for task in work.tasks]
        if self._picked in nodes:
            return self._picked
        if work.running is not None:
            return work.running.node
        ended = [task.node for task in work.tasks if task.state != "waiting"]
        return work.failed if work.failed in nodes else (ended or nodes)[-1 if ended else 0]

    # -- what it is made of --------------------------------------------------------------------

    def _lay_out(self) -> None:
        for label in (self.head, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.note.setProperty("role", "warning")
        self.log.setReadOnly(True)
        self.log.setAccessibleName(self.tr("What was said"))
        self.log.setMinimumWidth(self.fontMetrics().averageCharWidth() * 24)
        self.cancel.setProperty("role", "flat")
        self.cancel.setToolTip(
            self.tr("End it with all that is still to come. What is done is kept.")
        )
        self._split = QSplitter(_WIDE, self)
        self._split.setChildrenCollapsible(False)
        for part, stretch in ((self.curves, 5), (self.samples, 4), (self.log, 3)):
            self._split.addWidget(part)
            self._split.setStretchFactor(self._split.count() - 1, stretch)
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        near = QVBoxLayout()
        near.setSpacing(theme.SPACE // 2)
        near.addLayout(top)
        near.addWidget(self.note)
        near.addWidget(self._split, 1)
        near.addWidget(self.made)
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(*[theme.SPACE // 2] * 4)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.rows)
        row.addLayout(near, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self._nothing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _nothing(self) -> QLabel:
        text = self.tr("Run a graph with tasks, such as Label or Train, to see how far it is.")
        label = QLabel(text, self)
        label.setProperty("role", "dim")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        return label

    def _listen(self) -> None:
        session = self._session
        session.engine.work_changed.connect(self._on_work)
        session.engine.state_changed.connect(self._on_state)
        session.selection_changed.connect(self._on_selection)
        session.document.changed.connect(self._on_changed)
        self.later.changed.connect(self._on_note)
        self.rows.picked.connect(self._on_picked)
        self.made.wanted.connect(open_folder)
        self.cancel.clicked.connect(session.engine.cancel)
        if session.engine.work is not None:
            self.history.take(session.engine.work)

    # -- what happens --------------------------------------------------------------------------

    def _on_work(self, work: Work) -> None:
        if self.history.take(work):
            self._show_log()
        self._show()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._picked = ""
            self.history.clear()
            self._show_log()
        self._show()

    def _on_selection(self, chosen: frozenset[str]) -> None:
        work = self._session.engine.work
        found = [task.node for task in work.tasks if task.node in chosen] if work else []
        if len(found) == 1:
            self._picked = found[0]
            self._show()

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if [node.title for node in before.nodes] != [node.title for node in after.nodes]:
            self._show()

    def _on_picked(self, node: str) -> None:
        self._picked = node
        self._session.show_node(node)
        self._show()

    def _on_note(self, text: str) -> None:
        self._show()

    # -- what it shows -------------------------------------------------------------------------

    def _show(self) -> None:
        work, runs = self._session.engine.work, self._session.engine.job_runs
        self._pages.setCurrentIndex(0 if work is not None else 1)
        self._tell(self._badge(work) if work is not None and runs else "")
        if work is None:
            return
        titles = {task.node: title_of(self._session, task.node) for task in work.tasks}
        shown = self.shown
        self.rows.show_tasks(work.tasks, titles, shown)
        self.rows.setVisible(bool(work.tasks))
        task = next((task for task in work.tasks if task.node == shown), None)
        self.head.setText(self._heading(work, task))
        view = work.shown.get(shown, _NOTHING)
        if view is not self._view:
            self._view = view
            self.curves.show_curves(view.curves)
            self.samples.show_pictures(view.pictures)
        self.curves.setVisible(bool(view.curves))
        self.samples.setVisible(bool(view.pictures))
        self.note.setText(self.later.text)
        self.note.setVisible(bool(self.later.text))
        self.made.show_made(work.artifacts if work.over else {})
        self.cancel.setVisible(runs)
        self.cancel.setEnabled(self._session.engine.state != "stopping")

    def _heading(self, work: Work, task: Progress | None) -> str:
        if work.streams:
            return self.tr("The stream runs; its tasks follow when it is stopped.")
        if task is None:
            return self.tr("Finished.") if work.over else ""
        text = f"{title_of(self._session, task.node)}: {described(task)}"
        if work.over and work.cancelled:
            text += "\n" + self.tr("Cancelled. What is done is kept; the next run goes on there.")
        return text

    def _badge(self, work: Work) -> str:
        task = work.running
        if task is None:
            return self.tr("stream") if work.streams else ""
        return f"{100 * task.done / task.total:.0f} %" if task.total > 0 else "…"

    def _tell(self, summary: str) -> None:
        if summary != self._summary:
            self._summary = summary
            self.summary_changed.emit(summary)

    def _show_log(self) -> None:
        bar = self.log.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        place = bar.value()
        lines = []
        for line in self.history.lines:
            at = time.strftime("%H:%M:%S", time.localtime(line.at))
            said = line.text or state_words(line.state)
            if line.state not in ("running", "waiting") and line.text:
                said = f"{state_words(line.state)} · {line.text}"
            lines.append(f"{at}  {title_of(self._session, line.node)}: {said}")
        self.log.setPlainText("\n".join(lines))
        bar.setValue(bar.maximum() if at_end else place)
