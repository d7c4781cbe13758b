"""Edits: everything that can be done to a graph, as data.

An edit is a frozen value with ``apply(graph)``, which gives the new graph together with the edit
that takes it back. An edit that makes no sense is refused with a DocumentError and changes nothing.
The editor, the control endpoint and the tests all speak in these.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from muse_nodes.document.fields import Checked
from muse_nodes.document.graph import Graph, Owner
from muse_nodes.document.problem import DocumentError, Problem

AT_END = -1
"""Place in the order of nodes, groups or backdrops: behind all others."""


class Edit(Checked, ABC):
    """One change to a graph."""

    @abstractmethod
    def apply(self, graph: Graph) -> Applied:
        """The changed graph and the edit that undoes the change; DocumentError if refused."""

    @property
    def slides_on(self) -> tuple[str, ...]:
        """What a drag changes over and over; edits that name the same may become one."""
        return ()


def edit_name(kind: type[Edit]) -> str:
    """What a kind of edit is called in JSON: ``SetParam`` is ``set_param``."""
    return re.sub("(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


class Applied(NamedTuple):
    """What an edit gives."""

    graph: Graph
    undo: Edit


@dataclass(frozen=True)
class Batch(Edit):
    """Several edits as one: all of them, in order, or none."""

    edits: tuple[Edit, ...]

    def apply(self, graph: Graph) -> Applied:
        undo: list[Edit] = []
        for edit in self.edits:
            graph, back = edit.apply(graph)
            undo.append(back)
        return Applied(graph, Batch(tuple(reversed(undo))))


def find(items: tuple[Owner, ...], id: str) -> tuple[int, Owner]:
    """Place and value of the item with that id; DocumentError if there is none."""
    for index, item in enumerate(items):
        if item.id == id:
            return index, item
    raise DocumentError(Problem(f"There is nothing with the id '{id}' to be changed."))


def inserted(items: tuple[Owner, ...], new: Owner, index: int) -> tuple[Owner, ...]:
    """``items`` with ``new`` at a place; DocumentError if its id is taken."""
    if any(item.id == new.id for item in items):
        raise DocumentError(Problem(f"The id '{new.id}' is already taken.", "Choose another one."))
    place = len(items) if index < 0 else index
    return (*items[:place], new, *items[place:])


def exchanged(items: tuple[Owner, ...], new: Owner) -> tuple[tuple[Owner, ...], Owner]:
    """``items`` with that of the same id replaced by ``new``, and the old one."""
    index, old = find(items, new.id)
    return (*items[:index], new, *items[index + 1 :]), old
