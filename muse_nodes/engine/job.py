"""A graph that ends by itself and leaves something on disk: record, label, train, convert.

First its stream runs, if it has one, then its tasks, one after the other in topological order, on a
thread of the job. A task whose inputs and parameters are those of an earlier run is not carried
out: what it gave then is taken. The first failure ends the job; what was done until then is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from muse_nodes.api.artifacts import Artifact
from muse_nodes.api.errors import NodeError
from muse_nodes.api.task import CancelledError
from muse_nodes.engine.artifacts import sound
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.check import CheckedNode, Port
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.results import Results
from muse_nodes.engine.run import Run
from muse_nodes.engine.task_ctx import Progress, TaskContext, Tools, Views

StartStream = Callable[[], Run]


class Job:
    """Runs on a thread of its own from ``start`` on. Every method may be called from any thread."""

    def __init__(
        self, tasks: tuple[CheckedNode, ...], stream: StartStream | None, tools: Tools
    ) -> None:
        self._tasks = tasks
        self._stream = stream
        self._tools = tools
        self._results = Results(tools.data / "tasks")
        self.views = Views()
        self._lock = threading.Lock()
        self._progress = {node.id: Progress(node.id) for node in tasks}
        self._cancelled = threading.Event()
        self._over = threading.Event()
        self.run: Run | None = None
        self.fault: Fault | None = None
        self.artifacts: dict[Port, Artifact] = {}
        self._thread = threading.Thread(target=self._work, name="muse-job", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def progress(self) -> Mapping[str, Progress]:
        """How far each task has come, by node, in the order in which they run."""
        with self._lock:
            return dict(self._progress)

    @property
    def cancelled(self) -> bool:
        """True once somebody wanted it to end early."""
        return self._cancelled.is_set()

    def end_stream(self) -> None:
        """The stream has gone on for long enough: finish it and go on with the tasks."""
        run = self.run
        if run is not None:
            run.runner.stop()

    def cancel(self) -> None:
        """End as soon as the task that runs asks; what it has done is there for the next run."""
        self._cancelled.set()
        self.end_stream()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is over; False when ``timeout`` seconds passed first."""
        return self._over.wait(timeout)

    def close(self) -> None:
        """Cancel what still runs and wait for it."""
        if not self._over.is_set():
            self.cancel()
        if self._thread.ident is not None:
            self._thread.join()

    # -- on the thread -------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            if self._stream is not None and not self._play(self._stream):
                return
            for node in self._tasks:
                if self._cancelled.is_set() or not self._carry_out(node):
                    return
        finally:
            self._over.set()

    def _play(self, begin: StartStream) -> bool:
        """The stream from its beginning to its end; False when the job ends with it."""
        try:
            run = self.run = begin()
        except SetupError as error:
            self.fault = Fault(error.node, error.message, error.hint, kind="setup")
            return False
        except GraphProblemsError as error:
            self.fault = Fault("", str(error))
            return False
        if self._cancelled.is_set():
            run.runner.stop()
        run.wait()
        stats = run.close()
        self.run = None
        self.artifacts.update(run.artifacts)
        fatal = run.unfinished if run.runner.realtime else stats.faults
        self.fault = fatal[-1] if fatal else None
        return self.fault is None and not self._cancelled.is_set()

    def _carry_out(self, node: CheckedNode) -> bool:
        """One task; False when the job ends with it."""
        given = {p: self.artifacts[f] for p, f in node.inputs.items() if f in self.artifacts}
        key = self._results.key(node, given)
        kept = self._results.get(key, node)
        if kept is not None:
            self._take(node, kept)
            self._tell(Progress(node.id, "kept", 1, 1))
            return True
        try:
            folder = self._results.work(key)
            ctx = TaskContext(node.id, folder, self._tools, self._cancelled, self._tell, self.views)
            found = sound(node.schema, _called(node, ctx, given))
            self._results.put(key, found)
        except CancelledError:
            self._end(node, "cancelled")
            return False
        except Exception as error:  # noqa: BLE001 - whatever a task raises is its fault, and told
            self.fault = Fault.of(node.id, _readable(error), params=node.params)
            self._end(node, "failed")
            return False
        self._take(node, found)
        self._end(node, "done")
        return True

    def _take(self, node: CheckedNode, found: Mapping[str, Artifact]) -> None:
        self.artifacts.update({(node.id, port): artifact for port, artifact in found.items()})

    def _end(self, node: CheckedNode, state: Any) -> None:
        last = self.progress[node.id]
        done = last.total if state == "done" else last.done
        self._tell(Progress(node.id, state, done, last.total, last.text, 0.0))

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            self._progress[progress.node] = progress


def _called(node: CheckedNode, ctx: TaskContext, given: Mapping[str, Artifact]) -> Any:
    arguments: list[Artifact | None] = []
    for declared in node.schema.inputs:
        if declared.many:
            arguments += [given[port] for port in node.variadic(declared.name) if port in given]
        elif declared.name in given or declared.optional:
            arguments.append(given.get(declared.name))
        else:
            raise NodeError(f"What its input '{declared.name}' needs was not made.")
    return node.schema.factory().process(ctx, *arguments, **node.params)


def _readable(error: Exception) -> Exception:
    """An error of the system as a sentence for the user; all others as they are."""
    if isinstance(error, OSError) and error.strerror:
        where = Path(error.filename).name if error.filename else "a file"
        hint = "Make room on the disk and run it again." if error.errno == 28 else ""
        return NodeError(f"'{where}' could not be used: {error.strerror}.", hint=hint)
    return error
