"""Every picture that goes out is held against the room that must not be seen in it.

A pixel is a leak when it lies outside the person's true matte (grown by ``margin``) and is of the
painted magenta, or is the empty room's colour within ``TOLERANCE`` levels in every channel where
the room differs clearly from all backgrounds that are used. The matte is that of the frame whose
person is seen (by its inner mark), so a matte that belongs to another frame than the picture is
found out. A picture that is held is the very object that went out before and was looked at then;
the slate is recognised by comparison and not compared with the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from muse_nodes.api import Array, Frame
from muse_nodes.soak.footage import Footage, Shot, Size, magenta_ish, scaled

TOLERANCE = 20
CLEAR = 48
"""Levels by which the room must differ from every background in some channel to be told from it."""

BACKGROUNDS = ("#00b140", "#0047ff", "#ffe600", "#00d5ff", "#ff7a00")
"""Colours of no ordinary room, none of them near magenta."""

SOFT = 2
"""Pixels by which the renderer draws the edge of even the hardest matte softly."""

_WORST = 8


@dataclass
class Seen:
    """What was counted at one public sink."""

    pictures: int = 0
    looked_at: int = 0
    held: int = 0
    slates: int = 0
    unknown: int = 0
    """Pictures in which no person could be made out; they are held against the newest frame."""
    leaked_pixels: int = 0
    leaked_pictures: int = 0
    not_slate_in_panic: int = 0
    out_of_order: int = 0
    """New pictures of an older frame than one before."""
    worst: list[dict[str, object]] = field(default_factory=list)
    """The pictures with most leaked pixels: frame, shot, pixels, room, since when what was done."""


class Witness:
    """Looks at all pictures of one public sink; called on that sink's thread.

    ``margin`` is how far the person's matte is grown before the room is looked for outside it, in
    per cent of the height; at least ``SOFT`` pixels.
    """

    def __init__(self, footage: Footage, margin: float, sizes: Sequence[Size] = ()) -> None:
        self.seen = Seen()
        self.doing = ""
        """What is being done to the run, for the list of the worst."""
        self.panic_since = 0
        """When the panic key was pressed (nanoseconds), 0 while it is not on."""
        self.fresh_at = 0
        """When a picture last went out that was neither held nor a slate."""
        self.pictures_of_leaks: list[tuple[int, Frame]] = []
        self._footage, self._margin = footage, margin
        self._last: Frame | None = None
        self._newest = -1
        self._slates: dict[Size, Frame] = {}
        self._rooms: dict[Size, tuple[Frame, Array]] = {}
        for size in sizes:  # not while a picture waits to go out
            self._room(size)
            self._slate(size)

    def look(self, picture: Frame, index: int, captured: int, now: int) -> None:
        """``picture`` goes out as frame ``index``, whose capture time is ``captured``."""
        seen = self.seen
        seen.pictures += 1
        slate = self._is_slate(picture)
        if self.panic_since and now - self.panic_since > GRACE and not slate:
            seen.not_slate_in_panic += 1
        if slate:
            seen.slates += 1
        elif picture is self._last:
            seen.held += 1
        else:
            self._last = picture
            self.fresh_at = now
            seen.out_of_order += index < self._newest
            self._newest = index
            self._examine(picture, index, captured)

    def _examine(self, picture: Frame, index: int, captured: int) -> None:
        seen, newest = self.seen, self._footage.shots.at(captured)
        seen.looked_at += 1
        shown = None if newest is None else self._footage.shown(picture, newest)
        seen.unknown += shown is None
        shot = shown or newest
        leaked = magenta_ish(picture)
        if shot is not None:
            leaked = (leaked | self._bared(picture, shot)) & ~self._person(picture, shot)
        count = int(np.count_nonzero(leaked))
        if not count:
            return
        seen.leaked_pixels += count
        seen.leaked_pictures += 1
        row, column = (int(v) for v in np.argwhere(leaked)[0])
        case: dict[str, object] = {
            "frame": index, "shot": shot and shot.number, "newest": newest and newest.number,
            "person_seen": shown is not None, "pixels": count,
            "size": f"{picture.shape[1]}x{picture.shape[0]}", "first": [column, row],
            "room": "magenta" if shot is not None and shot.magenta else "as filmed",
            "during": self.doing,
        }  # fmt: skip
        seen.worst = sorted([*seen.worst, case], key=_pixels, reverse=True)[:_WORST]
        if len(self.pictures_of_leaks) < _WORST:
            self.pictures_of_leaks.append((index, picture.copy()))

    def _bared(self, picture: Frame, shot: Shot) -> Array:
        """Where the room as filmed shows."""
        if shot.magenta:
            return np.zeros(picture.shape[:2], bool)
        plate, clear = self._room((picture.shape[1], picture.shape[0]))
        found: Array = like(picture, plate) & clear
        return found

    def _person(self, picture: Frame, shot: Shot) -> Array:
        height, width = picture.shape[:2]
        person = self._footage.person(shot.number, (width, height))
        return grown(person, self._margin * height / 100)

    def _room(self, size: Size) -> tuple[Frame, Array]:
        known = self._rooms.get(size)
        if known is None:
            plate = np.ascontiguousarray(scaled(self._footage.plate, size))
            known = self._rooms[size] = (plate, clearly_apart(plate, BACKGROUNDS))
        return known

    def _slate(self, size: Size) -> Frame:
        from muse_nodes.media import make_slate

        if size not in self._slates:
            self._slates[size] = make_slate("", (size[1], size[0]))[0]
        return self._slates[size]

    def _is_slate(self, picture: Frame) -> bool:
        slate = self._slate((picture.shape[1], picture.shape[0]))
        return bool((picture[0] == slate[0]).all()) and bool((picture == slate).all())


GRACE = 120_000_000
"""Nanoseconds after the panic key within which the picture under way may still go out."""


def like(picture: Frame, other: Frame) -> Array:
    """Where two pictures agree within ``TOLERANCE`` in all channels: bool (H, W)."""
    import cv2

    apart = cv2.absdiff(picture, other)
    return np.asarray(cv2.inRange(apart, (0, 0, 0), (TOLERANCE,) * 3)) > 0


def clearly_apart(plate: Frame, colours: Sequence[str]) -> Array:
    """Where the room differs by ``CLEAR`` from each of the colours: bool (H, W)."""
    from muse_nodes.api import rgb

    found = np.ones(plate.shape[:2], bool)
    for colour in colours:
        apart = np.abs(plate.astype(np.int16) - np.asarray(rgb(colour), np.int16)).max(axis=-1)
        found &= apart >= CLEAR
    return found


def grown(person: Array, margin: float) -> Array:
    """``person`` and all pixels within ``margin`` (at least ``SOFT``) pixels of it: bool (H, W)."""
    import cv2

    reach = 2 * max(SOFT, round(margin)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    if reach == 2 * SOFT + 1:
        kernel = np.ones((reach, reach), np.uint8)
    return np.asarray(cv2.dilate(person.astype(np.uint8), kernel)) > 0


def _pixels(case: dict[str, object]) -> int:
    count = case["pixels"]
    assert isinstance(count, int)
    return count
