"""Mattes by key and by hand: the plate keyer, and tools that mend what a network gives."""

from __future__ import annotations

from typing import Annotated

from muse_nodes.api import Ctx, Doc, Frame, Latest, Matte, NodeError, Slider, Spec, matte_spec, node
from nodes._keyer import Keyer

Percent = Annotated[float, Slider(-10, 10, unit="% of the height")]


@node("muse.matte.plate_keyer", category="Matte", title="Plate keyer")
class PlateKeyer:
    """The person is what differs from the empty room: for a camera that keeps still."""

    keyer: Keyer

    def setup(self, ctx: Ctx, frame: Spec, plate: Spec) -> None:
        if frame.shape != plate.shape:
            raise NodeError(
                f"The frame is {frame.shape[1]}x{frame.shape[0]}, but the clean plate is "
                f"{plate.shape[1]}x{plate.shape[0]}.",
                hint="Take the clean plate with the same camera at the same size.",
            )
        self.keyer = Keyer((frame.shape[0], frame.shape[1]))

    def plan(self, ctx: Ctx, frame: Spec, plate: Spec) -> Spec:
        return self.keyer.spec

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        plate: Annotated[Frame, Doc("The room without anybody.")],
        room: Annotated[
            Latest[Frame] | None, Doc("The learned room, beside the plate; it follows the light.")
        ] = None,
        *,
        tolerance: Annotated[
            float, Slider(0, 100, unit="levels"), Doc("Smaller differences are the room.")
        ] = 10.0,
        softness: Annotated[
            float, Slider(1, 100, unit="levels"), Doc("From not there to fully there.")
        ] = 20.0,
    ) -> Matte:
        plates = [plate]
        if room is not None and room.value.shape == frame.shape:
            plates.append(room.value)
        return self.keyer(ctx, frame, plates, tolerance, softness)


@node("muse.matte.tools", category="Matte", title="Matte tools", bypass="matte")
class MatteTools:
    """Mends a matte: steadier over time, harder or softer, larger or smaller.

    Applied in this order: stabilise, curve, grow, feather. What is set to nothing costs nothing.
    """

    last: Matte | None

    def setup(self, ctx: Ctx) -> None:
        self.last = None

    def process(
        self,
        ctx: Ctx,
        matte: Matte,
        *,
        steadiness: Annotated[
            float,
            Slider(0, 1),
            Doc("Holds small changes back from frame to frame; large ones pass."),
        ] = 0.0,
        low: Annotated[float, Slider(0, 1), Doc("Up to this it becomes background.")] = 0.0,
        high: Annotated[float, Slider(0, 1), Doc("From this on it becomes person.")] = 1.0,
        grow: Annotated[Percent, Doc("Moves the edge outwards, or inwards if negative.")] = 0.0,
        feather: Annotated[
            float, Slider(0, 10, unit="% of the height"), Doc("Width of a softer edge.")
        ] = 0.0,
    ) -> Matte:
        ops, spec = ctx.ops, matte_spec(*matte.shape)
        if steadiness > 0:
            if self.last is not None and self.last.shape == matte.shape:
                steady = ctx.empty(spec)
                ops.stabilise(steady, matte, self.last, steadiness)
                matte = steady
            self.last = matte
        else:
            self.last = None
        if low > 0 or high < 1:
            curved = ctx.empty(spec)
            ops.curve(curved, matte, low, max(high, low + 0.01))
            matte = curved
        per_cent = matte.shape[0] / 100
        if grow != 0:
            moved = ctx.empty(spec)
            ops.grow(moved, matte, grow * per_cent)
            matte = moved
        if feather > 0:
            soft = ctx.empty(spec)
            ops.feather(soft, matte, feather * per_cent)
            matte = soft
        return matte
