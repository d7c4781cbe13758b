"""Switches and small values."""

from __future__ import annotations

import numpy as np
import pytest
from ctx_for_tests import Bench

from muse_nodes.api import Layer, NodeError, frame_spec, matte_spec
from nodes.values import (
    COMPARISONS,
    OPERATIONS,
    Compare,
    FlagValue,
    Math,
    NumberValue,
    SwitchFrame,
    SwitchLayer,
    SwitchMatte,
    TextValue,
)


def frames(*levels: int) -> list[np.ndarray]:
    return [np.full((4, 6, 3), level, np.uint8) for level in levels]


def switch_of(ctx: Bench, *shapes: tuple[int, int]) -> SwitchFrame:
    switch = SwitchFrame()
    switch.setup(ctx, tuple(frame_spec(*shape) for shape in shapes))
    return switch


def test_switch_passes_the_chosen_picture_on_without_copying_it() -> None:
    ctx = Bench()
    a, b, c = frames(1, 2, 3)
    switch = switch_of(ctx, (4, 6), (4, 6), (4, 6))
    assert switch.process(ctx, None, a, b, c, choice=1) is a
    assert switch.process(ctx, None, a, b, c, choice=3) is c


def test_a_choice_beyond_the_inputs_takes_the_last_one() -> None:
    ctx = Bench()
    a, b = frames(1, 2)
    switch = switch_of(ctx, (4, 6), (4, 6))
    assert switch.process(ctx, None, a, b, choice=9) is b
    assert switch.process(ctx, 7.4, a, b, choice=1) is b
    assert switch.process(ctx, -3.0, a, b, choice=2) is a


def test_the_key_goes_round_and_a_new_choice_wins_over_it() -> None:
    ctx = Bench()
    a, b = frames(1, 2)
    switch = switch_of(ctx, (4, 6), (4, 6))
    seen = []
    for _ in range(3):
        seen.append(switch.process(ctx, None, a, b, choice=1))
        switch.next_input(ctx)
    assert [s is b for s in seen] == [False, True, False]
    assert switch.process(ctx, None, a, b, choice=2) is b


def test_a_number_chooses_and_rounds() -> None:
    ctx = Bench()
    a, b = frames(1, 2)
    switch = switch_of(ctx, (4, 6), (4, 6))
    assert switch.process(ctx, 1.6, a, b, choice=1) is b


def test_an_input_that_gives_nothing_is_passed_on_as_nothing() -> None:
    ctx = Bench()
    (b,) = frames(2)
    switch = switch_of(ctx, (4, 6), (4, 6))
    assert switch.process(ctx, None, None, b, choice=1) is None
    assert switch.process(ctx, None, None, b, choice=2) is b
    assert switch.process(ctx, None, choice=1) is None


def test_pictures_come_out_at_the_size_of_the_first() -> None:
    ctx = Bench()
    (a,) = frames(1)
    large = np.full((8, 12, 3), 200, np.uint8)
    switch = switch_of(ctx, (4, 6), (8, 12))
    out = switch.process(ctx, None, a, large, choice=2)
    assert out is not None
    assert out.shape == (4, 6, 3)
    assert np.all(out == 200)


def test_mattes_come_out_at_the_size_of_the_first() -> None:
    ctx = Bench()
    small, large = np.zeros((4, 6), np.float32), np.ones((8, 8), np.float32)
    switch = SwitchMatte()
    switch.setup(ctx, (matte_spec(4, 6), matte_spec(8, 8)))
    out = switch.process(ctx, None, small, large, choice=2)
    assert out is not None
    assert (out.shape, out.dtype) == ((4, 6), np.float32)
    assert np.allclose(out, 1)
    switch.next_input(ctx)
    assert switch.process(ctx, None, small, large, choice=2) is small


def test_layers_are_switched_as_they_are() -> None:
    ctx = Bench()
    layers = [Layer(frame) for frame in frames(1, 2)]
    switch = SwitchLayer()
    switch.setup(ctx)
    assert switch.process(ctx, None, *layers, choice=2) is layers[1]
    switch.next_input(ctx)
    assert switch.process(ctx, None, *layers, choice=2) is layers[0]


def test_values_give_what_they_hold_and_have_no_rate_of_their_own() -> None:
    ctx = Bench()
    assert NumberValue().process(ctx, value=2.5) == 2.5
    assert FlagValue().process(ctx, value=False) is False
    assert TextValue().process(ctx, value="hello") == "hello"
    for still in (NumberValue(), FlagValue(), TextValue()):
        assert still.stream().fps == 0
        assert still.stream().patient


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("add", 9.0), ("subtract", 5.0), ("multiply", 14.0), ("divide", 3.5),
        ("smaller", 2.0), ("larger", 7.0), ("power", 49.0), ("modulo", 1.0),
    ],
)  # fmt: skip
def test_math(operation: str, expected: float) -> None:
    ctx = Bench()
    assert Math().process(ctx, 7.0, 2.0, operation=operation) == expected
    assert Math().process(ctx, 7.0, operation=operation, second=2.0) == expected


@pytest.mark.parametrize(
    ("a", "operation", "b"),
    [(1.0, "divide", 0.0), (1.0, "modulo", 0.0), (1e308, "multiply", 10.0), (-1.0, "power", 0.5),
     (1e308, "power", 2.0)],
)  # fmt: skip
def test_math_without_a_result_says_so(a: float, operation: str, b: float) -> None:
    with pytest.raises(NodeError, match="There is no number"):
        Math().process(Bench(), a, b, operation=operation)


def test_every_operation_and_comparison_on_offer_is_known() -> None:
    ctx = Bench()
    for operation in OPERATIONS:
        assert isinstance(Math().process(ctx, 3.0, 2.0, operation=operation), float)
    told = {c: Compare().process(ctx, 2.0, 2.0, comparison=c) for c in COMPARISONS}
    assert told == {
        "less": False, "at most": True, "equal": True, "at least": True, "greater": False,
    }  # fmt: skip
    assert Compare().process(ctx, 3.0, comparison="greater", second=2.0) is True
