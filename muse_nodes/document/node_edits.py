"""Edits of nodes, links and parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from muse_nodes.document.canvas_edits import ChangeGroup, Ungroup
from muse_nodes.document.edit import AT_END, Applied, Batch, Edit
from muse_nodes.document.fields import End, Id, Line, Name, Position
from muse_nodes.document.graph import Graph, Link, Node
from muse_nodes.document.problem import DocumentError, Problem
from muse_nodes.document.values import freeze


@dataclass(frozen=True)
class AddNode(Edit):
    """Put a node into the graph."""

    node: Node
    index: int = AT_END

    def apply(self, graph: Graph) -> Applied:
        return Applied(graph.with_new_node(self.node, self.index), RemoveNode(self.node.id))


@dataclass(frozen=True)
class RemoveNode(Edit):
    """Take a node out of the graph, with its links and its place in a group."""

    node: Id

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        index = graph.nodes.index(node)
        undo: list[Edit] = [AddNode(node, index)]
        touching = tuple(
            link for link in graph.links if self.node in (link.source.node, link.target.node)
        )
        undo += [Connect(link.source, link.target) for link in touching]
        if group := graph.group_of(self.node):
            members = tuple(id for id in group.members if id != self.node)
            left: Edit = ChangeGroup(replace(group, members=members))
            graph, regroup = (left if members else Ungroup(group.id)).apply(graph)
            undo.append(regroup)
        return Applied(graph.without_node(self.node), Batch(tuple(undo)))


@dataclass(frozen=True)
class Connect(Edit):
    """Join an output to an input. A link that ended in that input before is replaced."""

    source: End
    target: End

    def apply(self, graph: Graph) -> Applied:
        old = graph.inputs.get(self.target)
        undo = Connect(old.source, old.target) if old else Disconnect(self.target)
        return Applied(graph.with_link(Link(self.source, self.target)), undo)


@dataclass(frozen=True)
class Disconnect(Edit):
    """Remove the link that ends in an input."""

    target: End

    def apply(self, graph: Graph) -> Applied:
        old = graph.inputs.get(self.target)
        if old is None:
            node, port = self.target
            raise DocumentError(Problem("No link ends in this input.", node=node, port=port))
        return Applied(graph.without_links((old,)), Connect(old.source, old.target))


@dataclass(frozen=True)
class SetParam(Edit):
    """Give a parameter a value (any JSON value; whether it fits, the engine's checker says)."""

    node: Id
    param: Name
    value: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            object.__setattr__(self, "value", freeze(self.value))
        except ValueError as error:
            wrong = Problem(f"The value {error}.", node=self.node, port=self.param)
            raise DocumentError(wrong) from None

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        undo: Edit = ResetParam(self.node, self.param)
        if self.param in node.params:
            undo = SetParam(self.node, self.param, node.params[self.param])
        params = node.params.with_value(self.param, self.value)
        return Applied(graph.with_node(replace(node, params=params)), undo)

    @property
    def slides_on(self) -> tuple[str, ...]:
        return "param", self.node, self.param


@dataclass(frozen=True)
class ResetParam(Edit):
    """Take a parameter's value out of the document: the node's default applies again."""

    node: Id
    param: Name

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        if self.param not in node.params:
            message = "This parameter has its default value already."
            raise DocumentError(Problem(message, node=self.node, port=self.param))
        undo = SetParam(self.node, self.param, node.params[self.param])
        params = node.params.without(self.param)
        return Applied(graph.with_node(replace(node, params=params)), undo)


@dataclass(frozen=True)
class MoveNode(Edit):
    """Put a node somewhere else on the canvas. Several at once: a Batch of them."""

    node: Id
    position: Position

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        moved = graph.with_node(replace(node, position=self.position))
        return Applied(moved, MoveNode(self.node, node.position))

    @property
    def slides_on(self) -> tuple[str, ...]:
        return "position", self.node


@dataclass(frozen=True)
class SetTitle(Edit):
    """Give a node a title of its own; an empty one brings the type's title back."""

    node: Id
    title: Line

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        return Applied(
            graph.with_node(replace(node, title=self.title)), SetTitle(self.node, node.title)
        )


@dataclass(frozen=True)
class SetBypass(Edit):
    """Let a node hand its bypass input through, or work again."""

    node: Id
    on: bool

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        changed = graph.with_node(replace(node, bypassed=self.on))
        return Applied(changed, SetBypass(self.node, node.bypassed))


@dataclass(frozen=True)
class SetMute(Edit):
    """Silence a node, or let it work again."""

    node: Id
    on: bool

    def apply(self, graph: Graph) -> Applied:
        node = graph.node(self.node)
        return Applied(
            graph.with_node(replace(node, muted=self.on)), SetMute(self.node, node.muted)
        )
