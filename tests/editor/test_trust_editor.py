"""Node files of the user's own: nothing of them is run before they are trusted, by content."""

from __future__ import annotations

from pathlib import Path

import pytest
from modal_answers import answered, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Node
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.trust import LINES, Trust, TrustDialog, candidate
from muse_nodes.engine.registry import file_hash, load_registry
from muse_nodes.engine.settings import Settings, load_settings

CODE = '''"""A node of the user's."""
from pathlib import Path

from muse_nodes.api import Ctx, Frame, node

Path({mark!r}).touch()


@node("own.glitter", category="Own", title="Glitter")
class Glitter:
    """Glitter over the picture."""

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        return frame
'''


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """There once the node file was run."""
    return tmp_path / "was_run"


@pytest.fixture
def node_file(tmp_path: Path, mark: Path) -> Path:
    folder = tmp_path / "nodes"
    folder.mkdir()
    path = folder / "glitter.py"
    path.write_text(CODE.format(mark=str(mark)), encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def asking(
    session: Session, preferences: Preferences, qtbot: QtBot, node_file: Path, settings: Path
) -> Trust:
    window = QMainWindow()
    qtbot.addWidget(window)
    session.settings = Settings(node_folders=(node_file.parent,), data=node_file.parents[1] / "d")
    session.use_registry(load_registry([node_file.parent]))
    return Trust(session, preferences, window, settings=settings)


def test_it_is_asked_once_and_runs_only_when_trusted(
    asking: Trust, session: Session, node_file: Path, settings: Path, mark: Path
) -> None:
    shown: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, TrustDialog)
        shown.extend(label.text() for label in dialog.findChildren(QLabel))
        code = dialog.findChild(QPlainTextEdit)
        assert isinstance(code, QPlainTextEdit)
        shown.append(code.toPlainText())
        press("Not now")(dialog)

    with answered(look):
        asking.ask_new()
    asking.ask_new()
    assert file_hash(node_file) in shown
    assert str(node_file.parent) in shown
    assert any("glitter.py" in text for text in shown)
    assert shown[-1] == node_file.read_text(encoding="utf-8").rstrip("\n")
    assert not mark.exists()
    assert not settings.exists()
    with answered(press("Trust this file")):
        assert asking.ask(str(node_file))
    assert mark.exists()
    assert load_settings(settings).trusted_nodes == {file_hash(node_file)}
    assert session.registry.get("own.glitter") is not None
    assert not session.registry.failures
    asking.ask_new()


def test_a_changed_file_is_asked_about_again(
    asking: Trust, session: Session, node_file: Path, mark: Path
) -> None:
    with answered(press("Trust this file")):
        asking.ask_new()
    mark.unlink()
    node_file.write_text(node_file.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    trusted = session.settings.trusted_nodes
    session.use_registry(load_registry([node_file.parent], trusted=trusted))
    assert session.registry.get("own.glitter") is None
    assert not mark.exists()
    with answered(press("Trust this file")):
        asking.ask_new()
    assert session.registry.get("own.glitter") is not None
    assert len(session.settings.trusted_nodes) == 2


def test_nodes_of_the_open_graph_become_known(
    asking: Trust, session: Session, node_file: Path
) -> None:
    session.document.do(AddNode(Node("glitter", "own.glitter")))
    session.check()
    assert any("own.glitter" in p.message for p in session.problems)
    with answered(press("Trust this file")):
        asking.ask_new()
    assert not any("own.glitter" in p.message for p in session.problems)


def test_what_was_not_shown_is_not_trusted(
    asking: Trust, session: Session, node_file: Path, mark: Path
) -> None:
    """The file is changed while the dialog is open: what was read is trusted, not what is there."""
    before = file_hash(node_file)

    def change(dialog: QWidget) -> None:
        node_file.write_text(CODE.format(mark=str(mark)) + "\nevil = 1\n", encoding="utf-8")
        press("Trust this file")(dialog)

    with answered(change):
        asking.ask_new()
    assert session.settings.trusted_nodes == {before}
    assert session.registry.get("own.glitter") is None
    assert not mark.exists()


def test_enter_and_escape_trust_nothing(asking: Trust, settings: Path, node_file: Path) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        with answered(lambda dialog, key=key: QTest.keyClick(dialog, key)):
            assert not asking.ask(str(node_file))
    assert not settings.exists()


def test_settings_that_cannot_be_written_trust_nothing(
    asking: Trust, session: Session, settings: Path, node_file: Path, mark: Path
) -> None:
    told: list[object] = []
    session.told.connect(told.append)
    settings.write_text("{", encoding="utf-8")
    with answered(press("Trust this file")):
        assert not asking.ask(str(node_file))
    assert told
    assert not mark.exists()
    assert not asking.ask(str(node_file.with_name("gone.py")))
    assert len(told) == 2


def test_only_the_beginning_of_a_long_file_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_bytes(b"\n".join(b"# %d \xff" % n for n in range(500)))
    file = candidate(path)
    assert len(file.start.splitlines()) == LINES
    assert file.lines == 500
    assert file.hash == file_hash(path)
