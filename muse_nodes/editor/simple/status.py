"""Two lines: how it runs in figures, and what is wrong with what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from muse_nodes.document import Problem
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.phrases import described
from muse_nodes.editor.messages import Ended, Figures, Said, Work
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of


class FiguresLine(QLabel):
    """Pictures per second, latency, and how far sound has to be moved in OBS."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "dim")
        session.engine.figures.connect(self._on_figures)
        session.engine.state_changed.connect(self._on_state)
        session.engine.work_changed.connect(self._on_work)
        self._on_state(session.engine.state)

    def _on_work(self, work: Work) -> None:
        task = work.running
        if self._session.engine.state == "working" and task is not None:
            self.setText(f"{title_of(self._session, task.node)}: {described(task)}")

    def _on_figures(self, figures: Figures) -> None:
        if self._session.engine.state in ("stopped", "working"):
            return  # the last ones of a run that is over
        words = self.tr("{fps} pictures/s  ·  {ms} ms delay  ·  sound offset {offset} ms")
        tip = self.tr("In OBS, delay your microphone by {offset} ms: then lips and voice agree.")
        offset = round(figures.audio_offset_ms)
        shown = words.format(fps=f"{figures.fps:.1f}", ms=round(figures.p50), offset=offset)
        self.setText(shown)
        self.setToolTip(tip.format(offset=offset))

    def _on_state(self, state: str) -> None:
        texts = {
            "stopped": self.tr("Not running"), "starting": self.tr("Getting ready…"),
            "paused": self.tr("Paused"), "stopping": self.tr("Stopping…"),
            "working": self.tr("Tasks are carried out"),
        }  # fmt: skip
        if state in texts:
            self.setText(texts[state])
            self.setToolTip("")
        if self._session.engine.work is not None:
            self._on_work(self._session.engine.work)


class TroubleLine(QWidget):
    """The worst thing that is wrong now, in one line with its remedy; the rest in the tool tip."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._refused: tuple[Problem, ...] = ()
        self._failed: dict[str, Problem] = {}
        self._whole = ""
        self._sign, self._words = QLabel(self), QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)
        engine = session.engine
        session.problems_changed.connect(self._on_problems)
        engine.refused.connect(self._on_refused)
        engine.behind_changed.connect(self._on_behind)
        engine.ended.connect(self._on_ended)
        engine.said.connect(self._on_said)
        engine.figures.connect(self._on_figures)
        engine.state_changed.connect(self._on_state)
        engine.panic_changed.connect(self._on_panic)
        self._tell()

    @property
    def text(self) -> str:
        """What it says, not shortened."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, self.fontMetrics().height() + theme.SPACE // 2)

    def _on_problems(self, problems: tuple[Problem, ...]) -> None:
        self._tell()

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        self._refused = problems
        self._tell()

    def _on_behind(self, behind: bool) -> None:
        if not behind:
            self._refused = ()
        self._tell()

    def _on_ended(self, ended: Ended) -> None:
        self._refused = ended.problems
        self._failed.clear()
        self._tell()

    def _on_said(self, said: Said) -> None:
        if said.severity == "error":
            self._failed[said.node] = Problem(said.text, node=said.node)
            self._tell()

    def _on_figures(self, figures: Figures) -> None:
        """A node that works again is no trouble any more."""
        well = [id for id, node in figures.nodes.items() if not node.failing]
        before = len(self._failed)
        for id in well:
            self._failed.pop(id, None)
        if len(self._failed) != before:
            self._tell()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._refused = ()
            self._failed.clear()
        self._tell()

    def _on_panic(self, on: bool) -> None:
        self._tell()

    def _all(self) -> list[Problem]:
        """Everything that is wrong, the worst first and each sentence once."""
        known = (*self._refused, *self._failed.values(), *self._session.problems)
        unique = {problem.message: problem for problem in known}
        return sorted(unique.values(), key=lambda problem: problem.severity != "error")

    def _tell(self) -> None:
        found = self._all()
        role, sign, colour = "dim", "circle-check", theme.GOOD
        if found:
            worst = found[0]
            bad = worst.severity == "error"
            role = "error" if bad else "warning"
            sign, colour = ("circle-x", theme.ERROR) if bad else ("triangle-alert", theme.WARNING)
            self._whole = f"{worst.message} {worst.hint}".strip()
            if len(found) > 1:
                more = self.tr("(and {count} more)").format(count=len(found) - 1)
                self._whole = f"{self._whole} {more}"
        elif self._session.engine.panicking:
            self._whole = self.tr("The slate is on: nobody sees you.")
            role, sign, colour = "warning", "shield-alert", theme.WARNING
        elif self._session.engine.state in ("running", "working"):
            self._whole = self.tr("All is well.")
        else:
            self._whole = self.tr("Ready. Press Run.")
            sign, colour = "info", theme.DIM
        theme.set_role(self._words, role)
        side = self.fontMetrics().height()
        self._sign.setPixmap(icon(sign, colour).pixmap(QSize(side, side), self.devicePixelRatioF()))
        self.setToolTip("\n".join(str(problem) for problem in found) or self._whole)
        self._words.setAccessibleName(self._whole)
        self._fit()

    def _fit(self) -> None:
        width = self._words.contentsRect().width()
        shown = self._words.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, width
        )
        self._words.setText(shown)
