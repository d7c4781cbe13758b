"""The search over the canvas: keys only, recent choices, and wires that were dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Link, Node, Port
from muse_nodes.editor.adding import Loose, fitting_port
from muse_nodes.editor.node_rows import SCHEMA
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.search import Choice, SearchPopup
from muse_nodes.editor.session import Session
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry

AT = QPoint(50, 60)


@pytest.fixture
def popup(session: Session, preferences: Preferences, qtbot: QtBot) -> SearchPopup:
    made = SearchPopup(session, preferences)
    qtbot.addWidget(made)
    return made


def offered(popup: SearchPopup) -> list[str]:
    return [popup.list.item(i).data(SCHEMA).id for i in range(popup.list.count())]


def take(popup: SearchPopup, qtbot: QtBot, *keys: Qt.Key) -> Choice:
    """Press keys in the field; what was chosen by them."""
    with qtbot.waitSignal(popup.chosen) as told:
        for key in keys:
            qtbot.keyClick(popup.field, key)
    assert not popup.isVisible()
    choice = told.args[0]
    assert isinstance(choice, Choice)
    return choice


def test_typing_and_enter_chooses(popup: SearchPopup, session: Session, qtbot: QtBot) -> None:
    popup.ask(AT)
    assert len(offered(popup)) == len(session.registry)
    qtbot.keyClicks(popup.field, "compsite")
    choice = take(popup, qtbot, Qt.Key.Key_Return)
    assert (choice.type, choice.at, choice.loose) == ("muse.compose.composite", AT, None)
    before = session.graph
    edit, id = choice.added(session.graph, (10.0, 20.0))
    session.document.do(edit)
    assert session.graph.node(id) == Node(id, choice.type, position=(10.0, 20.0))
    session.document.undo()
    assert session.graph == before


def test_arrows_go_round(popup: SearchPopup, qtbot: QtBot) -> None:
    popup.ask(AT)
    order = offered(popup)
    assert take(popup, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Enter).type == order[2]
    popup.ask(AT)
    order = offered(popup)
    assert take(popup, qtbot, Qt.Key.Key_Up, Qt.Key.Key_Return).type == order[-1]
    popup.ask(AT)
    order = offered(popup)
    keys = (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Return)
    assert take(popup, qtbot, *keys).type == order[7]


def test_escape_closes_and_chooses_nothing(popup: SearchPopup, qtbot: QtBot) -> None:
    chosen: list[object] = []
    popup.chosen.connect(chosen.append)
    popup.ask(AT)
    with qtbot.waitSignal(popup.dismissed):
        qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert not chosen


def test_recent_choices_come_first_also_in_another_popup(
    popup: SearchPopup, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    for query in ("warp", "caption", "pose", "warp"):
        popup.ask(AT)
        qtbot.keyClicks(popup.field, query)
        take(popup, qtbot, Qt.Key.Key_Return)
    popup._preferences.save()
    other = SearchPopup(session, Preferences(popup._preferences.path))
    qtbot.addWidget(other)
    other.ask(AT)
    assert offered(other)[:3] == [
        "muse.shape.warp",
        "muse.understanding.pose",
        "muse.compose.caption",
    ]
    assert len(offered(other)) == len(session.registry)
    other.close()
    other._preferences.deleteLater()


def test_a_wire_from_an_output_offers_what_takes_it_and_is_connected(
    popup: SearchPopup, session: Session, qtbot: QtBot
) -> None:
    loose = Loose(Port("composite", "image"), output=True)
    popup.ask(AT, loose)
    takers = [s.id for s in session.registry if any(i.type.name == "Frame" for i in s.inputs)]
    assert sorted(offered(popup)) == sorted(takers)
    qtbot.keyClicks(popup.field, "caption")
    choice = take(popup, qtbot, Qt.Key.Key_Return)
    before = session.graph
    edit, id = choice.added(session.graph, (0.0, 0.0))
    session.document.do(edit)
    assert Link(loose.port, Port(id, choice.port)) in session.graph.links
    session.document.undo()
    assert session.graph == before
    assert not session.document.can_undo


def test_a_wire_from_an_input_offers_what_gives_it(
    popup: SearchPopup, session: Session, qtbot: QtBot
) -> None:
    loose = Loose(Port("composite", "frame"), output=False)
    popup.ask(AT, loose)
    givers = [s.id for s in session.registry if any(o.type.name == "Frame" for o in s.outputs)]
    assert sorted(offered(popup)) == sorted(givers)
    choice = take(popup, qtbot, Qt.Key.Key_Return)
    edit, id = choice.added(session.graph, (0.0, 0.0))
    session.document.do(edit)
    assert session.graph.inputs[loose.port].source == Port(id, choice.port)


def test_whatever_fits_is_a_link_the_checker_takes(registry: Registry, session: Session) -> None:
    for schema in registry:
        for kind in {o.type.name for s in registry for o in s.outputs}:
            if not (port := fitting_port(schema, kind, output=True)):
                continue
            giver = next(s for s in registry if any(o.type.name == kind for o in s.outputs))
            out = next(o.name for o in giver.outputs if o.type.name == kind)
            graph = AddNode(Node("a", giver.id)).apply(session.graph).graph
            choice = Choice(schema.id, AT, Loose(Port("a", out), output=True), port)
            edit, id = choice.added(graph, (0.0, 0.0))
            problems = check(edit.apply(graph).graph, registry)[1]
            assert not [p for p in problems if p.node == id and p.port == port]


def test_a_wire_of_an_unknown_node_offers_everything_and_connects_nothing(
    popup: SearchPopup, session: Session, qtbot: QtBot
) -> None:
    session.document.do(AddNode(Node("strange", "some.body.unknown")))
    popup.ask(AT, Loose(Port("strange", "out"), output=True))
    assert len(offered(popup)) == len(session.registry)
    assert take(popup, qtbot, Qt.Key.Key_Return).loose is None


def test_it_stays_on_the_screen(popup: SearchPopup, qtbot: QtBot) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    popup.ask(room.bottomRight())
    # the offscreen platform shifts what is moved before it is shown by a frame of 2 pixels
    assert room.adjusted(0, 0, 2, 2).contains(popup.frameGeometry())
    popup.close()
