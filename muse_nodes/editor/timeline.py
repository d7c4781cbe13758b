"""The timeline: what each node has cost over the last minute, and every call as a trace."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from muse_nodes.document import Graph
from muse_nodes.editor import theme
from muse_nodes.editor.following import essence
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import Figures, Said
from muse_nodes.editor.session import Session
from muse_nodes.editor.timeline_view import TimelineView
from muse_nodes.editor.titles import title_of
from muse_nodes.editor.trace import Tracing

_MOST_HELD = 240
_TOLD = 8000
"""Milliseconds that the name of a saved trace is shown."""


class TimelinePanel(QWidget):
    """The timeline with its buttons. A click on a name goes to the node."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._held: deque[Figures] = deque(maxlen=_MOST_HELD)
        self.view = TimelineView(self._title, self._is_source, self)
        self.view.picked.connect(session.show_node)
        self.tracing = Tracing(session, self)
        self.hold = self._button("pause", self.tr("Hold"), self.tr("Hold the picture still"))
        self.hold.setCheckable(True)
        self.hold.toggled.connect(self._on_hold)
        tip = self.tr("Record every call of every node, for a close look")
        self.record = self._button("circle-dot", self.tr("Record trace"), tip)
        self.record.setCheckable(True)
        self.record.toggled.connect(self.tracing.record)
        tip = self.tr("Save what was recorded; ui.perfetto.dev opens it")
        self.save = self._button("save", self.tr("Save trace…"), tip)
        self.save.clicked.connect(self._ask_where)
        self._told = QLabel(self)
        self._told.setProperty("role", "dim")
        self._told.hide()
        self._lay_out()
        self.tracing.changed.connect(self._on_tracing)
        self.tracing.saved.connect(self._on_saved)
        session.engine.state_changed.connect(self._on_state)
        session.engine.figures.connect(self._on_figures)
        session.engine.said.connect(self._on_said)
        session.document.changed.connect(self._on_changed)
        self._on_tracing()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(text.rstrip("…"))
        return button

    def _lay_out(self) -> None:
        # Beside the chart, not above it: the panel is wide and low where windows have it.
        bar = QVBoxLayout()
        bar.setContentsMargins(theme.SPACE // 2, theme.SPACE // 2, 0, theme.SPACE // 2)
        for button in (self.hold, self.record, self.save):
            bar.addWidget(button)
        bar.addStretch()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.view, 1)
        right.addWidget(self._told)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE // 2)
        layout.addLayout(bar)
        layout.addLayout(right, 1)

    def _title(self, node: str) -> str:
        return title_of(self._session, node)

    def _is_source(self, id: str) -> bool:
        node = self._session.graph.by_id.get(id)
        schema = self._session.registry.get(node.type) if node is not None else None
        return schema is not None and schema.is_source

    # -- what it hears ---------------------------------------------------------------------------

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._held.clear()
            self.hold.setChecked(False)
            self.view.clear()

    def _on_figures(self, figures: Figures) -> None:
        if not figures.nodes:
            return
        if self.hold.isChecked():
            self._held.append(figures)
        else:
            self.view.add(figures)

    def _on_hold(self, hold: bool) -> None:
        if not hold:
            for figures in self._held:
                self.view.add(figures)
            self._held.clear()

    def _on_said(self, said: Said) -> None:
        if said.severity == "error":
            where = f"{self._title(said.node)}: " if said.node else ""
            self.view.past.mark("fault", f"{where}{said.text}")

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if self._session.engine.running and essence(before) != essence(after):
            self.view.past.mark("edit", self.tr("Edit"))

    def _on_tracing(self) -> None:
        self.record.setChecked(self.tracing.on)
        self.save.setEnabled(self.tracing.has_calls)

    def _on_saved(self, path: str) -> None:
        self._told.setText(self.tr("Saved: {name}").format(name=Path(path).name))
        self._told.setToolTip(path)
        self._told.show()
        QTimer.singleShot(_TOLD, self._told, self._told.hide)

    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the trace"), "muse-trace.json", self.tr("Trace (*.json)")
        )
        if path:
            self.tracing.save(Path(path))
