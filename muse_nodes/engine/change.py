"""A change to a running graph, as whoever asked for it sees it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Edit, Graph, Problem
from muse_nodes.engine.differences import Since


class GraphProblemsError(MuseError):
    """A graph cannot run; ``problems`` has all the reasons."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class OverError(Exception):
    """The run ended before a change was made."""


@dataclass
class Change:
    """A change that was asked for. ``problems`` says why it was not applied."""

    edit: Edit | Graph
    applied: bool = False
    problems: tuple[Problem, ...] = ()
    since: Since = field(default_factory=list, repr=False)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        """True once it is applied or refused."""
        return self._over.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is done; False when ``timeout`` seconds passed first."""
        return self._over.wait(timeout)

    def refuse(self, *problems: Problem) -> None:
        """It cannot be done; everything stays as it was."""
        self.problems = problems
        self._over.set()

    def finish(self) -> None:
        """It is done."""
        self.applied = True
        self._over.set()
