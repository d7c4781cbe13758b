"""Whether the pictures of a camera are alive: late, missing or always the same ones."""

from __future__ import annotations

from dataclasses import dataclass

from muse_nodes.media.capture import Pixels
from muse_nodes.media.clock import ns

_ROWS, _COLUMNS = 24, 32  # pixels that are compared
_LIVELY, _NOTICEABLE = 60.0, 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is put up with, in seconds.

    ``starting``: until the first picture after opening. ``silent``: without a picture. ``frozen``:
    with the very same picture (0: for ever). ``most_frozen``: where that ends when opening the
    camera again does not help. ``first_pause`` doubles up to ``longest_pause`` between attempts to
    open it; after ``steady`` seconds of pictures it starts from the beginning. ``hanging``: until a
    driver that does not come back is left behind.
    """

    starting: float = 3.0
    silent: float = 1.0
    frozen: float = 5.0
    most_frozen: float = 600.0
    first_pause: float = 0.25
    longest_pause: float = 5.0
    steady: float = 2.0
    hanging: float = 12.0


class Pauses:
    """The waiting times between attempts to open a camera."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._next = patience.first_pause

    def after(self, good_for: float) -> float:
        """Seconds to wait after pictures came for ``good_for`` seconds (0: there were none)."""
        if good_for >= self._patience.steady:
            self._next = self._patience.first_pause
        pause = self._next
        self._next = min(pause * 2, self._patience.longest_pause)
        return pause


class Stillness:
    """Tells a frozen camera by a sample of its pixels: a sensor never repeats itself exactly.

    A still screen behind a capture card, a virtual camera or a closed lid do. Opening these again
    does not help, so the patience doubles each time; once the pictures have changed all the time
    for a minute, as a sensor's do, it is what it was at first.
    """

    def __init__(self, patience: Patience) -> None:
        self._first = self._now = ns(patience.frozen)
        self._most = ns(patience.most_frozen)
        self._sample = b""
        self._since = self._lively_since = 0

    def opened(self, now: int) -> None:
        """The camera was opened (again)."""
        self._sample = b""
        self._since = self._lively_since = now

    def frozen(self, picture: Pixels, now: int) -> float:
        """Seconds for which this very picture has come, once that is too long; else 0."""
        height, width = picture.shape[:2]
        rows, columns = max(1, height // _ROWS), max(1, width // _COLUMNS)
        sample = picture[rows // 2 :: rows, columns // 2 :: columns].tobytes()
        still = now - self._since
        if sample != self._sample:
            if still >= ns(_NOTICEABLE):
                self._lively_since = now
            elif now - self._lively_since >= ns(_LIVELY):
                self._now = self._first
            self._sample, self._since = sample, now
            return 0.0
        if not self._first or still < self._now:
            return 0.0
        self._now = min(self._now * 2, self._most)
        return still / 1e9
