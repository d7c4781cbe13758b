"""What the mouse does to nodes and to the view, with real events through the viewport."""

from __future__ import annotations

from typing import Any

from canvas_bench import VOID, Bench, small_graph
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    MoveNode,
    Port,
    SetBypass,
)
from muse_nodes.editor.canvas.menus import menu_for
from muse_nodes.editor.library import to_mime
from muse_nodes.editor.session import Session


def titles(menu: Any) -> list[str]:
    """The texts of a menu."""
    return [action.text() for action in menu.actions() if action.text()]


def test_nodes_are_moved_together_in_one_step(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "mix"])
    zoom = bench.canvas.viewer.zoom
    after = bench.there_and_back(
        lambda: bench.drag(bench.at_title("mix"), bench.at_title("mix") + QPoint(60, -40))
    )
    for id in ("cut", "mix"):
        x, y = after.node(id).position
        was = small_graph().node(id).position
        assert abs(x - was[0] - 60 / zoom) <= 2
        assert abs(y - was[1] + 40 / zoom) <= 2
    assert after.node("show").position == (900.0, 0.0)


def test_clicks_select(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    shift = Qt.KeyboardModifier.ShiftModifier
    bench.click(bench.at_title("cut"))
    assert session.selected == {"cut"}
    bench.click(bench.at_title("mix"), shift)
    assert session.selected == {"cut", "mix"}
    bench.click(bench.at_title("mix"), shift)
    assert session.selected == {"cut"}
    bench.click(bench.at_title("show"), shift)
    bench.click(bench.at_title("cut"))
    assert session.selected == {"cut"}, "a click on one of several leaves it alone selected"
    bench.click(VOID)
    assert session.selected == frozenset()
    assert not session.document.can_undo


def test_the_rubber_band_selects_what_it_touches(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    start = bench.pixel(bench.item("cut").area.topLeft() - QPointF(20, 20))
    end = bench.pixel(bench.item("mix").area.center())
    bench.drag(start, end)
    assert session.selected == {"cut", "mix"}
    assert not bench.canvas.viewer.band.isVisible()


def test_the_delete_key_takes_away_all_that_is_chosen(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "number"])
    after = bench.there_and_back(lambda: bench.key(Qt.Key.Key_Delete))
    assert after.by_id.keys() == {"scene", "mix", "show"}
    assert {str(k.target) for k in after.links} == {"mix.frame", "show.frame"}
    bench.click(bench.at_wire("mix.image", "show.frame"))
    assert session.selected == frozenset()
    after = bench.there_and_back(lambda: bench.key(Qt.Key.Key_Delete))
    assert {str(k.target) for k in after.links} == {"mix.frame"}


def test_a_double_click_on_the_title_renames(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    bench.double(bench.at_title("mix"))
    field = bench.viewport.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == "Composite"
    QTest.keyClicks(field, "Everything")
    bench.there_and_back(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    assert bench.graph.node("mix").title == "Everything"
    bench.double(bench.at_title("mix"))
    field = bench.viewport.findChildren(QLineEdit)[-1]
    QTest.keyClicks(field, "Nothing")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert bench.graph.node("mix").title == "Everything"


def test_arrow_keys_push_in_one_step(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    bench.key(Qt.Key.Key_Right)
    assert not session.document.can_undo
    session.select(["cut", "mix"])

    def push() -> None:
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left):
            bench.key(key)

    after = bench.there_and_back(push)
    assert after.node("cut").position == (310.0, -10.0)
    assert after.node("mix").position == (610.0, -10.0)


def test_bypass_and_mute(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "mix"])
    session.document.do(SetBypass("cut", True))
    after = bench.there_and_back(bench.canvas.bypass_selected)
    assert after.node("cut").bypassed
    assert after.node("mix").bypassed
    after = bench.there_and_back(bench.canvas.bypass_selected)
    assert not after.node("cut").bypassed
    after = bench.there_and_back(bench.canvas.mute_selected)
    assert after.node("cut").muted
    assert bench.item("cut").texts.state == "Muted"


def test_arranging(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "mix", "number"])
    after = bench.there_and_back(lambda: bench.canvas.align("top"))
    assert {after.node(id).position[1] for id in ("cut", "mix", "number")} == {0.0}
    session.document.undo()
    session.document.do(MoveNode("cut", (10.0, 0.0)))
    after = bench.there_and_back(lambda: bench.canvas.distribute("horizontal"))
    gap = bench.item("cut").area.left() - bench.item("number").area.right()
    assert bench.item("mix").area.left() - bench.item("cut").area.right() == gap
    bench.there_and_back(bench.canvas.auto_layout)
    areas = [bench.item(id).area for id in ("cut", "mix", "number")]
    assert not any(a.intersects(b) for a in areas for b in areas if a is not b)


def test_the_wheel_zooms_where_the_pointer_is(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    viewer, at = bench.canvas.viewer, QPointF(200, 500)
    under, zoom = viewer.mapToScene(at.toPoint()), viewer.zoom
    for turn in (120, 120, -120, 4000, -90000):
        event = QWheelEvent(
            at, bench.viewport.mapToGlobal(at), QPoint(), QPoint(0, turn),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(bench.viewport, event)
        off = viewer.mapToScene(at.toPoint()) - under
        assert off.manhattanLength() * viewer.zoom < 6  # whole pixels
    assert viewer.zoom != zoom
    assert viewer.zoom > 0.01


def test_the_middle_button_and_space_pan(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    viewer = bench.canvas.viewer
    start, at = viewer.centre, bench.at_title("mix")
    middle = Qt.MouseButton.MiddleButton
    QTest.mousePress(bench.viewport, middle, Qt.KeyboardModifier.NoModifier, at)
    bench.move(at + QPoint(80, 0))
    QTest.mouseRelease(bench.viewport, middle, Qt.KeyboardModifier.NoModifier, at + QPoint(80, 0))
    assert abs((start - viewer.centre).x() - 80 / viewer.zoom) < 0.01
    QTest.keyPress(viewer, Qt.Key.Key_Space)
    bench.drag(at, at + QPoint(-80, 0))
    QTest.keyRelease(viewer, Qt.Key.Key_Space)
    assert abs((start - viewer.centre).x()) < 0.01
    assert session.selected == frozenset()
    assert not session.document.can_undo


def test_space_that_moved_nothing_is_left_to_the_window(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    none, at = Qt.KeyboardModifier.NoModifier, bench.at_title("mix")
    for panned in (False, True, False):
        down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, none)
        up = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Space, none)
        QApplication.sendEvent(bench.canvas.viewer, down)
        assert down.isAccepted()
        if panned:
            bench.drag(at, at + QPoint(10, 10))
        QApplication.sendEvent(bench.canvas.viewer, up)
        assert up.isAccepted() == panned
    bench.click(bench.at_title("mix") + QPoint(10, 10))
    assert session.selected == {"mix"}, "Space is not held any more"


def test_alt_click_and_menus_ask_to_see_a_wire(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    heard: list[Any] = []
    bench.canvas.tap_wanted.connect(lambda *what: heard.append(what))
    alt = Qt.KeyboardModifier.AltModifier
    bench.click(bench.at_wire("mix.image", "show.frame"), alt)
    bench.click(bench.at_port("scene.matte", True), alt)
    bench.click(bench.at_port("cut.matte", False), alt)
    bench.click(bench.at_port("mix.room", False), alt)
    bench.double(bench.pixel(bench.item("show").area.center()))
    assert heard == [("mix", "image"), ("scene", "matte"), ("scene", "matte"), ("mix", "image")]
    port = bench.canvas.stage.port(Port("mix", "frame"), False)
    menu = menu_for(bench.canvas, port, VOID)
    assert titles(menu) == ["View here", "Disconnect"]
    menu.actions()[0].trigger()
    assert heard[-1] == ("scene", "frame")
    bench.there_and_back(menu.actions()[1].trigger)
    menu.deleteLater()


def test_the_search_is_asked_for(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    heard: list[QPoint] = []
    bench.canvas.search_wanted.connect(heard.append)
    bench.double(VOID)
    assert bench.viewport.mapFromGlobal(heard[0]) == VOID
    bench.key(Qt.Key.Key_Tab)
    assert len(heard) == 2
    x, y = bench.canvas.scene_position(heard[0])
    assert bench.pixel(QPointF(x, y)) == VOID


def test_node_types_are_dropped_and_files_are_not(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    warp = session.registry.get("muse.shape.warp")
    assert warp is not None
    data = to_mime(warp)
    files = QMimeData()
    files.setText("x.json")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(300, 600)
    for mime, taken in ((data, True), (files, False)):
        enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, mime, left, none)
        QApplication.sendEvent(bench.viewport, enter)
        assert enter.isAccepted() == taken

    def drop() -> None:
        event = QDropEvent(at, Qt.DropAction.CopyAction, data, left, none)
        QApplication.sendEvent(bench.viewport, event)
        assert event.isAccepted()

    after = bench.there_and_back(drop)
    x, y = after.node("warp").position
    assert (bench.pixel(QPointF(x, y)) - at.toPoint()).manhattanLength() <= 2
