"""Steps in the window: opened in the place of the user's graph, run, and the graph brought back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import Heard, bundled, until
from modal_answers import answered, press
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from muse_nodes.document import SetParam, load, save
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.engine.host import load_models, open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings
from muse_nodes.profiles import Profiles, read_session, sessions_of

DEMO = {"muse.sources.camera": {"source": "demo", "width": 320, "height": 180}}
"""Parameters with which a camera is a drawn scene."""


@pytest.fixture
def session(qapp: object, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    engine = Engine(lambda: open_host(registry, load_models(())))
    made = Session(Document(bundled("demo")), engine, registry, Settings(data=tmp_path))
    yield made
    made.engine.close()
    made.deleteLater()
    made.engine.deleteLater()


@pytest.fixture
def window(session: Session, preferences: Preferences) -> Iterator[Window]:
    made = Window(session, preferences)
    made.show()
    yield made
    made.session.engine.close()
    made.leave()


def stopped(window: Window, qtbot: QtBot) -> None:
    until(qtbot, lambda: window.session.engine.state == "stopped")


def test_a_recording_from_the_steps_and_back_to_them(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    """The bundled graph, really recorded: by its buttons and keys, from a drawn scene."""
    heard, profiles = Heard(window.session.engine), Profiles(tmp_path)
    window.show_page("steps")
    assert window.simple.shows_steps
    bar = window.simple.recording
    assert not bar.isVisible()
    window.stepping.run("record", DEMO)
    assert not window.simple.shows_steps, "the picture is what is needed now"
    assert bar.isVisible()
    assert not window.simple.controls.isVisible()
    assert window.session.graph.title == bundled("record").title
    until(qtbot, lambda: window.session.engine.state == "running")
    assert set(bar.buttons) == {"record", "clean_plate"}
    assert "(R)" in bar.buttons["record"].text()
    qtbot.mouseClick(bar.buttons["record"], Qt.MouseButton.LeftButton)
    until(qtbot, lambda: "Recording" in bar.status.text())
    until(qtbot, lambda: any(p.image.width() > 0 for p in heard.pictures))
    until(qtbot, lambda: any(read_session(s).frames for s in sessions_of(profiles.current())))
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.mouseClick(bar.finish, Qt.MouseButton.LeftButton)
    stopped(window, qtbot)
    until(qtbot, lambda: window.simple.shows_steps)
    until(qtbot, lambda: "Recordings: 1." in window.simple.steps.cards["record"].state.text())
    found = list(sessions_of(profiles.current()))
    assert len(found) == 1
    assert not heard.ended[0].problems
    window.simple.steps.back.emit()
    assert window.session.graph.title == bundled("demo").title
    assert not window.simple.shows_steps
    assert not bar.isVisible()
    assert window.simple.controls.isVisible()


def test_the_key_of_the_program_gives_way_to_the_recorder(window: Window) -> None:
    """R is the recording of the graph that has one of its own, and of Video writers elsewhere."""
    told: list[str] = []
    window.session.told.connect(lambda problems: told.extend(p.message for p in problems))
    window.commands.action("key.record").trigger()
    assert "Video writer" in told[-1]
    window.stepping.open("record")
    window.commands.action("key.record").trigger()
    assert "while the graph runs" in told[-1]


def test_a_file_of_the_user_comes_back(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    assert window.files.open_path(path)
    window.session.document.do(SetParam("warp", "waist", 0.4))
    with answered(press("Cancel")):
        assert not window.stepping.open("train")
    assert window.session.document.path == path
    with answered(press("Save")):
        assert window.stepping.open("train")
    assert load(path).sound().node("warp").params["waist"] == 0.4
    assert window.files.template == "train"
    assert window.stepping.open("convert")
    assert window.stepping.restore()
    assert window.session.document.path == path
    assert window.session.graph.node("warp").params["waist"] == 0.4
    assert window.stepping.left is None


def test_a_step_with_other_parameters_is_no_unsaved_work(window: Window) -> None:
    assert window.stepping.open("train", {"muse.personal.train": {"preset": "quick"}})
    assert window.session.graph.node("train").params["preset"] == "quick"
    assert window.files.template == "train"
    assert not window.files.modified
    assert window.stepping.restore()
    assert window.files.template == "demo"


def test_what_runs_is_ended_only_if_the_user_agrees(window: Window, qtbot: QtBot) -> None:
    window.session.run()
    until(qtbot, lambda: window.session.engine.state == "running")
    with answered(press("Cancel")):
        window.stepping.run("train")
    assert window.session.engine.state == "running"
    assert window.session.graph.title == bundled("demo").title
    heard = Heard(window.session.engine)
    with answered(press("End it and go on")):
        window.stepping.run("train")
    until(qtbot, lambda: len(heard.ended) == 2)
    assert window.files.template == "train"
    (problem,) = heard.ended[1].problems
    assert problem.node == "dataset", "there is nothing to train on"
    assert window.simple.steps.cards["train"].note.text() in f"{problem.message} {problem.hint}"


def test_go_live_runs_the_users_own_graph(window: Window, qtbot: QtBot) -> None:
    window.show_page("steps")
    window.stepping.open("convert")
    window.simple.steps.live_wanted.emit()
    assert window.session.graph.title == bundled("demo").title
    assert not window.simple.shows_steps
    until(qtbot, lambda: window.session.engine.state == "running")
    window.session.engine.stop()
    stopped(window, qtbot)


def test_the_graph_of_a_step_can_be_looked_at(window: Window, preferences: Preferences) -> None:
    window.show_page("steps")
    window.simple.steps.cards["train"].open.click()
    assert not window.simple_shown
    assert window.session.graph.title == bundled("train").title
    second = Window(window.session, preferences, window)
    assert second.stepping.left is not None, "a window in another language knows the way back"
    assert second.stepping.restore()
    assert window.session.graph.title == bundled("demo").title
    second.leave()
