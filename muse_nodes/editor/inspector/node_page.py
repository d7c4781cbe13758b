"""The page of one selected node."""

from __future__ import annotations

from dataclasses import dataclass

from muse_nodes.document import Node
from muse_nodes.editor.inspector.actions_box import ActionsBox, Keys
from muse_nodes.editor.inspector.figures_box import FiguresBox
from muse_nodes.editor.inspector.folds import Folds
from muse_nodes.editor.inspector.heading import Heading
from muse_nodes.editor.inspector.network_section import NetworkSection
from muse_nodes.editor.inspector.networks import Networks
from muse_nodes.editor.inspector.page import Page
from muse_nodes.editor.inspector.params_form import ParamsForm
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.target import Target
from muse_nodes.editor.inspector.troubles import Troubles
from muse_nodes.editor.inspector.troubles_box import TroublesBox
from muse_nodes.editor.messages import Figures
from muse_nodes.editor.session import Session
from muse_nodes.engine.schema import NodeSchema


@dataclass(frozen=True)
class Shared:
    """What outlives the pages."""

    session: Session
    troubles: Troubles
    networks: Networks
    folds: Folds
    recent: Recent
    keys: Keys


class NodePage(Page):
    """Everything about one node."""

    def __init__(self, shared: Shared, node: Node) -> None:
        super().__init__()
        self._shared, self._id = shared, node.id
        session = shared.session
        schema = session.registry.get(node.type)
        self.troubles = TroublesBox(shared.troubles, node.id)
        self.heading = Heading(session, node, schema)
        self.buttons: ActionsBox | None = None
        self.networks: list[NetworkSection] = []
        self.form: ParamsForm | None = None
        self.figures = FiguresBox()
        self.place.addWidget(self.troubles)
        self.place.addWidget(self.heading)
        if schema is not None:
            self._add_schema(schema)
        fold = shared.folds.section(self.tr("Figures"), "figures")
        fold.setVisible(schema is None or not schema.is_task)  # tasks have none: see the job
        fold.inside.addWidget(self.figures)
        self.place.addWidget(fold)
        self.place.addStretch()

    def _add_schema(self, schema: NodeSchema) -> None:
        shared = self._shared
        target = Target(shared.session, [self._id], schema)
        if schema.actions:
            self.buttons = ActionsBox(shared.session, self._id, schema, shared.keys)
            self.place.addWidget(self.buttons)
        self.form = ParamsForm(target, shared.recent, shared.folds)
        if self.form.rows:
            self.place.addWidget(self.form)
        else:
            self.form.deleteLater()
            self.form = None
        for param in schema.params:
            if param.task:
                section = NetworkSection(target, param, shared.networks, shared.folds)
                self.networks.append(section)
                self.place.addWidget(section)

    def refresh(self) -> None:
        self.heading.refresh()
        for part in (self.form, *self.networks):
            if part is not None:
                part.refresh()

    def show_figures(self, figures: Figures) -> None:
        found = figures.nodes.get(self._id)
        self.figures.show_figures(found)
        for section in self.networks:
            section.show_figures(found)

    def show_state(self, state: str) -> None:
        if self.buttons is not None:
            self.buttons.refresh()
        for section in self.networks:
            section.show_state(state)
        if state == "stopped":
            self.figures.show_figures(None)

    def show_troubles(self) -> None:
        self.troubles.refresh()

    def show_refused(self) -> None:
        for section in self.networks:
            section.show_refused()
