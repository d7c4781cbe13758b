"""Texts, and colours written as texts."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QLineEdit, QPushButton

from muse_nodes.editor import theme
from muse_nodes.editor.inspector.control import Control
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value


class TextControl(Control):
    """A text: at once with every letter, or when it is finished if the node is set up anew."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__(schema, param)
        self.field = QLineEdit()
        if not param.restart:
            self.field.textEdited.connect(self._edit)
        self.field.editingFinished.connect(self._on_finished)
        self._row().addWidget(self.field)
        self.setFocusProxy(self.field)

    def _display(self, value: Value) -> None:
        show_text(self.field, str(value))

    def _on_finished(self) -> None:
        self._edit(self.field.text())
        self._end_gesture()


class ColourControl(Control):
    """A colour: a button that shows it and opens a dialog, and the same in digits."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__(schema, param)
        self.button = QPushButton()
        self.button.setIconSize(QSize(*_SWATCH))
        self.button.setToolTip(self.tr("Choose a colour"))
        self.button.setAccessibleName(self.tr("Choose a colour"))
        self.button.clicked.connect(self._choose)
        self.field = QLineEdit()
        self.field.setMaxLength(7)
        self.field.textEdited.connect(self._on_typed)
        self.field.editingFinished.connect(self._on_finished)
        self.dialog: QColorDialog | None = None
        row = self._row()
        row.addWidget(self.button)
        row.addWidget(self.field, 1)
        self.setFocusProxy(self.field)

    def _display(self, value: Value) -> None:
        show_text(self.field, str(value))
        self._wrong(False)
        self.button.setIcon(_swatch(QColor(str(value))))

    def _on_typed(self, text: str) -> None:
        whole = _hex(text)
        self._wrong(not whole)
        if whole:
            self.button.setIcon(_swatch(QColor(whole)))
            self._edit(whole)

    def _on_finished(self) -> None:
        if self._shown is not None:
            self._display(self._shown)  # what is no colour gives way to the last that was one
        self._end_gesture()

    def _wrong(self, wrong: bool) -> None:
        if bool(self.field.property("wrong")) != wrong:
            self.field.setProperty("wrong", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _choose(self) -> None:
        """The dialog shows its colours live; all of them are one step, and Cancel is the first."""
        self._begin_gesture()
        before = str(self._shown)
        dialog = QColorDialog(QColor(before), self.window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.currentColorChanged.connect(self._on_colour)
        dialog.rejected.connect(lambda: self._on_colour(QColor(before)))
        dialog.finished.connect(self._on_closed)
        self.destroyed.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _on_colour(self, colour: QColor) -> None:
        name = colour.name()
        if not self._is_shown(name):
            self._display(name)
            self._edit(name)

    def _on_closed(self) -> None:
        self._end_gesture()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def show_text(field: QLineEdit, text: str) -> None:
    """Put ``text`` into the field without a signal; the caret stays where it is."""
    if field.text() != text:
        with QSignalBlocker(field):
            at = field.cursorPosition()
            field.setText(text)
            field.setCursorPosition(min(at, len(text)) if field.hasFocus() else 0)


_SWATCH = (28, 16)


def _hex(text: str) -> str:
    """The colour that is meant, as #rrggbb; empty if it is none."""
    digits = text.strip().removeprefix("#").lower()
    return f"#{digits}" if re.fullmatch("[0-9a-f]{6}", digits) else ""


def _swatch(colour: QColor) -> QIcon:
    picture = QPixmap(_SWATCH[0] * 2, _SWATCH[1] * 2)
    picture.fill(colour if colour.isValid() else QColor(theme.BACK))
    painter = QPainter(picture)
    painter.setPen(QColor(theme.EDGE))
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return QIcon(picture)
