"""Single keys of the window: what the nodes of the open graph declare, and those of the program.

They do not get in the way of typing: a field with the focus has its letters, and Space presses the
button that has the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from muse_nodes.api.node import ActionDeclaration
from muse_nodes.document import Graph, Problem
from muse_nodes.editor.commands import Command, Commands
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.recording import toggled
from muse_nodes.editor.session import Session
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_FIELDS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QKeySequenceEdit)
_PRESSED = (QAbstractButton, QComboBox, QAbstractItemView)


def action_id(schema: NodeSchema, action: ActionDeclaration) -> str:
    """The name by which the key of an action is kept: one for all nodes of a type."""
    return f"node.{schema.id}.{action.name}"


def key_of(
    schema: NodeSchema, action: ActionDeclaration, preferences: Preferences | None = None
) -> str:
    """The key that an action has now, in portable words; empty if it has none."""
    own = preferences.keys.get(action_id(schema, action)) if preferences is not None else None
    return action.key.upper() if own is None else own


def native(keys: str) -> str:
    """Portable words for keys as they are written on this system."""
    return QKeySequence(keys, _PORTABLE).toString(QKeySequence.SequenceFormat.NativeText)


def actions_of(registry: Registry) -> Iterator[tuple[NodeSchema, ActionDeclaration]]:
    """Every action that any node type declares."""
    for schema in registry:
        for action in schema.actions:
            yield schema, action


class HotKeys(QObject):
    """Gives ``window`` its single keys. The program's own are commands in ``commands``.

    Where a node and the program want the same key the program has it: the slate must always come.
    Several nodes with the same key all answer to it.
    """

    def __init__(
        self, session: Session, commands: Commands, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._commands = session, commands
        self._preferences, self._window = preferences, window
        self._bound: dict[str, QAction] = {}
        self._add_commands()
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self.bind)
        session.registry_changed.connect(self.bind)
        session.engine.panic_changed.connect(self._on_panic)
        preferences.changed.connect(self._on_preference)
        window.installEventFilter(self)
        self.bind()

    @property
    def bound(self) -> dict[str, QAction]:
        """What the nodes of the open graph do, by key in portable words."""
        return dict(self._bound)

    def bind(self) -> None:
        """Make the keys of the nodes anew, for the graph and the preferences as they are now."""
        for action in self._bound.values():
            self._window.removeAction(action)
            action.deleteLater()
        self._bound = {}
        taken = {_normal(self._commands.keys(c.id)) for c in self._commands}
        taken |= {_normal(command.also) for command in self._commands}
        for keys in self._wanted() - taken - {""}:
            action = QAction(self._window)
            action.setShortcut(QKeySequence(keys, _PORTABLE))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _checked=False, keys=keys: self._act(keys))
            self._window.addAction(action)
            self._bound[keys] = action

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys that mean something where the focus is are no hot keys."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        mine = _is_for(QApplication.focusWidget(), event)
        if mine:
            event.accept()
        return mine

    # -- nodes -----------------------------------------------------------------------------------

    def _wanted(self) -> set[str]:
        return {_normal(keys) for keys, _, _ in self._declared()}

    def _declared(self) -> Iterator[tuple[str, str, str]]:
        """(keys, node, action) of the open graph, in its order."""
        for node in self._session.graph.nodes:
            schema = self._session.registry.get(node.type)
            if schema is None:
                continue
            for action in schema.actions:
                yield key_of(schema, action, self._preferences), node.id, action.name

    def _act(self, keys: str) -> None:
        if not self._session.engine.running:
            self._tell(self.tr("This key works while the graph runs."))
        for wanted, node, action in list(self._declared()):
            if _normal(wanted) == keys:
                self._session.engine.act(node, action)

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if [(n.id, n.type) for n in before.nodes] != [(n.id, n.type) for n in after.nodes]:
            self.bind()

    def _on_preference(self, name: str) -> None:
        if name == "keys":
            self.bind()

    # -- the program -----------------------------------------------------------------------------

    def _add_commands(self) -> None:
        todo: tuple[tuple[Command, Callable[[], object]], ...] = (
            (Command("run.toggle", self.tr("Run or pause"), "Space", "play"), self._run),
            (Command("run.stop", self.tr("Stop"), "Q", "square", also="Esc"), self._stop),
            (
                Command(
                    "run.panic", self.tr("Panic: show the slate"), "P", "shield-alert",
                    self.tr("Everybody who watches sees a slate, at once"), checkable=True,
                ),
                self._panic,
            ),
            (
                Command(
                    "run.record", self.tr("Record"), "R", "circle-dot",
                    self.tr("Begin or end the recordings of the graph"),
                ),
                self._record,
            ),
            (
                Command(
                    "run.device", self.tr("CPU or GPU"), "G", "cpu",
                    self.tr("Which of them computes"),
                ),
                self._device,
            ),
        )  # fmt: skip
        for command, do in todo:
            if all(command.id != other.id for other in self._commands):
                self._commands.add(command, do).setAutoRepeat(False)

    def _run(self) -> None:
        if self._session.engine.state == "running":
            self._session.engine.pause()
        else:
            self._session.run()

    def _stop(self) -> None:
        self._session.engine.stop()

    def _panic(self) -> None:
        self._session.engine.panic(not self._session.engine.panicking)

    def _on_panic(self, on: bool) -> None:
        self._commands.action("run.panic").setChecked(on)

    def _record(self) -> None:
        edit, text = toggled(self._session.graph, self._session.settings.data)
        if edit is not None and not self._session.document.do(edit):
            return
        if edit is None:
            self._tell(
                self.tr("There is no Video writer in this graph."),
                self.tr("Add one and connect the picture to it."),
            )
        elif text and not self._session.engine.running:
            self._tell(self.tr("Recording begins when the graph runs: {}").format(text))
        elif text:
            self._tell(self.tr("Recording to {}").format(text))
        else:
            self._tell(self.tr("The recording has ended."))

    def _device(self) -> None:
        self._tell(
            self.tr("This version computes on the CPU only."),
            self.tr("The GPU is not part of it yet; there is nothing to switch to."),
        )

    def _tell(self, text: str, hint: str = "") -> None:
        self._session.told.emit((Problem(text, hint, severity="warning"),))


def _normal(keys: str) -> str:
    return QKeySequence(keys, _PORTABLE).toString(_PORTABLE)


def _is_for(widget: QWidget | None, event: QKeyEvent) -> bool:
    """True when a key without modifiers is what ``widget`` is waiting for."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    if widget is None or held != Qt.KeyboardModifier.NoModifier:
        return False
    if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return False
    if isinstance(widget, _FIELDS) or (isinstance(widget, QComboBox) and widget.isEditable()):
        return True
    return isinstance(widget, _PRESSED) and event.key() == Qt.Key.Key_Space
