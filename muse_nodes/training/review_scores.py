"""From measures to verdicts: scores that compare frames with their session, and the reasons.

All scores are shares or ratios for which more is worse, 0 is perfect. What is too much depends on
the session: a score counts as an outlier when it lies far above the session's median, in units of
its median absolute deviation (MAD), and above a floor below which nobody would mind. Some have a
ceiling as well, beyond which they are too much in any session: otherwise one in which everything is
wrong would be kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muse_nodes.api import Array
from muse_nodes.profiles.review import Finding
from muse_nodes.training.review_measures import Measures

NORMAL = 1.4826
"""MAD of a normal distribution, as part of its standard deviation."""
FAR = 6.0
"""So many standard deviations above the median is an outlier."""
REACH = 2.0
"""Seconds beyond which two frames say nothing about each other's area and place."""
NEAR = 1.0
"""Seconds beyond which a matte is not carried from one frame to another."""
AROUND = 2
"""So many labelled frames before and behind are compared."""
GROWS, MOVES = 2.0, 3.0
"""What a person may do in a second: grow or shrink by two octaves, move by three times its size."""
EMPTY = 2e-3
"""Area (as part of the picture) that stands for nobody, so that ratios are defined."""
FLAT = 4.0
"""Cells whose sharpness is less are bare walls: all that is seen there is noise."""
FEWEST_CELLS = 12

Pairs = Mapping[int, float]
"""Contradiction with the frame so many places earlier."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a score is too high, and the sentence for it, with ``{percent}`` of the score."""

    sentence: str
    floor: float
    ceiling: float = math.inf


RULES: Mapping[str, Rule] = {
    "unreadable": Rule("The picture or its matte cannot be read.", 0.5, 0.5),
    "empty": Rule("Somebody is labelled, but the matte is empty.", 0.5, 0.5),
    "dark": Rule("The picture is almost black.", 0.85, 0.85),
    "two_people": Rule(
        "A second person is visible, {percent} % as large as the first.", 0.3, 0.3
    ),
    "disagreement": Rule("The teachers disagree about {percent} % of the person.", 0.15, 0.7),
    "points": Rule(
        "The key points are uncertain by {percent} % of the person's size.", 0.1, 0.4
    ),
    "outside": Rule("{percent} % of the key points lie beside the matte.", 0.2, 0.5),
    "holes": Rule("{percent} % of the person is missing in holes of the matte.", 0.02, 0.15),
    "islands": Rule("{percent} % of the matte are loose parts.", 0.04, 0.3),
    "room": Rule("{percent} % of the matte look like the empty room.", 0.15, 0.7),
    "blur": Rule("{percent} % of the room's usual sharpness is lost.", 0.7),
    "flicker": Rule(
        "The mattes before and after contradict {percent} % of this one, where the picture has not "
        "changed.", 0.06, 0.5,
    ),
    "area_jump": Rule(
        "The matte is {percent} % larger or smaller than just before and after.", 0.3
    ),
    "position_jump": Rule(
        "The matte jumps away by {percent} % of the person's size and back again.", 0.35
    ),
}  # fmt: skip
"""Every score by name, in the order in which reasons are told."""


ENOUGH = ("unreadable", "empty")
"""What says everything: other scores of such a frame mean nothing."""


def findings(
    frames: Sequence[Measures], pairs: Sequence[Pairs], strictness: float = 0.5
) -> dict[int, Finding]:
    """What is found out about each frame, by its number.

    ``frames`` are in order of time, ``pairs`` belong to them. ``strictness`` 0 allows twice as much
    as 0.5, 1 half as much; what nobody can use (black, unreadable, two people) is always rejected.
    """
    scores = _scores(frames, pairs)
    limits = {name: limit(scores[name], RULES[name], strictness) for name in scores}
    found = {}
    for i, measures in enumerate(frames):
        mine = {name: round(float(values[i]), 4) for name, values in scores.items()}
        causes = [name for name in RULES if mine[name] > limits[name]]
        causes = [name for name in ENOUGH if name in causes] or causes
        reasons = [sentence(RULES[name].sentence, mine[name]) for name in causes]
        if measures.wrong:
            reasons = [measures.wrong]
        found[measures.frame] = Finding(
            {name: value for name, value in mine.items() if value}, reasons, causes
        )
    return found


def sentence(text: str, score: float) -> str:
    """A rule's sentence with its number filled in."""
    return text.format(percent=round(100 * score))


def limit(values: Array, rule: Rule, strictness: float) -> float:
    """The score from which on a frame is rejected."""
    if rule.floor == rule.ceiling:
        return rule.floor
    slack = math.pow(2.0, 1 - 2 * strictness)
    middle = float(np.median(values)) if len(values) else 0.0
    spread = float(np.median(np.abs(values - middle))) if len(values) else 0.0
    far = middle + slack * FAR * NORMAL * spread
    return min(max(slack * rule.floor, far), rule.ceiling)


def _scores(frames: Sequence[Measures], pairs: Sequence[Pairs]) -> dict[str, Array]:
    found = {name: np.zeros(len(frames)) for name in RULES}
    for i, one in enumerate(frames):
        found["unreadable"][i] = bool(one.wrong)
        found["empty"][i] = one.empty
        found["dark"][i] = max(0.0, 1 - one.bright / 255)
        found["two_people"][i] = max(one.second, one.given.get("second", 0.0))
        found["disagreement"][i] = max(0.0, one.given.get("disagreement", 0.0))
        found["points"][i] = max(0.0, one.given.get("points_disagreement", 0.0))
        found["outside"][i], found["holes"][i] = one.outside, one.holes
        found["islands"][i] = max(0.0, one.islands - (one.second > RULES["two_people"].floor))
        found["room"][i] = max(0.0, one.room)
        found["flicker"][i] = _agreed(_near_pairs(frames, pairs, i))
    found["blur"] = _blur(frames)
    found["area_jump"], found["position_jump"] = _jumps(frames)
    return found


def _agreed(values: Sequence[float]) -> float:
    """What most neighbours say: of 4 the second smallest, of 2 the smaller.

    A frame beside a bad one, or before a real change, has as many that agree with it.
    """
    return sorted(values)[(len(values) - 1) // 2] if values else 0.0


def _near_pairs(frames: Sequence[Measures], pairs: Sequence[Pairs], i: int) -> list[float]:
    """The contradictions of frame i with those near it, before and behind."""
    found = []
    for j in _neighbours(frames, i, NEAR):
        value = pairs[max(i, j)].get(abs(i - j))
        found += [value] if value is not None else []
    return found


def _neighbours(frames: Sequence[Measures], i: int, reach: float) -> list[int]:
    around = range(max(0, i - AROUND), min(len(frames), i + AROUND + 1))
    return [
        j for j in around
        if j != i and not frames[j].wrong and abs(frames[j].time - frames[i].time) <= reach
    ]  # fmt: skip


def _jumps(frames: Sequence[Measures]) -> tuple[Array, Array]:
    """How far area and place lie from those of the neighbours, beyond what a person can do.

    Area as a ratio less 1, place in sizes of the person.
    """
    area, place = np.zeros(len(frames)), np.zeros(len(frames))
    for i, one in enumerate(frames):
        grown, moved = [], []
        for other in (frames[j] for j in _neighbours(frames, i, REACH)):
            seconds = abs(other.time - one.time)
            octaves = abs(math.log2(max(one.area, EMPTY) / max(other.area, EMPTY)))
            grown.append(2 ** max(0.0, octaves - GROWS * seconds) - 1)
            if min(one.area, other.area) > EMPTY:
                size = math.sqrt(max(one.area, other.area))
                way = math.hypot(one.x - other.x, one.y - other.y) / size
                moved.append(max(0.0, way - MOVES * seconds))
        if not one.wrong:
            area[i], place[i] = _agreed(grown), _agreed(moved)
    return area, place


def _blur(frames: Sequence[Measures]) -> Array:
    """The part of the room's usual sharpness that is lost, by the cells that the person leaves.

    Only the room tells: whoever moves fast is blurred, and that is to be learned too.
    """
    lost = np.zeros(len(frames))
    known = [i for i, one in enumerate(frames) if one.sharp]
    if not known:
        return lost
    cells = np.array([frames[i].sharp for i in known], np.float64)
    cells[cells < 0] = np.nan
    usual = np.full(cells.shape[1], np.nan)
    seen = np.isfinite(cells).sum(axis=0) > 0
    usual[seen] = np.nanmedian(cells[:, seen], axis=0)
    told = usual >= FLAT
    for i, mine in zip(known, cells, strict=True):
        both = told & np.isfinite(mine)
        if both.sum() >= FEWEST_CELLS:
            lost[i] = max(0.0, 1 - float(np.median(mine[both] / usual[both])))
    return lost
