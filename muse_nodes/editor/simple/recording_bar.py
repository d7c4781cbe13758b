"""Below the picture while a session is recorded: the keys of its nodes as big buttons, Finish."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from muse_nodes.api.node import ActionDeclaration
from muse_nodes.document import Graph, Node
from muse_nodes.editor import theme, words
from muse_nodes.editor.hotkeys import key_of, native
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import Figures
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple.stages import PERSONAL, RECORDER
from muse_nodes.engine.schema import NodeSchema

_SIGNS = {"R": "circle-dot", "B": "image", "Q": "circle-stop"}


class RecordingBar(QFrame):
    """There only while the open graph records a session."""

    steps_wanted = Signal()
    """Back to the steps."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._about: list[tuple[str, str]] = []
        self.buttons: dict[str, QPushButton] = {}
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Recording"))
        self.finish = _big(QPushButton(icon("circle-check"), self.tr("Finish"), self))
        self.finish.setToolTip(self.tr("End the recording and keep it (Q)"))
        self.finish.clicked.connect(session.engine.stop)
        self.start = _big(QPushButton(self.tr("Start the camera"), self), "primary")
        self.start.setIcon(icon("play", theme.ON_ACCENT))
        self.start.clicked.connect(session.run)
        self.steps = QPushButton(icon("arrow-left"), self.tr("Back to the steps"), self)
        self.steps.setProperty("role", "flat")
        self.steps.clicked.connect(self.steps_wanted)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE)
        for button in (self.steps, self.start, self.finish):
            self._row.addWidget(button)
        self._row.insertStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(self._row)
        layout.addWidget(self.status)
        session.document.opened.connect(self.refresh)
        session.document.changed.connect(self._on_changed)
        session.registry_changed.connect(self.refresh)
        session.engine.state_changed.connect(self._on_state)
        session.engine.figures.connect(self._on_figures)
        self.refresh()

    @property
    def records(self) -> bool:
        """True while the open graph is one that records a session."""
        return any(node.type == RECORDER for node in self._session.graph.nodes)

    def refresh(self) -> None:
        """The open graph is another one."""
        self.setVisible(self.records)
        found = [
            (node, schema, action)
            for node in self._session.graph.nodes
            if self.records and node.type.startswith(PERSONAL)
            and (schema := self._session.registry.get(node.type)) is not None
            for action in schema.actions
        ]  # fmt: skip
        about = [(node.id, action.name) for node, _, action in found]
        if about != self._about:
            self._about = about
            self._rebuild(found)
        self._on_state(self._session.engine.state)

    def _rebuild(self, found: list[tuple[Node, NodeSchema, ActionDeclaration]]) -> None:
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for node, schema, action in found:
            if action.key.upper() == "Q":
                continue  # that is what Finish does
            key = native(key_of(schema, action))
            text = words.action_label(schema, action)
            button = _big(QPushButton(f"{text} ({key})" if key else text, self))
            button.setIcon(icon(_SIGNS.get(action.key.upper(), "zap")))
            if action.key.upper() == "R":
                button.setProperty("role", "danger")
                button.setIcon(icon("circle-dot", theme.ON_DANGER))
            button.clicked.connect(
                lambda _checked=False, id=node.id, name=action.name: self._session.engine.act(
                    id, name
                )
            )
            self._row.insertWidget(2 + len(self.buttons), button)
            self.buttons[action.name] = button

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if before.nodes != after.nodes:
            self.refresh()

    def _on_state(self, state: str) -> None:
        runs = state in ("running", "paused")
        for button in self.buttons.values():
            button.setVisible(runs)
        self.finish.setVisible(runs)
        self.start.setVisible(state in ("stopped", "starting"))
        self.start.setEnabled(state == "stopped")
        if not runs:
            self.status.setText(
                self.tr("Getting ready…") if state == "starting"
                else self.tr("What you did is being kept…") if state in ("stopping", "working")
                else self.tr("Start the camera and follow what stands on the picture.")
            )  # fmt: skip

    def _on_figures(self, figures: Figures) -> None:
        if not self.records or self._session.engine.state not in ("running", "paused"):
            return
        mine = [n.id for n in self._session.graph.nodes if n.type.startswith(PERSONAL)]
        said = [figures.nodes[id].status for id in mine if id in figures.nodes]
        self.status.setText("\n".join(text for text in said if text))


def _big(button: QPushButton, role: str = "") -> QPushButton:
    button.setProperty("role", role)
    button.setProperty("big", True)
    side = round(button.fontMetrics().height() * 1.2)
    button.setIconSize(QSize(side, side))
    return button
