"""Profiles in the window: chosen, made, renamed, copied and deleted from a menu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import until
from job_bench import Gate, job_session, task_graph
from modal_answers import Answer, answered, press
from profile_bench import recorded
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.editor.aside import Aside
from muse_nodes.editor.profile_menu import ProfileMenu
from muse_nodes.editor.session import Session
from muse_nodes.engine.registry import Registry
from muse_nodes.profiles import Profiles


@pytest.fixture
def session(qapp: object, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    with job_session(registry, tmp_path, task_graph()) as made:
        yield made


@pytest.fixture
def menu(session: Session, qtbot: QtBot) -> Iterator[ProfileMenu]:
    over = QWidget()
    qtbot.addWidget(over)
    yield ProfileMenu(session, over)
    over.close()


def named(text: str) -> Answer:
    """Type a name and press OK."""

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue(text)
        dialog.accept()

    return answer


def row(menu: ProfileMenu, text: str) -> QAction:
    menu.fill()
    return next(action for action in menu.actions() if action.text() == text)


def on_disk(session: Session) -> list[str]:
    return [profile.name for profile in Profiles(session.settings.data)]


def test_a_profile_from_its_first_day_to_the_trash(
    menu: ProfileMenu, session: Session, qtbot: QtBot
) -> None:
    keeper, told = session.profiles, list[str]()
    session.told.connect(lambda problems: told.extend(str(p) for p in problems))
    assert (keeper.names, keeper.current) == (["front"], "front")
    assert on_disk(session) == []
    with answered(named("side")):
        row(menu, "New profile…").trigger()
    assert (keeper.names, keeper.current) == (["side"], "side")
    recorded(Profiles(session.settings.data).get("side"))
    with answered(named("desk")):
        row(menu, "Rename…").trigger()
    assert (on_disk(session), keeper.current) == (["desk"], "desk")
    with answered(named("desk 2")):
        row(menu, "Copy…").trigger()
    until(qtbot, lambda: on_disk(session) == ["desk", "desk 2"])
    until(qtbot, lambda: not keeper.copies)
    row(menu, "desk 2").trigger()
    assert keeper.current == "desk 2"
    assert row(menu, "desk 2").isChecked()
    until(qtbot, lambda: keeper.standing is not None and keeper.standing.profile == "desk 2")
    assert keeper.standing is not None
    assert len(keeper.standing.recordings) == 1
    with answered(press("Cancel")):
        row(menu, "Delete…").trigger()
    assert len(on_disk(session)) == 2
    with answered(press("Delete")):
        row(menu, "Delete…").trigger()
    assert (on_disk(session), keeper.current) == (["desk"], "desk")
    assert len(list((session.settings.data / "trash").iterdir())) == 1
    assert not told


def test_a_name_that_cannot_be_one_is_asked_for_again(menu: ProfileMenu, session: Session) -> None:
    said: list[str] = []

    def bad(dialog: QWidget) -> None:
        named("../out")(dialog)

    def better(dialog: QWidget) -> None:
        assert isinstance(dialog, QInputDialog)
        said.append(dialog.labelText())
        named("out")(dialog)

    with answered(bad, better):
        row(menu, "New profile…").trigger()
    assert "cannot be the name of a profile" in said[0]
    assert on_disk(session) == ["out"]


def test_why_something_could_not_be_done_is_told(menu: ProfileMenu, session: Session) -> None:
    told: list[str] = []
    session.told.connect(lambda problems: told.extend(p.message for p in problems))
    assert session.profiles.create("side")
    assert not session.profiles.create("Side")
    assert told == ["There is already a profile 'side'."]


def test_nothing_is_taken_from_under_a_job(
    menu: ProfileMenu, session: Session, qtbot: QtBot
) -> None:
    gate = Gate("alone")
    session.run()
    until(qtbot, gate.reached.is_set)
    until(qtbot, lambda: session.engine.state == "working")
    assert not row(menu, "Delete…").isEnabled()
    assert not row(menu, "front").isEnabled()
    assert row(menu, "Open its folder").isEnabled()
    gate.open.set()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert row(menu, "Delete…").isEnabled()


def test_of_questions_that_wait_only_the_newest_is_answered(qapp: object, qtbot: QtBot) -> None:
    gate, asked, answers = Gate("aside"), list[int](), list[object]()
    aside = Aside()
    aside.answered.connect(lambda name, answer: answers.append((name, answer)))

    def first() -> int:
        Gate.pass_through("aside", lambda: None)
        return asked.append(0) or 0

    aside.ask("one", first)
    for number in (1, 2, 3):
        aside.ask("one", lambda number=number: asked.append(number) or number)
    aside.ask("two", lambda: 1 // 0)
    until(qtbot, lambda: len(answers) == 1)
    gate.open.set()
    until(qtbot, lambda: len(answers) == 2)
    assert asked == [0, 3]
    assert answers[1] == ("one", 3)
    assert isinstance(answers[0], tuple)
    assert isinstance(answers[0][1], ZeroDivisionError)
    aside.close()
    aside.deleteLater()
    Gate.gates.clear()
