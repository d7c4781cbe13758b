"""Jobs by way of the editor's bridge: the stream, the tasks, how they are stopped, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import Heard, until
from job_bench import Gate, job_graph, job_session, task_graph
from pytestqt.qtbot import QtBot

from muse_nodes.document import SetParam
from muse_nodes.editor.messages import Work
from muse_nodes.editor.session import Session
from muse_nodes.engine.registry import Registry

ENDLESS = 10**9


@pytest.fixture
def job(qapp: object, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    with job_session(registry, tmp_path, job_graph()) as made:
        yield made


def told(session: Session) -> list[Work]:
    """Everything that is said of jobs from now on."""
    kept: list[Work] = []
    session.engine.work_changed.connect(kept.append)
    return kept


def states(work: Work | None) -> dict[str, str]:
    return {task.node: task.state for task in work.tasks} if work is not None else {}


def test_the_stream_runs_and_then_the_tasks(job: Session, qtbot: QtBot, tmp_path: Path) -> None:
    heard, works = Heard(job.engine), told(job)
    gate = Gate("look")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    assert job.engine.job_runs
    until(qtbot, lambda: states(job.engine.work) == {"look": "running", "learn": "waiting"})
    gate.open.set()
    until(qtbot, lambda: bool(heard.ended))
    assert job.engine.state == "stopped"
    assert heard.states[0] == "starting"
    assert heard.states[-2:] == ["working", "stopped"]
    last = works[-1]
    assert last.over
    assert states(last) == {"look": "done", "learn": "done"}
    assert last is job.engine.work
    assert not job.engine.job_runs
    assert last.artifacts["learn", "model"].path.read_text() == "0 3.0"
    assert last.artifacts["tape", "session"].path == tmp_path / "20260704_140200"
    assert [len(c) for c in last.shown["look"].curves.values()] == [4, 4]
    assert last.shown["look"].pictures["sample"].shape == (36, 64, 3)
    assert not heard.ended[0].problems
    assert not heard.refused


def test_while_frames_flow_it_is_a_run_like_any_other(job: Session, qtbot: QtBot) -> None:
    heard = Heard(job.engine)
    job.document.do(SetParam("count", "frames", ENDLESS))
    job.run()
    until(qtbot, lambda: job.engine.state == "running")
    until(qtbot, lambda: bool(heard.figures) and heard.figures[-1].frames > 3)
    assert heard.figures[-1].nodes.keys() == {"count", "tape"}
    job.engine.act("tape", "mark")
    job.document.do(SetParam("tape", "by", 0.5))
    seen = len(heard.figures)
    until(qtbot, lambda: len(heard.figures) > seen + 2)
    assert heard.behind == []
    job.engine.stop()
    assert job.engine.state == "stopping"
    until(qtbot, lambda: bool(heard.ended))
    assert states(job.engine.work) == {"look": "done", "learn": "done"}, "stop ends the stream only"
    assert job.engine.work is not None
    marked, largest = (
        job.engine.work.artifacts["tape", "session"].path.read_text().split()
    )  # the action and the edit have reached the node
    assert marked == "1"
    assert largest.endswith(".5")
    assert heard.ended[0].stats["frames"]


def test_a_person_before_the_stream_has_its_own_rate(job: Session, qtbot: QtBot) -> None:
    """Thirty numbers a second, as the source says, and not as many as there can be."""
    heard = Heard(job.engine)
    job.document.do(SetParam("count", "frames", ENDLESS))
    job.run()
    until(qtbot, lambda: len(heard.figures) > 8)
    assert heard.figures[-1].fps < 60
    job.engine.cancel()
    until(qtbot, lambda: bool(heard.ended))


def test_cancel_ends_what_is_still_to_come(job: Session, qtbot: QtBot) -> None:
    heard = Heard(job.engine)
    job.document.do(SetParam("count", "frames", ENDLESS))
    job.run()
    until(qtbot, lambda: job.engine.state == "running")
    until(qtbot, lambda: bool(heard.figures) and heard.figures[-1].frames > 0)
    job.engine.cancel()
    until(qtbot, lambda: bool(heard.ended))
    assert job.engine.work is not None
    assert job.engine.work.cancelled
    assert states(job.engine.work) == {"look": "waiting", "learn": "waiting"}
    assert ("tape", "session") in job.engine.work.artifacts, "what was recorded is kept"
    assert not heard.ended[0].problems


def test_stop_cancels_a_task_and_the_next_run_goes_on(job: Session, qtbot: QtBot) -> None:
    heard = Heard(job.engine)
    gate = Gate("learn")
    job.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: job.engine.state == "working")
    job.engine.pause()
    job.engine.step()
    assert job.engine.state == "working", "tasks are not paused"
    job.engine.stop()
    assert job.engine.state == "stopping"
    until(qtbot, lambda: bool(heard.ended))
    assert states(job.engine.work) == {"look": "done", "learn": "cancelled"}
    assert not heard.ended[0].problems
    gate.open.set()
    job.run()
    until(qtbot, lambda: len(heard.ended) == 2)
    assert states(job.engine.work) == {"look": "kept", "learn": "done"}


@pytest.mark.parametrize(("mode", "words"), [("bad", "cannot be looked at"), ("broken", "Zero")])
def test_what_a_task_could_not_do_is_a_problem_at_its_node(
    job: Session, qtbot: QtBot, mode: str, words: str
) -> None:
    heard = Heard(job.engine)
    job.document.do(SetParam("look", "mode", mode))
    job.run()
    until(qtbot, lambda: bool(heard.ended))
    (problem,) = heard.ended[0].problems
    assert problem.node == "look"
    assert words in problem.message
    assert job.engine.work is not None
    assert job.engine.work.failed == "look"
    assert states(job.engine.work) == {"look": "failed", "learn": "waiting"}
    assert [bool(said.trace) for said in heard.said if said.node == "look"] == (
        [True] if mode == "broken" else []
    )


def test_a_recording_of_nothing_says_so(job: Session, qtbot: QtBot) -> None:
    heard = Heard(job.engine)
    job.document.do(SetParam("count", "frames", 0))
    job.run()
    until(qtbot, lambda: bool(heard.ended))
    (problem,) = heard.ended[0].problems
    assert (problem.node, problem.message) == ("tape", "Nothing was recorded.")
    assert states(job.engine.work) == {"look": "waiting", "learn": "waiting"}


def test_tasks_alone_need_no_stream(job: Session, qtbot: QtBot) -> None:
    heard = Heard(job.engine)
    job.document.open(task_graph())
    gate = Gate("alone")
    job.run()
    until(qtbot, lambda: job.engine.state == "working")
    job.document.do(SetParam("alone", "text", "later"))
    gate.open.set()
    until(qtbot, lambda: bool(heard.ended))
    assert heard.states == ["starting", "working", "stopped"]
    assert job.engine.work is not None
    assert job.engine.work.artifacts["alone", "dataset"].path.read_text() == "abc"
    assert heard.behind == []
    assert heard.refused == []


def test_the_window_may_close_while_a_task_runs(job: Session, qtbot: QtBot) -> None:
    gate = Gate("learn")
    job.run()
    until(qtbot, gate.reached.is_set)
    job.engine.close()
    assert job.engine.state == "stopped"
    assert states(job.engine.work)["learn"] == "cancelled"
