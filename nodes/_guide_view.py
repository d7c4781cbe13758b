"""The picture of the guide: what to do, for how long, what has been seen, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from muse_nodes.api import Ctx, Frame
from nodes._coverage import ENOUGH, GROUPS
from nodes._lettering import (
    AMBER,
    GREY,
    RED,
    TEAL,
    WHITE,
    Colour,
    Lettering,
    bar,
    disc,
    fill,
    shade,
)

_ROOMY = 10.0
"""Pixels of a line that the single bars need; smaller pictures have the sum only."""


class Task(NamedTuple):
    """What is asked of the user: a title, a sentence, what comes then, and how much time is left.

    ``left`` is None when there is no hurry.
    """

    title: str
    advice: str
    then: str = ""
    left: float | None = None
    whole: float = 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is drawn. ``meter`` has the coverage of each cell, empty before there is one.

    ``warning`` is in another colour when it is ``good`` news.
    """

    recording: bool
    recorded: float
    dropped: int
    task: Task
    warning: str
    good: bool
    meter: dict[str, float]
    total: float
    enough: bool


class View:
    """Draws over a copy of the picture; everything is as large as the picture allows."""

    def __init__(self) -> None:
        self._letters = Lettering()

    def draw(self, ctx: Ctx, out: Frame, shown: Shown) -> None:
        """Draw on ``out``, which holds the camera's picture."""
        height, width = out.shape[:2]
        unit = min(height / 32, width / 46)
        if unit < 4:
            return  # nothing could be read
        self._state(ctx, out, shown, unit)
        if shown.meter:
            self._meter(ctx, out, shown, unit)
        self._task(ctx, out, shown.task, unit)
        if shown.warning:
            self._warning(ctx, out, (shown.warning, TEAL if shown.good else AMBER), unit)

    def _state(self, ctx: Ctx, out: Frame, shown: Shown, unit: float) -> None:
        """Upper left: whether it records, for how long, and what was lost."""
        minutes, seconds = divmod(int(shown.recorded), 60)
        clock = f"{minutes}:{seconds:02d}"
        word = "REC" if shown.recording else "PAUSED" if shown.recorded else "READY"
        text = word if word == "READY" else f"{word}  {clock}"
        lost = f"{shown.dropped} dropped" if shown.dropped else ""
        size = 1.5 * unit
        wide = self._letters.width(ctx, text, size)
        more = self._letters.width(ctx, lost, 1.1 * unit) + unit if lost else 0.0
        shade(out, (unit * 0.8, unit * 0.8, unit * 3.6 + wide + more, unit * 3.2))
        colour = RED if shown.recording else GREY
        disc(out, (unit * 2.0, unit * 2.0), unit * 0.5, colour)
        self._letters.write(ctx, out, text, (unit * 3.0, unit * 2.0), size)
        if lost:
            self._letters.write(ctx, out, lost, (unit * 4 + wide, unit * 2.0), 1.1 * unit, AMBER)

    def _meter(self, ctx: Ctx, out: Frame, shown: Shown, unit: float) -> None:
        """On the right: a bar for each thing that should be seen, in groups."""
        width = out.shape[1]
        groups: dict[str, list[tuple[str, float]]] = {}
        for name, share in shown.meter.items() if unit >= _ROOMY else ():
            group, _, cell = name.partition(".")
            groups.setdefault(group, []).append((cell, share))
        lines = sum(len(cells) for cells in groups.values())
        left, right = width - 11.2 * unit, width - unit * 0.8
        tall = 2.6 * unit + (lines * 0.92 + len(groups) * 0.45) * unit
        top = unit * 0.8
        shade(out, (left, top, right, top + tall))
        colour = TEAL if shown.total >= ENOUGH else WHITE
        title = "Enough!" if shown.enough else f"Seen {shown.total:.0%}"
        self._letters.write(
            ctx, out, title, (left + 0.6 * unit, top + 1.0 * unit), 1.2 * unit, colour
        )
        bar(out, (left + 0.6 * unit, top + 1.8 * unit, right - 0.6 * unit, top + 2.1 * unit),
            shown.total / ENOUGH, TEAL)  # fmt: skip
        y = top + 3.0 * unit
        for group in (g for g in GROUPS if g in groups):
            for cell, share in groups[group]:
                self._cell(
                    ctx, out, (left + 0.6 * unit, right - 0.6 * unit, y), (cell, share), unit
                )
                y += 0.92 * unit
            y += 0.45 * unit

    def _cell(
        self, ctx: Ctx, out: Frame, place: tuple[float, float, float], cell: tuple[str, float],
        unit: float,
    ) -> None:  # fmt: skip
        left, right, y = place
        name, share = cell
        colour: Colour = GREY if share >= 1 else WHITE
        self._letters.write(ctx, out, name, (left, y), 0.85 * unit, colour)
        top, thick = round(y - 0.14 * unit), max(2, round(0.28 * unit))
        bar(out, (left + 4.2 * unit, top, right, top + thick), share, TEAL)

    def _task(self, ctx: Ctx, out: Frame, task: Task, unit: float) -> None:
        """At the bottom: what to do now, and how long."""
        height, width = out.shape[:2]
        top = height - 5.6 * unit
        shade(out, (0, top, width, height))
        left = 1.2 * unit
        self._letters.write(ctx, out, task.title, (left, top + 1.7 * unit), 2.3 * unit)
        self._letters.write(ctx, out, task.advice, (left, top + 3.9 * unit), 1.15 * unit, GREY)
        if task.left is None:
            return
        count = f"{max(0, int(task.left + 0.999))}"
        size = 3.0 * unit
        wide = self._letters.width(ctx, count, size)
        self._letters.write(
            ctx, out, count, (width - 1.4 * unit - wide, top + 2.1 * unit), size, TEAL
        )
        if task.then:
            then = f"then: {task.then}"
            wide = self._letters.width(ctx, then, unit)
            at = (width - 1.4 * unit - wide, top + 4.2 * unit)
            self._letters.write(ctx, out, then, at, unit, GREY)
        share = 1 - task.left / task.whole if task.whole > 0 else 1.0
        fill(out, (0, height - 0.35 * unit, width, height), (70, 74, 82))
        fill(out, (0, height - 0.35 * unit, width * min(max(share, 0), 1), height), TEAL)

    def _warning(self, ctx: Ctx, out: Frame, told: tuple[str, Colour], unit: float) -> None:
        """Above the task, in the middle: what is wrong, or has been done."""
        text, colour = told
        height, width = out.shape[:2]
        size = 1.3 * unit
        wide = min(self._letters.width(ctx, text, size), width - 2 * unit)
        left, middle = (width - wide) / 2, height - 7.4 * unit
        top, bottom = middle - 1.2 * unit, middle + 1.2 * unit
        shade(out, (left - unit, top, left + wide + unit, bottom))
        fill(
            out, (left - unit, middle - 1.2 * unit, left - 0.7 * unit, middle + 1.2 * unit), colour
        )
        self._letters.write(ctx, out, text, (left, middle), size, colour)
