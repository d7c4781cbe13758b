"""Key points of the person: body and face, each from the best network there is, or without one."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    Frame,
    Group,
    Latest,
    Matte,
    ModelFor,
    Network,
    Pose,
    ShowIf,
    Slider,
    Spec,
    matte_spec,
    node,
    pose_spec,
)
from nodes._network import AtMost, Every, Model, Smoothing, find, told
from nodes._silhouette import silhouette_pose
from nodes._steady import SteadyPoints
from nodes._track import Rule, TrackedPose

Track = Annotated[
    bool, Group("Tracking"),
    Doc("Carry the points along between looks: steadier and less work than each n-th frame."),
]  # fmt: skip
Threshold = Annotated[
    float, Slider(1, 60, 1, "%"), Group("Tracking"), ShowIf("track", (True,)),
    Doc("The network looks again when so much of the person no longer looks as it should."),
]  # fmt: skip


@node("muse.understanding.pose", category="Understanding", title="Pose")
class BodyPose:
    """Where the joints of the person are.

    Without a network it guesses head, shoulders and hips from the outline of the matte.
    """

    network: Network | None
    points: SteadyPoints
    tracked: TrackedPose

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, reason = find(ctx, "pose", model, frame)
        self.points = SteadyPoints(frame)
        self.tracked = TrackedPose(ctx, frame)
        if self.network is not None:
            ctx.status(told(self.network))
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
        model: Annotated[Model, ModelFor("pose")] = "auto",
        every: Every = 2,
        smoothing: Smoothing = 0.5,
        least_score: Annotated[
            float, Slider(0, 1), Doc("Joints that are less sure than this count as not seen.")
        ] = 0.2,
        track: Track = True,
        at_most: AtMost = 5,
        threshold: Threshold = 15.0,
    ) -> Pose:
        if self.network is not None and track:
            pose = self.tracked(ctx, frame, self.network, Rule(threshold / 100, at_most))
            self.tracked.share.tell(ctx, told(self.network))
            return self.points.take(ctx, pose, smoothing, least_score)
        if not self.points.due(every):
            assert self.points.last is not None
            return self.points.last
        self.tracked.forget()
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
    tracked: TrackedPose

    def setup(self, ctx: Ctx, frame: Spec, *, model: str) -> None:
        self.network, reason = find(ctx, "face", model, frame)
        self.points = SteadyPoints(frame)
        self.tracked = TrackedPose(ctx, frame)
        ctx.status(told(self.network) if self.network else f"No face is looked for. {reason}")

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return pose_spec(478) if self.network is None else self.network.output

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        *,
        model: Annotated[Model, ModelFor("face")] = "auto",
        every: Every = 2,
        smoothing: Smoothing = 0.5,
        track: Track = True,
        at_most: AtMost = 5,
        threshold: Threshold = 15.0,
    ) -> Pose:
        if self.network is None:
            return Pose(np.zeros((0, 478, 3), np.float32), "face478")
        if track:
            pose = self.tracked(ctx, frame, self.network, Rule(threshold / 100, at_most))
            self.tracked.share.tell(ctx, told(self.network))
            return self.points.take(ctx, pose, smoothing)
        if not self.points.due(every):
            assert self.points.last is not None
            return self.points.last
        self.tracked.forget()
        return self.points.take(ctx, self.network(frame), smoothing)

    def teardown(self) -> None:
        if self.network is not None:
            self.network.close()
