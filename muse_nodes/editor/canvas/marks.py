"""What is known of running nodes, as they show it: times, heat, badges. Data, nothing of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from muse_nodes.document import Problem
from muse_nodes.editor.jobs.phrases import brief, share, time_left
from muse_nodes.editor.messages import Ended, Figures, NodeFigures, Said, Work
from muse_nodes.engine.task_ctx import Progress, State


@dataclass(frozen=True, slots=True)
class Mark:
    """What one node shows beside its face. ``heat`` is its share of the work of all, 0 to 1.

    ``error`` and ``warning`` are sentences, empty if there is nothing to say. ``task`` is the state
    of a task of a job, ``share`` how much of it is done; -1 where there is nothing to tell.
    """

    time: str = ""
    ran_on: str = ""
    heat: float = 0.0
    error: str = ""
    warning: str = ""
    status: str = ""
    task: State | Literal[""] = ""
    share: float = -1.0


NOTHING = Mark()


class Marks:
    """Collects what session and engine say about nodes."""

    def __init__(self) -> None:
        self._problems: dict[str, list[Problem]] = {}
        self._faults: dict[str, str] = {}
        self._figures: Mapping[str, NodeFigures] = {}
        self._work = 0.0
        self._tasks: Mapping[str, Progress] = {}

    def problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong with the graph."""
        self._problems = {}
        for problem in problems:
            self._problems.setdefault(problem.node, []).append(problem)

    def started(self) -> None:
        """A new run begins: what was said of the last one is over."""
        self._faults, self._figures, self._work, self._tasks = {}, {}, 0.0, {}

    def tasks(self, work: Work) -> None:
        """How far the tasks of a job are."""
        self._tasks = {task.node: task for task in work.tasks}

    def figures(self, figures: Figures) -> None:
        """Figures of the run. A node that works again has no fault any more."""
        for id, node in figures.nodes.items():
            before = self._figures.get(id)
            if before is not None and before.failing and not node.failing:
                self._faults.pop(id, None)
        self._figures = figures.nodes
        self._work = sum(node.ms for node in figures.nodes.values())

    def said(self, said: Said) -> None:
        """Something happened to a node."""
        if said.severity == "error" and said.node:
            self._faults[said.node] = said.text

    def ended(self, ended: Ended) -> None:
        """The run is over; its problems tell why it failed, if it did."""
        for problem in ended.problems:
            if problem.node and problem.severity == "error":
                self._faults[problem.node] = f"{problem.message} {problem.hint}".strip()

    def of(self, ids: Iterable[str]) -> Mark:
        """What a node shows, or several of them that are shown as one."""
        marks = [self._one(id) for id in ids]
        times = [f.ms for id in ids if (f := self._figures.get(id)) and f.calls]
        if len(marks) == 1:
            return marks[0]
        under_way = next((mark for mark in marks if mark.task == "running"), NOTHING)
        return Mark(
            heat=sum(mark.heat for mark in marks),
            error="\n".join(mark.error for mark in marks if mark.error),
            warning="\n".join(mark.warning for mark in marks if mark.warning),
            time=_time(sum(times)) if times else under_way.time, ran_on=under_way.ran_on,
            task=under_way.task, share=under_way.share,
        )  # fmt: skip

    def _one(self, id: str) -> Mark:
        problems, figures = self._problems.get(id, ()), self._figures.get(id)
        error = [f"{p.message} {p.hint}".strip() for p in problems if p.severity == "error"]
        warning = [f"{p.message} {p.hint}".strip() for p in problems if p.severity == "warning"]
        if id in self._faults:
            error.append(self._faults[id])
        mark = Mark(error="\n".join(error), warning="\n".join(warning))
        if (task := self._tasks.get(id)) is not None:
            return replace(
                mark, time=brief(task), ran_on=time_left(task), status=task.text,
                task=task.state, share=round(share(task), 3),
            )  # fmt: skip
        if figures is None:
            return mark
        if figures.kept_back:
            mark = replace(mark, warning="\n".join((*warning, figures.kept_back)))
        if figures.failing and not error:
            mark = replace(mark, error=figures.status or "…")
        if not figures.calls:
            return mark
        ran_on = " · ".join(dict.fromkeys(t for t in (figures.device, figures.backend) if t))
        return replace(
            mark, time=_time(figures.ms), ran_on=ran_on, status=figures.status,
            heat=round(figures.ms / self._work, 2) if self._work else 0.0,
        )  # fmt: skip


def _time(ms: float) -> str:
    """Milliseconds in few characters: what does not change must not be painted anew."""
    return f"{ms:.0f} ms" if ms >= 20 else f"{ms:.1f} ms" if ms >= 0.05 else "<0.1 ms"
