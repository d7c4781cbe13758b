"""Cameras are measured, and left alone when somebody needs them."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from scripted_cameras import GUARD, Event, World

from muse_nodes.doctor.cameras import left_alone, look_at_virtual_camera, measured
from muse_nodes.doctor.finding import Case, Finding
from muse_nodes.engine.settings import Settings
from muse_nodes.media.camera import open_camera


def case(**more: bool) -> Case:
    return Case(Settings(), measure=True, **more)


def look(world: World, about: Case | None = None) -> list[Finding]:
    return list(measured(world.info, about or case(), world.driver, world.clock))


def rate(finding: Finding) -> float:
    found = re.search(r"([\d.]+) pictures per second", finding.text)
    assert found is not None, finding.text
    return float(found[1])


def test_the_rate_is_measured_and_the_mode_is_the_real_one() -> None:
    world = World()
    named, mode = look(world)
    assert (named.topic, named.state, named.text) == ("camera", "ok", "0: Desk Cam")
    assert mode.state == "ok"
    assert "80x60" in mode.text
    assert 27 < rate(mode) < 33
    assert world.open_now == 0
    assert world.opened == [0, 0]  # once for each size that was asked for, one after the other
    assert world.most_open == 1


def test_a_camera_that_is_slow_in_the_dark_is_told() -> None:
    mode = look(World(Event(1, "slow", 500)))[1]
    assert mode.state == "note"
    assert "30 promised" in mode.text
    assert rate(mode) < 10
    assert "light" in mode.remedy


def test_a_camera_that_gives_no_picture_says_why() -> None:
    named, failed = look(World(Event(0, "busy", 3600)))
    assert named.state == "ok"
    assert failed.state == "missing"
    assert "gives no picture" in failed.text
    assert failed.remedy


def test_a_camera_that_a_graph_has_open_is_not_opened_again() -> None:
    world = World()
    held = open_camera(
        "0", width=80, height=60, fps=30, driver=world.driver, clock=world.clock
    )  # fmt: skip
    try:
        found = look(world)
        assert len(world.opened) == 1
    finally:
        held.close(timeout=GUARD)
    assert [f.state for f in found] == ["note"]
    assert "a graph uses it now" in found[0].text
    assert left_alone(world.info, world.driver) == ""
    assert len(look(world)) == 2


def test_a_virtual_camera_is_not_measured(tmp_path: Path) -> None:
    real = tmp_path / "devices" / "virtual" / "video4linux" / "desk"
    real.mkdir(parents=True)
    (tmp_path / "desk").symlink_to(real)
    world = World()
    assert left_alone(world.info, world.driver, tmp_path) == "a virtual camera"
    assert left_alone(world.others[0], world.driver, tmp_path) == ""


def test_measuring_ends_when_it_is_told_to() -> None:
    world, about = World(), case()
    world.gate(12)
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.extend(look(world, about)))
    thread.start()
    world.at_gate(12)
    about.stop.set()
    world.gates[12].set()
    thread.join(GUARD)
    assert not thread.is_alive()
    assert [f.topic for f in found] == ["camera"]
    assert len(world.opened) == 1


def test_the_virtual_camera_is_left_alone_while_a_graph_runs() -> None:
    (found,) = look_at_virtual_camera(case(running=True))
    assert found.state == "note"
    assert "while a graph runs" in found.text


@pytest.mark.parametrize("topic", ["virtual camera"])
def test_the_virtual_camera_has_its_remedy(topic: str) -> None:
    (found,) = look_at_virtual_camera(case())
    assert found.topic == topic
    assert found.state == "ok" or found.remedy
