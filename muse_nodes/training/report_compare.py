"""Is the student better, or was it luck? Frame by frame, with the chance that neighbours share.

Two networks are compared on the same frames: the mean of the differences, and the interval that
holds it at 95 % by a circular block bootstrap (Politis and Romano, 1992). Frames of a video are
alike for a second or so; drawing them one by one would count each second thirty times, so whole
blocks are drawn. A difference that the interval does not tell from nothing is no difference, and
one of less than ``MATTERS`` is none that anybody would see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from muse_nodes.api import Array
from muse_nodes.profiles.report import HIGHER, Compared, Measure, Outcome, Remark, Role, Verdict

DRAWS = 4000
ALIKE = 2.0
"""Seconds of a block: some times as long as frames are alike, or it would say too little."""

FEWEST = 8
"""Frames, and blocks of them, without which nothing is said."""

MATTERS = 0.02
"""Difference that counts, as a part of the other's value."""

TINY = 1e-12

RIVALS: tuple[Role, ...] = ("base", "general")
COUNTS: tuple[Measure, ...] = ("mad", "iou", "dtssd", "leak")
"""What a model that is better must not be worse in; the others say the same in other words."""


def interval(differences: Array, block: int, seed: int = 1) -> tuple[float, float]:
    """Where the mean of (n,) ``differences`` in order lies, at 95 %: drawn ``block`` at a time."""
    values = np.asarray(differences, np.float64)
    count = len(values)
    block = min(max(block, 1), count)
    draws = math.ceil(count / block)
    sums = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values[: block - 1]]))])
    of_blocks = (sums[block:] - sums[:-block])[:count]
    starts = np.random.default_rng(seed).integers(0, count, (DRAWS, draws))
    means = of_blocks[starts].mean(1) / block
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def block_length(times: Sequence[float]) -> int:
    """How many of the frames at ``times`` (seconds) are as good as one; at least ``FEWEST`` blocks
    are left where there are as many frames."""
    if len(times) < 2:
        return 1
    step = float(np.median(np.diff(np.asarray(times))))
    alike = round(ALIKE / step) if step > 0 else len(times)
    return int(min(max(alike, 1), max(len(times) // FEWEST, 1)))


def compare(
    rival: Role, measure: Measure, ours: Mapping[int, float], theirs: Mapping[int, float],
    times: Mapping[int, float],
) -> Compared | None:  # fmt: skip
    """The student against a rival where both were measured; None where nowhere."""
    frames = sorted(ours.keys() & theirs.keys())
    if not frames:
        return None
    a, b = (np.array([values[f] for f in frames]) for values in (ours, theirs))
    low, high = interval(a - b, block_length([times[f] for f in frames]))
    outcome = outcome_of(measure, float((a - b).mean()), (low, high), float(b.mean()), len(frames))
    return Compared(
        rival, measure, float(a.mean()), float(b.mean()), low, high, len(frames), outcome
    )


def outcome_of(
    measure: Measure, difference: float, bounds: tuple[float, float], other: float, frames: int
) -> Outcome:
    """What a mean difference (student minus rival) means."""
    if abs(difference) <= max(MATTERS * abs(_room(measure, other)), TINY):
        return "same"
    if frames < FEWEST or bounds[0] <= 0 <= bounds[1]:
        return "unclear"
    return "better" if (difference > 0) == (measure in HIGHER) else "worse"


def _room(measure: Measure, value: float) -> float:
    """What a difference is a part of: the value, or what a good one lacks to the full measure."""
    return 1 - value if measure in HIGHER else value


def verdict_of(compared: Sequence[Compared]) -> Verdict:
    """Better: the matte is nearer than every rival's, and nothing that counts is worse."""
    rivals = {one.rival for one in compared}
    mattes = [one for one in compared if one.measure == "mad"]
    if not rivals or not mattes or any(one.frames < FEWEST for one in mattes):
        return "unknown"
    if any(one.outcome != "better" for one in mattes):
        return "not_better"
    worse = any(one.outcome == "worse" for one in compared if one.measure in COUNTS)
    return "mixed" if worse else "better"


def sentences(
    verdict: Verdict, compared: Sequence[Compared], names: Mapping[Role, str]
) -> list[Remark]:
    """The verdict and what follows from it. What each measure says is told from ``compared``."""
    mattes = {one.rival: one for one in compared if one.measure == "mad"}
    if verdict == "unknown":
        return [Remark("unknown"), *([] if mattes else [Remark("no_rival")])]
    which = list(mattes)
    if verdict == "not_better":
        which = [rival for rival, one in mattes.items() if one.outcome != "better"]
    found = [Remark(verdict, {"rivals": _listed(which, names)})]
    beaten = [rival for rival in mattes if rival not in which]
    if beaten:
        found.append(Remark("better_than", {"rivals": _listed(beaten, names)}))
    ahead = [one for one in mattes.values() if one.outcome == "worse"]
    if ahead:
        best = min(ahead, key=lambda one: one.other)
        found.append(Remark("keep", {"rival": f"{best.rival}:{names[best.rival]}"}))
    return found


def _listed(rivals: Sequence[Role], names: Mapping[Role, str]) -> str:
    return "|".join(f"{rival}:{names[rival]}" for rival in rivals)
