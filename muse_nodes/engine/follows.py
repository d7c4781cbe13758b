"""Which networks the nodes of a run were given, and what was the best one then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from muse_nodes.api.ctx import Network
from muse_nodes.api.ports import Spec

if TYPE_CHECKING:
    from muse_nodes.models.chosen import Chosen


@runtime_checkable
class Watchable(Protocol):
    """A source of networks that can tell what it would choose."""

    def state(self) -> object:
        """Something that is another thing when networks have come, gone or changed."""
        ...

    def best(self, task: str, choice: str = "auto") -> Chosen | None:
        """What would run, or None."""
        ...

    def very(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        """That network and no other; MuseError when it cannot be loaded."""
        ...


@dataclass
class Followed:
    """A network that a node was given, and which one was the best for it then.

    ``best`` is what it is compared with from then on: also what was tried since and was no good.
    """

    task: str
    choice: str
    frame: Spec
    threads: int
    best: Chosen | None
