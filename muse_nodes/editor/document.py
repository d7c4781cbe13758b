"""The graph that is open: its history, its file, and who has to be told when it changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from muse_nodes.document import DocumentError, Edit, Graph, History


class Document(QObject):
    """One open graph. All edits of the editor go through ``do``; views follow ``changed``.

    A view never needs to know which edit was done: it compares the graphs before and after.
    """

    changed = Signal(Graph, Graph)
    """(graph before, graph after) of an edit, an undo or a redo."""
    opened = Signal()
    """Another graph has been opened; its history is new."""
    state_changed = Signal()
    """``dirty``, ``path``, ``name``, ``can_undo`` or ``can_redo`` may be others."""
    refused = Signal(tuple)
    """An edit was refused: a tuple of Problem."""

    def __init__(self, graph: Graph | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History(graph or Graph())
        self._path: Path | None = None

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self._history.graph

    @property
    def path(self) -> Path | None:
        """The user's file, if it has one. Bundled graphs are templates and have none."""
        return self._path

    @property
    def dirty(self) -> bool:
        """True when it is not what lies in the file."""
        return self._history.dirty

    @property
    def can_undo(self) -> bool:
        """True when there is a step to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """True when there is a step to do again."""
        return self._history.can_redo

    def open(self, graph: Graph, path: Path | None = None) -> None:
        """Put another graph in the place of this one. Nothing is asked and nothing saved here."""
        self._history = History(graph)
        self._path = path
        self.opened.emit()
        self.state_changed.emit()

    def do(self, edit: Edit, *, gesture: str = "") -> bool:
        """Apply an edit; False, and ``refused``, when it makes no sense.

        Edits of one ``gesture`` (a name that is new for every drag) are one step of undo.
        """
        before = self.graph
        try:
            self._history.do(edit, gesture=gesture)
        except DocumentError as error:
            self.refused.emit(error.problems)
            return False
        self._tell(before)
        return True

    def undo(self) -> None:
        """Take the last step back."""
        before = self.graph
        self._history.undo()
        self._tell(before)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        before = self.graph
        self._history.redo()
        self._tell(before)

    def saved_as(self, path: Path) -> None:
        """It lies in ``path`` now."""
        self._path = path
        self._history.mark_saved()
        self.state_changed.emit()

    def _tell(self, before: Graph) -> None:
        if self.graph is not before:
            self.changed.emit(before, self.graph)
            self.state_changed.emit()
