"""Where keys are changed: every command and every action of a node type, with its key."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme, words
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.hotkeys import SHARED, action_id, actions_of, native
from muse_nodes.editor.icons import icon
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.theme import set_role
from muse_nodes.engine.registry import Registry

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_KEYS = 24
"""Letters that the field for a key has room for."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Something that can have a key. ``of`` is the node type, if it is an action of nodes."""

    id: str
    text: str
    keys: str
    of: str = ""


class KeyRow(QWidget):
    """One binding: its name, its keys, the way back, and with what it is in conflict."""

    changed = Signal()

    def __init__(self, binding: Binding, preferences: Preferences) -> None:
        super().__init__()
        self.binding, self._preferences = binding, preferences
        name = f"{binding.of}: {binding.text}" if binding.of else binding.text
        self.name = QLabel(name)
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.edit.setFixedWidth(self.edit.fontMetrics().averageCharWidth() * _KEYS)
        self.edit.setAccessibleName(name)
        self.reset = QToolButton()
        self.reset.setIcon(icon("rotate-ccw"))
        self.reset.setIconSize(QSize(16, 16))
        tip = self.tr("Back to {}").format(native(binding.keys) or self.tr("no key"))
        self.reset.setToolTip(tip)
        self.reset.setAccessibleName(tip)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.conflict = QLabel()
        self.conflict.setProperty("role", "error")
        self.conflict.setWordWrap(True)
        self.conflict.setMinimumWidth(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        grid.addWidget(self.conflict, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.refresh()
        self.edit.keySequenceChanged.connect(self._on_edited)
        self.reset.clicked.connect(self._on_reset)

    @property
    def keys(self) -> str:
        """The keys that it has now, in portable words; empty for none."""
        return QKeySequence(self._kept(), _PORTABLE).toString(_PORTABLE)

    def refresh(self) -> None:
        """Show what the preferences say."""
        sequence = QKeySequence(self._kept(), _PORTABLE)
        if self.edit.keySequence() != sequence:
            blocked = self.edit.blockSignals(True)
            self.edit.setKeySequence(sequence)
            self.edit.blockSignals(blocked)
        default = QKeySequence(self.binding.keys, _PORTABLE)
        self.reset.setVisible(sequence != default)

    def show_conflict(self, text: str) -> None:
        """Say with what the key is in conflict; an empty text if with nothing."""
        self.conflict.setText(text)
        self.conflict.setVisible(bool(text))
        set_role(self.name, "error" if text else "")

    def _kept(self) -> str:
        return self._preferences.keys.get(self.binding.id, self.binding.keys)

    def _on_edited(self, sequence: QKeySequence) -> None:
        keys = sequence.toString(_PORTABLE)
        default = QKeySequence(self.binding.keys, _PORTABLE).toString(_PORTABLE)
        self._preferences.bind(self.binding.id, None if keys == default else keys)
        self.changed.emit()

    def _on_reset(self) -> None:
        self._preferences.bind(self.binding.id, None)
        self.changed.emit()


class KeySettings(QDialog):
    """All keys. A change takes effect at once; conflicts are named and nothing is taken away."""

    def __init__(
        self,
        commands: Commands,
        preferences: Preferences,
        registry: Registry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self._preferences = preferences
        self.rows: dict[str, KeyRow] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        inside = QWidget()
        inside.setProperty("role", "page")
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(theme.SPACE // 2)
        self._program = self._heading(self.tr("Program"))
        self._add_all(_of_commands(commands))
        self._nodes = self._heading(self.tr("Nodes"))
        self._add_all(_of_nodes(registry) if registry is not None else [])
        self._column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        everything = QPushButton(icon("rotate-ccw"), self.tr("Reset all"))
        everything.setAutoDefault(False)
        everything.clicked.connect(self.reset_all)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.addButton(everything, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 90, metrics.lineSpacing() * 32)
        self._check()

    def reset_all(self) -> None:
        """Every key is the one that it comes with."""
        for row in self.rows.values():
            self._preferences.bind(row.binding.id, None)
        self._check()

    def conflicts(self) -> dict[str, str]:
        """What is in conflict, by id, in words."""
        found: dict[str, str] = {}
        for row in self.rows.values():
            others = [other for other in self.rows.values() if _clash(row, other)]
            if others:
                names = ", ".join(f"“{other.name.text()}”" for other in others)
                found[row.binding.id] = self._words(row, others).format(
                    keys=native(row.keys), others=names
                )
        return found

    def _words(self, row: KeyRow, others: list[KeyRow]) -> str:
        if row.binding.of and any(not other.binding.of for other in others):
            return self.tr("{keys} belongs to {others}, so it does not reach the node.")
        if not row.binding.of and any(not other.binding.of for other in others):
            return self.tr("{keys} is also the key of {others}: neither of them works.")
        return self.tr("{keys} is also the key of {others}, which does not get it.")

    def _check(self) -> None:
        found = self.conflicts()
        for id, row in self.rows.items():
            row.refresh()
            row.show_conflict(found.get(id, ""))

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for row in self.rows.values():
            shown = f"{row.name.text()} {native(row.keys)}".lower()
            row.setVisible(wanted in shown)
        for heading, of_nodes in ((self._program, False), (self._nodes, True)):
            rows = [r for r in self.rows.values() if bool(r.binding.of) == of_nodes]
            heading.setVisible(any(not row.isHidden() for row in rows))

    def _heading(self, text: str) -> QLabel:
        made = QLabel(text)
        made.setProperty("role", "section")
        self._column.addWidget(made)
        return made

    def _add_all(self, bindings: list[Binding]) -> None:
        for binding in bindings:
            row = KeyRow(binding, self._preferences)
            row.changed.connect(self._check)
            self.rows[binding.id] = row
            self._column.addWidget(row)


def _of_commands(commands: Commands) -> list[Binding]:
    return [Binding(c.id, c.text.replace("&", "").rstrip("…"), c.keys) for c in commands]


def _of_nodes(registry: Registry) -> list[Binding]:
    return [
        Binding(
            action_id(schema, action), words.action_label(schema, action), action.key.upper(),
            of=words.node_title(schema),
        )
        for schema, action in actions_of(registry)
    ]  # fmt: skip


def _clash(one: KeyRow, other: KeyRow) -> bool:
    """True when they share a key and cannot both have it: nodes can, and all of them answer."""
    if one is other or (one.binding.of and other.binding.of):
        return False
    if any(a.binding.id in SHARED and b.binding.of for a, b in ((one, other), (other, one))):
        return False
    return bool(one.keys) and one.keys == other.keys
