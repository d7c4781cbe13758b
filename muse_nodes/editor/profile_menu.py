"""The menu of the profiles: choose one, make, rename, copy, delete."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDialog, QInputDialog, QMenu, QMessageBox, QWidget

from muse_nodes.api.errors import MuseError
from muse_nodes.editor import theme
from muse_nodes.editor.files.asking import plain
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.made import open_folder
from muse_nodes.editor.session import Session
from muse_nodes.profiles import checked_name


class ProfileMenu(QMenu):
    """Filled whenever it is opened. While a job runs nothing is taken from under it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._keeper = session.profiles
        self.setTitle(self.tr("Profile"))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Make the rows anew."""
        self.clear()
        keeper, tr = self._keeper, self.tr
        current, busy = keeper.current, self._session.engine.job_runs or keeper.copies
        group = QActionGroup(self)
        for name in keeper.names:
            row = QAction(name.replace("&", "&&"), group)
            row.setCheckable(True)
            row.setChecked(name == current)
            row.setEnabled(not busy)
            row.triggered.connect(lambda _checked=False, name=name: keeper.use(name))
            self.addAction(row)
        self.addSeparator()
        for text, picture, do, gentle in (
            (tr("New profile…"), "plus", self.make, False),
            (tr("Rename…"), "pencil", self.rename, False),
            (tr("Copy…"), "copy", self.copy, False),
            (tr("Delete…"), "trash-2", self.delete, False),
            (tr("Open its folder"), "folder-open", self._open, True),
        ):
            row = self.addAction(icon(picture), text)
            row.setEnabled(gentle or not busy)
            if busy and not gentle:
                row.setToolTip(tr("A job works with it."))
            row.triggered.connect(lambda _checked=False, do=do: do())

    def make(self) -> None:
        """Ask for a name, make a profile and use it."""
        name = self._ask(self.tr("New profile"), self.tr("One for each angle of the camera."), "")
        if name:
            self._keeper.create(name)

    def rename(self) -> None:
        """Ask for another name for the current profile."""
        name = self._keeper.current
        to = self._ask(self.tr("Rename “{name}”").format(name=name), "", name)
        if to and to != name:
            self._keeper.rename(name, to)

    def copy(self) -> None:
        """Ask for the name of a copy of the current profile."""
        name = self._keeper.current
        text = self.tr("The copy has all that it has: recordings and networks.")
        to = self._ask(self.tr("Copy “{name}”").format(name=name), text, f"{name} 2")
        if to:
            self._keeper.copy(name, to)

    def delete(self) -> None:
        """Ask, and move the current profile into the trash."""
        name = self._keeper.current
        box = QMessageBox(self.parentWidget())
        box.setWindowTitle(self.tr("MUSE Nodes"))
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Delete the profile “{name}”?").format(name=name))
        box.setInformativeText(
            self.tr("It goes to the folder “trash” of the data folder, with all that it has.")
        )
        box.addButton(QMessageBox.StandardButton.Cancel)
        go = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        theme.set_role(go, "danger")
        plain(box.buttons())
        box.exec()
        pressed = box.clickedButton()
        box.deleteLater()
        if pressed is go:
            self._keeper.delete(name)

    def _open(self) -> None:
        folder = self._keeper.folder
        open_folder(str(folder if folder.is_dir() else self._session.settings.data))

    def _ask(self, title: str, text: str, given: str) -> str:
        """A sound name, or nothing; asks again, saying why, while it is none."""
        said, name = text, given
        while True:
            dialog = QInputDialog(self.parentWidget())
            dialog.setWindowTitle(title)
            dialog.setLabelText("\n".join(part for part in (title, said) if part))
            dialog.setTextValue(name)
            dialog.setOkButtonText(self.tr("OK"))
            dialog.setCancelButtonText(self.tr("Cancel"))
            accepted = dialog.exec() == QDialog.DialogCode.Accepted
            name = dialog.textValue().strip()
            dialog.deleteLater()
            if not accepted:
                return ""
            try:
                return checked_name(name)
            except MuseError as error:
                said = f"{error.message} {error.hint}"
