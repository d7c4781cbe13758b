"""Everything that can be done from menus, tool bars and keys, by name: one QAction each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from muse_nodes.editor.icons import icon
from muse_nodes.editor.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Command:
    """``id`` is for ever (keys are kept by it); ``text`` is what menus show, already translated."""

    id: str
    text: str
    keys: str = ""
    icon: str = ""
    tip: str = ""
    checkable: bool = False


class Commands(QObject):
    """The commands of one window. Their keys work wherever the focus is in ``window``."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        preferences.changed.connect(self._on_preference)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def add(self, command: Command, do: Callable[[], object]) -> QAction:
        """A new command; ``do`` is called without arguments, also for a checkable one."""
        action = QAction(command.text, self._window)
        action.setObjectName(command.id)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.checkable)
        if command.icon:
            action.setIcon(icon(command.icon))
        action.triggered.connect(lambda _checked=False: do())
        self._commands[command.id], self._actions[command.id] = command, action
        self._give_keys(command)
        self._window.addAction(action)
        return action

    def action(self, id: str) -> QAction:
        """The action of a command, for menus and tool bars; KeyError if there is none."""
        return self._actions[id]

    def keys(self, id: str) -> str:
        """The keys that a command has now, in portable words such as ``Ctrl+S``."""
        return self._preferences.keys.get(id, self._commands[id].keys)

    def _give_keys(self, command: Command) -> None:
        action, keys = self._actions[command.id], self.keys(command.id)
        action.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = command.tip or command.text.replace("&", "").rstrip("…")
        action.setToolTip(f"{tip} ({shown})" if shown else tip)

    def _on_preference(self, name: str) -> None:
        if name == "keys":
            for command in self._commands.values():
                self._give_keys(command)
