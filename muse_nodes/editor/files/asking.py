"""The questions that have to be asked before something is lost or overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton, QWidget

from muse_nodes.editor import theme

Role = QMessageBox.ButtonRole


def plain(buttons: Iterable[QAbstractButton]) -> None:
    """Take the signs off standard buttons: some systems put them there, in colours of their own."""
    for button in buttons:
        button.setIcon(QIcon())


class Questions(QObject):
    """Message boxes over one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def unsaved(self, name: str) -> Literal["save", "discard", "cancel"]:
        """Before unsaved work is left."""
        box = self._box(
            self.tr("Save the changes to “{name}”?").format(name=name),
            self.tr("If you do not save them, they are lost."),
        )
        save = self._button(box, self.tr("Save"), Role.AcceptRole, "primary")
        discard = self._button(box, self.tr("Discard"), Role.DestructiveRole)
        self._ask(box, save)
        pressed = box.clickedButton()
        return "save" if pressed is save else "discard" if pressed is discard else "cancel"

    def overwrite(self, name: str) -> Literal["overwrite", "elsewhere", "cancel"]:
        """Before a file is overwritten that another program changed."""
        box = self._box(
            self.tr("Another program changed “{name}”. Save over it?").format(name=name),
            self.tr("What it holds now is kept among the earlier versions."),
        )
        over = self._button(box, self.tr("Overwrite"), Role.DestructiveRole, "danger")
        other = self._button(box, self.tr("Save as…"), Role.ActionRole)
        self._ask(box, other)
        pressed = box.clickedButton()
        return "overwrite" if pressed is over else "elsewhere" if pressed is other else "cancel"

    def revert(self, name: str) -> bool:
        """Before unsaved work is thrown away for what is in the file."""
        box = self._box(
            self.tr("Go back to the saved “{name}”?").format(name=name),
            self.tr("The changes since then are lost."),
        )
        go = self._button(box, self.tr("Revert"), Role.DestructiveRole, "danger")
        self._ask(box, None)
        return box.clickedButton() is go

    def end_run(self) -> bool:
        """Before what runs is ended for a step of the way to a network."""
        box = self._box(
            self.tr("A graph is running. End it?"),
            self.tr("Only one can run at a time. Yours comes back when you leave the steps."),
        )
        go = self._button(box, self.tr("End it and go on"), Role.AcceptRole, "primary")
        self._ask(box, go)
        return box.clickedButton() is go

    def end_job(self) -> bool:
        """Before the window closes on a job that runs."""
        box = self._box(
            self.tr("A job is running. End it?"),
            self.tr("What it has done is kept: the next run goes on there."),
        )
        go = self._button(box, self.tr("End it and close"), Role.DestructiveRole, "danger")
        self._ask(box, None)
        return box.clickedButton() is go

    def open_or_insert(self, name: str) -> Literal["open", "insert", "cancel"]:
        """After a file was dropped onto the window."""
        box = self._box(
            self.tr("What should become of “{name}”?").format(name=name),
            self.tr("It can be opened, or put into the graph that is open."),
        )
        go = self._button(box, self.tr("Open"), Role.AcceptRole, "primary")
        put = self._button(box, self.tr("Insert"), Role.ActionRole)
        self._ask(box, go)
        pressed = box.clickedButton()
        return "open" if pressed is go else "insert" if pressed is put else "cancel"

    def _box(self, text: str, more: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("MUSE Nodes"))
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(text)
        box.setInformativeText(more)
        box.addButton(QMessageBox.StandardButton.Cancel)
        return box

    @staticmethod
    def _button(box: QMessageBox, text: str, role: Role, look: str = "") -> QPushButton:
        button = box.addButton(text, role)
        if look:
            theme.set_role(button, look)
        return button

    @staticmethod
    def _ask(box: QMessageBox, default: QPushButton | None) -> None:
        if default is None:
            box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        else:
            box.setDefaultButton(default)
        plain(box.buttons())
        box.exec()
        box.deleteLater()
