"""The last minute of a run: what is kept, what is painted, what is recorded and saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from editor_bench import until
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from muse_nodes.document import MoveNode, Problem, SetParam
from muse_nodes.editor.messages import Figures, NodeFigures, Said
from muse_nodes.editor.session import Session
from muse_nodes.editor.timeline import TimelinePanel
from muse_nodes.editor.timeline_past import SPAN, Past
from muse_nodes.editor.timeline_view import TimelineView, scale


def figures(at: float, dropped: int = 0, **ms: float) -> Figures:
    nodes = {n: NodeFigures(n, "cpu", "", "", v, 2 * v, 9, False) for n, v in ms.items()}
    return Figures(at, int(30 * at), 30.0, 5.0, 9.0, dropped, 10.0, 99.0, 5.0, 25.0, nodes)


@pytest.fixture
def view(qapp: object, qtbot: QtBot) -> TimelineView:
    made = TimelineView(str.title, lambda node: node == "camera")
    qtbot.addWidget(made)
    made.resize(900, 300)
    return made


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> TimelinePanel:
    made = TimelinePanel(session)
    qtbot.addWidget(made)
    made.resize(900, 300)
    return made


def painted(view: TimelineView) -> QImage:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image)
    return image


def share(image: QImage, colour: QColor) -> float:
    """How much of a picture has exactly this colour."""
    spots = [(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    return sum(image.pixelColor(x, y).rgb() == colour.rgb() for x, y in spots) / len(spots)


# -- what is kept -----------------------------------------------------------------------------


def test_a_minute_is_kept_and_no_more() -> None:
    past = Past()
    past.mark("edit", "before the first figures")
    assert not past.marks
    for quarter in range(4 * 100):
        past.add(figures(quarter / 4, a=1.0))
        if quarter % 40 == 0:
            past.mark("edit", f"{quarter}")
            past.mark("edit", f"{quarter}")
    assert past.now - past.moments[0].at == SPAN
    assert [m.text for m in past.marks] == ["160", "200", "240", "280", "320", "360"]
    assert past.budget == 40.0


def test_drops_are_marked_as_they_come() -> None:
    past = Past()
    for at, dropped in ((0.0, 0), (0.25, 3), (0.5, 3), (0.75, 5)):
        past.add(figures(at, dropped, a=1.0))
    assert [(m.at, m.kind, m.text) for m in past.marks] == [
        (0.25, "dropped", "3"), (0.75, "dropped", "2"),
    ]  # fmt: skip
    assert [m.dropped for m in past.moments] == [0, 3, 0, 2]
    assert past.marks_near(0.3, 0.1)
    nearest = past.nearest(0.6)
    assert nearest is not None
    assert nearest.at == 0.5


def test_nodes_are_ordered_by_what_they_cost_of_late() -> None:
    past = Past()
    assert past.by_cost() == []
    for second in range(60):
        past.add(figures(second, a=9.0 if second < 10 else 1.0, b=2.0, c=3.0))
    assert past.by_cost() == ["c", "b", "a"]


def test_a_hiccup_is_shown_in_full_and_then_does_not_hide_the_rest() -> None:
    past = Past()
    for quarter in range(90):
        past.add(figures(quarter / 4, a=900.0 if quarter in (0, 1, 80) else 4.0))
    assert past.high == 900.0
    for quarter in range(90, 200):
        past.add(figures(quarter / 4, a=4.0))
    assert past.high == 4.0


@pytest.mark.parametrize(
    ("high", "budget", "top"),
    [(4.0, 33.3, 5.0), (12.0, 33.3, 50.0), (40.0, 33.3, 50.0), (0.0, 0.0, 0.5), (120.0, 0.0, 200)],
)
def test_the_scale_is_round_and_has_the_budget_in_reach(
    high: float, budget: float, top: float
) -> None:
    assert scale(high, budget) == pytest.approx(top)


# -- what is painted --------------------------------------------------------------------------


def test_areas_are_as_high_as_the_cost(view: TimelineView) -> None:
    for quarter in range(4 * 62):
        view.add(figures(quarter / 4, a=8.0, b=2.0, camera=33.0))
    image = painted(view)
    a, b = (share(image, view._colours[n]) for n in ("a", "b"))
    assert a > 0.05
    assert 2.5 < a / b < 5.5
    assert view.legend == ["a", "b", "camera"]
    assert share(image, view._colours["camera"]) == 0.0  # sources are listed, not stacked


def test_a_node_that_comes_later_is_stacked_from_then_on(view: TimelineView) -> None:
    for quarter in range(120):
        view.add(figures(quarter / 4, a=5.0))
    for quarter in range(120, 240):
        view.add(figures(quarter / 4, a=5.0, late=5.0))
    image = painted(view)
    assert 0.3 < share(image, view._colours["late"]) / share(image, view._colours["a"]) < 0.7


def test_the_pointer_asks_for_its_moment(view: TimelineView, qtbot: QtBot) -> None:
    assert painted(view).size() == view.size()  # nothing to show yet
    for quarter in range(4 * 60 + 1):
        view.add(figures(quarter / 4, a=quarter / 100))
    view.show()
    qtbot.waitExposed(view)
    chart = view._chart()
    view._pointer = QPointF(chart.left() + chart.width() / 2, chart.center().y())
    moment = view.pointed()
    assert moment is not None
    assert moment.at == pytest.approx(30.0, abs=0.3)
    view._pointer = QPointF(1, 1)
    assert view.pointed() is None
    picked: list[str] = []
    view.picked.connect(picked.append)
    painted(view)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view._rows[0].place.center())
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert picked == ["a"]
    view.close()


# -- a real run -------------------------------------------------------------------------------


def test_a_run_is_followed(session: Session, panel: TimelinePanel, qtbot: QtBot) -> None:
    past = panel.view.past
    session.run()
    until(qtbot, lambda: len(past.moments) > 3 and past.moments[-1].total > 0)
    assert past.budget == pytest.approx(1000 / 30, abs=0.5)
    assert set(past.moments[-1].nodes) >= {"scene", "composite", "preview"}
    painted(panel.view)
    assert panel.view.legend[-1] == "scene"
    session.document.do(MoveNode("composite", (5.0, 5.0)))
    assert not [m for m in past.marks if m.kind == "edit"]
    width = next(n for n in session.graph.nodes if n.id == "scene").params.get("width", 1280)
    session.document.do(SetParam("scene", "width", 640 if width != 640 else 320))
    session.engine.said.emit(Said(9, "warp", "It failed.", "error"))
    assert [(m.kind, m.text) for m in past.marks if m.kind != "dropped"] == [
        ("edit", "Edit"), ("fault", "Warp: It failed."),
    ]  # fmt: skip
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert past.moments


def test_it_can_be_held_and_goes_on_without_a_gap(panel: TimelinePanel) -> None:
    engine = panel._session.engine
    for at in range(5):
        engine.figures.emit(figures(at, a=1.0))
    panel.hold.setChecked(True)
    for at in range(5, 9):
        engine.figures.emit(figures(at, a=1.0))
    assert panel.view.past.now == 4
    panel.hold.setChecked(False)
    assert [m.at for m in panel.view.past.moments] == list(range(9))


def test_calls_are_recorded_and_saved_also_after_the_run(
    session: Session, panel: TimelinePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not panel.save.isEnabled()
    panel.record.setChecked(True)
    assert panel.tracing.on
    session.run()
    until(qtbot, lambda: panel.save.isEnabled())
    recorder = panel.tracing._recorder
    assert recorder is not None
    until(qtbot, lambda: len({s.node for s in recorder.spans}) > 5)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    saved: list[str] = []
    panel.tracing.saved.connect(saved.append)
    path = tmp_path / "a trace.json"
    panel.tracing.save(path)
    until(qtbot, lambda: bool(saved))
    assert saved == [str(path)]
    events = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
    assert {"scene", "composite", "preview"} <= {e["name"] for e in events}
    told: list[Problem] = []
    session.told.connect(told.extend)
    panel.tracing.save(tmp_path)
    until(qtbot, lambda: bool(told))
    assert "cannot be written" in told[0].message
    panel.record.setChecked(False)
    assert panel.save.isEnabled()


def test_recording_goes_on_in_the_next_run_and_not_after_it_was_ended(
    session: Session, panel: TimelinePanel, qtbot: QtBot
) -> None:
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    panel.record.setChecked(True)
    until(qtbot, lambda: panel.tracing.has_calls)
    first = panel.tracing._recorder
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    session.run()
    until(qtbot, lambda: panel.tracing._recorder is not first)
    second = panel.tracing._recorder
    assert second is not None
    until(qtbot, lambda: bool(second.spans))
    panel.record.setChecked(False)
    answers: list[object] = []
    session.engine.answered.connect(lambda name, answer: answers.append(answer))
    until(qtbot, lambda: second in answers)  # from here on nothing more is recorded
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert panel.tracing._recorder is second
