"""The page with the report on a profile's personal model. It is read on a thread of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.api.errors import MuseError
from muse_nodes.editor import theme
from muse_nodes.editor.aside import Aside
from muse_nodes.editor.icons import icon
from muse_nodes.editor.report.frames import FramesCard, Images, images_of
from muse_nodes.editor.report.table import FiguresCard
from muse_nodes.editor.report.verdict import VerdictCard, text_label
from muse_nodes.editor.report.words import said
from muse_nodes.editor.session import Session
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.report import PAGE, Report, read_report

Found = tuple[Path, Report | None, Images]
"""A model's folder, what lies in it, and its pictures."""


class ReportPage(QWidget):
    """Shows the report of the current profile, until another one is chosen."""

    graph_wanted = Signal(str)
    """The user wants to open the bundled graph of that name."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report"))
        self._profiles = Profiles(session.settings.data)
        self._aside = Aside(self)
        self._aside.answered.connect(self._on_answer)
        self._folder: Path | None = None
        self._asked = False
        self.report: Report | None = None
        self.profile = QComboBox(self)
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.profile.setAccessibleName(self.tr("Profile"))
        self.profile.activated.connect(self._look)
        self.again = QPushButton(icon("refresh-cw"), self.tr("Read again"), self)
        self.again.clicked.connect(self.read)
        self.page = QPushButton(icon("external-link"), self.tr("Open in the browser"), self)
        self.page.setToolTip(self.tr("The whole report, with curves and key points"))
        self.page.clicked.connect(self._open_page)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setProperty("role", "dim")
        self.make = QPushButton(icon("workflow"), self.tr("Open the graph that makes it"), self)
        self.make.clicked.connect(self._on_make)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._say("")

    @property
    def busy(self) -> bool:
        """True while something is being read."""
        return self._asked

    def read(self) -> None:
        """See what lies on the disk now; the profile that is shown stays the same."""
        before = self.profile.currentText()
        names = [profile.name for profile in self._profiles]
        try:
            current = self._profiles.current_name
        except MuseError:  # a damaged choice is told where profiles are chosen
            current = ""
        self.profile.clear()
        self.profile.addItems(names)
        wanted = before if before in names else current
        self.profile.setCurrentIndex(max(self.profile.findText(wanted), 0) if names else -1)
        self._look()

    # -- what it is made of ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Profile"), self)
        label.setBuddy(self.profile)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(label)
        top.addWidget(self.profile)
        top.addStretch()
        top.addWidget(self.again)
        top.addWidget(self.page)
        empty = QWidget(self)
        middle = QVBoxLayout(empty)
        middle.setSpacing(2 * theme.SPACE)
        middle.addStretch()
        middle.addWidget(self.message)
        middle.addWidget(self.make, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch()
        self.stack.addWidget(empty)
        self.stack.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.SPACE] * 4)
        layout.setSpacing(int(1.5 * theme.SPACE))
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)

    def _fill(self, report: Report, images: Images) -> None:
        page = QWidget(self._scroll)
        page.setProperty("role", "page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, theme.SPACE, 0)
        inside.setSpacing(theme.SPACE)
        self.verdict = VerdictCard(report, page)
        self.figures = FiguresCard(report, page)
        self.frames = FramesCard(report, images, page)
        inside.addWidget(self.verdict)
        inside.addWidget(self.figures)
        if report.shown:
            inside.addWidget(self.frames)
        self.frames.setVisible(bool(report.shown))
        inside.addWidget(self._notes(report, page))
        inside.addStretch()
        self._scroll.setWidget(page)
        self.stack.setCurrentWidget(self._scroll)

    def _notes(self, report: Report, parent: QWidget) -> QFrame:
        card = QFrame(parent)
        card.setProperty("role", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(*[int(1.5 * theme.SPACE)] * 4)
        layout.setSpacing(theme.SPACE // 2)
        heading = QLabel(self.tr("How it was judged"), card)
        heading.setProperty("role", "section")
        layout.addWidget(heading)
        for note in report.notes:
            layout.addWidget(text_label(said(note), "dim", card))
        return card

    # -- what happens ----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.read()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._aside.close()
        self._asked = False
        super().closeEvent(event)

    def _look(self) -> None:
        name = self.profile.currentText()
        self.profile.setEnabled(bool(name))
        if not name:
            self._folder = None
            self._say(self.tr("There is no profile yet. Record yourself first."))
            return
        try:
            self._folder = self._profiles.get(name).models
        except MuseError as error:
            self._say(f"{error.message} {error.hint}")
            return
        self._asked = True
        if self.report is None:
            self._say(self.tr("Reading…"))
        self._aside.ask("report", partial(_read, self._folder))

    def _on_answer(self, _name: str, answer: object) -> None:
        self._asked = False
        if isinstance(answer, MuseError):
            self._say(f"{answer.message} {answer.hint}".strip())
        elif isinstance(answer, Exception):
            raise answer
        elif isinstance(answer, tuple) and answer[0] == self._folder:
            self._take(answer[1], answer[2])

    def _take(self, report: Report | None, images: Images) -> None:
        if report is None:
            text = self.tr("There is no report on the personal model of '{name}' yet.")
            self._say(text.format(name=self.profile.currentText()), make=True)
            return
        self.report = report
        self._fill(report, images)
        self.page.setEnabled(self._folder is not None and (self._folder / PAGE).is_file())

    def _say(self, text: str, *, make: bool = False) -> None:
        """Words in the place of a report."""
        self.report = None
        self.message.setText(text)
        self.make.setVisible(make)
        self.page.setEnabled(False)
        self.stack.setCurrentIndex(0)

    def _open_page(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder / PAGE)))

    def _on_make(self) -> None:
        self.graph_wanted.emit("report")


def _read(folder: Path) -> Found:
    """On the thread: the report and its pictures."""
    report = read_report(folder)
    return folder, report, images_of(report) if report is not None else {}
