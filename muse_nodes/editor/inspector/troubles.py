"""What is or was wrong with each node: found by the check, told by the run, shown by figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal

from muse_nodes.document import Problem
from muse_nodes.editor.messages import Ended, Figures, Said
from muse_nodes.editor.session import Session

KEPT = 3
"""Faults that are remembered of each node."""

_SURE = 3
"""Figures in a row that must tell of no failure before a fault counts as over."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. ``trace`` is for who mends the node; ``over``: it works again."""

    text: str
    hint: str = ""
    severity: Literal["error", "warning", "info"] = "error"
    trace: str = ""
    over: bool = False


class Troubles(QObject):
    """Collects the troubles of a session; faults of a run are kept until the next one."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._refused: tuple[Problem, ...] = ()
        self._faults: dict[str, tuple[Trouble, ...]] = {}
        self._well: dict[str, int] = {}
        self._kept_back: dict[str, str] = {}
        engine = session.engine
        session.problems_changed.connect(self._on_problems)
        session.document.opened.connect(self._forget)
        engine.state_changed.connect(self._on_state)
        engine.refused.connect(self._on_refused)
        engine.behind_changed.connect(self._on_behind)
        engine.said.connect(self._on_said)
        engine.ended.connect(self._on_ended)
        engine.figures.connect(self._on_figures)

    def of(self, node: str) -> tuple[Trouble, ...]:
        """What is wrong with a node, or, with an empty text, with the graph as a whole."""
        found = [_trouble(p) for p in (*self._session.problems, *self._refused) if p.node == node]
        if self._kept_back.get(node):
            text = self.tr("No picture goes out: {}").format(self._kept_back[node])
            found.append(Trouble(text, severity="warning"))
        over = self._well.get(node, 0) >= _SURE
        found += [replace(f, over=over) for f in self._faults.get(node, ())]
        return tuple({trouble.text: trouble for trouble in found}.values())

    def dismiss(self, node: str) -> None:
        """The user has seen what happened to a node and wants it out of the way."""
        if self._faults.pop(node, None) is not None:
            self.changed.emit()

    def _on_problems(self, _problems: tuple[Problem, ...]) -> None:
        self.changed.emit()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._forget()
        if state == "stopped":
            self._kept_back = {}
            self.changed.emit()

    def _forget(self) -> None:
        self._refused, self._faults = (), {}
        self._well, self._kept_back = {}, {}
        self.changed.emit()

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        self._refused = problems
        self.changed.emit()

    def _on_behind(self, behind: bool) -> None:
        if not behind and self._refused:
            self._refused = ()
            self.changed.emit()

    def _on_said(self, said: Said) -> None:
        if said.severity == "error":
            self._keep(said.node, Trouble(said.text, trace=said.trace))

    def _on_ended(self, ended: Ended) -> None:
        for problem in ended.problems:
            told = self._faults.get(problem.node, ())
            if not any(fault.text.startswith(problem.message) for fault in told):
                self._keep(problem.node, _trouble(problem))

    def _keep(self, node: str, trouble: Trouble) -> None:
        self._well[node] = 0
        earlier = tuple(t for t in self._faults.get(node, ()) if t.text != trouble.text)
        self._faults[node] = (*earlier, trouble)[-KEPT:]
        self.changed.emit()

    def _on_figures(self, figures: Figures) -> None:
        if not self._session.engine.running:
            return  # the last ones of a run that is over
        before = self._well, self._kept_back
        self._kept_back = {n.id: n.kept_back for n in figures.nodes.values() if n.kept_back}
        self._well = {
            node: 0
            if (now := figures.nodes.get(node)) is None or now.failing
            else min(count + 1, _SURE)
            for node, count in self._well.items()
        }
        if before != (self._well, self._kept_back):
            self.changed.emit()


def _trouble(problem: Problem) -> Trouble:
    return Trouble(problem.message, problem.hint, problem.severity)
