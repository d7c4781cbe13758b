"""The inspector: a page for what is selected, kept up with the session."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from muse_nodes.api.node import ActionDeclaration
from muse_nodes.document import Graph, Problem, errors
from muse_nodes.editor.hotkeys import key_of, native
from muse_nodes.editor.inspector.folds import Folds
from muse_nodes.editor.inspector.graph_page import GraphPage
from muse_nodes.editor.inspector.many_page import ManyPage
from muse_nodes.editor.inspector.networks import Networks
from muse_nodes.editor.inspector.node_page import NodePage, Shared
from muse_nodes.editor.inspector.page import Page
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.troubles import Troubles
from muse_nodes.editor.messages import Figures
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.schema import NodeSchema

_LETTERS = 55
"""Average letters that fit beside each other at the least."""


class Inspector(QScrollArea):
    """Shows what is selected in ``session`` and edits it. ``preferences`` keep paths and keys."""

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._preferences = preferences
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
        self.setAccessibleName(self.tr("Inspector"))
        self._shared = Shared(
            session, Troubles(session, self), Networks(session.engine, self), Folds(),
            Recent(preferences), self._keys,
        )  # fmt: skip
        self._about: tuple[object, ...] = ()
        self._figures: Figures | None = None
        self.page: Page = Page()
        self.setWidget(self.page)
        session.selection_changed.connect(self._on_selection)
        session.registry_changed.connect(self._rebuild)
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._rebuild)
        session.engine.state_changed.connect(self._on_state)
        session.engine.figures.connect(self._on_figures)
        session.engine.refused.connect(self._on_refused)
        self._shared.troubles.changed.connect(self._on_troubles)
        if preferences is not None:
            preferences.changed.connect(self._on_preference)
        self._turn()

    def _keys(self, schema: NodeSchema, action: ActionDeclaration) -> str:
        return native(key_of(schema, action, self._preferences))

    def _on_selection(self, _chosen: frozenset[str]) -> None:
        self._turn()

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if not self._turn():
            self.page.refresh()

    def _on_state(self, state: str) -> None:
        if state in ("starting", "stopped"):
            self._figures = None
        self.page.show_state(state)

    def _on_figures(self, figures: Figures) -> None:
        if self._session.engine.running:  # and not the last ones of a run that is over
            self._figures = figures
            self.page.show_figures(figures)

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        if errors(problems):
            self.page.show_refused()

    def _on_troubles(self) -> None:
        self.page.show_troubles()

    def _on_preference(self, name: str) -> None:
        if name == "keys":
            self._rebuild()

    def _rebuild(self) -> None:
        self._about = ()
        self._turn()

    def _turn(self) -> bool:
        """Show the page of what is selected; False if it is there already."""
        graph = self._session.graph
        chosen = tuple(id for id in graph.by_id if id in self._session.selected)
        about = ("page", *((id, graph.node(id).type) for id in chosen))
        if about == self._about:
            return False
        self._about = about
        for field in self.page.findChildren(QWidget):
            field.blockSignals(True)  # half-typed text must not end in another graph
        old = self.takeWidget()
        self.page = self._made(chosen)
        self.setWidget(self.page)
        if old is not None:
            old.hide()
            old.deleteLater()  # it may be one of its buttons that brought us here
        if self._figures is not None:
            self.page.show_figures(self._figures)
        return True

    def _made(self, chosen: tuple[str, ...]) -> Page:
        if not chosen:
            return GraphPage(self._shared)
        if len(chosen) == 1:
            return NodePage(self._shared, self._session.graph.node(chosen[0]))
        return ManyPage(self._shared, chosen)
