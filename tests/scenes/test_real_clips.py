"""The live graph end to end on real clips: all frames, no faults, the room untouched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from live_graph import Moment, run_live

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.mark.parametrize(
    ("clip", "asked", "frames"),
    [("webcam/again.mkv", None, 77), ("06_pingpong.mp4", 60, 60)],
    ids=["webcam", "pingpong"],
)
def test_a_real_clip(shared: Path, clip: str, asked: int | None, frames: int) -> None:
    person: list[float] = []
    inside: list[float] = []
    outside: list[int] = []

    def look(moment: Moment) -> None:
        changed, near = moment.difference(), moment.near_person()
        person.append(float((moment.full > 0.5).mean()))
        inside.append(float(changed[moment.full > 0.5].mean()))
        outside.append(int(changed[~near].max(initial=0)))

    stats = run_live(shared / "clips" / clip, shared / "models", look, frames=asked)
    assert stats.faults == []
    assert stats.frames == len(person) == frames
    assert min(person) > 0.02
    assert max(person) < 0.8
    assert np.mean(inside[10:]) > 0.5
    assert outside == [0] * frames
