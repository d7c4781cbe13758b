"""The page of several selected nodes."""

from __future__ import annotations

from muse_nodes.editor import words
from muse_nodes.editor.inspector.labels import words_label
from muse_nodes.editor.inspector.node_page import Shared
from muse_nodes.editor.inspector.page import Page
from muse_nodes.editor.inspector.params_form import ParamsForm
from muse_nodes.editor.inspector.switches import Switches
from muse_nodes.editor.inspector.target import Target


class ManyPage(Page):
    """How many there are, what can be done with all of them, and what they have in common."""

    def __init__(self, shared: Shared, ids: tuple[str, ...]) -> None:
        super().__init__()
        session = shared.session
        types = {session.graph.node(id).type for id in ids}
        schema = session.registry.get(next(iter(types))) if len(types) == 1 else None
        self.count = words_label(self.tr("{} nodes are selected").format(len(ids)), "title")
        self.place.addWidget(self.count)
        about = self.tr("They are of different types.")
        if schema is not None:
            about = self.tr("All of them are: {}. What is set here is set for all.").format(
                words.node_title(schema)
            )
        self.place.addWidget(words_label(about, "dim"))
        self.switches = Switches(session, ids, delete=True)
        self.place.addWidget(self.switches)
        self.form: ParamsForm | None = None
        if schema is not None and schema.params:
            target = Target(session, ids, schema)
            self.form = ParamsForm(target, shared.recent, shared.folds, networks=True)
            self.place.addWidget(self.form)
        self.place.addStretch()

    def refresh(self) -> None:
        self.switches.refresh()
        if self.form is not None:
            self.form.refresh()
