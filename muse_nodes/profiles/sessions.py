"""Sessions: one recording each, with what was made of it.

A folder named after its moment holds ``video.mkv``, ``background.png`` and ``session.json``, and
once it is labelled ``images``, ``masks`` and ``labels/annotations.json``.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import read_json, write_json
from muse_nodes.profiles.profiles import Profile

SESSION_FORMAT = 1

RECORDED = ("video.mkv", "background.png", "session.json")
"""The files of a recording: what its digest is made of, whatever is made of it later."""

LABELLED = (*RECORDED, "images", "masks", "labels/annotations.json")
"""What a labelled session is made of."""

REVIEWED = (*LABELLED, "labels/review.json", "labels/verdicts.json")
"""The same with what was found out about each label, and what the user said."""


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What ``session.json`` says. Times in seconds from the first frame of the video.

    ``finished`` is False for a recording that was cut short, by a crash for instance: it is used
    as far as it goes. ``segments`` names what was done when: ("turn", 12.0, 18.5).
    """

    width: int = 0
    height: int = 0
    fps: float = 0.0
    frames: int = 0
    dropped: int = 0
    finished: bool = False
    camera: str = ""
    segments: tuple[tuple[str, float, float], ...] = ()
    coverage: dict[str, float] = field(default_factory=dict)
    trouble: str = ""


def new_session(profile: Profile, now: datetime.datetime | None = None) -> Path:
    """An empty folder for a recording, named after the moment; never one that exists."""
    for folder in _names(profile, now):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise MuseError(f"'{folder}' cannot be made: {error.strerror}.") from error
        write_session(folder, SessionInfo())
        return folder
    raise AssertionError("names do not run out")


def free_name(profile: Profile, now: datetime.datetime | None = None) -> Path:
    """Where a recording of the moment would lie; nothing is there yet."""
    return next(folder for folder in _names(profile, now) if not folder.exists())


def _names(profile: Profile, now: datetime.datetime | None) -> Iterator[Path]:
    stamp = (now or datetime.datetime.now()).strftime("%Y%m%d_%H%M%S")
    yield profile.sessions / stamp
    for number in itertools.count(2):
        yield profile.sessions / f"{stamp}_{number}"


def sessions_of(profile: Profile) -> Iterator[Path]:
    """The recordings of a profile, oldest first."""
    if profile.sessions.is_dir():
        for folder in sorted(profile.sessions.iterdir()):
            if (folder / "session.json").is_file():
                yield folder


def find_session(profile: Profile, name: str = "") -> Path:
    """The recording of that name, without one the newest; MuseError says what there is instead.

    One that ended before anything was written of its video does not count.
    """
    found = {path.name: path for path in sessions_of(profile) if _has_video(path)}
    if not found:
        raise MuseError(
            f"Nothing has been recorded for the profile '{profile.name}' yet.",
            hint="Record a session, or import a video file.",
        )
    if not name:
        return next(reversed(found.values()))
    if name not in found:
        there = ", ".join(list(found)[-5:])
        raise MuseError(
            f"The profile '{profile.name}' has no session '{name}'.", hint=f"There are: {there}."
        )
    return found[name]


def _has_video(folder: Path) -> bool:
    try:
        return (folder / "video.mkv").stat().st_size > 0
    except OSError:
        return False


def write_session(folder: Path, info: SessionInfo) -> None:
    """Write ``session.json`` as a whole."""
    about: dict[str, Any] = {"format": SESSION_FORMAT, **asdict(info)}
    write_json(folder / "session.json", about, "session")


def read_session(folder: Path) -> SessionInfo:
    """What is known of a recording. MuseError when the folder holds none, or a damaged one."""
    if not folder.is_dir() or not (folder / "session.json").is_file():
        raise MuseError(
            f"'{folder}' holds no recording.", hint="Choose a folder with a session.json in it."
        )
    found = read_json(folder / "session.json", "session")
    version = found.get("format")
    if version != SESSION_FORMAT:
        raise MuseError(
            f"The session '{folder}' has the format {version!r}, which is not known here."
        )
    known = {f.name: f for f in fields(SessionInfo)}
    given = {name: value for name, value in found.items() if name in known}
    try:
        return _info(given)
    except (TypeError, ValueError) as error:
        raise MuseError(f"The session '{folder}' is damaged: {error}.") from error


def _info(given: dict[str, Any]) -> SessionInfo:
    base = SessionInfo()
    segments = tuple((str(n), float(a), float(b)) for n, a, b in given.get("segments", ()))
    coverage = {str(k): float(v) for k, v in dict(given.get("coverage", {})).items()}
    plain: dict[str, Any] = {}
    for name in ("width", "height", "fps", "frames", "dropped", "finished", "camera", "trouble"):
        kind = type(getattr(base, name))
        value = given.get(name, getattr(base, name))
        if not isinstance(value, kind) and not (kind is float and isinstance(value, int)):
            raise ValueError(f"{name} is {value!r}")
        plain[name] = kind(value)
    return SessionInfo(**plain, segments=segments, coverage=coverage)
