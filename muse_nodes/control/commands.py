"""Carries requests out on the running graph. Knows nothing of connections, and calls block here."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from muse_nodes.control import messages as m
from muse_nodes.control.driven import Change, Driven
from muse_nodes.control.node_types import node_type
from muse_nodes.control.picture import seen
from muse_nodes.control.refusal import Refusal
from muse_nodes.control.trust import Trust
from muse_nodes.document import DocumentError, Edit, Graph, dump, edit_from_json
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.values import BadValueError

_FRESH_SECONDS = 0.2
"""All figures take some milliseconds of Python to put together: asked for again, they are kept."""

_GLANCE_SECONDS = 0.1
_SNAPSHOT_SECONDS = 0.5
"""So long at most a command that waits keeps the endpoint from closing."""


class Commands:
    """All commands on one running graph. Any thread may call; ``close`` ends all waiting."""

    def __init__(self, driven: Driven, registry: Registry, trust: Trust) -> None:
        self._driven = driven
        self._registry = registry
        self._trust = trust
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._stats: tuple[float, m.RunStatistics] | None = None
        self._pending: tuple[Change, Graph] | None = None
        self._handlers: Mapping[type[m.Message], Callable[[Any], m.Answer]] = {
            m.Nodes: self._nodes,
            m.Document: self._document,
            m.Stats: self._figures,
            m.Set: self._set,
            m.Act: self._act,
            m.EditGraph: self._edit,
            m.Panic: self._panic,
            m.Pause: self._pause,
            m.Resume: self._resume,
            m.Step: self._step,
            m.Snapshot: self._snapshot,
        }

    def carry_out(self, request: m.Message) -> m.Answer:
        """The answer to a request; Refusal says why there is none."""
        handler = self._handlers.get(type(request))
        if handler is None:
            raise Refusal("bad_request", "This command works over a WebSocket only.")
        try:
            return handler(request)
        except DocumentError as error:
            raise Refusal("bad_value", str(error), error.problems) from error
        except BadValueError as error:
            raise Refusal("bad_value", str(error)) from error

    def close(self) -> None:
        """Whoever waits for an edit is answered at once."""
        self._closing.set()

    def _nodes(self, request: m.Nodes) -> m.Answer:
        if request.type:
            schema = self._registry.get(request.type)
            if schema is None:
                raise Refusal("bad_value", f"There is no node type '{request.type}'.")
            return m.NodeTypes(nodes=(node_type(schema),))
        return m.NodeTypes(nodes=tuple(map(node_type, self._registry)))

    def _document(self, request: m.Document) -> m.Answer:
        return m.RunningDocument(graph=json.loads(dump(self._driven.graph)))

    def _figures(self, request: m.Stats) -> m.Answer:
        with self._lock:
            now = time.monotonic()
            if self._stats is None or now - self._stats[0] > _FRESH_SECONDS:
                self._stats = (now, m.RunStatistics(stats=self._driven.stats.as_json()))
            return self._stats[1]

    def _set(self, request: m.Set) -> m.Answer:
        self._trust.check_values(self._driven.graph, request.params)
        pending = self._pending
        if pending is not None and not pending[0].done:  # by then its graph may be the running one
            known = {id: v for id, v in request.params.items() if id in pending[1].by_id}
            self._trust.check_values(pending[1], known)
        return self._outcome(self._driven.set_params(request.params))

    def _act(self, request: m.Act) -> m.Answer:
        self._driven.act(request.node, request.action)
        return m.Done()

    def _edit(self, request: m.EditGraph) -> m.Answer:
        edit = edit_from_json(request.edit)
        change = self._begin(edit)
        self._await(change, request.wait_ms / 1000)
        return self._outcome(change)

    def _outcome(self, change: Change) -> m.Answer:
        if not change.done:
            return m.Edited(done=False, applied=False)
        if not change.applied:
            told = " ".join(map(str, change.problems)) or "The edit was not applied."
            raise Refusal("not_applied", told, change.problems)
        return m.Edited(done=True, applied=True, problems=m.problems(change.problems))

    def _begin(self, edit: Edit) -> Change:
        """Judge an edit and hand it on. One at a time, so that what was judged is what is done."""
        with self._lock:
            if self._pending is not None and not self._pending[0].done:
                raise Refusal("busy", "Another edit is still under way; try again when it is done.")
            before = self._driven.graph
            after = edit.apply(before).graph
            self._trust.check(before, after)
            change = self._driven.edit(edit)
            self._pending = (change, after)
            return change

    def _await(self, change: Change, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._closing.is_set():
            left = until - time.monotonic()
            if left <= 0 or change.wait(min(left, _GLANCE_SECONDS)):
                return

    def _panic(self, request: m.Panic) -> m.Answer:
        self._driven.panic(request.on)
        return m.Done()

    def _pause(self, request: m.Pause) -> m.Answer:
        self._driven.pause()
        return m.Done()

    def _resume(self, request: m.Resume) -> m.Answer:
        self._driven.resume()
        return m.Done()

    def _step(self, request: m.Step) -> m.Answer:
        self._driven.step()
        return m.Done()

    def _snapshot(self, request: m.Snapshot) -> m.Answer:
        kind = self._port_type(request.node, request.port)
        until = time.monotonic() + request.timeout_ms / 1000
        while not self._closing.is_set() and (left := until - time.monotonic()) > 0:
            try:
                glance = min(left, _SNAPSHOT_SECONDS)
                value = self._driven.snapshot(request.node, request.port, timeout=glance)
            except TimeoutError:
                continue
            return seen(kind, value, request.max_width)
        raise Refusal(
            "timed_out",
            f"Nothing came out of {request.node}.{request.port} for {request.timeout_ms} ms. "
            "Is the graph paused, or the node resting?",
        )

    def _port_type(self, node: str, port: str) -> str:
        found = self._driven.graph.by_id.get(node)
        if found is None:
            raise Refusal("bad_value", f"There is no running node '{node}'.")
        schema = self._registry.get(found.type)
        output = schema.output(port) if schema is not None else None
        if output is None:
            known = ", ".join(o.name for o in schema.outputs) if schema is not None else ""
            gives = f" It gives: {known}." if known else ""
            raise Refusal("bad_value", f"'{node}' has no output '{port}'.{gives}")
        return output.type.name
