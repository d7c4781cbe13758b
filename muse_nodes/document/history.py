"""Undo and redo.

A history owns the current graph of one document. What is done within one *gesture* (a slider drag,
nodes pushed around) is one step, however many edits it took; whoever starts a gesture makes up its
name, and a new one for the next. There are no clocks. One thread uses a history.
"""

from __future__ import annotations

from dataclasses import dataclass

from muse_nodes.document.canvas_edits import SetView
from muse_nodes.document.edit import Batch, Edit
from muse_nodes.document.graph import Graph

LIMIT = 500
"""How many steps are kept unless told otherwise."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One edit and what takes it back."""

    edit: Edit
    undo: Edit


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What one undo takes back. Compared by identity: the saved point is a step."""

    parts: tuple[_Part, ...] = ()
    gesture: str = ""


class History:
    """The current graph, the way here, and the way on."""

    def __init__(self, graph: Graph, *, limit: int = LIMIT) -> None:
        if limit < 1:
            raise ValueError("A history keeps at least one step.")
        self._graph = graph
        self._limit = limit
        self._base = _Step()  # stands for where the kept steps begin
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._saved = self._base

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self._graph

    @property
    def can_undo(self) -> bool:
        """True if there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True if there is a step to do again."""
        return bool(self._undone)

    @property
    def dirty(self) -> bool:
        """True if the graph is not the one that was saved (or opened). The view does not count."""
        return self._top is not self._saved

    def mark_saved(self) -> None:
        """Remember this moment as the saved one."""
        self._saved = self._top

    def do(self, edit: Edit, *, gesture: str = "") -> Graph:
        """Apply an edit and give the new graph; DocumentError, and no change, if it is refused.

        An edit that changes nothing is not recorded, nor is one that only moves the view.
        """
        graph, parts = self._graph, list[_Part]()
        for single in edit.edits if isinstance(edit, Batch) else (edit,):
            graph, undo = single.apply(graph)
            parts.append(_Part(single, undo))
        if graph != self._graph and not isinstance(edit, SetView):
            self._record(tuple(parts), gesture)
        self._graph = graph
        return graph

    def undo(self) -> Graph:
        """Take the last step back, if there is one, and give the graph."""
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            for part in reversed(step.parts):
                self._graph = part.undo.apply(self._graph).graph
        return self._graph

    def redo(self) -> Graph:
        """Do the step again that was taken back last, if there is one, and give the graph."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            for part in step.parts:
                self._graph = part.edit.apply(self._graph).graph
        return self._graph

    @property
    def _top(self) -> _Step:
        return self._done[-1] if self._done else self._base

    def _record(self, parts: tuple[_Part, ...], gesture: str) -> None:
        self._undone.clear()
        if gesture and self._top.gesture == gesture and self._done:
            before = self._done.pop().parts
            for part in parts:
                before = _slid(before, part)
            parts = before
        self._done.append(_Step(parts, gesture))
        if len(self._done) > self._limit:
            self._base = self._done.pop(0)


def _slid(parts: tuple[_Part, ...], new: _Part) -> tuple[_Part, ...]:
    """``parts`` and then ``new``, which takes the place of an earlier value of the same slider.

    Looking back stops at the first edit that is no slider's: it need not commute with ``new``.
    """
    for index in range(len(parts) - 1, -1, -1):
        if not new.edit.slides_on or not parts[index].edit.slides_on:
            break
        if parts[index].edit.slides_on == new.edit.slides_on:
            merged = _Part(new.edit, parts[index].undo)
            return (*parts[:index], merged, *parts[index + 1 :])
    return (*parts, new)
