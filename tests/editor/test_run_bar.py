"""The run bar and the commands behind it: what they do, what they say, and that nothing jumps."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from muse_nodes.document import Disconnect, Port
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.run_bar import RunBar, add_run_commands
from muse_nodes.editor.run_bar_parts import NOTHING, GpuWatch
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings


@pytest.fixture
def commands(session: Session, preferences: Preferences, qtbot: QtBot) -> Commands:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Commands(window, preferences)
    add_run_commands(made, session)
    return made


@pytest.fixture
def bar(session: Session, commands: Commands, qtbot: QtBot) -> RunBar:
    made = RunBar(session, commands)
    qtbot.addWidget(made)
    made.resize(1280, made.sizeHint().height())
    return made


def test_run_pause_step_and_stop(
    session: Session, commands: Commands, bar: RunBar, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    toggle, step, stop = (commands.action(f"run.{n}") for n in ("toggle", "step", "stop"))
    assert (toggle.text(), step.isEnabled(), stop.isEnabled()) == ("Run", False, False)
    assert bar.state_text == "Stopped"
    toggle.trigger()
    assert bar.state_text == "Starting…"
    assert not toggle.isEnabled()
    assert stop.isEnabled()
    until(qtbot, lambda: session.engine.state == "running")
    assert (toggle.text(), bar.state_text) == ("Pause", "Running")
    until(qtbot, lambda: bar.figure("fps").value not in (NOTHING, "0.0"))
    assert "audio offset" in bar.figure("p50").toolTip()
    toggle.trigger()
    assert bar.state_text == "Paused"
    seen = len(heard.figures)
    until(qtbot, lambda: len(heard.figures) > seen + 2)
    at = heard.figures[-1].frames
    step.trigger()
    until(qtbot, lambda: heard.figures[-1].frames == at + 1)
    toggle.trigger()
    assert bar.state_text == "Running"
    stop.trigger()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert bar.state_text == "Stopped"
    assert {bar.figure(n).value for n in ("fps", "p50", "p95", "dropped", "memory")} == {NOTHING}


def test_the_big_button_is_the_command(commands: Commands, bar: RunBar, qtbot: QtBot) -> None:
    commands.action("run.toggle").setEnabled(False)
    assert not bar._run.isEnabled()
    commands.action("run.toggle").setEnabled(True)
    told: list[bool] = []
    commands.action("run.panic").triggered.connect(lambda checked: told.append(checked))
    qtbot.mouseClick(bar._panic, Qt.MouseButton.LeftButton)
    assert told == [True]
    assert bar._panic.isChecked()


def test_the_slate_is_on_for_all_of_the_window(
    session: Session, commands: Commands, bar: RunBar
) -> None:
    panic = commands.action("run.panic")
    panic.trigger()
    assert session.engine.panicking
    assert "slate is shown" in bar.state_text
    session.engine.panic(False)
    assert not panic.isChecked()
    assert bar.state_text == "Stopped"


def test_why_edits_are_not_live(session: Session, bar: RunBar, qtbot: QtBot) -> None:
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    session.document.do(Disconnect(Port("composite", "frame")))
    until(qtbot, lambda: bar.state_text.startswith("Edits are not live: Composite: "))
    session.document.undo()
    until(qtbot, lambda: bar.state_text == "Running")
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_why_it_did_not_start(session: Session, bar: RunBar, qtbot: QtBot) -> None:
    session.document.do(Disconnect(Port("composite", "frame")))
    session.run()
    until(qtbot, lambda: bar.state_text.startswith("Composite: "))
    session.document.undo()
    session.run()
    assert bar.state_text == "Starting…"
    until(qtbot, lambda: bar.state_text == "Running")
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_figures_never_change_their_width(bar: RunBar) -> None:
    figure = bar.figure("fps")
    wide = figure.sizeHint().width()
    for value in ("0.0", "29.9", "120.0", NOTHING):
        figure.show_value(value)
        assert figure.sizeHint().width() == wide
    assert figure.accessibleName() == "FPS"


def test_a_narrow_window_keeps_what_matters(bar: RunBar, qtbot: QtBot) -> None:
    bar.resize(2400, 60)
    bar.show()
    qtbot.waitExposed(bar)
    assert bar.figure("memory").isVisible()
    bar.resize(bar.minimumSizeHint().width(), 60)
    bar._make_room()
    assert bar.figure("memory").isHidden()
    assert bar.figure("fps").isVisible()
    bar.resize(2400, 60)
    bar._make_room()
    assert bar.figure("memory").isVisible()
    bar.close()


def test_the_gpu_is_not_offered_and_says_why(bar: RunBar) -> None:
    model = bar.device.model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(i).isEnabled() for i in range(3)] == [True, True, False]
    assert "CPU" in model.item(2).toolTip()
    chosen: list[str] = []
    bar.device_chosen.connect(chosen.append)
    bar.device.activated.emit(1)
    assert chosen == ["cpu"]


@pytest.fixture
def with_profiles(qapp: QApplication, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    for name in ("side", "front", ".hidden"):
        (tmp_path / "profiles" / name).mkdir(parents=True)
    (tmp_path / "profiles" / "note.txt").write_text("no profile", encoding="utf-8")
    engine = Engine(lambda: open_host(registry, NoModels()))
    made = Session(Document(bundled("demo")), engine, registry, Settings(data=tmp_path))
    yield made
    engine.close()
    made.deleteLater()
    engine.deleteLater()


def test_profiles_are_the_folders_there_are(
    with_profiles: Session, preferences: Preferences, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    commands = Commands(window, preferences)
    add_run_commands(commands, with_profiles)
    bar = RunBar(with_profiles, commands)
    qtbot.addWidget(bar)
    assert [bar.profile.itemText(i) for i in range(bar.profile.count())] == ["front", "side"]
    assert bar.profile.isEnabled()
    assert bar.profile.currentText() == "front"
    bar.profile.textActivated.emit("side")
    assert with_profiles.profiles.current == "side"
    with_profiles.settings = Settings(data=tmp_path / "nowhere")
    with_profiles.profiles.changed.emit()
    assert bar.profile.currentText() == "front", "what would be made first"
    assert not bar.profile.isEnabled()
    assert not (tmp_path / "nowhere").exists()
    with_profiles.profiles.close()


def test_the_load_of_the_gpu_is_asked_without_waiting(qapp: object, qtbot: QtBot) -> None:
    line = "NVIDIA GeForce RTX 3060, 555.42, 12288, 812, 37"
    watch = GpuWatch([sys.executable, "-c", f"print({line!r})"])
    told: list[int] = []
    watch.busy.connect(told.append)
    watch.watch(True)
    until(qtbot, lambda: bool(told))
    assert told[0] == 37
    watch.watch(False)
    stuck = GpuWatch([sys.executable, "-c", "import threading; threading.Event().wait()"])
    stuck.watch(True)
    stuck.close()
    for one in (watch, stuck):
        one.deleteLater()
