"""What all controls of a parameter have in common."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value


class Control(QWidget):
    """Shows the value of one parameter and tells when the user gives another.

    A value that is shown fires nothing, and one that is shown already touches nothing: focus,
    caret and half-typed text stay as they are.
    """

    edited = Signal(object, str)
    """(value, gesture): all values of one gesture are one step of undo."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__()
        self.schema = schema
        self.param = param
        self._shown: Value | None = None
        self._gesture = ""

    def show_value(self, value: Value) -> None:
        """Show the value that the document has."""
        if not self._is_shown(value):
            self._shown = value
            self._display(value)

    def _display(self, value: Value) -> None:
        """Put ``value`` into the widgets without a signal."""
        raise NotImplementedError

    def _edit(self, value: Value) -> None:
        """The user has given ``value``."""
        if not self._is_shown(value):
            self._shown = value
            self._gesture = self._gesture or uuid4().hex
            self.edited.emit(value, self._gesture)

    def _begin_gesture(self) -> None:
        self._gesture = uuid4().hex

    def _end_gesture(self) -> None:
        self._gesture = ""

    def _is_shown(self, value: Value) -> bool:
        return type(value) is type(self._shown) and value == self._shown

    def _row(self) -> QHBoxLayout:
        """A layout for widgets beside each other."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        return row
