"""The card of one step: what it is for, how it stands, what can be done with it now."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.phrases import described, share
from muse_nodes.editor.simple.stages import Stage, StepName
from muse_nodes.engine.task_ctx import Progress

_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """``graph`` is the bundled graph that does it, empty for a page; ``do`` is on its button."""

    name: StepName
    graph: str
    icon: str
    title: str
    text: str
    do: str


class StepCard(QFrame):
    """See above. It decides nothing: the page tells it what to show."""

    wanted = Signal(str)
    """The name of the step: somebody wants it done."""
    opened = Signal(str)
    """The name of its graph: somebody wants to see it."""
    looked = Signal(str)
    """The name of the step: somebody wants to see what it has made."""
    cancelled = Signal()

    def __init__(self, number: int, step: Step, there: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step, self.there = step, there
        self.setProperty("role", "card")
        self.setAccessibleName(step.title)
        self.sign = QLabel(self)
        self.title = QLabel(f"{number}.  {step.title}", self)
        self.text, self.state, self.note = QLabel(step.text, self), QLabel(self), QLabel(self)
        self.badge = QLabel(self)
        self.bar = QProgressBar(self)
        self.run = QPushButton(step.do, self)
        self.open = QPushButton(icon("workflow"), "", self)
        self.look = QPushButton(icon("eye"), self.tr("Look…"), self)
        self.cancel = QPushButton(icon("x"), self.tr("Cancel"), self)
        self.choice = QComboBox(self)
        self._lay_out()
        self.show_stage(None, is_next=False)
        self.show_progress(None)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.text.setProperty("role", "dim")
        for label in (self.text, self.state, self.note):
            label.setWordWrap(True)
        self.note.setProperty("role", "warning")
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note.hide()
        self.badge.setProperty("role", "badge")
        self.bar.setProperty("role", "thin")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.open.setProperty("role", "flat")
        self.open.setToolTip(self.tr("Open its graph, to look at it or to change it"))
        self.open.setAccessibleName(self.tr("Open: {step}").format(step=self.step.title))
        self.choice.hide()
        self.look.hide()
        self.look.clicked.connect(lambda: self.looked.emit(self.step.name))
        self.run.clicked.connect(lambda: self.wanted.emit(self.step.name))
        self.open.clicked.connect(lambda: self.opened.emit(self.step.graph))
        self.cancel.clicked.connect(self.cancelled)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.badge)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE // 2)
        words.addLayout(head)
        for part in (self.text, self.state, self.bar, self.note):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.SPACE * 2] * 4)
        row.setSpacing(theme.SPACE * 2)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for button in (self.choice, self.open, self.look, self.cancel, self.run):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_stage(self, stage: Stage | None, *, is_next: bool, busy: bool = False) -> None:
        """How the step stands; None while nobody knows. ``busy``: something else is under way."""
        theme.set_role(self, "card-next" if is_next and self.there else "card")
        colour = theme.FAINT
        if self.there:
            done = stage is not None and stage.done
            colour = theme.GOOD if done else theme.ACCENT if is_next else theme.DIM
        side = self.fontMetrics().height() * 2
        self.sign.setPixmap(icon(self.step.icon, colour).pixmap(side, side))
        self.state.setText(stage.text if stage is not None else "")
        self.state.setVisible(bool(self.state.text()))
        theme.set_role(self.state, stage.tone if stage is not None else "dim")
        badge = "" if self.there else self.tr("Not part of this version")
        if is_next and self.there:
            badge = self.tr("This comes next")
        self.badge.setText(badge)
        self.badge.setVisible(bool(badge))
        theme.set_role(self.badge, "badge-accent" if is_next and self.there else "badge")
        self.run.setVisible(self.there)
        self.open.setVisible(self.there and bool(self.step.graph))
        theme.set_role(self.run, "primary" if is_next else "")
        why = stage.why if stage is not None else ""
        self.run.setEnabled(not why and not busy)
        self.run.setToolTip(why or (self.tr("Something else runs just now.") if busy else ""))

    def show_progress(self, task: Progress | None, *, runs: bool = False) -> None:
        """How far the job is with it; ``runs`` while it can be cancelled."""
        self.bar.setVisible(task is not None and task.state == "running")
        self.cancel.setVisible(runs)
        if runs:
            self.badge.setText(self.tr("Under way"))
            self.badge.show()
            theme.set_role(self.badge, "badge-accent")
            self.run.hide()
            self.choice.hide()
        if task is None:
            return
        part = share(task)
        self.bar.setRange(0, _STEPS if part >= 0 else 0)
        self.bar.setValue(round(max(part, 0.0) * _STEPS))
        tones = {"running": "accent", "failed": "error", "cancelled": "warning"}
        if task.state in tones:
            self.state.setText(described(task))
            self.state.show()
            theme.set_role(self.state, tones[task.state])

    def offer_look(self, text: str, sign: str) -> None:
        """What its second button says."""
        self.look.setText(text)
        self.look.setIcon(icon(sign))

    def show_hint(self, text: str) -> None:
        """What else is to be known of the step, behind what it is for; empty: nothing."""
        self.text.setText(f"{self.step.text} {text}".strip())

    def show_note(self, text: str) -> None:
        """A word of warning; empty: none."""
        self.note.setText(text)
        self.note.setVisible(bool(text) and self.there)
