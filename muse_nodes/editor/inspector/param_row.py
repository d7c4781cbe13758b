"""One parameter: its name, its control, and the way back to the default."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from muse_nodes.editor import words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.inspector.making import control_for
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.target import Target
from muse_nodes.engine.schema import ParamSchema


class ParamLabel(QLabel):
    """The name of a parameter."""

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.double_clicked.emit()
        event.accept()


class ParamRow(QWidget):
    """Shows a parameter of ``target`` and edits it."""

    def __init__(self, target: Target, param: ParamSchema, recent: Recent) -> None:
        super().__init__()
        self.target, self.param = target, param
        schema = target.schema
        name, doc = words.param_label(schema, param), words.param_doc(schema, param)
        self.label = ParamLabel(name)
        self.label.setWordWrap(True)
        self.control = control_for(schema, param, recent, target.session.engine)
        self.mixed = QLabel(self.tr("Different values"))
        self.mixed.setProperty("role", "small")
        self.reset = QToolButton()
        self.reset.setIcon(icon("rotate-ccw"))
        self.reset.setIconSize(QSize(14, 14))
        self.reset.setToolTip(self.tr("Back to the default: {}").format(self._default()))
        self.reset.setAccessibleName(self.tr("Back to the default"))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.label.setBuddy(self.control)
        self._explain(name, doc)
        self._lay_out()
        self.label.double_clicked.connect(self._reset)
        self.reset.clicked.connect(self._reset)
        self.control.edited.connect(self._on_edited)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document has."""
        self.control.show_value(self.target.value(self.param))
        self.reset.setVisible(not self.target.is_default(self.param))
        self.mixed.setVisible(not self.target.is_same(self.param))

    def is_wanted(self) -> bool:
        """False when ShowIf says that the parameter means nothing now."""
        rule = self.param.show_if
        other = self.target.schema.param(rule.param) if rule is not None else None
        return rule is None or other is None or self.target.value(other) in rule.values

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.control, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        grid.addWidget(self.mixed, 1, 1)
        grid.setColumnStretch(1, 1)

    def _explain(self, name: str, doc: str) -> None:
        unit = words.param_unit(self.target.schema, self.param)
        parts = [doc, self.tr("Unit: {}").format(unit) if unit else ""]
        if self.param.restart:
            parts.append(self.tr("The node is set up anew when this changes."))
        tip = "\n".join(part for part in parts if part)
        self.label.setToolTip(tip)
        self.control.setToolTip(tip)
        for widget in (self.control, self.control.focusProxy()):
            if widget is not None:
                widget.setAccessibleName(name)
                widget.setAccessibleDescription(doc)

    def _default(self) -> str:
        value = self.param.default
        if isinstance(value, bool):
            return self.tr("on") if value else self.tr("off")
        if self.param.kind == "choice":
            return words.choice(self.target.schema, self.param, str(value))
        return f"{value:g}" if isinstance(value, int | float) else (value or self.tr("empty"))

    def _on_edited(self, value: object, gesture: str) -> None:
        if isinstance(value, bool | int | float | str):
            self.target.set(self.param, value, gesture)
        self.refresh()

    def _reset(self) -> None:
        if not self.target.is_default(self.param):
            self.target.reset(self.param)
            self.refresh()
