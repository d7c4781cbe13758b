"""A matte from the difference to the clean plate: needs no network, but a room that keeps still."""

from __future__ import annotations

from muse_nodes.api import Array, Ctx, Frame, Matte, frame_spec, matte_spec

HEIGHT = 216
"""Rows of the matte. Keying a small, area-averaged picture also takes most of the noise away."""


class Keyer:
    """Keys a frame against one or two pictures of the same room.

    Where two are given a pixel must differ from both: the learned room follows the light, the clean
    plate remembers what was there before somebody was learned into the room by mistake.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        """``size`` is (H, W) of the frames."""
        rows = min(HEIGHT, size[0])
        columns = max(1, round(rows * size[1] / size[0]))
        self.spec = matte_spec(rows, columns)
        self._small = frame_spec(rows, columns)
        self._plate: tuple[Frame, Array] | None = None

    def __call__(
        self, ctx: Ctx, frame: Frame, plates: list[Frame], tolerance: float, softness: float
    ) -> Matte:
        """Matte of what differs from all ``plates`` by more than ``tolerance`` levels.

        ``softness`` levels further it is fully there. ``ops.key_matte`` sees to exposure, shadows
        and specks.
        """
        small = ctx.empty(self._small)
        ctx.ops.resize(small, frame)
        matte: Matte | None = None
        for number, plate in enumerate(plates):
            key = ctx.empty(self.spec)
            room = self._shrunk(ctx, plate, keep=number == 0)
            ctx.ops.key_matte(key, small, room, tolerance, softness)
            if matte is not None:
                ctx.xp.minimum(key, matte, out=key)
            matte = key
        assert matte is not None
        # Colours mix at an edge, so a key reaches too far out: the curve takes the rim off again.
        soft, clean = ctx.empty(self.spec), ctx.empty(self.spec)
        ctx.ops.blur(soft, matte, 3.0)
        ctx.ops.curve(clean, soft, 0.5, 0.95)
        return clean

    def _shrunk(self, ctx: Ctx, plate: Frame, *, keep: bool) -> Array:
        """``plate`` at the matte's size; a still is shrunk only once."""
        if keep and self._plate is not None and self._plate[0] is plate:
            return self._plate[1]
        small = ctx.empty(self._small)
        ctx.ops.resize(small, plate)
        if keep:
            self._plate = (plate, small)
        return small

    def nobody(self, ctx: Ctx) -> Matte:
        """A matte without anybody."""
        matte: Matte = ctx.empty(self.spec)
        matte[...] = 0
        return matte
