"""Node files of the user's folders: shown before they are run for the first time, and only then.

What is trusted is the content, by its hash. A file that is changed afterwards is another one, and
the user is asked anew. Nothing here runs or imports a file before it is trusted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Problem
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.settings import trust

_ASKED = "trust/asked"
_MOST = 200
"""How many answers "not now" are remembered."""
LINES = 40
"""So much of the code is shown; the rest can be read in any editor."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node file as it was read: what is shown is what is trusted."""

    path: Path
    hash: str
    start: str
    lines: int


def candidate(path: Path) -> Candidate:
    """Read a node file; OSError if that cannot be done."""
    source = path.read_bytes()
    lines = source.decode("utf-8", "replace").splitlines()
    return Candidate(path, hashlib.sha256(source).hexdigest(), "\n".join(lines[:LINES]), len(lines))


class TrustDialog(QDialog):
    """Shows a node file and asks whether it may be run."""

    def __init__(self, file: Candidate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Trust a node file"))
        code = QPlainTextEdit(file.start, self)
        code.setReadOnly(True)
        code.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        code.setTabChangesFocus(True)
        code.setAccessibleName(self.tr("Code of the file"))
        shown = self.tr("Lines 1 to {last} of {count}").format(
            last=min(LINES, file.lines), count=file.lines
        )
        below = QLabel(shown, self)
        below.setProperty("role", "small")
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE)
        layout.addLayout(self._heading(file.path.name))
        layout.addLayout(self._facts(file))
        layout.addWidget(code, 1)
        layout.addWidget(below)
        layout.addWidget(self._buttons())
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 100, self.fontMetrics().height() * 30)

    def _heading(self, name: str) -> QHBoxLayout:
        sign, title, text = QLabel(self), QLabel(self), QLabel(self)
        side = 2 * self.fontMetrics().height()
        sign.setPixmap(icon("shield-alert", theme.WARNING).pixmap(side, side))
        title.setText(self.tr("Do you trust “{name}”?").format(name=name))
        title.setProperty("role", "title")
        text.setText(
            self.tr(
                "It is a program: it can do whatever you can do on this computer. "
                "Trust it only if you wrote it or know who did."
            )
        )
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(text)
        heading = QHBoxLayout()
        heading.setSpacing(2 * theme.SPACE)
        heading.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        heading.addLayout(words, 1)
        return heading

    def _facts(self, file: Candidate) -> QGridLayout:
        facts = QGridLayout()
        facts.setHorizontalSpacing(2 * theme.SPACE)
        facts.setColumnStretch(1, 1)
        rows = ((self.tr("Folder"), str(file.path.parent)), (self.tr("SHA-256"), file.hash))
        for row, (name, value) in enumerate(rows):
            label, shown = QLabel(name, self), QLabel(value, self)
            label.setProperty("role", "dim")
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setWordWrap(True)
            facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(shown, row, 1)
        return facts

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        yes = buttons.addButton(self.tr("Trust this file"), QDialogButtonBox.ButtonRole.AcceptRole)
        no = buttons.addButton(self.tr("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        yes.setAutoDefault(False)  # Enter must not trust anything
        no.setDefault(True)
        no.setFocus()
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons


class Trust(QObject):
    """Asks about node files and takes them in. ``settings`` is the file of the settings."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        window: QWidget,
        *,
        settings: Path | None = None,
    ) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._settings = settings

    def ask_new(self) -> None:
        """Ask about each file that waits for trust and about which nobody was asked yet."""
        for failure in self._session.registry.failures:
            if failure.untrusted:
                self._ask(Path(failure.file), again=False)

    def ask(self, path: str) -> bool:
        """Ask about one file, also if the answer was "not now" before. True if it was trusted."""
        return self._ask(Path(path), again=True)

    def _ask(self, path: Path, *, again: bool) -> bool:
        try:
            file = candidate(path)
        except OSError as error:
            text = self.tr("The node file {name} cannot be read: {error}")
            self._tell(text.format(name=path.name, error=error.strerror))
            return False
        if not again and file.hash in self._asked():
            return False
        dialog = TrustDialog(file, self._window)
        trusted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        kept = [*(h for h in self._asked() if h != file.hash), file.hash][-_MOST:]
        self._preferences.set(_ASKED, " ".join(kept))
        return trusted and self._take(file)

    def _take(self, file: Candidate) -> bool:
        session = self._session
        try:
            trust(file.hash, self._settings)
        except MuseError as error:
            self._tell(str(error))
            return False
        trusted = session.settings.trusted_nodes | {file.hash}
        session.settings = replace(session.settings, trusted_nodes=trusted)
        session.use_registry(load_registry(session.settings.all_node_folders(), trusted=trusted))
        return True

    def _asked(self) -> list[str]:
        return self._preferences.text(_ASKED).split()

    def _tell(self, message: str) -> None:
        self._session.told.emit((Problem(message),))
