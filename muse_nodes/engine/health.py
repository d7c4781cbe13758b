"""How a node fares: when it is let rest after failing, and how long one waits before trying again.

A node that fails is called again with the next frame: many a failure concerns one frame only. After
``PATIENCE`` failures in a row, or at once if it stalled, it rests: its stand-in is used without
calling it, and a fresh instance is set up in the background, after a pause that doubles from one
attempt to the next. Once ``CURED`` frames in a row went well all is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PATIENCE = 3
CURED = 30
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0


@dataclass
class Health:
    """Kept over all instances of one node of a run. Written by whoever calls the node."""

    failures: int = 0
    """Calls in a row that failed."""
    attempts: int = 0
    """Times it was set up anew since it last was well."""
    resting: bool = False
    good: Any = None
    """What the last good call gave (None: there was none), and for which frame."""
    good_index: int = -1
    avoid: set[str] = field(default_factory=set)
    """Networks that failed here and are passed over."""
    well: int = 0
    due: int = 0
    """When it is set up again, in nanoseconds of the run's clock."""

    def succeeded(self) -> bool:
        """A call went well. True when that means: cured."""
        self.failures = 0
        if not self.attempts:
            return False
        self.well += 1
        if self.well < CURED:
            return False
        self.attempts = self.well = 0
        return True

    def failed(self, *, at_once: bool = False) -> bool:
        """A call failed. True when the node rests from now on."""
        self.failures += 1
        self.well = 0
        if self.resting or not (at_once or self.failures >= PATIENCE):
            return False
        self.resting = True
        return True

    def pause(self) -> float:
        """Seconds until the next attempt."""
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self.attempts, 10))
