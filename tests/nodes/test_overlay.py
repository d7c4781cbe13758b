"""Display mode, statistics and captions: nothing drawn means nothing copied."""

from __future__ import annotations

import numpy as np
from ctx_for_tests import Bench

from muse_nodes.api import Frame, RunFigures, frame_spec
from nodes.overlay import Caption, DisplayMode, Statistics

H, W = 180, 320


def plain(ctx: Bench, level: int) -> Frame:
    out = ctx.empty(frame_spec(H, W))
    out[:] = level
    return out


def matte_of(value: float) -> np.ndarray:
    return np.full((36, 64), value, np.float32)


def display(ctx: Bench) -> DisplayMode:
    node = DisplayMode()
    node.setup(ctx)
    return node


def test_the_result_is_passed_on_untouched() -> None:
    ctx = Bench()
    image = plain(ctx, 90)
    assert display(ctx).process(ctx, image, plain(ctx, 10), matte_of(1)) is image


def test_side_by_side_shows_the_original_on_the_left() -> None:
    ctx = Bench()
    out = display(ctx).process(ctx, plain(ctx, 90), plain(ctx, 10), mode="side by side")
    assert np.all(out[:, : W // 2 - 8] == 10)
    assert np.all(out[:, W // 2 + 8 :] == 90)


def test_the_matte_is_shown_in_grey() -> None:
    ctx = Bench()
    node = display(ctx)
    out = node.process(ctx, plain(ctx, 90), plain(ctx, 10), matte_of(1), mode="matte")
    assert np.all(out >= 254)
    out = node.process(ctx, plain(ctx, 90), plain(ctx, 10), matte_of(0), mode="matte")
    assert np.all(out <= 1)


def test_without_a_matte_the_result_is_shown_and_never_the_original() -> None:
    ctx = Bench()
    image = plain(ctx, 90)
    assert display(ctx).process(ctx, image, plain(ctx, 10), None, mode="matte") is image


def test_the_key_goes_through_the_modes_and_a_choice_wins_over_it() -> None:
    ctx = Bench()
    node = display(ctx)
    image, original = plain(ctx, 90), plain(ctx, 10)
    levels = []
    for _ in range(4):
        levels.append(int(node.process(ctx, image, original, matte_of(1))[5, 5, 0]))
        node.next_mode(ctx)
    assert levels[0] == levels[3] == 90
    assert levels[1] == 10
    assert levels[2] >= 254
    assert node.process(ctx, image, original, matte_of(1), mode="side by side")[5, 5, 0] == 10


def test_a_new_setup_forgets_the_key() -> None:
    ctx = Bench()
    node = display(ctx)
    image, original = plain(ctx, 90), plain(ctx, 10)
    node.process(ctx, image, original)
    node.next_mode(ctx)
    node.setup(ctx)
    assert node.process(ctx, image, original) is image


def statistics(ctx: Bench) -> Statistics:
    node = Statistics()
    node.setup(ctx)
    return node


def test_figures_are_written_into_the_upper_left_corner_only() -> None:
    figures = RunFigures(59.9, 7.25, 3, 100, (("segment", 2.7), ("composite", 1.3)))
    ctx = Bench(stats=figures)
    frame = plain(ctx, 200)
    out = statistics(ctx).process(ctx, frame)
    assert np.all(frame == 200)
    changed = np.argwhere((out != 200).any(axis=2))
    assert len(changed)
    assert changed[:, 0].max() < H - 20
    assert np.array_equal(out[-20:], frame[-20:])


def test_more_stages_take_more_room() -> None:
    stages = tuple((f"node{i}", float(i)) for i in range(12))
    ctx = Bench(stats=RunFigures(stage_ms=stages))
    frame = plain(ctx, 200)
    node = statistics(ctx)
    few = (node.process(ctx, frame, stages=0) != 200).sum()
    many = (node.process(ctx, frame, stages=4) != 200).sum()
    assert many > few


def test_figures_stand_still_long_enough_to_be_read() -> None:
    ctx = Bench(stats=RunFigures(fps=10))
    frame = plain(ctx, 200)
    node = statistics(ctx)
    first = node.process(ctx, frame)
    ctx.stats, ctx.time = RunFigures(fps=99), 0.1
    assert np.array_equal(node.process(ctx, frame), first)
    ctx.time = 0.3
    assert not np.array_equal(node.process(ctx, frame), first)


def test_hidden_figures_cost_nothing_and_the_key_switches_them() -> None:
    ctx = Bench()
    frame = plain(ctx, 200)
    node = statistics(ctx)
    assert node.process(ctx, frame, show=False) is frame
    node.toggle(ctx)
    assert node.process(ctx, frame, show=False) is not frame
    node.toggle(ctx)
    assert node.process(ctx, frame, show=False) is frame
    assert node.process(ctx, frame, show=True) is not frame
    node.toggle(ctx)
    assert node.process(ctx, frame, show=True) is frame
    assert node.process(ctx, frame, show=False) is frame, "a choice made in the inspector wins"


def test_a_caption_is_written_unless_there_is_none() -> None:
    ctx = Bench()
    frame = plain(ctx, 200)
    assert Caption().process(ctx, frame) is frame
    assert Caption().process(ctx, frame, line="BRB", show=False) is frame
    assert Caption().process(ctx, frame, "", line="BRB") is frame
    assert not np.array_equal(Caption().process(ctx, frame, "back soon"), frame)
    assert not np.array_equal(Caption().process(ctx, frame, line="BRB", show=True), frame)
