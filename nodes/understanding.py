"""Finding the person: matte, body and face, each from the best network there is, or without one."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    Frame,
    Latest,
    Matte,
    ModelError,
    Network,
    Pose,
    Restart,
    Slider,
    Spec,
    matte_spec,
    node,
    pose_spec,
)
from nodes._keyer import Keyer
from nodes._silhouette import silhouette_pose
from nodes._steady import SteadyPoints

Model = Annotated[
    str,
    Restart(),
    Doc("Which network: 'auto' for the best there is, a name from the catalogue, or a file."),
]
Every = Annotated[
    int, Slider(1, 10, 1, "frames"), Doc("Look at each n-th frame only; the ones between reuse it.")
]
Smoothing = Annotated[
    float, Slider(0, 1), Doc("0 takes each result as it is, 1 is the steadiest and the slowest.")
]

_TOLERANCE, _SOFTNESS = 10.0, 20.0

_CRISPEST = 0.45
"""At a crispness of 1 the matte goes from nothing to all between 0.45 and 0.55 of what the network
says. Networks are trained to be unsure near an edge, which is wider than the edge really is.
"""


def _find(ctx: Ctx, task: str, model: str, frame: Spec) -> tuple[Network | None, str]:
    """The network, or None and the reason. A network asked for by name must be there."""
    try:
        return ctx.model(task, model, frame=frame), ""
    except ModelError as error:
        if model != "auto":
            raise
        return None, str(error)


def _told(network: Network) -> str:
    info = network.info
    return f"{info.name} on {info.device} ({info.backend}). {info.note}".strip()


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
    reason: str

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, self.reason = _find(ctx, "segment", model, frame)
        self.keyer = Keyer((frame.shape[0], frame.shape[1]))
        self.last = self.given = None
        self.age = 0
        self.nobody = self.keyer.nobody(ctx)
        self.said = ""
        if self.network is not None:
            ctx.status(_told(self.network))

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
        model: Model = "auto",
        every: Every = 1,
        smoothing: Smoothing = 0.3,
        crispness: Annotated[
            float, Slider(0, 1), Doc("How sharply the network's soft edge is drawn.")
        ] = 0.5,
    ) -> Matte:
        self.age += 1
        if self.given is not None and self.age < every:
            return self.given
        matte = self._look(ctx, frame, plate, room)
        if self.last is not None and smoothing > 0 and self.last.shape == matte.shape:
            steady = ctx.empty(matte_spec(*matte.shape))
            ctx.ops.stabilise(steady, matte, self.last, smoothing)
            matte = steady
        self.last, self.age = matte, 0
        if self.network is not None and crispness > 0:
            crisp = ctx.empty(matte_spec(*matte.shape))
            ctx.ops.curve(crisp, matte, _CRISPEST * crispness, 1 - _CRISPEST * crispness)
            matte = crisp
        self.given = matte
        return matte

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


@node("muse.understanding.pose", category="Understanding", title="Pose")
class BodyPose:
    """Where the joints of the person are.

    Without a network it guesses head, shoulders and hips from the outline of the matte.
    """

    network: Network | None
    points: SteadyPoints

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, reason = _find(ctx, "pose", model, frame)
        self.points = SteadyPoints(frame)
        if self.network is not None:
            ctx.status(_told(self.network))
        else:
            ctx.status(
                f"Joints are guessed from the outline, because there is no network. {reason}"
            )

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return pose_spec(17) if self.network is None else self.network.output

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        matte: Annotated[
            Latest[Matte] | None, Doc("The person's outline; used when there is no network.")
        ] = None,
        *,
        model: Model = "auto",
        every: Every = 2,
        smoothing: Smoothing = 0.5,
        least_score: Annotated[
            float, Slider(0, 1), Doc("Joints that are less sure than this count as not seen.")
        ] = 0.2,
    ) -> Pose:
        if not self.points.due(every):
            assert self.points.last is not None
            return self.points.last
        if self.network is not None:
            return self.points.take(ctx, self.network(frame), smoothing, least_score)
        pose = Pose(np.zeros((0, 17, 3), np.float32), "coco17")
        if matte is not None:
            found = silhouette_pose(_on_host(ctx, matte.value), (frame.shape[0], frame.shape[1]))
            if found is not None:
                pose = Pose(found[None], "coco17")
        return self.points.take(ctx, pose, max(smoothing, 0.6), least_score)

    def teardown(self) -> None:
        if self.network is not None:
            self.network.close()


def _on_host(ctx: Ctx, matte: Matte) -> Array:
    """A small host copy of a matte, wherever it lives: 128 rows are enough for an outline."""
    small = ctx.empty(matte_spec(128, 128))
    ctx.ops.resize(small, matte)
    return np.asarray(small.tolist(), np.float32)


@node("muse.understanding.face_mesh", category="Understanding", title="Face mesh")
class FaceMesh:
    """478 points on the face: eyes, irises, lips, outline. Nobody without its network."""

    network: Network | None
    points: SteadyPoints

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, reason = _find(ctx, "face", model, frame)
        self.points = SteadyPoints(frame)
        ctx.status(_told(self.network) if self.network else f"No face is looked for. {reason}")

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return pose_spec(478) if self.network is None else self.network.output

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        *,
        model: Model = "auto",
        every: Every = 2,
        smoothing: Smoothing = 0.5,
    ) -> Pose:
        if self.network is None:
            return Pose(np.zeros((0, 478, 3), np.float32), "face478")
        if not self.points.due(every):
            assert self.points.last is not None
            return self.points.last
        return self.points.take(ctx, self.network(frame), smoothing)

    def teardown(self) -> None:
        if self.network is not None:
            self.network.close()
