"""May this output be joined to that input? Asked before the edit is done, and answered in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from muse_nodes.document import Connect, Graph, Port, Problem, errors
from muse_nodes.editor import words
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry

translate = QCoreApplication.translate


def refusal(graph: Graph, registry: Registry, source: Port, target: Port) -> str:
    """Why ``source`` cannot feed ``target``; empty if it can.

    Types are compared here. Whether a loop would close is asked of the engine's checker: between
    ports that fit nothing else can become wrong by a link.
    """
    giver = registry.get(graph.node(source.node).type)
    taker = registry.get(graph.node(target.node).type)
    given = giver.output(source.port) if giver else None
    taken = taker.input(target.port) if taker else None
    if given is None or taken is None:
        return translate("Canvas", "What this port carries is not known here.")
    if given.type != taken.type:
        names = [words.port_type(port.type.name) for port in (given, taken)]
        return translate("Canvas", "{0} does not fit {1}.").format(*names)
    joined = Connect(source, target).apply(graph).graph
    wrong = _of_nodes(joined, registry)
    if wrong and wrong - _of_nodes(graph, registry):
        return translate(
            "Canvas",
            "This would make a loop. Only inputs that take the latest value may close one.",
        )
    return ""


def _of_nodes(graph: Graph, registry: Registry) -> set[Problem]:
    """What is wrong with nodes, not with one of their ports: among it is every loop."""
    return {p for p in errors(check(graph, registry)[1]) if p.node and not p.port}
