"""The parts of a graph that run one after the other: its stream, and the tasks that follow.

Frames flow through the stream until its sources end; what its nodes leave on disk (a recording) is
there then. A task runs once, when all that it is given is there. Only artifacts join the two, and
only from the stream to tasks and from task to task.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from muse_nodes.document import Graph
from muse_nodes.engine.check import CheckedGraph, CheckedNode
from muse_nodes.engine.registry import Registry


def is_job(graph: CheckedGraph) -> bool:
    """True when the graph ends by itself and leaves artifacts on disk."""
    return any(n.schema.is_task or n.schema.outputs != n.schema.flowing for n in graph.nodes)


def tasks(graph: CheckedGraph) -> tuple[CheckedNode, ...]:
    """The tasks of ``graph`` in the order in which they run."""
    return tuple(n for n in graph.nodes if n.schema.is_task)


def stream_of(graph: Graph, registry: Registry) -> Graph | None:
    """The part of ``graph`` that frames flow through; None when it has only tasks."""
    rest = _without(graph, lambda type: _is_task(registry, type))
    return rest if rest.nodes else None


def _is_task(registry: Registry, type: str) -> bool:
    schema = registry.get(type)
    return schema is not None and schema.is_task


def _without(graph: Graph, leave: Callable[[str], bool]) -> Graph:
    kept = {n.id for n in graph.nodes if not leave(n.type)}
    return replace(
        graph,
        nodes=tuple(n for n in graph.nodes if n.id in kept),
        links=tuple(k for k in graph.links if k.source.node in kept and k.target.node in kept),
        groups=(),
    )
