"""The way to a network of one's own, for the current profile: each step a bundled graph or a page.

Every card shows what is on the disk and how far a job is with it; what comes next is marked. A step
whose graph is not part of this version says what it is for and that it is not there.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.aside import Aside
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import Ended
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import pieces
from muse_nodes.editor.simple.machine import INSTALL, Machine, look_around
from muse_nodes.editor.simple.stages import (
    PERSONAL,
    STEPS,
    Stage,
    StepName,
    next_step,
    progress_of,
    stages,
    step_of,
)
from muse_nodes.editor.simple.step_card import Step, StepCard
from muse_nodes.editor.widgets.asking import ask_file
from muse_nodes.editor.words import choice
from muse_nodes.engine.bundled import list_graphs
from muse_nodes.engine.task_ctx import Progress
from muse_nodes.profiles.standing import Standing

IMPORT = "import"
"""The bundled graph that makes a session of a video."""

ALL = "personalise"
"""The bundled graph that does everything after the recording."""

MOST_FRAMES, SECONDS_PER_FRAME = 400, 1.0
"""Frames that are labelled as the graph comes, and what one takes on a core of a common processor:
22 s of its time for 20 frames of 1280x720, both teachers and the filter included."""

TRAIN = "muse.personal.train"
_NEED_TORCH: tuple[StepName, ...] = ("label", "train", "convert")


class ModelSteps(QWidget):
    """Record, label, check, train, convert, report, go live."""

    run_wanted = Signal(str, dict)
    """(name of a bundled graph, parameters by node type and name): run it here and now."""
    open_graph = Signal(str)
    """The name of a bundled graph that somebody wants to work with."""
    page_wanted = Signal(str)
    """``labels`` or ``report``: a page of the window."""
    live_wanted = Signal()
    """Back to the user's own graph, and run it."""
    back = Signal()
    """Back to the picture."""

    def __init__(
        self,
        session: Session,
        there: Collection[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``there`` names the bundled graphs, if somebody has them at hand."""
        super().__init__(parent)
        self._session = session
        self._there = frozenset(list_graphs() if there is None else there)
        self._stages: dict[StepName, Stage] = {}
        self._faults: dict[StepName, str] = {}
        self._at: StepName | None = None
        self._follows = True
        self._machine: Machine | None = None
        self._aside = Aside(self)
        self._stop = threading.Event()
        self.cards: dict[StepName, StepCard] = {}
        self.all = QPushButton(icon("sparkles"), self.tr("Do all the rest"), self)
        self.machine = QLabel(self)
        self._lay_out()
        self._listen()

    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        tr = self.tr
        return (
            Step("record", "record", "video", tr("Record"), tr(
                "Ten minutes of you in your room, and a picture of the room without you. "
                "Nothing leaves this machine."), tr("Record…")),
            Step("label", "label", "tags", tr("Label"), tr(
                "Large networks look at chosen pictures and mark where you are."), tr("Label")),
            Step("check", "", "images", tr("Check the labels"), tr(
                "What looks wrong is left out by itself. A look at it makes the network better."),
                tr("Look…")),
            Step("train", "train", "graduation-cap", tr("Train"), tr(
                "A small network learns from these marks to find you, and only you."),
                tr("Train")),
            Step("convert", "convert", "package", tr("Convert"), tr(
                "It is made fast for the machine that you stream with, and installed."),
                tr("Convert")),
            Step("report", "report", "gauge", tr("Report"), tr(
                "How good it is against the networks that come with the program, honestly."),
                tr("Judge")),
            Step("live", "", "radio", tr("Go live"), tr(
                "The live graph takes your own network as soon as there is one."),
                tr("Go live")),
        )  # fmt: skip

    def refresh(self) -> None:
        """Have everything read anew from the disk."""
        self._session.profiles.look()

    # -- what it is made of --------------------------------------------------------------------

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.SPACE * 2] * 4)
        layout.setSpacing(theme.SPACE * 2)
        layout.addLayout(self._make_head())
        page = QWidget()
        page.setProperty("role", "page")
        cards = QVBoxLayout(page)
        cards.setContentsMargins(0, 0, theme.SPACE, 0)
        cards.setSpacing(theme.SPACE)
        for number, step in enumerate(self.steps(), 1):
            card = StepCard(number, step, not step.graph or step.graph in self._there, self)
            card.wanted.connect(self._on_wanted)
            card.opened.connect(self.open_graph)
            card.looked.connect(self._on_looked)
            card.cancelled.connect(self._session.engine.cancel)
            self.cards[step.name] = card
            cards.addWidget(card)
        cards.addStretch(1)
        self._fill_presets()
        self.cards["record"].offer_look(self.tr("From a video…"), "film")
        page.setMaximumWidth(self.fontMetrics().averageCharWidth() * 150)
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        area.verticalScrollBar().rangeChanged.connect(self._scroll_soon)
        area.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        layout.addWidget(area, 1)

    def _make_head(self) -> QVBoxLayout:
        title = QLabel(self.tr("A network of your own"), self)
        title.setProperty("role", "display")
        words = QLabel(
            self.tr(
                "The networks that come with the program have never seen you. One that has "
                "learned you and your room cuts you out more cleanly and costs less."
            ),
            self,
        )
        for label in (words, self.machine):
            label.setProperty("role", "dim")
            label.setWordWrap(True)
        self.machine.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.machine.hide()
        back = QPushButton(icon("arrow-left"), self.tr("Back to the picture"), self)
        back.setProperty("role", "flat")
        back.clicked.connect(self.back)
        self.all.setToolTip(self.tr("Label, filter, train, convert and judge, one after the other"))
        self.all.clicked.connect(self._on_all)
        first = QHBoxLayout()
        first.addWidget(back)
        first.addStretch(1)
        first.addWidget(self.all)
        head = QVBoxLayout()
        head.setSpacing(theme.SPACE // 2)
        head.addLayout(first)
        for label in (title, words, self.machine):
            head.addWidget(label)
        return head

    def _fill_presets(self) -> None:
        """How long to train, as the node that trains has it."""
        schema = self._session.registry.get(TRAIN)
        param = schema.param("preset") if schema is not None else None
        box = self.cards["train"].choice
        box.setAccessibleName(self.tr("How long to train"))
        if schema is not None and param is not None:
            for value in param.choices:
                box.addItem(choice(schema, param, value), value)

    def _listen(self) -> None:
        session = self._session
        session.profiles.standing_changed.connect(self._on_standing)
        session.profiles.changed.connect(self._on_profile)
        session.engine.work_changed.connect(self._show)
        session.engine.state_changed.connect(self._on_state)
        session.engine.ended.connect(self._on_ended)
        self._aside.answered.connect(self._on_machine)
        self._show()

    # -- what happens --------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._at = None
        self.refresh()
        if self._machine is None:
            self._stop.clear()
            self._aside.ask("machine", lambda: look_around(self._stop))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._stop.set()
        self._aside.close()

    def _on_standing(self, standing: Standing) -> None:
        self._stages = stages(standing)
        self._show()

    def _on_profile(self) -> None:
        self._stages, self._faults = {}, {}
        self._show()

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._faults = {}
        if state == "stopped" and self.isVisible():
            self._session.profiles.look()
        self._show()

    def _on_ended(self, ended: Ended) -> None:
        for problem in ended.problems:
            step = step_of(self._session.graph, problem.node)
            if step is not None and problem.severity == "error":
                message = problem.message.removeprefix(f"{problem.node}: ")
                self._faults[step] = f"{message} {problem.hint}".strip()
        self._show()

    def _on_machine(self, name: str, answer: object) -> None:
        if isinstance(answer, Machine):
            self._machine = answer
            box = self.cards["train"].choice
            box.setCurrentIndex(max(0, box.findData("standard" if answer.gpu else "quick")))
            self._show()

    def _on_wanted(self, wanted: str) -> None:
        name = next(step for step in STEPS if step == wanted)
        if name == "check":
            self.page_wanted.emit("labels")
        elif name == "live":
            self.live_wanted.emit()
        else:
            graph = self.cards[name].step.graph
            self.run_wanted.emit(graph, self._params() if name == "train" else {})

    def _on_looked(self, name: str) -> None:
        if name == "record":
            kinds = self.tr("Videos ({kinds})").format(kinds=pieces.VIDEOS)
            ask_file(self, self.tr("Choose a video of you"), kinds, self._on_video)
        else:
            self.page_wanted.emit(name)

    def _on_video(self, path: str) -> None:
        self.run_wanted.emit(IMPORT, {f"{PERSONAL}import": {"video": path}})

    def _on_all(self) -> None:
        self.run_wanted.emit(ALL, self._params())

    def _params(self) -> dict[str, dict[str, str]]:
        preset = self.cards["train"].choice.currentData()
        return {TRAIN: {"preset": preset}} if preset else {}

    # -- what it shows -------------------------------------------------------------------------

    def _show(self) -> None:
        engine = self._session.engine
        busy = engine.job_runs or engine.state in ("starting", "stopping")
        following = self._following()
        for name, card in self.cards.items():
            mine = self._progress(name)
            stage = self._stages.get(name)
            card.show_stage(stage, is_next=name == following, busy=busy and name != "check")
            card.choice.setVisible(name == "train" and card.there and card.choice.count() > 0)
            card.show_progress(mine, runs=engine.job_runs and self._runs(name))
            card.look.setVisible(self._has_more(name))
            card.look.setEnabled(name == "report" or not busy)
            card.show_hint(self._label_time() if name == "label" else "")
            card.show_note(self._faults.get(name, "") or self._warning(name))
        recorded = bool(self._stages) and not self._stages["label"].why
        self.all.setVisible(ALL in self._there)
        self.all.setEnabled(recorded and not busy)
        self._show_machine()
        if following != self._at:
            self._at, self._follows = following, True
            self._scroll_soon()

    def _scroll_soon(self) -> None:
        QTimer.singleShot(0, self, self._scroll)  # once there is room for what changed

    def _scroll(self) -> None:
        """Bring the card that is at hand into view, until the user scrolls."""
        if self._follows and self._at is not None:
            self._area.ensureWidgetVisible(self.cards[self._at], 0, theme.SPACE)

    def _on_scrolled(self) -> None:
        self._follows = False

    def _following(self) -> StepName | None:
        """The step that a job is at; while none runs, the one that comes next."""
        if self._session.engine.job_runs:
            return next((name for name in STEPS if self._runs(name)), None)
        return next_step(self._stages) if self._stages else None

    def _progress(self, name: StepName) -> Progress | None:
        engine = self._session.engine
        if engine.work is None or not engine.job_runs:
            return None
        return progress_of(name, self._session.graph, engine.work)

    def _runs(self, name: StepName) -> bool:
        work, graph = self._session.engine.work, self._session.graph
        if work is None:
            return False
        if work.streams:
            return any(step_of(graph, node.id) == name for node in graph.nodes)
        return work.running is not None and step_of(graph, work.running.node) == name

    def _label_time(self) -> str:
        """How long labelling takes where no graphics card helps."""
        standing = self._session.profiles.standing
        newest = standing.newest if standing is not None else None
        if self._machine is None or self._machine.gpu or newest is None or not newest.frames:
            return ""
        seconds = min(newest.frames, MOST_FRAMES) * SECONDS_PER_FRAME
        return self.tr(
            "Without a graphics card small networks do it; for this recording that takes about "
            "{count} min."
        ).format(count=max(1, round(seconds / 60)))

    def _has_more(self, name: StepName) -> bool:
        """A report to look at; for the recording, that a video can be taken in its place."""
        standing = self._session.profiles.standing
        if name == "record":
            return IMPORT in self._there and not self._runs(name)
        return name == "report" and standing is not None and standing.report is not None

    def _warning(self, name: StepName) -> str:
        machine = self._machine
        if machine is not None and machine.missing and name in _NEED_TORCH:
            return self.tr("This needs packages that are not installed: {command}").format(
                command=INSTALL
            )
        return ""

    def _show_machine(self) -> None:
        machine = self._machine
        if machine is None:
            return
        text = self.tr(
            "No graphics card that can compute was found here: small networks label, and a quick "
            "training takes up to ten minutes. The result is good, and better still from a "
            "machine with such a card."
        )
        if machine.gpu:
            text = self.tr("Graphics card: {name}.").format(name=machine.gpu)
        self.machine.setText(text)
        self.machine.show()
