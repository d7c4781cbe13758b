"""One session while it is recorded: its folder, its video, and a session.json that keeps pace."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from muse_nodes.api import Frame, MuseError, NodeError, Text
from nodes._coverage import heard

if TYPE_CHECKING:
    from muse_nodes import media
    from muse_nodes.profiles import Profile, SessionInfo

MOSTLY_BLACK = 0.5
"""A video with such a share of black pictures is told of."""


BLACK = "Most of the video is black: uncover the camera, or put the light on, and record again."


class Wanted(NamedTuple):
    """What is to be recorded: ``size`` is (width, height), ``codec`` and ``quality`` the user's."""

    size: tuple[int, int]
    fps: float
    codec: media.recorder.Kind
    quality: int


class Moment(NamedTuple):
    """What belongs to one picture: its time in seconds of the run, how many were lost on the way
    so far, and what the guide says of it."""

    time: float
    lost: int
    doing: Text | None
    seen: Text | None


class Recording:
    """A session from its first picture to its end. Pauses take no time in the video.

    MuseError when it cannot begin; nothing is left then.
    """

    def __init__(self, profile: Profile, wanted: Wanted) -> None:
        from muse_nodes import media
        from muse_nodes.profiles import new_session

        self.folder = new_session(profile)
        self.plate: Frame | None = None
        self._wanted = wanted
        self._seen: dict[str, float] = {}
        self._said: Text | None = None
        self._segments: list[tuple[str, float, float]] = []
        self._doing = ""
        self._offset: float | None = None
        self._time = 0.0
        self._lost_before = self._lost = 0
        self._finished = self._begun = False
        self._warning = ""
        try:
            self.video = media.Recorder(
                self.video_path, size=wanted.size, fps=wanted.fps, kind=wanted.codec,
                quality=wanted.quality, each_second=self._keep,
            )  # fmt: skip
        except BaseException:
            self._remove()
            raise
        self._begun = True

    @property
    def video_path(self) -> Path:
        """Where the video lies."""
        return self.folder / "video.mkv"

    @property
    def dropped(self) -> int:
        """Pictures that were to be recorded and are not there."""
        return self.video.dropped + self._lost

    @property
    def ended(self) -> MuseError | None:
        """Why it ended by itself; None while it goes on."""
        return self.video.trouble

    def take(self, frame: Frame, moment: Moment, *, wait: bool) -> None:
        """Record one more picture; with ``wait`` none is dropped."""
        if self._offset is None:
            step = 1 / self._wanted.fps if self.video.frames or self._time else 0.0
            self._offset = moment.time - self._time - step
            self._lost_before = moment.lost - self._lost
        self._time = moment.time - self._offset
        self._lost = moment.lost - self._lost_before
        self.video.put(frame, self._time, wait=wait)
        if moment.seen is not None and moment.seen is not self._said:
            self._said, self._seen = moment.seen, heard(moment.seen)
        doing = moment.doing or ""
        if doing != self._doing:
            self._doing = doing
            if doing:
                self._segments.append((doing, self._time, self._time))
        elif doing:
            self._segments[-1] = (doing, self._segments[-1][1], self._time)

    def pause(self) -> None:
        """The next picture follows the last one, however much later it comes."""
        self._offset, self._doing = None, ""

    def show_plate(self, plate: Frame) -> None:
        """Keep the clean plate with the session."""
        from muse_nodes import media

        media.write_image(self.folder / "background.png", plate)
        self.plate = plate

    def finish(self) -> str:
        """Complete the video and say that it is; a sentence about what is wrong with it, or none.

        NodeError when nothing was recorded; the folder is gone then.
        """
        from muse_nodes import media

        self.video.close()
        if not self.video.frames:
            self._remove()
            raise self.video.trouble or NodeError("Nothing was recorded.")
        self._finished = self.video.trouble is None
        if self._finished and media.measure(self.video_path).black > MOSTLY_BLACK:
            self._warning = BLACK
        self._keep()
        return self._trouble()

    def _trouble(self) -> str:
        return self._warning or (self.video.trouble.message if self.video.trouble else "")

    def _keep(self) -> None:
        """Write down how far it is; also on the recorder's own thread."""
        from muse_nodes.profiles import write_session

        if self._begun:  # the recorder's thread may be faster than its constructor
            write_session(self.folder, self._info())

    def _info(self) -> SessionInfo:
        from muse_nodes.profiles import SessionInfo

        width, height = self._wanted.size
        video = self.video
        return SessionInfo(
            width=width, height=height, fps=self._wanted.fps, frames=video.frames,
            dropped=self.dropped, finished=self._finished, segments=tuple(self._segments),
            coverage=dict(self._seen), trouble=self._trouble(),
        )  # fmt: skip

    def _remove(self) -> None:
        """Take the folder away again; what is in it is only what was made here."""
        with suppress(OSError):
            for name in ("video.mkv", "background.png", "session.json"):
                (self.folder / name).unlink(missing_ok=True)
            self.folder.rmdir()
