"""Records every call of every node of a run, to be looked at one by one.

Off, it costs nothing: a task calls its node itself, and goes through ``Recorder.noting`` only while
calls are recorded. Kept are the last ``MOST`` calls (some minutes of a live graph, 20 MB).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from muse_nodes.engine.clock import Clock

MOST = 100_000


class Span(NamedTuple):
    """One call: ``start`` and ``duration`` in nanoseconds, ``start`` by the clock of the run.

    ``frame`` is the number that the node was told: that of the frame, or for a live source, which
    is asked before there is a frame, its own count. ``failed`` names the exception that ended it.
    """

    node: str
    start: int
    duration: int
    frame: int
    thread: str
    failed: str = ""


class Recorder:
    """Keeps spans. Filled by all threads of a run; may be read at any time, also afterwards."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.now
        self._spans: deque[Span] = deque(maxlen=MOST)

    @property
    def spans(self) -> list[Span]:
        """What has been recorded, in the order in which the calls came back."""
        return list(self._spans.copy())  # a copy is one step for the interpreter, a loop is not

    def noting(self, node: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """``call`` (the ``process`` of ``node``), with every call of it noted down."""

        def noted(ctx: Any, *args: Any, **params: Any) -> Any:
            frame, start, failed = ctx.moment.index, self._now(), ""
            try:
                return call(ctx, *args, **params)
            except Exception as error:
                failed = type(error).__name__
                raise
            finally:
                self.add(node, start, frame, failed)

        return noted

    def add(self, node: str, start: int, frame: int, failed: str = "") -> None:
        """Something that began at ``start`` has just come back, on this thread."""
        thread = threading.current_thread().name
        self._spans.append(Span(node, start, self._now() - start, frame, thread, failed))
