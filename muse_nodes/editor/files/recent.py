"""The menu of files that were open of late."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from muse_nodes.editor.preferences import Preferences


class RecentMenu(QMenu):
    """Made anew whenever it is opened; what is not there any more is left out."""

    chosen = Signal(Path)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        self._preferences = preferences
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._take)

    def _fill(self) -> None:
        self.clear()
        for path in self._preferences.recent:
            if path.is_file():
                action = self.addAction(path.name.replace("&", "&&"))
                action.setToolTip(str(path))
                action.setData(str(path))
        if self.isEmpty():
            self.addAction(self.tr("No files yet")).setEnabled(False)

    def _take(self, action: QAction) -> None:
        if isinstance(path := action.data(), str):
            self.chosen.emit(Path(path))
