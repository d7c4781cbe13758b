"""Where pictures come from: cameras, and the procedural demo scene."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from muse_nodes.api import (
    Ctx,
    Doc,
    FilePath,
    Frame,
    Matte,
    Pose,
    Restart,
    Slider,
    Spec,
    StreamInfo,
    frame_spec,
    matte_spec,
    node,
    pose_spec,
)  # fmt: skip
from nodes._feed import Asked, Feed, kept, open_feed

if TYPE_CHECKING:
    from muse_nodes import media

MATTE_ROWS = 240  # as good networks give; kernels bring it up to the frame's own edges

SEES_TO_ITSELF = 86_400.0  # seconds of silence: a camera that is gone opens itself again

Width = Annotated[int, Slider(16, 7680, 1, "pixels"), Restart()]
Height = Annotated[int, Slider(16, 4320, 1, "pixels"), Restart()]


class Seen(NamedTuple):
    """What a camera gives: its picture, and the empty room if that is known."""

    frame: Frame
    plate: Frame | None


class Shown(NamedTuple):
    """What the demo scene gives: the picture, and the truth about it."""

    frame: Frame
    matte: Matte
    pose: Pose
    plate: Frame


@node("muse.sources.camera", category="Sources", patience=SEES_TO_ITSELF)
class Camera:
    """A camera, or a video file or the demo scene in its place.

    With a picture of the empty room (``clean_plate``) the background is known from the first frame.
    A camera that is unplugged, taken away or frozen is opened again by itself, and only that one.
    """

    feed: Feed

    def setup(
        self,
        ctx: Ctx,
        *,
        source: str,
        width: int,
        height: int,
        fps: float,
        mjpg: bool,
        loop: bool,
        clean_plate: str,
        frozen: float,
    ) -> None:
        asked = Asked(source.strip() or "auto", width, height, fps, mjpg, loop, frozen)
        self.feed = open_feed(ctx, asked, clean_plate)

    def plan(self, ctx: Ctx) -> tuple[Spec, Spec]:
        width, height = self.feed.size
        return frame_spec(height, width), frame_spec(height, width)

    def stream(self) -> StreamInfo:
        return self.feed.info

    def exclusive(self) -> bool:
        return self.feed.exclusive

    def process(
        self,
        ctx: Ctx,
        *,
        source: Annotated[
            str,
            Restart(),
            Doc("auto, a camera's number, name or path, a video or picture file, or demo."),
        ] = "auto",
        width: Annotated[Width, Doc("Asked of the camera; files keep their own.")] = 1280,
        height: Annotated[Height, Doc("Asked of the camera; files keep their own.")] = 720,
        fps: Annotated[
            float, Slider(0, 240, unit="fps"), Restart(), Doc("0 = as the camera likes.")
        ] = 30.0,
        mjpg: Annotated[
            bool, Restart(), Doc("Compressed pictures: what USB cameras need for large and fast.")
        ] = True,
        loop: Annotated[bool, Restart(), Doc("A video file starts again at its end.")] = False,
        clean_plate: Annotated[
            FilePath, Restart(), Doc("A picture of the room without the person, same camera.")
        ] = "",
        frozen: Annotated[
            float,
            Slider(0, 60, unit="s"),
            Restart(),
            Doc("A camera that gives the very same picture so long is opened again; 0 = never."),
        ] = 5.0,
    ) -> Seen:
        frame = ctx.empty(frame_spec(self.feed.size[1], self.feed.size[0]))
        self.feed.read(frame)
        return Seen(frame, self.feed.plate)

    def teardown(self) -> None:
        self.feed.close()


@node("muse.sources.demo_scene", category="Sources", title="Demo scene")
class DemoScene:
    """A drawn room with a moving figure, with its exact matte, pose and empty room.

    The same seed gives the same film on every machine.
    """

    scene: "media.DemoScene"
    plate: Frame
    matte_size: tuple[int, int]
    index: int

    def setup(
        self,
        ctx: Ctx,
        *,
        seed: int,
        width: int,
        height: int,
        fps: float,
        noise: float,
        light_switch: float,
        camera_bump: float,
    ) -> None:
        from muse_nodes import media

        self.scene = media.DemoScene(
            width, height, fps, seed,
            noise=noise, light_switch=light_switch, camera_bump=camera_bump,
        )  # fmt: skip
        self.plate = kept(ctx, self.scene.plate)
        shrink = max(1, height // MATTE_ROWS)
        self.matte_size = (max(1, width // shrink), max(1, height // shrink))
        self.index = 0

    def plan(self, ctx: Ctx) -> tuple[Spec, ...]:
        frame = frame_spec(self.scene.height, self.scene.width)
        width, height = self.matte_size
        return frame, matte_spec(height, width), pose_spec(17), frame

    def stream(self) -> StreamInfo:
        return StreamInfo(self.scene.fps, patient=True)

    def process(
        self,
        ctx: Ctx,
        *,
        width: Annotated[
            int, Slider(16, 3840, 1, "pixels"), Restart(), Doc("Width of the picture.")
        ] = 1280,
        height: Annotated[
            int, Slider(16, 2160, 1, "pixels"), Restart(), Doc("Height of the picture.")
        ] = 720,
        fps: Annotated[
            float, Slider(1, 240, unit="fps"), Restart(), Doc("Pictures per second.")
        ] = 30.0,
        seed: Annotated[int, Slider(0, 9999, 1), Restart(), Doc("Another seed, another room.")] = 1,
        noise: Annotated[
            float, Slider(0, 20, unit="levels"), Restart(), Doc("Sensor noise.")
        ] = 1.5,
        light_switch: Annotated[
            float,
            Slider(0, 60, unit="s"),
            Restart(),
            Doc("The lamp is switched so often; 0 = never."),
        ] = 0.0,
        camera_bump: Annotated[
            float, Slider(0, 60, unit="s"), Restart(), Doc("Time between knocks; 0 = never.")
        ] = 0.0,
    ) -> Shown:
        scene, index = self.scene, self.index
        self.index += 1
        frame = ctx.empty(frame_spec(scene.height, scene.width))
        scene.frame(index, frame)
        matte = scene.matte(index, self.matte_size)
        return Shown(frame, matte, scene.pose(index), self.plate)
