"""The inspector on a graph: gestures, undo, what is shown when, several nodes, live edits."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from muse_nodes.document import AddNode, Graph, Node, RemoveNode, SetParam, SetTitle, errors
from muse_nodes.editor.inspector import Inspector
from muse_nodes.editor.inspector.graph_page import GraphPage
from muse_nodes.editor.inspector.many_page import ManyPage
from muse_nodes.editor.inspector.node_page import NodePage
from muse_nodes.editor.messages import View, Wanted
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session

WARP, SEGMENT, SOURCE = "muse.shape.warp", "muse.understanding.segment", "muse.background.source"


@pytest.fixture
def inspector(session: Session, preferences: Preferences, qtbot: QtBot) -> Iterator[Inspector]:
    made = Inspector(session, preferences=preferences)
    qtbot.addWidget(made)
    made.resize(380, 900)
    made.show()
    yield made
    made.hide()


def add(session: Session, *types: str) -> list[str]:
    """Nodes of these types, put into the open graph."""
    ids = []
    for type in types:
        ids.append(session.graph.fresh_id(type))
        assert session.document.do(AddNode(Node(ids[-1], type)))
    return ids


def control(inspector: Inspector, param: str) -> Any:
    page: Any = inspector.page
    return page.form.rows[param].control


def drag(slider: Any, steps: int) -> None:
    """Take the handle with the mouse and pull it to the right, step by step."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    at = handle.center()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(slider, left, Qt.KeyboardModifier.NoModifier, at)
    for step in range(1, steps + 1):
        QTest.mouseMove(slider, at + QPoint(3 * step, 0))
        QApplication.processEvents()
    QTest.mouseRelease(slider, left, Qt.KeyboardModifier.NoModifier, at + QPoint(3 * steps, 0))


def test_a_drag_is_one_step_and_every_part_of_it_is_live(
    inspector: Inspector, session: Session
) -> None:
    (node,) = add(session, WARP)
    session.select([node])
    before = session.graph
    seen: list[object] = []
    session.document.changed.connect(
        lambda _before, after: seen.append(after.node(node).params.get("waist"))
    )
    for _ in range(2):
        drag(control(inspector, "waist").slider, 8)
    assert len(set(seen)) > 6, "each part of the drag goes to the document"
    last = session.graph
    session.document.undo()
    middle = session.graph
    assert middle not in (before, last)
    session.document.undo()
    assert session.graph == before


def test_a_slider_of_what_sets_the_node_up_again_counts_when_it_is_let_go(
    inspector: Inspector, session: Session
) -> None:
    (node,) = add(session, "muse.sources.demo_scene")
    session.select([node])
    seen: list[object] = []
    session.document.changed.connect(lambda *_: seen.append(1))
    noise = control(inspector, "noise")
    drag(noise.slider, 6)
    assert len(seen) == 1
    assert session.graph.node(node).params["noise"] == noise.spin.value() != 1.5


def test_typing_a_text_is_one_step(inspector: Inspector, session: Session, qtbot: QtBot) -> None:
    (node,) = add(session, "muse.compose.caption")
    session.select([node])
    before = session.graph
    field = control(inspector, "line").field
    qtbot.keyClicks(field, "Hello")
    assert session.graph.node(node).params["line"] == "Hello"
    session.document.undo()
    assert session.graph == before
    assert field.text() == ""


def test_undo_is_shown_and_fires_nothing(inspector: Inspector, session: Session) -> None:
    (node,) = add(session, WARP)
    session.select([node])
    spin = control(inspector, "waist").spin
    spin.setValue(0.5)
    graphs: list[Graph] = []
    session.document.changed.connect(lambda _before, after: graphs.append(after))
    session.document.undo()
    assert spin.value() == -0.4
    session.document.redo()
    assert spin.value() == 0.5
    session.document.do(SetParam(node, "waist", 0.25))
    assert spin.value() == 0.25
    assert control(inspector, "waist").slider.value() == 125
    assert len(graphs) == 3


def test_what_is_being_typed_survives_edits_from_elsewhere(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    (node,) = add(session, "muse.sources.camera")
    session.select([node])
    field = control(inspector, "source").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "clip.mp4")
    field.setCursorPosition(4)
    session.document.do(SetParam(node, "loop", True))
    assert control(inspector, "loop").check.isChecked()
    assert (field.text(), field.cursorPosition()) == ("clip.mp4", 4)
    assert "source" not in session.graph.node(node).params
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.graph.node(node).params["source"] == "clip.mp4"


def test_half_typed_text_does_not_end_in_another_graph(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    session.document.open(bundled("live"))
    session.select(["camera"])
    field = control(inspector, "source").field
    field.setFocus()
    qtbot.keyClicks(field, "half")
    session.document.open(bundled("virtual_background"))
    assert session.graph == bundled("virtual_background")
    assert isinstance(inspector.page, GraphPage)


def test_only_what_means_something_is_shown(inspector: Inspector, session: Session) -> None:
    (node,) = add(session, SOURCE)
    session.select([node])
    page: Any = inspector.page
    expected = {
        "room": {"kind"}, "blur": {"kind", "radius"}, "colour": {"kind", "colour"},
        "image": {"kind", "file", "fit"}, "video": {"kind", "file", "fit"},
    }  # fmt: skip
    for kind, names in expected.items():
        session.document.do(SetParam(node, "kind", kind))
        assert {n for n, row in page.form.rows.items() if row.isVisible()} == names


def test_a_double_click_on_the_name_goes_back_to_the_default(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    (node,) = add(session, WARP)
    session.select([node])
    page: Any = inspector.page
    session.document.do(SetParam(node, "hips", 0.75))
    qtbot.mouseDClick(page.form.rows["hips"].label, Qt.MouseButton.LeftButton)
    assert "hips" not in session.graph.node(node).params


def test_several_of_one_type_are_edited_together(inspector: Inspector, session: Session) -> None:
    nodes = add(session, WARP, WARP)
    session.document.do(SetParam(nodes[0], "waist", 0.5))
    session.select(nodes)
    page = inspector.page
    assert isinstance(page, ManyPage)
    assert page.form is not None
    assert page.form.rows["waist"].mixed.isVisible()
    assert not page.form.rows["hips"].mixed.isVisible()
    before = session.graph
    control(inspector, "waist").spin.setValue(-1.0)
    assert [session.graph.node(n).params["waist"] for n in nodes] == [-1.0, -1.0]
    assert not page.form.rows["waist"].mixed.isVisible()
    session.document.undo()
    assert session.graph == before
    page.form.rows["waist"].reset.click()
    assert all("waist" not in session.graph.node(n).params for n in nodes)


def test_several_of_different_types_can_be_muted_bypassed_and_deleted(
    inspector: Inspector, session: Session
) -> None:
    nodes = add(session, WARP, SEGMENT)
    start = session.graph
    session.select(nodes)
    page = inspector.page
    assert isinstance(page, ManyPage)
    assert page.form is None
    assert "2" in page.count.text()
    page.switches.mute.click()
    assert all(session.graph.node(n).muted for n in nodes)
    page.switches.bypass.click()
    assert all(session.graph.node(n).bypassed for n in nodes)
    session.document.undo()
    session.document.undo()
    assert session.graph == start
    assert not page.switches.mute.isChecked()
    assert page.switches.delete is not None
    page.switches.delete.click()
    assert not set(nodes) & session.graph.by_id.keys()
    assert isinstance(inspector.page, GraphPage)
    session.document.undo()
    assert session.graph == start


def test_the_title_of_a_node(inspector: Inspector, session: Session, qtbot: QtBot) -> None:
    (node,) = add(session, WARP)
    session.select([node])
    page = inspector.page
    assert isinstance(page, NodePage)
    field = page.heading.title
    assert field.placeholderText() == "Warp"
    qtbot.keyClicks(field, "Slim")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.graph.node(node).title == "Slim"
    session.document.do(SetTitle(node, "Slimmer"))
    assert field.text() == "Slimmer"
    page.heading.switches.mute.click()
    assert session.graph.node(node).muted


def test_the_graph_describes_itself(inspector: Inspector, session: Session, qtbot: QtBot) -> None:
    session.select([])
    page = inspector.page
    assert isinstance(page, GraphPage)
    before = session.graph
    page.title.selectAll()
    qtbot.keyClicks(page.title, "Mine")
    assert session.graph.title == "Mine"
    qtbot.keyClick(page.title, Qt.Key.Key_Return)
    page.description.setPlainText("Two\nlines")
    assert session.graph.description == "Two\nlines"
    page.needs.setText("vcam, hotkeys vcam")
    qtbot.keyClick(page.needs, Qt.Key.Key_Return)
    assert session.graph.needs == ("vcam", "hotkeys")
    while session.document.can_undo:
        session.document.undo()
    assert session.graph == before
    assert page.title.text() == before.title


def test_a_node_that_goes_away_leaves_the_graph_s_page(
    inspector: Inspector, session: Session
) -> None:
    (node,) = add(session, WARP)
    session.select([node])
    assert isinstance(inspector.page, NodePage)
    session.document.do(RemoveNode(node))
    assert isinstance(inspector.page, GraphPage)


def test_a_type_that_nobody_knows_is_shown_with_its_problem(
    inspector: Inspector, session: Session
) -> None:
    session.document.do(AddNode(Node("odd", "some.body.unknown")))
    session.check()
    session.select(["odd"])
    page = inspector.page
    assert isinstance(page, NodePage)
    assert "some.body.unknown" in page.heading.type.text()
    assert "not known" in page.troubles.cards[0].trouble.text


def test_an_edit_changes_the_picture_of_the_graph_that_runs(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    session.document.open(bundled("virtual_background"))
    node = next(n.id for n in session.graph.nodes if n.type == SOURCE)
    session.document.do(SetParam(node, "kind", "colour"))
    session.watch("test", {View(node, "frame"): Wanted(64, 36, 30)})
    session.select([node])
    colour = control(inspector, "colour")
    session.run()
    for wanted in ("#ff0000", "#0000ff"):
        colour.field.selectAll()
        qtbot.keyClicks(colour.field, wanted)
        until(
            qtbot,
            lambda wanted=wanted: (
                bool(heard.pictures) and heard.pictures[-1].image.pixelColor(5, 5) == QColor(wanted)
            ),
        )
    page: Any = inspector.page
    until(qtbot, lambda: page.figures.calls.text() not in ("", "0", "–"))
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert not [p for problems in heard.refused for p in errors(problems)]


def test_the_colour_dialog_is_one_step_and_cancel_goes_back(
    inspector: Inspector, session: Session
) -> None:
    (node,) = add(session, SOURCE)
    session.document.do(SetParam(node, "kind", "colour"))
    session.select([node])
    colour = control(inspector, "colour")
    before = session.graph
    colour.button.click()
    for name in ("#111111", "#222222"):
        colour.dialog.setCurrentColor(QColor(name))
        assert session.graph.node(node).params["colour"] == name
    colour.dialog.accept()
    session.document.undo()
    assert session.graph == before
    colour.button.click()
    colour.dialog.setCurrentColor(QColor("#333333"))
    colour.dialog.reject()
    assert session.graph.node(node).params["colour"] == "#00b140"
    assert colour.dialog is None


def test_no_half_typed_colour_reaches_the_document(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    (node,) = add(session, SOURCE)
    session.document.do(SetParam(node, "kind", "colour"))
    session.select([node])
    before = session.graph
    field = control(inspector, "colour").field
    field.selectAll()
    qtbot.keyClicks(field, "#12")
    assert field.property("wrong") is True
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.graph == before
    assert field.text() == "#00b140"
    assert field.property("wrong") is False


def test_paths_are_offered_again(
    inspector: Inspector, session: Session, preferences: Preferences
) -> None:
    (node,) = add(session, "muse.sources.image")
    session.select([node])
    path = control(inspector, "path")
    assert not path.again.isVisible()
    path.choose("one.png")
    path.choose("two.png")
    assert session.graph.node(node).params["path"] == "two.png"
    assert path.again.isVisible()
    path.menu.aboutToShow.emit()
    assert [a.text() for a in path.menu.actions()] == ["two.png", "one.png"]
    path.menu.actions()[1].trigger()
    assert session.graph.node(node).params["path"] == "one.png"
    preferences.save()
    again = Preferences(preferences.path)
    assert again.text("paths/muse.sources.image.path").split("\n") == ["one.png", "two.png"]


def test_a_camera_is_chosen_from_those_that_there_are(
    inspector: Inspector, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = SimpleNamespace(index=3, name="Desk & Lamp", path="by-id/desk", vid=None, pid=None)
    monkeypatch.setattr("cv2_enumerate_cameras.enumerate_cameras", lambda _interface: [there])
    (node,) = add(session, "muse.sources.camera")
    session.select([node])
    source = control(inspector, "source")
    source.menu.aboutToShow.emit()
    until(qtbot, lambda: "Desk && Lamp" in [a.text() for a in source.menu.actions()])
    next(a for a in source.menu.actions() if a.text() == "Desk && Lamp").trigger()
    assert session.graph.node(node).params["source"] == "by-id/desk"
    assert source.field.text() == "by-id/desk"
    next(a for a in source.menu.actions() if a.text() == "Demo scene").trigger()
    assert session.graph.node(node).params["source"] == "demo"
