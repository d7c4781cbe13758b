"""The small widgets that several parts of the editor share."""

from __future__ import annotations

import pytest
from editor_bench import until
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.editor.widgets.section import Collapsible
from muse_nodes.editor.widgets.toast import Toast


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


def test_a_section_folds_by_mouse_and_keys_and_says_so(window: QWidget, qtbot: QtBot) -> None:
    content = QLabel("inside")
    section = Collapsible("Body", content, is_open=False)
    QVBoxLayout(window).addWidget(section)
    window.show()
    header = section.findChild(QWidget)
    assert header is not None
    assert header.accessibleName() == "Body"
    heard: list[bool] = []
    section.toggled.connect(heard.append)
    assert not content.isVisible()
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    assert content.isVisible()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert not section.is_open
    section.set_open(True)
    assert content.isVisible()
    assert heard == [True, False, True]
    window.hide()


def test_a_message_stays_inside_its_window(window: QWidget, qtbot: QtBot) -> None:
    toast = Toast(window)
    window.show()
    for text in ("Saved.", "A long message that has to be read in several lines. " * 6):
        toast.say(text)
        for size in ((600, 400), (260, 400)):
            window.resize(*size)
            assert QRect(0, 0, *size).contains(toast.geometry())
            words = toast.findChildren(QLabel)[1]
            assert words.heightForWidth(words.width()) <= words.height()
    toast.dismiss()
    window.hide()


def test_a_message_fades_and_a_new_one_takes_its_place(window: QWidget, qtbot: QtBot) -> None:
    toast = Toast(window)
    window.show()
    toast.say("First.", stays=1)
    toast.say("Second.", "error", stays=1)
    assert toast.isVisible()
    assert toast.text == "Second."
    until(qtbot, lambda: not toast.isVisible())
    toast.say("Third.")
    qtbot.mouseClick(toast, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()
    window.hide()


def test_a_message_ends_with_its_window(window: QWidget, qtbot: QtBot) -> None:
    toast = Toast(window)
    window.show()
    toast.say("Closing.")
    window.close()
    assert not toast.isVisibleTo(window), "no timer is left behind either: a guard looks for that"
