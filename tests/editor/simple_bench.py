"""What the tests of Simple mode share: the page as the window makes it, and fingers."""

from __future__ import annotations

from editor_bench import until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.document import Graph
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.run_bar import add_run_commands
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import SimpleMode


def make_page(session: Session, preferences: Preferences, qtbot: QtBot) -> SimpleMode:
    """Simple mode on a window with the commands to run."""
    window = QMainWindow()
    qtbot.addWidget(window)
    commands = Commands(window, preferences)
    add_run_commands(commands, session)
    page = SimpleMode(session, commands, QWidget())
    qtbot.addWidget(page)
    page.resize(1280, 800)
    return page


def end(session: Session, qtbot: QtBot) -> None:
    """Stop what runs, and wait for it."""
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def click(qtbot: QtBot, widget: QWidget) -> None:
    """Click in the middle of a widget."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def run(page: SimpleMode, session: Session, qtbot: QtBot) -> None:
    """Press Run and wait until it runs."""
    click(qtbot, page.controls.run_button)
    until(qtbot, lambda: session.engine.state == "running")


def texts(widget: QWidget) -> list[str]:
    """What the labels in a widget say that are not hidden."""
    labels = [label for label in widget.findChildren(QLabel) if not label.isHidden()]
    return [label.text() for label in labels if label.text()]


def undo_steps(session: Session) -> list[Graph]:
    """Every graph that undo leads back to; the document is left as it was."""
    found = []
    while session.document.can_undo:
        session.document.undo()
        found.append(session.graph)
    for _ in found:
        session.document.redo()
    return found
