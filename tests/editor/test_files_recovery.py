"""Nothing is lost in a crash: a real process is killed, and the next one finds its work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import crashing_editor
import pytest
from editor_bench import bundled, until
from modal_answers import answered, press
from PySide6.QtWidgets import QLabel, QListWidget, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.document import MoveNode, SetTitle, dump, load, save
from muse_nodes.editor.files.files import Files
from muse_nodes.editor.files.recovery import About, Recovery, lost_work
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.settings import Settings

Make = Callable[[], Files]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def make(session: Session, preferences: Preferences, qtbot: QtBot, data: Path) -> Iterator[Make]:
    """Makes the files of a program that has just been started."""
    session.settings = Settings(data=data)
    made: list[Files] = []

    def one() -> Files:
        window = QMainWindow()
        qtbot.addWidget(window)
        made.append(Files(session, preferences, window, autosave_ms=10, settle_ms=10))
        return made[-1]

    yield one
    for files in made:
        files._discarded = True
        files.close()


@contextmanager
def running(data: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another editor with unsaved work in its recovery file."""
    script = Path(crashing_editor.__file__)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    paths = [str(Path(__file__).parents[2]), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    process = subprocess.Popen(
        [sys.executable, str(script), str(data), what],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    limit = threading.Timer(120, process.kill)
    limit.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        yield process
    finally:
        limit.cancel()
        limit.join()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def kill(process: subprocess.Popen[str]) -> None:
    """As hard as the system can."""
    os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def texts(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_killed_editor_loses_nothing(
    make: Make, session: Session, tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    content = path.read_bytes()
    with running(data, str(path)) as other:
        assert not lost_work(data / "recovery"), "the work of a living editor is not lost"
        kill(other)
    assert path.read_bytes() == content, "the user's file is never touched"
    said: list[str] = []

    def take(dialog: QWidget) -> None:
        said.append(texts(dialog))
        press("Open")(dialog)

    files = make()
    with answered(take):
        assert files.start()
    assert "Lost and found" in said[0]
    assert str(path) in said[0]
    assert session.graph.node("warp").title == "Lost and found"
    assert session.document.path == path
    assert files.modified
    session.document.undo()
    assert session.graph == bundled("demo")
    session.document.redo()
    assert files.save()
    assert load(path).sound() == session.graph
    assert not make().start(), "it is asked once"


def test_an_unsaved_template_comes_back_as_one(make: Make, session: Session, data: Path) -> None:
    with running(data, "template:demo") as other:
        kill(other)
    files = make()
    with answered(press("Open")):
        assert files.start()
    assert session.document.path is None
    assert session.graph.node("warp").position == (123.0, 45.0)
    assert files.modified


def test_it_stays_until_it_is_decided(make: Make, session: Session, data: Path) -> None:
    with running(data, "template:demo") as other:
        kill(other)
    before = session.graph
    for _ in range(2):
        with answered(press("Decide later")):
            assert not make().start()
    assert session.graph is before
    with answered(press("Discard")):
        assert not make().start()
    assert not make().start()
    assert not list((data / "recovery").glob("*.json"))


def test_recovered_work_is_safe_before_the_old_file_goes(
    make: Make, session: Session, data: Path
) -> None:
    with running(data, "template:demo") as other:
        kill(other)
    (old,) = (data / "recovery").glob("*.json")
    with answered(press("Open")):
        make().start()
    assert not old.exists()
    (new,) = (data / "recovery").glob("*.json")
    assert load(new).sound() == session.graph


def test_of_several_each_is_decided(make: Make, session: Session, data: Path) -> None:
    with running(data, "template:demo") as one, running(data, "template:live") as two:
        assert len(list((data / "recovery").glob("*.json"))) == 2
        kill(one)
        kill(two)

    def decide(dialog: QWidget) -> None:
        rows = dialog.findChild(QListWidget)
        assert isinstance(rows, QListWidget)
        assert rows.count() == 2
        press("Discard")(dialog)
        assert rows.count() == 1
        press("Open")(dialog)

    with answered(decide):
        assert make().start()
    assert session.graph.node("warp").title == "Lost and found"


def test_damaged_work_can_only_be_discarded(make: Make, data: Path) -> None:
    folder = data / "recovery"
    folder.mkdir(parents=True)
    (folder / "abc.json").write_text("{", encoding="utf-8")
    (folder / "abc.about").write_text("[1]", encoding="utf-8")

    def look(dialog: QWidget) -> None:
        assert "not JSON" in texts(dialog)
        press("Discard")(dialog)

    with answered(look):
        assert not make().start()
    assert not list(folder.glob("*.json"))


def test_autosave_follows_the_changes_and_goes_when_saved(
    make: Make, session: Session, qtbot: QtBot, tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    content = path.read_bytes()
    files = make()
    files.open_path(path)

    def kept() -> list[Path]:
        return list((data / "recovery").glob("*.json"))

    session.document.do(SetTitle("warp", "One"))
    until(qtbot, lambda: bool(kept()) and b'"One"' in kept()[0].read_bytes())
    session.document.do(SetTitle("warp", "Two"))
    until(qtbot, lambda: b'"Two"' in kept()[0].read_bytes())
    about = json.loads(kept()[0].with_suffix(".about").read_bytes())
    assert about == {"title": "mine.json", "path": str(path), "template": ""}
    session.document.undo()
    session.document.undo()
    until(qtbot, lambda: not kept())
    session.document.redo()
    until(qtbot, lambda: bool(kept()))
    assert path.read_bytes() == content
    assert files.save()
    until(qtbot, lambda: not kept())
    until(qtbot, lambda: not list((data / "recovery").glob("*.lock")))


def test_what_was_given_up_leaves_no_recovery_file(
    make: Make, session: Session, qtbot: QtBot, data: Path
) -> None:
    files = make()
    files.begin("demo")
    session.document.do(SetTitle("warp", "One"))
    until(qtbot, lambda: bool(list((data / "recovery").glob("*.json"))))
    with answered(press("Discard")):
        assert files.may_close()
    files._autosave.forget()
    until(qtbot, lambda: not list((data / "recovery").glob("*.json")))


def test_a_program_that_ends_without_asking_keeps_the_work(
    session: Session, preferences: Preferences, qtbot: QtBot, data: Path
) -> None:
    session.settings = Settings(data=data)
    window = QMainWindow()
    qtbot.addWidget(window)
    files = Files(session, preferences, window, autosave_ms=60_000)
    files.begin("demo")
    session.document.do(MoveNode("warp", (7.0, 8.0)))
    files.close()
    (file,) = (data / "recovery").glob("*.json")
    assert load(file).sound() == session.graph


def test_a_folder_that_cannot_be_written_is_told_once(
    make: Make, session: Session, qtbot: QtBot, data: Path
) -> None:
    data.mkdir()
    (data / "recovery").write_text("in the way", encoding="utf-8")
    told: list[object] = []
    session.told.connect(told.append)
    files = make()
    files.begin("demo")

    def told_after_a_change() -> bool:
        session.document.do(MoveNode("warp", (session.graph.node("warp").position[0] + 1, 0.0)))
        return bool(told)

    until(qtbot, told_after_a_change)
    for x in range(3):
        session.document.do(MoveNode("warp", (float(x), 9.0)))
        files._autosave.now()
    assert len(told) == 1


def test_only_one_holds_lost_work(tmp_path: Path) -> None:
    one = Recovery(tmp_path)
    one.write(bundled("demo"), About("Demo"))
    assert not lost_work(tmp_path)
    file = next(tmp_path.glob("*.json"))
    content = file.read_bytes()
    one.forget()
    file.write_bytes(content)
    (first,) = lost_work(tmp_path)
    assert not lost_work(tmp_path)
    first.release()
    (again,) = lost_work(tmp_path)
    assert again.loaded.graph is not None
    assert dump(again.loaded.graph) == content
    again.discard()
    assert not file.exists()
