"""The check page: what this machine has, what is missing, and what to do about it.

The checks run on a thread of their own; the page fetches what they have found.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from muse_nodes.doctor import CHECKS, Case, Check, Examination, News
from muse_nodes.editor import theme
from muse_nodes.editor.doctor_cards import Card, Mark, worst
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session

_LOOK = 60
"""Milliseconds between two looks at what was found."""

_PATIENCE = 0.2
"""Seconds that closing waits for the thread; a driver that takes longer ends it by itself."""


class DoctorPage(QWidget):
    """Looks at everything when it is shown for the first time, and again when asked to."""

    def __init__(
        self, session: Session, parent: QWidget | None = None, checks: Sequence[Check] = CHECKS
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._checks = checks
        self._examination: Examination | None = None
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._fetch)
        self.setWindowTitle(self.tr("Check this machine"))
        self.cards = {c.name: Card(self._title(c.name), self) for c in checks}
        self._mark = Mark(40, self)
        self._summary, self._hint = QLabel(self), QLabel(self)
        self._summary.setProperty("role", "title")
        self._hint.setProperty("role", "dim")
        self._hint.setWordWrap(True)
        self.again = QPushButton(icon("refresh-cw", theme.ON_ACCENT), self.tr("Check again"), self)
        self.again.setProperty("role", "primary")
        self.again.clicked.connect(self.examine)
        self.measure = QPushButton(icon("camera"), self.tr("Measure cameras"), self)
        self.measure.setToolTip(
            self.tr("Open each camera that nobody uses for some seconds, and count its pictures")
        )
        self.measure.clicked.connect(self.measure_cameras)
        self.report = QPushButton(icon("copy"), self.tr("Copy report"), self)
        self.report.clicked.connect(self.copy)
        self._lay_out()
        self._tell()

    @property
    def busy(self) -> bool:
        """True while checks are under way."""
        return self._examination is not None

    @property
    def summary(self) -> str:
        """The verdict in words."""
        return self._summary.text()

    def examine(self) -> None:
        """Look at everything again; no camera is opened."""
        self._begin(self._checks, measure=False)

    def measure_cameras(self) -> None:
        """Look at the cameras again, and measure those that nobody uses."""
        self._begin([c for c in self._checks if c.name == "cameras"], measure=True)

    def copy(self) -> None:
        """Copy everything as text."""
        lines = [
            f"{f.state:<8} {f.topic}: {f.text} {f.remedy} {f.command}".rstrip()
            for card in self.cards.values()
            for f in card.findings
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def stop(self) -> None:
        """End the checks that are under way; what they have found stays."""
        if self._examination is not None and self._examination.close(_PATIENCE):
            self._fetch()  # else the timer fetches until the driver has come back

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self.busy and not any(card.findings for card in self.cards.values()):
            self.examine()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.stop()
        super().closeEvent(event)

    # -- what it is made of ----------------------------------------------------------------------

    def _title(self, check: str) -> str:
        titles = {
            "system": self.tr("Program"), "packages": self.tr("Parts of the program"),
            "gpu": self.tr("Graphics card"), "inference": self.tr("What runs networks"),
            "cameras": self.tr("Cameras"), "virtual_camera": self.tr("Virtual camera"),
            "networks": self.tr("Networks on disk"), "window": self.tr("This window"),
            "disk": self.tr("Disk"),
        }  # fmt: skip
        return titles.get(check, check)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._summary)
        words.addWidget(self._hint)
        top = QHBoxLayout()
        top.setSpacing(int(1.5 * theme.SPACE))
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        for button in (self.again, self.measure, self.report):
            buttons.addWidget(button)
        buttons.addStretch()
        page = QWidget(self)
        page.setProperty("role", "page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, theme.SPACE, 0)
        inside.setSpacing(theme.SPACE)
        for card in self.cards.values():
            inside.addWidget(card)
        inside.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.SPACE] * 4)
        layout.setSpacing(2 * theme.SPACE)
        layout.addLayout(top)
        layout.addLayout(buttons)
        layout.addWidget(scroll, 1)

    # -- the checks --------------------------------------------------------------------------------

    def _begin(self, checks: Sequence[Check], *, measure: bool) -> None:
        if self.busy:
            return
        for check in checks:
            self.cards[check.name].wait()
        running = self._session.engine.running
        case = Case(self._session.settings, measure=measure, running=running)
        self._examination = Examination(case, checks)
        self.destroyed.connect(self._examination.stop)
        self._timer.start()
        self._tell()

    def _fetch(self) -> None:
        examination = self._examination
        if examination is None:
            return
        over = examination.over
        for news in examination.fetch():
            self._take(news)
        if over:
            self._timer.stop()
            self._examination = None
            for card in self.cards.values():
                card.done()
            self._tell()

    def _take(self, news: News) -> None:
        card = self.cards[news.check]
        if news.finding is not None:
            card.add(news.finding)
        elif news.done:
            card.done()
        else:
            card.begin()

    def _tell(self) -> None:
        for button in (self.again, self.measure, self.report):
            button.setEnabled(not self.busy)
        found = [finding for card in self.cards.values() for finding in card.findings]
        missing = sum(finding.state == "missing" for finding in found)
        if self.busy or not found:
            self._mark.show_state(None)
            self._summary.setText(self.tr("Checking…") if self.busy else self.tr("Not checked"))
            self._hint.setText(self.tr("This takes a few seconds. You may go on working."))
            return
        self._mark.show_state(worst([finding.state for finding in found]))
        if missing:
            text = self.tr("Missing on this machine: {count}").format(count=missing)
            self._hint.setText(self.tr("Everything else works. What to try stands below each."))
        else:
            text = self.tr("This machine is ready")
            self._hint.setText(self.tr("Nothing that is needed is missing."))
        self._summary.setText(text)
