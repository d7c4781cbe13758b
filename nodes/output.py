"""Where pictures go: the preview, other programs as a virtual camera, and files."""

from typing import TYPE_CHECKING, Annotated, Literal

from muse_nodes.api import (
    Ctx,
    Doc,
    FilePath,
    Frame,
    Group,
    Matte,
    NodeError,
    Privacy,
    Restart,
    SavePath,
    ShowIf,
    Slider,
    Spec,
    matte_spec,
    node,
)

if TYPE_CHECKING:
    from muse_nodes import media

Backend = Literal["auto", "obs", "v4l2loopback", "unitycapture"]
Codec = Literal["auto", "h264", "prores4444", "vp9", "ffv1", "png"]
Rate = Annotated[float, Slider(0, 240, unit="fps"), Restart()]
Room = Annotated[
    Privacy, Group("Privacy"),
    Doc("Whether your room may be seen; auto keeps it hidden once the graph hides it."),
]  # fmt: skip
Slate = Annotated[
    FilePath, Group("Privacy"), Doc("A picture for when nothing else may be seen; empty = ours.")
]
Stale = Annotated[
    float, Slider(0, 500, unit="ms"), Group("Privacy"),
    Doc("How old a matte may be while the room is hidden; 0 = it must be of this very frame."),
]  # fmt: skip


@node("muse.output.preview", category="Output", runs_on="host")
class Preview:
    """Shows the picture in the program; what is not looked at costs nothing."""

    ctx: Ctx

    def setup(self, ctx: Ctx) -> None:
        self.ctx = ctx

    def watched(self) -> bool:
        return self.ctx.shown

    def process(self, ctx: Ctx, frame: Frame) -> None:
        ctx.show(frame)


@node(
    "muse.output.virtual_camera", category="Output", title="Virtual camera", runs_on="host",
    optional=True, public="always",
)  # fmt: skip
class VirtualCam:
    """Gives the picture to OBS, meetings and browsers, as if it came from a camera.

    While the room is hidden nothing leaves that is not covered by a matte of the very same frame.
    """

    camera: "media.VirtualCamera"

    def setup(self, ctx: Ctx, frame: Spec, *, backend: str, device: str, fps: float) -> None:
        from muse_nodes import media

        height, width = frame.shape[:2]
        self.camera = media.open_virtual_camera(
            width, height, fps or ctx.fps, backend=backend, device=device or None
        )
        ctx.status(f"{self.camera.device}, {width}x{height}")

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        *,
        backend: Annotated[
            Backend, Restart(), Doc("Which driver; auto takes what there is.")
        ] = "auto",
        device: Annotated[
            str, Restart(), Doc("Which camera of the driver; empty = the first.")
        ] = "",
        fps: Annotated[Rate, Doc("The rate that programs are told; 0 = the source's.")] = 0.0,
        room: Room = "auto",
        slate: Slate = "",
        stale_ms: Stale = 0.0,
    ) -> None:
        self.camera.send(frame)

    def exclusive(self) -> bool:
        return True

    def watched(self) -> bool | None:
        watchers = self.camera.watchers()
        return None if watchers is None else watchers > 0

    def teardown(self) -> None:
        self.camera.close()


@node(
    "muse.output.video_writer", category="Output", title="Video writer", runs_on="host", queue=8,
    public="public",
)  # fmt: skip
class VideoWriter:
    """Records to a file: H.264, or ProRes 4444, VP9, FFV1 and PNG with transparency.

    The file gets its name when it is complete; what goes wrong before leaves nothing half-written.
    """

    writer: "media.VideoWriter"

    def setup(
        self,
        ctx: Ctx,
        frame: Spec,
        *,
        path: str,
        codec: Codec,
        quality: int,
        fps: float,
        audio_from: str,
        overwrite: bool,
    ) -> None:
        from muse_nodes import media

        if not path:
            raise NodeError("No file is chosen to write to.", hint="Set the parameter 'path'.")
        height, width = frame.shape[:2]
        self.writer = media.VideoWriter(
            path, size=(width, height), fps=fps or ctx.fps, codec=codec, quality=quality,
            audio_from=audio_from or None, overwrite=overwrite,
        )  # fmt: skip
        ctx.status(self.writer.note or f"Recording {width}x{height}")

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        alpha: Annotated[Matte | None, Doc("Transparency, for the kinds that can hold it.")] = None,
        *,
        path: Annotated[
            SavePath, Restart(), Doc(".mp4, .mkv, .mov, .webm, .png or a folder.")
        ] = "",
        codec: Annotated[Codec, Restart(), Doc("auto goes by the file's name.")] = "auto",
        quality: Annotated[
            int, Slider(0, 100, 1), Restart(), Doc("80 looks like the source.")
        ] = 80,
        fps: Annotated[Rate, Doc("Nominal rate; 0 = the source's.")] = 0.0,
        audio_from: Annotated[FilePath, Restart(), Doc("A file whose sound is copied.")] = "",
        overwrite: Annotated[bool, Restart(), Doc("Replace a file of that name.")] = False,
        public: Annotated[
            bool, Group("Privacy"), Doc("Others will see it: guarded as the virtual camera is.")
        ] = False,
        room: Annotated[Room, ShowIf("public", (True,))] = "auto",
        slate: Annotated[Slate, ShowIf("public", (True,))] = "",
        stale_ms: Annotated[Stale, ShowIf("public", (True,))] = 0.0,
    ) -> None:
        if alpha is not None and alpha.shape != frame.shape[:2]:
            small, alpha = alpha, ctx.empty(matte_spec(*frame.shape[:2]))
            ctx.ops.upsample_matte(alpha, small, frame)
        self.writer.write(frame, alpha, time=ctx.time)

    def teardown(self) -> None:
        self.writer.close()
