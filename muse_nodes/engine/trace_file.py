"""Writes recorded calls as a Chrome trace, which ``ui.perfetto.dev`` and ``chrome://tracing`` open.

One row per thread with the calls that it made, and above them one row per frame under way: from
its first step on a worker to its last, so that what ran side by side is seen together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.trace import Span

FRAMES, THREADS = 1, 2
"""Trace viewers group rows by process: these are their numbers."""

_WORKER = "muse-worker"


def write_trace(path: Path, spans: Sequence[Span]) -> None:
    """Write ``spans`` to ``path``, whole or not at all. MuseError when that is not possible.

    The lines are made one by one: a running graph is not held up by a long one.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write('{"displayTimeUnit": "ms", "traceEvents": [')
            for number, event in enumerate(events(spans)):
                file.write(("," if number else "") + "\n" + json.dumps(event))
            file.write("\n]}\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MuseError(
            f"The trace '{path}' cannot be written: {error.strerror or error}.",
            hint="Choose another folder.",
        ) from error


def events(spans: Sequence[Span]) -> Iterator[dict[str, object]]:
    """The events of the trace; times in microseconds from the first call on."""
    ordered = sorted(spans, key=lambda span: span.start)
    zero = ordered[0].start if ordered else 0
    threads = {name: i + 1 for i, name in enumerate(sorted({s.thread for s in ordered}))}
    lanes = list(_frames(ordered))
    yield _named("process_name", FRAMES, 0, "Frames under way")
    yield _named("process_name", THREADS, 0, "Threads")
    for name, number in threads.items():
        yield _named("thread_name", THREADS, number, name)
    for lane in sorted({lane for lane, _, _, _ in lanes}):
        yield _named("thread_name", FRAMES, lane, f"frame in place {lane}")
    for lane, frame, start, end in lanes:
        yield _event(f"frame {frame}", FRAMES, lane, start - zero, end - start, frame=frame)
    for span in ordered:
        more: dict[str, object] = {"failed": span.failed} if span.failed else {}
        yield _event(
            span.node, THREADS, threads[span.thread], span.start - zero, span.duration,
            frame=span.frame, **more,
        )  # fmt: skip


def _frames(ordered: Sequence[Span]) -> Iterator[tuple[int, int, int, int]]:
    """(lane, frame, start, end) of every frame; those in one lane do not overlap."""
    times: dict[int, tuple[int, int]] = {}
    for span in ordered:
        if span.thread.startswith(_WORKER):
            start, end = times.get(span.frame, (span.start, 0))
            times[span.frame] = start, max(end, span.start + span.duration)
    free_from: list[int] = []
    for frame, (start, end) in sorted(times.items(), key=lambda item: item[1]):
        lane = next((i for i, free in enumerate(free_from) if free <= start), len(free_from))
        free_from[lane : lane + 1] = [end]
        yield lane + 1, frame, start, end


def _named(kind: str, process: int, thread: int, name: str) -> dict[str, object]:
    return {"name": kind, "ph": "M", "pid": process, "tid": thread, "args": {"name": name}}


def _event(
    name: str, process: int, thread: int, start: int, duration: int, **args: object
) -> dict[str, object]:
    return {
        "name": name, "ph": "X", "pid": process, "tid": thread,
        "ts": start / 1e3, "dur": duration / 1e3, "args": args,
    }  # fmt: skip
