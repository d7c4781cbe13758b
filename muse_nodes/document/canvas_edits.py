"""Edits of what only the canvas shows: groups, backdrops, the view, and the graph's own texts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from muse_nodes.document.edit import AT_END, Applied, Edit, exchanged, find, inserted
from muse_nodes.document.fields import Id, Line
from muse_nodes.document.graph import Backdrop, Graph, Group, View
from muse_nodes.document.problem import DocumentError, Problem


@dataclass(frozen=True)
class MakeGroup(Edit):
    """Show some nodes as one."""

    group: Group
    index: int = AT_END

    def apply(self, graph: Graph) -> Applied:
        if not self.group.members:
            raise DocumentError(Problem(f"The group '{self.group.id}' has no members."))
        groups = inserted(graph.groups, self.group, self.index)
        return Applied(replace(graph, groups=groups), Ungroup(self.group.id))


@dataclass(frozen=True)
class ChangeGroup(Edit):
    """Replace the group of the same id: its title, members, whether it is collapsed."""

    group: Group

    def apply(self, graph: Graph) -> Applied:
        groups, old = exchanged(graph.groups, self.group)
        return Applied(replace(graph, groups=groups), ChangeGroup(old))


@dataclass(frozen=True)
class Ungroup(Edit):
    """Dissolve a group; its nodes stay."""

    group: Id

    def apply(self, graph: Graph) -> Applied:
        index, old = find(graph.groups, self.group)
        groups = (*graph.groups[:index], *graph.groups[index + 1 :])
        return Applied(replace(graph, groups=groups), MakeGroup(old, index))


@dataclass(frozen=True)
class AddBackdrop(Edit):
    """Put a coloured area behind the nodes."""

    backdrop: Backdrop
    index: int = AT_END

    def apply(self, graph: Graph) -> Applied:
        backdrops = inserted(graph.backdrops, self.backdrop, self.index)
        return Applied(replace(graph, backdrops=backdrops), RemoveBackdrop(self.backdrop.id))


@dataclass(frozen=True)
class ChangeBackdrop(Edit):
    """Replace the backdrop of the same id: its title, rectangle, colour."""

    backdrop: Backdrop

    def apply(self, graph: Graph) -> Applied:
        backdrops, old = exchanged(graph.backdrops, self.backdrop)
        return Applied(replace(graph, backdrops=backdrops), ChangeBackdrop(old))

    @property
    def slides_on(self) -> tuple[str, ...]:
        return "backdrop", self.backdrop.id


@dataclass(frozen=True)
class RemoveBackdrop(Edit):
    """Take a coloured area away; the nodes on it stay."""

    backdrop: Id

    def apply(self, graph: Graph) -> Applied:
        index, old = find(graph.backdrops, self.backdrop)
        backdrops = (*graph.backdrops[:index], *graph.backdrops[index + 1 :])
        return Applied(replace(graph, backdrops=backdrops), AddBackdrop(old, index))


@dataclass(frozen=True)
class SetView(Edit):
    """Look at another part of the canvas. The history does not record it."""

    view: View

    def apply(self, graph: Graph) -> Applied:
        return Applied(replace(graph, view=self.view), SetView(graph.view))


@dataclass(frozen=True)
class Describe(Edit):
    """Set the graph's own title, description and the extras it needs."""

    title: Line = ""
    description: Line = ""
    needs: tuple[Id, ...] = ()

    def apply(self, graph: Graph) -> Applied:
        changed = replace(graph, title=self.title, description=self.description, needs=self.needs)
        return Applied(changed, Describe(graph.title, graph.description, graph.needs))
