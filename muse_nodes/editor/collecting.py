"""Has Python collect its garbage on the thread of the window alone.

Python collects on whichever thread happens to make the object that is one too many. On a thread of
the engine that would delete widgets and timers that are part of a cycle, which ends the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000
"""Milliseconds between two looks whether there is enough to collect."""


class Collector(QObject):
    """Collects in the event loop as often as Python would, for as long as it is not closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY)

    def look(self) -> None:
        """Collect the oldest generation that is full, with all that are younger."""
        full = [
            generation
            for generation, (made, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if most and made > most
        ]
        if full:
            gc.collect(full[-1])

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
