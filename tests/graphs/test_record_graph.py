"""The bundled graph `record`: it leaves a session, from a file and against the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from bundled_runs import host_on, small_graph

from muse_nodes.api import Session
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.schema import Value
from muse_nodes.media import DemoScene, VideoReader, measure
from muse_nodes.profiles import Profiles, read_session

GUARD = 120.0


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    cpu = CpuDevice(2)
    yield host_on(cpu, load_registry(), cpu)
    cpu.close()


def record(host: Host, data: Path, options: RunOptions, **params: dict[str, Value]) -> Job:
    """The job of the graph, over."""
    job = host.work(small_graph("record", **params), options, data)
    assert job.wait(GUARD)
    job.close()
    return job


def test_from_a_file_every_picture_is_recorded(host: Host, tmp_path: Path) -> None:
    job = record(host, tmp_path, RunOptions(frames=40), recorder={"profile": "desk"})
    assert job.fault is None
    session = job.artifacts["recorder", "session"]
    assert isinstance(session, Session)
    assert session.path.parent == Profiles(tmp_path).get("desk").sessions
    info = read_session(session.path)
    assert (info.width, info.height, info.frames, info.dropped) == (320, 180, 40, 0)
    assert info.finished
    assert 0 < info.coverage["total"] < 1
    first, found = np.empty((180, 320, 3), np.uint8), np.empty((180, 320, 3), np.uint8)
    DemoScene(320, 180, fps=30.0).frame(0, first)
    reader = VideoReader(session.path / "video.mkv")
    reader.read(found)
    reader.close()
    assert np.abs(found.astype(int) - first).mean() < 4  # the room, without guidance


def test_against_the_clock_it_records_as_well(host: Host, tmp_path: Path) -> None:
    job = record(host, tmp_path, RunOptions(frames=20, realtime=True))
    assert job.fault is None
    session = job.artifacts["recorder", "session"]
    info = read_session(session.path)
    assert info.finished
    assert measure(session.path / "video.mkv").frames == info.frames > 0
    assert [name for name, _, _ in info.segments] == ["still"]


def test_a_key_ends_it(host: Host, tmp_path: Path) -> None:
    """Nobody stops it from outside: Q does."""
    job = host.work(small_graph("record"), RunOptions(realtime=True), tmp_path)
    while not list(tmp_path.rglob("video.mkv")):
        assert not job.wait(0.05)
    assert job.run is not None
    job.run.act("guide", "end")
    assert job.wait(GUARD)
    job.close()
    assert job.fault is None
    assert not job.cancelled
    assert ("recorder", "session") in job.artifacts


def test_a_guide_that_fails_does_not_end_the_recording(host: Host, tmp_path: Path) -> None:
    run = host.start(small_graph("record"), RunOptions(realtime=True, data=tmp_path))
    try:
        nodes = {bound.step.name: bound.instance for bound in run.ready.bound}
        until(run, lambda: nodes["recorder"].recording is not None)
        nodes["guide"].view = None  # a bug in it
        until(run, lambda: any(fault.node == "guide" for fault in run.stats.faults))
        video = nodes["recorder"].recording.video
        before = video.frames
        until(run, lambda: video.frames >= before + 5)
    finally:
        run.close()
    assert ("recorder", "session") in run.artifacts


def until(run: Run, comes: Callable[[], bool]) -> None:
    """Let the run go on until something has come about."""
    limit = time.monotonic() + GUARD
    while not comes():
        assert not run.wait(0.02)
        assert time.monotonic() < limit


def test_without_a_recording_it_says_how_to_make_one(host: Host, tmp_path: Path) -> None:
    job = record(host, tmp_path, RunOptions(frames=3), guide={"start": "key"})
    assert job.fault is not None
    assert "Nothing was recorded" in job.fault.message
    assert "R starts" in job.fault.hint
    assert not list(tmp_path.rglob("video.mkv"))


def test_a_recorder_alone_needs_no_guide(host: Host, tmp_path: Path) -> None:
    graph = small_graph("record")
    for node in ("guide", "preview", "pose", "segment"):
        graph = graph.without_node(node)
    job = host.work(graph, RunOptions(frames=10), tmp_path)
    assert job.wait(GUARD)
    job.close()
    assert read_session(job.artifacts["recorder", "session"].path).frames == 10
