"""What tests of the canvas work with: a canvas on a session, a mouse, and an exact comparison."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import Graph, Link, Node, Port
from muse_nodes.editor.canvas import Canvas
from muse_nodes.editor.canvas.faces import group_key
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.overlays import CursorNote
from muse_nodes.editor.canvas.wires import LooseWire, Wire
from muse_nodes.editor.session import Session

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
VOID = QPoint(30, 30)
"""A pixel where nothing is."""


def link(source: str, target: str) -> Link:
    """``camera.frame`` to ``warp.frame``."""
    return Link(Port.parse(source), Port.parse(target))


def small_graph() -> Graph:
    """A scene, a cut-out, a composite and a preview, far enough apart for a mouse."""
    nodes = (
        Node("scene", "muse.sources.demo_scene", position=(0.0, 0.0)),
        Node("cut", "muse.compose.cutout", position=(300.0, 0.0)),
        Node("mix", "muse.compose.composite", position=(600.0, 0.0)),
        Node("show", "muse.output.preview", position=(900.0, 0.0)),
        Node("number", "muse.values.number", position=(0.0, 400.0)),
    )
    links = (
        link("scene.frame", "cut.frame"),
        link("scene.matte", "cut.matte"),
        link("scene.frame", "mix.frame"),
        link("cut.layer", "mix.layer1"),
        link("mix.image", "show.frame"),
    )
    return Graph(nodes=nodes, links=links)


class Bench:
    """A canvas that is shown, and a hand on its mouse."""

    def __init__(self, session: Session, qtbot: QtBot, graph: Graph | None = None) -> None:
        self.session = session
        session.document.open(graph or small_graph())
        self.canvas = Canvas(session)
        qtbot.addWidget(self.canvas, before_close_func=self._until_here)
        self.canvas.resize(1300, 800)
        self.canvas.show()
        qtbot.waitExposed(self.canvas)
        self.canvas.fit()
        self.canvas.keep_view()  # or it is kept after a while, in the middle of a test
        self.viewport = self.canvas.viewer.viewport()

    def _until_here(self, _: object) -> None:
        """Called when the test is over: until then the canvas is held, then it is closed."""

    @property
    def graph(self) -> Graph:
        """The open graph."""
        return self.session.graph

    def item(self, id: str) -> NodeItem:
        """What a node is shown by."""
        found = self.canvas.stage.item_of(id)
        assert found is not None
        return found

    def pixel(self, at: QPointF) -> QPoint:
        """The pixel of the viewport at a place on the canvas."""
        return self.canvas.viewer.mapFromScene(at)

    def at_port(self, port: str, output: bool) -> QPoint:
        """The pixel of a port."""
        found = self.canvas.stage.port(Port.parse(port), output)
        assert found is not None
        return self.pixel(found.scenePos())

    def at_title(self, id: str) -> QPoint:
        """A pixel on the title of a node."""
        return self.pixel(self.item(id).area.topLeft() + QPointF(30, 8))

    def at_wire(self, source: str, target: str) -> QPoint:
        """A pixel in the middle of a wire."""
        path = self.canvas.stage.wires[link(source, target)].path()
        return self.pixel(path.pointAtPercent(0.5))

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        """The left button goes down."""
        QTest.mousePress(self.viewport, LEFT, keys, at)

    def move(self, at: QPoint) -> None:
        """The mouse goes there, in two steps."""
        QTest.mouseMove(self.viewport, at - QPoint(3, 2))
        QTest.mouseMove(self.viewport, at)
        QApplication.processEvents()

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        """The left button comes up."""
        QTest.mouseRelease(self.viewport, LEFT, keys, at)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        """Press and let go."""
        self.press(at, keys)
        self.release(at, keys)

    def double(self, at: QPoint) -> None:
        """Two clicks."""
        self.click(at)
        QTest.mouseDClick(self.viewport, LEFT, NONE, at)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, go, let go."""
        self.press(start)
        self.move((start + end) / 2)
        self.move(end)
        self.release(end)

    def key(self, key: Qt.Key) -> None:
        """A key, with the canvas having the focus."""
        QTest.keyClick(self.canvas.viewer, key)

    def there_and_back(self, do: Callable[[], object]) -> Graph:
        """Do something that is one step; see that it is shown, undone and done again exactly."""
        before = self.graph
        do()
        after = self.graph
        assert after != before, "nothing was done"
        assert_shows(self.canvas)
        self.session.document.undo()
        assert self.graph == before, "it was not one step"
        assert_shows(self.canvas)
        self.session.document.redo()
        assert self.graph == after
        assert_shows(self.canvas)
        return after


def toast(bench: Bench) -> str:
    """What the canvas says now."""
    found = bench.canvas.findChild(CursorNote)
    assert isinstance(found, CursorNote)
    return found.text() if not found.isHidden() else ""


def assert_shows(canvas: Canvas) -> None:
    """The scene has exactly what the document has: no item more, none less, all in place."""
    graph, stage = canvas.session.graph, canvas.stage
    home = {id: group_key(g.id) for g in graph.groups if g.collapsed for id in g.members}
    assert stage.nodes.keys() == {home.get(n.id, n.id) for n in graph.nodes}
    for node in graph.nodes:
        if node.id not in home:
            item = stage.nodes[node.id]
            assert (item.pos().x(), item.pos().y()) == node.position
            assert (item.face.bypassed, item.face.muted) == (node.bypassed, node.muted)
            assert not node.title or item.face.title == node.title
    crossing = {
        k for k in graph.links
        if home.get(k.source.node, k.source.node) != home.get(k.target.node, k.target.node)
    }  # fmt: skip
    assert stage.wires.keys() == crossing
    for wire in stage.wires.values():
        path = wire.path()
        assert path.pointAtPercent(0) == wire.source.scenePos()
        assert path.pointAtPercent(1) == wire.target.scenePos()
        assert wire.source.face.end == wire.link.source
        assert wire.target.face.end == wire.link.target
    assert {b.id: b.rect for b in graph.backdrops} == {
        id: item.area.getRect() for id, item in stage.backdrops.items()
    }
    assert stage.frames.keys() == {g.id for g in graph.groups if not g.collapsed}
    _assert_scene(canvas)


def _assert_scene(canvas: Canvas) -> None:
    stage = canvas.stage
    there = stage.scene.items()
    kinds = (NodeItem, Wire, BackdropItem, GroupFrame)
    shown = {item for item in there if isinstance(item, kinds)}
    kept = {
        *stage.nodes.values(), *stage.wires.values(),
        *stage.backdrops.values(), *stage.frames.values(),
    }  # fmt: skip
    assert shown == kept
    assert not [item for item in there if isinstance(item, LooseWire)]
    assert all(wire.isVisible() for wire in stage.wires.values())
    for item in stage.nodes.values():
        assert set(item.childItems()) == set(item.ports.values())
        for port in item.ports.values():
            assert set(port.wires) == {
                wire for wire in stage.wires.values() if port in (wire.source, wire.target)
            }
