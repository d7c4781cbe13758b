"""The door: may another frame come in? Asked and moved with the runner's lock held."""

from __future__ import annotations

from muse_nodes.engine.clock import Clock
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.stats import RunStats


class Door:
    """Shut by a pause (single frames may be let in) and while plans are swapped.

    ``admitted`` counts the frames that went in; ``limited`` says that no more will.
    """

    def __init__(self, options: RunOptions, clock: Clock, stats: RunStats) -> None:
        self._options = options
        self._clock = clock
        self._stats = stats
        self.paused = options.paused
        self.permits = 0
        self.shut = 0
        self.admitted = 0

    @property
    def is_shut(self) -> bool:
        """True when not even a frame that waits may come in now."""
        return bool(self.shut) or (self.paused and not self.permits)

    @property
    def limited(self) -> bool:
        """True once the run has had its frames or its seconds."""
        frames, seconds = self._options.frames, self._options.seconds
        if frames is not None and self.admitted >= frames:
            return True
        passed = (self._clock.now() - self._stats.started) / 1e9
        return seconds is not None and passed >= seconds

    def enter(self) -> int:
        """One frame comes in; its number."""
        if self.paused:
            self.permits -= 1
        self.admitted += 1
        return self.admitted - 1
