"""What two checked graphs have in common but for parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from muse_nodes.document import Graph, SetParam
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.schema import Value

ParamEdits: TypeAlias = Mapping[str, Mapping[str, Value]]
"""Parameters by node id."""

Since: TypeAlias = list[ParamEdits]
"""Parameters that were set after a change was asked for and before it was made."""


def only_params(old: CheckedGraph, new: CheckedGraph) -> ParamEdits | None:
    """What differs when only parameters that apply in place do; None when more does."""
    if [n.id for n in old.nodes] != [n.id for n in new.nodes]:
        return None
    for was, now in zip(old.nodes, new.nodes, strict=True):
        if was.schema != now.schema or was.inputs != now.inputs:
            return None
        if any(p.restart and was.params[p.name] != now.params[p.name] for p in now.schema.params):
            return None
    return differences(old, new)


def differences(old: CheckedGraph, new: CheckedGraph) -> ParamEdits:
    """The parameters of nodes in both graphs that are others in ``new``."""
    before = {n.id: n for n in old.nodes}
    found: dict[str, dict[str, Value]] = {}
    for now in new.nodes:
        was = before.get(now.id)
        if was is None or was.schema != now.schema:
            continue
        changed = {k: v for k, v in now.params.items() if was.params[k] != v}
        if changed:
            found[now.id] = changed
    return found


def with_params(graph: CheckedGraph, values: ParamEdits) -> CheckedGraph:
    """``graph`` with other parameters, where it has nodes that know them."""
    nodes = tuple(
        replace(n, params={**n.params, **values[n.id]})
        if n.id in values and values[n.id].keys() <= n.params.keys() else n
        for n in graph.nodes
    )  # fmt: skip
    return replace(graph, nodes=nodes)


def replayed(graph: Graph, checked: CheckedGraph, since: Since) -> tuple[Graph, CheckedGraph]:
    """Both with the parameters that were set meanwhile, of the nodes that they still have."""
    for values in since:
        for node, params in values.items():
            for name, value in params.items() if node in graph.by_id else ():
                graph = SetParam(node, name, value).apply(graph).graph
        checked = with_params(checked, values)
    return graph, checked
