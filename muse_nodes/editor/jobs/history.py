"""What the tasks of a job said, line by line. No widgets here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from muse_nodes.editor.messages import Work
from muse_nodes.engine.task_ctx import State

MOST = 300
"""Lines that are kept."""

_NUMBERS = re.compile(r"[\d.,:%/ ]+")


@dataclass(frozen=True, slots=True)
class Line:
    """``at`` in seconds since 1970."""

    at: float
    node: str
    state: State
    text: str


class History:
    """A line for every change of state and every new sentence.

    A sentence that only counts on ("12 of 400 frames") takes the place of its last line.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.lines: list[Line] = []
        self._now = now
        self._last: dict[str, tuple[State, str]] = {}

    def clear(self) -> None:
        """Another job begins."""
        self.lines.clear()
        self._last.clear()

    def take(self, work: Work) -> bool:
        """Take in how a job stands; True if there is something new to read."""
        before = len(self.lines), self.lines[-1:]
        for task in work.tasks:
            was = self._last.get(task.node, ("waiting", ""))
            if was == (task.state, task.text):
                continue
            self._last[task.node] = task.state, task.text
            line = Line(self._now(), task.node, task.state, task.text)
            last = self.lines[-1] if self.lines else None
            counts = (
                last is not None
                and (last.node, last.state) == (line.node, line.state)
                and _NUMBERS.sub("#", last.text) == _NUMBERS.sub("#", line.text)
            )
            if counts:
                self.lines[-1] = line
            else:
                self.lines.append(line)
        del self.lines[:-MOST]
        return before != (len(self.lines), self.lines[-1:])
