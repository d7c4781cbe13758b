"""Single keys of the window: what the nodes of the open graph declare, and those of the program.

They do not get in the way of typing: a field with the focus has its letters, and Space presses the
button that has the focus. A widget with the property ``holds_space`` (a canvas that is moved with
Space held down) is told of Space first; a press that it made nothing of counts when it is let go.
Escape ends the run when nobody else has a use for it.
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

SHARED = frozenset({"key.record", "key.stop"})
"""Commands that mean the same as a node that declares their key: a recording begins, a run ends."""

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
        for keys in self._wanted() - taken - {""}:
            action = QAction(self._window)
            action.setShortcut(QKeySequence(keys, _PORTABLE))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _checked=False, keys=keys: self._act(keys))
            self._window.addAction(action)
            self._bound[keys] = action

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys that nobody in the window has taken come here: before and after they are one."""
        if not isinstance(event, QKeyEvent):
            return False
        focus, plain = QApplication.focusWidget(), _is_plain(event)
        if event.type() == QEvent.Type.ShortcutOverride:
            mine = plain and _is_for(focus, event)
            if mine:
                event.accept()
            return mine
        if not plain or event.isAutoRepeat() or isinstance(focus, _FIELDS):
            return False
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._session.engine.stop()
            return True
        if event.type() == QEvent.Type.KeyRelease and _holds_space(focus, event):
            for command in self._commands:
                if _normal(self._commands.keys(command.id)) == "Space":
                    self._commands.action(command.id).trigger()
            return True
        return False

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
        add, tr = self._add, self.tr
        add(Command("key.run", tr("Run or pause"), "Space", "play"), self._run)
        tip = tr("End the run; Esc does it, too")
        add(Command("key.stop", tr("Stop"), "Q", "square", tip), self._session.engine.stop)
        tip = tr("Everybody who watches sees a slate, at once")
        add(Command("key.panic", tr("Slate on or off"), "P", "shield-alert", tip), self._panic)
        tip = tr("Begin or end the recordings of the graph")
        add(Command("key.record", tr("Record"), "R", "circle-dot", tip), self._record)
        tip = tr("Which of them computes")
        add(Command("key.device", tr("CPU or GPU"), "G", "cpu", tip), self._device)

    def _add(self, command: Command, do: Callable[[], object]) -> None:
        self._commands.add(command, do).setAutoRepeat(False)

    def _run(self) -> None:
        if self._session.engine.state == "running":
            self._session.engine.pause()
        else:
            self._session.run()

    def _panic(self) -> None:
        self._session.engine.panic(not self._session.engine.panicking)

    def _record(self) -> None:
        keys = _normal(self._commands.keys("key.record"))
        if any(_normal(wanted) == keys for wanted, _, _ in self._declared()):
            self._act(keys)  # a graph that records sessions has a recording of its own
            return
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


def _is_plain(event: QKeyEvent) -> bool:
    """True for a key without modifiers that has no other use than to be typed or pressed."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return held == Qt.KeyboardModifier.NoModifier and not function_key


def _is_for(widget: QWidget | None, event: QKeyEvent) -> bool:
    """True when the key is what ``widget`` is waiting for."""
    if isinstance(widget, _FIELDS) or (isinstance(widget, QComboBox) and widget.isEditable()):
        return True
    if _holds_space(widget, event):
        return True
    return isinstance(widget, _PRESSED) and event.key() == Qt.Key.Key_Space


def _holds_space(widget: QWidget | None, event: QKeyEvent) -> bool:
    held = widget is not None and bool(widget.property("holds_space"))
    return held and event.key() == Qt.Key.Key_Space
