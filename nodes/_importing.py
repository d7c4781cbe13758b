"""A session made of a video file: taken over as it is where that is possible, else encoded anew."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muse_nodes.api import EndOfStream, MediaError, NodeError, TaskCtx
from nodes._recording import BLACK, MOSTLY_BLACK

if TYPE_CHECKING:
    from muse_nodes import media
    from muse_nodes.profiles import Profile

_MISSING = 0.02
"""A file that holds so much less than it promises is told of."""

_TELL = 8


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a video from ``begin`` seconds until before ``end``; an ``end`` of 0: all."""

    video: Path
    begin: float
    end: float

    @property
    def whole(self) -> bool:
        """True when it is all of the video."""
        return self.begin <= 0 and self.end <= 0


def import_video(ctx: TaskCtx, profile: Profile, part: Part, plate: str) -> Path:
    """Make a session of ``part``, with the picture ``plate`` of the empty room if there is one.

    The folder of the session appears as a whole; an import that is begun again after that finds
    it. MuseError in any other case, and nothing of it is left in the profile.
    """
    from muse_nodes import media
    from muse_nodes.profiles import SessionInfo, free_name, write_session

    done = _made_before(ctx)
    if done is not None:
        return done
    made = ctx.folder / "session"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    target = made / "video.mkv"
    trouble = _take_over(ctx, part, target)
    found = media.measure(target, lambda at, of: ctx.progress(at, of, "counting"))
    if found.black > MOSTLY_BLACK:
        trouble = BLACK
    if plate:
        _add_plate(made / "background.png", plate, found)
    info = SessionInfo(
        width=found.width, height=found.height, fps=found.fps, frames=found.frames, finished=True,
        camera=part.video.name, trouble=trouble,
    )  # fmt: skip
    write_session(made, info)
    if trouble:
        ctx.log.warning("%s", trouble)
    profile.sessions.mkdir(parents=True, exist_ok=True)
    session = free_name(profile)
    _note(ctx).write_text(str(session), encoding="utf-8")
    made.rename(session)
    ctx.status(trouble or f"{found.frames} pictures, {found.seconds:.1f} s")
    return session


def _note(ctx: TaskCtx) -> Path:
    return ctx.folder / "session.txt"


def _made_before(ctx: TaskCtx) -> Path | None:
    """The session that an earlier run of this very import has made, if it is still there."""
    try:
        found = Path(_note(ctx).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if (found / "session.json").is_file() else None


def _take_over(ctx: TaskCtx, part: Part, target: Path) -> str:
    """Write the video; a sentence about what is missing of it."""
    from muse_nodes import media

    def told(done: int, total: int) -> None:
        ctx.progress(done, total, "copying")

    ctx.progress(0, 1, "opening")
    if not (part.whole and media.copy_video(part.video, target, told)):
        return _encoded(ctx, part, target)
    reader = media.VideoReader(part.video)
    promised = reader.frames
    reader.close()
    found = media.measure(target).frames
    if promised is not None and found < (1 - _MISSING) * promised:
        return f"'{part.video.name}' is incomplete: it holds {found} of {promised} pictures."
    return ""


def _encoded(ctx: TaskCtx, part: Part, target: Path) -> str:
    from muse_nodes import media

    reader = media.VideoReader(part.video)
    recorder = None
    try:
        recorder = media.Recorder(target, size=reader.size, fps=reader.fps)
        _recode(ctx, part, reader, recorder)
    finally:
        if recorder is not None:
            recorder.close()
        reader.close()
    if recorder.trouble is not None:
        raise recorder.trouble
    if not recorder.frames:
        until = f"{part.end:g} s" if part.end > 0 else "its end"
        raise NodeError(
            f"'{part.video.name}' shows nothing between {part.begin:g} s and {until}.",
            hint="Choose times that lie within the video.",
        )
    return reader.damage


def _recode(ctx: TaskCtx, part: Part, reader: media.VideoReader, recorder: media.Recorder) -> None:
    """Put the pictures of ``part`` into ``recorder``, with their times."""
    length = part.end if part.end > 0 else reader.duration or 0.0
    width, height = reader.size
    count = 0
    while recorder.trouble is None:
        picture = np.empty((height, width, 3), np.uint8)  # the recorder keeps some for a while
        try:
            time = reader.read(picture)
        except EndOfStream:
            return
        if 0 < part.end <= time:
            return
        if time >= part.begin:
            recorder.put(picture, time, wait=True)
        count += 1
        if count % _TELL == 0:
            ctx.progress(time, max(length, time), "encoding")


def _add_plate(target: Path, plate: str, found: media.Measured) -> None:
    from muse_nodes import media

    picture, _ = media.read_image(plate)
    height, width = picture.shape[:2]
    if (width, height) != (found.width, found.height):
        raise MediaError(
            f"The picture of the empty room is {width}x{height} and the video"
            f" {found.width}x{found.height}: they are not of the same camera.",
            hint="Choose a picture that was taken with the same settings, or none.",
        )
    media.write_image(target, picture)


def looks_of(*paths: str) -> str:
    """What changes when a file is another one: its size and its time."""
    return repr([(os.stat(p).st_size, os.stat(p).st_mtime_ns) for p in paths if p])
