"""Simple mode as a streamer uses it: what is pressed, what it changes, what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import LIMIT, Heard, bundled, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from simple_bench import click, end, make_page, run, undo_steps

from muse_nodes.document import (
    Disconnect,
    Port,
)
from muse_nodes.editor.backgrounds import bundled_backgrounds
from muse_nodes.editor.messages import View, Wanted
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import SimpleMode, pieces
from muse_nodes.editor.simple.wishes import Wish

GREEN = Wish("colour", "#00b140")


@pytest.fixture
def page(session: Session, preferences: Preferences, qtbot: QtBot) -> Iterator[SimpleMode]:
    made = make_page(session, preferences, qtbot)
    yield made
    end(session, qtbot)


# -- run ---------------------------------------------------------------------------------------


def test_one_button_runs_stops_and_goes_on(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    button = page.controls.run_button
    assert button.text() == "Run"
    assert "F5" in button.toolTip()
    run(page, session, qtbot)
    assert button.text() == "Stop"
    until(qtbot, lambda: "pictures/s" in page.figures.text())
    assert "sound offset" in page.figures.text()
    session.engine.pause()
    assert button.text() == "Go on"
    click(qtbot, button)
    assert session.engine.state == "running"
    click(qtbot, button)
    until(qtbot, lambda: session.engine.state == "stopped")
    assert (button.text(), page.figures.text()) == ("Run", "Not running")


def test_nothing_moves_when_the_words_change(page: SimpleMode, session: Session) -> None:
    button = page.controls.run_button
    widths = {button.minimumWidth()}
    for state in ("starting", "running", "paused", "stopping", "stopped"):
        session.engine.state_changed.emit(state)
        assert button.sizeHint().width() <= button.minimumWidth()
        widths.add(button.minimumWidth())
    assert len(widths) == 1


def test_the_slate_is_a_switch_that_everybody_sees(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    button = page.controls.panic_button
    assert "Ctrl+Shift+X" in button.toolTip()
    click(qtbot, button)
    assert session.engine.panicking
    assert "go on" in button.text()
    assert "nobody sees you" in page.trouble.text
    session.engine.panic(False)
    assert not button.isChecked()
    assert button.text() == "Slate"


# -- background --------------------------------------------------------------------------------


def test_a_tile_changes_the_picture_while_it_runs(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    session.watch("test", {View("composite", "image"): Wanted(64, 36, 30)})
    run(page, session, qtbot)

    def corner() -> str:
        return heard.pictures[-1].image.pixelColor(1, 1).name() if heard.pictures else ""

    until(qtbot, lambda: bool(heard.pictures))
    room = corner()
    assert page.backdrop.tile(Wish("room")).isChecked()
    click(qtbot, page.backdrop.tile(GREEN))
    assert page.backdrop.tile(GREEN).isChecked()
    assert not page.backdrop.tile(Wish("room")).isChecked()
    until(qtbot, lambda: corner() == GREEN.colour)
    session.document.undo()
    assert page.backdrop.tile(Wish("room")).isChecked()
    until(qtbot, lambda: corner() not in ("", GREEN.colour))
    assert room != GREEN.colour
    assert not heard.behind
    assert not heard.refused


def test_bundled_pictures_are_there_and_good(page: SimpleMode, session: Session) -> None:
    backgrounds = bundled_backgrounds()
    assert {one.path for one in backgrounds} == set(backgrounds[0].path.parent.glob("*.jpg"))
    for one in backgrounds:
        assert one.path.stat().st_size <= 150_000
        tile = page.backdrop.tile(Wish("image", file=str(one.path)))
        tile.click()
        assert tile.isChecked()
        assert tile.text() == one.title
        assert not tile.icon().isNull()
    session.check()
    assert not session.problems


def test_a_picture_and_a_video_of_ones_own(
    page: SimpleMode, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.png"
    file.write_bytes(b"")
    page.show()
    for tile, kind in (
        (page.backdrop.own_picture, "image"), (page.backdrop.own_video, "video"),
    ):  # fmt: skip
        click(qtbot, tile)
        dialog = page.backdrop.findChild(QFileDialog)
        assert dialog is not None
        assert not tile.isChecked(), "nothing is chosen yet"
        dialog.fileSelected.emit(str(file))
        dialog.close()
        until(qtbot, lambda: page.backdrop.findChild(QFileDialog) is None)
        node = pieces.of_type(session.graph, pieces.BACKGROUND)[0]
        assert (node.params["kind"], node.params["file"]) == (kind, str(file))
        assert tile.isChecked()
        assert tile.toolTip() == str(file)
    page.hide()


def test_softness_is_one_step_and_never_lets_the_room_through(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    session.document.open(bundled("virtual_background"))
    source = pieces.of_type(session.graph, pieces.BACKGROUND)[0].id
    slider = page.backdrop.softness.slider
    steps = len(undo_steps(session))
    slider.touched.emit()
    for value in (20, 10, slider.minimum()):
        slider.setValue(value)
    assert session.graph.node(source).params["radius"] == 3.0
    session.check()
    assert not session.problems
    assert len(undo_steps(session)) == steps + 1
    page.backdrop.softness.back.click()
    assert "radius" not in session.graph.node(source).params


def test_the_room_is_taken_anew_while_it_runs(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    button, heard = page.backdrop.reset_button, Heard(session.engine)
    assert not button.isEnabled()
    run(page, session, qtbot)
    assert button.isEnabled()
    click(qtbot, button)
    until(
        qtbot,
        lambda: bool(heard.figures) and "anew" in heard.figures[-1].nodes["background"].status,
    )


# -- what is wrong -------------------------------------------------------------------------------


def test_what_is_wrong_is_one_line_with_a_remedy(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    assert page.trouble.text == "Ready. Press Run."
    run(page, session, qtbot)
    until(qtbot, lambda: page.trouble.text == "All is well.")
    session.document.do(Disconnect(Port("composite", "frame")))
    until(qtbot, lambda: session.engine.behind)
    session.check()
    worst = session.problems[0]
    assert worst.message in page.trouble.text
    assert worst.message in page.trouble.toolTip()
    session.document.undo()
    until(qtbot, lambda: page.trouble.text == "All is well.")


def test_a_run_that_could_not_start_says_why_until_the_next(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    page.backdrop.wish(Wish("image", file="/nowhere/at all.png"))
    click(qtbot, page.controls.run_button)
    until(qtbot, lambda: bool(heard.ended) and session.engine.state == "stopped")
    assert "at all.png" in page.trouble.text
    page.backdrop.wish(GREEN)
    session.document.undo()
    session.document.undo()
    session.check()
    run(page, session, qtbot)
    until(qtbot, lambda: page.trouble.text == "All is well.")


# -- the page ------------------------------------------------------------------------------------


def test_the_head_of_the_page(page: SimpleMode, session: Session, qtbot: QtBot) -> None:
    assert page.name.text() == "Demo"
    assert page.profile.text() == "Profile: front"
    page.name.setText("Evening")
    page.name.editingFinished.emit()
    assert session.graph.title == "Evening"
    assert session.graph.description == bundled("demo").description
    session.document.undo()
    assert page.name.text() == "Demo"
    wanted = next(b for b in page.findChildren(QPushButton) if b.text() == "Show the graph")
    with qtbot.waitSignal(page.graph_wanted, timeout=LIMIT):
        wanted.click()


def test_the_viewport_is_the_big_one(page: SimpleMode) -> None:
    page.show()
    assert page.viewport.isVisible()
    assert page.viewport.width() > 0.6 * page.width()
    assert page.viewport.height() > 0.6 * page.height()
    page.hide()


def test_everything_is_reached_by_tab_and_has_a_name(page: SimpleMode) -> None:
    page.show()
    seen, widget = [], page.nextInFocusChain()
    while widget is not page:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page):
            seen.append(widget)
        widget = widget.nextInFocusChain()
    for wanted in (
        page.controls.run_button, page.controls.panic_button, page.backdrop.tile(GREEN),
        page.shape.row("warp", "jaw").slider, page.name,
    ):  # fmt: skip
        assert wanted in seen
    nameless = [
        type(w).__name__
        for w in seen
        if not (w.accessibleName() or getattr(w, "text", lambda: "")())
    ]
    assert not nameless
    page.hide()
