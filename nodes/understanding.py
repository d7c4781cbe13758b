"""Finding the person: the matte from the best network there is, or without one."""

from __future__ import annotations

from typing import Annotated

from muse_nodes.api import (
    Ctx,
    Doc,
    Frame,
    Group,
    Latest,
    Matte,
    ModelFor,
    Network,
    ShowIf,
    Slider,
    Spec,
    matte_spec,
    node,
)
from nodes._keyer import Keyer
from nodes._network import AtMost, Every, Model, Smoothing, find, told
from nodes._track import Rule, TrackedMatte

_TOLERANCE, _SOFTNESS = 10.0, 20.0

_CRISPEST = 0.45
"""At a crispness of 1 the matte goes from nothing to all between 0.45 and 0.55 of what the network
says. Networks are trained to be unsure near an edge, which is wider than the edge really is.
"""


@node("muse.understanding.segment", category="Understanding")
class Segment:
    """Which part of the picture is the person.

    Without a network it keys against the clean plate of the camera, and without that it shows
    nobody, so that the room never gets out by mistake.
    """

    network: Network | None
    keyer: Keyer
    last: Matte | None
    given: Matte | None
    age: int
    looked: int
    reason: str
    tracked: TrackedMatte | None

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, self.reason = find(ctx, "segment", model, frame)
        self.keyer = Keyer((frame.shape[0], frame.shape[1]))
        self.last = self.given = None
        self.age = self.looked = 0
        self.tracked = None
        self.nobody = self.keyer.nobody(ctx)
        self.said = ""
        if self.network is not None:
            self.tracked = TrackedMatte(ctx, frame, self.network.output)
            ctx.status(told(self.network))

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return self.keyer.spec if self.network is None else self.network.output

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        plate: Annotated[
            Frame | None, Doc("The room without anybody; used when there is no network.")
        ] = None,
        room: Annotated[
            Latest[Frame] | None, Doc("The learned room, beside the plate; it follows the light.")
        ] = None,
        *,
        model: Annotated[Model, ModelFor("segment")] = "auto",
        every: Every = 1,
        smoothing: Smoothing = 0.3,
        crispness: Annotated[
            float, Slider(0, 1), Doc("How sharply the network's soft edge is drawn.")
        ] = 0.5,
        track: Annotated[
            bool,
            Group("Tracking"),
            Doc(
                "Carry the matte along between looks. Worth it for large networks; the small ones "
                "of selfies cost hardly more than tracking, and follow quick arms better."
            ),
        ] = False,
        at_most: AtMost = 8,
        threshold: Annotated[
            float,
            Slider(0.2, 10, 0.1, "%"),
            Group("Tracking"),
            ShowIf("track", (True,)),
            Doc("The network looks again when so much of the picture is off round the person."),
        ] = 1.6,
    ) -> Matte:
        tracked = self.tracked if track else None
        if self.tracked is not None and not track:
            self.tracked.forget()
        if tracked is None:
            self.age += 1
            if self.given is not None and self.age < every:
                ctx.belongs_to(self.looked)
                return self.given
        rule = Rule(threshold / 100, at_most)
        matte = None if tracked is None else tracked.follow(ctx, frame, rule)
        if matte is None:
            matte = self._steady(ctx, self._look(ctx, frame, plate, room), smoothing)
            if tracked is not None:
                tracked.looked(ctx, matte)
        if tracked is not None and self.network is not None:
            tracked.share.tell(ctx, told(self.network))
        self.last, self.age, self.looked = matte, 0, ctx.frame_index
        if self.network is not None and crispness > 0:
            crisp = ctx.empty(matte_spec(*matte.shape))
            ctx.ops.curve(crisp, matte, _CRISPEST * crispness, 1 - _CRISPEST * crispness)
            matte = crisp
        self.given = matte
        return matte

    def _steady(self, ctx: Ctx, matte: Matte, smoothing: float) -> Matte:
        """A new matte, held back towards the last one, which may have been carried along."""
        if self.last is None or smoothing <= 0 or self.last.shape != matte.shape:
            return matte
        steady = ctx.empty(matte_spec(*matte.shape))
        ctx.ops.stabilise(steady, matte, self.last, smoothing)
        return steady

    def _look(
        self, ctx: Ctx, frame: Frame, plate: Frame | None, room: Latest[Frame] | None
    ) -> Matte:
        if self.network is not None:
            matte: Matte = self.network(frame, out=ctx.empty(self.network.output))
            return matte
        if plate is None or plate.shape != frame.shape:
            self._say(ctx, f"Nobody is cut out: {self.reason} Or give the camera a clean plate.")
            return self.nobody
        self._say(ctx, f"Plate keyer, because there is no network. {self.reason}")
        plates = [plate]
        if room is not None and room.value.shape == frame.shape:
            plates.append(room.value)
        return self.keyer(ctx, frame, plates, _TOLERANCE, _SOFTNESS)

    def _say(self, ctx: Ctx, text: str) -> None:
        if text != self.said:
            ctx.status(text)
            self.said = text

    def teardown(self) -> None:
        if self.network is not None:
            self.network.close()
