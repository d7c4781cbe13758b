"""The list of everything that is wrong: in the graph, with an edit, in the run."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Graph, Problem
from muse_nodes.document.problem import Severity
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import Ended, Figures, Said
from muse_nodes.editor.problems_found import Book, Trouble
from muse_nodes.editor.problems_rows import TroublePainter, Troubles
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of


class ProblemsPanel(QWidget):
    """What is wrong now, and what to try. A click goes to the node; what is solved disappears."""

    summary_changed = Signal(str)
    """How many problems there are, for a badge; empty when there are none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._book = Book()
        self._summary = ""
        self._filters: dict[Severity, QPushButton] = {
            "error": self._filter("circle-x", theme.ERROR),
            "warning": self._filter("triangle-alert", theme.WARNING),
        }
        self._model = Troubles(self._title, self)
        self._list = _List(self._model, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._nothing())
        self._lay_out()
        self._listen()

    @property
    def summary(self) -> str:
        """The text of the badge."""
        return self._summary

    @property
    def shown(self) -> list[Trouble]:
        """What is in the list, from top to bottom."""
        return list(self._model.rows)

    def show_severity(self, severity: Severity, on: bool) -> None:
        """Have errors, or warnings, in the list or not."""
        self._filters[severity].setChecked(on)

    def copy(self) -> None:
        """Copy the selected problems, or all of them if none is selected."""
        chosen = self._list.selectionModel().selectedIndexes()
        rows = [self._model.rows[i.row()] for i in chosen] or self.shown
        text = "\n".join(self._model.text(row) for row in rows)
        QGuiApplication.clipboard().setText(text)

    # -- what it is made of ----------------------------------------------------------------------

    def _filter(self, name: str, colour: str) -> QPushButton:
        button = QPushButton(icon(name, colour), "", self)
        button.setCheckable(True)
        button.setChecked(True)
        button.setProperty("role", "flat")
        button.toggled.connect(self._show)
        return button

    def _lay_out(self) -> None:
        copy = QToolButton(self)
        copy.setIcon(icon("copy"))
        copy.setToolTip(self.tr("Copy the selected problems, or all"))
        copy.setAccessibleName(self.tr("Copy"))
        copy.clicked.connect(self.copy)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2, 0)
        for button in self._filters.values():
            bar.addWidget(button)
        bar.addStretch()
        bar.addWidget(copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE // 2)
        layout.addLayout(bar)
        layout.addWidget(self._pages)

    def _nothing(self) -> QWidget:
        page, mark = QWidget(self), QLabel(self)
        mark.setPixmap(icon("circle-check", theme.GOOD).pixmap(32, 32))
        text = QLabel(self.tr("Nothing is wrong."), self)
        text.setProperty("role", "dim")
        layout = QVBoxLayout(page)
        layout.addStretch()
        for label in (mark, text):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        return page

    def _listen(self) -> None:
        session, engine = self._session, self._session.engine
        session.problems_changed.connect(self._on_graph)
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._on_opened)
        session.registry_changed.connect(self._show)
        engine.state_changed.connect(self._on_state)
        engine.refused.connect(self._on_refused)
        engine.behind_changed.connect(self._on_behind)
        engine.said.connect(self._on_said)
        engine.figures.connect(self._on_figures)
        engine.ended.connect(self._on_ended)
        self._list.clicked.connect(self._reveal)
        self._list.activated.connect(self._reveal)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.copy)
        self._on_graph(session.problems)

    # -- what it hears ---------------------------------------------------------------------------

    def _on_graph(self, problems: tuple[Problem, ...]) -> None:
        self._book.graph(problems)
        self._show()

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if before.by_id.keys() != after.by_id.keys() or before.nodes != after.nodes:
            self._book.nodes(after.by_id.keys())
            self._show()

    def _on_opened(self) -> None:
        self._book.nodes(self._session.graph.by_id.keys())
        self._show()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._session.check()
            self._book.starting()
            self._show()

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        self._book.refused(problems, edit=self._session.engine.behind)
        self._show()

    def _on_behind(self, behind: bool) -> None:
        if not behind:
            self._book.live()
            self._show()

    def _on_said(self, said: Said) -> None:
        self._book.said(said)
        self._show()

    def _on_figures(self, figures: Figures) -> None:
        if self._session.engine.running:
            self._book.figures(figures)
            self._show()

    def _on_ended(self, ended: Ended) -> None:
        self._book.ended(ended)
        self._show()

    # -- what it shows ---------------------------------------------------------------------------

    def _title(self, node: str) -> str:
        return title_of(self._session, node)

    def _show(self) -> None:
        entries = self._book.entries
        for severity, button in self._filters.items():
            count = sum(entry.severity == severity for entry in entries)
            words = {
                "error": self.tr("Errors: {count}"), "warning": self.tr("Warnings: {count}"),
            }  # fmt: skip
            button.setText(words[severity].format(count=count))
        wanted = [e for e in entries if self._filters[e.severity].isChecked()]
        if wanted != self.shown:
            self._model.show_rows(wanted)
        self._pages.setCurrentIndex(0 if entries else 1)
        summary = str(len(entries)) if entries else ""
        if summary != self._summary:
            self._summary = summary
            self.summary_changed.emit(summary)

    def _reveal(self, index: QModelIndex) -> None:
        self._session.show_node(self._model.rows[index.row()].node)


class _List(QListView):
    """A list whose rows are as high as their words need."""

    def __init__(self, model: Troubles, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(TroublePainter(model, self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Problems"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
