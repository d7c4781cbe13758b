"""Groups and backdrops, by mouse and by menu."""

from __future__ import annotations

from canvas_bench import VOID, Bench, link, small_graph
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddBackdrop,
    Backdrop,
    Graph,
    Group,
    MakeGroup,
)
from muse_nodes.editor.canvas.menus import menu_for
from muse_nodes.editor.session import Session


def test_a_group_is_made_folded_moved_and_opened(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "mix"])
    bench.there_and_back(bench.canvas.group_selected)
    frame = bench.canvas.stage.frames["group"]
    bench.there_and_back(lambda: bench.click(bench.pixel(frame.folder.center())))
    item = bench.item("cut")
    assert item is bench.item("mix")
    assert item.face.title == "Group"
    after = bench.there_and_back(
        lambda: bench.drag(bench.at_title("cut"), bench.at_title("cut") + QPoint(0, 50))
    )
    assert after.node("cut").position[1] == after.node("mix").position[1] > 0
    bench.there_and_back(lambda: bench.double(bench.at_title("cut")))
    assert "group" in bench.canvas.stage.frames
    bench.there_and_back(bench.canvas.ungroup_selected)
    assert not bench.graph.groups


def test_a_folded_group_is_deleted_with_its_nodes(session: Session, qtbot: QtBot) -> None:
    graph = MakeGroup(Group("pair", "Pair", ("cut", "mix"), True)).apply(small_graph()).graph
    bench = Bench(session, qtbot, graph)
    bench.click(bench.at_title("cut"))
    assert session.selected == {"cut", "mix"}
    after = bench.there_and_back(lambda: bench.key(Qt.Key.Key_Delete))
    assert after.by_id.keys() == {"scene", "show", "number"}
    assert not after.groups


def with_backdrop() -> Graph:
    """The small graph with a backdrop around the cut-out."""
    return AddBackdrop(Backdrop("sheet", "Sheet", (260.0, -60.0, 280.0, 300.0))).apply(
        small_graph()
    ).graph  # fmt: skip


def test_a_backdrop_is_moved_with_what_lies_on_it(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot, with_backdrop())
    head = bench.pixel(bench.canvas.stage.backdrops["sheet"].header.center())
    after = bench.there_and_back(lambda: bench.drag(head, head + QPoint(30, 60)))
    moved = after.backdrops[0].rect[0] - 260, after.backdrops[0].rect[1] + 60
    assert moved[1] > 30
    assert after.node("cut").position == (300.0 + moved[0], moved[1])
    assert after.node("mix").position == (600.0, 0.0)


def test_a_backdrop_is_resized_renamed_coloured_and_deleted(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot, with_backdrop())
    sheet = bench.canvas.stage.backdrops["sheet"]
    corner = bench.pixel(sheet.corner.center())
    after = bench.there_and_back(lambda: bench.drag(corner, corner + QPoint(-40, 40)))
    assert after.backdrops[0].rect[2] < 280 < 300 < after.backdrops[0].rect[3]
    head = bench.pixel(sheet.header.center())
    bench.double(head)
    field = bench.viewport.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Person")
    bench.there_and_back(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    assert bench.graph.backdrops[0].title == sheet.title == "Person"
    bench.there_and_back(lambda: bench.canvas.colour("sheet", "#123456"))
    bench.click(head)
    bench.there_and_back(lambda: bench.key(Qt.Key.Key_Delete))
    assert not bench.graph.backdrops


def test_a_backdrop_is_put_behind_what_is_selected(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    session.select(["cut", "mix"])
    bench.there_and_back(bench.canvas.add_backdrop)
    area = bench.canvas.stage.backdrops["backdrop"].area
    assert area.contains(bench.item("cut").area)
    assert area.contains(bench.item("mix").area)
    assert not area.intersects(bench.item("show").area)


def test_every_menu_does_what_it_says(session: Session, qtbot: QtBot) -> None:
    graph = MakeGroup(Group("pair", "Pair", ("mix", "show"))).apply(with_backdrop()).graph
    bench = Bench(session, qtbot, graph)
    stage = bench.canvas.stage
    session.select(["cut"])
    for over, text in (
        (stage.nodes["cut"], "Bypass"), (stage.nodes["cut"], "Mute"), (stage.nodes["cut"], "Group"),
        (stage.nodes["cut"], "Delete"), (stage.frames["pair"], "Fold group up"),
        (stage.wires[link("scene.frame", "cut.frame")], "Disconnect"), (None, "Add backdrop"),
        (None, "Arrange"),
    ):  # fmt: skip
        menu = menu_for(bench.canvas, over, VOID)
        action = next(a for a in menu.actions() if a.text() == text)
        bench.there_and_back(action.trigger)
        session.document.undo()
        menu.deleteLater()
        session.select(["cut"])
    shown = bench.canvas.minimap_shown
    menu = menu_for(bench.canvas, None, VOID)
    next(a for a in menu.actions() if a.text() == "Minimap").trigger()
    assert bench.canvas.minimap_shown is not shown
    menu.deleteLater()
