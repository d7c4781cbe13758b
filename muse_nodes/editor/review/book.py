"""One labelled session: its frames, what the filter found, and what the user says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from muse_nodes.profiles.frames import LabelledFrame, labelled_frames
from muse_nodes.profiles.review import (
    Finding,
    Review,
    Verdict,
    Verdicts,
    accepted,
    read_review,
    read_verdicts,
    write_verdicts,
)

Status = Literal["accepted", "rejected", "relabel"]

_NOTHING = Finding()


class Book:
    """What is known of a session. Each word of the user is on the disk before ``say`` returns."""

    def __init__(
        self, session: Path, frames: list[LabelledFrame], review: Review, verdicts: Verdicts
    ) -> None:
        self.session = session
        self.frames = frames
        self.review = review
        self._verdicts: Mapping[int, Verdict] = verdicts.frames
        self._past: list[dict[int, Verdict | None]] = []

    @property
    def can_undo(self) -> bool:
        """True when something was said since the session was opened."""
        return bool(self._past)

    @property
    def reviewed(self) -> bool:
        """True when the filter has looked at the session."""
        return bool(self.review.frames)

    def finding(self, frame: LabelledFrame) -> Finding:
        """What the filter found out about a frame; nothing if it has not looked."""
        return self.review.frames.get(frame.frame, _NOTHING)

    def verdict(self, frame: LabelledFrame) -> Verdict | None:
        """What the user said of a frame."""
        return self._verdicts.get(frame.frame)

    def status(self, frame: LabelledFrame) -> Status:
        """What becomes of a frame: the user's word counts, then the filter's."""
        if self.verdict(frame) == "relabel":
            return "relabel"
        is_in = accepted(frame.image, self.review, Verdicts(frames=dict(self._own(frame))))
        return "accepted" if is_in else "rejected"

    def count(self) -> Counter[Status]:
        """How many frames are accepted, rejected, and to be labelled again."""
        return Counter(self.status(frame) for frame in self.frames)

    def say(self, frames: Collection[int], verdict: Verdict | None) -> None:
        """The user's word on frames, by their numbers; None takes back what was said before.

        MuseError when it cannot be written: then nothing has changed.
        """
        before = {frame: self._verdicts.get(frame) for frame in sorted(frames)}
        if before and any(old != verdict for old in before.values()):
            self._write(dict.fromkeys(before, verdict))
            self._past.append(before)

    def undo(self) -> list[int]:
        """Take the last word back; the frames it was about. MuseError as of ``say``."""
        if not self._past:
            return []
        self._write(self._past[-1])
        return list(self._past.pop())

    def _own(self, frame: LabelledFrame) -> dict[int, Verdict]:
        verdict = self.verdict(frame)
        return {} if verdict is None else {frame.frame: verdict}

    def _write(self, change: Mapping[int, Verdict | None]) -> None:
        """What lies on the disk is read again: the labeller may have done what it was asked."""
        found = dict(read_verdicts(self.session).frames)
        for frame, verdict in change.items():
            found.pop(frame, None)
            if verdict is not None:
                found[frame] = verdict
        write_verdicts(self.session, Verdicts(frames=dict(sorted(found.items()))))
        self._verdicts = found


def open_book(session: Path) -> Book:
    """Read a labelled session; MuseError when it is not labelled or its files are damaged."""
    return Book(session, labelled_frames(session), read_review(session), read_verdicts(session))
