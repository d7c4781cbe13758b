"""What the guide knows and decides: whether it records, what is to be done, what is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nodes._coverage import ENOUGH, LEAST, Coverage
from nodes._guide_view import Shown, Task
from nodes._looks import Look
from nodes._motions import Script
from nodes._warnings import NOBODY, Warnings

if TYPE_CHECKING:
    from muse_nodes.profiles import SessionInfo

_NOTICE = 6.0
_LONGEST = 0.5
"""Seconds: for which a notice stays, and the longest time between two frames that counts."""

READY = Task(
    "Ready", "B takes the empty room: leave the picture while it counts. R records, Q ends."
)
PAUSED = Task("Paused", "R goes on, B takes the empty room, Q ends the recording.")
WATCHING = Task("Recording", "R pauses, B takes the empty room, Q ends the recording.")
DONE = "That is enough: Q ends it. Whatever you add makes the network a little surer."


UNSEEN = "Nobody was found yet: is there a network to find you?"


class Notice(NamedTuple):
    """Something to be told until a time; ``good`` if it is no warning."""

    text: str
    until: float
    good: bool


class Director:
    """Takes one frame after the other. ``directs``: the user is told what to do, motion by motion.

    ``recorded`` is how many seconds have been recorded, ``met`` says that somebody was seen.
    """

    def __init__(self, *, directs: bool, recording: bool) -> None:
        self.directs = directs
        self.recording = recording
        self.recorded = 0.0
        self.script = Script()
        self.coverage = Coverage()
        self._warnings = Warnings()
        self._warning = ""
        self._notice = Notice("", 0.0, False)
        self.met = False
        self._before: float | None = None

    def press(self) -> None:
        """Start or pause."""
        self.recording = not self.recording
        self.coverage.rest()

    def tell(self, text: str, now: float, *, good: bool) -> None:
        """Show a notice for some seconds."""
        self._notice = Notice(text, now + _NOTICE, good)

    def frame(self, now: float) -> None:
        """A frame has come at ``now`` seconds."""
        if self.recording and self._before is not None:
            self.recorded += min(max(now - self._before, 0.0), _LONGEST)
        self._before = now
        if self.directs:
            self.script.follow(self.recorded, self.coverage.full)

    def look(self, look: Look, now: float, *, leaving: bool) -> None:
        """Something was seen. ``leaving``: the user is asked to be out of the picture."""
        if self.recording and not leaving:
            self.coverage.add(look, now)
        self.met = self.met or look.people > 0
        asked = self.directs and self.script.now.name == "walk"
        self._warning = self._warnings.look(look, now, away=leaving or asked)
        if self._warning == NOBODY and not (self.recording or self.recorded):
            self._warning = ""
        elif self._warning == NOBODY and not self.met:
            self._warning = UNSEEN

    @property
    def enough(self) -> bool:
        """True when all has been seen that a network needs."""
        return self.coverage.total >= ENOUGH and self.recorded >= LEAST

    @property
    def doing(self) -> str:
        """The name of the motion; empty when nobody is directed."""
        return self.script.now.name if self.directs and self.recording else ""

    def shown(self, now: float, plate: Task | None, report: SessionInfo | None) -> Shown:
        """All that is to be drawn. ``plate`` says how far the clean plate is, if one is taken."""
        notice = self._notice if now < self._notice.until else Notice("", 0.0, False)
        trouble = "" if report is None else report.trouble
        began = self.recording or self.recorded > 0
        return Shown(
            recording=self.recording and not trouble,
            recorded=self.recorded,
            dropped=0 if report is None else report.dropped,
            task=plate or self._task(),
            warning=trouble or notice.text or self._warning,
            good=notice.good and not trouble,
            meter=self.coverage.cells if began else {},
            total=self.coverage.total,
            enough=self.enough,
        )

    def _task(self) -> Task:
        if not self.recording:
            return PAUSED if self.recorded else READY
        if not self.directs:
            return WATCHING._replace(advice=DONE) if self.enough else WATCHING
        motion, following = self.script.now, self.script.upcoming(self.coverage.full)
        return Task(
            motion.title, DONE if self.enough else motion.advice, following.title,
            self.script.left(self.recorded), motion.seconds,
        )  # fmt: skip
