"""Pictures from files: films and stills."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    EndOfStream,
    FilePath,
    Frame,
    Matte,
    NodeError,
    Restart,
    Shows,
    Slider,
    Spec,
    StreamInfo,
    frame_spec,
    matte_spec,
    node,
)
from nodes._feed import film_info, kept, read_film

if TYPE_CHECKING:
    from muse_nodes import media

Rate = Annotated[float, Slider(1, 240, unit="fps"), Restart()]


class Picture(NamedTuple):
    """A picture, and how much of it covers if the file says so."""

    frame: Frame
    alpha: Matte | None


@node("muse.sources.video_file", category="Sources", title="Video file")
class VideoFile:
    """A video file, picture by picture, in its own colours and at its own rate."""

    reader: "media.VideoReader"
    coverage: Array

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return Shows.NOTHING  # chosen by the user; the Camera node plays what stands for a camera

    def setup(self, ctx: Ctx, *, path: str, loop: bool) -> None:
        from muse_nodes import media

        if not path:
            raise NodeError("No video file is chosen.", hint="Set the parameter 'path'.")
        self.reader = media.VideoReader(path, loop=loop)
        width, height = self.reader.size
        self.coverage = np.empty((height, width), np.uint8)

    def plan(self, ctx: Ctx) -> tuple[Spec, Spec]:
        width, height = self.reader.size
        return frame_spec(height, width), matte_spec(height, width)

    def stream(self) -> StreamInfo:
        return film_info(self.reader)

    def process(
        self,
        ctx: Ctx,
        *,
        path: Annotated[FilePath, Restart(), Doc("The file.")] = "",
        loop: Annotated[bool, Restart(), Doc("Start again at the end.")] = False,
    ) -> Picture:
        width, height = self.reader.size
        frame = ctx.empty(frame_spec(height, width))
        if not (self.reader.has_alpha and ctx.wants("alpha")):
            read_film(ctx, self.reader, frame)
            return Picture(frame, None)
        read_film(ctx, self.reader, frame, self.coverage)
        alpha = ctx.empty(matte_spec(height, width))
        np.multiply(self.coverage, np.float32(1 / 255), out=alpha)
        return Picture(frame, alpha)

    def teardown(self) -> None:
        self.reader.close()


@node("muse.sources.image", category="Sources")
class Image:
    """A still picture: a background, a logo, or a test for a whole graph."""

    picture: Picture
    info: StreamInfo
    given: int

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return Shows.NOTHING  # chosen by the user; the Camera node plays what stands for a camera

    def setup(self, ctx: Ctx, *, path: str, fps: float, frames: int) -> None:
        from muse_nodes import media

        if not path:
            raise NodeError("No picture is chosen.", hint="Set the parameter 'path'.")
        pixels, alpha = media.read_image(path)
        matte = None
        if alpha is not None:
            matte = np.multiply(alpha, np.float32(1 / 255), out=ctx.empty(matte_spec(*alpha.shape)))
        self.picture = Picture(kept(ctx, pixels), matte)
        self.info = StreamInfo(fps, patient=True, frames=frames or None)
        self.given = 0

    def plan(self, ctx: Ctx) -> tuple[Spec, Spec]:
        height, width = self.picture.frame.shape[:2]
        return frame_spec(height, width), matte_spec(height, width)

    def stream(self) -> StreamInfo:
        return self.info

    def process(
        self,
        ctx: Ctx,
        *,
        path: Annotated[FilePath, Restart(), Doc("The file; transparency becomes the alpha.")] = "",
        fps: Annotated[Rate, Doc("How often it is given when nothing else sets the pace.")] = 30.0,
        frames: Annotated[
            int, Slider(0, 1_000_000, 1), Restart(), Doc("How many times; 0 = without end.")
        ] = 0,
    ) -> Picture:
        if frames and self.given >= frames:
            raise EndOfStream
        self.given += 1
        return self.picture
