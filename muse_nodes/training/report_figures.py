"""From what everyone scored, frame by frame, to the figures and sentences of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from muse_nodes.profiles.report import MEASURES, Compared, Judged, Measure, Remark
from muse_nodes.training.judge import (
    CLOSE,
    WITHIN,
    Contestant,
    Scores,
    Values,
    common_points,
    held_up,
    right,
    speed_of,
)
from muse_nodes.training.points import POINTS
from muse_nodes.training.report_compare import FEWEST, RIVALS, compare

Table = dict[Measure, Values]
"""Measures by frame."""

_ABOUT_POINTS = ("no_points_of", "points_by")

SURE = 3 * FEWEST
"""Frames below which a word of caution is due."""


@dataclass(slots=True)
class Figures:
    """Everyone's scores in a form that can be compared; ``notes`` say how they came about."""

    everyone: Sequence[Contestant]
    adjacent: bool = field(init=False)
    shared: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Flicker between neighbours where there are enough, and points that all can give."""
        steps = [step for step, _ in self.everyone[0].guided.flicker.values()]
        self.adjacent = steps.count(1) >= FEWEST
        self.shared = common_points(self.everyone)

    def table(self, one: Contestant, scores: Scores) -> Table:
        """All measures of one way of showing a contestant's mattes."""
        found: Table = dict(scores.values)
        flicker = {
            frame: value
            for frame, (step, value) in scores.flicker.items()
            if step == 1 or not self.adjacent
        }
        close, within = right(one, self.shared, CLOSE), right(one, self.shared, WITHIN)
        extra: Table = {"dtssd": flicker, "pck05": close, "pck10": within}
        return found | {measure: values for measure, values in extra.items() if values}

    def judged(self, timed: Sequence[Contestant]) -> list[Judged]:
        """What is known of each."""
        made = []
        for one in self.everyone:
            same = [one, *(other for other in timed if other.role == one.role)]
            speeds = [speed for other in same if (speed := speed_of(other)) is not None]
            raw = self.table(one, one.raw) if one.network is not None else {}
            made.append(
                Judged(
                    one.role, one.name, one.file, one.bytes, one.licence,
                    _means(self.table(one, one.guided)), _means(raw), _points(one), speeds,
                )
            )  # fmt: skip
        return made

    def compared(self, times: Mapping[int, float]) -> list[Compared]:
        """The student against each rival in each measure that both have."""
        tables = {one.role: self.table(one, one.guided) for one in self.everyone}
        ours, made = tables["student"], []
        for rival in RIVALS:
            for measure in MEASURES:
                theirs = tables.get(rival, {}).get(measure, {})
                one = compare(rival, measure, ours.get(measure, {}), theirs, times)
                if one is not None:
                    made.append(one)
        return made

    def notes(self, frames: int, others: Sequence[Remark]) -> list[Remark]:
        """How flicker, edges and key points were measured, and on how much; and ``others``, but for
        those about key points that nobody was asked for."""
        student, asked = self.everyone[0], any(one.distances for one in self.everyone)
        made = [Remark("few", {"count": str(frames)})] if frames < SURE else []
        made += [note for note in others if asked or note.code not in _ABOUT_POINTS]
        made.append(self._flicker(student))
        edges = len(student.guided.values.get("gradient", {}))
        made.append(Remark("edges", {"count": str(edges)}))
        teacher = next((one for one in self.everyone if one.role == "teacher"), None)
        if teacher is not None:
            count = len(teacher.guided.values.get("mad", {}))
            made.append(Remark("teacher_frames", {"count": str(count)}))
        if any(held_up(one) for one in self.everyone):
            made.append(Remark("busy"))
        if not asked:
            made.append(Remark("no_points"))
        return made

    def _flicker(self, student: Contestant) -> Remark:
        steps = [step for step, _ in student.guided.flicker.values()]
        if not steps:
            return Remark("no_flicker")
        if self.adjacent:
            return Remark("flicker", {"pairs": str(steps.count(1))})
        step = f"{np.median(steps):.0f}"
        return Remark("flicker_apart", {"pairs": str(len(steps)), "step": step})


def _means(table: Table) -> dict[Measure, float]:
    return {m: float(np.mean(list(v.values()))) for m, v in table.items() if v}


def _points(one: Contestant) -> dict[str, float]:
    """Share of frames in which each point was right, for those that were labelled."""
    found = {}
    for i, name in enumerate(POINTS):
        values = right(one, [i], WITHIN)
        if values:
            found[name] = float(np.mean(list(values.values())))
    return found
