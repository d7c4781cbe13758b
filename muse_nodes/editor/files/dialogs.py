"""Lists of what can be brought back: work lost in a crash, and earlier versions of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Graph, load
from muse_nodes.editor import theme
from muse_nodes.editor.files.asking import plain
from muse_nodes.editor.files.graph_text import bulleted, shortened
from muse_nodes.editor.files.recovery import Lost
from muse_nodes.editor.files.versions import Version

_MOST = 40
_ITEM = Qt.ItemDataRole.UserRole
Changes = Callable[[Graph], list[str]]


def shown_time(at: datetime) -> str:
    """Day and time to the second: saves may follow each other closely."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


class _ListDialog(QDialog):
    """A list at the left, what differs at the right, and buttons below."""

    def __init__(self, heading: str, more: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        title, text = QLabel(heading, self), QLabel(more, self)
        title.setProperty("role", "title")
        text.setProperty("role", "dim")
        text.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self._detail = QLabel(self)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        scroll = QScrollArea(self)
        scroll.setWidget(self._detail)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons = QDialogButtonBox(self)
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(scroll, 3)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE)
        for part in (title, text):
            layout.addWidget(part)
        layout.addLayout(both, 1)
        layout.addWidget(self.buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 110, self.fontMetrics().height() * 24)
        self.list.currentItemChanged.connect(self._look)

    def _look(self) -> None:
        item = self.list.currentItem()
        self._detail.setText(self.detail(item) if item is not None else "")

    def detail(self, item: QListWidgetItem) -> str:
        """What to say of a row."""
        raise NotImplementedError


class RecoveryDialog(_ListDialog):
    """What was not saved when the program ended. Each can be opened, discarded, or left.

    ``opened`` is the one to open, once the dialog was accepted. What is discarded is gone at once.
    """

    def __init__(
        self, lost: list[Lost], changes: Callable[[Lost], list[str]], parent: QWidget | None
    ) -> None:
        super().__init__(
            self.tr("Unsaved work was found"),
            self.tr("The program ended before this was saved. It is kept until you decide."),
            parent,
        )
        self.setWindowTitle(self.tr("Recover"))
        self.opened: Lost | None = None
        self._changes = changes
        self._open = self.buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.set_role(self._open, "primary")
        self._drop = QPushButton(self.tr("Discard"), self)
        self.buttons.addButton(self._drop, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.buttons.addButton(self.tr("Decide later"), QDialogButtonBox.ButtonRole.RejectRole)
        plain(self.buttons.buttons())
        for one in lost:
            name = one.about.title or self.tr("Untitled")
            item = QListWidgetItem(f"{name}\n{shown_time(one.at)}", self.list)
            item.setData(_ITEM, one)
            item.setToolTip(one.about.path or name)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._drop.clicked.connect(self._discard)
        self.list.itemActivated.connect(self._take)
        self.list.setCurrentRow(0)

    def detail(self, item: QListWidgetItem) -> str:
        lost = item.data(_ITEM)
        assert isinstance(lost, Lost)
        self._open.setEnabled(lost.loaded.graph is not None)
        if lost.loaded.graph is None:
            return "\n".join(str(problem) for problem in lost.loaded.problems)
        place = lost.about.path or self.tr("It was never saved to a file.")
        found = bulleted(shortened(self._changes(lost), _MOST))
        return f"{place}\n\n{found}".strip()

    def _take(self) -> None:
        lost = self.list.currentItem().data(_ITEM)
        if isinstance(lost, Lost) and lost.loaded.graph is not None:
            self.opened = lost
            self.accept()

    def _discard(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        if item is not None:
            item.data(_ITEM).discard()
        if not self.list.count():
            self.reject()


class VersionsDialog(_ListDialog):
    """Earlier versions of a file, and what they have that the open graph has not.

    ``opened`` is the one to open as a copy, once the dialog was accepted.
    """

    def __init__(
        self, path: Path, versions: list[Version], changes: Changes, parent: QWidget | None
    ) -> None:
        super().__init__(
            self.tr("Earlier versions of {name}").format(name=path.name),
            self.tr("One is opened as a copy; the file stays as it is."),
            parent,
        )
        self.setWindowTitle(self.tr("Earlier versions"))
        self.opened: Version | None = None
        self._changes = changes
        go = self.buttons.addButton(self.tr("Open a copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.set_role(go, "primary")
        go.setEnabled(bool(versions))
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        plain(self.buttons.buttons())
        for version in versions:
            QListWidgetItem(shown_time(version.at), self.list).setData(_ITEM, version)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self._take)
        if not versions:
            self._detail.setText(self.tr("This file was not saved by this program yet."))
        self.list.setCurrentRow(0)

    def detail(self, item: QListWidgetItem) -> str:
        version = item.data(_ITEM)
        assert isinstance(version, Version)
        loaded = load(version.file)
        if loaded.graph is None:
            return "\n".join(str(problem) for problem in loaded.problems)
        found = self._changes(loaded.graph)
        if not found:
            return self.tr("It is the same as the graph that is open.")
        heading = self.tr("Compared with the graph that is open:")
        return f"{heading}\n\n{bulleted(shortened(found, _MOST))}"

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.opened = item.data(_ITEM)
            self.accept()
