"""Rows of a picture shared out among a few threads, without ever waiting for a thread to wake.

The caller is the first worker; ``threads - 1`` helpers sleep on a queue. A job is a range of rows.
Every worker starts with an equal part of it and takes ``grain`` rows at a time from the front of
its own part, so that neighbouring rows stay with one worker; who has run dry takes the rear half of
the largest part that is left. A helper that wakes late therefore costs nothing: the caller has
taken its rows meanwhile. If the helpers are serving another caller, or ``may_help`` says that all
processors are busy with other work, this one does all rows itself: a third runnable thread on two
cores costs far more than it brings.

Why not a parallel loop of the compiler: its barrier waits for every thread, and on a busy machine
that costs whole scheduler ticks. The work itself must release the GIL (compiled with ``nogil``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, TypeVar

Task = Callable[[int, int, int], None]
"""``task(worker, start, stop)``: do rows start to stop (exclusive); worker 0 is the caller."""

SHELVES = 16
"""Kinds of scratch that are kept; the one not asked for the longest goes first."""

FORGOTTEN = 500
"""Requests after which a kind that none of them asked for goes: some seconds of pictures. A camera
that was another size for a while would otherwise leave its workspaces behind for good."""

S = TypeVar("S")


def _nothing(worker: int, start: int, stop: int) -> None:
    """The task of a job that is over."""


class _Job:
    """One range of rows being worked on; knows what is left and who is still busy."""

    def __init__(self, task: Task, rows: int, grain: int, workers: int) -> None:
        self._task = task
        self._grain = grain
        edges = [rows * i // workers for i in range(workers + 1)]
        self._parts = [[edges[i], edges[i + 1]] for i in range(workers)]
        self._lock = threading.Lock()
        self._busy = 0
        self._idle = threading.Condition(self._lock)
        self.error: BaseException | None = None

    def work(self, worker: int) -> None:
        """Take rows until none are left; a failure empties all parts and is kept for the caller."""
        while (rows := self._take(worker)) is not None:
            failure: BaseException | None = None
            try:
                self._task(worker, *rows)
            except BaseException as error:  # noqa: BLE001 - handed to the caller of run()
                failure = error
            self._give(failure)

    def join(self) -> None:
        """Wait for rows that others have begun. Nobody can begin new ones any more.

        A helper that comes later finds nothing to do; the arrays must not live until then.
        """
        with self._idle:
            while self._busy:
                self._idle.wait()
        self._task = _nothing

    def _take(self, worker: int) -> tuple[int, int] | None:
        with self._lock:
            part = self._parts[worker]
            if part[0] >= part[1]:
                victim = max(self._parts, key=lambda p: p[1] - p[0])
                left = victim[1] - victim[0]
                if left <= 0:
                    return None
                cut = victim[0] if left <= self._grain else victim[1] - left // 2
                part[0], part[1] = cut, victim[1]
                victim[1] = cut
            start = part[0]
            part[0] = stop = min(start + self._grain, part[1])
            self._busy += 1
            return start, stop

    def _give(self, failure: BaseException | None) -> None:
        with self._idle:
            self._busy -= 1
            if failure is not None:
                self.error = self.error or failure
                for part in self._parts:
                    part[0] = part[1]
            if not self._busy:
                self._idle.notify_all()


class Bands:
    """A caller and ``threads - 1`` helpers that share the rows of pictures.

    Several threads may call :meth:`run` at the same time. With ``threads=1`` there is no thread at
    all. Also keeps scratch memory between calls (:meth:`scratch`), so that kernels need not
    allocate per frame. Raises ValueError if ``threads`` is below 1.
    """

    def __init__(self, threads: int) -> None:
        if threads < 1:
            raise ValueError(f"Bands needs at least one thread, not {threads}.")
        self.threads = threads
        self._queue: SimpleQueue[tuple[_Job, int] | None] = SimpleQueue()
        self._serving = threading.Lock()
        self._closed = False
        self._spare: dict[Hashable, tuple[int, list[Any]]] = {}  # with the number of the request
        self._requests = 0
        self._spare_lock = threading.Lock()
        self.may_help: Callable[[], bool] = lambda: True
        self._helpers = [
            threading.Thread(target=self._help, name=f"bands-{i}", daemon=True)
            for i in range(1, threads)
        ]
        for helper in self._helpers:
            helper.start()

    def run(self, task: Task, rows: int, *, grain: int = 64) -> None:
        """Call ``task(worker, start, stop)`` until all ``rows`` are done, on several threads.

        No two calls with the same ``worker`` overlap. The first exception of a task is raised here
        once all workers have stopped; rows not yet begun are then left undone.
        """
        shared = rows > grain and not self._closed and self._helpers and self.may_help()
        if not shared or not self._serving.acquire(blocking=False):
            for start in range(0, rows, grain):
                task(0, start, min(start + grain, rows))
            return
        try:
            job = _Job(task, rows, grain, self.threads)
            for worker in range(1, self.threads):
                self._queue.put((job, worker))
            job.work(0)
            job.join()
        finally:
            self._serving.release()
        if job.error is not None:
            raise job.error

    @contextmanager
    def scratch(self, key: Hashable, make: Callable[[], S]) -> Iterator[S]:
        """Lend a workspace made by ``make`` for ``key``; nobody else has it until it is back."""
        with self._spare_lock:
            self._requests += 1
            _, shelf = self._spare.pop(key, (0, []))
            self._spare[key] = (self._requests, shelf)  # the newest key is the last one
            oldest = next(iter(self._spare))
            forgotten = self._spare[oldest][0] <= self._requests - FORGOTTEN
            if forgotten or len(self._spare) > SHELVES:
                del self._spare[oldest]
            item = shelf.pop() if shelf else None
        if item is None:
            item = make()
        try:
            yield item
        finally:
            with self._spare_lock:
                shelf.append(item)

    def close(self) -> None:
        """End the helpers and drop all scratch; ``run`` then works on the caller alone."""
        if self._closed:
            return
        self._closed = True
        for _ in self._helpers:
            self._queue.put(None)
        for helper in self._helpers:
            helper.join()
        with self._spare_lock:
            self._spare.clear()

    def __enter__(self) -> Bands:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _help(self) -> None:
        while (order := self._queue.get()) is not None:
            job, worker = order
            job.work(worker)
            del order, job  # a finished job must not live until the next one
