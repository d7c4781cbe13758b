"""Every kind of failure in every kind of node: what stands in, what is said, how it comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from faulty_nodes import GRAPH, GUARD, REFINED, TYPES, Networks, Stage, begin, now

from muse_nodes.document import Graph, SetParam
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.changes import LEFT_BEHIND
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry


@pytest.fixture(autouse=True)
def mischief() -> Iterator[None]:
    """A clean slate; whoever is stuck is let go at the end."""
    now.begin_anew()
    yield
    now.may_go.set()


@pytest.fixture
def graph() -> Graph:
    """What runs; a test may ask for another one."""
    return GRAPH


@pytest.fixture
def stage(graph: Graph) -> Iterator[Stage]:
    device = CpuDevice(1)
    registry = Registry().extended(TYPES)
    clock = ManualClock(1)
    run = Host(registry, Networks(), device, device).start(graph, RunOptions(), clock=clock)
    stage = Stage(run, clock)
    assert stage.give() == [(101, 1.0 if graph is GRAPH else 3.0)]
    yield stage
    now.kind = ""
    now.may_go.set()
    now.over = True
    now.may_give.release(8)
    run.close()
    device.close()


@pytest.mark.parametrize("role", ["source", "model", "filter", "sink"])
def test_what_cannot_be_set_up_is_refused_at_the_start(role: str) -> None:
    begin(role, "setup")
    device = CpuDevice(1)
    registry = Registry().extended(TYPES)
    with pytest.raises(SetupError, match=rf"{role}: It cannot start. Start it."):
        Host(registry, Networks(), device, device).start(GRAPH, RunOptions())
    device.close()


@pytest.mark.parametrize("kind", ["raise", "shape", "nan", "memory"])
def test_a_model_that_fails_is_held_rests_and_comes_back(stage: Stage, kind: str) -> None:
    begin("model", kind)
    assert stage.give(4) == [(n + 100, 1.0) for n in (2, 3, 4, 5)], "its last good matte is held"
    (fault,) = stage.faults("model")
    assert fault.times == 3, "after three times it rests"
    assert fault.kind == ("nonsense" if kind in ("shape", "nan") else "raised")
    assert fault.port == ("matte" if kind in ("shape", "nan") else "")
    assert fault.message.endswith(".")
    stage.recovers("model")


@pytest.mark.parametrize("kind", ["raise", "shape", "memory"])
def test_a_filter_that_fails_is_bypassed_and_comes_back(stage: Stage, kind: str) -> None:
    begin("filter", kind)
    assert stage.give(4) == [(n, 1.0) for n in (2, 3, 4, 5)], "its input stands in"
    (fault,) = stage.faults("filter")
    assert fault.times == 3
    stage.recovers("filter")


@pytest.mark.parametrize("graph", [REFINED], ids=["refined"])
@pytest.mark.parametrize("kind", ["raise", "shape", "nan", "memory"])
def test_a_filter_of_mattes_that_fails_is_bypassed_and_comes_back(stage: Stage, kind: str) -> None:
    """Not-a-number in a matte reaches nobody, neither the first time nor the third."""
    begin("refiner", kind)
    assert stage.give(4) == [(n + 100, 1.0) for n in (2, 3, 4, 5)], (
        "the model's own matte stands in"
    )
    (fault,) = stage.faults("refiner")
    assert fault.times == 3, "after three times it rests"
    assert fault.kind == ("nonsense" if kind in ("shape", "nan") else "raised")
    assert fault.port == ("matte" if kind in ("shape", "nan") else "")
    stage.recovers("refiner")
    assert now.got[-1][1] == 3.0, "and it refines again"


@pytest.mark.parametrize("kind", ["raise", "shape", "memory"])
def test_a_live_source_that_fails_is_opened_again(stage: Stage, kind: str) -> None:
    begin("source", kind)
    for _ in range(3):
        now.may_give.release()
    stage.until(lambda: now.setups["source"] > 1, step=0.1)
    (fault,) = stage.faults("source")
    assert fault.times >= 3
    assert not stage.run.wait(0), "the run goes on without it"
    stage.recovers("source")


@pytest.mark.parametrize("kind", ["raise", "memory"])
def test_a_sink_that_fails_holds_up_nobody_and_comes_back(stage: Stage, kind: str) -> None:
    begin("sink", kind)
    assert stage.give(4) == [(n + 100, 1.0) for n in (2, 3, 4, 5)]
    stage.until(lambda: "sink" in stage.run.stats.failing, step=0.0)
    stage.recovers("sink")


@pytest.mark.parametrize(("role", "expected"), [("model", (102, 1.0)), ("filter", (2, 1.0))])
def test_a_call_that_does_not_come_back_is_left_behind(
    stage: Stage, role: str, expected: tuple[int, float]
) -> None:
    begin(role, "stall")
    now.may_give.release()
    assert now.stuck.wait(GUARD)
    stage.until(lambda: now.got[-1] == expected)
    (fault,) = stage.faults(role)
    assert fault.kind == "stalled"
    begin("", "")
    now.may_go.set()
    stage.recovers(role)


def test_a_source_that_gives_nothing_is_opened_again(stage: Stage) -> None:
    stage.until(lambda: now.setups["source"] > 1, step=3e5)
    (fault,) = stage.faults("source")
    assert fault.kind == "silent"
    assert "no picture" in fault.message
    now.may_give.release()  # the call that was left behind has this one
    stage.recovers("source")


def test_a_sink_that_does_not_come_back_is_left_behind(stage: Stage) -> None:
    begin("sink", "stall")
    assert stage.give() == [(102, 1.0)]
    assert now.stuck.wait(GUARD)
    stage.until(lambda: "sink" in stage.run.stats.failing)
    assert stage.give(2) == [(103, 1.0), (104, 1.0)]
    begin("", "")
    now.may_go.set()
    stage.recovers("sink")


def test_out_of_memory_brings_the_next_network(stage: Stage) -> None:
    begin("model", "memory")
    stage.give(3)
    stage.recovers("model")
    assert now.got[-1][1] == 0.5
    told = [e.text for e in stage.run.stats.events if e.node == "model"]
    assert any("small" in text for text in told), told
    (fault,) = stage.faults("model")
    assert "not enough memory" in fault.message


def test_set_ups_that_fail_wait_longer_each_time(stage: Stage) -> None:
    begin("model", "raise")
    stage.give(3)
    begin("model", "setup")
    start = stage.clock.now()
    stage.until(lambda: now.setups["model"] >= 8, step=0.25)
    passed = (stage.clock.now() - start) / 1e9
    assert passed > 0.25 + 0.5 + 1 + 2 + 4, "the pause doubles"
    assert stage.faults("model")[-1].kind == "setup"
    assert stage.give(2)[-1][1] == 1.0, "and the last good matte stays"
    stage.recovers("model")


@pytest.mark.parametrize("role", ["source", "model", "filter", "sink"])
def test_a_slow_node_only_slows_down(stage: Stage, role: str) -> None:
    """Within its patience nothing is taken from it: frames wait for it and are dropped outside."""
    setups = dict(now.setups)
    begin(role, "stall")
    now.may_give.release()
    assert now.stuck.wait(GUARD)
    stage.clock.advance(0.15)
    stage.run.runner._watchdog.look()  # its own thread may come later
    now.may_go.set()
    assert now.arrived.acquire(timeout=GUARD)
    assert now.got[-1] == (102, 1.0)
    begin("", "")
    assert stage.give(2) == [(103, 1.0), (104, 1.0)]
    stage.until(lambda: now.taken == [101, 102, 103, 104], step=0.0)
    assert stage.run.stats.faults == []
    assert now.setups == setups, "nothing was set up again"


def test_a_source_that_is_stuck_in_a_call_is_opened_again(stage: Stage) -> None:
    begin("source", "stall")
    now.may_give.release()
    assert now.stuck.wait(GUARD)
    setups = now.setups["source"]
    begin("", "")  # the one in its place is well
    stage.until(lambda: now.setups["source"] > setups, step=3e5)
    (fault,) = stage.faults("source")
    assert fault.kind == "silent"
    assert stage.give() == [(103, 1.0)], "the picture that is stuck is missed by nobody"
    stage.recovers("source")
    assert (102, 1.0) not in now.got, "and nobody gets it when the call comes back"


@pytest.mark.parametrize("role", ["source", "filter", "sink"])
def test_set_ups_that_fail_while_it_runs_are_tried_again_ever_later(
    stage: Stage, role: str
) -> None:
    begin(role, "raise")
    if role == "source":
        now.may_give.release(3)
    else:
        assert stage.give(3)[-1][1] == 1.0
    stage.until(lambda: role in stage.run.stats.failing, step=0.0)
    begin(role, "setup")
    start = stage.clock.now()
    before = now.setups[role]
    stage.until(lambda: now.setups[role] >= before + 5, step=0.25)
    assert (stage.clock.now() - start) / 1e9 > 0.25 + 0.5 + 1 + 2, "the pause doubles"
    fault = stage.faults(role)[-1]
    assert (fault.kind, fault.times >= 4) == ("setup", True)
    assert fault.message == f"{role}: It cannot start."
    assert not stage.run.wait(0), "the run goes on"
    if role != "source":
        added = 0 if role == "filter" else 100
        assert stage.give(2) == [(n + added, 1.0) for n in (5, 6)], "and what stands in stays"
    stage.recovers(role)
    assert now.got[-1] == (now.given % 256 + 100, 1.0)


@pytest.mark.parametrize("role", ["source", "filter", "sink"])
def test_an_edit_whose_set_up_fails_leaves_what_runs_as_it_is(stage: Stage, role: str) -> None:
    begin(role, "setup")
    change = stage.run.edit(SetParam(role, "variant", 1))
    stage.until(lambda: change.wait(0), step=0.0)
    assert not change.applied
    assert change.problems[0].message == f"{role}: It cannot start."
    begin("", "")
    stage.until(lambda: role not in stage.run.stats.failing)
    assert stage.give(2) == [(102, 1.0), (103, 1.0)]
    stage.until(lambda: now.taken == [101, 102, 103], step=0.0)
    assert stage.run.graph.node(role).params.get("variant", 0) == 0
    again = stage.run.edit(SetParam(role, "variant", 1))

    def over() -> bool:
        if role == "source":  # the change waits for its first picture, which the old one may get
            now.may_give.release()
        return again.wait(0)

    stage.until(over, step=0.0)
    assert again.applied, again.problems


def test_a_node_that_never_comes_back_is_not_tried_for_ever(stage: Stage) -> None:
    for _ in range(LEFT_BEHIND):
        begin("model", "stall")
        now.stuck.clear()
        now.may_give.release()
        assert now.stuck.wait(GUARD)
        begin("", "")  # what is set up in its place is warmed without harm
        stage.until(lambda: now.arrived.acquire(blocking=False))
        setups = now.setups["model"]
        for _ in range(100):
            stage.clock.advance(0.5)
            threading.Event().wait(0.002)
    assert now.setups["model"] == setups, "three calls are stuck in it: that is enough"
    assert stage.give(2)[-1] == (now.given + 100, 1.0)
    stage.recovers("model")
