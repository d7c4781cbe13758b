"""Answers to dialogs that wait: clicks and keys, as a user would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QWidget

Answer = Callable[[QWidget], None]


def press(text: str) -> Answer:
    """Press the button that says so."""

    def answer(dialog: QWidget) -> None:
        buttons = dialog.findChildren(QAbstractButton)
        found = [b for b in buttons if b.text().replace("&", "") == text and b.isVisible()]
        assert found, f"no button '{text}' among {[b.text() for b in buttons]}"
        found[0].click()

    return answer


def pick(path: Path) -> Answer:
    """Give a path in a dialog of files."""

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(str(path))
        dialog.accept()

    return answer


@contextmanager
def answered(*answers: Answer) -> Iterator[list[str]]:
    """While it lasts, dialogs are answered one after the other; all answers have to be used.

    Gives the list of what the dialogs were called (their class), filled as they appear.
    """
    todo, seen, wrong = list(answers), list[str](), list[AssertionError]()
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        seen.append(type(dialog).__name__)
        try:
            assert todo, f"an unexpected dialog: {seen[-1]}"
            todo.pop(0)(dialog)
        except AssertionError as error:
            wrong.append(error)
            dialog.close()

    timer.timeout.connect(look)
    timer.start()
    try:
        yield seen
    finally:
        timer.stop()
        timer.deleteLater()
    assert not wrong, wrong
    assert not todo, f"{len(todo)} answers were not asked for; dialogs: {seen}"
