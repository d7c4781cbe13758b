"""Watches whether the room is still what it was: light, camera, furniture, and people not seen.

A small picture of each frame is compared with one of the learned room, outside the person:
- the light of the whole room is a gain per colour, and is simply followed;
- a shift that explains the difference means that somebody touched the camera;
- most places differing at once means another light: a little, and the room is learned faster; much
  (a lamp at the side), and what is known of it is worth nothing any more, if it stays so;
- a few places differing means something that came in: a person whom the network has not noticed, an
  open door. They are guarded, so that a passing person is not learned, until ``PATIENCE`` is over;
  then it is furniture.
"""

from __future__ import annotations

from dataclasses import dataclass

from muse_nodes.api import Array, Ctx, Frame, Matte, RoomChange, frame_spec, matte_spec
from nodes._smoothing import ease

Gain = tuple[float, float, float]

UNCHANGED: Gain = (1.0, 1.0, 1.0)

SMALL = 160
"""Width in pixels of the small pictures."""

PATIENCE = 4.0
"""Seconds until something that stays becomes a part of the room."""

_ENOUGH_SEEN = 0.05
_LITTLE, _MUCH, _OUTLIER = 5.0, 13.0, 25.0
"""Levels by which a place differs from the room in its worst colour."""

_MOST, _STRIKES = 0.5, 2
_SWING = 0.01
_LEAST_RESPONSE = 0.1
_LEAST_MOVE, _AGREE = 0.15, 0.05
"""Small pixels by which the camera must have moved, and to which two looks must agree about it:
soft shadows pull by about a tenth of a pixel.
"""

_ESTABLISHED = 8
_GUARD = 0.05
_ALARMING = 0.005
"""Visits from which a place is known, the guard band as a part of the height, and the part of the
picture from which something that came in is followed closely.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What a look has shown: the light, whole pixels of camera shift, and whether most of the room
    differs a little (``drifting``) or much (``new_light``) in ways that a gain does not explain.
    """

    gain: Gain
    move: tuple[int, int] = (0, 0)
    drifting: bool = False
    new_light: bool = False


class Watch:
    """``look`` now and then, more often while ``alert``; ``guard`` is where something came in.

    ``guard`` is a matte of the size ``small``, or None when nothing is guarded.
    """

    def __init__(self, ctx: Ctx, size: tuple[int, int]) -> None:
        """``size`` is (H, W) of the frames."""
        height, width = size
        self._step = max(1, round(width / SMALL))
        self.small = (max(1, height // self._step), max(1, width // self._step))
        self._scale = width / self.small[1]
        self._frame, self._matte = frame_spec(*self.small), matte_spec(*self.small)
        self._reference: Array | None = None
        self._reference_gain = self._gain = UNCHANGED
        self._usual = 1.0
        self._strikes = 0
        self._moved: tuple[float, float] | None = None
        self.alert = False
        self._stays: Matte = ctx.xp.zeros(self.small, "float32")
        self.guard: Matte | None = None
        self._space: Matte = ctx.empty(self._matte)  # for the guard, which is a rare guest

    def sampled(self, image: Array) -> Array:
        """Every n-th pixel of a full-size array, at the size ``small``."""
        first, (rows, columns) = self._step // 2, self.small
        stop_y, stop_x = first + rows * self._step, first + columns * self._step
        picked: Array = image[first : stop_y : self._step, first : stop_x : self._step]
        return picked

    def refer(self, ctx: Ctx, room: Frame, gain: Gain) -> None:
        """Compare with this picture of the room from now on; ``gain`` is the one it shows."""
        self._reference = ctx.empty(self._frame)
        ctx.ops.resize(self._reference, room)
        self._reference_gain = gain

    def look(
        self, ctx: Ctx, frame: Frame, mask: Matte, confidence: Array, passed: float
    ) -> Change | None:
        """Compare a frame with the room; None when too little of it is to be seen.

        ``mask`` hides the person (size ``small``), ``confidence`` is the full-size uint8 array of
        visits, ``passed`` seconds since the last look.
        """
        visits = self.sampled(confidence)
        hidden = ctx.xp.maximum(mask, visits == 0)
        seen = float((hidden < 0.5).mean().item())
        if self._reference is None or seen < _ENOUGH_SEEN:
            return None
        current = ctx.empty(self._frame)
        ctx.ops.resize(current, frame)
        change = ctx.ops.room_change(current, self._reference, hidden, self._scale)
        gain = _product(change.gain, self._reference_gain)
        swings = ratio(gain, self._gain) > _SWING
        self._gain = gain
        move = self._move(change)
        if move is not None:
            self.guard = None
            return Change(gain, move)
        away = _difference(ctx, current, self._reference, change.gain)
        ctx.xp.multiply(away, hidden < 0.5, out=away)
        if float((away > _MUCH).mean().item()) > _MOST * seen:
            self._strikes += 1
            self.alert = True
            return Change(gain, new_light=self._strikes >= _STRIKES)
        self._strikes = 0
        self._usual = ease(self._usual, change.error, passed, 2.0)
        self._watch(ctx, away, visits, passed)
        self.alert = self.alert or swings or self._moved is not None
        return Change(gain, drifting=float((away > _LITTLE).mean().item()) > _MOST * seen)

    def _move(self, change: RoomChange) -> tuple[int, int] | None:
        """Whole pixels by which the camera has moved, once two looks say the same."""
        now, before = (change.dx, change.dy), self._moved
        explained = change.response > _LEAST_RESPONSE and change.error < 3 + 2 * self._usual
        least = max(0.75, _LEAST_MOVE * self._scale)
        self._moved = now if explained and max(map(abs, now)) >= least else None
        if self._moved is None or before is None:
            return None
        slack = max(0.5, _AGREE * self._scale)
        if any(abs(a - b) > slack for a, b in zip(now, before, strict=True)):
            return None
        self._moved = None
        return round(now[0]), round(now[1])

    def _watch(self, ctx: Ctx, away: Array, visits: Array, passed: float) -> None:
        """Guard what came in, except where the room itself is hardly known yet."""
        came = away > _OUTLIER
        self._stays += ctx.xp.where(came, passed, -passed).astype("float32")
        ctx.xp.clip(self._stays, 0, 2 * PATIENCE, out=self._stays)
        guarded = came & (self._stays < PATIENCE) & (visits > _ESTABLISHED)
        self.guard, share = None, float(guarded.mean().item())
        self.alert = share > _ALARMING
        if share > 0:
            self.guard = self._space
            ctx.ops.grow(self.guard, guarded.astype("float32"), _GUARD * self.small[0])

    def forget(self) -> None:
        """The room is being learned anew: what differs now says nothing."""
        self.guard = None
        self._strikes = 0
        self._moved = None
        self._stays *= 0


def _difference(ctx: Ctx, current: Array, room: Array, gain: Gain) -> Array:
    """Levels (h, w), float32, by which the worst colour differs from the room in another light."""
    lit = room * ctx.xp.asarray(gain, "float32")
    levels = ctx.xp.abs(lit - current)
    # one colour after the other: a maximum over an axis of three is twenty times slower
    worst: Array = ctx.xp.maximum(levels[..., 0], levels[..., 1])
    ctx.xp.maximum(worst, levels[..., 2], out=worst)
    return worst


def ratio(a: Gain, b: Gain) -> float:
    """The largest relative difference of two gains, 0 = the same."""
    return max(abs(p / q - 1) for p, q in zip(a, b, strict=True))


def _product(a: Gain, b: Gain) -> Gain:
    red, green, blue = (min(4.0, max(0.25, p * q)) for p, q in zip(a, b, strict=True))
    return red, green, blue
