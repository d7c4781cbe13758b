"""The learned room: what the camera would see if nobody were there.

Kept per pixel: a running mean in 1/256 levels at the light of a reference moment (``sums``) and how
often it was seen (``confidence``). The room of the moment is that mean times a gain per colour.

Each tick folds a band of rows in, so that every pixel is visited about every ``CYCLE`` seconds
whatever the frame rate: the cost per second is constant, and small. Every ``LOOK`` seconds a small
picture of the frame is compared with one of the room:
- a gain is followed at once (exposure, a dimmed lamp: nothing ghosts, nothing has to be learned);
- a shift (somebody touched the camera) moves the room by whole pixels, which never blurs it;
- anything else that is large (a lamp switched on at the side) makes what is known worth next to
  nothing, so that the room is new within half a second; behind the person stays the old one, at
  the new brightness, until it is seen.
The person is never learned: the mask is the grown matte, and it lets go of a place only a moment
after the matte did, because mattes flicker.
"""

from __future__ import annotations

import math

from muse_nodes.api import Array, Ctx, Frame, Matte, RoomChange, Spec, frame_spec, matte_spec
from muse_nodes.api.ports import FRAME, MATTE
from nodes._smoothing import ease

CYCLE = 0.4
LOOK = 0.12
RELEASE = 0.3
HEAL = 0.5
SMALL = 240
"""Seconds, and the width in pixels of the small pictures that are compared."""

SURE = 32
"""Visits after which a pixel counts as fully known."""

_FRESH = 4
_LOST, _LOST_FACTOR = 5.0, 2.0
_LEAST_RESPONSE = 0.15
_GAIN_SHOWN = 0.01


class Room:
    """One room of ``size`` (H, W). ``update`` gives its picture; the arrays are its own state."""

    def __init__(self, ctx: Ctx, size: tuple[int, int]) -> None:
        height, width = size
        self.size = size
        self.step = max(1, round(width / SMALL))
        self.small = (max(1, height // self.step), max(1, width // self.step))
        self.sums: Array = ctx.empty(Spec(FRAME, (height, width, 3), "uint16"))
        self.confidence: Array = ctx.empty(Spec(MATTE, size, "uint8"))
        self.sums[...] = 0
        self.confidence[...] = 0
        self.plate: Frame | None = None
        self.hold: Matte | None = None
        self.reference: Array | None = None
        self.gain = self.shown = self.reference_gain = (1.0, 1.0, 1.0)
        self.now = self.looked = self.referred = self.filled = self.lost = -math.inf
        self.usual = 1.0
        self.unknown = self.share = 1.0
        self.row = 0
        self.overwrite = False

    def start_from(self, ctx: Ctx, plate: Frame) -> None:
        """Begin with a clean plate of the right size, in the light of now."""
        ctx.xp.multiply(plate, ctx.xp.uint16(256), out=self.sums)
        self.confidence[...] = SURE
        self.plate = plate
        self.unknown = 0.0
        self._refer(ctx)

    def update(
        self, ctx: Ctx, frame: Frame, matte: Matte, *, rate: float, radius: float, time: float
    ) -> Frame:
        """Learn from a frame and return the room of this moment, a picture of its own.

        ``rate`` is the share of a change that is learned in a second, ``radius`` the guard band
        round the person in pixels of the matte, ``time`` in seconds.
        """
        dt = min(max(time - self.now, 0.0), 1.0)
        self.now = time
        mask = self._mask(ctx, matte, radius, dt)
        first = self.plate is None
        if self.plate is None:
            self.plate = frame
        elif time - self.looked >= LOOK:
            self._look(ctx, frame, mask)
        healing = time - self.lost < HEAL
        weight = 0.5 if healing else 1.0 - (1.0 - min(rate, 0.999)) ** max(CYCLE, dt)
        if self.overwrite:
            weight = 1.0
        everything = first or healing or self.overwrite or self._gain_moved()
        room = ctx.empty(frame_spec(*self.size))
        ctx.ops.learn_plate(
            room, self.plate, self.sums, self.confidence, frame, mask,
            rate=weight, gain=self.gain, rows=self._rows(dt, everything),
        )  # fmt: skip
        if everything:
            self.shown = self.gain
        if self.overwrite:
            self.overwrite, self.referred = False, -math.inf
        self.plate = self._complete(ctx, room)
        if first:
            self._refer(ctx)
        return self.plate

    def known(self, ctx: Ctx, out: Matte) -> None:
        """Write how well each place is known, 0 to 1, into ``out`` of the size ``small``."""
        ctx.xp.multiply(self._sampled(self.confidence), ctx.xp.float32(1 / SURE), out=out)
        ctx.xp.minimum(out, 1, out=out)

    def _mask(self, ctx: Ctx, matte: Matte, radius: float, dt: float) -> Matte:
        spec = matte_spec(*matte.shape)
        grown, sharp = ctx.empty(spec), ctx.empty(spec)
        ctx.ops.grow(grown, matte, radius)
        ctx.ops.curve(sharp, grown, 0.05, 0.45)
        if self.hold is None or self.hold.shape != matte.shape:
            self.hold = sharp
        else:
            self.hold *= 0.5 ** (dt / RELEASE)
            ctx.xp.maximum(self.hold, sharp, out=self.hold)
        return self.hold

    def _rows(self, dt: float, everything: bool) -> tuple[int, int]:
        height = self.size[0]
        count = math.ceil(height * dt / CYCLE)
        if everything or count >= height:
            return 0, height
        start = self.row if self.row < height else 0
        self.row = min(start + max(count, 1), height)
        return start, self.row

    def _gain_moved(self) -> bool:
        return any(abs(a / b - 1) > _GAIN_SHOWN for a, b in zip(self.gain, self.shown, strict=True))

    def _look(self, ctx: Ctx, frame: Frame, mask: Matte) -> None:
        """Compare the frame with the room, outside the person, and act on what has changed."""
        self.looked = self.now
        current = ctx.empty(frame_spec(*self.small))
        ctx.ops.resize(current, frame)
        hidden = ctx.empty(matte_spec(*self.small))
        ctx.ops.resize(hidden, mask)
        unseen = self._sampled(self.confidence) == 0
        self.unknown = float(unseen.mean().item())
        ctx.xp.maximum(hidden, unseen, out=hidden)
        if self.reference is None or float((hidden < 0.5).mean().item()) < 0.05:
            return
        change = ctx.ops.room_change(current, self.reference, hidden, self.size[1] / self.small[1])
        self._act(ctx, change)
        quiet = self.now - self.lost > HEAL
        if not quiet or self.now - self.referred > 1.0:
            self._refer(ctx)

    def _act(self, ctx: Ctx, change: RoomChange) -> None:
        red, green, blue = (
            min(4.0, max(0.25, g * r))
            for g, r in zip(change.gain, self.reference_gain, strict=True)
        )
        self.gain = (red, green, blue)
        moved = (round(change.dx), round(change.dy))
        limit = _LOST + _LOST_FACTOR * self.usual
        if change.error > limit and self.now - self.lost > HEAL:
            self.lost = self.now
            ctx.xp.minimum(self.confidence, 1, out=self.confidence)
        elif moved != (0, 0) and change.response > _LEAST_RESPONSE:
            self._move(ctx, *moved)
        else:
            self.usual = ease(self.usual, change.error, LOOK, 2.0)

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
        self.reference = ctx.empty(frame_spec(*self.small))
        ctx.ops.resize(self.reference, self.plate)
        self.reference_gain, self.referred = self.shown, self.now

    def _complete(self, ctx: Ctx, room: Frame) -> Frame:
        """Fill what was never seen: at first, and again when much more is known than then."""
        if self.filled > -math.inf:
            due = self.unknown < 0.9 * self.share and self.share > 0
            if not due or self.now - self.filled < 0.25:
                return room
        self.unknown = float((self._sampled(self.confidence) == 0).mean().item())
        self.share, self.filled = self.unknown, self.now
        if self.unknown == 0:
            return room
        full = ctx.empty(frame_spec(*self.size))
        ctx.ops.fill_unknown(full, room, self.confidence)
        return full

    def _sampled(self, image: Array) -> Array:
        """Every n-th pixel of a full-size array, at the size ``small``."""
        first, (rows, columns) = self.step // 2, self.small
        stop_y, stop_x = first + rows * self.step, first + columns * self.step
        picked: Array = image[first : stop_y : self.step, first : stop_x : self.step]
        return picked
