"""The check page: it looks by itself, never waits, and ends when it is closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from editor_bench import settle, until
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from muse_nodes.doctor import CHECKS, Case, Check, Finding
from muse_nodes.editor.doctor_cards import Command
from muse_nodes.editor.doctor_page import DoctorPage
from muse_nodes.editor.session import Session

GUARD = 30.0


class Slow:
    """A check that waits until the test lets it go on, or the page does."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.cases: list[Case] = []

    def __call__(self, case: Case) -> Iterator[Finding]:
        self.cases.append(case)
        self.began.set()
        for _ in range(int(GUARD * 100)):
            if self.go_on.is_set() or case.stop.wait(0.01):
                break
        yield Finding("camera", "note", "measured" if case.measure else "listed")


def fine(case: Case) -> Iterator[Finding]:
    yield Finding("disk", "ok", "room enough")


def bad(case: Case) -> Iterator[Finding]:
    yield Finding("OpenGL", "missing", "none", "Install a driver.", "sudo install driver")


def page_of(session: Session, qtbot: QtBot, *checks: Check) -> DoctorPage:
    page = DoctorPage(session, checks=checks)
    qtbot.addWidget(page)
    return page


def show(page: DoctorPage, qtbot: QtBot) -> None:
    page.show()
    qtbot.waitExposed(page)


def test_it_looks_when_it_is_shown_and_again_when_asked(session: Session, qtbot: QtBot) -> None:
    slow = Slow()
    page = page_of(session, qtbot, Check("disk", fine), Check("cameras", slow))
    assert not page.busy
    show(page, qtbot)
    assert slow.began.wait(GUARD)
    until(qtbot, lambda: page.cards["cameras"].busy)
    assert page.summary == "Checking…"
    assert not page.again.isEnabled()
    assert [f.text for f in page.cards["disk"].findings] == ["room enough"]
    slow.go_on.set()
    until(qtbot, lambda: not page.busy)
    assert page.summary == "This machine is ready"
    page.measure.click()
    until(qtbot, lambda: not page.busy)
    assert [f.text for f in page.cards["cameras"].findings] == ["measured"]
    assert [f.text for f in page.cards["disk"].findings] == ["room enough"]
    page.again.click()
    until(qtbot, lambda: not page.busy)
    assert [c.measure for c in slow.cases] == [False, True, False]
    page.close()


def test_what_is_missing_has_its_remedy_to_copy(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot, Check("disk", fine), Check("window", bad))
    show(page, qtbot)
    until(qtbot, lambda: not page.busy)
    assert page.summary == "Missing on this machine: 1"
    (command,) = page.findChildren(Command)
    command.button.click()
    assert QGuiApplication.clipboard().text() == "sudo install driver"
    page.report.click()
    report = QGuiApplication.clipboard().text().splitlines()
    assert report == [
        "ok       disk: room enough",
        "missing  OpenGL: none Install a driver. sudo install driver",
    ]
    page.close()


def test_closing_ends_the_check_under_way(session: Session, qtbot: QtBot) -> None:
    slow = Slow()
    page = page_of(session, qtbot, Check("cameras", slow), Check("disk", fine))
    show(page, qtbot)
    assert slow.began.wait(GUARD)
    page.close()
    until(qtbot, lambda: not page.busy)
    assert slow.cases[0].stop.is_set()
    assert not page.cards["disk"].findings
    assert not [t for t in threading.enumerate() if t.name == "muse-doctor"]
    slow.go_on.set()
    page.examine()
    until(qtbot, lambda: not page.busy)
    assert page.cards["disk"].findings


def test_a_page_that_goes_while_it_looks_leaves_nothing(session: Session, qtbot: QtBot) -> None:
    slow = Slow()
    page = DoctorPage(session, checks=[Check("cameras", slow)])
    page.examine()
    assert slow.began.wait(GUARD)
    page.deleteLater()
    del page
    settle()
    assert slow.cases[0].stop.is_set()
    until(qtbot, lambda: not [t for t in threading.enumerate() if t.name == "muse-doctor"])


@pytest.mark.parametrize("running", [False, True])
def test_checks_know_whether_a_graph_runs(session: Session, qtbot: QtBot, running: bool) -> None:
    slow = Slow()
    slow.go_on.set()
    if running:
        session.run()
        until(qtbot, lambda: session.engine.state == "running")
    page = page_of(session, qtbot, Check("cameras", slow))
    page.examine()
    until(qtbot, lambda: not page.busy)
    assert slow.cases[0].running is running
    assert slow.cases[0].settings is session.settings
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_the_real_checks_all_have_a_title(session: Session, qtbot: QtBot) -> None:
    page = DoctorPage(session)
    qtbot.addWidget(page)
    assert list(page.cards) == [check.name for check in CHECKS]
    assert all(page._title(check.name) != check.name for check in CHECKS)
    page.examine()
    until(qtbot, lambda: not page.busy)
    assert all(card.findings for card in page.cards.values())
