"""Which session is looked at: profile and session, from what lies on the disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from muse_nodes.api.errors import MuseError
from muse_nodes.editor import theme
from muse_nodes.profiles import Profiles, sessions_of
from muse_nodes.profiles.labels import labels_path


class Shelf(QWidget):
    """Two lists: the profiles, and the labelled sessions of the chosen one, the newest first."""

    chosen = Signal(object)
    """Path of the session that is to be shown; None where the profile has none."""

    def __init__(self, data: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._profiles = Profiles(data)
        self.profile, self.session = QComboBox(self), QComboBox(self)
        for box in (self.profile, self.session):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        for box, words in (
            (self.profile, self.tr("Profile")), (self.session, self.tr("Session")),
        ):  # fmt: skip
            label = QLabel(words, self)
            label.setBuddy(box)
            box.setAccessibleName(words)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addStretch()
        self.profile.activated.connect(self._on_profile)
        self.session.activated.connect(self._tell)

    @property
    def path(self) -> Path | None:
        """The session that is chosen."""
        found = self.session.currentData()
        return found if isinstance(found, Path) else None

    def read(self) -> None:
        """See what there is; what was chosen stays so if it is still there."""
        before = self.profile.currentText()
        try:
            names, current = [p.name for p in self._profiles], self._profiles.current_name
        except (MuseError, OSError):  # a damaged choice is told where profiles are chosen
            names, current = [p.name for p in self._profiles], ""
        self.profile.clear()
        self.profile.addItems(names)
        wanted = before if before in names else current
        self.profile.setCurrentIndex(max(self.profile.findText(wanted), 0) if names else -1)
        self._read_sessions()

    def _read_sessions(self) -> None:
        before = self.path
        self.session.clear()
        name = self.profile.currentText()
        if name:
            folders = [s for s in sessions_of(self._profiles.get(name)) if labels_path(s).is_file()]
            for folder in reversed(folders):
                self.session.addItem(folder.name, folder)
        self.session.setCurrentIndex(max(self.session.findData(before), 0))
        self.session.setEnabled(self.session.count() > 0)
        self._tell()

    def _on_profile(self) -> None:
        self._read_sessions()

    def _tell(self) -> None:
        self.chosen.emit(self.path)
