"""The window as a whole: everything joined, and nothing left behind when it closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import Disconnect, Link, MoveNode, Port, SetParam, load, save
from muse_nodes.editor.app import Editor, StartOptions
from muse_nodes.editor.canvas import Dangling
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.search import Choice
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings


@pytest.fixture
def window(session: Session, preferences: Preferences, tmp_path: Path) -> Iterator[Window]:
    session.settings = Settings(data=tmp_path / "data")
    made = Window(session, preferences)
    made.show()
    yield made
    made.leave()


def test_run_and_stop_by_the_window_s_own_commands(window: Window, qtbot: QtBot) -> None:
    heard = Heard(window.session.engine)
    window.commands.action("run.toggle").trigger()
    until(qtbot, lambda: bool(heard.figures) and heard.figures[-1].frames > 5)
    assert window.commands.action("run.toggle").text() == "Pause"
    assert any(p.view == ("composite", "image") or p.view.port == "image" for p in heard.pictures)
    window.commands.action("run.stop").trigger()
    until(qtbot, lambda: window.session.engine.state == "stopped")
    assert window.commands.action("run.toggle").text() == "Run"
    assert not heard.refused


def test_edits_are_taken_back_by_the_menu(window: Window) -> None:
    document = window.session.document
    start = document.graph
    undo, redo = window.commands.action("edit.undo"), window.commands.action("edit.redo")
    assert not undo.isEnabled()
    document.do(MoveNode("composite", (9.0, 9.0)))
    assert undo.isEnabled()
    undo.trigger()
    assert document.graph == start
    assert redo.isEnabled()
    redo.trigger()
    assert document.graph.node("composite").position == (9.0, 9.0)


def test_copy_and_paste_by_the_menu(window: Window) -> None:
    session = window.session
    session.select(["composite", "warp"])
    window.commands.action("edit.copy").trigger()
    window.commands.action("edit.paste").trigger()
    assert len(session.graph.nodes) == len(bundled("demo").nodes) + 2
    assert {"composite", "warp"}.isdisjoint(session.selected)
    window.commands.action("edit.delete").trigger()
    assert len(session.graph.nodes) == len(bundled("demo").nodes)


def test_a_node_from_the_library_and_one_on_a_dropped_wire(window: Window, qtbot: QtBot) -> None:
    session = window.session
    window.library.chosen.emit("muse.compose.caption")
    (added,) = session.selected
    assert session.graph.node(added).type == "muse.compose.caption"
    window.canvas.wire_dropped.emit(
        Dangling("composite", "image", "Frame", is_output=True), QPoint(300, 300)
    )
    assert window.search.isVisible()
    shown = [window.search.list.item(i).text() for i in range(window.search.list.count())]
    assert "Math" not in shown
    qtbot.keyClicks(window.search.field, "preview")
    qtbot.keyClick(window.search.field, Qt.Key.Key_Return)
    (added,) = session.selected
    assert session.graph.node(added).type == "muse.output.preview"
    assert Link(Port("composite", "image"), Port(added, "frame")) in session.graph.links
    session.document.undo()
    assert added not in session.graph.by_id, "added and connected in one step"


def test_simple_mode_and_back(window: Window) -> None:
    session = window.session
    docks = {name: dock.isVisible() for name, dock in window.docks.items()}
    shares = window._split.sizes()
    window.commands.action("view.simple").trigger()
    assert window.simple_shown
    assert window.viewport.isVisible()
    assert not any(dock.isVisible() for dock in window.docks.values())
    session.document.do(SetParam("warp", "waist", 0.25))
    window.simple.graph_wanted.emit()
    assert not window.simple_shown
    assert window.viewport.isVisible()
    assert {name: dock.isVisible() for name, dock in window.docks.items()} == docks
    assert window._split.sizes() == shares
    assert session.graph.node("warp").params["waist"] == 0.25


def test_what_is_wrong_is_counted_on_its_tab(window: Window, qtbot: QtBot) -> None:
    target = next(k.target for k in window.session.graph.links if k.target.node == "composite")
    window.session.document.do(Disconnect(target))
    window.session.document.do(Disconnect(Port("composite", "frame")))
    until(qtbot, lambda: "(" in window.docks["problems"].windowTitle())
    window.session.document.undo()
    window.session.document.undo()
    until(qtbot, lambda: "(" not in window.docks["problems"].windowTitle())


def test_a_tapped_wire_is_shown(window: Window, qtbot: QtBot) -> None:
    heard = Heard(window.session.engine)
    window.canvas.tap_wanted.emit("scene", "matte")
    window.session.run()
    until(qtbot, lambda: any(p.view == ("scene", "matte") for p in heard.pictures))
    window.session.engine.stop()
    until(qtbot, lambda: window.session.engine.state == "stopped")


def test_a_graph_dropped_onto_the_window_is_accepted(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    assert window.files.accepts(mime)
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "film.mp4"))])
    assert not window.files.accepts(mime)


def test_save_keeps_what_was_done(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    assert window.files.open_path(path)
    window.session.document.do(SetParam("warp", "waist", 0.5))
    assert window.isWindowModified()
    window.commands.action("file.save").trigger()
    assert not window.isWindowModified()
    assert load(path).sound().node("warp").params["waist"] == 0.5


def test_another_language_is_another_window_on_the_same_run(
    qapp: QApplication, registry: Registry, tmp_path: Path, qtbot: QtBot
) -> None:
    options = StartOptions(
        bundled("demo"), registry, Settings(data=tmp_path), language="en",
        screenshot=tmp_path / "never.png", run_seconds=600.0,
    )  # fmt: skip
    editor = Editor(options, 0.0)
    try:
        heard = Heard(editor.session.engine)
        until(qtbot, lambda: bool(heard.figures) and heard.figures[-1].frames > 3)
        first = editor.window
        editor.session.document.do(SetParam("warp", "waist", 0.3))
        editor.preferences.set("language", "ko")
        until(qtbot, lambda: editor.window is not first)
        assert editor.window.commands.action("run.stop").text() == "정지"
        assert editor.window.isWindowModified(), "unsaved work goes along"
        frames = heard.figures[-1].frames
        until(qtbot, lambda: heard.figures[-1].frames > frames + 3)
        assert heard.states[-1] == "running"
        editor.preferences.set("language", "en")
        until(qtbot, lambda: editor.window.commands.action("run.stop").text() == "Stop")
        kept = list((tmp_path / "recovery").glob("*.json"))
        assert len(kept) == 1, "only the window that is open keeps what is unsaved"
    finally:
        editor.session.document.undo()
        editor.close()
        assert not list((tmp_path / "recovery").glob("*.json"))
        editor.window.deleteLater()
        editor.session.deleteLater()
        editor.deleteLater()


def test_choices_know_where_they_were_made(window: Window) -> None:
    at = window.canvas.mapToGlobal(window.canvas.rect().center())
    window.search.chosen.emit(Choice("muse.values.number", at))
    (added,) = window.session.selected
    x, y = window.session.graph.node(added).position
    there = window.canvas.scene_position(at)
    assert abs(x - there[0]) < 1
    assert abs(y - there[1]) < 1
