"""Bypass, mute and delete for one node or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from muse_nodes.document import Batch, Edit, Node, RemoveNode, SetBypass, SetMute
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session


class Switches(QWidget):
    """Buttons for the nodes ``ids``. A button is down while all of them are so."""

    def __init__(self, session: Session, ids: Sequence[str], *, delete: bool = False) -> None:
        super().__init__()
        self._session, self._ids = session, tuple(ids)
        self.bypass = QPushButton(icon("skip-forward"), self.tr("Bypass"))
        self.bypass.setToolTip(self.tr("Hand on what comes in, as if the node were not there"))
        self.mute = QPushButton(icon("ban"), self.tr("Mute"))
        self.mute.setToolTip(self.tr("Give nothing; what cannot do without it rests, too"))
        self.delete: QPushButton | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for button in (self.bypass, self.mute):
            button.setCheckable(True)
            row.addWidget(button)
        if delete:
            self.delete = QPushButton(icon("trash-2"), self.tr("Delete"))
            self.delete.clicked.connect(self._on_delete)
            row.addWidget(self.delete)
        row.addStretch()
        self.bypass.clicked.connect(self._on_bypass)
        self.mute.clicked.connect(self._on_mute)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document has."""
        nodes = self._nodes()
        self.bypass.setChecked(bool(nodes) and all(node.bypassed for node in nodes))
        self.mute.setChecked(bool(nodes) and all(node.muted for node in nodes))

    def _nodes(self) -> list[Node]:
        known = self._session.graph.by_id
        return [known[id] for id in self._ids if id in known]

    def _on_bypass(self) -> None:
        on = self.bypass.isChecked()
        self._do(lambda node: SetBypass(node.id, on))

    def _on_mute(self) -> None:
        on = self.mute.isChecked()
        self._do(lambda node: SetMute(node.id, on))

    def _on_delete(self) -> None:
        self._do(lambda node: RemoveNode(node.id))

    def _do(self, edit: Callable[[Node], Edit]) -> None:
        self._session.document.do(Batch(tuple(edit(node) for node in self._nodes())))
        self.refresh()
