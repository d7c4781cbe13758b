"""Recorded calls: every call of every node, on the thread that made it, and nothing when off."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bundled_runs import host_on, small_graph
from edited_nodes import CHAIN, Start, added
from small_nodes import graph, host

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.device import CpuDevice, NullDevice
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.trace import MOST, Recorder, Span
from muse_nodes.engine.trace_file import FRAMES, THREADS, events, write_trace

COUNTING = graph(
    {"in": ("count", {"frames": 5}), "one": "add", "two": "add", "sum": "sum", "out": "collect"},
    ["in.number > one.number", "in.number > two.number", "one.number > sum.number1",
     "two.number > sum.number2", "sum.number > out.number"],
)  # fmt: skip


def over(run: Run) -> list[Span]:
    assert run.wait(60)
    run.close()
    return run.recorded.spans


def rows(found: list[dict[str, Any]], process: int) -> dict[int, list[dict[str, Any]]]:
    """The calls of each row of a trace, in the order in which they began."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for event in sorted(found, key=lambda e: e.get("ts", 0.0)):
        if event["ph"] == "X" and event["pid"] == process:
            rows.setdefault(event["tid"], []).append(event)
    return rows


def test_every_call_is_there_with_its_frame() -> None:
    spans = over(host([]).start(COUNTING, RunOptions(trace=True)))
    calls = {(s.node, s.frame) for s in spans if not s.failed}
    assert calls == {(n, i) for n in ("in", "one", "two", "sum", "out") for i in range(5)}
    assert [s.failed for s in spans if s.failed] == ["EndOfStream"]
    assert all(s.duration >= 0 for s in spans)
    first = {s.node: s for s in reversed(spans)}
    assert first["sum"].start >= first["one"].start + first["one"].duration


def test_nothing_is_recorded_unless_it_is_asked_for() -> None:
    run = host([]).start(COUNTING, RunOptions())
    calls = {task.number: task._call for task in run.runner.line.tasks}
    assert not over(run)
    assert all(getattr(c, "__name__", "") == "process" for c in calls.values())  # none in between


def test_recording_goes_on_across_edits_and_ends_when_told(start: Start) -> None:
    edited = start(CHAIN)
    recorder = edited.run.trace()
    edited.frames(2)
    edited.changed(added("more", "keep", "in.number > more.number"))
    edited.frames(3)
    assert edited.run.trace(False) is recorder
    edited.frames(1)
    recorded = Counter(s.node for s in recorder.spans)
    edited.frames(3)
    assert recorded["more"] >= 1
    assert Counter(s.node for s in recorder.spans) == recorded
    assert edited.run.trace() is not recorder


def test_what_fails_is_recorded_with_its_reason() -> None:
    failing = graph(
        {"in": ("count", {"frames": 4}), "fail": ("fail", {"at": 2.0}), "out": "collect"},
        ["in.number > fail.number", "fail.number > out.number"],
    )
    spans = over(host([]).start(failing, RunOptions(trace=True, stop_on_fault=False)))
    assert [(s.frame, s.failed) for s in spans if s.node == "fail"][1] == (1, "NodeError")


def test_the_border_is_recorded(tmp_path: Path) -> None:
    device, cpu = NullDevice(), CpuDevice(1)
    try:
        engine = host_on(device, load_registry(), cpu)
        run = engine.start(small_graph("demo"), RunOptions(frames=3, trace=True))
        spans = over(run)
        moved = {b.step.name for b in run.ready.bound if b.step.kind in ("upload", "download")}
        nodes = {b.step.name for b in run.ready.bound}
    finally:
        cpu.close()
    assert moved
    assert moved <= {s.node for s in spans}
    assert nodes == {s.node for s in spans}


def test_the_file_nests(tmp_path: Path) -> None:
    cpu = CpuDevice(1)
    try:
        run = host_on(cpu, load_registry(), cpu).start(
            small_graph("demo"), RunOptions(frames=6, trace=True)
        )
        spans = over(run)
        nodes = {b.step.name for b in run.ready.bound}
    finally:
        cpu.close()
    path = tmp_path / "trace.json"
    write_trace(path, spans)
    found = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
    threads, frames = rows(found, THREADS), rows(found, FRAMES)
    assert {e["name"] for calls in threads.values() for e in calls} == nodes
    for calls in (*threads.values(), *frames.values()):  # one after the other in every row
        for before, after in itertools.pairwise(calls):
            assert after["ts"] >= before["ts"] + before["dur"] - 0.001
    whole = {e["args"]["frame"]: e for calls in frames.values() for e in calls}
    assert whole.keys() >= set(range(6))
    for calls in threads.values():  # what belongs to a frame lies within it
        for call in calls:
            frame = whole[call["args"]["frame"]]
            assert call["ts"] >= frame["ts"] - 0.001
            assert call["ts"] + call["dur"] <= frame["ts"] + frame["dur"] + 0.001
    assert [p.name for p in tmp_path.iterdir()] == ["trace.json"]


def test_an_empty_trace_is_a_trace(tmp_path: Path) -> None:
    write_trace(tmp_path / "none.json", [])
    assert json.loads((tmp_path / "none.json").read_text(encoding="utf-8"))["traceEvents"]


def test_a_trace_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(MuseError, match="taken"):
        write_trace(tmp_path / "taken", [])
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_it_keeps_the_last_ones_only() -> None:
    class Still:
        def now(self) -> int:
            return 7

        def wait(self, event: object, until: int) -> bool:
            return True

    recorder = Recorder(Still())
    for frame in range(MOST + 5):
        recorder.add("a", 3, frame)
    spans = recorder.spans
    assert (len(spans), spans[0].frame, spans[-1].frame) == (MOST, 5, MOST + 4)
    assert spans[0].duration == 4
    assert len(list(events(spans[:3]))) == 2 + 1 + 3
