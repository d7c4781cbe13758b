"""The Camera node while its camera is gone, and after."""

from __future__ import annotations

import functools
import threading

import numpy as np
import pytest
from ctx_for_tests import Bench
from scripted_cameras import Event, World

from muse_nodes import media
from muse_nodes.api import NoFrame
from muse_nodes.media.camera import open_camera
from nodes._feed import outage_told
from nodes.sources import Camera


def camera(ctx: Bench, source: str, frozen: float = 5.0) -> Camera:
    node = Camera()
    node.setup(
        ctx, source=source, width=96, height=64, fps=30.0, mjpg=True, loop=False, clean_plate="",
        frozen=frozen,
    )  # fmt: skip
    return node


def scripted(
    monkeypatch: pytest.MonkeyPatch, world: World, frozen: float = 5.0
) -> tuple[Bench, Camera]:
    """A Camera node on the one camera of ``world``, and its time."""
    opening = functools.partial(open_camera, driver=world.driver, clock=world.clock)
    monkeypatch.setattr(media, "open_camera", opening, raising=False)
    ctx = Bench()
    return ctx, camera(ctx, "desk", frozen)


def test_while_the_camera_is_gone_it_says_so_and_comes_back_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(Event(9, "unplug", 3))
    gates = [world.gate(frame) for frame in (9, 10)]
    world.hold_listing = 4
    ctx, node = scripted(monkeypatch, world)
    assert node.exclusive()
    gates[0].set()
    assert world.held.wait(20)  # it is being looked for
    world.clock.alone = True
    assert np.all(node.process(ctx).frame == 10), "the last picture from before"
    assert ctx.said == ["Desk Cam: 80x60, 30 fps"]
    with pytest.raises(NoFrame, match="'Desk Cam' is no longer there") as caught:
        node.process(ctx)
    assert caught.value.hint
    assert ctx.said[-1].endswith("Gone for 3 s; the next try is within 1 s.")
    world.clock.spend(5)
    with pytest.raises(NoFrame):
        node.process(ctx)
    assert "Gone for 5 s;" in ctx.said[-1]
    world.clock.alone = False
    world.go_on.set()
    gates[1].set()
    assert node.process(ctx).frame.shape == (60, 80, 3)
    assert ctx.said[-1] == ctx.said[0]
    node.teardown()


def test_pictures_of_another_size_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(Event(5, "resize", 120))
    gate = world.gate(8)
    ctx, node = scripted(monkeypatch, world)
    world.at_gate(8)
    assert node.process(ctx).frame.shape == (60, 80, 3)
    assert "now gives pictures of 160x120 pixels instead of 80x60" in ctx.said[-1]
    gate.set()
    node.teardown()


@pytest.mark.parametrize(("frozen", "opened"), [(2.0, 2), (0.0, 1)])
def test_how_long_a_picture_may_stand_still_can_be_chosen(
    monkeypatch: pytest.MonkeyPatch, frozen: float, opened: int
) -> None:
    world = World(Event(5, "freeze"))
    start = world.gate(3)
    _, node = scripted(monkeypatch, world, frozen)
    started, late, go_on = world.clock.now(), threading.Event(), threading.Event()

    def asked() -> None:
        if world.clock.now() - started > 4e9 and not late.is_set():
            late.set()
            go_on.wait(20)

    world.asked = asked
    start.set()
    assert late.wait(20)
    assert len(world.opened) == opened
    go_on.set()
    node.teardown()


def test_no_picture_for_a_moment_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    gate = world.gate(2)
    ctx, node = scripted(monkeypatch, world)
    world.at_gate(2)
    world.clock.alone = True
    node.process(ctx)
    with pytest.raises(NoFrame):
        node.process(ctx)
    assert len(ctx.said) == 1, "half a second is nothing to talk about"
    gate.set()
    node.teardown()


def test_how_long_a_camera_is_gone_is_said_roughly() -> None:
    problem = media.CameraError("gone", "It is gone.", hint="Find it.")
    for gone, pause, told in (
        (0.4, 0.0, "1 s; the next try is within 1 s."),
        (4.9, 2.0, "4 s; the next try is within 2 s."),
        (59.9, 5.0, "55 s; the next try is within 5 s."),
        (3599.0, 5.0, "59 min; the next try is within 5 s."),
    ):
        said = outage_told(media.Outage(problem, gone, pause))
        assert said == f"It is gone. Find it. Gone for {told}"


def test_what_stands_in_for_a_camera_is_not_exclusive() -> None:
    assert not camera(Bench(), "demo").exclusive()
