"""What a running graph asks of whoever makes plans for it."""

from __future__ import annotations

from typing import Protocol

from muse_nodes.document import Graph
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.prepare import Before, Prepared


class Compiler(Protocol):
    """From a graph to a plan that is set up."""

    def check(self, graph: Graph) -> CheckedGraph:
        """The checked graph; GraphProblemsError when it cannot run."""
        ...

    def prepare(self, graph: CheckedGraph, before: Before | None) -> Prepared:
        """Its plan, set up; SetupError when a node cannot be."""
        ...

    def runs(self, graph: CheckedGraph) -> None:
        """This graph has taken the place of the one before."""
        ...
