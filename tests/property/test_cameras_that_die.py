"""Whatever befalls a camera: its pictures come again by themselves, soon, and it is open once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from scripted_cameras import Event, FastClock, Kind, World

from muse_nodes.media.camera_reader import Memory, Reader
from muse_nodes.media.camera_watch import Patience
from muse_nodes.media.capture import Slot

PATIENCE = Patience()
LIMITS: dict[Kind, int] = {
    "unplug": 12, "away": 900, "freeze": 3, "busy": 300, "refuse": 9, "raise": 9, "slow": 30,
    "hang": 60,
}  # fmt: skip
DAY = 86_400


@st.composite
def scripts(draw: st.DrawFn) -> list[Event]:
    at, events = 3, []
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.integers(0, 90))
        kind = draw(st.sampled_from([*LIMITS, "resize"]))
        times = draw(
            st.sampled_from((24, 30, 48)) if kind == "resize" else st.integers(1, LIMITS[kind])
        )
        events.append(Event(at, kind, times))
    return events


@given(scripts())
def test_any_script_ends_in_pictures_flowing_again(events: list[Event]) -> None:
    clock = FastClock(alone=True)
    world = World(*events, clock=clock)
    memory = Memory(PATIENCE, clock.now())
    reader = Reader("desk", [], world.driver, clock, memory, Slot())
    wanted = (events[-1].at if events else 0) + 30

    def asked() -> None:
        if (world.frame >= wanted and not world.events) or clock.now() > DAY * 10**9:
            reader.stop()

    world.asked = asked
    reader.run()
    assert world.frame >= wanted
    assert not world.events
    assert memory.failure is None
    assert world.most_open == 1
    assert world.open_now == 0
    # What it may take at most: the pause, then opening, which another program may spoil once more.
    soon = PATIENCE.longest_pause + PATIENCE.starting + 0.5
    assert world.longest_wait <= soon * 1e9
    assert world.controls == world.defaults
