"""The guard before a sink whose pictures leave the machine: what is not certain stays here.

It is asked for every frame of its sink and answers with the picture itself, the last one that could
go out, or the slate. While the room is hidden a picture goes out only

- when the graph, with all stand-ins of this very frame counted, shows no more than the person,
- when no picture and matte of different frames were put together in it, or the matte is not older
  than the user allows, and
- when nothing in it was held from a time when the graph still showed the room.

Otherwise, and when there is no picture at all, the last good one stays for a short while, and then
the slate. It has no thread: one thread asks, and ``panicking`` may be set from any other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from muse_nodes.api.exposure import Shows
from muse_nodes.api.ports import Frame
from muse_nodes.engine.schema import Value
from muse_nodes.engine.tag import Tag

HOLD = 2_000_000_000
"""Nanoseconds for which the last good picture may stand in."""

_REMEMBERED = 128
"""Frames whose capture times are kept to tell how old a matte is: 500 ms at 240 fps."""

Size = tuple[int, int]
"""(height, width)"""

Seen = Callable[[frozenset[str]], Shows]
"""What the sink sees while these nodes are stood in for."""

MakeSlate = Callable[[str, Size], tuple[Frame, str]]
"""A slate from the user's file (empty = ours) at a size, and what was wrong with the file."""


class Guard:
    """One per public sink and plan; ``take_over`` hands its memory to that of the next plan.

    ``hides`` says that the room has been hidden before. With ``room="auto"`` a graph that hides it
    hides it from then on. The figures ``withheld`` (the last good picture stood in) and ``slated``
    count frames, ``why`` is a sentence about the newest one, empty when it went out.
    """

    def __init__(
        self,
        size: Size,
        hides: bool,
        seen: Seen,
        slate: MakeSlate,
        hold_ns: int = HOLD,
    ) -> None:
        self.panicking = False
        self.withheld = self.slated = 0
        self.why = ""
        self._size, self._seen, self._make, self._hold = size, seen, slate, hold_ns
        self._hidden = hides
        self._last: tuple[Any, int] | None = None
        self._slate: tuple[str, Size, Frame, str] | None = None
        self._times: list[tuple[int, int]] = []  # (index, captured), rising
        self._since: int | None = -1  # the frame from which on the graph has hidden the room

    @property
    def hides(self) -> bool:
        """Whether the room is hidden now: what a guard that follows must be told."""
        return self._hidden

    def look(self, seen: Seen) -> None:
        """Judge by ``seen`` from now on: the graph or its parameters have changed."""
        self._seen = seen

    def make_ready(self, params: Mapping[str, Value]) -> None:
        """Make the slate now: when it is needed nobody can wait for it."""
        self._fitting_slate(str(params.get("slate", "")))

    def take_over(self, before: Guard) -> None:
        """Go on where the guard of the plan before has stopped."""
        self.panicking = before.panicking
        self.withheld, self.slated, self.why = before.withheld, before.slated, before.why
        self._times, self._since = before._times, before._since
        if self._slate is None or (before._slate is not None and before._slate[1] == self._size):
            self._slate = before._slate
        if before._size == self._size and before._hidden >= self._hidden:
            self._last = before._last
        self._hidden = self._hidden or before._hidden

    def pick(
        self,
        picture: Frame | None,
        tag: Tag | None,
        index: int,
        captured: int,
        now: int,
        params: Mapping[str, Value],
    ) -> Frame:
        """What goes out instead of ``picture`` of frame ``index``; the picture itself if it may.

        ``picture`` is None when there is none. ``captured`` and ``now`` are nanoseconds of one
        clock, ``params`` the sink's parameters of this frame.
        """
        self._note(index, captured)
        if picture is not None and picture.shape[:2] != self._size:
            self._size, self._last = (picture.shape[0], picture.shape[1]), None
        if not self._allowed(frozenset()):
            self._since = None
        elif self._since is None:
            self._since = index
        self._decide(str(params.get("room", "auto")))
        if self.panicking:
            return self._slated("The panic key is on.", params)
        if picture is None:
            why = "There is no picture."
        elif self._hidden:
            why = self._against(tag, index, captured, float(params.get("stale_ms", 0)))
        else:
            why = ""
        if picture is not None and not why:
            self._last, self.why = (picture, now), ""
            return picture
        if self._last is not None and 0 <= now - self._last[1] <= self._hold:
            self.withheld += 1
            self.why = f"{why} The last good picture is shown."
            held: Frame = self._last[0]
            return held
        self._last = None
        return self._slated(why, params)

    def _decide(self, room: str) -> None:
        """Whether the room is hidden: once it is, only ``show`` ends that."""
        was = self._hidden
        if room == "show":
            self._hidden = False
        elif room == "hide" or not self._hidden:
            self._hidden = room == "hide" or self._judge(frozenset()) != Shows.ROOM
        if self._hidden and not was:
            self._last = None  # it may show the room

    def _judge(self, bypassed: frozenset[str]) -> Shows | None:
        """What would be seen; None when that cannot be told."""
        try:
            return self._seen(bypassed)
        except Exception:  # noqa: BLE001 - whatever goes wrong in judging must not open the door
            return None

    def _allowed(self, bypassed: frozenset[str]) -> bool:
        shows = self._judge(bypassed)
        return shows is not None and shows <= Shows.PERSON

    def _against(self, tag: Tag | None, index: int, captured: int, allowed_ms: float) -> str:
        """Why the picture may not go out, or nothing."""
        bypassed = frozenset() if tag is None else tag.bypassed
        if not self._allowed(bypassed):
            if bypassed and self._allowed(frozenset()):
                return f"'{', '.join(sorted(bypassed))}' does not work, which bares the room."
            return "This graph shows your room, which is to be hidden."
        if tag is None:
            return ""
        if self._since is None or tag.index < self._since:
            return "What stands in is of a time when the room was shown."
        if not tag.torn:
            return ""
        age = self._age(tag.index, captured) if tag.index < index else None
        if age is not None and allowed_ms > 0 and age <= allowed_ms * 1e6:
            return ""
        told = "of another frame" if age is None else f"{age / 1e6:.0f} ms old"
        return f"The matte is {told}."

    def _note(self, index: int, captured: int) -> None:
        if self._times and index <= self._times[-1][0]:
            self._times = [pair for pair in self._times if pair[0] < index]  # a run that began anew
        self._times = [*self._times[1 - _REMEMBERED :], (index, captured)]

    def _age(self, index: int, captured: int) -> int | None:
        """Nanoseconds since frame ``index``, or an older one; None when it is not remembered."""
        place = bisect_right(self._times, index, key=lambda pair: pair[0])
        return captured - self._times[place - 1][1] if place else None

    def _slated(self, why: str, params: Mapping[str, Value]) -> Frame:
        self.slated += 1
        picture, problem = self._fitting_slate(str(params.get("slate", "")))
        self.why = f"{why} The slate is shown. {problem}".strip()
        return picture

    def _fitting_slate(self, path: str) -> tuple[Frame, str]:
        known = self._slate
        if known is None or known[:2] != (path, self._size):
            known = self._slate = (path, self._size, *self._make(path, self._size))
        return known[2], known[3]
