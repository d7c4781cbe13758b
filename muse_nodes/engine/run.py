"""One graph that is running, as whoever drives it sees it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from muse_nodes.api.artifacts import Artifact
from muse_nodes.document import Batch, Edit, Graph, SetParam
from muse_nodes.engine.artifacts import finished
from muse_nodes.engine.change import Change
from muse_nodes.engine.changes import Changes
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.compiler import Compiler
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.plan import Value as Planned
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.runner import Runner
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.trace import Recorder
from muse_nodes.engine.values import BadValueError, checked
from muse_nodes.engine.wishes import Take


class Run:
    """A running graph. Every method may be called from any thread."""

    def __init__(
        self, graph: Graph, checked: CheckedGraph, ready: Prepared, compiler: Compiler,
        options: RunOptions, clock: Clock | None = None,
    ) -> None:  # fmt: skip
        self.stats = ready.around.stats
        self.runner = Runner(ready, options, clock, lambda bound: self.changes.ill(bound))
        self.changes = Changes(self.runner, graph, checked, compiler, self.stats)
        self._recorder = Recorder(self.runner.clock)
        self.artifacts: Mapping[tuple[str, str], Artifact] = {}
        self.unfinished: list[Fault] = []
        self._closed = False
        if options.trace:
            self.trace()

    def start(self) -> None:
        """Start its threads."""
        self.changes.start()
        self.runner.start()

    @property
    def graph(self) -> Graph:
        """The document as it runs now."""
        return self.changes.graph

    @property
    def ready(self) -> Prepared:
        """The plan that runs now."""
        return self.runner.line.ready

    @property
    def notes(self) -> list[Fault]:
        """Sinks that could not be set up, and why."""
        return self.ready.unavailable

    # -- edits ---------------------------------------------------------------------------------

    def edit(self, edit: Edit) -> Change:
        """Apply an edit while the graph runs.

        It is compiled and set up beside the running plan and takes effect between two frames; if
        that is not possible everything stays as it was and the change says why.
        """
        return self.changes.ask(Change(edit))

    def change(self, graph: Graph) -> Change:
        """Go over to another graph in the same way; nodes that are in both go on as they are."""
        return self.changes.ask(Change(graph))

    def set_param(self, node: str, name: str, value: Value) -> Change:
        """Set a parameter from the next frame on. BadValueError when it does not fit."""
        return self.set_params({node: {name: value}})

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> Change:
        """Set several parameters, together, from the next frame on; all of them or none.

        Those that need the node to be set up again (a model) take effect when that is done, and so
        do all others of the same call.
        """
        fitting: dict[str, dict[str, Value]] = {}
        restart = False
        for name, values in edits.items():
            node = next((n for n in self.changes.checked.nodes if n.id == name), None)
            if node is None:
                raise BadValueError(f"There is no running node '{name}'.")
            for key, value in values.items():
                param = node.schema.param(key)
                if param is None:
                    raise BadValueError(f"'{name}' has no parameter '{key}'.")
                fitting.setdefault(name, {})[key] = checked(param, value)
                restart = restart or param.restart
        edit = Batch(
            tuple(SetParam(n, k, v) for n, values in fitting.items() for k, v in values.items())
        )
        if restart:
            return self.edit(edit)
        return self.changes.set_params(edit, fitting)

    def act(self, node: str, action: str) -> None:
        """Have a node carry out an action before its next frame; BadValueError if it has none."""
        found = next((n for n in self.changes.checked.nodes if n.id == node), None)
        known = [a.name for a in found.schema.actions] if found is not None else []
        if action not in known:
            raise BadValueError(f"'{node}' has no action '{action}'; it has: {', '.join(known)}.")
        self.runner.act(node, action)

    # -- looking -------------------------------------------------------------------------------

    def snapshot(self, node: str, port: str, timeout: float = 2.0) -> Any:
        """The next value that flows on a port, on the host.

        BadValueError when there is no such port, TimeoutError when nothing came in time.
        """
        unknown = BadValueError(f"There is no running node '{node}' with an output '{port}'.")
        if self.runner.line.number(node, port) is None:
            raise unknown
        came = threading.Event()
        found: list[tuple[Any, Planned | None]] = []

        def take(value: Any, planned: Planned | None) -> None:
            found.append((value, planned))
            came.set()

        self.runner.look_at(node, port, take)
        if not came.wait(timeout):
            self.runner.look_away(take)
            raise TimeoutError(f"Nothing came from '{node}.{port}' within {timeout:g} s.")
        value, planned = found[0]
        if planned is None:
            raise unknown
        away = planned.side == "device" and planned.type.pixels
        return self.ready.device.download(value) if away else value

    def look(self, node: str, port: str, take: Take) -> None:
        """Hand the next value of a port, and what the plan says of it, to ``take``.

        It is called on an engine thread while frames wait: it keeps the reference and returns.
        (None, None) means that there will never be one: the port is not part of the plan.
        """
        self.runner.look_at(node, port, take)

    def trace(self, on: bool = True) -> Recorder:
        """Record every call of every node from now on, afresh; False: no longer.

        What comes back holds the calls, also those that are still to come and after the run.
        """
        if on:
            self._recorder = Recorder(self.runner.clock)
        staff = self.runner.staff
        staff.recorder = self._recorder if on else None
        for task in self.runner.line.tasks:
            task.record(staff.recorder)
        return self._recorder

    @property
    def recorded(self) -> Recorder:
        """The calls that were recorded last."""
        return self._recorder

    # -- control -------------------------------------------------------------------------------

    def panic(self, on: bool = True) -> None:
        """Have every public sink show the slate, within a frame; False: go on as before."""
        self.runner.panic(on)

    @property
    def panicking(self) -> bool:
        """True while the slate is shown because of ``panic``."""
        return self.runner.staff.guards.panicking

    def pause(self) -> None:
        """Let no more frames in; those under way finish."""
        self.runner.pause()

    def resume(self) -> None:
        """Go on."""
        self.runner.resume()

    def step(self) -> None:
        """While paused, let one frame in."""
        self.runner.step()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the run is over; False when ``timeout`` seconds passed first."""
        return self.runner.wait(timeout)

    def close(self) -> RunStats:
        """Stop if need be, let sinks finish, tear all nodes down; the figures of the run.

        What its nodes leave on disk is in ``artifacts`` then, and why some could leave nothing in
        ``unfinished``.
        """
        if not self._closed:
            self._closed = True
            self.runner.stop()
            self.changes.close()
            self.runner.close()
            self.artifacts, self.unfinished = finished(self.ready.bound)
            for fault in (*self.unfinished, *self.ready.close()):
                self.stats.report(fault)
        return self.stats
