"""Old files: steps from one format to the next, and names that nodes have given up.

A *step* rewrites the decoded JSON of one format into that of the next, before anything else looks
at it. *Renames* come from the declarations of the node types (``replaces`` and ``renamed``); they
rewrite a loaded graph, so that an old graph speaks of today's types, parameters and ports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from muse_nodes.document.fields import Port
from muse_nodes.document.graph import Graph, Link, Node
from muse_nodes.document.problem import DocumentError, Problem
from muse_nodes.document.values import Params

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Gives the data of the next format; may change what it was given. Need not mind ``format``."""

STEPS: Mapping[int, Step] = MappingProxyType({})
"""``STEPS[n]`` leads from format n to n + 1. Format 1 is the first, so there is none yet."""


def migrate(
    data: dict[str, Any], found: int, wanted: int, steps: Mapping[int, Step] = STEPS
) -> dict[str, Any]:
    """Bring decoded JSON from format ``found`` to ``wanted``.

    Raises DocumentError if a step is missing or stumbles over what it finds: the data has not been
    checked at that point, so a step may meet anything.
    """
    for number in range(found, wanted):
        if number not in steps:
            message = f"Files of format {number} can no longer be read."
            raise DocumentError(Problem(message, "Open and save it with an older release first."))
        try:
            data = steps[number](data)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            message = (
                f"The file is damaged: it cannot be brought from format {number} on ({error})."
            )
            raise DocumentError(Problem(message)) from error
    return data


@dataclass(frozen=True)
class Renames:
    """What the node types of today were called before.

    ``types`` maps an old type id to the new one. ``names`` maps a type id of today to the old names
    of its parameters and ports and what they are called now.
    """

    types: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def type(self, id: str) -> str:
        """Today's id of a type, through several renames if need be."""
        seen = {id}
        while (new := self.types.get(id)) is not None and new not in seen:
            seen.add(new)
            id = new
        return id

    def name(self, type: str, old: str) -> str:
        """Today's name of a parameter or port of a type of today."""
        return self.names.get(type, {}).get(old, old)


def apply_renames(graph: Graph, renames: Renames) -> Graph:
    """The graph in today's words; the very same graph if there was nothing to rename.

    Where both the old and the new name are in use, the old one stays as it is, so that nothing is
    lost in silence and the checker can point at it.
    """
    nodes = tuple(_renamed(node, renames) for node in graph.nodes)
    types = {node.id: node.type for node in nodes}

    def now(port: Port) -> Port:
        return Port(port.node, renames.name(types[port.node], port.port))

    taken = {link.target for link in graph.links}
    links: list[Link] = []
    for link in graph.links:
        target = now(link.target)
        if target in taken:
            target = link.target
        taken.add(target)
        links.append(Link(now(link.source), target))
    changed = replace(graph, nodes=nodes, links=tuple(links))
    return graph if changed == graph else changed


def _renamed(node: Node, renames: Renames) -> Node:
    type = renames.type(node.type)
    params = dict(node.params)
    for old in node.params:
        new = renames.name(type, old)
        if new not in params:
            params[new] = params.pop(old)
    return replace(node, type=type, params=Params(params))
