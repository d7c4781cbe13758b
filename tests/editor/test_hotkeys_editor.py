"""Single keys in the window: actions of nodes, the program's own, rebinding, conflicts, typing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMainWindow, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Batch,
    Connect,
    Graph,
    Node,
    Params,
    Port,
    RemoveNode,
    SetMute,
)
from muse_nodes.editor.commands import Command, Commands
from muse_nodes.editor.hotkeys import HotKeys
from muse_nodes.editor.key_settings import KeySettings
from muse_nodes.editor.messages import Figures, View, Wanted
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.recording import WRITER, toggled
from muse_nodes.editor.session import Session
from muse_nodes.engine.settings import Settings

SWITCH = "muse.values.switch_frame"
RESET = "node.muse.background.buffer.reset_background"
KEYS = {"B", "O", "S"}
"""Those of the nodes in the demo graph."""
RED, BLUE = "#ff0000", "#0000ff"


class Bench:
    """A window with a few fields, its commands and hot keys."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        self.session = session
        self.window = QMainWindow()
        inside = QWidget()
        self.idle, self.line, self.spin = QWidget(), QLineEdit(), QSpinBox()
        self.check = QCheckBox("Check")
        self.idle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(inside)
        for widget in (self.idle, self.line, self.spin, self.check):
            column.addWidget(widget)
        self.window.setCentralWidget(inside)
        self.commands = Commands(self.window, preferences)
        self.saved: list[str] = []
        self.commands.add(Command("file.save", "&Save…", "Ctrl+S"), lambda: self.saved.append("x"))
        self.keys = HotKeys(session, self.commands, preferences, self.window)
        self.told: list[str] = []
        session.told.connect(lambda problems: self.told.extend(p.message for p in problems))

    def focus(self, widget: QWidget, qtbot: QtBot) -> QWidget:
        widget.setFocus()
        until(qtbot, widget.hasFocus)
        return widget


@pytest.fixture
def bench(session: Session, preferences: Preferences, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(session, preferences)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitExposed(made.window)
    made.focus(made.idle, qtbot)
    yield made
    made.window.hide()


def press(qtbot: QtBot, bench: Bench, key: Any, held: Any = None) -> None:
    """A key, to whatever has the focus."""
    focus = bench.window.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, held or Qt.KeyboardModifier.NoModifier)


def test_keys_are_those_of_the_nodes_in_the_graph(bench: Bench) -> None:
    assert set(bench.keys.bound) == KEYS
    bench.session.document.do(AddNode(Node("switch", SWITCH)))
    assert set(bench.keys.bound) == {*KEYS, "N"}
    bench.session.document.undo()
    assert set(bench.keys.bound) == KEYS
    bench.session.document.open(Graph())
    assert not bench.keys.bound


def test_a_key_fires_the_action_of_every_node_that_declares_it(bench: Bench, qtbot: QtBot) -> None:
    session, heard = bench.session, Heard(bench.session.engine)
    session.document.do(two_switches())
    views = [View("one", "frame"), View("two", "frame")]
    session.watch("test", dict.fromkeys(views, Wanted(32, 18, 30)))
    session.run()
    for colour in (RED, BLUE):
        for view in views:
            until(qtbot, lambda view=view, colour=colour: shows(heard, view, colour))
        press(qtbot, bench, Qt.Key.Key_N)
    assert not bench.told
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def two_switches() -> Batch:
    """Two switches from red to blue, each with a preview."""
    edits: list[Any] = []
    for id, colour in (("red", RED), ("blue", BLUE)):
        params = Params({"kind": "colour", "colour": colour})
        edits.append(AddNode(Node(id, "muse.background.source", params=params)))
        edits.append(Connect(Port("scene", "frame"), Port(id, "frame")))
    for id in ("one", "two"):
        edits += [
            AddNode(Node(id, SWITCH)),
            AddNode(Node(f"{id}_seen", "muse.output.preview")),
            Connect(Port("red", "frame"), Port(id, "frame1")),
            Connect(Port("blue", "frame"), Port(id, "frame2")),
            Connect(Port(id, "frame"), Port(f"{id}_seen", "frame")),
        ]
    return Batch(tuple(edits))


def shows(heard: Heard, view: View, colour: str) -> bool:
    seen = [p for p in heard.pictures if p.view == view]
    return bool(seen) and seen[-1].image.pixelColor(3, 3).name() == colour


def test_a_key_without_a_run_says_so(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, bench, Qt.Key.Key_B)
    assert bench.told == ["This key works while the graph runs."]


def test_space_runs_and_pauses_and_q_and_escape_stop(bench: Bench, qtbot: QtBot) -> None:
    engine = bench.session.engine
    for key in (Qt.Key.Key_Q, Qt.Key.Key_Escape):
        press(qtbot, bench, Qt.Key.Key_Space)
        until(qtbot, lambda: engine.state == "running")
        press(qtbot, bench, Qt.Key.Key_Space)
        assert engine.state == "paused"
        press(qtbot, bench, Qt.Key.Key_Space)
        assert engine.state == "running"
        press(qtbot, bench, key)
        until(qtbot, lambda: engine.state == "stopped")


def test_panic_goes_on_and_off(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, bench, Qt.Key.Key_P)
    assert bench.session.engine.panicking
    press(qtbot, bench, Qt.Key.Key_P)
    assert not bench.session.engine.panicking


def test_a_canvas_that_is_moved_with_space_has_it_first(bench: Bench, qtbot: QtBot) -> None:
    canvas = Moved(bench.window.centralWidget())
    canvas.show()
    bench.focus(canvas, qtbot)
    for was_moved in (True, False):
        canvas.was_moved = was_moved
        qtbot.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.held
        assert not bench.session.engine.running
        qtbot.keyRelease(canvas, Qt.Key.Key_Space)
        assert bench.session.engine.running is not was_moved
    bench.session.engine.stop()
    until(qtbot, lambda: bench.session.engine.state == "stopped")


class Moved(QWidget):
    """A canvas that knows whether it was moved while Space was held down."""

    held = was_moved = False

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("holds_space", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.held = event.key() == Qt.Key.Key_Space

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        event.setAccepted(self.was_moved)


def test_escape_is_for_whoever_wants_it_first(bench: Bench, qtbot: QtBot) -> None:
    bench.session.run()
    until(qtbot, lambda: bench.session.engine.state == "running")
    bench.focus(bench.line, qtbot)
    press(qtbot, bench, Qt.Key.Key_Escape)
    assert bench.session.engine.state == "running", "who types only wants out of the field"
    heard: list[str] = []
    own = QShortcut(QKeySequence("Esc"), bench.idle, context=Qt.ShortcutContext.WidgetShortcut)
    own.activated.connect(lambda: heard.append("own"))
    bench.focus(bench.idle, qtbot)
    press(qtbot, bench, Qt.Key.Key_Escape)
    assert heard == ["own"]
    assert bench.session.engine.state == "running"
    own.setEnabled(False)
    press(qtbot, bench, Qt.Key.Key_Escape)
    until(qtbot, lambda: bench.session.engine.state == "stopped")


def test_g_says_what_computes(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, bench, Qt.Key.Key_G)
    assert bench.told == ["This version computes on the CPU only."]


def test_r_records_and_ends_the_recording(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    session = bench.session
    session.settings = replace(Settings(), data=tmp_path)
    press(qtbot, bench, Qt.Key.Key_R)
    assert bench.told == ["There is no Video writer in this graph."]
    writer = Node("writer", WRITER, muted=True, params=Params({"path": str(tmp_path / "a.mp4")}))
    link = Connect(Port("composite", "image"), Port("writer", "frame"))
    session.document.do(Batch((AddNode(writer), link)))
    heard = Heard(session.engine)

    def latest() -> list[Figures]:
        return heard.figures[-1:]  # none before the first second is over

    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    for name in ("a.mp4", "a_2.mp4"):
        press(qtbot, bench, Qt.Key.Key_R)
        assert name in bench.told[-1]
        until(
            qtbot, lambda: any(f.nodes["writer"].calls > 3 for f in latest() if "writer" in f.nodes)
        )
        press(qtbot, bench, Qt.Key.Key_R)
        until(qtbot, lambda: all("writer" not in f.nodes for f in latest()))
        until(qtbot, (tmp_path / name).is_file)
    assert session.engine.state == "running"
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_recordings_get_names_of_their_own(tmp_path: Path) -> None:
    given = str(tmp_path / "b.mkv")
    nodes = (
        Node("one", WRITER, muted=True),
        Node("two", WRITER, muted=True, params=Params({"path": given})),
        Node("three", WRITER, muted=True, params=Params({"path": given})),
        Node("over", WRITER, muted=True, params=Params({"path": given, "overwrite": True})),
    )
    edit, text = toggled(Graph(nodes=nodes), tmp_path)
    assert edit is not None
    after = edit.apply(Graph(nodes=nodes)).graph
    paths = [str(node.params["path"]) for node in after.nodes]
    assert paths[1:] == [given, str(tmp_path / "b_2.mkv"), given]
    assert Path(paths[0]).parent == tmp_path / "recordings"
    assert Path(paths[0]).parent.is_dir()
    assert text == ", ".join(paths)
    assert not any(node.muted for node in after.nodes)
    assert toggled(after, tmp_path) == (
        Batch(tuple(SetMute(node.id, True) for node in after.nodes)), "",
    )  # fmt: skip


@pytest.mark.parametrize("field", ["line", "spin"])
def test_keys_are_not_taken_from_a_field(bench: Bench, qtbot: QtBot, field: str) -> None:
    bench.focus(getattr(bench, field), qtbot)
    for key in (Qt.Key.Key_P, Qt.Key.Key_B, Qt.Key.Key_Space, Qt.Key.Key_Q, Qt.Key.Key_G):
        press(qtbot, bench, key)
    assert not bench.session.engine.running
    assert not bench.session.engine.panicking
    assert not bench.told
    assert bench.line.text() == ("pb qg" if field == "line" else "")
    press(qtbot, bench, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert bench.saved == ["x"], "with Ctrl held a key is no letter"


def test_space_presses_the_button_that_has_the_focus(bench: Bench, qtbot: QtBot) -> None:
    bench.focus(bench.check, qtbot)
    press(qtbot, bench, Qt.Key.Key_Space)
    assert bench.check.isChecked()
    assert not bench.session.engine.running
    press(qtbot, bench, Qt.Key.Key_P)
    assert bench.session.engine.panicking, "other keys mean nothing to a button"
    bench.session.engine.panic(False)


def test_keys_can_be_changed(bench: Bench, preferences: Preferences, qtbot: QtBot) -> None:
    preferences.bind(RESET, "X")
    preferences.bind("key.panic", "F8")
    assert set(bench.keys.bound) == {"X", "O", "S"}
    press(qtbot, bench, Qt.Key.Key_X)
    assert bench.told == ["This key works while the graph runs."]
    press(qtbot, bench, Qt.Key.Key_P)
    assert not bench.session.engine.panicking
    bench.focus(bench.line, qtbot)
    press(qtbot, bench, Qt.Key.Key_F8)
    assert bench.session.engine.panicking, "F8 is no letter: it works while one types"
    bench.session.engine.panic(False)
    preferences.bind(RESET, "")
    assert set(bench.keys.bound) == {"O", "S"}
    preferences.bind(RESET, None)
    assert set(bench.keys.bound) == KEYS


def test_the_program_has_its_key_where_a_node_wants_it_too(
    bench: Bench, preferences: Preferences, qtbot: QtBot
) -> None:
    preferences.bind(RESET, "P")
    assert set(bench.keys.bound) == {"O", "S"}
    press(qtbot, bench, Qt.Key.Key_P)
    assert bench.session.engine.panicking
    bench.session.engine.panic(False)


@pytest.fixture
def settings(bench: Bench, preferences: Preferences, session: Session, qtbot: QtBot) -> KeySettings:
    made = KeySettings(bench.commands, preferences, session.registry)
    qtbot.addWidget(made)
    return made


def set_key(settings: KeySettings, id: str, keys: str) -> None:
    settings.rows[id].edit.setKeySequence(QKeySequence(keys))


def test_the_settings_list_everything_and_nothing_is_in_conflict(settings: KeySettings) -> None:
    assert {"file.save", "key.run", "key.panic", RESET} <= settings.rows.keys()
    assert settings.rows["file.save"].name.text() == "Save"
    assert settings.rows[RESET].name.text() == "Background buffer: Reset background"
    assert settings.conflicts() == {}


def test_a_conflict_is_named_in_words(settings: KeySettings, bench: Bench) -> None:
    set_key(settings, RESET, "P")
    found = settings.conflicts()
    assert found[RESET] == ("P belongs to “Slate on or off”, so it does not reach the node.")
    assert "“Background buffer: Reset background”" in found["key.panic"]
    assert settings.rows[RESET].conflict.text() == found[RESET]
    set_key(settings, "file.save", "R")
    assert "neither of them works" in settings.conflicts()["key.record"]
    settings.reset_all()
    assert settings.conflicts() == {}
    assert settings.rows[RESET].edit.keySequence() == QKeySequence("B")
    assert set(bench.keys.bound) == KEYS


def test_a_change_takes_effect_at_once_and_goes_back(
    settings: KeySettings, bench: Bench, preferences: Preferences
) -> None:
    set_key(settings, RESET, "Ctrl+B")
    assert set(bench.keys.bound) == {"Ctrl+B", "O", "S"}
    set_key(settings, "key.stop", "")
    assert bench.commands.action("key.stop").shortcut().isEmpty()
    row = settings.rows[RESET]
    assert not row.reset.isHidden()
    row.reset.click()
    assert set(bench.keys.bound) == KEYS
    assert row.reset.isHidden()
    assert RESET not in preferences.keys
    set_key(settings, RESET, "B")
    assert RESET not in preferences.keys, "what is the default is not kept"


def test_the_settings_can_be_searched(settings: KeySettings) -> None:
    settings.search.setText("background")
    assert [id for id, row in settings.rows.items() if not row.isHidden()] == [RESET]
    settings.search.setText("")
    assert all(not row.isHidden() for row in settings.rows.values())


def test_two_nodes_may_share_a_key(settings: KeySettings) -> None:
    shared = [id for id in settings.rows if id.endswith("next_input")]
    assert len(shared) > 1
    assert not set(shared) & settings.conflicts().keys()


def test_removing_the_last_node_with_a_key_frees_it(bench: Bench) -> None:
    node = next(n.id for n in bundled("demo").nodes if n.type == "muse.background.buffer")
    bench.session.document.do(RemoveNode(node))
    assert set(bench.keys.bound) == {"O", "S"}
