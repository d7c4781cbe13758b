"""Nothing grows and nothing stays behind, however long somebody edits."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

from canvas_bench import Bench, assert_shows, small_graph
from editor_bench import settle
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Batch, Connect, Group, MakeGroup, Node, Port, RemoveNode
from muse_nodes.editor.canvas import Canvas
from muse_nodes.editor.canvas.menus import menu_for
from muse_nodes.editor.session import Session

CYCLES = 60


def census() -> Counter[str]:
    """How many objects there are of every class of the canvas and of what it is made of."""
    gc.collect()
    own = ("muse_nodes.editor.canvas", "NodeGraphQt")
    kinds = [type(thing) for thing in gc.get_objects()]
    return Counter(
        kind.__qualname__
        for kind in kinds
        if str(kind.__module__).startswith(own) or kind.__name__.startswith("QGraphics")
    )


def cycle(bench: Bench, number: int) -> None:
    """Create, connect, group, fold, undo, redo, delete: nothing is left of it in the end."""
    document, id = bench.session.document, f"new{number}"
    document.do(
        Batch(
            (
                AddNode(Node(id, "muse.compose.cutout", position=(300.0, 300.0))),
                Connect(Port("scene", "frame"), Port(id, "frame")),
                Connect(Port(id, "layer"), Port("mix", "layer2")),
            )
        )
    )
    bench.session.select([id])
    document.do(MakeGroup(Group("pair", "Pair", (id, "cut"))))
    bench.canvas.fold("pair", True)
    bench.canvas.viewer.look(bench.item(id).area.center(), 0.5 + number % 5 * 0.3)
    QApplication.processEvents()
    for _ in range(3):
        document.undo()
    for _ in range(3):
        document.redo()
    bench.canvas.fold("pair", False)
    bench.canvas.ungroup_selected()
    document.do(RemoveNode(id))
    QApplication.processEvents()


def test_many_cycles_leave_nothing_behind(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    for number in range(5):
        cycle(bench, number)
    settle()
    before, children = census(), len(bench.canvas.findChildren(QObject))
    for number in range(5, CYCLES):
        cycle(bench, number)
    settle()
    assert_shows(bench.canvas)
    assert bench.graph.by_id.keys() == small_graph().by_id.keys()
    grown = {name: n - before[name] for name, n in census().items() if n - before[name] > 10}
    assert not grown
    assert len(bench.canvas.findChildren(QObject)) == children


def test_wires_dragged_and_refused_leave_nothing_behind(session: Session, qtbot: QtBot) -> None:
    bench = Bench(session, qtbot)
    items = len(bench.canvas.stage.scene.items())
    for _ in range(10):
        bench.drag(bench.at_port("scene.matte", True), bench.at_port("mix.room", False))
        bench.drag(bench.at_port("mix.frame", False), bench.at_port("mix.room", False))
        session.document.undo()
    assert len(bench.canvas.stage.scene.items()) == items


def test_a_closed_canvas_is_garbage(session: Session, qtbot: QtBot) -> None:
    canvas = Canvas(session)
    canvas.resize(600, 400)
    canvas.show()
    qtbot.waitExposed(canvas)
    menu = menu_for(canvas, canvas.stage.item_of("composite"), canvas.pos())
    menu.popup(canvas.pos())
    menu.close()
    session.select(["composite"])
    dead = [weakref.ref(canvas), weakref.ref(canvas.stage), weakref.ref(canvas.hand)]
    item = weakref.ref(canvas.stage.nodes["composite"])
    canvas.close()
    canvas.deleteLater()
    del canvas, menu
    settle()
    assert [ref() for ref in dead] == [None, None, None]
    assert item() is None
    session.select([])
    session.document.do(RemoveNode("composite"))
    assert not any(session._wanted.values())


def test_a_canvas_is_freed_without_the_collector(session: Session, qtbot: QtBot) -> None:
    """What only the collector frees it may free while it is being painted."""
    canvas = Canvas(session)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.say("Something.")
    canvas.rename(canvas.stage.nodes["composite"])
    dead = weakref.ref(canvas)
    gc.disable()
    try:
        canvas.close()
        del canvas
        assert dead() is None
    finally:
        gc.enable()
