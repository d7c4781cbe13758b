"""The runner: order, overlap, late inputs, edits between frames, faults, end of stream."""

from __future__ import annotations

from typing import Any

import pytest
from small_nodes import graph, host

from muse_nodes.api import Ctx, EndOfStream, NodeError, Number, node
from muse_nodes.document import Graph
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.values import BadValueError


def finished(document: Graph, options: RunOptions | None = None) -> Run:
    """The run of a graph, over and closed."""
    run = host().start(document, options or RunOptions())
    assert run.wait(30)
    run.close()
    return run


def seen(run: Run, node: str = "out") -> list[float]:
    """What a Collect node received, in order."""
    return [value for _, _, value in instance(run, node).seen]


def instance(run: Run, node: str) -> Any:
    return next(b.instance for b in run.ready.bound if b.step.name == node)


CHAIN = graph(
    {"in": ("count", {"frames": 50}), "a": "add", "b": ("add", {"by": 10}), "out": "collect"},
    ["in.number > a.number", "a.number > b.number", "b.number > out.number"],
)


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("in_flight", [1, 2, 3])
def test_frames_come_out_in_order_and_complete(workers: int, in_flight: int) -> None:
    run = finished(CHAIN, RunOptions(workers=workers, in_flight=in_flight))
    assert seen(run) == [n + 11.0 for n in range(1, 51)]
    assert run.stats.frames == 50
    assert not run.stats.faults


def test_a_frame_knows_its_number_and_its_time_in_the_stream() -> None:
    run = finished(CHAIN, RunOptions(frames=4))
    assert [(i, round(t * 30)) for i, t, _ in instance(run, "out").seen] == [
        (0, 0), (1, 1), (2, 2), (3, 3),
    ]  # fmt: skip
    assert run.stats.frames == 4


def test_independent_branches_run_at_the_same_time() -> None:
    document = graph(
        {"in": ("count", {"frames": 3}), "a": "meet", "b": "meet", "sum": "sum", "out": "collect"},
        ["in.number > a.number", "in.number > b.number", "a.number > sum.number1",
         "b.number > sum.number2", "sum.number > out.number"],
    )  # fmt: skip
    assert seen(finished(document, RunOptions(workers=2, in_flight=1))) == [2, 4, 6]


def test_two_frames_overlap_in_a_chain() -> None:
    document = graph(
        {"in": ("count", {"frames": 5}), "a": "lead", "b": "follow", "out": "collect"},
        ["in.number > a.number", "a.number > b.number", "b.number > out.number"],
    )
    run = finished(document, RunOptions(workers=2, in_flight=2))
    assert not run.stats.faults
    assert seen(run) == [1, 2, 3, 4, 5]


def test_an_output_that_gives_nothing_skips_what_needs_it() -> None:
    document = graph(
        {"in": ("count", {"frames": 6}), "split": "split", "halves": "collect", "odd": "collect"},
        ["in.number > split.number", "split.half > halves.number", "split.rest > odd.number"],
    )
    run = finished(document)
    assert seen(run, "halves") == [0, 1, 1, 2, 2, 3]
    assert [(i, v) for i, _, v in instance(run, "odd").seen] == [(0, 1.0), (2, 1.0), (4, 1.0)]


def test_of_any_number_of_inputs_those_count_that_gave_something() -> None:
    document = graph(
        {"in": ("count", {"frames": 4}), "split": "split", "sum": "sum", "out": "collect"},
        ["in.number > split.number", "split.rest > sum.number1", "in.number > sum.number2",
         "sum.number > out.number"],
    )  # fmt: skip
    assert seen(finished(document)) == [2, 2, 4, 4]


def test_a_late_input_sees_the_value_of_the_frame_before_and_may_close_a_loop() -> None:
    document = graph(
        {"in": ("count", {"frames": 4}), "echo": "echo", "add": "add", "out": "collect"},
        ["in.number > echo.number", "echo.number > add.number", "add.number > echo.late",
         "add.number > out.number"],
    )  # fmt: skip
    expected, late = [], None
    for n in range(1, 5):
        late = n + (1000 * late if late is not None else 0) + 1
        expected.append(late)
    assert seen(finished(document, RunOptions(workers=4))) == expected


def test_a_late_input_keeps_the_newest_value_there_was() -> None:
    document = graph(
        {"in": ("count", {"frames": 4}), "split": "split", "echo": "echo", "out": "collect"},
        ["in.number > split.number", "in.number > echo.number", "split.rest > echo.late",
         "echo.number > out.number"],
    )  # fmt: skip
    assert seen(finished(document)) == [1, 1002, 1003, 1004]


def test_edits_apply_together_between_two_frames() -> None:
    document = graph(
        {"in": ("count", {"frames": 400}), "a": ("add", {"by": 0}), "b": ("add", {"by": 0}),
         "sum": "sum", "out": "collect"},
        ["in.number > a.number", "in.number > b.number", "a.number > sum.number1",
         "b.number > sum.number2", "sum.number > out.number"],
    )  # fmt: skip
    run = host().start(document, RunOptions())
    for value in range(50):
        run.set_params({"a": {"by": float(value)}, "b": {"by": float(-value)}})
    assert run.wait(30)
    run.close()
    # one edit without the other would leave the sum off by its value
    assert seen(run) == [2.0 * n for n in range(1, 401)]


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    run = host().start(CHAIN, RunOptions())
    with pytest.raises(BadValueError, match="between -1000 and 1000"):
        run.set_params({"a": {"by": 1.0}, "b": {"by": 4000.0}})
    with pytest.raises(BadValueError, match="no parameter 'bye'"):
        run.set_param("a", "bye", 1.0)
    with pytest.raises(BadValueError, match="no running node 'c'"):
        run.set_param("c", "by", 1.0)
    assert run.wait(30)
    run.close()
    assert seen(run) == [n + 11.0 for n in range(1, 51)]


def test_paused_the_door_is_shut_and_step_lets_one_frame_in() -> None:
    run = host().start(CHAIN, RunOptions(paused=True))
    out = instance(run, "out")
    for number in (1, 2):
        run.runner.step()
        assert out.arrived.acquire(timeout=20)
        assert seen(run) == [n + 11.0 for n in range(1, number + 1)]
    run.runner.resume()
    assert run.wait(30)
    run.close()
    assert seen(run) == [n + 11.0 for n in range(1, 51)]


def test_pause_while_it_runs_loses_nothing() -> None:
    run = host().start(CHAIN, RunOptions())
    run.runner.pause()
    run.runner.resume()
    assert run.wait(30)
    run.close()
    assert seen(run) == [n + 11.0 for n in range(1, 51)]


def test_an_action_is_carried_out_between_two_frames() -> None:
    document = graph(
        {"in": ("count", {"frames": 200}), "total": "total", "out": "collect"},
        ["in.number > total.number", "total.number > out.number"],
    )
    run = host().start(document, RunOptions(workers=1))
    run.act("total", "reset")
    with pytest.raises(BadValueError, match="no action 'explode'"):
        run.act("total", "explode")
    assert run.wait(30)
    run.close()
    totals = seen(run)
    full = [n * (n + 1) / 2 for n in range(1, 201)]
    starts = [n for n in range(200) if totals[n] == n + 1 and totals[n] != full[n]] or [0]
    start = starts[0]  # the frame before which it was reset; 0 is the very first one
    assert totals[:start] == full[:start]
    assert totals[start:] == [
        full[n] - (full[start - 1] if start else 0) for n in range(start, 200)
    ]


@pytest.mark.parametrize("bug", [False, True])
def test_a_failing_node_is_named_and_its_bypass_stands_in(bug: bool) -> None:
    document = graph(
        {
            "in": ("count", {"frames": 5}),
            "bad": ("fail", {"at": 3.0, "bug": bug}),
            "out": "collect",
        },
        ["in.number > bad.number", "bad.number > out.number"],
    )
    run = finished(document, RunOptions(stop_on_fault=False))
    assert seen(run) == [1, 2, 3, 4, 5]
    (fault,) = run.stats.faults
    assert (fault.node, fault.frame, fault.params["at"]) == ("bad", 2, 3.0)
    assert ("ZeroDivisionError" in fault.trace) == bug
    assert str(fault).startswith("bad (frame 2): ")


def test_a_fault_ends_a_run_through_files() -> None:
    document = graph(
        {"in": ("count", {"frames": 500}), "bad": "fail", "out": "collect"},
        ["in.number > bad.number", "bad.number > out.number"],
    )
    run = finished(document)
    assert run.stats.frames < 10
    assert [f.message for f in run.stats.faults] == ["This number is not wanted."]


def test_a_node_that_cannot_be_set_up_stops_the_run_and_is_named() -> None:
    document = graph(
        {"in": "count", "bad": "bad_setup", "out": "collect"},
        ["in.number > bad.number", "bad.number > out.number"],
    )
    with pytest.raises(SetupError, match=r"bad: There is no such thing here\. Buy one\."):
        host().start(document, RunOptions())


def test_a_sink_that_cannot_be_set_up_is_left_out_while_another_works() -> None:
    nodes: dict[str, Any] = {"in": "count", "cam": "bad_sink", "out": "collect"}
    run = finished(graph(nodes, ["in.number > cam.number", "in.number > out.number"]))
    assert [str(n) for n in run.notes] == ["cam: There is no virtual camera. Install one."]
    assert seen(run) == [1, 2, 3, 4, 5]
    with pytest.raises(SetupError, match="no virtual camera"):
        host().start(graph({"in": "count", "cam": "bad_sink"}, ["in.number > cam.number"]),
                     RunOptions())  # fmt: skip


def test_a_recorder_that_cannot_be_set_up_stops_the_start() -> None:
    @node("test.recorder", category="Test")
    class Recorder:
        def setup(self, ctx: Ctx) -> None:
            raise NodeError("The disk is full.", hint="Make room.")

        def process(self, ctx: Ctx, number: Number) -> None: ...

    nodes: dict[str, Any] = {"in": "count", "rec": "recorder", "out": "collect"}
    document = graph(nodes, ["in.number > rec.number", "in.number > out.number"])
    with pytest.raises(SetupError, match=r"rec: The disk is full\. Make room\."):
        host([Recorder]).start(document, RunOptions())


def test_a_second_source_that_has_ended_holds_its_last_value() -> None:
    document = graph(
        {"in": ("count", {"frames": 5}), "short": ("count", {"frames": 2}), "sum": "sum",
         "out": "collect"},
        ["in.number > sum.number1", "short.number > sum.number2", "sum.number > out.number"],
    )  # fmt: skip
    assert seen(finished(document)) == [2, 4, 5, 6, 7]


def test_figures_of_a_run() -> None:
    run = finished(CHAIN)
    found = run.stats.as_json()
    assert found["frames"] == 50
    assert found["dropped"] == 0
    assert [(n["id"], n["calls"]) for n in found["nodes"]] == [  # type: ignore[attr-defined]  # JSON
        ("in", 50), ("a", 50), ("b", 50), ("out", 50),
    ]  # fmt: skip
    assert found["faults"] == []
    latency = found["latency_ms"]
    assert isinstance(latency, dict)
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"] <= latency["max"]


def test_what_reads_a_failed_value_does_not_do_without_it() -> None:
    document = graph(
        {"in": ("count", {"frames": 5}), "split": ("split_fail", {}), "sum": "sum",
         "out": "collect", "other": "collect"},
        ["in.number > split.number", "in.number > sum.number1", "split.number > sum.number2",
         "sum.number > out.number", "in.number > other.number"],
    )  # fmt: skip
    run = host([NoBypass]).start(document, RunOptions(stop_on_fault=False))
    assert run.wait(30)
    run.close()
    assert seen(run) == [2, 4, 8, 10]  # 3 is missing: without the second input it would be there
    assert seen(run, "other") == [1, 2, 3, 4, 5]


@node("test.split_fail", category="Test", on_fault="stop")
class NoBypass:
    def process(self, ctx: Ctx, number: Number) -> Number:
        if number == 3:
            raise NodeError("Three is too many.")
        return number


def test_a_source_may_tell_the_time_of_its_frames() -> None:
    @node("test.stamped", category="Test")
    class Stamped:
        def setup(self, ctx: Ctx) -> None:
            self.times = [0.0, 0.5, 0.6]

        def process(self, ctx: Ctx) -> Number:
            if not self.times:
                raise EndOfStream
            ctx.stamp(self.times.pop(0))
            return 1.0

    document = graph({"in": "stamped", "out": "collect"}, ["in.number > out.number"])
    run = host([Stamped]).start(document, RunOptions())
    assert run.wait(30)
    run.close()
    assert [time for _, time, _ in instance(run, "out").seen] == [0.0, 0.5, 0.6]
