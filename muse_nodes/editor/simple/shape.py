"""Sliders for body and face: the parameters of every warp in the open graph."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from muse_nodes.document import Batch, Node, ResetParam, SetParam
from muse_nodes.editor import theme, words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import pieces
from muse_nodes.editor.simple.amount import AmountRow, align_rows
from muse_nodes.engine.schema import NodeSchema, ParamSchema


class ShapePanel(QWidget):
    """Made anew when warps come or go; otherwise it only follows their values."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._made_for: tuple[tuple[str, str], ...] | None = None
        self._rows: dict[tuple[str, str], AmountRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SPACE // 2)
        self._inside = QWidget(self)
        self._layout.addWidget(self._inside)
        self._back = QPushButton(icon("rotate-ccw"), self.tr("Reset all"), self)
        self._back.setProperty("role", "flat")
        self._back.setToolTip(self.tr("Every slider of the shape back to its default"))
        self._back.clicked.connect(self._reset_all)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._back)
        self._layout.addLayout(foot)
        self.refresh()

    def row(self, node: str, param: str) -> AmountRow:
        """The row of a parameter; KeyError if there is none."""
        return self._rows[node, param]

    def refresh(self) -> None:
        """The document or the node types have changed."""
        schema = self._session.registry.get(pieces.WARP)
        warps = pieces.of_type(self._session.graph, pieces.WARP) if schema is not None else ()
        wanted = tuple((node.id, node.title) for node in warps)
        if wanted != self._made_for:
            self._make(warps, schema)
            self._made_for = wanted
        self._back.setVisible(bool(warps))
        self._back.setEnabled(any(self._touched(node, schema) for node in warps))
        for node in warps:
            for param in self._params(schema):
                row = self._rows[node.id, param.name]
                row.show_value(pieces.number_of(node, param), param.name not in node.params)

    def _make(self, warps: tuple[Node, ...], schema: NodeSchema | None) -> None:
        """Rows for these nodes in place of those there are."""
        self._rows = {}
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        if schema is None or not warps:
            lacks = QLabel(
                self.tr("This graph does not change your shape: it has no Warp in it."), inside
            )
            lacks.setProperty("role", "dim")
            lacks.setWordWrap(True)
            column.addWidget(lacks)
        for node in warps:
            if schema is not None:
                self._add(column, node, schema, several=len(warps) > 1)
        self._layout.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside
        self._align()

    def _add(self, column: QVBoxLayout, node: Node, schema: NodeSchema, several: bool) -> None:
        if several:
            column.addWidget(_heading(node.title or node.id))
        for group, params in pieces.sliders_of(schema).items():
            title = words.param_group(schema, params[0]) if group else self.tr("All together")
            column.addSpacing(theme.SPACE // 2)
            column.addWidget(_heading(title))
            for param in params:
                column.addWidget(self._make_row(node.id, schema, param))

    def _make_row(self, node: str, schema: NodeSchema, param: ParamSchema) -> AmountRow:
        slider = param.slider
        assert slider is not None, "sliders_of gives parameters with sliders only"
        name = words.param_label(schema, param)
        row = AmountRow(name, slider, words.param_unit(schema, param))
        row.setToolTip(words.param_doc(schema, param))
        row.changed.connect(partial(self._set, node, param.name, param.kind == "int"))
        row.reset.connect(partial(self._reset, node, param.name))
        self._rows[node, param.name] = row
        return row

    def _align(self) -> None:
        """All sliders begin and end in one line."""
        align_rows(self._rows.values())

    def _params(self, schema: NodeSchema | None) -> list[ParamSchema]:
        if schema is None:
            return []
        return [param for params in pieces.sliders_of(schema).values() for param in params]

    def _touched(self, node: Node, schema: NodeSchema | None) -> list[str]:
        return [param.name for param in self._params(schema) if param.name in node.params]

    def _set(self, node: str, param: str, whole: bool, value: float, gesture: str) -> None:
        self._session.document.do(
            SetParam(node, param, round(value) if whole else value), gesture=gesture
        )

    def _reset(self, node: str, param: str) -> None:
        self._session.document.do(ResetParam(node, param))

    def _reset_all(self) -> None:
        schema = self._session.registry.get(pieces.WARP)
        edits = tuple(
            ResetParam(node.id, name)
            for node in pieces.of_type(self._session.graph, pieces.WARP)
            for name in self._touched(node, schema)
        )
        if edits:
            self._session.document.do(Batch(edits))


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "dim")
    return label
