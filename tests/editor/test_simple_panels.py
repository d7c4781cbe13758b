"""Simple mode: sliders, camera and mirror, and what it says when a graph lacks something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from editor_bench import Heard, bundled, until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from simple_bench import end, make_page, texts, undo_steps

from muse_nodes.document import (
    AddNode,
    Connect,
    Graph,
    Node,
    Params,
    Port,
    RemoveNode,
    SetParam,
)
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import SimpleMode, pieces
from muse_nodes.editor.simple.camera import QUESTION
from muse_nodes.editor.simple.wishes import Wish

GREEN = Wish("colour", "#00b140")


@pytest.fixture
def page(session: Session, preferences: Preferences, qtbot: QtBot) -> Iterator[SimpleMode]:
    made = make_page(session, preferences, qtbot)
    yield made
    end(session, qtbot)


def warp(graph: Graph) -> Node:
    return pieces.of_type(graph, pieces.WARP)[0]


# -- shape -------------------------------------------------------------------------------------


def test_sliders_follow_the_document_and_the_document_the_sliders(
    page: SimpleMode, session: Session
) -> None:
    row, slider = page.shape.row("warp", "hips"), page.shape.row("warp", "hips").slider
    slider.touched.emit()
    for value in (30, 20, 10):
        slider.setValue(value)
    assert warp(session.graph).params["hips"] == -0.9
    assert row.back.isEnabled()
    assert len(undo_steps(session)) == 1, "a drag is one step"
    slider.touched.emit()
    slider.setValue(slider.maximum())
    assert warp(session.graph).params["hips"] == 1.0
    assert len(undo_steps(session)) == 2
    session.document.undo()
    assert slider.value() == 10
    session.document.do(SetParam("warp", "hips", 0.5))
    assert slider.value() == 150
    row.back.click()
    assert "hips" not in warp(session.graph).params
    assert not row.back.isEnabled()
    assert slider.value() == 85


def test_reset_all_is_one_step(page: SimpleMode, session: Session) -> None:
    touched = session.graph
    assert warp(touched).params
    button = next(b for b in page.shape.findChildren(QPushButton) if b.text() == "Reset all")
    button.click()
    assert not warp(session.graph).params
    assert not button.isEnabled()
    session.document.undo()
    assert session.graph == touched


def test_the_mouse_takes_a_slider_where_it_is_and_the_wheel_leaves_it(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    page.show()
    slider = page.shape.row("warp", "waist").slider
    slider.resize(200, slider.height())
    click_at = QPoint(slider.width() // 2, slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=click_at)
    assert abs(float(str(warp(session.graph).params["waist"]))) < 0.05
    before = slider.value()
    wheel = QWheelEvent(
        click_at.toPointF(), slider.mapToGlobal(click_at).toPointF(), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    slider.wheelEvent(wheel)
    assert not wheel.isAccepted()
    assert slider.value() == before
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == before + 1
    page.hide()


def test_every_warp_of_the_graph_has_its_sliders(page: SimpleMode, session: Session) -> None:
    node = session.graph.node("warp")
    second = Node("second", node.type, "Only the face", params=Params({"jaw": 0.4}))
    session.document.do(AddNode(second))
    assert page.shape.row("second", "jaw").slider.value() == 140
    assert "Only the face" in texts(page.shape)
    session.document.undo()
    with pytest.raises(KeyError):
        page.shape.row("second", "jaw")


# -- what a graph lacks --------------------------------------------------------------------------


def test_what_a_graph_lacks_is_said_in_words(page: SimpleMode, session: Session) -> None:
    assert not page.backdrop.lacks
    session.document.open(bundled("matte_preview"))
    assert "no Composite" in page.backdrop.lacks
    assert "Background buffer" in page.backdrop.lacks
    assert "no Warp" in " ".join(texts(page.shape))
    assert not page.controls.mirror.isEnabled()
    assert "no Place" in page.controls.mirror.toolTip()
    session.document.open(bundled("live"))
    assert not page.backdrop.lacks
    for id in ("warp", "segment"):
        session.document.do(RemoveNode(id))
    assert "cuts you out" in page.backdrop.lacks
    page.backdrop.wish(GREEN)
    assert not pieces.of_type(session.graph, pieces.BACKGROUND)


def test_the_mirror_turns_every_place(page: SimpleMode, session: Session, qtbot: QtBot) -> None:
    session.document.do(AddNode(Node("place", pieces.PLACE)))
    session.document.do(Connect(Port("warp", "layer"), Port("place", "layer")))
    session.document.do(Connect(Port("place", "layer"), Port("composite", "layer1")))
    switch = page.controls.mirror
    assert switch.isEnabled()
    switch.click()
    assert session.graph.node("place").params["mirror"] is True
    session.document.undo()
    assert not switch.isChecked()


# -- camera --------------------------------------------------------------------------------------


def test_cameras_are_looked_for_by_the_engine_and_the_demo_can_be_had(
    page: SimpleMode, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    session.document.open(bundled("live"))
    page.show()
    until(qtbot, lambda: QUESTION in heard.answers)
    found = heard.answers[QUESTION]
    assert isinstance(found, tuple), found
    box = page.camera.choice("camera")
    values = [box.itemData(i) for i in range(box.count() - 1)]
    assert values == ["auto", *[value for value, _ in found], "demo"]
    assert bool(found) != bool(page.camera.note)
    box.setCurrentIndex(values.index("demo"))
    box.activated.emit(values.index("demo"))
    assert session.graph.node("camera").params["source"] == "demo"
    assert not page.camera.note, "whoever has chosen the scene misses no camera"
    session.document.undo()
    assert box.currentData() == "auto"
    page.hide()


def test_a_camera_that_is_not_there_stays_chosen(page: SimpleMode, session: Session) -> None:
    session.document.open(bundled("live"))
    session.document.do(SetParam("camera", "source", "/films/clip.mp4"))
    box = page.camera.choice("camera")
    assert (box.currentText(), box.currentData()) == ("clip.mp4", "/films/clip.mp4")
    session.engine.answered.emit(QUESTION, (("/dev/v4l/by-id/one", "One"),))
    assert box.currentData() == "/films/clip.mp4"
    assert "One" in [box.itemText(i) for i in range(box.count())]


def test_a_graph_without_a_camera_says_so(page: SimpleMode, session: Session) -> None:
    assert "demo scene" in page.camera.note
    session.document.do(RemoveNode("scene"))
    assert "no camera" in page.camera.note
