"""The pictures of a report: the frame, what it should give, and what everyone made of it.

Everyone's cut-out stands before a flat colour. Where the room shows through it is tinted red, where
the person is missing blue: differences of a few pixels are seen at a glance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np

from muse_nodes.api import Array
from muse_nodes.profiles.report import Role, Shown
from muse_nodes.training.judge_frames import Moment

Why = Literal["worst", "between"]

WIDTH = 360
"""Pixels of a picture across."""

WORST, BETWEEN = 4, 3
"""Frames at which the student is worst, and others, evenly spread."""

STAGE = (38, 70, 60)
"""The colour behind a cut-out."""

SHOWS, LACKS = (255, 60, 60), (70, 130, 255)
"""What is to be hidden and shows, and what is to be shown and lacks."""

SEEN = 0.15
"""Error from which on a pixel is tinted."""

QUALITY = 85


@dataclass(slots=True)
class Gallery:
    """Keeps the frames worth showing while all are gone through. ``frames`` are those to come.

    Of each stretch the frame with the student's greatest error is kept until ``shown`` picks.
    """

    frames: Sequence[int]
    _worst: dict[int, Shown] = field(default_factory=dict)
    _between: list[Shown] = field(default_factory=list)

    def see(
        self, moment: Moment, truth: Array, mattes: Mapping[Role, Array], mad: Mapping[Role, float]
    ) -> None:
        """Look at one judged frame; ``mad`` is how far off each matte is."""
        stretch = self._stretch(moment.number)
        best = self._worst.get(stretch)
        if best is None or mad.get("student", 0.0) > best.mad.get("student", 0.0):
            self._worst[stretch] = _shown(moment, truth, mattes, mad)
        if moment.number in self._middles():
            self._between.append(_shown(moment, truth, mattes, mad, why="between"))

    def shown(self) -> list[Shown]:
        """The worst frames of the worst stretches that do not touch, and some between, in order of
        time."""
        worst: dict[int, Shown] = {}
        for stretch in sorted(self._worst, key=lambda s: -self._worst[s].mad.get("student", 0.0)):
            if len(worst) < WORST and worst.keys().isdisjoint((stretch - 1, stretch + 1)):
                worst[stretch] = self._worst[stretch]
        taken = {one.frame for one in worst.values()}
        between = [one for one in self._between if one.frame not in taken]
        return sorted([*worst.values(), *between], key=lambda one: one.frame)

    def _stretch(self, number: int) -> int:
        place = int(np.searchsorted(self.frames, number))
        return place * 4 * WORST // max(len(self.frames), 1)

    def _middles(self) -> set[int]:
        count = len(self.frames)
        return {self.frames[(2 * i + 1) * count // (2 * BETWEEN)] for i in range(BETWEEN)}


def _shown(
    moment: Moment, truth: Array, mattes: Mapping[Role, Array], mad: Mapping[Role, float],
    why: Why = "worst",
) -> Shown:  # fmt: skip
    size = _size(moment.picture)
    frame = cv2.resize(moment.picture, size, interpolation=cv2.INTER_AREA)
    wanted = cv2.resize(truth, size, interpolation=cv2.INTER_AREA)
    pictures = {"frame": jpeg(frame), "label": jpeg(cut_out(frame, wanted, wanted))}
    for role, matte in mattes.items():
        small = cv2.resize(matte, size, interpolation=cv2.INTER_AREA)
        pictures[role] = jpeg(cut_out(frame, small, wanted))
    return Shown(
        moment.number, moment.time, why, pictures,
        {str(role): value for role, value in mad.items()},
    )  # fmt: skip


def cut_out(frame: Array, alpha: Array, truth: Array) -> Array:
    """What ``alpha`` shows of ``frame`` (uint8 RGB), its errors against ``truth`` tinted."""
    part = alpha[..., None]
    made = frame * part + np.array(STAGE, np.float32) * (1 - part)
    wrong = alpha - truth
    for colour, amount in ((SHOWS, wrong), (LACKS, -wrong)):
        tint = np.clip((amount - SEEN) / (0.5 - SEEN), 0, 1)[..., None] * np.float32(0.85)
        made = made * (1 - tint) + np.array(colour, np.float32) * tint
    return np.asarray(np.clip(made + 0.5, 0, 255), np.uint8)


def jpeg(picture: Array) -> bytes:
    """uint8 RGB (H, W, 3) as a JPEG file."""
    flags = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)
    return data.tobytes()


def _size(picture: Array) -> tuple[int, int]:
    height, width = picture.shape[:2]
    share = min(1.0, WIDTH / width)
    return max(1, round(width * share)), max(1, round(height * share))
