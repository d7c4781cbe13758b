"""The viewport on a graph that runs: modes, what is watched, saving, words over the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from editor_bench import bundled, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Connect, Disconnect, Node, Params, Port, RemoveNode
from muse_nodes.editor.messages import Figures, NodeFigures, View, Wanted
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport import Viewport
from muse_nodes.editor.viewport.saving import pixels_of, write_new
from muse_nodes.editor.viewport.standing import Mark, marks
from muse_nodes.media import read_image

RESULT, SOURCE = View("statistics", "frame"), View("scene", "frame")
MATTE, POSE = View("scene", "matte"), View("scene", "pose")


class Watched:
    """Session.watch, and what the viewport last asked for."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: dict[View, Wanted] = {}
        watch = session.watch

        def heard(who: str, wanted: dict[View, Wanted]) -> None:
            self.now = dict(wanted)
            watch(who, wanted)

        monkeypatch.setattr(session, "watch", heard)


@pytest.fixture
def watched(session: Session, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(session, monkeypatch)


@pytest.fixture
def viewport(
    watched: Watched, session: Session, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Viewport]:  # fmt: skip
    monkeypatch.setenv("MUSE_NO_GL", "1")
    made = Viewport(session)
    made.folder = tmp_path / "pictures"
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    yield made
    made.close()


def running(viewport: Viewport, session: Session, qtbot: QtBot) -> None:
    session.run()
    until(qtbot, lambda: shown(viewport) is not None)


def stopped(session: Session, qtbot: QtBot) -> None:
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def shown(viewport: Viewport) -> View | None:
    """The wire of the last pane, once it has a picture."""
    panes = viewport.looking.panes()
    picture = panes[-1].picture if panes else None
    return picture.view if picture is not None else None


def test_modes_show_what_they_say(viewport: Viewport, session: Session, qtbot: QtBot) -> None:
    running(viewport, session, qtbot)
    assert shown(viewport) == RESULT
    qtbot.keyClick(viewport, Qt.Key.Key_2)
    until(qtbot, lambda: all(p.picture for p in viewport.looking.panes()))
    assert [p.view for p in viewport.looking.panes()] == [SOURCE, RESULT]
    qtbot.keyClick(viewport, Qt.Key.Key_3)
    until(qtbot, lambda: shown(viewport) == MATTE)
    assert viewport.bar.modes["matte"].isChecked()
    assert viewport.looking.panes()[0].picture.values is not None
    qtbot.keyClick(viewport, Qt.Key.Key_1)
    assert viewport.looking.views == (RESULT,)
    stopped(session, qtbot)


def test_any_wire_and_back(viewport: Viewport, session: Session, qtbot: QtBot) -> None:
    running(viewport, session, qtbot)
    viewport.show_view("warp", "layer")
    assert not any(action.isChecked() for action in viewport.bar.modes.values())
    until(qtbot, lambda: shown(viewport) == View("warp", "layer"))
    until(qtbot, lambda: viewport._chip_text.text() == "warp.layer · 1280×720 · Layer")
    assert viewport._chip.isVisible()
    qtbot.keyClick(viewport, Qt.Key.Key_Escape)
    assert viewport.looking.views == (RESULT,)
    assert not viewport._chip.isVisible()
    viewport.show_view("scene", "pose")
    until(qtbot, lambda: bool(viewport.looking.panes()[0].marked))
    assert shown(viewport) == SOURCE
    assert "coco17" in viewport._chip_text.text()
    stopped(session, qtbot)


def test_numbers_are_words(viewport: Viewport, session: Session, qtbot: QtBot) -> None:
    graph = session.graph
    number = Node("amount", "muse.values.number", params=Params({"value": 0.25}))
    flag = Node("gate", "muse.values.compare")
    session.document.open(replace(graph, nodes=(*graph.nodes, number, flag)))
    viewport.show_view("amount", "number")
    assert viewport.looking.main == View("amount", "number")
    session.engine.picture.emit(
        replace(_blank(View("amount", "number")), text="0.25", kind="Number")
    )
    assert viewport.looking.panes()[0].text == "0.25"
    assert not viewport.cover.page[0]


def _blank(view: View) -> object:
    from PySide6.QtGui import QImage

    from muse_nodes.editor.messages import Picture

    return Picture(view, "", QImage(), (0, 0))


def test_the_menu_lists_every_wire(viewport: Viewport, session: Session) -> None:
    menu = viewport.bar.wires.menu()
    menu.aboutToShow.emit()
    below = [action.menu() for action in menu.actions() if action.menu() is not None]
    found = {View(*a.data()): a for one in below for a in one.actions()}
    assert {RESULT, SOURCE, MATTE, POSE, View("warp", "layer")} <= found.keys()
    found[MATTE].trigger()
    assert viewport.looking.tapped == MATTE
    menu.actions()[0].trigger()
    assert viewport.looking.tapped is None


def test_only_what_is_seen_is_watched(
    viewport: Viewport, watched: Watched, session: Session, qtbot: QtBot
) -> None:
    until(qtbot, lambda: watched.now.keys() == {RESULT})
    view = viewport.view
    ratio = view.devicePixelRatioF()
    size = round(view.width() * ratio), round(view.height() * ratio)
    assert watched.now[RESULT] == Wanted(*size, 30.0)
    viewport.hide()
    assert watched.now == {}
    viewport.show()
    until(qtbot, lambda: watched.now.keys() == {RESULT})
    viewport.resize(500, 400)
    until(qtbot, lambda: watched.now[RESULT].width == round(view.width() * ratio) != size[0])
    viewport.showMinimized()
    until(qtbot, lambda: watched.now == {})
    viewport.showNormal()
    until(qtbot, lambda: watched.now.keys() == {RESULT})


def test_a_hidden_viewport_leaves_the_wishes_of_another_alone(
    viewport: Viewport, watched: Watched, session: Session, qtbot: QtBot
) -> None:
    until(qtbot, lambda: watched.now.keys() == {RESULT})
    viewport.hide()
    assert watched.now == {}
    session.watch("viewport", {MATTE: Wanted(5, 5, 5.0)})
    viewport.set_mode("side")
    assert watched.now.keys() == {MATTE}


def test_overlays_and_modes_ask_for_what_they_need(
    viewport: Viewport, watched: Watched, qtbot: QtBot
) -> None:
    viewport.bar.overlays["key_points"].trigger()
    assert watched.now.keys() == {RESULT, POSE, SOURCE}
    assert watched.now[SOURCE].width < 32
    viewport.bar.overlays["key_points"].trigger()
    viewport.bar.overlays["matte"].trigger()
    assert watched.now.keys() == {RESULT, MATTE}
    viewport.set_mode("side")
    assert watched.now.keys() == {RESULT, MATTE, SOURCE}
    viewport.set_mode("matte")
    assert watched.now.keys() == {MATTE}


def test_zoomed_in_the_whole_picture_is_asked_for(
    viewport: Viewport, watched: Watched, session: Session, qtbot: QtBot
) -> None:
    running(viewport, session, qtbot)
    qtbot.keyClick(viewport, Qt.Key.Key_0)
    assert viewport.view.zoom == 1.0
    until(qtbot, lambda: watched.now[RESULT] == Wanted(1280, 720, 30.0))
    until(qtbot, lambda: viewport.looking.panes()[0].picture.image.width() == 1280)
    assert "100" in viewport.bar.fit.text()
    qtbot.keyClick(viewport, Qt.Key.Key_Plus)
    assert viewport.view.zoom > 1.2
    qtbot.keyClick(viewport, Qt.Key.Key_Minus)
    assert viewport.view.zoom == pytest.approx(1.0)
    stopped(session, qtbot)


def test_edits_are_followed(viewport: Viewport, watched: Watched, session: Session) -> None:
    preview = Port("preview", "frame")
    assert session.document.do(Disconnect(preview))
    assert session.document.do(Connect(Port("composite", "image"), preview))
    assert viewport.looking.views == (View("composite", "image"),)
    viewport.show_view("display", "frame")
    assert session.document.do(RemoveNode("display"))
    assert viewport.looking.tapped is None
    session.document.undo()
    assert session.document.do(AddNode(Node("more", "muse.sources.demo_scene")))
    session.document.open(bundled("live"))
    assert viewport.looking.views == (View("composite", "image"),)
    assert viewport.looking.sights.source == View("camera", "frame")


def test_a_saved_picture_is_the_whole_one(
    viewport: Viewport, session: Session, qtbot: QtBot
) -> None:
    viewport.save_picture()
    assert "Press Run" in viewport.toast.text
    running(viewport, session, qtbot)
    session.engine.pause()
    viewport.show_view("background", "plate")
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    with qtbot.waitSignal(viewport.saver.saved, timeout=30_000) as saved:
        viewport.save_picture()
    with qtbot.waitSignal(viewport.saver.saved, timeout=30_000) as again:
        viewport.save_picture()
    first, second = saved.args[0], again.args[0]
    assert first != second
    assert first.name in [p.name for p in viewport.folder.iterdir()]
    pixels, alpha = read_image(first)
    assert pixels.shape == (720, 1280, 3)
    assert alpha is None
    assert second.name in viewport.toast.text
    assert [p.suffix for p in viewport.folder.iterdir()] == [".png", ".png"]
    stopped(session, qtbot)


def test_what_was_shown_is_saved_after_the_run(
    viewport: Viewport, session: Session, qtbot: QtBot
) -> None:
    viewport.resize(400, 300)
    running(viewport, session, qtbot)
    until(qtbot, lambda: viewport.looking.newest(RESULT).image.width() < 500)
    stopped(session, qtbot)
    picture = viewport.looking.newest(RESULT)
    assert picture is not None
    with qtbot.waitSignal(viewport.saver.saved, timeout=30_000) as saved:
        viewport.save_picture()
    pixels, _ = read_image(saved.args[0])
    assert saved.args[0].stem.endswith(f" {pixels.shape[1]}x{pixels.shape[0]}")
    colour = picture.image.pixelColor(100, 50)
    assert pixels[50, 100].tolist() == [colour.red(), colour.green(), colour.blue()]
    viewport.copy_picture()
    assert QGuiApplication.clipboard().image().size() == picture.image.size()


def test_what_cannot_be_saved_is_said(
    viewport: Viewport, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    running(viewport, session, qtbot)
    (tmp_path / "file").write_text("x")
    viewport.folder = tmp_path / "file"
    with qtbot.waitSignal(viewport.saver.failed, timeout=30_000) as failed:
        viewport.save_picture()
    assert "file" in failed.args[0]
    assert failed.args[0].endswith(".")
    viewport.show_view("scene", "pose")
    with qtbot.waitSignal(viewport.saver.failed, timeout=30_000) as failed:
        viewport.save_picture()
    assert "'scene.pose' gives is no picture" in failed.args[0]
    stopped(session, qtbot)


def test_names_are_never_used_twice(tmp_path: Path) -> None:
    black = np.zeros((4, 4, 3), np.uint8)
    made = {write_new(tmp_path, "MUSE x", black) for _ in range(3)}
    assert len(made) == 3
    (tmp_path / "MUSE x 2.png").unlink()
    assert write_new(tmp_path, "MUSE x", black).name == "MUSE x 2.png"


def test_every_picture_can_be_saved() -> None:
    from muse_nodes.api import Layer, Pose

    frame = np.full((40, 60, 3), 9, np.uint8)
    matte = np.zeros((40, 60), np.float32)
    matte[:, 30:] = 1.0
    assert np.array_equal(pixels_of(frame), frame)
    assert pixels_of(matte)[0, 59] == 255
    cut = pixels_of(Layer(frame, matte))
    assert cut.shape == (40, 60, 4)
    assert cut[20, 5, 3] == 0
    assert cut[20, 55].tolist() == [9, 9, 9, 255]
    assert pixels_of(np.zeros((4, 5, 2), np.float32)).shape == (4, 5, 3)
    assert pixels_of(0.5) is None
    assert pixels_of(Pose(np.zeros((1, 17, 3), np.float32), "coco17")) is None


def test_before_and_after_the_run_it_says_what_to_do(
    viewport: Viewport, session: Session, qtbot: QtBot
) -> None:
    assert viewport.cover.page[1:] == ("Press Run", "Demo")
    session.run()
    assert viewport.cover.page[:2] == ("ring", "Starting")
    until(qtbot, lambda: shown(viewport) is not None)
    assert viewport.cover.page == ("", "", "")
    session.engine.pause()
    assert Mark("Paused") in viewport.cover.marks
    session.run()
    until(qtbot, lambda: Mark("Paused") not in viewport.cover.marks)
    stopped(session, qtbot)
    assert viewport.cover.marks == [Mark("Stopped")]
    session.document.open(bundled("live"))
    assert viewport.cover.page[1:] == ("Press Run", "Live")


def test_why_it_did_not_start_is_said(viewport: Viewport, session: Session, qtbot: QtBot) -> None:
    assert session.document.do(Disconnect(Port("composite", "frame")))
    session.run()
    until(qtbot, lambda: session.engine.state == "stopped")
    until(qtbot, lambda: viewport.cover.page[0] == "triangle-alert")
    assert viewport.cover.page[1].endswith(".")


def _figures(**nodes: NodeFigures) -> Figures:
    return Figures(1.0, 10, 30.0, 5.0, 6.0, 0, 50.0, 100.0, 5, nodes=nodes)


def test_what_is_wrong_is_said_over_the_picture() -> None:
    ill = NodeFigures("segment", "cpu", "", "", 1.0, 1.0, 5, failing=True)
    back = NodeFigures("vc", "cpu", "", "", 1.0, 1.0, 5, False, "The matte is late.")
    found = marks("running", True, 3.5, _figures(segment=ill, vc=back), str.title)
    assert [mark.level for mark in found] == ["warning", "warning", "error", "warning"]
    texts = " | ".join(mark.text for mark in found)
    assert "Nothing new for 3 s" in texts
    assert "before your last edit" in texts
    assert "Segment has failed" in texts
    assert "Vc holds the picture back: The matte is late" in texts
    assert marks("running", False, 0.2, None, str) == []
    assert marks("paused", False, 9.0, None, str) == [Mark("Paused")]


def test_the_picture_is_shared_with_a_whole_display(
    viewport: Viewport, watched: Watched, session: Session, qtbot: QtBot
) -> None:
    viewport.resize(400, 300)
    running(viewport, session, qtbot)
    until(qtbot, lambda: watched.now[RESULT].width == viewport.view.wants(0)[0] < 500)
    viewport.bar.full_screen.emit(viewport.screen())
    full = viewport.full
    assert full is not None
    until(qtbot, lambda: watched.now[RESULT].width >= full.view.wants(0)[0] > 500)
    viewport.hide()
    assert watched.now.keys() == {RESULT}
    viewport.show()
    until(qtbot, lambda: full.view._panes and full.view._panes[0].picture is not None)
    assert full.view._panes[0].picture is viewport.looking.panes()[0].picture
    full.close()
    until(qtbot, lambda: viewport.full is None and watched.now[RESULT].width < 500)
    stopped(session, qtbot)
