"""Sessions that are there already: one that was recorded, or a video that is made into one."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from muse_nodes.api import Doc, FilePath, MediaError, NodeError, Session, Slider, TaskCtx, node
from nodes._importing import Part, import_video, looks_of
from nodes._recording import BLACK, MOSTLY_BLACK

_RENEWED = 3.0
"""Seconds: a recording that goes on renews its session.json each second."""

Profile = Annotated[str, Doc("Which camera angle; empty = the current profile.")]


@node("muse.personal.session", category="Personal model", kind="task", title="Session")
class ChooseSession:
    """A recorded session of a profile, by its name or the newest one.

    One that was cut short, by a crash or a power cut, is taken as far as it goes.
    """

    @staticmethod
    def outside(data: Path, *, profile: str, session: str) -> str:
        from muse_nodes.profiles import Profiles, find_session

        return str(find_session(Profiles(data).chosen(profile), session))

    def process(
        self,
        ctx: TaskCtx,
        *,
        profile: Profile = "",
        session: Annotated[str, Doc("Name of its folder; empty = the newest one.")] = "",
    ) -> Session:
        from muse_nodes.profiles import RECORDED, Profiles, find_session, read_session

        folder = find_session(Profiles(ctx.data).chosen(profile), session)
        info = read_session(folder)
        if info.finished:
            ctx.status(info.trouble or f"{folder.name}: {info.frames} pictures")
        else:
            _take_as_it_is(ctx, folder)
        return Session.of(folder, RECORDED)


def _take_as_it_is(ctx: TaskCtx, folder: Path) -> None:
    """Count what there is of a recording that was never finished, and write it down."""
    from muse_nodes import media
    from muse_nodes.profiles import read_session, write_session

    _wait_for_rest(ctx, folder)
    try:
        found = media.measure(folder / "video.mkv", lambda at, of: ctx.progress(at, of, "counting"))
    except MediaError as error:
        raise NodeError(
            f"The recording '{folder.name}' ended before a picture of it was written.",
            hint="Record again, or choose another session.",
        ) from error
    info = read_session(folder)
    cut = f"The recording was cut short: {found.frames} pictures, {found.seconds:.1f} s are there."
    trouble = BLACK if found.black > MOSTLY_BLACK else info.trouble or cut
    whole = replace(
        info, width=found.width, height=found.height, frames=found.frames, trouble=trouble
    )
    if whole != info:
        write_session(folder, whole)
    ctx.status(trouble)


def _wait_for_rest(ctx: TaskCtx, folder: Path) -> None:
    """Return when nobody has renewed session.json for a while; NodeError when somebody does."""
    kept = folder / "session.json"
    renewed = kept.stat().st_mtime_ns
    while 0 <= time.time() - renewed / 1e9 < _RENEWED:
        ctx.progress(0, 1, "looking whether it is being recorded")
        time.sleep(0.1)
        if kept.stat().st_mtime_ns != renewed:
            raise NodeError(
                f"The session '{folder.name}' is being recorded just now.",
                hint="End the recording by Q first.",
            )


@node("muse.personal.import", category="Personal model", kind="task", title="Import a video")
class ImportVideo:
    """Makes a session of a video file: you, alone, in front of a camera that stands still.

    What Matroska can hold is taken over as it is; all else, and parts, are encoded anew.
    """

    @staticmethod
    def outside(data: Path, *, video: str, plate: str, **params: object) -> str:
        return looks_of(video, plate)

    def process(
        self,
        ctx: TaskCtx,
        *,
        video: Annotated[FilePath, Doc("The video file.")] = "",
        plate: Annotated[
            FilePath, Doc("A picture of the room without you, by the same camera; may be left out.")
        ] = "",
        begin: Annotated[
            float, Slider(0, 7200, 0.1, "s"), Doc("Where the part begins that is taken.")
        ] = 0.0,
        end: Annotated[
            float, Slider(0, 7200, 0.1, "s"), Doc("Where it ends; 0 = at the end of the video.")
        ] = 0.0,
        profile: Profile = "",
    ) -> Session:
        from muse_nodes.profiles import RECORDED, Profiles

        if not video:
            raise NodeError("No video is chosen.", hint="Set the parameter 'video'.")
        if 0 < end <= begin:
            raise NodeError(
                f"The part from {begin:g} s to {end:g} s has no length.",
                hint="Let it end after it begins.",
            )
        chosen = Profiles(ctx.data).chosen(profile, make=True)
        return Session.of(import_video(ctx, chosen, Part(Path(video), begin, end), plate), RECORDED)
