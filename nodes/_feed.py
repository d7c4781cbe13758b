"""What stands behind the Camera node: a camera, a file or the demo scene, opened by one word."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from muse_nodes.api import (
    Array,
    Ctx,
    EndOfStream,
    Frame,
    MediaError,
    NoFrame,
    StreamInfo,
    frame_spec,
)

if TYPE_CHECKING:
    from muse_nodes import media

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"))
FILMS = frozenset((".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".ts", ".wmv"))

WAIT = 0.5  # seconds for a picture, after which the engine may look whether it is still wanted


class Asked(NamedTuple):
    """The camera parameters as the user set them."""

    source: str
    width: int
    height: int
    fps: float
    mjpg: bool
    loop: bool
    frozen: float


class Feed(NamedTuple):
    """Something open that gives pictures of ``size`` (width, height).

    ``read`` fills a frame; it may block, but not for long, and raises NoFrame when there is none
    for the moment, EndOfStream after the last one. ``exclusive``: only one can have it open.
    """

    size: tuple[int, int]
    info: StreamInfo
    read: Callable[[Array], object]
    close: Callable[[], None] = lambda: None
    plate: Frame | None = None
    exclusive: bool = False


def open_feed(ctx: Ctx, asked: Asked, clean_plate: str) -> Feed:
    """What ``asked.source`` means; MediaError when it cannot be opened."""
    feed = _open(ctx, asked)
    if not clean_plate:
        return feed
    from muse_nodes import media

    try:
        plate, _ = media.read_image(clean_plate)
    except MediaError:
        feed.close()
        raise
    return feed._replace(plate=kept(ctx, plate, feed.size))


def kept(ctx: Ctx, picture: Array, size: tuple[int, int] | None = None) -> Frame:
    """A picture that is read once, in a buffer of the engine's, at ``size`` (width, height).

    Kernels may read a few bytes beyond the end of a frame; only the engine's buffers allow that.
    """
    width, height = size or (picture.shape[1], picture.shape[0])
    out = ctx.empty(frame_spec(height, width))
    if picture.shape == out.shape:
        out[:] = picture
    else:
        ctx.ops.resize(out, picture)
    return out


def _open(ctx: Ctx, asked: Asked) -> Feed:
    word, path = asked.source.lower(), Path(asked.source)
    if word == "demo":
        return _demo(ctx, asked)
    if word == "auto":
        return _first_camera(ctx, asked)
    if path.suffix.lower() in PICTURES:
        return _still(path, asked.fps)
    if path.is_file() or path.suffix.lower() in FILMS:
        return _film(ctx, path, asked.loop)
    return _camera(ctx, asked.source, asked)


def _first_camera(ctx: Ctx, asked: Asked) -> Feed:
    from muse_nodes import media

    told = "There is no camera"
    for camera in media.list_cameras():
        try:
            return _camera(ctx, str(camera.index), asked)
        except MediaError as error:
            told = error.message.rstrip(".")
    feed = _demo(ctx, asked)
    ctx.status(f"{told}: the demo scene is shown.")
    return feed


def _camera(ctx: Ctx, source: str, asked: Asked) -> Feed:
    from muse_nodes import media

    camera = media.open_camera(
        source, width=asked.width, height=asked.height, fps=asked.fps, mjpg=asked.mjpg,
        patience=media.Patience(frozen=asked.frozen),
    )  # fmt: skip
    mode = camera.mode
    fps = mode.fps or asked.fps or 30.0  # some drivers do not say
    told = f"{camera.info.name}: {mode.width}x{mode.height}, {fps:g} fps {mode.fourcc}".rstrip()

    def read(out: Array) -> None:
        """A camera that is gone looks for itself until it is back."""
        try:
            camera.read(out, timeout=WAIT)
        except MediaError as error:
            if camera.closed:
                raise EndOfStream from None
            outage = camera.outage
            if outage is not None:
                ctx.status(outage_told(outage))
            raise NoFrame(error.message, hint=error.hint) from None
        ctx.status(str(camera.notice or told))

    return Feed(
        (mode.width, mode.height), StreamInfo(fps, patient=False), read, camera.close,
        exclusive=True,
    )  # fmt: skip


def outage_told(outage: media.Outage) -> str:
    """What a user should know of it: why, for how long, and when it is tried again.

    The times are rough on purpose: each new text is a line in the log.
    """
    seconds = math.floor(outage.gone)
    rough = max(1, seconds - (seconds % 5 if seconds > 5 else 0))
    gone = f"{rough} s" if seconds < 60 else f"{seconds // 60} min"
    within = max(1, math.ceil(outage.pause))
    return f"{outage.problem} Gone for {gone}; the next try is within {within} s."


def _film(ctx: Ctx, path: Path, loop: bool) -> Feed:
    from muse_nodes import media

    reader = media.VideoReader(path, loop=loop)
    return Feed(
        reader.size, film_info(reader), lambda out: read_film(ctx, reader, out), reader.close
    )


def film_info(reader: media.VideoReader) -> StreamInfo:
    """The nominal rate of a file, and its length unless it starts again at its end."""
    return StreamInfo(reader.fps, patient=True, frames=None if reader.loop else reader.frames)


def read_film(ctx: Ctx, reader: media.VideoReader, out: Frame, alpha: Array | None = None) -> None:
    """The next picture into ``out`` and its coverage into ``alpha`` (uint8), if that is given.

    Its time in the film becomes the time of the frame: a variable rate and the sound keep in step.

    Raises EndOfStream after the last one, and says then if the file was damaged.
    """
    try:
        ctx.stamp(reader.read(out, alpha))
    except EndOfStream:
        if reader.damage:
            ctx.log.warning(reader.damage)
            ctx.status(reader.damage)
        raise


def _still(path: Path, fps: float) -> Feed:
    from muse_nodes import media

    picture, _ = media.read_image(path)
    height, width = picture.shape[:2]

    def read(out: Array) -> None:
        out[:] = picture

    return Feed((width, height), StreamInfo(fps or 30.0, patient=True), read)


def _demo(ctx: Ctx, asked: Asked) -> Feed:
    from muse_nodes import media

    scene = media.DemoScene(asked.width, asked.height, fps=asked.fps or 30.0)
    indices = iter(range(1 << 62))

    def read(out: Array) -> None:
        scene.frame(next(indices), out)

    return Feed(
        (asked.width, asked.height), StreamInfo(asked.fps or 30.0, patient=True), read,
        plate=kept(ctx, scene.plate),
    )  # fmt: skip
