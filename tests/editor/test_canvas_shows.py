"""What nodes show beside the graph: pictures, times, badges; and that painting them works."""

from __future__ import annotations

from canvas_bench import Bench, small_graph
from editor_bench import Heard, bundled, until
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Connect,
    Disconnect,
    Graph,
    Group,
    MakeGroup,
    Node,
    Port,
    Problem,
    SetMute,
)
from muse_nodes.editor import theme
from muse_nodes.editor.canvas.marks import Marks
from muse_nodes.editor.canvas.minimap import Minimap
from muse_nodes.editor.canvas.scenery import heat_colour
from muse_nodes.editor.messages import Ended, Figures, NodeFigures, Picture, Said, View
from muse_nodes.editor.session import Session


def wanted(session: Session) -> dict[View, tuple[int, int]]:
    """What the canvas wants to see, and how large."""
    return {
        view: (how.width, how.height)
        for who, views in session._wanted.items()
        for view, how in views.items()
        if who.startswith("canvas")
    }


def figures(*nodes: NodeFigures) -> Figures:
    """Figures of a run, of these nodes."""
    return Figures(1.0, 10, 30.0, 20.0, 30.0, 0, 50.0, 200.0, 0.0, nodes={n.id: n for n in nodes})


def of(id: str, ms: float, *, failing: bool = False, kept_back: str = "") -> NodeFigures:
    """Figures of one node."""
    return NodeFigures(id, "cpu", "onnx", "", ms, ms, 9, failing, kept_back)


def painted(bench: Bench, at: QPointF) -> QColor:
    """The colour of a pixel of the canvas."""
    shown = bench.canvas.viewer.grab().toImage()
    return shown.pixelColor(bench.pixel(at) * shown.devicePixelRatio())


# -- thumbnails ---------------------------------------------------------------------------------


def test_only_what_can_be_seen_is_watched(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    viewer = bench.canvas.viewer
    everything = {
        View("scene", "frame"), View("cut", "layer"), View("mix", "image"),
    }  # fmt: skip
    until(qtbot, lambda: wanted(session).keys() == everything)
    viewer.look(bench.item("scene").area.center(), 3.0)
    until(qtbot, lambda: wanted(session).keys() == {View("scene", "frame")})
    near = wanted(session)[View("scene", "frame")]
    viewer.look(bench.item("cut").area.center(), 0.5)
    until(qtbot, lambda: wanted(session).keys() == everything)
    assert near[0] > 2 * wanted(session)[View("scene", "frame")][0]
    viewer.look(bench.item("scene").area.center(), 0.1)
    until(qtbot, lambda: wanted(session) == {})
    viewer.look(bench.item("show").area.center(), 3.0)
    until(qtbot, lambda: wanted(session).keys() == {View("mix", "image")}), "what it is fed"
    session.document.do(Disconnect(Port("show", "frame")))
    until(qtbot, lambda: wanted(session) == {})
    bench.canvas.fit()
    until(qtbot, lambda: bool(wanted(session)))
    bench.canvas.hide()
    assert wanted(session) == {}
    bench.canvas.show()
    until(qtbot, lambda: wanted(session).keys() == everything)


def test_a_canvas_that_goes_takes_nothing_from_another(session: Session, qtbot: QtBot) -> None:
    old, new = Bench(session, qtbot), Bench(session, qtbot)
    until(qtbot, lambda: len(wanted(session)) == 3)
    until(qtbot, lambda: len(session._wanted) == 2)
    old.canvas.close()
    assert len(wanted(session)) == 3
    new.canvas.close()
    assert not wanted(session)


def test_a_running_graph_is_seen_on_its_nodes(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot, bundled("demo"))
    heard = Heard(session.engine)
    session.run()
    with_pictures = [i for i in bench.canvas.stage.nodes.values() if i.face.picture]
    assert len(with_pictures) > 4
    until(qtbot, lambda: all(not item.image.isNull() for item in with_pictures))
    until(qtbot, lambda: bool(bench.item("composite").mark.time))
    mark = bench.item("composite").mark
    assert "cpu" in mark.ran_on
    assert 0 < mark.heat < 1
    preview = next(n.id for n in bench.graph.nodes if n.type == "muse.output.preview")
    seen = bench.item(preview).image
    middle = painted(bench, bench.item(preview).pos() + bench.item(preview).shown.picture.center())
    assert middle != QColor(theme.BACK)
    assert seen.width() > 30
    session.engine.stop()
    until(qtbot, lambda: bool(heard.ended))
    assert not bench.item("composite").mark.error


def test_a_picture_goes_to_every_node_that_shows_its_wire(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    until(qtbot, lambda: View("mix", "image") in wanted(session))
    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff8800"))
    session.engine.picture.emit(Picture(View("mix", "image"), "Frame", image, (64, 36)))
    for id in ("mix", "show"):
        item = bench.item(id)
        assert painted(bench, item.pos() + item.shown.picture.center()) == QColor("#ff8800")
    assert bench.item("scene").image.isNull()
    session.document.do(Connect(Port("scene", "frame"), Port("show", "frame")))
    assert bench.item("show").image.isNull(), "the old picture is of another wire"


# -- badges and figures -------------------------------------------------------------------------


def test_problems_are_badges_with_words(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    corner = bench.item("cut").area.topRight()
    clean = painted(bench, corner + QPointF(-17, 8))
    session.document.do(Disconnect(Port("cut", "matte")))
    until(qtbot, lambda: bool(bench.item("cut").mark.error))
    assert "Matte" in bench.item("cut").toolTip()
    assert painted(bench, corner + QPointF(-17, 8)) != clean
    assert not bench.item("mix").mark.error
    session.document.undo()
    until(qtbot, lambda: not bench.item("cut").mark.error)
    assert "not connected" not in bench.item("cut").toolTip()


def test_faults_are_told_until_the_node_works_again(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    engine, item = session.engine, bench.item("cut")
    engine.said.emit(Said(5, "cut", "just so you know"))
    assert not item.mark.error
    engine.said.emit(Said(5, "cut", "It broke.", "error"))
    assert item.mark.error == "It broke."
    assert "It broke." in item.toolTip()
    engine.figures.emit(figures(of("cut", 2.0, failing=True), of("mix", 6.0)))
    assert item.mark.error == "It broke."
    engine.figures.emit(figures(of("cut", 2.0), of("mix", 6.0, kept_back="a stranger")))
    assert not item.mark.error
    assert bench.item("mix").mark.warning == "a stranger"
    assert (item.mark.time, item.mark.ran_on, item.mark.heat) == ("2.0 ms", "cpu · onnx", 0.25)
    engine.ended.emit(Ended({}, (Problem("No camera.", "Plug one in.", node="scene"),)))
    assert bench.item("scene").mark.error == "No camera. Plug one in."
    engine.state_changed.emit("starting")
    assert not bench.item("scene").mark.error
    assert not item.mark.time


def test_a_failing_node_that_said_nothing_has_a_badge_too() -> None:
    marks = Marks()
    marks.figures(figures(of("cut", 2.0, failing=True)))
    assert marks.of(["cut"]).error


def test_a_folded_group_shows_what_its_nodes_do(session: Session, qtbot: QtBot) -> None:
    graph = MakeGroup(Group("pair", "Pair", ("cut", "mix"), True)).apply(small_graph()).graph
    bench = Bench(session, qtbot, graph)
    assert not bench.item("cut").mark.time
    session.engine.figures.emit(figures(of("cut", 2.0), of("mix", 6.0), of("scene", 2.0)))
    assert bench.item("cut").mark.time == "8.0 ms"
    assert bench.item("cut").mark.heat == 0.8
    session.engine.said.emit(Said(5, "mix", "It broke.", "error"))
    assert bench.item("cut").mark.error == "It broke."
    until(qtbot, lambda: View("mix", "image") in wanted(session))


def test_heat_goes_from_calm_to_hot() -> None:
    colours = [heat_colour(share) for share in (0.0, 0.25, 0.5, 1.0)]
    assert [c.name() for c in colours] == [theme.GOOD, theme.WARNING, theme.ERROR, theme.ERROR]


# -- painting -----------------------------------------------------------------------------------


def crowded() -> Graph:
    """One of everything: unknown, muted, bypassed, grouped open and folded, on a backdrop."""
    graph = small_graph()
    for edit in (
        AddNode(Node("old", "acme.old", position=(0.0, 200.0))),
        Connect(Port("scene", "frame"), Port("old", "in_")),
        SetMute("show", True),
        AddNode(Node("late", "muse.understanding.segment", position=(300.0, 250.0), bypassed=True)),
        MakeGroup(Group("one", "Folded", ("number",), True)),
        MakeGroup(Group("two", "Open", ("late",))),
    ):
        graph = edit.apply(graph).graph
    return graph


def test_everything_is_painted_at_every_magnification(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot, crowded())
    session.select(["mix", "old"])
    bench.canvas.add_backdrop()
    seen = set()
    for zoom in (0.15, 0.4, 0.8, 2.0):
        bench.canvas.viewer.look(bench.item("mix").area.center(), zoom)
        shown = bench.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        colours = {shown.pixel(x, y) for x in range(0, 1300, 3) for y in range(0, 800, 3)}
        assert len(colours) > 5, "nothing was painted"
        seen.add(len(colours))
    assert len(seen) > 1
    assert painted(bench, bench.item("mix").area.topLeft() + QPointF(90, 4)) == QColor(theme.RAISED)


def test_the_ports_that_fit_stand_out_while_a_wire_is_dragged(
    session: Session, qtbot: QtBot
) -> None:
    bench = Bench(session, qtbot)
    bench.canvas.viewer.look(bench.item("mix").area.center(), 1.0)
    room, layer = (
        bench.item("mix").pos() + bench.item("mix").ports[Port("mix", name), False].pos()
        for name in ("frame", "layer1")
    )
    before = painted(bench, room), painted(bench, layer)
    start = bench.at_port("cut.layer", True)
    bench.press(start)
    bench.move(start + QPointF(30, 60).toPoint())
    after = painted(bench, room), painted(bench, layer)
    assert after[0] != before[0]
    assert after[1] == before[1]
    bench.key(Qt.Key.Key_Escape)
    assert (painted(bench, room), painted(bench, layer)) == before


def test_the_minimap_shows_all_and_goes_there(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    small = bench.canvas.findChild(Minimap)
    assert isinstance(small, Minimap)
    bench.canvas.viewer.look(bench.item("show").area.center(), 1.0)
    assert small.isVisible()
    whole, scale, origin = small._scale()
    assert whole.contains(bench.canvas.stage.extent())
    there = bench.item("number").area.center()
    QTest.mouseClick(small, Qt.MouseButton.LeftButton, pos=(there * scale + origin).toPoint())
    off = bench.canvas.viewer.centre - there
    assert off.manhattanLength() * scale < 3
    bench.canvas.toggle_minimap()
    assert not small.isVisible()
    bench.canvas.toggle_minimap()
    assert small.isVisible()
    bench.canvas.fit()
    assert not small.isVisible(), "everything is seen as it is"
