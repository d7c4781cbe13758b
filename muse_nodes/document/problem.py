"""What is wrong with a graph, as data: collected, shown, never thrown one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a whole sentence, what to try, and where it belongs.

    ``node`` is a node id, ``port`` one of its inputs, outputs or parameters; both may be empty.
    A graph with an ``error`` does not run, one with a ``warning`` does.
    """

    message: str
    hint: str = ""
    node: str = ""
    port: str = ""
    severity: Severity = "error"

    @property
    def where(self) -> str:
        """``segment.frame``, ``segment``, or nothing."""
        return f"{self.node}.{self.port}" if self.node and self.port else self.node

    def __str__(self) -> str:
        address = f"{self.where}: " if self.where else ""
        return f"{address}{self.message} {self.hint}".strip()


class DocumentError(Exception):
    """A graph, file or edit was refused; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems that keep a graph from running."""
    return tuple(problem for problem in problems if problem.severity == "error")
