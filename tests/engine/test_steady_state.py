"""Once a graph is under way, nothing is allocated per frame."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator

import pytest
from bundled_runs import host_on, small_graph

from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry

WARM, FRAMES = 30, 130
PER_FRAME = 512
"""Bytes: less than a 300th of a picture. What grows at all are the interpreter's free lists."""

every_graph = pytest.mark.parametrize("name", ["live", "virtual_background", "demo"])


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    cpu = CpuDevice(2)
    yield host_on(cpu, load_registry(), cpu)
    cpu.close()


class Watch:
    """Notes at some frames how many buffers there are and how much memory is traced."""

    def __init__(self, *frames: int) -> None:
        self.frames = frames
        self.seen = 0
        self.buffers: dict[int, int] = {}
        self.traced: dict[int, int] = {}
        self.started = threading.Event()

    def __call__(self, node: str, frame: object) -> None:
        self.started.wait(20)  # the test needs the run, and the run calls this at once
        self.seen += 1
        if self.seen in self.frames:
            self.buffers[self.seen] = self.run.ready.pools["host"].created
            self.traced[self.seen] = tracemalloc.get_traced_memory()[0]

    def watch(self, host: Host, name: str, options: RunOptions) -> None:
        """Run a bundled graph to its end."""
        self.run = host.start(small_graph(name), options, shown=self)
        self.started.set()
        over = self.run.wait(120)
        stats = self.run.close()
        assert over
        assert stats.faults == []
        assert self.seen == FRAMES


@every_graph
def test_one_frame_at_a_time_makes_no_buffer_after_the_first_frames(host: Host, name: str) -> None:
    watch = Watch(10, FRAMES)
    watch.watch(host, name, RunOptions(frames=FRAMES, workers=1, in_flight=1))
    assert watch.buffers[FRAMES] == watch.buffers[10]
    assert watch.run.stats.allocations == 0


@every_graph
def test_frames_that_overlap_need_a_few_buffers_more_but_none_per_frame(
    host: Host, name: str
) -> None:
    tracemalloc.start()
    try:
        watch = Watch(WARM, FRAMES)
        watch.watch(host, name, RunOptions(frames=FRAMES))
    finally:
        tracemalloc.stop()
    made = watch.buffers[FRAMES] - watch.buffers[WARM]
    assert made <= 4, "a frame in flight at another step than ever before may need one more"
    size = 180 * 320 * 3 * made
    assert watch.traced[FRAMES] - watch.traced[WARM] - size < PER_FRAME * (FRAMES - WARM)
