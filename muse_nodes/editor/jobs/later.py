"""Says of edits that cannot reach the job that runs when they will hold: at its next run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from muse_nodes.document import Graph, Node, Problem
from muse_nodes.editor.following import essence
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of


class LaterEdits(QObject):
    """Compares the open graph with the one that a job began with."""

    changed = Signal(str)
    """The sentence to show; empty when the job runs what is shown."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._began: Graph | None = None
        self._told: set[str] = set()
        self.text = ""
        session.engine.state_changed.connect(self._on_state)
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._look)

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._began, self._told = self._session.graph, set()
        elif state == "stopped":
            self._began = None
        self._look()

    def _on_changed(self, before: Graph, after: Graph) -> None:
        self._look()

    def _look(self) -> None:
        began, now = self._began, self._session.graph
        if began is None or not self._session.engine.job_runs:
            self._say("")
            return
        nodes = [node.id for node in now.nodes if self._late(node, began.by_id.get(node.id))]
        names = ", ".join(title_of(self._session, id) for id in nodes)
        if names:
            text = self.tr("{nodes}: the change holds from the next run on.").format(nodes=names)
        elif self._session.engine.state == "working" and essence(began) != essence(now):
            text = self.tr("The graph is another one now; the job goes on as it began.")
        else:
            text = ""
        self._say(text)
        fresh = set(nodes) - self._told
        if fresh:
            self._told |= fresh
            self._session.told.emit((Problem(text, severity="warning"),))

    def _late(self, now: Node, began: Node | None) -> bool:
        """True for a task that is not as it was; while tasks run that goes for all nodes."""
        if began is None:
            return False
        schema = self._session.registry.get(now.type)
        task = schema is not None and schema.is_task
        same = (began.type, began.params, began.muted, began.bypassed) == (
            now.type, now.params, now.muted, now.bypassed,
        )  # fmt: skip
        return not same and (task or self._session.engine.state == "working")

    def _say(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.changed.emit(text)
