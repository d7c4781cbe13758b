"""The bar at the top of the window: run, step, stop, slate; how it goes; on what, as whom."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from muse_nodes.document import Problem
from muse_nodes.editor import theme
from muse_nodes.editor.commands import Command, Commands
from muse_nodes.editor.icons import icon
from muse_nodes.editor.jobs.phrases import described, made_words
from muse_nodes.editor.messages import Ended, Figures, Work
from muse_nodes.editor.run_bar_parts import NOTHING, ActionButton, Figure, GpuWatch, TaskBar
from muse_nodes.editor.session import Session
from muse_nodes.editor.titles import title_of


def add_run_commands(commands: Commands, session: Session) -> RunCommands:
    """Add ``run.toggle``, ``run.step``, ``run.stop`` and ``run.panic`` to the window's commands."""
    return RunCommands(commands, session)


class RunCommands(QObject):
    """The commands that start and stop runs; what they can do follows the engine."""

    def __init__(self, commands: Commands, session: Session) -> None:
        super().__init__(commands)
        self._session = session
        tr = self.tr
        self._toggle = commands.add(
            Command("run.toggle", tr("Run"), "F5", "play", tr("Run the graph, or pause it")),
            self._on_toggle,
        )
        self._step = commands.add(
            Command("run.step", tr("Step"), "F10", "step-forward", tr("Let one frame through")),
            session.engine.step,
        )
        self._stop = commands.add(
            Command("run.stop", tr("Stop"), "Shift+F5", "square", tr("End the run")),
            session.engine.stop,
        )
        tip = tr("Show the slate instead of the picture, everywhere, at once")
        self._panic = commands.add(
            Command("run.panic", tr("Slate"), "Ctrl+Shift+X", "shield-alert", tip, checkable=True),
            self._on_panic,
        )
        session.engine.state_changed.connect(self._on_state)
        session.engine.work_changed.connect(self._on_work)
        session.engine.panic_changed.connect(self._panic.setChecked)
        self._panic.setChecked(session.engine.panicking)
        self._on_state(session.engine.state)

    def _on_toggle(self) -> None:
        if self._session.engine.state == "running":
            self._session.engine.pause()
        else:
            self._session.run()

    def _on_panic(self) -> None:
        self._session.engine.panic(self._panic.isChecked())

    def _on_state(self, state: str) -> None:
        running = state == "running"
        self._toggle.setText(self.tr("Pause") if running else self.tr("Run"))
        self._toggle.setIcon(icon("pause" if running else "play"))
        self._toggle.setEnabled(state not in ("starting", "working", "stopping"))
        self._step.setEnabled(state in ("running", "paused"))
        self._stop.setEnabled(state not in ("stopped", "stopping"))
        self._stop.setToolTip(self._stop_tip(state))

    def _on_work(self, work: Work) -> None:
        self._stop.setToolTip(self._stop_tip(self._session.engine.state))

    def _stop_tip(self, state: str) -> str:
        if state == "working":
            return self.tr("Cancel the task; what it has done is kept")
        work = self._session.engine.work
        if state != "stopped" and work is not None and work.streams:
            return self.tr("End the stream; the tasks of the graph follow")
        return self.tr("End the run")


class RunBar(QFrame):
    """See above. The commands of ``add_run_commands`` must be there already."""

    device_chosen = Signal(str)
    """``auto`` or ``cpu``: what the next engine is to be opened with."""

    def __init__(self, session: Session, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._why = self._failed = ""
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Run"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._run = ActionButton(commands.action("run.toggle"), "primary", words=True, parent=self)
        self._run.setProperty("big", True)
        self._step = ActionButton(commands.action("run.step"), "flat", words=False, parent=self)
        self._stop = ActionButton(commands.action("run.stop"), "flat", words=False, parent=self)
        self._panic = ActionButton(commands.action("run.panic"), "danger", words=True, parent=self)
        self._panic.wear(icon("shield-alert", theme.ON_DANGER))
        self._state = _Elided(self)
        self._figures = self._make_figures()
        self.task = TaskBar(self)
        self._gpu = GpuWatch(parent=self)
        self._gpu.busy.connect(self._on_gpu)
        self.device, self.profile = self._make_device(), self._make_profile()
        self._lay_out()
        self._listen()

    # -- what it is made of ----------------------------------------------------------------------

    def _make_figures(self) -> dict[str, Figure]:
        tr = self.tr
        made = {
            "fps": Figure(tr("FPS"), "000.0", self),
            "p50": Figure(tr("Delay ms"), "0000", self),
            "p95": Figure(tr("95 % ms"), "0000", self),
            "dropped": Figure(tr("Dropped"), "00000", self),
            "cpu": Figure(tr("CPU"), "100 %", self),
            "gpu": Figure(tr("GPU"), "100 %", self),
            "memory": Figure(tr("Memory"), "00.0 GB", self),
        }
        made["fps"].setToolTip(tr("Pictures per second that come out."))
        made["dropped"].setToolTip(tr("Pictures of the source that came too fast to be used."))
        made["cpu"].setToolTip(
            tr("Work of this program on all {count} cores.").format(count=os.cpu_count() or 1)
        )
        made["gpu"].setToolTip(tr("Load of the graphics card by all programs."))
        made["memory"].setToolTip(tr("Memory that this program uses."))
        return made

    def _make_device(self) -> QComboBox:
        box = QComboBox(self)
        box.addItem(icon("cpu"), self.tr("Auto"), "auto")
        box.addItem(icon("cpu"), self.tr("CPU"), "cpu")
        box.addItem(icon("cpu"), self.tr("GPU"), "cuda")
        model = box.model()
        assert isinstance(model, QStandardItemModel), "a combo box has no other"
        gpu = model.item(2)
        gpu.setEnabled(False)
        gpu.setToolTip(self.tr("This version has no GPU device yet: it runs on the CPU."))
        box.setToolTip(self.tr("Where the graph runs, from the next start of the program on."))
        box.setAccessibleName(self.tr("Device"))
        box.activated.connect(self._on_device)
        return box

    def _make_profile(self) -> QComboBox:
        box = QComboBox(self)
        box.setToolTip(self.tr("Profile: one angle of the camera with its room and its models."))
        box.setAccessibleName(self.tr("Profile"))
        box.textActivated.connect(self._on_profile)
        return box

    def _show_profiles(self) -> None:
        keeper, box = self._session.profiles, self.profile
        box.clear()
        box.addItems(keeper.names)
        box.setCurrentText(keeper.current)
        self._allow_profiles()

    def _allow_profiles(self) -> None:
        """No other profile under a job that works with this one."""
        self.profile.setEnabled(self.profile.count() > 1 and not self._session.engine.job_runs)

    def _on_profile(self, name: str) -> None:
        if name != self._session.profiles.current:
            self._session.profiles.use(name)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        layout.setSpacing(theme.SPACE // 2)
        # The widest of its words from the start: what stands beside it never moves.
        self._run.ensurePolished()
        words = (self.tr("Run"), self.tr("Pause"))
        wide = max(self._run.fontMetrics().horizontalAdvance(word) for word in words)
        self._run.setMinimumWidth(wide + self._run.iconSize().width() + 7 * theme.SPACE)
        for button in (self._run, self._step, self._stop):
            layout.addWidget(button)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self._panic)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self._state, 1)
        layout.addWidget(self.task)
        for figure in self._figures.values():
            layout.addWidget(figure)
        self._figures["gpu"].setVisible(self._gpu.there)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self.device)
        layout.addWidget(self.profile)

    def _listen(self) -> None:
        engine = self._session.engine
        engine.state_changed.connect(self._on_state)
        engine.figures.connect(self._on_figures)
        engine.refused.connect(self._on_refused)
        engine.behind_changed.connect(self._on_behind)
        engine.panic_changed.connect(self._tell)
        engine.ended.connect(self._on_ended)
        engine.work_changed.connect(self._on_work)
        self._session.profiles.changed.connect(self._show_profiles)
        self._show_profiles()
        self._on_state(engine.state)

    # -- what it shows ---------------------------------------------------------------------------

    @property
    def state_text(self) -> str:
        """The state in words, as it is shown."""
        return self._state.whole

    def figure(self, name: str) -> Figure:
        """One of fps, p50, p95, dropped, cpu, gpu, memory."""
        return self._figures[name]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least = super().minimumSizeHint()
        spare = (f for f in self._spare() if not f.isHidden())
        return QSize(least.width() - sum(self._width_of(f) for f in spare), least.height())

    def _spare(self) -> list[Figure]:
        """The figures that give way in a narrow window, the first ones first."""
        names = [n for n in ("memory", "gpu", "cpu", "p95") if n != "gpu" or self._gpu.there]
        return [self._figures[name] for name in names]

    def _width_of(self, figure: Figure) -> int:
        return figure.sizeHint().width() + theme.SPACE // 2

    def _make_room(self) -> None:
        spare = self._spare()
        works = self._session.engine.state == "working"  # no frames flow: no figures of them
        for name, figure in self._figures.items():
            figure.setVisible(not works and (name != "gpu" or self._gpu.there))
        if works:
            return
        lacking = self.sizeHint().width() - self.width()
        for figure in spare:
            if lacking <= 0:
                return
            figure.setVisible(False)
            lacking -= self._width_of(figure)

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._failed = self._why = ""
        running = state == "running"
        self._run.wear(icon("pause" if running else "play", theme.ON_ACCENT))
        self._gpu.watch(state in ("running", "paused"))
        self.task.show_work(self._session.engine.work if state == "working" else None)
        self._make_room()
        self._allow_profiles()
        if state in ("stopped", "working"):
            for figure in self._figures.values():
                figure.show_value(NOTHING)
        self._tell()

    def _on_figures(self, figures: Figures) -> None:
        if self._session.engine.state in ("stopped", "working"):
            return  # the last ones of a run that is over
        shown = {
            "fps": f"{figures.fps:.1f}" if self._session.engine.state == "running" else NOTHING,
            "p50": f"{figures.p50:.0f}",
            "p95": f"{figures.p95:.0f}",
            "dropped": str(figures.dropped),
            "cpu": f"{figures.cpu / (os.cpu_count() or 1):.0f} %",
            "memory": f"{figures.memory_mb / 1000:.1f} GB",
        }
        for name, text in shown.items():
            self._figures[name].show_value(text)
        tip = self.tr(
            "From the camera to the output half of the pictures take less than {p50} ms, and "
            "95 of 100 less than {p95} ms.\nFor sound in time set an audio offset of {offset} ms "
            "in OBS."
        ).format(
            p50=round(figures.p50), p95=round(figures.p95), offset=round(figures.audio_offset_ms)
        )
        self._figures["p50"].setToolTip(tip)
        self._figures["p95"].setToolTip(tip)

    def _on_work(self, work: Work) -> None:
        self._allow_profiles()
        self.task.show_work(work if self._session.engine.state == "working" else None)
        self._tell()

    def _on_gpu(self, busy: int) -> None:
        self._figures["gpu"].show_value(f"{busy} %")

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        if self._session.engine.behind:
            self._why = self._first(problems)
            self._tell()

    def _on_behind(self, behind: bool) -> None:
        if not behind:
            self._why = ""
        self._tell()

    def _on_ended(self, ended: Ended) -> None:
        self._failed = self._first(ended.problems)
        self._tell()

    def _first(self, problems: tuple[Problem, ...]) -> str:
        problem = next((p for p in problems if p.severity == "error"), None)
        if problem is None or not problem.node:
            return problem.message if problem is not None else ""
        where = title_of(self._session, problem.node)
        return f"{where}: {problem.message.removeprefix(f'{problem.node}: ')}"

    def _tell(self) -> None:
        text, role = self._words()
        self._state.show_text(text)
        theme.set_role(self._state, role)

    def _words(self) -> tuple[str, str]:
        """(state in words, role of the label)."""
        engine, tr = self._session.engine, self.tr
        if engine.behind:
            return tr("Edits are not live: {why}").format(why=self._why), "warning"
        if engine.state == "stopped" and self._failed:
            return self._failed, "error"
        work = engine.work
        if engine.state == "stopped" and work is not None:
            return self._outcome(work)
        task = work.running if work is not None else None
        if engine.state == "working" and task is not None:
            return f"{title_of(self._session, task.node)}: {described(task)}", "good"
        words = {
            "stopped": tr("Stopped"), "starting": tr("Starting…"), "running": tr("Running"),
            "paused": tr("Paused"), "stopping": tr("Stopping…"), "working": tr("Working…"),
        }  # fmt: skip
        if engine.panicking:
            return f"{words[engine.state]} · {tr('The slate is shown')}", "error"
        return words[engine.state], "good" if engine.state == "running" else "dim"

    def _outcome(self, work: Work) -> tuple[str, str]:
        """What a job has come to, in words."""
        if work.cancelled:
            return self.tr("Cancelled; what is done is kept"), "warning"
        made = ", ".join(dict.fromkeys(made_words(a) for a in work.artifacts.values()))
        return self.tr("Done: {made}").format(made=made) if made else self.tr("Done"), "good"

    def _on_device(self, place: int) -> None:
        self.device_chosen.emit(str(self.device.itemData(place)))


class _Elided(QLabel):
    """A line that may be too long: then it ends in dots, and the tool tip has all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)

    def show_text(self, text: str) -> None:
        """Show ``text``, as far as there is room."""
        self.whole = text
        self.setToolTip(text)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.fontMetrics().averageCharWidth() * 20, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, cut = self.contentsRect().width(), Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self.whole, cut, room))
