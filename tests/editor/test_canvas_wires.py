"""Wires that are drawn, taken off, refused and dropped, with real events of the mouse."""

from __future__ import annotations

from typing import Any

from canvas_bench import VOID, Bench, assert_shows, link, small_graph, toast
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Connect,
    Node,
    Port,
    SetBypass,
)
from muse_nodes.editor.canvas import Dangling
from muse_nodes.editor.session import Session


def test_a_wire_is_drawn_by_dragging(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    after = bench.there_and_back(
        lambda: bench.drag(
            bench.at_port("scene.plate", True), bench.at_port("mix.background", False)
        )
    )
    assert link("scene.plate", "mix.background") in after.links


def test_from_an_input_to_an_output_too(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    bench.there_and_back(
        lambda: bench.drag(bench.at_port("mix.room", False), bench.at_port("scene.plate", True))
    )
    assert link("scene.plate", "mix.room") in bench.graph.links


def test_dropped_on_a_node_it_takes_the_first_port_that_fits(
    session: Session, qtbot: QtBot
) -> None:
    bench = Bench(session, qtbot)
    bench.there_and_back(
        lambda: bench.drag(bench.at_port("cut.layer", True), bench.at_title("mix"))
    )
    assert link("cut.layer", "mix.layer2") in bench.graph.links


def test_an_input_has_one_wire(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    bench.there_and_back(
        lambda: bench.drag(bench.at_port("scene.plate", True), bench.at_port("show.frame", False))
    )
    assert [k for k in bench.graph.links if k.target == Port("show", "frame")] == [
        link("scene.plate", "show.frame")
    ]


def test_a_wire_is_taken_off_and_put_elsewhere_in_one_step(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    after = bench.there_and_back(
        lambda: bench.drag(bench.at_port("mix.frame", False), bench.at_port("mix.room", False))
    )
    assert link("scene.frame", "mix.room") in after.links
    assert link("scene.frame", "mix.frame") not in after.links


def test_a_wire_is_taken_off_by_its_middle_and_dropped(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    start = bench.at_wire("mix.image", "show.frame")
    bench.there_and_back(lambda: bench.drag(start, start + QPoint(0, 200)))
    assert link("mix.image", "show.frame") not in bench.graph.links


def test_what_does_not_fit_is_refused_in_words(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    before = bench.graph
    bench.drag(bench.at_port("scene.matte", True), bench.at_port("mix.room", False))
    assert toast(bench) == "Matte does not fit Frame."
    bench.drag(bench.at_port("scene.frame", True), bench.at_port("cut.layer", True))
    assert toast(bench) == "A wire goes from an output to an input."
    bench.drag(bench.at_port("number.number", True), bench.at_title("cut"))
    assert toast(bench) == "Nothing here takes Number."
    bench.drag(bench.at_port("cut.frame", False), bench.at_port("mix.layer2", False))
    assert toast(bench) == "Frame does not fit Layer."
    assert bench.graph is before
    assert_shows(bench.canvas)


def test_a_loop_is_refused_unless_the_input_takes_the_latest(
    session: Session, qtbot: QtBot
) -> None:
    graph = AddNode(
        Node("segment", "muse.understanding.segment", position=(300.0, 300.0))
    ).apply(small_graph()).graph  # fmt: skip
    bench = Bench(session, qtbot, graph)
    bench.drag(bench.at_port("segment.matte", True), bench.at_port("cut.matte", False))
    before = bench.graph
    bench.drag(bench.at_port("mix.image", True), bench.at_port("segment.frame", False))
    assert "loop" in toast(bench)
    assert bench.graph is before
    bench.there_and_back(
        lambda: bench.drag(bench.at_port("mix.image", True), bench.at_port("segment.room", False))
    )
    wire = bench.canvas.stage.wires[link("mix.image", "segment.room")]
    assert wire.pen().style() == Qt.PenStyle.DashLine


def test_a_placeholder_takes_no_new_wire(session: Session, qtbot: QtBot) -> None:
    graph = AddNode(Node("old", "acme.old", position=(300.0, 300.0))).apply(small_graph()).graph
    graph = Connect(Port("old", "out"), Port("mix", "room")).apply(graph).graph
    bench = Bench(session, qtbot, graph)
    bench.drag(bench.at_port("old.out", True), bench.at_port("mix.background", False))
    assert "not known" in toast(bench)
    start = bench.at_port("mix.room", False)
    bench.there_and_back(lambda: bench.drag(start, start + QPoint(-40, 90)))
    assert link("old.out", "mix.room") not in bench.graph.links


def test_a_wire_dropped_into_the_void_says_so(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    heard: list[Any] = []
    bench.canvas.wire_dropped.connect(lambda *what: heard.append(what))
    end = bench.at_port("scene.plate", True) + QPoint(60, 260)
    bench.drag(bench.at_port("scene.plate", True), end)
    loose, screen = heard[0]
    assert loose == Dangling("scene", "plate", "Frame", True)
    assert bench.viewport.mapFromGlobal(screen) == end
    new = bench.canvas.add_node("muse.shape.warp", bench.canvas.scene_position(screen), loose)
    assert link("scene.plate", f"{new}.frame") in bench.graph.links
    assert session.selected == {new}
    bench.drag(bench.at_port("mix.layer2", False), VOID)
    assert heard[1][0] == Dangling("mix", "layer2", "Layer", False)
    bench.there_and_back(
        lambda: bench.canvas.add_node("muse.compose.cutout", (0.0, 300.0), heard[1][0])
    )


def test_escape_leaves_everything_as_it_was(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    before = bench.graph
    for start in (bench.at_port("mix.frame", False), bench.at_title("mix"), VOID):
        bench.press(start)
        bench.move(start + QPoint(50, 60))
        bench.key(Qt.Key.Key_Escape)
        assert_shows(bench.canvas)
        bench.release(start + QPoint(50, 60))
    assert bench.graph is before


def test_an_edit_from_elsewhere_ends_a_gesture(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    bench.press(bench.at_port("mix.frame", False))
    bench.move(bench.at_port("mix.frame", False) + QPoint(-50, 90))
    session.document.do(SetBypass("cut", True))
    assert_shows(bench.canvas)
    before = bench.graph
    bench.release(bench.at_port("mix.room", False))
    assert bench.graph is before
