"""A running graph that only keeps books: every command has its effect at once, no frame moves."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from muse_nodes.document import Edit, Graph, Problem, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import NodeFigures, RunStats
from muse_nodes.engine.values import BadValueError, checked


@dataclass
class MemoryChange:
    """An edit that is decided when ``decided`` is set."""

    applied: bool = False
    problems: tuple[Problem, ...] = ()
    decided: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        return self.decided.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        return self.decided.wait(timeout)


class MemoryRun:
    """Keeps the document of a run, what it was told, and values for its ports."""

    def __init__(self, graph: Graph, registry: Registry) -> None:
        self.graph = graph
        self.registry = registry
        self.stats = RunStats(nodes=[NodeFigures(n.id, n.type, "cpu") for n in graph.nodes])
        self.panicking = False
        self.told: list[tuple[Any, ...]] = []
        self.values: dict[tuple[str, str], Any] = {}
        self.undecided: list[MemoryChange] | None = None

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> MemoryChange:
        graph = self.graph
        for id, values in edits.items():
            node = graph.by_id.get(id)
            schema = self.registry.get(node.type) if node is not None else None
            if node is None or schema is None:
                raise BadValueError(f"There is no running node '{id}'.")
            for name, value in values.items():
                param = schema.param(name)
                if param is None:
                    raise BadValueError(f"'{id}' has no parameter '{name}'.")
                node = replace(node, params=node.params.with_value(name, checked(param, value)))
            graph = graph.with_node(node)
        self.graph = graph
        self.told.append(("set", {id: dict(values) for id, values in edits.items()}))
        change = MemoryChange(True)
        change.decided.set()
        return change

    def act(self, node: str, action: str) -> None:
        found = self.graph.by_id.get(node)
        schema = self.registry.get(found.type) if found is not None else None
        if schema is None or action not in [a.name for a in schema.actions]:
            raise BadValueError(f"'{node}' has no action '{action}'.")
        self.told.append(("act", node, action))

    def edit(self, edit: Edit) -> MemoryChange:
        after = edit.apply(self.graph).graph
        found, problems = check(after, self.registry)
        change = MemoryChange(found is not None, problems)
        if self.undecided is not None:
            self.undecided.append(change)
            return change
        if found is not None:
            self.graph = after
        change.decided.set()
        return change

    def panic(self, on: bool) -> None:
        self.panicking = on

    def snapshot(self, node: str, port: str, timeout: float = 2.0) -> Any:
        if (node, port) not in self.values:
            raise TimeoutError
        return self.values[node, port]

    def pause(self) -> None:
        self.told.append(("pause",))

    def resume(self) -> None:
        self.told.append(("resume",))

    def step(self) -> None:
        self.told.append(("step",))


def live_graph() -> Graph:
    """The bundled graph ``live``."""
    return load(find_graph("live")).sound()
