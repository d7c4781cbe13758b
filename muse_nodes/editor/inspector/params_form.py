"""All parameters of a node type, in their groups."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from muse_nodes.editor import words
from muse_nodes.editor.inspector.folds import Fold, Folds, column
from muse_nodes.editor.inspector.number_controls import NumberControl
from muse_nodes.editor.inspector.param_row import ParamRow
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.target import Target
from muse_nodes.engine.schema import ParamSchema

_WIDEST = 16
"""Letters that the widest name may have before it goes on in a second line."""


class ParamsForm(QWidget):
    """Parameters of ``target``. Those with a network in them are left to the network's section."""

    def __init__(
        self, target: Target, recent: Recent, folds: Folds, *, networks: bool = False
    ) -> None:
        super().__init__()
        self.target = target
        self.rows: dict[str, ParamRow] = {}
        self._sections: dict[str, Fold] = {}
        self._column = column(self)
        shown = [p for p in target.schema.params if networks or not p.task]
        for group in dict.fromkeys(sorted((p.group for p in shown), key=bool)):
            place = self._place(group, folds, next(p for p in shown if p.group == group))
            for param in (p for p in shown if p.group == group):
                row = ParamRow(target, param, recent)
                self.rows[param.name] = row
                place.addWidget(row)
        self._align()
        self._show_wanted()

    def refresh(self) -> None:
        """Show what the document has, and only what means something now."""
        for row in self.rows.values():
            row.refresh()
        self._show_wanted()

    def _show_wanted(self) -> None:
        for row in self.rows.values():
            row.setVisible(row.is_wanted())
        for group, section in self._sections.items():
            rows = [row for row in self.rows.values() if row.param.group == group]
            section.setVisible(any(row.is_wanted() for row in rows))

    def _place(self, group: str, folds: Folds, first: ParamSchema) -> QVBoxLayout:
        if not group:
            return self._column
        title = words.param_group(self.target.schema, first)
        section = folds.section(title, f"{self.target.schema.id}/{group}")
        self._sections[group] = section
        self._column.addWidget(section)
        return section.inside

    def _align(self) -> None:
        """All names as wide as the widest, all numbers too: the controls stand below each other."""
        spins = [
            row.control.spin
            for row in self.rows.values()
            if isinstance(row.control, NumberControl) and row.control.slider is not None
        ]
        widest = max((spin.minimumWidth() for spin in spins), default=0)
        for spin in spins:
            spin.setFixedWidth(widest)
        labels = [row.label for row in self.rows.values()]
        if labels:
            limit = labels[0].fontMetrics().averageCharWidth() * _WIDEST
            widths = [lab.fontMetrics().horizontalAdvance(lab.text()) + 4 for lab in labels]
            for label in labels:
                label.setFixedWidth(min(limit, max(widths)))
