"""Looking at the own stream with the eyes of somebody who wants to see the room behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    Frame,
    Matte,
    NodeError,
    Number,
    Shows,
    Slider,
    Spec,
    action,
    frame_spec,
    matte_spec,
    node,
)
from muse_nodes.api.ports import NUMBER

_WIDTH = 320
"""Columns of the grid of pixels that are looked at. They are picked, never averaged: an average
would mix a sliver of room with what lies beside it, and nothing would be found.
"""

_PERSON = 0.1
"""From this coverage on a pixel counts as the person: soft edges are no room either."""

_REPEATED = 3
"""Looks that must have shown something at a place before it is believed."""

_PARTS = 6
"""Parts that the time looked back on is kept in; the oldest is forgotten as a whole."""

_TOLD_EVERY = 1.0
"""Seconds between two messages."""

_HEAT = (255, 60, 0)


class Leaks(NamedTuple):
    """What could be rebuilt of the room, in per cent, and where."""

    leak: Number
    heat: Frame | None


class _Part:
    """Looks (h, w) at something that may be the room, and those at the room, since ``began``."""

    def __init__(self, ctx: Ctx, began: float, size: tuple[int, int]) -> None:
        self.began = began
        self.looks: Array = ctx.xp.zeros(size, "int32")
        self.hits: Array = ctx.xp.zeros(size, "int32")


@node("muse.privacy.leak_meter", category="Privacy", title="Leak meter")
class LeakMeter:
    """How much of the real room could be rebuilt from what was sent in the last minutes.

    It does what a patient viewer can do (Hilgefort, Arp and Rieck 2021, "Spying through virtual
    backgrounds"): whatever is neither the chosen background nor the person is collected over many
    pictures; a place counts as rebuilt when most of what was collected there is the real room.
    Connect the background, or colours of it that the room has too are counted; give it the matte of
    a network that looks at what is sent, as the viewer would.
    """

    parts: deque[_Part]
    fitted: dict[str, tuple[Frame, Frame]]

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return given["sent"]  # the heat map lies over what was sent, not over the room

    def setup(self, ctx: Ctx, sent: Spec, plate: Spec) -> None:
        if sent.shape[0] * plate.shape[1] != sent.shape[1] * plate.shape[0]:
            raise NodeError(
                f"What is sent is {sent.shape[1]}x{sent.shape[0]}, but the room is "
                f"{plate.shape[1]}x{plate.shape[0]}.",
                hint="Take both from the same camera.",
            )
        self.size = (sent.shape[0], sent.shape[1])
        self.step = max(1, round(self.size[1] / _WIDTH))
        first = self.step // 2
        self.picked = (slice(first, None, self.step), slice(first, None, self.step))
        rows, columns = (len(range(first, n, self.step)) for n in self.size)
        self.grid = (rows, columns)
        self.parts = deque()
        self.fitted = {}
        self.looks = 0
        self.leak, self.told = 0.0, -_TOLD_EVERY
        self.glow: Frame = ctx.empty(frame_spec(*self.size))
        self.glow[...] = 0

    def plan(self, ctx: Ctx, sent: Spec, plate: Spec) -> tuple[Spec, Spec]:
        return Spec(NUMBER), sent

    def process(
        self,
        ctx: Ctx,
        sent: Annotated[Frame, Doc("What those who watch get.")],
        plate: Annotated[Frame, Doc("The real room: the clean plate, or the learned one.")],
        matte: Annotated[Matte | None, Doc("The person in what is sent.")] = None,
        background: Annotated[Frame | None, Doc("What is shown instead of the room.")] = None,
        *,
        minutes: Annotated[
            float, Slider(0.5, 30, unit="min"), Doc("How far back the viewer remembers.")
        ] = 2.0,
        tolerance: Annotated[
            int, Slider(1, 64, 1, "levels"), Doc("Colours this close are the same.")
        ] = 16,
        every: Annotated[int, Slider(1, 30, 1, "frames"), Doc("Look at each n-th frame.")] = 3,
    ) -> Leaks:
        if self.looks % every == 0:
            shown, room = self._grid_of(ctx, "sent", sent), self._grid_of(ctx, "plate", plate)
            bare = self._bare(ctx, matte)
            hits = bare & (_apart(ctx, shown, room) <= tolerance)
            if background is None:  # nothing tells it from the room but the room itself
                bare = hits
            else:
                hidden = self._grid_of(ctx, "background", background)
                strange = _apart(ctx, shown, hidden) > tolerance
                bare, hits = bare & strange, hits & strange
            self._collect(ctx, bare, hits, minutes)
            self._judge(ctx, minutes)
        self.looks += 1
        if not ctx.wants("heat"):
            return Leaks(self.leak, None)
        heat = ctx.empty(frame_spec(*self.size))
        ctx.xp.right_shift(sent, 1, out=heat)
        ctx.xp.maximum(heat, self.glow, out=heat)
        return Leaks(self.leak, heat)

    @action(label="Reset leak meter")
    def reset(self, ctx: Ctx) -> None:
        """Forget what was seen so far."""
        self.parts.clear()
        self.looks = 0

    def _grid_of(self, ctx: Ctx, name: str, picture: Frame) -> Array:
        """The picked pixels of a picture of any size, as int16."""
        if (picture.shape[0], picture.shape[1]) != self.size:
            known = self.fitted.get(name)
            if known is None or known[0] is not picture:
                out = ctx.empty(frame_spec(*self.size))
                ctx.ops.resize(out, picture)
                known = self.fitted[name] = (picture, out)
            picture = known[1]
        picked: Array = picture[self.picked].astype("int16")
        return picked

    def _bare(self, ctx: Ctx, matte: Matte | None) -> Array:
        """Where the person is not: bool (h, w)."""
        if matte is None:
            everywhere: Array = ctx.xp.ones(self.grid, "bool")
            return everywhere
        if (matte.shape[0], matte.shape[1]) == self.size:
            small = matte[self.picked]
        else:
            small = ctx.empty(matte_spec(*self.grid))
            ctx.ops.resize(small, matte)
        bare: Array = small < _PERSON
        return bare

    def _collect(self, ctx: Ctx, bare: Array, hits: Array, minutes: float) -> None:
        """Count a look in the newest part, and forget what is too old."""
        if self.parts and ctx.time < self.parts[-1].began:  # a film that began anew
            self.parts.clear()
        if not self.parts or ctx.time - self.parts[-1].began >= minutes * 60 / _PARTS:
            self.parts.append(_Part(ctx, ctx.time, self.grid))
        while ctx.time - self.parts[0].began > minutes * 60:
            self.parts.popleft()
        self.parts[-1].looks += bare
        self.parts[-1].hits += hits

    def _judge(self, ctx: Ctx, minutes: float) -> None:
        """A place is rebuilt where most of what was collected is the room."""
        none = ctx.xp.zeros(self.grid, "int32")
        looks = sum((part.looks for part in self.parts), start=none)
        hits = sum((part.hits for part in self.parts), start=none)
        rebuilt = (looks >= _REPEATED) & (2 * hits > looks)
        self.leak = 100 * float(rebuilt.mean().item())
        if ctx.wants("heat"):
            shine = ctx.empty(frame_spec(*self.grid))
            ctx.xp.multiply(rebuilt[..., None], ctx.xp.asarray(_HEAT, dtype="uint8"), out=shine)
            ctx.ops.resize(self.glow, shine)
        if not 0 <= ctx.time - self.told < _TOLD_EVERY:
            self.told = ctx.time
            ctx.status(f"{self.leak:.1f} % of the room in the last {minutes:g} minutes")


def _apart(ctx: Ctx, one: Array, other: Array) -> Array:
    """Levels (h, w) by which the worst colour differs."""
    levels = ctx.xp.abs(one - other)
    worst: Array = ctx.xp.maximum(levels[..., 0], levels[..., 1])
    ctx.xp.maximum(worst, levels[..., 2], out=worst)
    return worst
