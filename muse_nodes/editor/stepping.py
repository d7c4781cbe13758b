"""Runs a step of the way to a network of one's own in the window, and brings the user's graph back.

A step is a bundled graph that is opened in the place of the user's own; unsaved work is asked about
as it always is, and what was open is opened again when the steps are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from muse_nodes.document import Graph, JsonValue, Params
from muse_nodes.editor.files.asking import Questions
from muse_nodes.editor.files.templates import read_template
from muse_nodes.editor.session import Session

if TYPE_CHECKING:
    from muse_nodes.editor.files.files import Files
    from muse_nodes.editor.simple import SimpleMode

STEPS = frozenset({"record", "import", "label", "train", "convert", "report", "personalise"})
"""The bundled graphs that are steps."""

LIVE = "live"

ByType = Mapping[str, Mapping[str, JsonValue]]
"""Parameters by node type and name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A graph that was left for a step: its file, or the bundled graph it is, or itself."""

    path: Path | None
    template: str
    graph: Graph


class Stepping(QObject):
    """One for a window."""

    def __init__(self, session: Session, files: Files, simple: SimpleMode) -> None:
        super().__init__(files)
        self._session, self._files, self._simple = session, files, simple
        self._ask = Questions(simple)
        self._left: Place | None = None
        self._step = ""
        self._then: tuple[str, ByType] | None = None
        simple.steps.run_wanted.connect(self.run)
        simple.steps.open_graph.connect(self.show)
        simple.steps.live_wanted.connect(self.go_live)
        simple.steps.back.connect(self.back)
        session.engine.state_changed.connect(self._on_state)

    @property
    def left(self) -> Place | None:
        """What was open before the steps; None while it still is."""
        return self._left

    def run(self, name: str, params: ByType | None = None) -> None:
        """Open a step and run it; what runs now is ended first if the user agrees."""
        if self._session.engine.running:
            if self._session.engine.job_runs or not self._ask.end_run():
                return
            self._then = name, dict(params or {})
            self._session.engine.stop()
            return
        if not self.open(name, params):
            return
        if name == "record":
            self._simple.show_picture()
        self._step = name
        self._session.run()

    def open(self, name: str, params: ByType | None = None) -> bool:
        """Open a bundled graph, a step or not, in the place of what is open."""
        graph = read_template(name)
        if graph is None or not self._files.leave():
            return False
        if name not in STEPS:
            self._left = None
        elif self._files.template not in STEPS:
            self._left = Place(
                self._session.document.path, self._files.template, self._session.graph
            )
        return self._files.begin(name, _with(graph, params or {}))

    def show(self, name: str) -> None:
        """Open a step and let the user look at its graph."""
        if self.open(name):
            self._simple.graph_wanted.emit()

    def take_over(self, before: Stepping) -> None:
        """Go on where that of an earlier window was."""
        self._left, self._step = before._left, before._step

    def back(self) -> None:
        """The picture again, and with it what was open before the steps; a job goes on."""
        if not self._session.engine.running:
            self.restore()
        self._simple.show_picture()

    def go_live(self) -> None:
        """The user's own graph again, or the live one, and run it."""
        if self._session.engine.job_runs or not self.restore():
            return
        self._simple.show_picture()
        if not self._session.engine.running:
            self._session.run()

    def restore(self) -> bool:
        """Open what was open before the steps; False if unsaved work keeps it from that."""
        left = self._left
        if left is None:
            return True
        if left.path is not None:
            if not self._files.open_path(left.path):
                return False
        elif not self._files.leave():
            return False
        elif left.template:
            self._files.begin(left.template)
        else:
            self._session.document.open(left.graph)
        self._left = None
        return True

    def _on_state(self, state: str) -> None:
        if state != "stopped":
            return
        then, self._then = self._then, None
        if then is not None:
            QTimer.singleShot(0, self, lambda: self.run(*then))
        elif self._step == "record":
            self._simple.show_steps()
        self._step = ""


def _with(graph: Graph, params: ByType) -> Graph:
    """``graph`` with some parameters set, for every node of a type."""
    return replace(
        graph,
        nodes=tuple(
            replace(node, params=Params({**node.params, **params[node.type]}))
            if node.type in params
            else node
            for node in graph.nodes
        ),
    )
