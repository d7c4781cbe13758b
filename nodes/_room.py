"""The learned room: what the camera would see if nobody were there.

Kept per pixel: a running mean in 1/256 levels at the light of a reference moment (``sums``) and how
often it was seen (``confidence``). The room of the moment is that mean times a gain per colour.

Each tick folds a band of rows in, so that every pixel is visited about every ``CYCLE`` seconds
whatever the frame rate: the cost per second is constant, and small. Every ``LOOK`` seconds a
``Watch`` says what has changed. A gain is followed at once, so that nothing ghosts and nothing has
to be learned. A touched camera moves the room by whole pixels, which never blurs it. Another light
makes what is known worth next to nothing, so that the room is new within half a second; behind the
person stays the old one, at the new brightness, until it is seen.
The person is never learned: the mask is the grown matte and the watch's guard, and it lets go of a
place only a moment after the matte did, because mattes flicker.
"""

from __future__ import annotations

import math

from muse_nodes.api import Array, Ctx, Frame, Matte, Spec, frame_spec, matte_spec
from muse_nodes.api.ports import FRAME, MATTE
from nodes._watch import UNCHANGED, Gain, Watch, ratio

CYCLE = 0.4
LOOK, LOOK_ALERT = 0.18, 0.09
LEARN = 0.025
RELEASE = 0.3
HEAL = 0.5
REFER = 1.0
REFILL = 0.4
"""Seconds."""

SURE = 32
"""Visits after which a pixel counts as fully known."""

_FRESH = 4
_GAIN_SHOWN = 0.006


class Room:
    """One room of ``size`` (H, W). ``update`` gives its picture; the arrays are its own state."""

    def __init__(self, ctx: Ctx, size: tuple[int, int]) -> None:
        self.size = size
        self.watch = Watch(ctx, size)
        self.sums: Array = ctx.empty(Spec(FRAME, (*size, 3), "uint16"))
        self.confidence: Array = ctx.empty(Spec(MATTE, size, "uint8"))
        self.sums[...] = 0
        self.confidence[...] = 0
        self.plate: Frame | None = None
        self.hold: Matte | None = None
        self.gain: Gain = UNCHANGED
        self.shown: Gain = UNCHANGED
        self.now = self.looked = self.referred = self.filled = self.lost = -math.inf
        self.unknown = 1.0
        self.row = 0
        self.drifting = self.overwrite = False

    def start_from(self, ctx: Ctx, plate: Frame) -> None:
        """Begin with a clean plate of the right size, in the light of now."""
        ctx.xp.multiply(plate, ctx.xp.uint16(256), out=self.sums)
        self.confidence[...] = SURE
        self.plate = plate
        self.gain = self.shown = UNCHANGED
        self.unknown, self.filled = 0.0, self.now
        self._refer(ctx)

    def update(
        self, ctx: Ctx, frame: Frame, matte: Matte, *, rate: float, guard: float, time: float
    ) -> Frame:
        """Learn from a frame and return the room of this moment, a picture of its own.

        ``rate`` is the share of a change that is learned in a second, ``guard`` the band round the
        person as a part of the height, ``time`` in seconds. The room of the frame before is given
        again when less than ``LEARN`` seconds have passed.
        """
        dt = min(max(time - self.now, 0.0), 1.0)
        if self.plate is not None and 0 <= time - self.now < LEARN and not self.overwrite:
            return self.plate
        self.now = time
        mask = self._mask(ctx, matte, guard, dt)
        first = self.plate is None
        if self.plate is None:
            self.plate = frame
        elif not 0 <= time - self.looked < (LOOK_ALERT if self.watch.alert else LOOK):
            self._look(ctx, frame, mask)
        healing = time - self.lost < HEAL
        relit = ratio(self.gain, self.shown) > _GAIN_SHOWN
        everything = first or healing or relit or self.overwrite
        room = ctx.empty(frame_spec(*self.size))
        ctx.ops.learn_plate(
            room, self.plate, self.sums, self.confidence, frame, self._guarded(ctx, mask),
            rate=self._weight(rate, dt, healing), gain=self.gain, rows=self._rows(dt, everything),
        )  # fmt: skip
        if everything:
            self.shown = self.gain
        if self.overwrite:
            self.overwrite, self.referred = False, -math.inf
        self.plate = self._complete(ctx, room, first)
        if first:
            self._refer(ctx)
        return self.plate

    def _weight(self, rate: float, dt: float, healing: bool) -> float:
        """Weight of one visit. A room that is not right any more is learned faster."""
        if self.overwrite:
            return 1.0
        least = 0.5 if healing else 0.3 if self.drifting else 0.0
        kept = math.pow(1.0 - min(rate, 0.999), max(CYCLE, dt))
        return max(least, 1.0 - kept)

    def known(self, ctx: Ctx, out: Matte) -> None:
        """Write how well each place is known, 0 to 1, into ``out`` of the size ``watch.small``."""
        ctx.xp.multiply(self.watch.sampled(self.confidence), ctx.xp.float32(1 / SURE), out=out)
        ctx.xp.minimum(out, 1, out=out)

    def _mask(self, ctx: Ctx, matte: Matte, guard: float, dt: float) -> Matte:
        """Where the person is or was a moment ago, with the guard band, at the size ``small``."""
        spec = matte_spec(*self.watch.small)
        sharp, grown = ctx.empty(spec), ctx.empty(spec)
        ctx.ops.resize(sharp, matte)
        ctx.ops.grow(grown, sharp, guard * spec.shape[0])
        ctx.ops.curve(sharp, grown, 0.05, 0.45)
        if self.hold is not None:
            self.hold *= 0.5 ** (dt / RELEASE)
            ctx.xp.maximum(self.hold, sharp, out=sharp)
        self.hold = sharp
        return sharp

    def _guarded(self, ctx: Ctx, mask: Matte) -> Matte:
        """The mask and what the watch guards."""
        if self.watch.guard is None:
            return mask
        both = ctx.empty(matte_spec(*mask.shape))
        ctx.xp.maximum(self.watch.guard, mask, out=both)
        return both

    def _rows(self, dt: float, everything: bool) -> tuple[int, int]:
        height = self.size[0]
        count = math.ceil(height * dt / CYCLE)
        if everything or count >= height:
            return 0, height
        start = self.row if self.row < height else 0
        self.row = min(start + max(count, 1), height)
        return start, self.row

    def _look(self, ctx: Ctx, frame: Frame, mask: Matte) -> None:
        """See what has changed outside the person, and act on it."""
        passed = min(self.now - self.looked, 1.0)
        self.looked = self.now
        change = self.watch.look(ctx, frame, mask, self.confidence, passed)
        if change is None:
            return
        self.gain, self.drifting = change.gain, change.drifting
        healing = self.now - self.lost < HEAL
        if change.move != (0, 0):
            self._move(ctx, *change.move)
        elif change.new_light and not healing:
            self.lost = self.now
            self.watch.forget()
            ctx.xp.minimum(self.confidence, 1, out=self.confidence)
        if healing or self.now - self.referred > REFER:
            self._refer(ctx)

    def _move(self, ctx: Ctx, dx: int, dy: int) -> None:
        assert self.plate is not None
        for name in ("sums", "confidence", "plate"):
            old = getattr(self, name)
            new = ctx.empty(Spec(FRAME if old.ndim == 3 else MATTE, old.shape, str(old.dtype)))
            ctx.ops.shift(new, old, float(dx), float(dy))
            setattr(self, name, new)
        ctx.xp.minimum(self.confidence, _FRESH, out=self.confidence)
        self._refer(ctx)

    def _refer(self, ctx: Ctx) -> None:
        """Take the room as it is now as what later frames are compared with."""
        assert self.plate is not None
        self.watch.refer(ctx, self.plate, self.shown)
        self.referred = self.now

    def _complete(self, ctx: Ctx, room: Frame, first: bool) -> Frame:
        """Fill what was never seen: at first, and again when much more is known than then."""
        if not first and (self.unknown == 0 or self.now - self.filled < REFILL):
            return room
        unknown = float((self.watch.sampled(self.confidence) == 0).mean().item())
        if not first and unknown > 0.75 * self.unknown:
            return room
        self.unknown, self.filled = unknown, self.now
        if unknown == 0:
            return room
        full = ctx.empty(frame_spec(*self.size))
        ctx.ops.fill_unknown(full, room, self.confidence)
        return full
