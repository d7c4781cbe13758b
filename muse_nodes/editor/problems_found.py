"""Keeps what is wrong from all sides, and forgets what is solved. No widgets here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from muse_nodes.document import Problem
from muse_nodes.document.problem import Severity
from muse_nodes.editor.messages import Ended, Figures, Said

LINGER = 10.0
"""Seconds of the run that a fault is shown after the node has done well again."""

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. ``trace`` is there when it is a bug in a node."""

    severity: Severity
    node: str
    port: str
    message: str
    hint: str = ""
    trace: str = ""

    @classmethod
    def of(cls, problem: Problem) -> Trouble:
        """A problem; what its address says is not said again."""
        message = problem.message.removeprefix(f"{problem.node}: ") if problem.node else ""
        return cls(
            problem.severity, problem.node, problem.port, message or problem.message, problem.hint
        )


class Book:
    """What is wrong now. Each method takes in what one side has to say."""

    def __init__(self) -> None:
        self._graph: tuple[Problem, ...] = ()
        self._checked: frozenset[Problem] = frozenset()
        self._start: list[Problem] = []
        self._edit: tuple[Problem, ...] = ()
        self._faults: dict[str, tuple[Said, float]] = {}
        self._kept_back: dict[str, str] = {}
        self._at = 0.0

    @property
    def entries(self) -> list[Trouble]:
        """Everything that is wrong, errors first; what two sides say is there once."""
        found = [Trouble.of(p) for p in (*self._graph, *self._edit, *self._start)]
        found += [
            Trouble("error", said.node, "", said.text, trace=said.trace)
            for said, _ in self._faults.values()
            if not any(p.node == said.node and said.text.startswith(p.message) for p in self._start)
        ]
        found += [Trouble("warning", node, "", why) for node, why in self._kept_back.items()]
        return sorted(dict.fromkeys(found), key=lambda trouble: _ORDER[trouble.severity])

    def graph(self, problems: tuple[Problem, ...]) -> None:
        """The open graph was checked. What was wrong with it before and is not now is solved."""
        solved = set(self._graph) - set(problems)
        self._graph = problems
        self._start = [p for p in self._start if p not in solved]
        self._edit = tuple(p for p in self._edit if p not in solved)

    def refused(self, problems: Iterable[Problem], *, edit: bool) -> None:
        """A graph was not started, or with ``edit`` not taken over by the run."""
        if edit:
            self._edit = tuple(problems)
        else:
            known = (*self._start, *self._checked)  # what the check sees it also sees solved
            self._start += [p for p in problems if p not in known]

    def live(self) -> None:
        """What runs is what is shown."""
        self._edit = ()

    def starting(self) -> None:
        """A run of the graph as it was checked last begins: nothing went wrong in it yet."""
        self._checked = frozenset(self._graph)
        self._start, self._edit, self._at = [], (), 0.0
        self._faults, self._kept_back = {}, {}

    def said(self, said: Said) -> None:
        """Something happened in the run."""
        if said.severity == "error":
            self._faults[said.node] = said, self._at

    def figures(self, figures: Figures) -> None:
        """Who fails and who is kept back, now."""
        self._at = figures.at
        failing = {node.id for node in figures.nodes.values() if node.failing}
        self._faults = {
            node: (said, figures.at if node in failing else since)
            for node, (said, since) in self._faults.items()
            if node in failing or figures.at - since < LINGER
        }
        self._kept_back = {n.id: n.kept_back for n in figures.nodes.values() if n.kept_back}

    def ended(self, ended: Ended) -> None:
        """The run is over; what it ended with stays until the next one begins."""
        self._kept_back = {}
        self.refused(ended.problems, edit=False)

    def nodes(self, ids: Collection[str]) -> None:
        """These are the nodes of the open graph: what others did is history."""
        self._faults = {n: kept for n, kept in self._faults.items() if not n or n in ids}
        self._start = [p for p in self._start if not p.node or p.node in ids]
