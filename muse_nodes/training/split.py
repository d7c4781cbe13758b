"""What is trained on and what is held out: by time, never by random frame.

Neighbouring frames look alike; a frame between two that were trained on says nothing about how the
student does on what it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from muse_nodes.api import MuseError
from muse_nodes.training.samples import Sample

HELD_OUT = 0.15
GAP = 1.0
"""Seconds between what is trained on and what is held out."""

FEWEST = 8
"""Frames without which training makes no sense; far more are wanted."""


def by_time(
    samples: Sequence[Sample], held_out: float = HELD_OUT, gap: float = GAP
) -> tuple[list[Sample], list[Sample]]:
    """The samples before and in the last ``held_out`` (0..1) of the time, ``gap`` seconds apart.

    In a recording so short that the gap would take more than a tenth of it, a tenth is the gap.
    Raises MuseError when too few are left.
    """
    ordered = sorted(samples, key=lambda sample: sample.time)
    if not ordered:
        raise MuseError("The session has no labelled frames.", hint="Label it first.")
    first, last = ordered[0].time, ordered[-1].time
    border = last - held_out * (last - first)
    gap = min(gap, 0.1 * (last - first))
    before = [sample for sample in ordered if sample.time < border - gap]
    after = [sample for sample in ordered if sample.time >= border]
    if len(before) < FEWEST:
        raise MuseError(
            f"Only {len(before)} labelled frames are left to train on, {FEWEST} are needed.",
            hint="Record or label more, or accept more frames.",
        )
    return before, after
