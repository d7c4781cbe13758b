"""Whatever happens on the way, no raw picture passes the guard while the room is hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.api import Frame, Shows
from muse_nodes.api.ports import FRAME, LAYER, MATTE, NUMBER, POSE, PortType
from muse_nodes.engine.guard import Guard
from muse_nodes.engine.tag import Tag, merge

INDEX = st.integers(0, 50)
NODES = st.frozensets(st.sampled_from("abc"))
TAGS = st.one_of(st.none(), st.builds(Tag, INDEX, st.booleans(), NODES))
PORTS = st.sampled_from([FRAME, LAYER, MATTE, NUMBER, POSE])
INPUTS = st.lists(st.tuples(PORTS, TAGS), max_size=5)
STEP = 33_000_000


@given(INDEX, INPUTS)
def test_a_merged_tag_forgets_nothing(tick: int, inputs: list[tuple[PortType, Tag | None]]) -> None:
    inputs = [(k, None if t is None or t.index > tick else t) for k, t in inputs]
    tag = merge(tick, inputs)
    whole = tag or Tag(tick)
    tags = [t for _, t in inputs if t is not None]
    assert whole.index == min([tick, *(t.index for t in tags)])
    assert whole.bypassed == frozenset().union(*(t.bypassed for t in tags))
    mattes = {tick if t is None else t.index for k, t in inputs if k == MATTE}
    shots = {tick if t is None else t.index for k, t in inputs if k in (FRAME, LAYER)}
    mixed = any(a != b for a in mattes for b in shots)
    assert whole.torn == (mixed or any(t.torn for t in tags))
    assert (tag is None) == (whole == Tag(tick))
    assert merge(tick, inputs[::-1]) == tag


@given(INDEX, INPUTS, st.tuples(PORTS, TAGS))
def test_one_more_input_never_makes_a_value_better(
    tick: int, inputs: list[tuple[PortType, Tag | None]], more: tuple[PortType, Tag | None]
) -> None:
    less = merge(tick, inputs) or Tag(tick)
    now = merge(tick, [*inputs, more]) or Tag(tick)
    assert now.index <= less.index
    assert now.torn >= less.torn
    assert now.bypassed >= less.bypassed


@dataclass(frozen=True)
class Event:
    """What happens in one frame of a graph camera -> segment -> cut out -> composite -> sink."""

    matte: str  # fresh, stale, missing
    age: int
    composite: str  # works, bypassed, fails
    room: str
    panic: bool
    size: int
    skip: int
    bared: bool


EVENTS = st.builds(
    Event,
    matte=st.sampled_from(["fresh", "fresh", "stale", "missing"]),
    age=st.integers(1, 40),
    composite=st.sampled_from(["works", "works", "works", "bypassed", "fails"]),
    room=st.sampled_from(["auto", "auto", "hide"]),
    panic=st.sampled_from([False, False, False, True]),
    size=st.sampled_from([4, 4, 4, 4, 6]),
    skip=st.integers(1, 20),
    bared=st.sampled_from([False, False, False, False, True]),
)
RAW, GOOD, SLATE = 255, 100, 0


@given(st.lists(EVENTS, min_size=1, max_size=60), st.integers(0, 500))
def test_a_raw_picture_never_gets_through_while_hidden(events: list[Event], stale_ms: int) -> None:
    seen = {frozenset[str](): Shows.PERSON}

    def slate(path: str, size: tuple[int, int]) -> tuple[Frame, str]:
        return np.full((*size, 3), SLATE, np.uint8), ""

    guard = Guard((4, 4), True, lambda bypassed: seen.get(bypassed, Shows.ROOM), slate)
    index, last_good = 0, None
    for event in events:
        index += event.skip
        seen[frozenset()] = Shows.ROOM if event.bared else Shows.PERSON
        tag, level = flow(event, index)
        allowed = stale_ms * 1e6 >= event.age * STEP and event.composite == "works"
        raw = event.bared or (level == RAW and not (event.matte == "stale" and allowed))
        shot = None if level is None else np.full((event.size, event.size, 3), level, np.uint8)
        guard.panicking = event.panic
        params: dict[str, float | str] = {"room": event.room, "stale_ms": float(stale_ms)}
        now = index * STEP
        out = guard.pick(shot, tag, index, now, now, params)
        if event.panic:
            assert (out == SLATE).all()
        if out is shot:
            assert shot is not None
            assert not raw
            last_good = (out, now)
        elif not (out == SLATE).all():
            assert last_good is not None
            assert out is last_good[0]
            assert now - last_good[1] <= 2_000_000_000
        if shot is not None:
            assert out.shape == shot.shape
            if not raw and not event.panic and tag is None:
                assert out is shot, "what is whole is never withheld"


def flow(event: Event, index: int) -> tuple[Tag | None, int | None]:
    """The tag and the level of what the sink gets, tags merged as the engine does."""
    if event.composite == "fails":
        return None, None
    if event.composite == "bypassed":
        return Tag(index, bypassed=frozenset(["composite"])), RAW
    if event.matte == "missing":
        return None, None
    given_matte = Tag(index - event.age) if event.matte == "stale" else None
    layer = merge(index, [(FRAME, None), (MATTE, given_matte)])
    tag = merge(index, [(FRAME, None), (LAYER, layer)])
    return tag, RAW if event.matte == "stale" else GOOD
