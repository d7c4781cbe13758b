"""Has something looked up or done on a thread of its own; the answer comes to the window's thread.

For what takes a moment on a slow disk, or a minute, and has nothing to do with the engine. Threads
end by themselves; a timer fetches their answers, and runs only while one is awaited.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

_LOOK = 30
"""Milliseconds between two looks for answers."""

_PATIENCE = 5.0
"""Seconds that closing waits for a thread."""


class Aside(QObject):
    """See above. ``close`` it with its window."""

    answered = Signal(str, object)
    """(name, answer) of something that was asked; an exception if it failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: deque[tuple[str, Any]] = deque()
        self._threads: dict[str, threading.Thread] = {}
        self._again: dict[str, Callable[[], Any]] = {}
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._fetch)

    def busy_with(self, name: str) -> bool:
        """True while an answer of that name is awaited."""
        return name in self._threads

    def ask(self, name: str, question: Callable[[], Any]) -> None:
        """Have ``question`` answered. While one of that name is under way only the newest waits."""
        if name in self._threads:
            self._again[name] = question
            return
        found = self._found

        def work() -> None:
            try:
                answer = question()
            except Exception as error:  # noqa: BLE001 - whoever asked gets the error as the answer
                answer = error
            found.append((name, answer))

        thread = threading.Thread(target=work, name=f"muse-aside-{name}", daemon=True)
        self._threads[name] = thread
        thread.start()
        self._timer.start()

    def close(self) -> None:
        """Ask nothing more, and wait for what is under way."""
        self._timer.stop()
        self._again.clear()
        for thread in self._threads.values():
            thread.join(_PATIENCE)
        self._threads.clear()
        self._found.clear()

    def _fetch(self) -> None:
        while self._found:
            name, answer = self._found.popleft()
            thread = self._threads.pop(name, None)
            if thread is None:
                continue  # it was given up when the window closed
            thread.join()
            question = self._again.pop(name, None)
            if question is not None:
                self.ask(name, question)
            else:
                self.answered.emit(name, answer)
        if not self._threads:
            self._timer.stop()
