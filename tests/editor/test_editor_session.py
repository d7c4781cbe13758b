"""The core of the editor: a document, a bridge to the engine, and a session that ties them."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Disconnect, MoveNode, Node, Params, Port, SetParam
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.messages import View, Wanted
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host, open_host
from muse_nodes.engine.registry import Registry

RESULT = View("composite", "image")


def test_qt_keeps_its_references_to_none(qapp: object) -> None:
    """PySide6 6.12.0 loses one with every call that returns nothing, and aborts on Python 3.11."""
    things = [QObject() for _ in range(50)]
    before = sys.getrefcount(None)
    for thing in things:
        thing.setObjectName("x")
    assert sys.getrefcount(None) - before > -10


def test_it_runs_shows_and_stops(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.watch("test", {RESULT: Wanted(160, 90, 30)})
    session.run()
    until(qtbot, lambda: len(heard.pictures) > 2 and len(heard.figures) > 1)
    session.engine.stop()
    until(qtbot, lambda: bool(heard.ended))
    assert heard.states == ["starting", "running", "stopping", "stopped"]
    picture = heard.pictures[-1]
    assert picture.view == RESULT
    assert picture.image.width() == 160
    assert picture.size[0] > 160
    assert heard.figures[-1].nodes.keys() >= {"composite"}
    assert heard.ended[0].stats["frames"]
    assert not heard.ended[0].problems


def test_an_edit_is_seen_in_the_next_pictures(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    graph = bundled("virtual_background")
    session.document.open(graph)
    node = next(n for n in graph.nodes if n.type == "muse.background.source")
    session.document.do(SetParam(node.id, "kind", "colour"))
    session.document.do(SetParam(node.id, "colour", "#ff0000"))
    session.watch("test", {View(node.id, "frame"): Wanted(64, 36, 30)})
    session.run()

    def red() -> bool:
        return (
            bool(heard.pictures) and heard.pictures[-1].image.pixelColor(5, 5).name() == "#ff0000"
        )

    until(qtbot, red)
    session.document.do(SetParam(node.id, "colour", "#0000ff"))
    until(qtbot, lambda: heard.pictures[-1].image.pixelColor(5, 5).name() == "#0000ff")
    session.document.undo()
    until(qtbot, red)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert not heard.behind


def test_what_cannot_run_leaves_the_run_as_it_was(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    target = next(
        link.target for link in session.graph.links if link.target == Port("composite", "frame")
    )
    session.document.do(Disconnect(target))
    until(qtbot, lambda: heard.behind == [True])
    assert session.engine.behind
    assert any(p.node == "composite" for problems in heard.refused for p in problems)
    frames = max((f.frames for f in heard.figures), default=0)
    until(qtbot, lambda: heard.figures[-1].frames > frames + 3)
    session.document.undo()
    until(qtbot, lambda: heard.behind == [True, False])
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_moving_a_node_changes_nothing_that_runs(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    session.document.do(MoveNode("composite", (5.0, 5.0)))
    until(qtbot, lambda: len(heard.figures) > 1)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert not heard.behind
    assert not heard.refused


def test_pause_and_single_steps(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: bool(heard.figures) and heard.figures[-1].frames > 3)
    session.engine.pause()
    seen = len(heard.figures)
    until(qtbot, lambda: len(heard.figures) > seen + 2)
    at = heard.figures[-1].frames
    session.engine.step()
    until(qtbot, lambda: heard.figures[-1].frames == at + 1)
    session.run()
    until(qtbot, lambda: heard.figures[-1].frames > at + 3)
    assert "paused" in heard.states
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_a_graph_that_cannot_run_says_why(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.document.do(AddNode(Node("trail", "muse.nobody.knows", params=Params({"a": 1}))))
    session.document.do(Disconnect(Port("composite", "frame")))
    session.run()
    until(qtbot, lambda: bool(heard.ended))
    assert session.engine.state == "stopped"
    assert {p.node for p in heard.ended[0].problems} >= {"composite"}


def test_a_host_that_cannot_be_opened_is_told(
    qapp: object, qtbot: QtBot, registry: Registry
) -> None:
    def broken() -> Host:
        return open_host(registry, NoModels(), device="cuda")

    engine = Engine(broken)
    heard = Heard(engine)
    engine.start(bundled("demo"))
    until(qtbot, lambda: bool(heard.ended))
    assert "CUDA" in heard.ended[0].problems[0].message
    engine.close()
    engine.deleteLater()


def test_a_snapshot_is_the_whole_value(session: Session, qtbot: QtBot) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    session.engine.snapshot(RESULT)
    until(qtbot, lambda: ("snapshot", RESULT) in heard.answers)
    assert heard.answers["snapshot", RESULT].shape[2] == 3
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_stop_while_starting(session: Session, qtbot: QtBot) -> None:
    session.run()
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_gestures_are_one_step_and_refusals_change_nothing(qapp: object) -> None:
    document = Document(bundled("demo"))
    told: list[Any] = []
    document.changed.connect(lambda before, after: told.append((before, after)))
    document.refused.connect(told.append)
    start = document.graph
    for x in range(5):
        assert document.do(MoveNode("composite", (float(x), 1.0)), gesture="drag 1")
    assert document.dirty
    document.undo()
    assert document.graph == start
    assert not document.can_undo
    assert len(told) == 6
    assert not document.do(MoveNode("nobody", (0.0, 0.0)))
    assert told[-1][0].message
    assert document.graph == start
    document.deleteLater()


@pytest.mark.parametrize("who", ["one", "two"])
def test_several_may_watch_the_same_wire(session: Session, qtbot: QtBot, who: str) -> None:
    heard = Heard(session.engine)
    session.watch("one", {RESULT: Wanted(80, 80, 10)})
    session.watch("two", {RESULT: Wanted(160, 90, 30)})
    session.watch(who, {})
    session.run()
    wide = 160 if who == "one" else 80
    until(qtbot, lambda: bool(heard.pictures) and heard.pictures[-1].image.width() == wide)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_new_node_types_are_there_at_the_next_run(
    qapp: object, qtbot: QtBot, registry: Registry
) -> None:
    opened: list[Registry] = []

    def host() -> Host:
        opened.append(session.registry)
        return open_host(session.registry, NoModels())

    engine = Engine(host)
    session = Session(Document(bundled("demo")), engine, registry)
    other = Registry(registry.schemas, registry.failures)
    for use in (registry, registry, other):
        if use is other:
            session.use_registry(other)
        session.run()
        until(qtbot, lambda: engine.state == "running")
        engine.stop()
        until(qtbot, lambda: engine.state == "stopped")
    assert opened == [registry, other]
    assert opened[-1] is other
    engine.close()
    session.deleteLater()
    engine.deleteLater()
