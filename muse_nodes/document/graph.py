"""The document: a frozen graph of nodes, parameters and links, and how it lies on the canvas.

It knows no node classes, no port types and no running. A node of a type that nobody has ever heard
of is as good as any other here: its parameters and links are kept. What does hold of every
``Graph`` is that it is sound: ids are unique, links join nodes that are there, an input has at most
one link, a node is in at most one group. Anything else is refused when it is built.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

from muse_nodes.document.fields import (
    Checked,
    Colour,
    Coordinate,
    End,
    Id,
    Line,
    Name,
    Position,
    Rect,
    Zoom,
)
from muse_nodes.document.problem import DocumentError, Problem
from muse_nodes.document.values import Params

FORMAT = 1
"""The version of the file format that this program writes."""


@dataclass(frozen=True)
class Node(Checked):
    """One node: its id (a word, for ever), its type, and the parameters that differ from default.

    ``title`` is empty unless the user gave one. A ``bypassed`` node hands its bypass input through,
    a ``muted`` one gives nothing.
    """

    id: Id
    type: Name
    title: Line = ""
    position: Position = (0.0, 0.0)
    params: Params = field(default_factory=Params)
    bypassed: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Link(Checked):
    """A connection from an output to an input."""

    source: End
    target: End


@dataclass(frozen=True)
class Group(Checked):
    """Nodes that the canvas shows as one; running knows nothing of it."""

    id: Id
    title: Line = ""
    members: tuple[Id, ...] = ()
    collapsed: bool = False


@dataclass(frozen=True)
class Backdrop(Checked):
    """A coloured area with a title behind the nodes."""

    id: Id
    title: Line = ""
    rect: Rect = (0.0, 0.0, 400.0, 300.0)
    colour: Colour = "#3a4a5a"


@dataclass(frozen=True)
class View(Checked):
    """What part of the canvas was looked at: the point in its middle, and the magnification."""

    x: Coordinate = 0.0
    y: Coordinate = 0.0
    zoom: Zoom = 1.0


@dataclass(frozen=True)
class Graph(Checked):
    """A whole graph. Nodes are in the order they were added, links in the order of their targets.

    ``needs`` names the optional parts of the program (extras such as ``vcam``) that the graph is
    meant for. Raises DocumentError with every problem if it is not sound.
    """

    title: Line = ""
    description: Line = ""
    needs: tuple[Id, ...] = ()
    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    groups: tuple[Group, ...] = ()
    backdrops: tuple[Backdrop, ...] = ()
    view: View = View()

    def __post_init__(self) -> None:
        super().__post_init__()
        parts, problems = mend(Parts(self.nodes, self.links, self.groups, self.backdrops))
        if problems:
            raise DocumentError(problems)
        object.__setattr__(self, "links", parts.links)  # sorted; nobody has seen the graph yet

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Every node by its id, in document order. Not to be written to."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def inputs(self) -> Mapping[tuple[str, str], Link]:
        """Every link by the input it ends in. Not to be written to."""
        return {link.target: link for link in self.links}

    def node(self, id: str) -> Node:
        """The node with that id; DocumentError if there is none."""
        found = self.by_id.get(id)
        if found is None:
            raise DocumentError(Problem(f"There is no node '{id}' in the graph.", node=id))
        return found

    def links_into(self, id: str) -> tuple[Link, ...]:
        """Links that end in the node."""
        return tuple(link for link in self.links if link.target.node == id)

    def links_from(self, id: str) -> tuple[Link, ...]:
        """Links that begin in the node."""
        return tuple(link for link in self.links if link.source.node == id)

    def group_of(self, id: str) -> Group | None:
        """The group that the node is in, if any."""
        return next((group for group in self.groups if id in group.members), None)

    def with_node(self, node: Node) -> Graph:
        """The same graph with the node of that id replaced; DocumentError if there is none."""
        self.node(node.id)
        return self._still_sound(tuple(node if old.id == node.id else old for old in self.nodes))

    def with_new_node(self, node: Node, index: int = -1) -> Graph:
        """The same graph with one node more, at a place in the order of nodes (-1: at the end).

        DocumentError if its id is taken.
        """
        if node.id in self.by_id:
            raise DocumentError(
                Problem(f"The id '{node.id}' is already taken.", "Choose another one.")
            )
        place = len(self.nodes) if index < 0 else index
        return self._still_sound((*self.nodes[:place], node, *self.nodes[place:]))

    def without_node(self, id: str) -> Graph:
        """The same graph without a node and its links.

        DocumentError if there is none, or if a group still names it.
        """
        gone = self.node(id)
        links = tuple(k for k in self.links if id not in (k.source.node, k.target.node))
        rest = tuple(node for node in self.nodes if node is not gone)
        if self.group_of(id) is not None:
            return replace(self, nodes=rest, links=links)  # which says so
        return self._still_sound(rest, links)

    def with_link(self, link: Link) -> Graph:
        """The same graph with a link, in the place of the one that ended in its input, if any.

        DocumentError if one of its ends is at no node.
        """
        old = self.inputs.get(link.target)
        links = [other for other in self.links if other is not old]
        if not {link.source.node, link.target.node} <= self.by_id.keys():
            return replace(self, links=(*links, link))  # which says what is missing
        insort(links, link, key=self._order_of)
        return self._still_sound(self.nodes, tuple(links))

    def without_links(self, gone: Collection[Link]) -> Graph:
        """The same graph without some of its links."""
        return self._still_sound(self.nodes, tuple(k for k in self.links if k not in gone))

    def _order_of(self, link: Link) -> tuple[int, str]:
        return self._places[link.target.node], link.target.port

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {node.id: place for place, node in enumerate(self.nodes)}

    def _still_sound(self, nodes: tuple[Node, ...], links: tuple[Link, ...] | None = None) -> Graph:
        """This graph with other nodes or links that keep it sound, without looking at all of it.

        The ids are unique, those that links and groups name are there, in the order they were: a
        drag of two hundred nodes is two hundred of these.
        """
        made = object.__new__(type(self))
        for name in ("title", "description", "needs", "groups", "backdrops", "view"):
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "nodes", nodes)
        object.__setattr__(made, "links", self.links if links is None else links)
        return made

    def fresh_id(self, type: str) -> str:
        """An id nobody uses, made from a type: ``muse.model.segment`` gives ``segment2``."""
        return fresh_id(type, self.by_id)


def fresh_id(name: str, taken: Collection[str]) -> str:
    """A word made from the last part of ``name`` that is not in ``taken``."""
    word = re.sub("[^a-z0-9_]+", "_", name.rpartition(".")[2].lower())
    word = re.sub("^[^a-z]+|_+$", "", word) or "node"
    stem = word + "_" if word[-1].isdigit() else word
    number = 2
    while word in taken:
        word, number = f"{stem}{number}", number + 1
    return word


class Parts(NamedTuple):
    """The parts of a graph that refer to each other."""

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    groups: tuple[Group, ...] = ()
    backdrops: tuple[Backdrop, ...] = ()


def mend(parts: Parts) -> tuple[Parts, list[Problem]]:
    """Leave out what does not fit together, say what that was, and put the links in order."""
    problems: list[Problem] = []
    nodes = _unique(parts.nodes, "nodes", problems)
    ids = {node.id: place for place, node in enumerate(nodes)}
    links = _joined(parts.links, ids, problems)
    groups = _grouped(_unique(parts.groups, "groups", problems), ids, problems)
    backdrops = _unique(parts.backdrops, "backdrops", problems)
    return Parts(nodes, links, groups, backdrops), problems


class HasId(Protocol):
    """A node, a group, a backdrop."""

    @property
    def id(self) -> str:
        """The word by which it is addressed."""
        ...


Owner = TypeVar("Owner", bound=HasId)


def _unique(items: Iterable[Owner], what: str, problems: list[Problem]) -> tuple[Owner, ...]:
    kept: dict[str, Owner] = {}
    for item in items:
        if item.id in kept:
            problems.append(
                Problem(
                    f"Two {what} have the id '{item.id}'.",
                    "Give one of them another id.",
                    node=item.id if what == "nodes" else "",
                )
            )
        kept.setdefault(item.id, item)
    return tuple(kept.values())


def _joined(
    links: Iterable[Link], places: Mapping[str, int], problems: list[Problem]
) -> tuple[Link, ...]:
    kept: dict[tuple[str, str], Link] = {}
    for link in links:
        target, lost = link.target, {link.source.node, link.target.node}.difference(places)
        problems += [
            Problem(
                f"The link from {link.source} to {target} needs a node '{id}', which is not there.",
                "Add the node or remove the link.",
                *target,
            )
            for id in sorted(lost)
        ]
        if target in kept:
            problems.append(
                Problem(
                    f"Two links end in {target}, from {kept[target].source} and {link.source}.",
                    "An input takes one link; remove the other.",
                    *target,
                )
            )
        if not lost:
            kept.setdefault(target, link)
    order = sorted(kept, key=lambda target: (places[target[0]], target[1]))
    return tuple(kept[target] for target in order)


def _grouped(
    groups: Iterable[Group], ids: Collection[str], problems: list[Problem]
) -> tuple[Group, ...]:
    kept: list[Group] = []
    home: dict[str, str] = {}
    for group in groups:
        members: list[str] = []
        for id in group.members:
            if id not in ids:
                problems.append(
                    Problem(f"The group '{group.id}' has the member '{id}', which is not there.")
                )
            elif id in home:
                problems.append(
                    Problem(
                        f"The group '{group.id}' has the member '{id}', "
                        f"which is already in the group '{home[id]}'.",
                        "A node can be in one group only.",
                        node=id,
                    )
                )
            else:
                home[id] = group.id
                members.append(id)
        kept.append(replace(group, members=tuple(members)))
    return tuple(kept)
