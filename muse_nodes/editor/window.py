"""The window: the picture, the graph and the panels round them, or Simple mode in their place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Port, Problem, errors
from muse_nodes.editor.adding import Loose
from muse_nodes.editor.canvas import Canvas, Dangling
from muse_nodes.editor.clipboard import Clipboard
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.doctor_page import DoctorPage
from muse_nodes.editor.files.asking import Questions
from muse_nodes.editor.files.files import Files
from muse_nodes.editor.hotkeys import HotKeys
from muse_nodes.editor.inspector import Inspector
from muse_nodes.editor.jobs.panel import JobPanel
from muse_nodes.editor.library import LibraryPanel
from muse_nodes.editor.log_panel import LogPanel
from muse_nodes.editor.menus import Menus
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.problems import ProblemsPanel
from muse_nodes.editor.report import ReportPage
from muse_nodes.editor.review import ReviewPage
from muse_nodes.editor.run_bar import RunBar, add_run_commands
from muse_nodes.editor.search import Choice, SearchPopup
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import SimpleMode
from muse_nodes.editor.stepping import Stepping
from muse_nodes.editor.timeline import TimelinePanel
from muse_nodes.editor.trust import Trust
from muse_nodes.editor.viewport import Viewport
from muse_nodes.editor.widgets.toast import Toast

SIZE = (1600, 960)
"""Of the first window, where the screen allows it."""

_LOW = 190
"""Height of the panels at the bottom."""

_LETTERS = 36
"""Letters beside each other that the library is wide at the least."""

_LAYOUT = 2
"""Raised when the panels change, so that an old arrangement is not forced upon new ones."""

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Window(QMainWindow):
    """One window on a session. ``leave`` closes it while the session goes on.

    ``after`` is the window that it takes the place of, ``size`` that of a first window.
    """

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        after: Window | None = None,
        size: tuple[int, int] = SIZE,
    ) -> None:
        super().__init__()
        self.session = session
        self.preferences = preferences
        self.commands = Commands(self, preferences)
        self._leaving = False
        self._closed: set[str] = set()
        self._shares: list[int] = []
        self._asides: dict[str, QWidget] = {}
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._make_parts(after)
        self._make_pages()
        self._make_docks()
        self.menus = Menus(self)
        self.hotkeys = HotKeys(session, self.commands, preferences, self)
        self._join()
        self._arrange(size)

    # -- what the rest of the program asks for ------------------------------------------------

    @property
    def simple_shown(self) -> bool:
        """True while Simple mode has the window."""
        return self._pages.currentWidget() is self.simple

    def show_simple(self, on: bool) -> None:
        """Simple mode in the place of graph and panels, or the other way round."""
        if on == self.simple_shown:
            return
        self._bar.setVisible(not on)
        self.menuBar().setVisible(not on)
        if on:
            self._closed = {n for n, dock in self.docks.items() if dock.isHidden()}
            self._shares = self._split.sizes()
            self._held().addWidget(self.viewport)
        else:
            self._split.insertWidget(0, self.viewport)
            self._split.setSizes(self._shares)
        self.viewport.show()
        for name, dock in self.docks.items():
            dock.setVisible(not on and name not in self._closed)
        self._pages.setCurrentWidget(self.simple if on else self._split)
        self.preferences.set("simple", on)

    def show_page(self, name: str) -> None:
        """What ``muse --page`` names: graph, simple, doctor, labels, search, templates, log…"""
        pages: dict[str, Callable[[], object]] = {
            "graph": lambda: self.show_simple(False),
            "simple": lambda: self.show_simple(True),
            "steps": self.show_steps,
            "doctor": self.show_doctor,
            "labels": self.show_labels,
            "report": self.show_report,
            "search": self.search_nodes,
            "templates": self.files.new,
            "problems": lambda: self.raise_panel("problems"),
            "log": lambda: self.raise_panel("log"),
            "timeline": lambda: self.raise_panel("timeline"),
            "job": lambda: self.raise_panel("job"),
        }
        pages[name]()

    def show_steps(self) -> None:
        """The way to a network of one's own."""
        self.show_simple(True)
        self.simple.show_steps()

    def raise_panel(self, name: str) -> None:
        """Bring a panel to the front, and open it if it was closed."""
        self.show_simple(False)
        self.docks[name].show()
        self.docks[name].raise_()

    def show_doctor(self) -> None:
        """The page that says what this machine has and lacks."""
        self._show_aside(
            "doctor", lambda: DoctorPage(self.session), self.tr("Check this machine"), (820, 720)
        )

    def show_labels(self) -> None:
        """The page on which the labels of a session are looked at."""
        self._show_aside("labels", lambda: ReviewPage(self.session), self.tr("Labels"), (1320, 840))

    def show_report(self) -> None:
        """The page that says whether a personal model is better."""
        self._show_aside("report", self._made_report, self.tr("Report"), (1180, 860))

    def _made_report(self) -> ReportPage:
        page = ReportPage(self.session)
        page.graph_wanted.connect(self._on_graph_of_report)
        return page

    def _show_aside(
        self, name: str, make: Callable[[], QWidget], title: str, size: tuple[int, int]
    ) -> None:
        """A page in a window of its own, made when it is first asked for."""
        page = self._asides.get(name)
        if page is None:
            page = self._asides[name] = make()
            page.setParent(self, Qt.WindowType.Dialog)
            page.setWindowTitle(title)
            page.resize(QSize(*size).boundedTo(self.screen().availableSize()))
            page.move(self.geometry().center() - page.rect().center())
        page.show()
        page.raise_()

    def offer_recovery(self) -> None:
        """Ask what is to become of work that a crash has left behind, and of new node files."""
        self.files.start()
        self.trust.ask_new()

    def picture(self) -> QPixmap:
        """What is seen of the window, with whatever lies over it."""
        if QGuiApplication.platformName() == "xcb":
            area = self.frameGeometry()
            return self.screen().grabWindow(0, area.x(), area.y(), area.width(), area.height())
        return self.grab()

    def leave(self) -> None:
        """Close without asking: another window goes on with the session."""
        self._leaving = True
        self.close()
        self.deleteLater()

    def say(self, problems: tuple[Problem, ...]) -> None:
        """Show what has no place in the graph."""
        text = " ".join(f"{p.message} {p.hint}".strip() for p in problems[:3])
        if text:
            self.toast.say(text, "error" if errors(problems) else "warning")

    # -- putting it together ------------------------------------------------------------------

    def _make_parts(self, after: Window | None) -> None:
        session = self.session
        add_run_commands(self.commands, session)
        self.canvas = Canvas(session)
        self.viewport = Viewport(session)
        self.inspector = Inspector(session, preferences=self.preferences)
        self.library = LibraryPanel(session)
        self.library.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
        self.problems = ProblemsPanel(session)
        self.log = LogPanel(session)
        self.timeline = TimelinePanel(session)
        self.job = JobPanel(session)
        self._holder = QWidget()
        QVBoxLayout(self._holder).setContentsMargins(0, 0, 0, 0)
        self.simple = SimpleMode(session, self.commands, self._holder)
        files = after.files if after else None
        self.files: Files = Files(session, self.preferences, self, after=files)
        self.stepping = Stepping(session, self.files, self.simple)
        if after is not None:
            self.stepping.take_over(after.stepping)
        self.trust = Trust(session, self.preferences, self)
        self.clipboard = Clipboard(session, self.canvas.sizes, self)
        self.search = SearchPopup(session, self.preferences, self)
        self.toast = Toast(self)

    def _make_pages(self) -> None:
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.viewport)
        self._split.addWidget(self.canvas)
        self._split.setStretchFactor(0, 5)
        self._split.setStretchFactor(1, 4)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._split)
        self._pages.addWidget(self.simple)
        # Simple mode is shown without the docks: the window need not be as wide as it beside them.
        self.simple.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.files.banner)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(middle)
        self._bar = QToolBar(self.tr("Run"), self)
        self._bar.setObjectName("run")
        self._bar.setMovable(False)
        self.run_bar = RunBar(self.session, self.commands)
        self._bar.addWidget(self.run_bar)
        self.addToolBar(self._bar)

    def _held(self) -> QVBoxLayout:
        layout = self._holder.layout()
        assert isinstance(layout, QVBoxLayout)
        return layout

    def _make_docks(self) -> None:
        self.docks: dict[str, QDockWidget] = {}
        for name, title, panel, area in (
            ("library", self.tr("Library"), self.library, _LEFT),
            ("inspector", self.tr("Inspector"), self.inspector, _RIGHT),
            ("problems", self.tr("Problems"), self.problems, _BOTTOM),
            ("timeline", self.tr("Timeline"), self.timeline, _BOTTOM),
            ("log", self.tr("Log"), self.log, _BOTTOM),
            ("job", self.tr("Job"), self.job, _BOTTOM),
        ):
            dock = QDockWidget(title, self)
            dock.setObjectName(name)
            dock.setWidget(panel)
            self.addDockWidget(area, dock)
            self.docks[name] = dock
        self.tabifyDockWidget(self.docks["problems"], self.docks["timeline"])
        self.tabifyDockWidget(self.docks["timeline"], self.docks["log"])
        self.tabifyDockWidget(self.docks["log"], self.docks["job"])
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)

    def _join(self) -> None:
        session = self.session
        self.canvas.tap_wanted.connect(self.viewport.show_view)
        self.canvas.search_wanted.connect(self._on_search)
        self.canvas.wire_dropped.connect(self._on_dropped)
        self.search.chosen.connect(self._on_chosen)
        self.library.trust_wanted.connect(self.trust.ask)
        self.library.chosen.connect(self._on_library)
        self.simple.graph_wanted.connect(self._on_graph_wanted)
        self.simple.steps.page_wanted.connect(self.show_page)
        self.problems.summary_changed.connect(self._on_summary)
        self._on_summary(self.problems.summary)
        self.job.summary_changed.connect(self._on_job)
        session.engine.state_changed.connect(self._on_state)
        session.told.connect(self.say)
        session.document.refused.connect(self.say)

    def _arrange(self, size: tuple[int, int]) -> None:
        self.resize(*size)
        self.resizeDocks([self.docks["library"], self.docks["inspector"]], [250, 350], _WIDE)
        self.resizeDocks([self.docks["problems"]], [_LOW], _HIGH)
        self._split.setSizes([560, 440])
        self.docks["problems"].raise_()
        self.restoreGeometry(self.preferences.state("geometry"))
        self.restoreState(self.preferences.state("panels"), _LAYOUT)
        if self.preferences.flag("simple"):
            self.show_simple(True)

    # -- what happens -------------------------------------------------------------------------

    def _on_graph_wanted(self) -> None:
        self.show_simple(False)

    def _on_graph_of_report(self, name: str) -> None:
        if self.files.leave():
            self.files.begin(name)
            self._asides["report"].close()

    def _on_summary(self, text: str) -> None:
        title = self.tr("Problems")
        self.docks["problems"].setWindowTitle(f"{title} ({text})" if text else title)

    def _on_job(self, text: str) -> None:
        title = self.tr("Job")
        self.docks["job"].setWindowTitle(f"{title} ({text})" if text else title)

    def _on_state(self, state: str) -> None:
        if state == "working" and not self.docks["job"].isHidden():
            self.docks["job"].raise_()

    def search_nodes(self) -> None:
        """Look for a node to add in the middle of the canvas."""
        self.show_simple(False)
        self._on_search(self.canvas.mapToGlobal(self.canvas.rect().center()))

    def _on_search(self, at: QPoint) -> None:
        self.search.ask(at)

    def _on_dropped(self, loose: object, at: QPoint) -> None:
        if isinstance(loose, Dangling):
            self.search.ask(at, Loose(Port(loose.node, loose.port), loose.is_output))

    def _on_chosen(self, choice: Choice) -> None:
        self._add(choice, self.canvas.scene_position(choice.at))

    def _on_library(self, type: str) -> None:
        at = self.canvas.mapToGlobal(self.canvas.rect().center())
        self._add(Choice(type, at), self.canvas.scene_position(at))

    def _add(self, choice: Choice, place: tuple[float, float]) -> None:
        found = choice.added(self.session.graph, place)
        if self.session.document.do(found.edit):
            self.session.select([found.id])

    def _may_end_job(self) -> bool:
        return not self.session.engine.job_runs or Questions(self).end_job()

    # -- events -------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self.files.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        at = self.mapToGlobal(event.position().toPoint())
        self.files.drop(event.mimeData(), self.canvas.scene_position(at))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self._leaving and not (self._may_end_job() and self.files.may_close()):
            event.ignore()
            return
        self._leaving = True
        self.preferences.set("geometry", self.saveGeometry())
        if not self.simple_shown:
            self.preferences.set("panels", self.saveState(_LAYOUT))
        self.canvas.keep_view()
        self.session.profiles.close()
        for part in (self.viewport, self.log, self.timeline, self.files):
            part.close()
        for page in self._asides.values():
            page.close()
        event.accept()


_WIDE = Qt.Orientation.Horizontal
_HIGH = Qt.Orientation.Vertical
