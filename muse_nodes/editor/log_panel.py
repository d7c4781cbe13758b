"""What happened, in order: in the run, with edits, and what the program itself has to say."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Problem
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.log_lines import Ear, Line, Lines, Rank
from muse_nodes.editor.messages import Ended, Said
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of

_LISTEN = 200
"""Milliseconds between two looks at what the loggers have said."""


class LogPanel(QWidget):
    """The log. Selecting a line with a traceback shows that below."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.lines = Lines(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.lines)
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.textChanged.connect(self._found.setFilterFixedString)
        self.view = self._make_view()
        self.trace = QPlainTextEdit(self)
        self.trace.setReadOnly(True)
        self.trace.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.trace.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.trace.setAccessibleName(self.tr("Traceback"))
        self.trace.hide()
        self._lay_out()
        self._ear = Ear()
        self.destroyed.connect(self._ear.remove)
        self._timer = QTimer(self, interval=_LISTEN)
        self._timer.timeout.connect(self.listen)
        self._timer.start()
        self._connect()

    @property
    def text(self) -> str:
        """All lines, tracebacks included, as they are copied and saved."""
        return "".join(f"{line}\n" for line in self.lines.lines)

    def listen(self) -> None:
        """Take in what the loggers have said."""
        self._add(*self._ear.fetch())

    def copy(self) -> None:
        """Copy everything."""
        QGuiApplication.clipboard().setText(self.text)

    def save(self) -> None:
        """Ask where to, and save everything as text."""
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the log"), "muse-log.txt", self.tr("Text (*.txt)")
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save everything as text, whole or not at all."""
        part = path.with_name(path.name + ".part")
        try:
            part.write_text(self.text, encoding="utf-8")
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            text = self.tr("The log '{path}' cannot be written: {why}.")
            text = text.format(path=path, why=error.strerror or error)
            self._session.told.emit((Problem(text, self.tr("Choose another folder.")),))

    # -- what it is made of ----------------------------------------------------------------------

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setModel(self._found)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setHeaderHidden(True)  # a low panel has better use for the line
        view.setAccessibleName(self.tr("Log"))
        header, metrics = view.header(), view.fontMetrics()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        view.setColumnWidth(0, metrics.horizontalAdvance("00:00:00") + 4 * theme.SPACE)
        view.setColumnWidth(1, metrics.averageCharWidth() * 22)
        view.selectionModel().currentChanged.connect(self._on_current)
        return view

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2, 0)
        bar.addWidget(self.filter)
        for name, words, do in (
            ("copy", self.tr("Copy all"), self.copy),
            ("save", self.tr("Save…"), self.save),
            ("trash-2", self.tr("Clear"), self.lines.clear),
        ):
            button = QToolButton(self)
            button.setIcon(icon(name))
            button.setToolTip(words.rstrip("…"))
            button.setAccessibleName(words.rstrip("…"))
            button.clicked.connect(do)
            bar.addWidget(button)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.view)
        split.addWidget(self.trace)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE // 2)
        layout.addLayout(bar)
        layout.addWidget(split)

    def _connect(self) -> None:
        engine = self._session.engine
        engine.state_changed.connect(self._on_state)
        engine.said.connect(self._on_said)
        engine.refused.connect(self._on_problems)
        engine.behind_changed.connect(self._on_behind)
        engine.panic_changed.connect(self._on_panic)
        engine.ended.connect(self._on_ended)
        self._session.told.connect(self._on_problems)
        self._session.document.refused.connect(self._on_problems)

    # -- what it hears ---------------------------------------------------------------------------

    def _on_state(self, state: str) -> None:
        words = {
            "starting": self.tr("The graph is being set up."), "running": self.tr("It runs."),
            "paused": self.tr("It is paused."), "stopping": self.tr("It is being stopped."),
            "stopped": self.tr("It has stopped."), "working": self.tr("Its tasks are carried out."),
        }  # fmt: skip
        self._say(words[state])

    def _on_said(self, said: Said) -> None:
        where = title_of(self._session, said.node) if said.node else ""
        text = self.tr("{text} (frame {frame})").format(text=said.text, frame=said.frame)
        self._add(Line(time.time(), where, text, said.severity, said.trace))

    def _on_problems(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            where = title_of(self._session, problem.node) if problem.node else ""
            message = problem.message.removeprefix(f"{problem.node}: ")
            self._say(f"{message} {problem.hint}".strip(), where, problem.severity)

    def _on_behind(self, behind: bool) -> None:
        if behind:
            self._say(self.tr("Edits are not live."), rank="warning")
        elif self._session.engine.running:
            self._say(self.tr("Edits are live again."))

    def _on_panic(self, on: bool) -> None:
        self._say(self.tr("The slate is shown.") if on else self.tr("The picture is shown again."))

    def _on_ended(self, ended: Ended) -> None:
        frames = ended.stats.get("frames")
        if frames is not None:
            text = self.tr("{frames} frames, {fps} per second, {dropped} dropped.")
            fps, dropped = ended.stats.get("fps"), ended.stats.get("dropped")
            self._say(text.format(frames=frames, fps=fps, dropped=dropped))

    def _say(self, text: str, where: str = "", rank: Rank = "info") -> None:
        self._add(Line(time.time(), where, text, rank))

    def _add(self, *lines: Line) -> None:
        bar = self.view.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.lines.add(lines)
        if lines and at_end:
            self.view.scrollToBottom()

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        line = current.data(Qt.ItemDataRole.UserRole) if current.isValid() else None
        trace = line.trace if isinstance(line, Line) else ""
        self.trace.setPlainText(trace)
        self.trace.setVisible(bool(trace))
