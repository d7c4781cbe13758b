"""What ``muse run`` does with a graph that ends by itself and leaves something on disk."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from muse_nodes.cli import outside
from muse_nodes.document import Graph
from muse_nodes.engine.check import check
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.segments import is_job
from muse_nodes.engine.settings import Settings
from muse_nodes.engine.taps import Tap
from muse_nodes.engine.task_ctx import Progress

_LOOK = 0.2
"""Seconds between two looks at how far it has come."""


def ends_by_itself(graph: Graph, host: Host) -> bool:
    """True for a graph with tasks, or whose stream leaves an artifact."""
    checked = check(graph, host.registry)[0]
    return checked is not None and is_job(checked)


def carry_out(
    args: argparse.Namespace, host: Host, graph: Graph, options: RunOptions, taps: list[Tap],
    settings: Settings,
) -> int:  # fmt: skip
    """Run it to its end and say how far it is. 0 done, 1 failed or cancelled.

    Ctrl-C ends the stream, and the tasks go on with what it left; or it cancels the tasks.
    """
    unfit = [name for name in ("stats", "trace") if getattr(args, name, None)]
    if unfit:
        print(f"muse run: --{unfit[0]} is for graphs without tasks.", file=sys.stderr)
        return 2
    job = host.work(graph, options, settings.data, taps=taps)
    said: dict[str, str] = {}
    with ExitStack() as stack:
        watched: Run | None = None
        while not job.wait(0):
            try:
                watched = _watch_stream(job, watched, stack, args, host, settings)
                job.wait(_LOOK)
                _say(job, said)
            except KeyboardInterrupt:
                _interrupt(job)
        job.close()
    _say(job, said)
    for (node, port), artifact in job.artifacts.items():
        print(f"{node}.{port}: {artifact.path}")
    if job.fault is not None:
        print(f"muse run: {job.fault}", file=sys.stderr)
    return 1 if job.fault is not None or job.cancelled else 0


def _watch_stream(
    job: Job, watched: Run | None, stack: ExitStack, args: argparse.Namespace, host: Host,
    settings: Settings,
) -> Run | None:  # fmt: skip
    """Open to the outside what was asked for while the stream runs, and close it with it."""
    run = job.run
    if run is not watched:
        stack.close()
        if run is not None:
            stack.enter_context(outside.opened(args, run, host.registry, settings))
    return run


def _interrupt(job: Job) -> None:
    if job.run is not None:
        print("\nEnding the stream.", file=sys.stderr)
        job.end_stream()
    else:
        print("\nCancelling; what is done so far is kept.", file=sys.stderr)
        job.cancel()


def _say(job: Job, said: dict[str, str]) -> None:
    for node, progress in job.progress.items():
        text = described(progress)
        if said.get(node, "waiting") != text:
            said[node] = text
            print(f"{node}: {text}", file=sys.stderr)


def described(progress: Progress) -> str:
    """``running 40 %, adding up, 2 min left``."""
    parts: list[str] = [progress.state]
    if progress.state == "running" and progress.total > 0:
        parts[0] += f" {progress.done / progress.total:.0%}"
    if progress.text:
        parts.append(progress.text)
    if progress.state == "running" and progress.seconds_left >= 1:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        parts.append(f"{minutes} min left" if minutes else f"{seconds} s left")
    return ", ".join(parts)
