"""Drives the engine on a thread of its own, for the bridge in ``engine.py``. No Qt objects here."""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Graph, Problem
from muse_nodes.editor.following import Follower
from muse_nodes.editor.jobs.watch import Watch, by_hand, job_of
from muse_nodes.editor.messages import Ended, Figures, Picture, Said, State, View, Wanted, Work
from muse_nodes.editor.observer import Observer
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.settings import Settings

_PATIENCE = 8.0
"""Seconds that closing waits for a node that does not come back."""

_LOOK = 0.1
"""Seconds between two looks whether the run has ended by itself or an edit has been decided."""

log = logging.getLogger("muse.editor")


@dataclass(frozen=True, slots=True)
class Message:
    """News for the window; what is None has not changed."""

    state: State | None = None
    behind: bool | None = None
    problems: tuple[Problem, ...] = ()
    answer: tuple[Hashable, Any] | None = None
    ended: Ended | None = None
    work: Work | None = None
    said: tuple[Said, ...] = ()


class Driver:
    """One thread that opens the host, starts runs, carries edits down and closes them."""

    def __init__(self, open_host: Callable[[], Host], *, realtime: bool, workers: int) -> None:
        self._open_host = open_host
        self._options = RunOptions(realtime=realtime, workers=workers)
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._news: deque[Message] = deque()
        self._wanted: dict[View, Wanted] = {}
        self._newest: Graph | None = None
        self._host: Host | None = None
        self._run: Run | None = None
        self._watch: Watch | None = None
        self._follower: Follower | None = None
        self._observer: Observer | None = None
        self._stop = self._stale = False
        self._panic = False
        self._thread = threading.Thread(target=self._work, name="muse-driver", daemon=True)
        self._thread.start()

    # -- from the window -----------------------------------------------------------------------

    def start(self, graph: Graph, data: Path | None) -> None:
        """Open the host if need be, and run ``graph``; ``data`` is the user's data folder."""
        self._stop, self._newest = False, graph
        self._orders.put(lambda: self._begin(replace(self._options, data=data)))

    def stop(self) -> None:
        """Close the run. Of a job the stream is brought to its end, or else its task cancelled."""
        self._stop = True
        self._orders.put(self._halt)

    def cancel(self) -> None:
        """Stop; of a job all that is still to come as well."""
        self._stop = True
        self._orders.put(self._call_off)

    def follow(self, graph: Graph) -> None:
        """Go over to ``graph``; of several only the newest counts."""
        self._newest = graph
        self._orders.put(self._go_over)

    def panic(self, on: bool) -> None:
        """Show the slate; remembered for the next run as well. Waits in no queue."""
        self._panic = on
        run = self._run
        if run is not None:
            run.panic(on)

    def call(self, order: Callable[[Run], object]) -> None:
        """Do something with the run, if there is one."""
        self._orders.put(lambda: self._called(order))

    def ask(self, name: Hashable, question: Callable[[Host], Any]) -> None:
        """Answer a question about the host."""
        self._orders.put(lambda: self.answer(name, lambda: question(self._opened())))

    def watch(self, wanted: dict[View, Wanted]) -> None:
        """Look at these wires."""
        self._wanted = wanted
        observer = self._observer
        if observer is not None:
            observer.watch(wanted)

    def fetch(self) -> list[Message]:
        """The news since the last call."""
        return [self._news.popleft() for _ in range(len(self._news))]

    def observed(self) -> tuple[list[Picture], Figures | None, list[Said]]:
        """Pictures, figures and events since the last call."""
        observer = self._observer
        return observer.fetch() if observer is not None else ([], None, [])

    def open_anew(self) -> None:
        """The next run begins with a fresh host: node types or the device are others."""
        self._orders.put(self._forget_host)

    def close(self) -> None:
        """End the run and the thread; a node that hangs is left behind after a while."""
        self._stop = True
        self._orders.put(None)
        self._thread.join(_PATIENCE)

    # -- on the thread -------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=_LOOK if self._busy else None)
            except queue.Empty:
                self._look_after()
                continue
            if order is None:
                break
            try:
                order()
            except Exception as error:  # whatever goes wrong is told; the editor goes on
                log.exception("an order to the engine failed")
                self._tell(Message(problems=(Problem(f"The engine failed: {error}"),)))
        self._end()
        if self._host is not None:
            self._host.close()

    @property
    def _busy(self) -> bool:
        return self._run is not None or self._watch is not None

    def _opened(self) -> Host:
        if self._host is None:
            self._host = self._open_host()
        return self._host

    def _forget_host(self) -> None:
        if self._busy:
            self._stale = True
        elif self._host is not None:
            self._host.close()
            self._host, self._stale = None, False

    def _begin(self, options: RunOptions) -> None:
        graph = self._newest
        if self._busy or self._stop or graph is None:
            return
        try:
            host = self._opened()
            job = job_of(graph, host)
            if job is not None:
                data = options.data or Settings().data
                options = replace(options, realtime=options.realtime and by_hand(job))
                self._watch = Watch(host.work(graph, options, data), graph, host.registry)
                return
            run = host.start(graph, options)
        except (GraphProblemsError, SetupError, MuseError) as error:
            problems = problems_of(error)
            self._tell(Message("stopped", False, problems, ended=Ended(problems=problems)))
            return
        self._attach(run, graph)

    def _attach(self, run: Run, graph: Graph) -> None:
        """Look at ``run``, and have it follow the open graph from ``graph`` on."""
        self._run, self._follower = run, Follower(run, graph)
        self._observer = Observer(run)
        if self._panic:  # looked at only now: whoever sets it later finds the run
            run.panic()
        wanted = None
        while wanted is not self._wanted:  # the window may set another one meanwhile
            wanted = self._wanted
            self._observer.watch(wanted)
        self._tell(
            Message(
                "running",
                False,
                tuple(Problem(n.message, n.hint, n.node, severity="warning") for n in run.notes),
            )
        )
        self._go_over()

    def _go_over(self) -> None:
        if self._follower is not None and self._newest is not None:
            graph = self._newest
            self._follower.follow(graph if self._watch is None else self._watch.stream_of(graph))
            self._hear()

    def _called(self, order: Callable[[Run], object]) -> None:
        if self._run is not None:
            try:
                order(self._run)
            except MuseError as error:
                self._tell(Message(problems=problems_of(error)))

    def answer(self, name: Hashable, question: Callable[[], Any]) -> None:
        """Have the window told what ``question`` gives, or the error that it raises."""
        try:
            found = question()
        except Exception as error:  # noqa: BLE001 - whoever asked gets the error as the answer
            found = error
        self._tell(Message(answer=(name, found)))

    def _look_after(self) -> None:
        self._hear()
        if self._watch is not None:
            self._look_after_job(self._watch)
        elif self._run is not None and self._run.wait(0):
            self._end()

    def _look_after_job(self, watch: Watch) -> None:
        fresh = watch.fresh_stream()
        if fresh is not None:
            self._attach(fresh, watch.stream_of(watch.graph))
        elif self._run is not None and self._run.wait(0):
            self._detach()
            self._tell(Message(behind=False))
        work = watch.news()
        if work is not None:
            busy = work.running is not None and self._run is None
            self._tell(Message("working" if busy and not self._stop else None, work=work))
        if watch.over:
            self._end()

    def _halt(self) -> None:
        if self._watch is None:
            self._end()
        elif self._run is not None and not self._run.wait(0):
            self._stop = False  # its tasks are still to come
            self._watch.job.end_stream()
        else:
            self._watch.job.cancel()

    def _call_off(self) -> None:
        if self._watch is not None:
            self._watch.job.cancel()
        else:
            self._end()

    def _hear(self) -> None:
        if self._follower is not None:
            for behind, problems in self._follower.heard():
                self._tell(Message(behind=behind, problems=problems))

    def _detach(self) -> None:
        if self._run is not None and self._observer is not None:
            self._observer.close()
        self._run, self._follower = None, None

    def _end(self) -> None:
        run, watch = self._run, self._watch
        if run is None and watch is None:
            if self._stop:
                self._tell(Message("stopped", False))
            return
        if watch is not None:
            watch.job.close()
            self._detach()
            self._watch = None
            ended, said = watch.ended()
            self._tell(Message("stopped", False, work=watch.news(), ended=ended, said=said))
        elif run is not None:
            stats = run.close()
            self._detach()
            problems = tuple(
                Problem(f.message, f.hint, f.node, f.port)
                for f in stats.faults
                if f.node in stats.failing
            )
            self._tell(Message("stopped", False, ended=Ended(stats.as_json(), problems)))
        if self._stale:
            self._forget_host()

    def _tell(self, message: Message) -> None:
        self._news.append(message)


def problems_of(error: MuseError) -> tuple[Problem, ...]:
    """What an error says, with its address."""
    if isinstance(error, GraphProblemsError):
        return error.problems
    if isinstance(error, SetupError):
        return (Problem(error.message, error.hint, error.node),)
    return (Problem(error.message, error.hint),)
