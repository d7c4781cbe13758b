"""What is behind the person: the learned room, or something else in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from muse_nodes.api import (
    Array,
    Colour,
    Ctx,
    Doc,
    FilePath,
    Frame,
    Matte,
    NodeError,
    Restart,
    ShowIf,
    Shows,
    Slider,
    Spec,
    action,
    frame_spec,
    matte_spec,
    node,
    rgb,
)
from nodes._room import Room

Kind = Literal["room", "blur", "colour", "image", "video", "transparent"]
Fit = Literal["cover", "contain", "stretch"]

_BLUR_EVERY = 0.2
"""Seconds between two blurred pictures of the learned room."""

_HIDING = 3.0
"""Least blur, in % of the height, that hides a room: below it posters can still be read."""


class LearnedRoom(NamedTuple):
    """The room without the person, and how well each place of it is known (0 to 1)."""

    plate: Frame
    confidence: Matte | None


@node("muse.background.buffer", category="Background", title="Background buffer", bypass="frame")
class BackgroundBuffer:
    """Learns the room behind the person while it runs, and never the person.

    It starts from the clean plate or from the first frames, follows the light, and mends itself
    within a second when a lamp is switched or the camera is touched. What was never seen is filled
    from its surroundings.
    """

    room: Room

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Mapping[str, Shows]:
        return {"plate": max(given.values()), "confidence": Shows.ROOM}  # where the person is not

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        self.__dict__.pop("room", None)  # the arrays of one room are 19 MB at 1080p: no second one
        self.room = Room(ctx, (frame.shape[0], frame.shape[1]))
        self.taken = False

    def plan(self, ctx: Ctx, frame: Spec) -> tuple[Spec, Spec]:
        return frame, matte_spec(*self.room.watch.small)

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        matte: Annotated[Matte, Doc("The person in it.")],
        plate: Annotated[Frame | None, Doc("A picture of the empty room to start from.")] = None,
        *,
        rate: Annotated[
            float, Slider(0, 1, unit="per s"), Doc("Share of a change that is learned in a second.")
        ] = 0.3,
        grow: Annotated[
            float, Slider(0, 10, unit="% of the height"),
            Doc("Guard band round the person from which nothing is learned."),
        ] = 3.0,
    ) -> LearnedRoom:  # fmt: skip
        room = self.room
        if plate is not None and not self.taken:
            self.taken = True
            if plate.shape != frame.shape:
                fitted = ctx.empty(frame_spec(*room.size))
                ctx.ops.resize(fitted, plate)
                plate = fitted
            room.start_from(ctx, plate)
        picture = room.update(ctx, frame, matte, rate=rate, guard=grow / 100, time=ctx.time)
        if not ctx.wants("confidence"):
            return LearnedRoom(picture, None)
        confidence = ctx.empty(matte_spec(*room.watch.small))
        room.known(ctx, confidence)
        return LearnedRoom(picture, confidence)

    @action(label="Reset background", key="B")
    def reset_background(self, ctx: Ctx) -> None:
        """Overwrite the room with the next frame, where the person is not."""
        self.room.overwrite = True
        ctx.status("The room was taken anew.")


@node("muse.background.source", category="Background", title="Background source")
class BackgroundSource:
    """What stands behind the person: the room, blurred or not, a colour, a picture or a video.

    "room" gives nothing, which lets Composite show the live room. "transparent" is black and means
    something only where the alpha of the composite is used.
    """

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        if params["kind"] == "room":
            return Shows.ROOM
        clear = params["kind"] == "blur" and params["radius"] < _HIDING
        return max(given.values(), default=Shows.ROOM) if clear else Shows.NOTHING

    def setup(
        self, ctx: Ctx, frame: Spec | None, room: Spec | None, *, kind: Kind, file: str
    ) -> None:
        given = frame or room
        self.size = (720, 1280) if given is None else (given.shape[0], given.shape[1])
        self.still: tuple[Any, Frame] | None = None
        self.source: Array | None = None
        self.video: Any = None
        self.due = 0.0
        self.blurred_at = -1.0
        if kind in ("image", "video") and not file:
            raise NodeError(
                f"The background is to be a {'picture' if kind == 'image' else 'video'}, "
                "but no file is chosen.",
                hint="Choose a file, or another kind of background.",
            )
        if kind == "image":
            from muse_nodes.media import read_image

            self.source = read_image(file)[0]
        elif kind == "video":
            from muse_nodes.media import VideoReader

            self.video = VideoReader(file, loop=True)

    def plan(self, ctx: Ctx, frame: Spec | None, room: Spec | None) -> Spec:
        return frame_spec(*self.size)

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame | None, Doc("The live picture: gives the size.")] = None,
        room: Annotated[Frame | None, Doc("The learned room, to be blurred.")] = None,
        *,
        kind: Annotated[Kind, Restart(), Doc("What is shown.")] = "room",
        colour: Annotated[Colour, ShowIf("kind", ("colour",)), Doc("The colour.")] = "#00b140",
        file: Annotated[
            FilePath, Restart(), ShowIf("kind", ("image", "video")), Doc("The picture or video.")
        ] = "",
        radius: Annotated[
            float, Slider(0, 10, unit="% of the height"), ShowIf("kind", ("blur",)),
            Doc("How soft the blur is."),
        ] = 4.0,
        fit: Annotated[
            Fit, ShowIf("kind", ("image", "video")), Doc("How a picture of another shape fits in.")
        ] = "cover",
    ) -> Frame | None:  # fmt: skip
        if kind == "room":
            return None
        if kind == "blur":
            return self._blurred(ctx, frame, room, radius)
        if kind == "video":
            return self._playing(ctx, fit)
        if kind == "image":
            assert self.source is not None
            return self._kept((fit,), lambda: self._fitted(ctx, self.source, fit))
        shade = (0, 0, 0) if kind == "transparent" else rgb(colour)
        return self._kept(shade, lambda: self._filled(ctx, shade))

    def _kept(self, key: object, make: Any) -> Frame:
        """The very same picture as long as ``key`` stays, so that it is uploaded only once."""
        if self.still is None or self.still[0] != key:
            self.still = (key, make())
        return self.still[1]

    def _filled(self, ctx: Ctx, shade: tuple[int, int, int]) -> Frame:
        out = ctx.empty(frame_spec(*self.size))
        out[...] = ctx.xp.asarray(shade, dtype="uint8")
        return out

    def _blurred(
        self, ctx: Ctx, frame: Frame | None, room: Frame | None, radius: float
    ) -> Frame | None:
        """Blurred at a quarter of the size; the learned room, being slow, only now and then."""
        picture = frame if room is None else room
        if picture is None:
            raise NodeError(
                "There is nothing to blur.", hint="Connect the learned room, or the frame."
            )
        calm = room is not None and 0 <= ctx.time - self.blurred_at < _BLUR_EVERY
        if calm and self.still is not None and self.still[0] == radius:
            return self.still[1]
        height, width = self.size
        spec = frame_spec(max(1, height // 4), max(1, width // 4))
        small, soft, out = ctx.empty(spec), ctx.empty(spec), ctx.empty(frame_spec(height, width))
        ctx.ops.resize(small, picture)
        ctx.ops.blur(soft, small, radius / 100 * spec.shape[0])
        ctx.ops.resize(out, soft)
        self.still, self.blurred_at = (radius, out), ctx.time
        return out

    def _playing(self, ctx: Ctx, fit: Fit) -> Frame:
        """The picture of the video that is due, at its own speed; a lag is never made up for."""
        if self.still is None or ctx.time >= self.due:
            width, height = self.video.size
            picture = np.empty((height, width, 3), np.uint8)
            self.video.read(picture)
            self.due = max(self.due, ctx.time - 1 / self.video.fps) + 1 / self.video.fps
            self.still = (None, self._fitted(ctx, picture, fit))
        return self.still[1]

    def _fitted(self, ctx: Ctx, picture: Array, fit: Fit) -> Frame:
        """A host picture at the size of the frame, on the node's device."""
        (height, width), (rows, columns) = self.size, picture.shape[:2]
        out = ctx.empty(frame_spec(height, width))
        if fit == "stretch":
            ctx.ops.resize(out, ctx.xp.asarray(picture))
            return out
        if fit == "cover":
            scale = max(height / rows, width / columns)
            tall, wide = min(rows, round(height / scale)), min(columns, round(width / scale))
            top, left = (rows - tall) // 2, (columns - wide) // 2
            part = np.ascontiguousarray(picture[top : top + tall, left : left + wide])
            ctx.ops.resize(out, ctx.xp.asarray(part))
            return out
        scale = min(height / rows, width / columns)
        tall, wide = max(1, round(rows * scale)), max(1, round(columns * scale))
        inner = ctx.empty(frame_spec(tall, wide))
        ctx.ops.resize(inner, ctx.xp.asarray(picture))
        top, left = (height - tall) // 2, (width - wide) // 2
        out[...] = 0
        out[top : top + tall, left : left + wide] = inner
        return out

    def teardown(self) -> None:
        if self.video is not None:
            self.video.close()
