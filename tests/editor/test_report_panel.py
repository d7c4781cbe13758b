"""The page with the report: what it says of each, and what it says where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from editor_bench import bundled, until
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.report import ReportPage
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.report import (
    Compared,
    Judged,
    Remark,
    Report,
    Shown,
    Speed,
    Verdict,
    write_report,
)


class Browser(QObject):
    """Stands where the system's browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.paths.append(url.toLocalFile())


def jpeg() -> bytes:
    _, data = cv2.imencode(".jpg", np.full((36, 64, 3), 90, np.uint8))
    return data.tobytes()


def report(verdict: Verdict = "better", session: str = "20260101_100000") -> Report:
    worse = verdict == "not_better"
    mads = (0.02, 0.01) if worse else (0.01, 0.02)
    student = Judged(
        "student", "student_model", bytes=3_900_000, guided={"mad": mads[0], "iou": 0.95},
        speeds=[Speed("onnxruntime", "cpu", 3.14, 4.0, 50)],
    )  # fmt: skip
    rival = Judged("general", "selfie_square", guided={"mad": mads[1], "iou": 0.95})
    outcome = "worse" if worse else "better"
    low, high = sorted(((mads[0] - mads[1]) * 0.8, (mads[0] - mads[1]) * 1.2))
    return Report(
        made="2026-01-01T00:00:00+00:00", profile="front", session=session, against="labels",
        frames=60, first=10.0, last=12.0, width=64, height=36, verdict=verdict,
        sentences=[Remark(verdict, {"rivals": "general:selfie_square"})],
        notes=[Remark("against_labels"), Remark("a code of tomorrow", {"x": "y"})],
        judged=[student, rival, Judged("teacher", "", guided={"mad": 0.003})],
        compared=[
            Compared("general", "mad", *mads, low, high, 60, outcome),  # type: ignore[arg-type] # one of them
            Compared("general", "iou", 0.95, 0.95, 0.0, 0.0, 60, "same"),
        ],
        times=[10.0, 10.1], curves={"student": [0.1, 0.2]},
        shown=[
            Shown(300, 10.0, "worst", {"frame": jpeg(), "student": jpeg(), "odd": b"no picture"},
                  {"student": 0.1}),
            Shown(330, 11.0, "between", {"frame": jpeg(), "label": jpeg()}),
        ],
    )  # fmt: skip


@pytest.fixture
def data(session: Session, tmp_path: Path) -> Path:
    """The data folder of the session."""
    session.settings = replace(session.settings, data=tmp_path)
    return tmp_path


def shown(session: Session, qtbot: QtBot) -> ReportPage:
    page = ReportPage(session)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    page.show()
    qtbot.waitExposed(page)
    until(qtbot, lambda: not page.busy)
    return page


def profile(data: Path, name: str = "front") -> Profile:
    return Profiles(data).create(name)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


@pytest.mark.parametrize("verdict", ["better", "not_better", "mixed", "unknown"])
def test_it_says_what_the_report_says(
    session: Session, qtbot: QtBot, data: Path, verdict: Verdict
) -> None:
    write_report(profile(data).models, report(verdict), "<!doctype html>")
    page = shown(session, qtbot)
    assert page.report is not None
    said = page.verdict.sentence.text()
    assert ("NOT better" in said) == (verdict == "not_better")
    if verdict == "better":
        assert said == "The personal model is better than the general model (selfie_square) here."
    assert page.page.isEnabled()
    line = page.figures.lines["general", "mad"]
    wanted = "100 % WORSE" if verdict == "not_better" else "50 % better"
    assert wanted in line.accessibleName()
    assert line.toolTip() == line.sentence
    assert not line.grab().isNull()
    assert {"3.9 MB", "3.1 ms", "95.00 %"} <= set(texts(page.figures))
    assert "a code of tomorrow y" in texts(page)
    page.close()


def test_pictures_are_shown_and_broken_ones_left_out(
    session: Session, qtbot: QtBot, data: Path
) -> None:
    write_report(profile(data).models, report(), "")
    page = shown(session, qtbot)
    captions = [view.accessibleName() for view in page.frames.views]
    assert captions == ["Frame 300, 10.0 s", "Personal model: 0.1000", "Frame 330, 11.0 s", "Label"]
    view = page.frames.views[0]
    assert view.height() == pytest.approx(view.width() * 36 / 64, abs=1)
    assert view.grab().toImage().pixelColor(5, 5).red() == pytest.approx(90, abs=4)
    page.close()


def test_without_a_profile_or_a_report_it_says_so(
    session: Session, qtbot: QtBot, data: Path
) -> None:
    page = shown(session, qtbot)
    assert page.message.text() == "There is no profile yet. Record yourself first."
    assert not page.profile.isEnabled()
    assert page.make.isHidden()
    profile(data)
    page.read()
    until(qtbot, lambda: not page.busy)
    assert page.message.text() == "There is no report on the personal model of 'front' yet."
    assert not page.page.isEnabled()
    with qtbot.waitSignal(page.graph_wanted) as wanted:
        page.make.click()
    assert wanted.args == ["report"]
    page.close()


def test_a_damaged_report_is_a_sentence(session: Session, qtbot: QtBot, data: Path) -> None:
    models = profile(data).models
    write_report(models, report(), "")
    page = shown(session, qtbot)
    for content in ("{", '{"format": 2}', "[" * 100_000):
        (models / "report.json").write_text(content)
        page.read()
        until(qtbot, lambda: not page.busy)
        assert "is damaged" in page.message.text()
        assert page.report is None
        assert not page.page.isEnabled()
    page.close()


def test_another_profile_can_be_chosen_and_stays(
    session: Session, qtbot: QtBot, data: Path
) -> None:
    write_report(profile(data, "front").models, report(), "")
    write_report(profile(data, "side").models, report(session="20260202_200000"), "")
    Profiles(data).use("front")
    page = shown(session, qtbot)
    assert page.profile.currentText() == "front"
    page.profile.setCurrentText("side")
    page.profile.activated.emit(page.profile.currentIndex())
    until(qtbot, lambda: not page.busy)
    assert page.report is not None
    assert page.report.session == "20260202_200000"
    page.again.click()
    until(qtbot, lambda: not page.busy)
    assert page.profile.currentText() == "side"
    page.close()


def test_the_page_opens_in_the_browser(
    session: Session, qtbot: QtBot, data: Path, opened: list[str]
) -> None:
    models = profile(data).models
    write_report(models, report(), "<!doctype html>")
    page = shown(session, qtbot)
    page.page.click()
    assert opened == [str(models / "report.html")]
    page.close()


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Paths that were handed to the system's browser."""
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "open")
    yield browser.paths
    QDesktopServices.unsetUrlHandler("file")


def test_the_menu_opens_it_and_it_opens_its_graph(
    session: Session, preferences: Preferences, qtbot: QtBot, data: Path
) -> None:
    profile(data)
    window = Window(session, preferences)
    window.show()
    window.commands.action("view.report").trigger()
    page = window.findChild(ReportPage)
    assert page is not None
    until(qtbot, lambda: page.isVisible() and not page.busy)
    page.make.click()
    assert session.graph == bundled("report")
    assert not page.isVisible()
    window.leave()
