"""The actions of a node as buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from muse_nodes.api.node import ActionDeclaration
from muse_nodes.editor import words
from muse_nodes.editor.inspector.folds import column
from muse_nodes.editor.session import Session
from muse_nodes.engine.schema import NodeSchema

Keys = Callable[[NodeSchema, ActionDeclaration], str]
"""The key that an action has now, as people read it."""


class ActionsBox(QWidget):
    """A button for each action, of use while the graph runs."""

    def __init__(self, session: Session, node: str, schema: NodeSchema, keys: Keys) -> None:
        super().__init__()
        self._session, self._node = session, node
        self.buttons: dict[str, QPushButton] = {}
        place = column(self)
        for action in schema.actions:
            text, key = words.action_label(schema, action), keys(schema, action)
            button = QPushButton(f"{text} ({key})" if key else text)
            button.clicked.connect(lambda _checked=False, name=action.name: self._act(name))
            self.buttons[action.name] = button
            place.addWidget(button)
        self.refresh()

    def refresh(self) -> None:
        """Actions are carried out by the node that runs."""
        on = self._session.engine.state in ("running", "paused")
        for button in self.buttons.values():
            button.setEnabled(on)
            button.setToolTip("" if on else self.tr("It works while the graph runs."))

    def _act(self, action: str) -> None:
        self._session.engine.act(self._node, action)
