"""Writes unsaved work to the recovery file some seconds after a change, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from muse_nodes.document import DocumentError, Graph, Problem
from muse_nodes.editor.files.recovery import About, Recovery

State: TypeAlias = Callable[[], tuple[Graph, About] | None]
"""What has to be kept now; None if nothing is unsaved."""


class Autosave(QObject):
    """The first change starts the clock, so that a long row of changes is kept all the same."""

    failed = Signal(tuple)
    """A tuple of Problem: unsaved work is not safe. Said once until it works again."""

    def __init__(
        self, folder: Path, interval_ms: int, state: State, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._recovery = Recovery(folder)
        self._state = state
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="muse-autosave")
        self._pending: Future[None] | None = None
        self._said = self._closed = False
        self._clock = QTimer(self, singleShot=True, interval=interval_ms)
        self._clock.timeout.connect(self._tick)

    def touch(self) -> None:
        """Something has changed."""
        if not self._closed and not self._clock.isActive():
            self._clock.start()

    def now(self) -> bool:
        """Write at once and wait for it; False if it did not work."""
        self._clock.stop()
        self._write()
        if self._pending is not None:
            self._pending.exception()
        return self._look_back()

    def forget(self) -> None:
        """Nothing is unsaved any more."""
        self._clock.stop()
        if not self._closed:
            self._pending = self._writer.submit(self._recovery.forget)

    def close(self, *, keep: bool) -> None:
        """End the thread; with ``keep`` the recovery file stays, for the next start."""
        self._clock.stop()
        if not keep:
            self.forget()
        self._closed = True
        self._writer.shutdown()

    def _tick(self) -> None:
        if self._pending is not None and not self._pending.done():
            self._clock.start()  # a slow disk: there is no use in a queue
            return
        self._look_back()
        self._write()

    def _write(self) -> None:
        state = self._state()
        if state is None:
            self.forget()
        else:
            self._pending = self._writer.submit(self._recovery.write, *state)

    def _look_back(self) -> bool:
        """Did the last write work? Asked before the next one: the writer must not call Qt."""
        error = self._pending.exception() if self._pending is not None else None
        if error is None:
            self._said = False
            return True
        if not self._said:
            self._said = True
            self.failed.emit(_problems(error))
        return False


def _problems(error: BaseException) -> tuple[Problem, ...]:
    if isinstance(error, DocumentError):
        return error.problems
    text = QCoreApplication.translate("Autosave", "Unsaved work cannot be kept: {error}")
    hint = QCoreApplication.translate("Autosave", "Save it, and look for space on the disk.")
    return (Problem(text.format(error=error), hint),)
