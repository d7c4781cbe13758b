"""Taking the clean plate: a picture of the room that is sure to be empty and still.

First a countdown, in which the user leaves. Then the room is watched until it has been empty (by
the matte) and still (from picture to picture) for ``CALM`` seconds; if that does not come about in
``PATIENCE`` seconds the plate is refused, and the reason told. Then ``PICTURES`` pictures are put
together: the median of several short averages, which has less noise than a median of as many single
pictures, and still leaves out a fly. Somebody who comes back meanwhile makes it begin again.
"""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array, Ctx, Frame, frame_spec
from nodes._looks import PRESENT, Look

CALM, PATIENCE = 2.0, 20.0
PICTURES, AVERAGES = 45, 9
MOVED = 9.0
"""Levels by which a cell of the small picture must not change."""

FLICKER = 2.0
"""Levels by which all of it must not change: a lamp, or a camera that sets its exposure."""

_BANDS = 24
_EACH = PICTURES // AVERAGES


class CleanPlate:
    """One plate that is being taken. ``told`` says what goes on, ``refused`` why it did not work.

    ``countdown`` of ``whole`` seconds are left to leave the picture.
    """

    def __init__(self, now: float, countdown: float) -> None:
        self.told = ""
        self.refused = ""
        self.whole = self.countdown = countdown
        self._start = now + countdown
        self._calm_since: float | None = None
        self._reason = "the room was not watched for long enough"
        self._before: Array | None = None
        self._sums: list[Array] = []
        self._count = 0
        self._band = 0
        self._plate: Frame | None = None

    def take(self, ctx: Ctx, frame: Frame, luma: Array, look: Look, now: float) -> Frame | None:
        """Look at the next frame; the plate when it is done. Not to be called once refused."""
        self.countdown = max(0.0, self._start - now)
        if self.countdown > 0:
            self.told = "Leave the picture"
            return None
        if self._count >= PICTURES:
            return self._put_together(ctx)
        reason = self._disturbed(luma, look)
        if reason:
            self._reason, self._calm_since = reason, None
            self._sums, self._count = [], 0
        elif self._calm_since is None:
            self._calm_since = now
        if now - self._start > PATIENCE:
            self.refused = f"The clean plate was not taken: {self._reason}."
            return None
        calm = 0.0 if self._calm_since is None else now - self._calm_since
        self.told = f"Waiting: {reason}" if reason else "The room is looked at"
        if calm >= CALM:
            self._add(frame)
        return None

    def _disturbed(self, luma: Array, look: Look) -> str:
        """Why the room is not empty and still just now; empty when it is."""
        before, self._before = self._before, luma.astype(np.float32)
        if look.area is not None and look.area >= PRESENT:
            return "somebody is in the picture"
        if look.people:
            return "somebody is in the picture"
        if before is None:
            return "the room has not been seen for long enough"
        change = self._before - before
        if abs(float(change.mean())) > FLICKER:
            return "the light changes"
        if float(np.abs(change).max()) > MOVED:
            return "something moves, or the picture is very noisy"
        return ""

    def _add(self, frame: Frame) -> None:
        if self._count % _EACH == 0:
            self._sums.append(np.zeros(frame.shape, np.uint16))
        self._sums[-1] += frame
        self._count += 1

    def _put_together(self, ctx: Ctx) -> Frame | None:
        """A band of rows in each frame: all of them at once would hold up the picture."""
        rows, columns = self._sums[0].shape[:2]
        if self._plate is None:
            self._plate = ctx.empty(frame_spec(rows, columns))
        low, high = (rows * band // _BANDS for band in (self._band, self._band + 1))
        part = np.stack([sums[low:high] for sums in self._sums])
        middle = np.partition(part, AVERAGES // 2, axis=0)[AVERAGES // 2]
        self._plate[low:high] = (middle + _EACH // 2) // _EACH
        self._band += 1
        self.told = "The clean plate is put together"
        return self._plate if self._band == _BANDS else None
