"""Asking for a file without waiting: the window goes on while somebody looks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_file(
    parent: QWidget,
    title: str,
    kinds: str,
    then: Callable[[str], None],
    *,
    start: str = "",
    write: bool = False,
) -> QFileDialog:
    """Open a dialog for a file; ``then`` gets its path, or is never called.

    It goes with ``parent``. ``kinds`` are filters with ``;;`` between them, ``start`` is the file
    that is chosen at first. With ``write`` the file need not be there, and nobody asks about one
    that is: whoever writes it has a rule for that.
    """
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if write:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    known = Path(start).expanduser()
    if start and known.parent.is_dir():
        dialog.setDirectory(str(known.parent))
        dialog.selectFile(known.name)
    dialog.fileSelected.connect(then)
    dialog.open()
    return dialog
