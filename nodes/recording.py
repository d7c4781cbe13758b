"""Recording a session: the part of a personal model that only its user can do."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

from muse_nodes.api import (
    Ctx,
    Doc,
    Flag,
    Frame,
    NodeError,
    Restart,
    Session,
    Slider,
    Spec,
    Text,
    node,
)
from nodes._recording import Moment, Recording, Wanted

if TYPE_CHECKING:
    from muse_nodes.profiles import Profile

Codec = Literal["h264", "ffv1"]
Camera = Annotated[
    str, Restart(), Doc("The camera angle that it belongs to; empty = the current profile.")
]

_SAY = 5.0
"""So often, in seconds, the node says how far it is."""


PATIENT = 10.0
"""Seconds that a call may take, when a disk is slow: one that is given up would end the session."""


@node(
    "muse.personal.recorder", category="Personal model", runs_on="host", side_effects=True, queue=8,
    patience=PATIENT,
)  # fmt: skip
class Recorder:
    """Records what the camera sees into a new session of a profile, near to the source.

    Whatever ends the program, all but the last second is there. A picture that comes too late for
    the encoder is dropped and counted; nothing waits. It ends by itself before the disk is full.
    """

    ctx: Ctx
    recording: Recording | None = None
    wanted: Wanted
    profile: str
    plate: Frame | None
    told: str
    lost: int
    last: int
    said: float

    def setup(self, ctx: Ctx, frame: Spec, *, profile: str, codec: Codec, quality: int) -> None:
        from muse_nodes.profiles import checked_name

        self.teardown()
        self.ctx, self.recording, self.plate = ctx, None, None
        self.profile = checked_name(profile) if profile else ""
        height, width = frame.shape[:2]
        self.wanted = Wanted((width, height), ctx.fps, codec, quality)
        self.lost, self.last, self.said, self.told = 0, -1, float("-inf"), ""

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("What is recorded: the camera's own picture.")],
        record: Annotated[
            Flag | None, Doc("Whether it records just now; unconnected means from the start.")
        ] = None,
        plate: Annotated[
            Frame | None, Doc("The empty room, kept with the session and the profile.")
        ] = None,
        doing: Annotated[Text | None, Doc("What is being done, for the session's notes.")] = None,
        seen: Annotated[
            Text | None, Doc("What has been seen: 'poses.front 0.50, ...' for the notes.")
        ] = None,
        *,
        profile: Camera = "",
        codec: Annotated[
            Codec, Restart(), Doc("h264 is near to the source, ffv1 exact and four times as large.")
        ] = "h264",
        quality: Annotated[
            int, Slider(50, 100, 1), Restart(), Doc("93 cannot be told from the source.")
        ] = 93,
    ) -> None:
        if plate is not None and plate is not self.plate:
            self._keep_plate(plate)
        going, self.last = self._lost_since(ctx), ctx.frame_index
        if record is False:
            if self.recording is not None:
                self.recording.pause()
            return
        if self.recording is None:
            self.recording = Recording(self._profile(), self.wanted)
            if self.plate is not None:
                self.recording.show_plate(self.plate)
        elif self.recording.ended is not None:
            self._say(ctx)
            return
        moment = Moment(ctx.time, going, doing, seen)
        self.recording.take(frame, moment, wait=not ctx.live)
        self._say(ctx)

    def _lost_since(self, ctx: Ctx) -> int:
        """Pictures of the camera that never came here, since the run began."""
        if self.last >= 0:
            self.lost += max(0, ctx.frame_index - self.last - 1)
        return self.lost + ctx.stats.dropped

    def _profile(self) -> Profile:
        from muse_nodes.profiles import Profiles

        return Profiles(self.ctx.data).chosen(self.profile, make=True)

    def _keep_plate(self, plate: Frame) -> None:
        from muse_nodes import media

        self.plate = plate
        profile = self._profile()
        media.write_image(profile.background, plate)
        self.ctx.log.info("The clean plate of the profile '%s' has been taken.", profile.name)
        if self.recording is not None:
            self.recording.show_plate(plate)

    def _say(self, ctx: Ctx) -> None:
        """Tell now and then how far it is, and at once when it has ended by itself."""
        recording = self.recording
        assert recording is not None
        if recording.ended is not None:
            text = f"{recording.ended.message} {recording.ended.hint}".strip()
        elif 0 <= ctx.time - self.said < _SAY:
            return
        else:
            minutes, seconds = divmod(int(recording.video.seconds), 60)
            lost = f", {recording.dropped} dropped" if recording.dropped else ""
            text = f"Recording, {minutes}:{seconds:02d}{lost}"
        self.said = ctx.time
        if text != self.told:
            self.told = text
            ctx.status(text)

    def finish(self, ctx: Ctx) -> Session:
        from muse_nodes.profiles import RECORDED

        if self.recording is None:
            raise NodeError(
                "Nothing was recorded.", hint="R starts and stops the recording, Q ends it."
            )
        trouble, folder = self.recording.finish(), self.recording.folder
        self.recording = None
        if trouble:
            ctx.log.warning("%s", trouble)
        ctx.status(trouble or f"Recorded: {folder.name}")
        return Session.of(folder, RECORDED)

    def teardown(self) -> None:
        """What has not been finished, because the node is replaced while it records, is now."""
        recording, self.recording = self.recording, None
        if recording is not None:
            with suppress(NodeError):  # nothing was recorded yet
                recording.finish()
