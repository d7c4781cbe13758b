"""Copying nodes within a graph, between graphs and between programs.

What is copied is a small graph in the document's own format. What is pasted may come from anywhere,
so it is read as a stranger's file is: as far as it can be, within limits, and nothing in it is run.
Every paste is one edit, hence one step of undo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from muse_nodes.document import (
    AddBackdrop,
    AddNode,
    Batch,
    Connect,
    Edit,
    Graph,
    Loaded,
    MakeGroup,
    Port,
    Problem,
    RemoveBackdrop,
    RemoveNode,
    apply_renames,
    dump,
    fresh_id,
    parse,
)
from muse_nodes.editor.arranging import FAR, Sizes, on_backdrop
from muse_nodes.editor.session import Session

MIME = "application/x-muse-graph"
STEP = 32.0
"""Units by which a copy lies below and beside what it is a copy of."""
MAX_NODES = 500
"""More nodes than these are not pasted at once."""

Place: TypeAlias = tuple[float, float]


class Pasted(NamedTuple):
    """What a paste does, and the ids of the nodes it adds."""

    edit: Batch
    ids: tuple[str, ...]


def cut_out(
    graph: Graph, ids: Iterable[str], sizes: Sizes, backdrops: Collection[str] = ()
) -> Graph:
    """The part of ``graph`` that the nodes ``ids`` are, with the links among them.

    Groups come along that are wholly in it, and backdrops all of whose nodes are, besides those
    that are named.
    """
    chosen = frozenset(ids) & graph.by_id.keys()
    areas = tuple(
        b
        for b in graph.backdrops
        if b.id in backdrops or ((on := on_backdrop(graph, b, sizes)) and on <= chosen)
    )
    return Graph(
        nodes=tuple(n for n in graph.nodes if n.id in chosen),
        links=tuple(x for x in graph.links if {x.source.node, x.target.node} <= chosen),
        groups=tuple(g for g in graph.groups if g.members and chosen.issuperset(g.members)),
        backdrops=areas,
    )


def corner(part: Graph) -> Place:
    """The upper left corner of what a part of a graph covers."""
    places = [n.position for n in part.nodes] + [b.rect[:2] for b in part.backdrops]
    return min((x for x, _ in places), default=0.0), min((y for _, y in places), default=0.0)


def pasted(graph: Graph, part: Graph, at: Place) -> Pasted:
    """Put a part into a graph with its upper left corner ``at``; what is taken gets fresh ids."""
    left, top = corner(part)

    def moved(x: float, y: float) -> Place:
        return _near(x - left + at[0]), _near(y - top + at[1])

    new = _fresh((n.id for n in part.nodes), graph.by_id)
    groups = _fresh((g.id for g in part.groups), [g.id for g in graph.groups])
    areas = _fresh((b.id for b in part.backdrops), [b.id for b in graph.backdrops])
    edits: list[Edit] = [
        AddBackdrop(replace(b, id=areas[b.id], rect=(*moved(*b.rect[:2]), *b.rect[2:])))
        for b in part.backdrops
    ]
    edits += [AddNode(replace(n, id=new[n.id], position=moved(*n.position))) for n in part.nodes]
    edits += [
        Connect(Port(new[x.source.node], x.source.port), Port(new[x.target.node], x.target.port))
        for x in part.links
    ]
    edits += [
        MakeGroup(replace(g, id=groups[g.id], members=tuple(new[m] for m in g.members)))
        for g in part.groups
        if g.members
    ]
    return Pasted(Batch(tuple(edits)), tuple(new.values()))


def duplicated(
    graph: Graph, ids: Iterable[str], sizes: Sizes, *, keep_inputs: bool = True
) -> Pasted:
    """A copy beside the original; with ``keep_inputs`` it is fed by the same nodes outside."""
    part = cut_out(graph, ids, sizes)
    x, y = corner(part)
    edit, new = pasted(graph, part, (x + STEP, y + STEP))
    if not keep_inputs:
        return Pasted(edit, new)
    names = dict(zip(part.by_id, new, strict=True))
    outside = [
        Connect(link.source, Port(names[link.target.node], link.target.port))
        for link in graph.links
        if link.target.node in names and link.source.node not in names
    ]
    return Pasted(Batch((*edit.edits, *outside)), new)


def to_mime(part: Graph) -> QMimeData:
    """A part of a graph for the clipboard or a drag: for this program, and as text."""
    content, mime = dump(part), QMimeData()
    mime.setData(MIME, content)
    mime.setText(content.decode())
    return mime


def holds_graph(mime: QMimeData) -> bool:
    """True when there seems to be a graph in it; cheap, and wrong for texts that only look so."""
    if mime.hasFormat(MIME):
        return True
    start = mime.text().lstrip()[:400] if mime.hasText() else ""
    return start.startswith("{") and '"format"' in start


def from_mime(mime: QMimeData) -> Loaded:
    """The graph in it as far as it can be read, and what is wrong with it. Never raises."""
    content = bytes(mime.data(MIME).data()) if mime.hasFormat(MIME) else mime.text().encode()
    loaded = parse(content, QCoreApplication.translate("Clipboard", "clipboard"))
    count = len(loaded.graph.nodes) if loaded.graph else 0
    if count > MAX_NODES:
        message = QCoreApplication.translate(
            "Clipboard", "What was copied has {count} nodes, which is more than {limit}."
        )
        hint = QCoreApplication.translate("Clipboard", "Save it as a file and open that.")
        return Loaded(None, (Problem(message.format(count=count, limit=MAX_NODES), hint),))
    return loaded


def insert(session: Session, part: Graph, at: Place) -> None:
    """Put a graph into the open one, as one step of undo, and select what is new."""
    _take(session, pasted(session.graph, apply_renames(part, session.registry.renames()), at))


def let_go() -> None:
    """Before the program ends: leave on the clipboard what needs no Python to be read.

    Qt takes it apart after Python has gone, and must not find an object of Python's there.
    """
    board = QGuiApplication.clipboard()
    held: QMimeData | None = board.mimeData()
    if held is not None and held.hasFormat(MIME):  # not every platform can tell whose it is
        board.setText(board.text())


class Clipboard(QObject):
    """Cut, copy, paste and duplicate in one session, over the system's clipboard.

    ``sizes`` tells how large the canvas shows each node. New nodes are selected.
    """

    changed = Signal()
    """Something else may be on the clipboard: ask ``can_paste``."""

    def __init__(
        self, session: Session, sizes: Callable[[], Sizes], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sizes = sizes
        self._pastes = 0
        self._board = QGuiApplication.clipboard()
        self._board.dataChanged.connect(self._on_changed)

    @property
    def can_paste(self) -> bool:
        """True when there seems to be a graph on the clipboard."""
        return holds_graph(self._board.mimeData())

    def copy(self, backdrops: Collection[str] = ()) -> bool:
        """Copy the selected nodes, and these backdrops; False if there is nothing to copy."""
        session = self._session
        part = cut_out(session.graph, session.selected, self._sizes(), backdrops)
        if not part.nodes and not part.backdrops:
            return False
        self._board.setMimeData(to_mime(part))
        self._pastes = 0
        return True

    def cut(self, backdrops: Collection[str] = ()) -> None:
        """Copy them and take them out of the graph."""
        chosen = self._session.selected
        if self.copy(backdrops):
            areas = (RemoveBackdrop(b) for b in backdrops)
            edits = (*(RemoveNode(id) for id in sorted(chosen)), *areas)
            self._session.document.do(Batch(edits))
            self._pastes = -1  # what was cut goes back to where it was

    def paste(self, at: Place | None = None) -> None:
        """Paste with the upper left corner ``at``; None: a little beside where it came from."""
        mime = self._board.mimeData()
        if not holds_graph(mime):
            return
        loaded = from_mime(mime)
        if loaded.problems:
            self._session.told.emit(loaded.problems)
        if loaded.graph is None:
            return
        self._pastes += 1
        x, y = corner(loaded.graph)
        insert(
            self._session, loaded.graph, at or (x + self._pastes * STEP, y + self._pastes * STEP)
        )

    def duplicate(self, *, keep_inputs: bool = True) -> None:
        """Put a copy of the selected nodes beside them; the clipboard stays as it is."""
        session = self._session
        found = duplicated(session.graph, session.selected, self._sizes(), keep_inputs=keep_inputs)
        _take(session, found)

    def _on_changed(self) -> None:
        if not self._board.ownsClipboard():
            self._pastes = 0
        self.changed.emit()


def _take(session: Session, found: Pasted) -> None:
    if found.edit.edits and session.document.do(found.edit):
        session.select(found.ids)


def _fresh(ids: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """An id for each of ``ids`` that is not taken: itself, or its word with another number."""
    used, new = set(taken), {}
    for id in ids:
        word = re.sub("[0-9]+$", "", id)
        new[id] = id if id not in used else fresh_id(word, used)
        used.add(new[id])
    return new


def _near(value: float) -> float:
    return min(max(value, -FAR), FAR)
