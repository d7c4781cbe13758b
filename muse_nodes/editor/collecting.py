"""Has Python collect its garbage on the thread of the window alone.

Python collects on whichever thread happens to make the object that is one too many. On a thread of
the engine that would delete widgets and timers that are part of a cycle, which ends the process.
What the first full collection leaves, mostly what packages are made of, is there to stay and is
never looked at again: it would hold the window up for a tenth of a second each time.
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
        self._settled = False
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
        if full and full[-1] == len(gc.get_threshold()) - 1 and not self._settled:
            self._settled = True
            gc.freeze()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
