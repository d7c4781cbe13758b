"""One of several, and yes or no."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox

from muse_nodes.editor import words
from muse_nodes.editor.inspector.calm import CalmCombo
from muse_nodes.editor.inspector.control import Control
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value


class ChoiceControl(Control):
    """One of several texts."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__(schema, param)
        self.combo = CalmCombo()
        for value in param.choices:
            self.combo.addItem(words.choice(schema, param, value), value)
        self.combo.activated.connect(self._on_chosen)
        self._row().addWidget(self.combo)
        self.setFocusProxy(self.combo)

    def _display(self, value: Value) -> None:
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(value))

    def _on_chosen(self, index: int) -> None:
        self._end_gesture()  # each choice is a step of its own
        self._edit(str(self.combo.itemData(index)))


class FlagControl(Control):
    """Yes or no."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__(schema, param)
        self.check = QCheckBox()
        self.check.setProperty("role", "switch")
        self.check.clicked.connect(self._on_clicked)
        row = self._row()
        row.addWidget(self.check)
        row.addStretch()
        self.setFocusProxy(self.check)

    def _display(self, value: Value) -> None:
        with QSignalBlocker(self.check):
            self.check.setChecked(bool(value))

    def _on_clicked(self) -> None:
        self._end_gesture()
        self._edit(self.check.isChecked())
