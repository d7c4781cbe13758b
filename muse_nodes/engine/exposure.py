"""How much of the real room each picture of a graph can show, found before anything runs.

The rule is in ``api.exposure``; here it is carried through a checked graph. Values only ever rise
from ``NOTHING``, so links that close a loop (``Latest``) are settled by going round until nothing
changes. Whatever is not certain counts as the room:

- a matte says where the person is only in pictures of the source that it was made from, and only
  in this very frame: another camera's matte, a stencil out of a file, a ``Latest`` one and one
  that its node says is none of the person are not among what ``shows`` is given;
- an input whose feeding output may be empty in a tick may be missing: ``shows`` is asked with and
  without it, and the more revealing answer counts. A node with a ``shows`` of its own answers for
  its empty outputs itself;
- a ``shows`` that raises, or answers with something else, counts as the room, and a node that is
  bypassed shows at least what it would show otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from muse_nodes.api.exposure import Shows
from muse_nodes.api.ports import FRAME, LAYER, MATTE, PortType
from muse_nodes.engine.schema import InputSchema, Value

if TYPE_CHECKING:
    from muse_nodes.engine.check import CheckedGraph, CheckedNode, Port

NodeParams = Mapping[str, Mapping[str, Value]]
"""Parameters by node id, where they differ from those of the checked graph."""

_MOST_OPTIONAL = 4
"""Inputs that may be missing, of which all combinations are tried; of more only the extremes."""


def is_picture(kind: PortType) -> bool:
    """True for the port types that can show something."""
    return kind in (FRAME, LAYER)


def exposure(
    graph: CheckedGraph, bypassed: frozenset[str] = frozenset(), params: NodeParams | None = None
) -> Mapping[Port, Shows]:
    """What every output port of ``graph`` shows while the nodes ``bypassed`` are stood in for."""
    pass_ = _Pass(graph, bypassed, params or {})
    while pass_.round():
        pass
    return pass_.shown


def seen_by_sinks(
    graph: CheckedGraph, bypassed: frozenset[str] = frozenset(), params: NodeParams | None = None
) -> Mapping[str, Shows]:
    """The most revealing picture that reaches each sink, by node id."""
    shown = exposure(graph, bypassed, params)
    return {
        node.id: max(
            (shown[f] for i in node.schema.inputs if is_picture(i.type) for f in _feeds(node, i)),
            default=Shows.NOTHING,
        )
        for node in graph.nodes
        if node.schema.is_sink
    }


class Lookout:
    """What one sink sees, remembered: the guard asks it for every frame."""

    def __init__(self, graph: CheckedGraph, sink: str, params: NodeParams | None = None) -> None:
        self._graph, self._sink, self._params = graph, sink, params
        self._known: dict[frozenset[str], Shows] = {}

    def __call__(self, bypassed: frozenset[str] = frozenset()) -> Shows:
        if bypassed not in self._known:
            seen = seen_by_sinks(self._graph, bypassed, self._params)
            self._known[bypassed] = seen.get(self._sink, Shows.ROOM)
        return self._known[bypassed]


class _Pass:
    def __init__(self, graph: CheckedGraph, bypassed: frozenset[str], params: NodeParams) -> None:
        self.graph, self.bypassed, self.params = graph, bypassed, params
        self.origins = _Origins(graph)
        self.silent = _may_be_empty(graph)
        self.shown: dict[Port, Shows] = {
            (n.id, o.name): Shows.NOTHING for n in graph.nodes for o in n.schema.outputs
        }
        sources = [n for n in graph.nodes if n.schema.is_source]
        self.rooms = {n.id for n in sources if Shows.ROOM in self._of(n).values()}

    def round(self) -> bool:
        """Ask every node once; True when something rose."""
        rose = False
        for node in self.graph.nodes:
            for out, shows in self._of(node).items():
                if shows > self.shown[node.id, out]:
                    self.shown[node.id, out] = shows
                    rose = True
        return rose

    def _of(self, node: CheckedNode) -> dict[str, Shows]:
        found = {
            o.name: Shows.NOTHING
            for o in node.schema.outputs
            if is_picture(o.type) or o.type == MATTE
        }
        if not found:
            return found
        for given in self._possible(node):
            answer = self._asked(node, given)
            found = {out: max(shows, answer[out]) for out, shows in found.items()}
        if node.id in self.bypassed:
            feed = node.inputs.get(node.schema.declaration.bypass)
            stand_in = Shows.ROOM if feed is None else self.shown[feed]
            found = {out: max(shows, stand_in) for out, shows in found.items()}
        return found

    def _asked(self, node: CheckedNode, given: Mapping[str, Shows]) -> dict[str, Shows]:
        """What the outputs show by the node's own account, or by the rule."""
        mattes = [f for i in node.schema.inputs if i.type == MATTE for f in _feeds(node, i)]
        matte = max((self.shown[feed] for feed in mattes), default=Shows.NOTHING)
        picture = Shows.ROOM if node.schema.is_source else max(given.values(), default=matte)
        found = {o.name: matte if o.type == MATTE else picture for o in node.schema.outputs}
        ask = getattr(node.schema.factory, "shows", None)
        if ask is None:
            return found
        pictures = [o.name for o in node.schema.outputs if is_picture(o.type)]
        try:
            answer: Any = ask(dict(given), dict(self.params.get(node.id, node.params)))
            if not isinstance(answer, Mapping):
                return found | dict.fromkeys(pictures, Shows(answer))
            told = {out: Shows(shows) for out, shows in answer.items() if out in found}
            return found | dict.fromkeys(pictures, Shows.ROOM) | told
        except Exception:  # noqa: BLE001 - a node file may fail in any way; nothing leaks for it
            return dict.fromkeys(found, Shows.ROOM)

    def _possible(self, node: CheckedNode) -> Iterator[dict[str, Shows]]:
        """What ``shows`` may be given: all inputs, and each choice of those that may be missing."""
        given: dict[str, Shows] = {}
        missing: list[str] = []
        for declared in node.schema.inputs:
            feeds = _feeds(node, declared)
            if not feeds or (declared.type == MATTE and not self._is_of_frame(node, declared)):
                continue
            given[declared.name] = max(self.shown[feed] for feed in feeds)
            if declared.optional and (declared.latest or all(f in self.silent for f in feeds)):
                missing.append(declared.name)
        choices = chain.from_iterable(combinations(missing, n) for n in range(len(missing) + 1))
        for gone in choices if len(missing) <= _MOST_OPTIONAL else ((), tuple(missing)):
            yield {name: shows for name, shows in given.items() if name not in gone}

    def _is_of_frame(self, node: CheckedNode, matte: InputSchema) -> bool:
        """True when the matte was made from every source whose room its pictures show."""
        feeds = _feeds(node, matte)
        if matte.latest or any(self.shown[feed] == Shows.ROOM for feed in feeds):
            return False
        known = frozenset.intersection(*(self.origins.certain[feed[0]] for feed in feeds))
        return all(
            self.rooms & self.origins.possible[feed[0]] <= known
            for declared in node.schema.inputs
            if is_picture(declared.type)
            for feed in _feeds(node, declared)
            if self.shown[feed] == Shows.ROOM
        )


def _feeds(node: CheckedNode, declared: InputSchema) -> list[Port]:
    ports = node.variadic(declared.name) if declared.many else [declared.name]
    return [node.inputs[port] for port in ports if port in node.inputs]


class _Origins:
    """For every node the sources it may be fed from, and those its mattes are certainly made from.

    Of several mattes that a node takes it may give any one, so only what all of them are made from
    is certain.
    """

    def __init__(self, graph: CheckedGraph) -> None:
        own = {n.id: frozenset([n.id] if n.schema.is_source else []) for n in graph.nodes}
        self.possible, self.certain = dict(own), dict(own)
        rising = True
        while rising:
            rising = False
            for node in graph.nodes:
                feeds = [feed[0] for feed in node.inputs.values()]
                mattes = [
                    f[0] for i in node.schema.inputs if i.type == MATTE for f in _feeds(node, i)
                ]
                possible = own[node.id].union(*(self.possible[f] for f in feeds))
                if mattes:
                    certain = frozenset.intersection(*(self.certain[f] for f in mattes))
                else:
                    certain = own[node.id].union(*(self.certain[f] for f in feeds))
                rising = rising or (possible, certain) != (
                    self.possible[node.id], self.certain[node.id]
                )  # fmt: skip
                self.possible[node.id], self.certain[node.id] = possible, certain


def _may_be_empty(graph: CheckedGraph) -> frozenset[Port]:
    """Outputs that may give nothing in a tick, and whose node does not answer for that itself.

    A node does not run while a required input is empty, and then all its outputs are.
    """
    empty: set[Port] = set()
    rising = True
    while rising:
        before = len(empty)
        for node in graph.nodes:
            rests = any(
                feed in empty
                for declared in node.schema.inputs
                if not declared.optional
                for feed in _feeds(node, declared)
            )
            answers = hasattr(node.schema.factory, "shows")
            empty.update(
                (node.id, out.name)
                for out in node.schema.outputs
                if rests or (out.optional and not answers)
            )
        rising = len(empty) > before
    return frozenset(empty)
