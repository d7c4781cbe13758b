"""The one bridge between the window and the engine.

Commands go down a queue to a thread of its own, which may wait for networks, cameras and nodes;
the window never does. What comes back is kept until a timer of the window fetches it (latest wins
for pictures and figures), so no engine thread ever touches an object of Qt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from muse_nodes.document import Graph
from muse_nodes.editor.driver import Driver, Message
from muse_nodes.editor.messages import Ended, Figures, Picture, Said, State, View, Wanted, Work
from muse_nodes.engine.host import Host

TICK = 16
"""Milliseconds between two looks at what has come, while a graph runs."""

IDLE_TICK = 60


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How graphs are run. ``realtime``: files and the demo scene at their own rate."""

    realtime: bool = True
    workers: int = 2


class Engine(QObject):
    """Runs the open graph. All methods return at once; everything is told by signals."""

    state_changed = Signal(str)
    """One of ``State``."""
    picture = Signal(Picture)
    """A Picture of a watched wire: the newest."""
    figures = Signal(Figures)
    """Figures, about four times a second."""
    said = Signal(Said)
    """Said: something happened in the run."""
    refused = Signal(tuple)
    """A tuple of Problem: a graph could not be started, or an edit not be carried out."""
    behind_changed = Signal(bool)
    """True while the graph that runs is not the one that is shown, because that cannot run."""
    panic_changed = Signal(bool)
    """True while public sinks are to show the slate, whoever asked for it."""
    work_changed = Signal(Work)
    """Work: a job has come further."""
    ended = Signal(Ended)
    """Ended: the run is over."""
    answered = Signal(object, object)
    """(name, value) of something that was asked for with ``ask``; an exception if it failed."""

    def __init__(
        self,
        open_host: Callable[[], Host],
        options: EngineOptions | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        options = options or EngineOptions()
        self._driver = Driver(open_host, realtime=options.realtime, workers=options.workers)
        self._state: State = "stopped"
        self._behind = False
        self._panicking = False
        self._work: Work | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._fetch)
        self._timer.start(IDLE_TICK)

    @property
    def state(self) -> State:
        """What is going on."""
        return self._state

    @property
    def running(self) -> bool:
        """True from the moment somebody pressed Run until it has stopped."""
        return self._state != "stopped"

    @property
    def work(self) -> Work | None:
        """The job that runs, or ran last, as it stands; None before and for other graphs."""
        return self._work

    @property
    def job_runs(self) -> bool:
        """True while a job is under way, its stream or its tasks."""
        return self.running and self._work is not None

    @property
    def behind(self) -> bool:
        """True while what runs is an older graph than the one that is shown."""
        return self._behind

    @property
    def panicking(self) -> bool:
        """True while public sinks are to show the slate, in this run or the next."""
        return self._panicking

    # -- commands ------------------------------------------------------------------------------

    def start(self, graph: Graph, data: Path | None = None) -> None:
        """Compile, set up and run ``graph``; nothing happens while one runs.

        ``data`` is the user's data folder, where jobs keep what they make.
        """
        if self._state == "stopped":
            self._work = None
            self._enter("starting")
            self._driver.start(graph, data)

    def cancel(self) -> None:
        """End a job with all that is still to come; what it has done is kept for the next time."""
        if self._state != "stopped":
            self._enter("stopping")
            self._driver.cancel()

    def stop(self) -> None:
        """End the run; also one that is still being set up.

        The stream of a job comes to its end and its tasks follow; while one of them runs it is
        cancelled, and what it has done is kept.
        """
        if self._state not in ("stopped", "stopping"):
            self._enter("stopping")
            self._driver.stop()

    def pause(self) -> None:
        """Let no more frames in."""
        if self._state == "running":
            self._enter("paused")
            self._driver.call(lambda run: run.pause())

    def resume(self) -> None:
        """Go on."""
        if self._state == "paused":
            self._enter("running")
            self._driver.call(lambda run: run.resume())

    def step(self) -> None:
        """Let one frame through and pause."""
        self.pause()
        self._driver.call(lambda run: run.step())

    def follow(self, graph: Graph) -> None:
        """The open graph is another one now: the run goes over to it, as far as it can."""
        if self.running:
            self._driver.follow(graph)

    def panic(self, on: bool = True) -> None:
        """Every public sink shows the slate; False: go on as before."""
        self._driver.panic(on)
        if on != self._panicking:
            self._panicking = on
            self.panic_changed.emit(on)

    def act(self, node: str, action: str) -> None:
        """Have a node carry out an action before its next frame."""
        self._driver.call(lambda run: run.act(node, action))

    def watch(self, wanted: Mapping[View, Wanted]) -> None:
        """From now on show these wires, and no others, by ``picture``."""
        self._driver.watch(dict(wanted))

    def ask(self, name: str, question: Callable[[Host], Any]) -> None:
        """Have something answered on the engine's thread: ``answered`` brings (name, answer)."""
        self._driver.ask(name, question)

    def snapshot(self, view: View) -> None:
        """The next whole value of a wire: ``answered`` brings (("snapshot", view), value)."""
        self._driver.call(
            lambda run: self._driver.answer(
                ("snapshot", view), lambda: run.snapshot(view.node, view.port)
            )
        )

    def trace(self, on: bool = True) -> None:
        """Record every call of every node, afresh: ``answered`` brings ("trace", Recorder)."""
        self._driver.call(lambda run: self._driver.answer("trace", lambda: run.trace(on)))

    def open_anew(self) -> None:
        """The next run begins with a fresh host: node types or the device are others now."""
        self._driver.open_anew()

    def close(self) -> None:
        """End everything and wait for it, for a few seconds at most."""
        self._timer.stop()
        self._driver.close()
        self._fetch()

    # -- what comes back -----------------------------------------------------------------------

    def _fetch(self) -> None:
        for message in self._driver.fetch():
            self._take(message)
        pictures, figures, said = self._driver.observed()
        for event in said:
            self.said.emit(event)
        if figures is not None:
            self.figures.emit(figures)
        for one in pictures:
            self.picture.emit(one)

    def _take(self, message: Message) -> None:
        if message.work is not None:
            self._work = message.work
            self.work_changed.emit(message.work)
        if message.state is not None:
            self._heard(message.state)
        if message.behind is not None and message.behind != self._behind:
            self._behind = message.behind
            self.behind_changed.emit(message.behind)
        for event in message.said:
            self.said.emit(event)
        if message.problems:
            self.refused.emit(message.problems)
        if message.answer is not None:
            self.answered.emit(*message.answer)
        if message.ended is not None:
            self.ended.emit(message.ended)

    def _heard(self, state: State) -> None:
        if state != "running" or self._state != "paused":
            self._enter(state)  # else the window was faster: a run was paused as it began

    def _enter(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self._timer.setInterval(IDLE_TICK if state == "stopped" else TICK)
            self.state_changed.emit(state)


def threads() -> list[str]:
    """Names of the threads of all engines of this process, for tests that look for leaks."""
    return [t.name for t in threading.enumerate() if t.name.startswith("muse-")]
