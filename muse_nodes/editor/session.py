"""What a window works on: the open document, the engine, the selection, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from muse_nodes.document import Graph, Problem
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.keeper import ProfileKeeper
from muse_nodes.editor.messages import View, Wanted
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings

_SETTLE = 80
"""Milliseconds after an edit until the graph is checked: drags are not checked at each step."""


class Session(QObject):
    """Ties document and engine together. Widgets are given a session and nothing else."""

    selection_changed = Signal(frozenset)
    """frozenset of the ids of the selected nodes."""
    problems_changed = Signal(tuple)
    """tuple of Problem: everything that is wrong with the open graph."""
    reveal = Signal(str)
    """Somebody wants to see this node: bring it into view."""
    registry_changed = Signal()
    """Node types have come or gone."""
    told = Signal(tuple)
    """A tuple of Problem that belongs to no place in the graph: show it as a message."""

    def __init__(
        self,
        document: Document,
        engine: Engine,
        registry: Registry,
        settings: Settings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings or Settings()
        self.document = document
        self.engine = engine
        self.registry = registry
        self.profiles = ProfileKeeper(lambda: self.settings.data, self)
        self.profiles.failed.connect(self.told)
        self._selected: frozenset[str] = frozenset()
        self._problems: tuple[Problem, ...] = ()
        self._file_problems: tuple[Problem, ...] = ()
        self._elsewhere = False
        self._wanted: dict[str, dict[View, Wanted]] = {}
        self._check_soon = QTimer(self, singleShot=True, interval=_SETTLE)
        self._check_soon.timeout.connect(self.check)
        document.changed.connect(self._on_changed)
        document.opened.connect(self._on_opened)

    @property
    def graph(self) -> Graph:
        """The open graph."""
        return self.document.graph

    @property
    def selected(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selected

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the open graph, as of the last check."""
        return self._problems

    def select(self, ids: Iterable[str]) -> None:
        """These nodes, and no others, are selected."""
        chosen = frozenset(ids) & self.graph.by_id.keys()
        if chosen != self._selected:
            self._selected = chosen
            self.selection_changed.emit(chosen)

    def show_node(self, id: str) -> None:
        """Select a node and bring it into view."""
        if id in self.graph.by_id:
            self.select([id])
            self.reveal.emit(id)

    def opened_with(self, problems: tuple[Problem, ...]) -> None:
        """What was wrong with the file that was opened last; kept until another is opened."""
        self._file_problems = problems
        self.check()

    def use_registry(self, registry: Registry) -> None:
        """Node types have come or gone."""
        self.registry = registry
        self.engine.open_anew()
        self.registry_changed.emit()
        self.check()

    def run(self) -> None:
        """Run the open graph, or go on with one that is paused."""
        if self.engine.state == "paused":
            self.engine.resume()
        else:
            self.engine.start(self.graph, self.settings.data)

    def watch(self, who: str, wanted: Mapping[View, Wanted]) -> None:
        """What one widget wants to see from now on; ``engine.picture`` brings it.

        Where several want to see the same wire it comes as large and as often as the most
        demanding of them asks for.
        """
        if dict(wanted) == self._wanted.get(who, {}):
            return
        self._wanted[who] = dict(wanted)
        total: dict[View, Wanted] = {}
        for views in self._wanted.values():
            for view, how in views.items():
                also = total.get(view, how)
                total[view] = Wanted(
                    max(how.width, also.width), max(how.height, also.height),
                    max(how.fps, also.fps),
                )  # fmt: skip
        self.engine.watch(total)

    def check(self) -> None:
        """Check the open graph now."""
        self._check_soon.stop()
        found = (*self._file_problems, *check(self.graph, self.registry)[1])
        if found != self._problems:
            self._problems = found
            self.problems_changed.emit(found)

    def _on_changed(self, before: Graph, after: Graph) -> None:
        self.select(self._selected)
        self._follow()
        self._check_soon.start()

    def _on_opened(self) -> None:
        self._file_problems = ()
        self.select(())
        self._elsewhere = self.engine.job_runs
        self._follow()
        self.check()

    def _follow(self) -> None:
        """A run goes along with the open graph; a job stays what it is when another is opened."""
        if not (self._elsewhere and self.engine.running):
            self.engine.follow(self.graph)
