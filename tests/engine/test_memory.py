"""The pool and the slots: what is held is never handed out, what is free is used again."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.api import Layer, frame_spec, matte_spec
from muse_nodes.engine.memory import Pool, Use, last_uses, plan_slots, slot_counts

FRAME = frame_spec(4, 6)


def pool() -> Pool:
    def view(block: Any, spec: Any) -> Any:
        return block[: spec.nbytes].view(spec.dtype).reshape(spec.shape)

    return Pool(lambda spec: np.empty(spec.nbytes, np.uint8), view)


def test_a_buffer_that_is_let_go_is_used_again() -> None:
    buffers = pool()
    first = buffers.take(FRAME)
    address = first.ctypes.data
    del first
    assert buffers.take(FRAME).ctypes.data == address
    assert buffers.created == 1


def test_a_buffer_that_somebody_holds_is_not_handed_out() -> None:
    buffers = pool()
    held = Layer(buffers.take(FRAME))
    part = buffers.take(FRAME)[1:3]  # a view of a view holds the block as well
    other = buffers.take(FRAME)
    addresses = {held.frame.ctypes.data, part.ctypes.data - 6 * 3, other.ctypes.data}
    assert len(addresses) == 3
    assert buffers.created == 3
    del held, part
    again = [buffers.take(FRAME), buffers.take(FRAME)]
    assert {a.ctypes.data for a in again} == addresses - {other.ctypes.data}
    assert buffers.created == 3


def test_shapes_do_not_mix_and_reserve_makes_blocks_beforehand() -> None:
    buffers = pool()
    buffers.reserve(FRAME, 2)
    buffers.reserve(FRAME, 2)
    assert (buffers.created, buffers.bytes) == (2, 144)
    matte = buffers.take(matte_spec(3, 6))
    assert (matte.shape, matte.dtype) == ((3, 6), np.float32)
    assert buffers.created == 3


def test_settling_makes_for_every_tick_what_one_used_beyond_what_nodes_keep() -> None:
    buffers = pool()
    kept = buffers.take(FRAME)
    passing = [buffers.take(FRAME), buffers.take(FRAME)]
    passing.clear()
    buffers.settle(3)
    assert buffers.created == 1 + 3 * 2
    held = [buffers.take(FRAME) for _ in range(6)]
    assert buffers.created == 7
    assert len({a.ctypes.data for a in (kept, *held)}) == 7


def test_settling_for_one_tick_makes_nothing() -> None:
    buffers = pool()
    state, _ = buffers.take(FRAME), buffers.take(matte_spec(3, 6))
    buffers.settle(1)
    assert buffers.created == 2
    assert state.shape == FRAME.shape


def test_a_shape_first_seen_after_settling_is_made_for_every_tick() -> None:
    buffers = pool()
    buffers.settle(2)
    first = buffers.take(FRAME)
    assert buffers.created == 2
    second = buffers.take(FRAME)
    assert (buffers.created, second.ctypes.data != first.ctypes.data) == (2, True)
    third = buffers.take(FRAME)
    assert buffers.created == 3
    assert third.shape == FRAME.shape


def test_shapes_that_only_the_plan_before_needed_are_let_go() -> None:
    buffers = pool()
    old, held, used = frame_spec(8, 8), frame_spec(2, 2), matte_spec(3, 3)
    for spec in (old, used):
        buffers.take(spec)
    kept = buffers.take(held)
    buffers.mark()
    buffers.take(used)
    buffers.sweep()
    assert buffers.bytes == held.nbytes + used.nbytes
    buffers.take(used)
    assert buffers.created == 3, "what is used is still there"
    buffers.take(old)
    assert buffers.created == 4, "and what was let go is made again"
    del kept
    buffers.mark()
    buffers.sweep()
    assert buffers.bytes == 0


def test_a_layer_keeps_its_frame_and_matte_alive() -> None:
    uses = {
        "camera.frame": Use(FRAME, 0, (1,)),
        "warp.layer": Use(FRAME, 1, (3,), aliases=("camera.frame",)),
        "other.frame": Use(FRAME, 2, (3,)),
    }
    assert last_uses(uses) == {"camera.frame": 3, "warp.layer": 3, "other.frame": 3}
    uses["late.frame"] = Use(FRAME, 4, (5,))
    slots = plan_slots(uses)
    assert slots["camera.frame"] != slots["other.frame"]
    assert slots["late.frame"] in (slots["camera.frame"], slots["other.frame"])


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Use]:
    specs = st.sampled_from([FRAME, matte_spec(4, 6), frame_spec(8, 8)])
    uses: dict[str, Use] = {}
    for born in range(draw(st.integers(1, 12))):
        reads = draw(st.lists(st.integers(born, 14), max_size=3))
        held = draw(st.lists(st.sampled_from(sorted(uses)), max_size=2)) if uses else []
        uses[f"v{born}"] = Use(draw(specs), born, tuple(reads), tuple(held))
    return uses


@given(lives())
@settings(deadline=None)
def test_no_two_values_that_live_at_once_share_a_slot(uses: dict[str, Use]) -> None:
    slots, last = plan_slots(uses), last_uses(uses)
    assert set(slots) == set(uses)
    for a in uses:
        for b in uses:
            if a < b and slots[a] == slots[b]:
                apart = last[a] < uses[b].born or last[b] < uses[a].born
                assert apart
                assert uses[a].spec == uses[b].spec
    assert sum(count for _, count in slot_counts(uses, slots)) == len(set(slots.values()))
