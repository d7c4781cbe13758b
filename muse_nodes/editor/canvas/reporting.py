"""Brings to the nodes what is said of them: problems, faults, times."""

from __future__ import annotations

from PySide6.QtCore import QObject

from muse_nodes.document import Problem
from muse_nodes.editor.canvas.marks import Marks
from muse_nodes.editor.canvas.stage import Stage
from muse_nodes.editor.messages import Ended, Figures, Said, Work
from muse_nodes.editor.session import Session


class Reporting(QObject):
    """Listens to session and engine for one canvas."""

    def __init__(self, stage: Stage, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._marks = Marks()
        self._marks.problems(session.problems)
        if session.engine.job_runs and session.engine.work is not None:
            self._marks.tasks(session.engine.work)  # this canvas takes the place of another
        session.problems_changed.connect(self._on_problems)
        session.document.opened.connect(self._on_opened)
        session.engine.figures.connect(self._on_figures)
        session.engine.said.connect(self._on_said)
        session.engine.ended.connect(self._on_ended)
        session.engine.work_changed.connect(self._on_work)
        session.engine.state_changed.connect(self._on_state)

    def refresh(self) -> None:
        """Have every node show what is known of it."""
        for item in self._stage.nodes.values():
            item.show_mark(self._marks.of(item.face.members))

    def _on_problems(self, problems: tuple[Problem, ...]) -> None:
        self._marks.problems(problems)
        self.refresh()

    def _on_opened(self) -> None:
        self._marks.started()
        self.refresh()

    def _on_figures(self, figures: Figures) -> None:
        self._marks.figures(figures)
        self.refresh()

    def _on_said(self, said: Said) -> None:
        self._marks.said(said)
        self.refresh()

    def _on_work(self, work: Work) -> None:
        self._marks.tasks(work)
        self.refresh()

    def _on_ended(self, ended: Ended) -> None:
        self._marks.ended(ended)
        self.refresh()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._marks.started()
            self.refresh()
