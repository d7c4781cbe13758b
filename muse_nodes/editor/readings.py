"""Reads the figures of a run and what happened in it, as messages for the editor."""

from __future__ import annotations

import time

import psutil

from muse_nodes.editor.messages import Figures, NodeFigures, Said
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.stats import NodeFigures as Counted
from muse_nodes.engine.stats import RunStats, percentile

_RECENT = 90
"""Calls and frames that the figures are about."""


class Readings:
    """What one run has to tell, read on one thread."""

    def __init__(self, stats: RunStats, process: psutil.Process) -> None:
        self._stats = stats
        self._process = process
        self._began = time.perf_counter()
        self._told = 0
        self._seen: dict[str, tuple[Counted, int]] = {}
        process.cpu_percent()  # the first call only starts the measurement

    def figures(self) -> Figures:
        """The figures of this moment."""
        stats = self._stats
        rolling, waits = stats.figures(), stats.latency.recent(_RECENT)
        nodes = {}
        for node in list(stats.nodes):
            last = node.durations.recent(_RECENT)
            nodes[node.id] = NodeFigures(
                node.id, node.device, node.backend, node.status,
                percentile(last, 0.5) / 1e6, percentile(last, 0.95) / 1e6,
                node.durations.count, node.id in stats.failing, node.kept_back,
                self._renewed(node),
            )  # fmt: skip
        p50 = percentile(waits, 0.5) / 1e6
        return Figures(
            at=time.perf_counter() - self._began,
            frames=rolling.frames, fps=rolling.fps, p50=p50, p95=percentile(waits, 0.95) / 1e6,
            dropped=rolling.dropped, cpu=self._process.cpu_percent(),
            memory_mb=self._process.memory_info().rss / 1e6,
            audio_offset_ms=round(p50), nodes=nodes,
        )  # fmt: skip

    def _renewed(self, node: Counted) -> int:
        """A node that is set up anew is counted anew: its figures are another object."""
        last, times = self._seen.get(node.id, (node, 0))
        times += last is not node
        self._seen[node.id] = node, times
        return times

    def said(self) -> list[Said]:
        """What happened since the last call."""
        stats = self._stats
        now = stats.told
        fresh = list(stats.events)[-(now - self._told) :] if now > self._told else []
        self._told = now
        faults = {fault.node: fault for fault in list(stats.faults)}
        return [
            said_of(event.frame, event.node, event.text, faults.get(event.node)) for event in fresh
        ]


def said_of(frame: int, node: str, text: str, fault: Fault | None) -> Said:
    """An event, with the trace of the fault that it tells of, if it tells of one."""
    if fault is not None and text.startswith(fault.message):
        return Said(frame, node, text, "error", fault.trace)
    return Said(frame, node, text)
