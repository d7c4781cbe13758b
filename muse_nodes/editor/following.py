"""Takes a running graph along with the one that is being edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muse_nodes.document import Graph, Problem
from muse_nodes.engine.change import Change
from muse_nodes.engine.run import Run
from muse_nodes.engine.schema import Value
from muse_nodes.engine.values import BadValueError

Params = dict[str, dict[str, Value]]


class Follower:
    """Parameters go down at once; of other edits one is under way at a time, and the newest next.

    Where the open graph cannot run (an input has just been taken away) the run stays with the last
    one that could, and ``heard`` says that it is behind and why.
    """

    def __init__(self, run: Run, graph: Graph) -> None:
        self._run = run
        self._asked = graph
        self._next: Graph | None = None
        self._under_way: list[Change] = []
        self._behind = False
        self._why: tuple[Problem, ...] = ()
        self._news: list[tuple[bool, tuple[Problem, ...]]] = []

    def follow(self, graph: Graph) -> None:
        """``graph`` is the open one now."""
        before, self._asked = self._asked, graph
        if essence(before) == essence(graph):
            return
        values = self._only_params(before, graph)
        if values is not None:
            self._set(values)
            if not self._behind:
                return
        self._next = graph
        self._go_on()

    def heard(self) -> Iterator[tuple[bool, tuple[Problem, ...]]]:
        """What has been decided since the last call: (behind, why)."""
        self._go_on()
        while self._news:
            yield self._news.pop(0)

    def _set(self, values: Params) -> None:
        running = {n.id for n in self._run.changes.checked.nodes}
        try:
            change = self._run.set_params({n: v for n, v in values.items() if n in running})
        except BadValueError as error:
            self._decided((Problem(str(error), node=next(iter(values))),))
            return
        self._under_way.append(change)
        self._go_on()

    def _go_on(self) -> None:
        while self._under_way and self._under_way[0].done:
            change = self._under_way.pop(0)
            self._decided(() if change.applied else change.problems)
        if self._next is not None and not self._under_way:
            graph, self._next = self._next, None
            self._under_way.append(self._run.change(graph))

    def _decided(self, problems: tuple[Problem, ...]) -> None:
        behind = bool(problems)
        if behind != self._behind or problems != self._why:
            self._behind, self._why = behind, problems
            self._news.append((behind, problems))

    def _only_params(self, before: Graph, after: Graph) -> Params | None:
        """The parameters that are others in ``after``; None when something else is, too."""
        if _without_params(before) != _without_params(after):
            return None
        schemas = {n.id: n.schema for n in self._run.changes.checked.nodes}
        found: Params = {}
        for was, now in zip(before.nodes, after.nodes, strict=True):
            schema = schemas.get(now.id)
            if was.params == now.params:
                continue
            if schema is None or schema.id != now.type:
                return None
            names = {*was.params, *now.params}
            for name in sorted(n for n in names if was.params.get(n) != now.params.get(n)):
                param = schema.param(name)
                if param is None:
                    return None
                value = now.params.get(name, param.default)
                if not isinstance(value, bool | int | float | str):
                    return None
                found.setdefault(now.id, {})[name] = value
        return found


def essence(graph: Graph) -> object:
    """What running depends on: not where nodes lie or what they are called."""
    return _without_params(graph), tuple(_plain(node.params) for node in graph.nodes)


def _plain(params: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(params.items()))


def _without_params(graph: Graph) -> object:
    nodes = tuple((n.id, n.type, n.bypassed, n.muted) for n in graph.nodes)
    return nodes, graph.links
