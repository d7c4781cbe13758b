"""The way to a network of one's own: what each step says and does, from an empty profile on."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import until
from job_bench import Gate, job_session
from profile_bench import label, network, recorded
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFileDialog, QScrollBar
from pytestqt.qtbot import QtBot
from simple_bench import texts

from muse_nodes.api import Dataset, NodeError, TaskCtx, node
from muse_nodes.document import Graph, Node, Params
from muse_nodes.editor.icons import names
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple.machine import Machine
from muse_nodes.editor.simple.stages import STEPS, next_step, stages
from muse_nodes.editor.simple.steps import ModelSteps
from muse_nodes.engine.registry import Registry
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.review import Finding, Review, write_review
from muse_nodes.profiles.standing import standing_of

ALL = ("record", "import", "label", "train", "convert", "report", "personalise", "live")


@node("muse.personal.train", category="Test", kind="task")
class Train:
    """Stands in for the training of the same id."""

    def process(self, ctx: TaskCtx, *, preset: str = "standard") -> Dataset:
        ctx.progress(40, 100, "step 480 of 1200")
        Gate.pass_through("train", lambda: ctx.progress(40, 100, "step 480 of 1200"))
        if preset == "quality":
            raise NodeError("There is no GPU.", hint="Take another preset.")
        made = ctx.folder / "made"
        made.write_text("made")
        return Dataset.of(made)


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> Iterator[Session]:
    """On a graph of one task that counts as training; its data folder is empty."""
    with job_session(Registry(), tmp_path, train_graph(), (Train,)) as made:
        yield made


@pytest.fixture
def front(tmp_path: Path) -> Profile:
    return Profiles(tmp_path).create("front")


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> Iterator[ModelSteps]:
    made = ModelSteps(session, ALL)
    qtbot.addWidget(made)
    made._machine = Machine()
    made.resize(1100, 900)
    made.show()
    read(made, session, qtbot)
    yield made
    made.hide()


def train_graph(preset: str = "standard") -> Graph:
    return Graph(nodes=(Node("t", "muse.personal.train", params=Params({"preset": preset})),))


def read(page: ModelSteps, session: Session, qtbot: QtBot) -> None:
    """Have the page read the disk."""
    page._stages = {}
    page.refresh()
    until(qtbot, lambda: bool(page._stages))


def marked(page: ModelSteps) -> list[str]:
    return [name for name, card in page.cards.items() if card.badge.text() == "This comes next"]


def enabled(page: ModelSteps) -> list[str]:
    return [name for name, card in page.cards.items() if card.run.isEnabled()]


def test_an_empty_profile_begins_with_a_recording(page: ModelSteps, tmp_path: Path) -> None:
    assert marked(page) == ["record"]
    assert enabled(page) == ["record", "live"]
    assert page.cards["record"].state.text() == "No recording yet."
    assert page.cards["train"].run.toolTip() == "Label something first."
    assert page.cards["record"].run.property("role") == "primary"
    assert not page.all.isEnabled()
    assert not (tmp_path / "profiles").exists(), "looking makes nothing"
    assert all(step.icon in names() for step in page.steps())


def test_each_step_leads_to_the_next(
    page: ModelSteps, session: Session, front: Profile, qtbot: QtBot
) -> None:
    at = datetime.datetime(2026, 7, 4, 14, 2)
    folder = recorded(front, at, 14_400)
    read(page, session, qtbot)
    assert marked(page) == ["label"]
    assert page.all.isEnabled()
    said = page.cards["record"].state.text()
    assert said == (
        "Recordings: 1. The newest is of 2026-07-04 14:02, 8 min. "
        "It has no picture of the empty room."
    )
    label(folder, 100)
    write_review(folder, Review(frames={i * 10: Finding(reasons=["No."]) for i in range(7)}))
    read(page, session, qtbot)
    assert marked(page) == ["train"]
    assert page.cards["label"].state.text() == "Frames labelled: 100."
    assert page.cards["check"].state.text() == "93 of 100 are good, 7 are left out."
    weights = front.folder / "models" / "trained" / "20260704_150000" / "student_model_final.pth"
    network(weights, {"validation": {"mad": 0.43}})
    read(page, session, qtbot)
    assert page.cards["train"].state.property("role") == "warning"
    network(weights, {"validation": {"mad": 0.0043}})
    read(page, session, qtbot)
    assert marked(page) == ["convert"]
    assert "never seen: 0.43 %" in page.cards["train"].state.text()
    assert page.cards["train"].state.property("role") == "good"
    network(front.models / "student_model.onnx", {})
    read(page, session, qtbot)
    assert marked(page) == ["report"]
    assert not page.cards["report"].look.isVisible()
    (front.models / "report.html").write_text("<p>")
    (front.models / "report.json").write_text('{"verdict": "not_better"}')
    read(page, session, qtbot)
    assert marked(page) == ["live"]
    assert page.cards["report"].state.text().endswith("It is not better than the others here.")
    assert page.cards["report"].state.property("role") == "warning"
    assert page.cards["report"].look.isVisible()
    (front.models / "report.json").write_text('{"verdict": "unknown"}')
    read(page, session, qtbot)
    assert page.cards["report"].state.text().endswith("It cannot be said whether it is better.")


def test_the_card_that_is_at_hand_is_brought_into_view(
    page: ModelSteps, session: Session, front: Profile, qtbot: QtBot
) -> None:
    page.resize(1100, 500)
    live, area = page.cards["live"], page._area
    assert area.verticalScrollBar().value() == 0
    label(recorded(front), 100)
    network(front.folder / "models" / "trained" / "20260704_150000" / "student_model_final.pth", {})
    network(front.models / "student_model.onnx", {})
    (front.models / "report.html").write_text("<p>")
    read(page, session, qtbot)
    assert marked(page) == ["live"]
    port = area.viewport()

    def seen() -> bool:
        return port.rect().contains(QRect(live.mapTo(port, QPoint()), live.size()))

    until(qtbot, seen)
    page._on_machine("machine", Machine("", ("torch",)))  # says a lot, which takes room
    page.resize(1100, 480)
    until(qtbot, seen)
    bar = area.verticalScrollBar()
    bar.triggerAction(QScrollBar.SliderAction.SliderToMinimum)
    page.resize(1100, 460)
    read(page, session, qtbot)
    assert not seen(), "somebody looks at something else"


def test_what_is_older_than_what_it_is_made_of_is_to_be_made_again(front: Profile) -> None:
    folder = recorded(front)
    label(folder, 20)
    trained = front.folder / "models" / "trained" / "20260704_150000" / "student_model_final.pth"
    network(trained, {})
    network(front.models / "student_model.onnx", {})
    (front.models / "report.html").write_text("<p>")
    files = (
        folder / "labels" / "annotations.json", trained, front.models / "student_model.onnx",
        front.models / "report.html",
    )  # fmt: skip

    def following(*order: int) -> str:
        for path, at in zip(files, order, strict=True):
            os.utime(path, (1e9 + at, 1e9 + at))
        return next_step(stages(standing_of(front)))

    assert following(1, 2, 3, 4) == "live"
    assert following(5, 2, 3, 4) == "train"
    assert following(1, 5, 3, 4) == "convert"
    assert following(1, 2, 5, 4) == "report"
    recorded(front, datetime.datetime(2026, 7, 5))
    assert following(1, 2, 3, 4) == "label"


def test_few_good_labels_are_a_warning(front: Profile) -> None:
    folder = recorded(front)
    label(folder, 40)
    write_review(folder, Review(frames={i * 10: Finding(reasons=["No."]) for i in range(35)}))
    assert stages(standing_of(front))["check"].tone == "warning"
    (folder / "session.json").write_text("{")
    found = stages(standing_of(front))
    assert "damaged" in found["record"].text
    assert found["label"].tone == "error"


def test_a_job_is_seen_in_its_card_and_can_be_cancelled_there(
    page: ModelSteps, session: Session, front: Profile, qtbot: QtBot
) -> None:
    label(recorded(front), 20)
    recorded(front, datetime.datetime(2026, 7, 5))
    read(page, session, qtbot)
    assert marked(page) == ["label"]
    gate = Gate("train")
    session.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: page.cards["train"].bar.isVisible())
    assert not marked(page), "the job goes its own way"
    card = page.cards["train"]
    assert card.state.text().startswith("Running 40 %")
    assert card.state.text().endswith("step 480 of 1200")
    assert card.bar.value() == 400
    assert card.badge.text() == "Under way"
    assert not card.run.isVisible()
    assert [name for name, c in page.cards.items() if c.cancel.isVisible()] == ["train"]
    assert enabled(page) == ["check"], "labels may be looked at meanwhile"
    assert not page.all.isEnabled()
    card.cancel.click()
    until(qtbot, lambda: session.engine.state == "stopped")
    until(qtbot, lambda: card.run.isVisible())
    assert session.engine.work is not None
    assert session.engine.work.cancelled
    assert not card.bar.isVisible()
    assert card.state.text() == "Not trained yet."


def test_why_a_step_failed_stays_in_its_card_until_the_next_run(
    page: ModelSteps, session: Session, qtbot: QtBot
) -> None:
    session.document.open(train_graph("quality"))
    session.run()
    card = page.cards["train"]
    until(qtbot, lambda: card.note.isVisible())
    until(qtbot, lambda: session.engine.state == "stopped")
    assert card.note.text() == "There is no GPU. Take another preset."
    session.document.open(train_graph())
    session.run()
    assert not card.note.isVisible()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_what_the_machine_lacks_is_said(page: ModelSteps) -> None:
    page._on_machine("machine", Machine("", ("torch",)))
    assert "No graphics card" in page.machine.text()
    for name, card in page.cards.items():
        told = "pip install 'muse-nodes[train]'" in card.note.text()
        assert told == (name in ("label", "train", "convert"))
    page._on_machine("machine", Machine("RTX 3060"))
    assert page.machine.text() == "Graphics card: RTX 3060."
    assert not page.cards["train"].note.isVisible()


def test_how_long_labelling_takes_without_a_graphics_card(
    page: ModelSteps, session: Session, front: Profile, qtbot: QtBot
) -> None:
    recorded(front, frames=14_400)
    read(page, session, qtbot)
    assert "about 7 min" in page.cards["label"].text.text()
    page._on_machine("machine", Machine("RTX 3060"))
    assert page.cards["label"].text.text() == page.cards["label"].step.text


def test_a_video_that_is_there_may_take_the_place_of_a_recording(
    page: ModelSteps, qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[object] = []
    page.run_wanted.connect(lambda name, params: asked.append((name, params)))
    (tmp_path / "me.mp4").write_bytes(b"")
    page.cards["record"].look.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "me.mp4"))
    dialog.close()
    until(qtbot, lambda: page.findChild(QFileDialog) is None)
    assert asked == [("import", {"muse.personal.import": {"video": str(tmp_path / "me.mp4")}})]


def test_a_step_that_is_not_there_says_so(session: Session, qtbot: QtBot) -> None:
    made = ModelSteps(session, ("record", "train"))
    qtbot.addWidget(made)
    assert texts(made).count("Not part of this version") == 3
    assert made.cards["label"].run.isHidden()
    assert not made.cards["record"].run.isHidden()
    assert made.all.isHidden()


def test_buttons_say_what_is_wanted(
    page: ModelSteps, session: Session, front: Profile, qtbot: QtBot
) -> None:
    asked: list[object] = []
    page.run_wanted.connect(lambda name, params: asked.append((name, params)))
    page.page_wanted.connect(asked.append)
    page.live_wanted.connect(lambda: asked.append("live"))
    page.open_graph.connect(lambda name: asked.append(f"open {name}"))
    label(recorded(front), 20)
    read(page, session, qtbot)
    page.cards["train"].choice.addItem("Quick", "quick")
    page.cards["train"].choice.setCurrentIndex(0)
    for name in STEPS:
        page.cards[name].run.click()
    page.cards["label"].open.click()
    page.all.click()
    preset = {"muse.personal.train": {"preset": "quick"}}
    assert asked == [
        ("record", {}), ("label", {}), "labels", ("train", preset), "live", "open label",
        ("personalise", preset),
    ]  # fmt: skip
