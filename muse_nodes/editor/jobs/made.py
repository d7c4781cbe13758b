"""What a job has made, each with a button that opens its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from muse_nodes.api.artifacts import Artifact
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.phrases import made_words


class Made(QWidget):
    """See above."""

    wanted = Signal(str)
    """A folder that somebody wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        self._shown: list[tuple[str, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.SPACE)
        self._row.addStretch(1)
        self.setVisible(False)

    def show_made(self, made: Mapping[tuple[str, str], Artifact]) -> None:
        """Show these; what several tasks hand on is there once."""
        shown = list(dict.fromkeys((made_words(a), str(a.path)) for a in made.values()))
        if shown == self._shown:
            return
        self._shown = shown
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for text, path in shown:
            button = QPushButton(icon("folder-open"), text, self)
            button.setToolTip(self.tr("Open its folder: {path}").format(path=path))
            button.clicked.connect(lambda _checked=False, path=path: self.wanted.emit(path))
            self._row.insertWidget(len(self.buttons), button)
            self.buttons.append(button)
        self.setVisible(bool(shown))


def open_folder(path: str) -> bool:
    """Show the folder of a file, or the folder itself, in the system's own program."""
    place = Path(path)
    folder = place if place.is_dir() else place.parent
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
