"""What is seen of a job: the panel, the nodes on the canvas, the run bar, the list of problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from editor_bench import until
from job_bench import Gate, job_graph, job_session, task_graph
from modal_answers import answered, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from muse_nodes.api import Dataset, Model
from muse_nodes.api import Session as Recording
from muse_nodes.document import SetParam
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.jobs.curves import CurvesView, charts_of
from muse_nodes.editor.jobs.history import History
from muse_nodes.editor.jobs.phrases import described, made_words, time_left
from muse_nodes.editor.jobs.samples import SamplesView
from muse_nodes.editor.messages import Work
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.task_ctx import Progress, State


@pytest.fixture
def job(qapp: object, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    with job_session(registry, tmp_path, job_graph()) as made:
        yield made


@pytest.fixture
def window(job: Session, preferences: Preferences) -> Iterator[Window]:
    made = Window(job, preferences)
    made.show()
    yield made
    made.leave()


def item(window: Window, node: str) -> NodeItem:
    found = window.canvas.stage.item_of(node)
    assert found is not None
    return found


def finished(job: Session, qtbot: QtBot) -> None:
    until(qtbot, lambda: job.engine.state == "stopped")


def test_a_running_task_is_seen_everywhere(window: Window, job: Session, qtbot: QtBot) -> None:
    gate = Gate("look")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    until(qtbot, lambda: item(window, "look").mark.status == "waiting")
    assert item(window, "look").mark.share == 0.5
    assert item(window, "look").mark.time == "Running 50 %"
    assert item(window, "learn").mark.task == "waiting"
    assert item(window, "tape").mark.task == ""
    bar = window.run_bar
    assert bar.state_text.startswith("Look: Running 50 %")
    assert bar.state_text.endswith("waiting")
    assert bar.task.isVisible()
    assert bar.task.value() == 500
    assert not bar.figure("fps").isVisible()
    assert not window.commands.action("run.toggle").isEnabled()
    assert "Cancel the task" in window.commands.action("run.stop").toolTip()
    assert window.simple.figures.text().startswith("Look: Running 50 %")
    panel = window.job
    assert panel.shown == "look"
    assert list(panel.rows.rows) == ["look", "learn"]
    assert panel.rows.rows["look"].state.text() == "50 %"
    assert panel.rows.rows["learn"].state.text() == "Waiting"
    assert [chart.title for chart in panel.curves.charts] == ["loss", "validation"]
    assert list(panel.samples.images) == ["sample"]
    assert "waiting" in panel.log.toPlainText()
    assert not panel.made.buttons
    assert "50 %" in window.docks["job"].windowTitle()
    assert window.docks["job"].isVisible()
    gate.open.set()
    finished(job, qtbot)
    assert item(window, "learn").mark.time == "Done"
    assert not bar.task.isVisible()
    assert bar.state_text == "Done: Session of 2026-07-04 14:02, Labels, Network"
    assert [b.text() for b in panel.made.buttons] == [
        "Session of 2026-07-04 14:02", "Labels", "Network",
    ]  # fmt: skip
    assert window.docks["job"].windowTitle() == "Job"
    assert bar.figure("fps").isVisible()


def test_stop_says_what_it_ends(window: Window, job: Session, qtbot: QtBot) -> None:
    stop = window.commands.action("run.stop")
    job.document.do(SetParam("count", "frames", 10**9))
    job.run()
    until(qtbot, lambda: "the tasks of the graph follow" in stop.toolTip())
    assert "follow when it is stopped" in window.job.head.text()
    assert "stream" in window.docks["job"].windowTitle()
    job.engine.cancel()
    finished(job, qtbot)


def test_stop_promises_no_tasks_after_a_stream_where_none_flows(
    window: Window, job: Session, qtbot: QtBot
) -> None:
    job.document.open(task_graph())
    stop = window.commands.action("run.stop")
    tips: list[str] = []
    stop.changed.connect(lambda: tips.append(stop.toolTip()))
    gate = Gate("alone")
    job.run()
    until(qtbot, lambda: job.engine.state == "working")
    gate.open.set()
    finished(job, qtbot)
    assert any("Cancel the task" in tip for tip in tips)
    assert not any("End the stream" in tip for tip in tips)


def test_a_task_is_picked_in_the_panel_and_on_the_canvas(
    window: Window, job: Session, qtbot: QtBot
) -> None:
    job.run()
    until(qtbot, lambda: job.engine.work is not None)
    finished(job, qtbot)
    assert window.job.shown == "learn"
    assert not window.job.curves.isVisible()
    window.raise_panel("job")
    qtbot.mouseClick(window.job.rows.rows["look"], Qt.MouseButton.LeftButton)
    assert job.selected == {"look"}
    assert window.job.shown == "look"
    assert window.job.curves.isVisible()
    job.select(["learn"])
    assert window.job.shown == "learn"
    qtbot.keyClick(window.job.rows.rows["look"], Qt.Key.Key_Return)
    assert window.job.shown == "look"
    wanted: list[str] = []
    window.job.made.wanted.disconnect()
    window.job.made.wanted.connect(wanted.append)
    window.job.made.buttons[0].click()
    assert job.engine.work is not None
    assert wanted == [str(job.engine.work.artifacts["tape", "session"].path)]


def test_a_failed_task_is_a_problem_that_leads_to_its_node(
    window: Window, job: Session, qtbot: QtBot
) -> None:
    job.document.do(SetParam("look", "mode", "bad"))
    job.run()
    until(qtbot, lambda: job.engine.work is not None and job.engine.work.over)
    finished(job, qtbot)
    (trouble,) = window.problems.shown
    assert (trouble.node, trouble.hint) == ("look", "Try 'good'.")
    assert item(window, "look").mark.task == "failed"
    assert "cannot be looked at" in item(window, "look").mark.error
    assert window.run_bar.state_text == "Look: This cannot be looked at."
    assert window.job.shown == "look"
    assert [b.text() for b in window.job.made.buttons] == ["Session of 2026-07-04 14:02"]
    window.problems._reveal(window.problems._model.index(0))
    assert job.selected == {"look"}


def test_an_edit_of_a_task_that_runs_holds_from_the_next_run_on(
    window: Window, job: Session, qtbot: QtBot
) -> None:
    said: list[str] = []
    job.told.connect(lambda problems: said.extend(p.message for p in problems))
    job.document.open(task_graph())
    gate = Gate("alone")
    job.run()
    until(qtbot, lambda: job.engine.state == "working")
    for text in ("x", "xy"):
        job.document.do(SetParam("alone", "text", text))
    assert said == ["Alone: the change holds from the next run on."], "a drag says it once"
    assert window.job.note.text() == said[0]
    job.document.undo()
    job.document.undo()
    assert window.job.note.text() == ""
    job.document.do(SetParam("alone", "text", "xyz"))
    gate.open.set()
    finished(job, qtbot)
    assert window.job.note.text() == ""
    job.run()
    until(qtbot, lambda: job.engine.work is not None and job.engine.work.over)
    finished(job, qtbot)
    assert job.engine.work is not None
    assert job.engine.work.artifacts["alone", "dataset"].path.read_text() == "xyz"


def test_cancel_in_the_panel_says_that_what_is_done_is_kept(
    window: Window, job: Session, qtbot: QtBot
) -> None:
    gate = Gate("learn")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    window.raise_panel("job")
    qtbot.mouseClick(window.job.cancel, Qt.MouseButton.LeftButton)
    assert not window.job.cancel.isEnabled()
    finished(job, qtbot)
    assert "What is done is kept" in window.job.head.text()
    assert window.run_bar.state_text == "Cancelled; what is done is kept"
    assert not window.job.cancel.isVisible()


def test_closing_asks_while_a_job_runs(window: Window, job: Session, qtbot: QtBot) -> None:
    gate = Gate("learn")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    with answered(press("Cancel")) as seen:
        assert not window.close()
    assert seen == ["QMessageBox"]
    assert window.isVisible()
    assert job.engine.state == "working"
    with answered(press("End it and close")):
        assert window.close()
    job.engine.close()
    assert job.engine.work is not None
    assert job.engine.work.cancelled


def test_another_window_goes_on_with_the_job(
    window: Window, job: Session, preferences: Preferences, qtbot: QtBot
) -> None:
    gate = Gate("look")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    second = Window(job, preferences, window)
    assert second.job.shown == "look"
    assert item(second, "look").mark.task == "running"
    assert second.run_bar.state_text.startswith("Look: Running")
    second.leave()


# -- the parts -----------------------------------------------------------------------------------


def test_words_of_progress_and_results(tmp_path: Path) -> None:
    assert described(Progress("n", "running", 2, 8, "adding", 150.0)) == (
        "Running 25 % · 2 min left · adding"
    )
    assert described(Progress("n", "kept", 1, 1)) == "Done before"
    assert [
        time_left(Progress("n", "running", 1, 2, "", s)) for s in (-1, 12.3, 89, 6000)
    ] == ["", "12 s left", "1 min left", "1.7 h left"]  # fmt: skip
    at = tmp_path / "20260704_140200_2"
    assert made_words(Recording(at, "")) == "Session of 2026-07-04 14:02"
    assert made_words(Dataset(at, "")) == "Labels of 2026-07-04 14:02"
    assert made_words(Model(tmp_path / "student.onnx", "")) == "Network"


def test_history_counts_on_in_one_line() -> None:
    history = History(lambda: 7.0)

    def take(state: State, text: str) -> bool:
        return history.take(Work((Progress("a", state, text=text),)))

    assert take("running", "frame 1 of 40")
    assert take("running", "frame 2 of 40")
    assert not take("running", "frame 2 of 40")
    assert take("running", "writing")
    assert take("done", "writing")
    assert [(line.state, line.text) for line in history.lines] == [
        ("running", "frame 2 of 40"), ("running", "writing"), ("done", "writing"),
    ]  # fmt: skip


def test_curves_are_grouped_and_outliers_do_not_flatten_them() -> None:
    wild = tuple((float(i), 1000.0 if i == 0 else 1.0 / i) for i in range(100))
    charts = charts_of(
        {
            "loss/train": wild,
            "loss/held out": wild[5:],
            "error": ((0.0, 2.0),),
            "nan": ((0, float("nan")),),
        }
    )
    assert [(c.title, list(c.lines)) for c in charts] == [
        ("error", [""]), ("loss", ["train", "held out"]),
    ]  # fmt: skip
    error, loss = charts
    assert loss.up[0] == 0.0
    assert loss.up[1] < 2.0
    assert error.across == (0.0, 1.0)
    assert error.up[0] < 2.0 < error.up[1]


def test_many_curves_are_scrolled_sideways(qtbot: QtBot) -> None:
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(400, 120)
    view.show()
    view.show_curves({f"loss {i}": ((0.0, 1.0), (1.0, 0.5)) for i in range(9)})
    assert view._field.minimumWidth() > 2 * view.viewport().width()
    assert view._field.height() <= view.viewport().height()
    view.resize(400, 900)
    assert view._field.minimumWidth() <= view.viewport().width()
    view.hide()


def test_curves_and_pictures_are_painted(qtbot: QtBot) -> None:
    curves, samples = CurvesView(), SamplesView()
    for view in (curves, samples):
        qtbot.addWidget(view)
        view.resize(400, 160)
    empty = curves.grab().toImage()
    curves.show_curves({"loss": ((0.0, 1.0), (1.0, 0.5), (2.0, 0.1))})
    assert curves.grab().toImage() != empty
    assert curves.accessibleDescription() == "loss: 0.1"
    red = np.zeros((9, 16, 3), np.uint8)
    red[..., 0] = 255
    samples.show_pictures({"sample": red})
    before = samples.images["sample"].cacheKey()
    red[:] = 0  # whoever made it may use it for something else
    shown = samples.grab().toImage()
    assert QImage(shown).pixelColor(shown.width() // 2, shown.height() // 3).name() == "#ff0000"
    samples.show_pictures({"sample": red, "other": red})
    assert samples.images["sample"].cacheKey() == before
    assert list(samples.images) == ["sample", "other"]
