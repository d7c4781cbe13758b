"""What the recorder has kept of the session that runs, as it stands on the disk.

Nothing flows out of a recorder; session.json, which it renews each second, is how others learn what
it has dropped and why it ended.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from muse_nodes.api import Ctx, MuseError

if TYPE_CHECKING:
    from muse_nodes.profiles import SessionInfo

_EVERY = 1.0


class Report:
    """The newest session of a profile among those that came after this object was made."""

    def __init__(self, ctx: Ctx, profile: str) -> None:
        self._sessions = _folder(ctx, profile)
        self._before = self._names()
        self._looked: float | None = None
        self._info: SessionInfo | None = None

    def look(self, now: float) -> SessionInfo | None:
        """What is known by now; looks at most once a second. None before there is a session."""
        if self._looked is not None and 0 <= now - self._looked < _EVERY:
            return self._info
        self._looked = now
        fresh = sorted(self._names() - self._before)
        if fresh and self._sessions is not None:
            from muse_nodes.profiles import read_session

            try:
                self._info = read_session(self._sessions / fresh[-1])
            except MuseError:
                self._info = None
        return self._info

    def _names(self) -> frozenset[str]:
        try:
            found = [] if self._sessions is None else list(self._sessions.iterdir())
        except OSError:
            found = []
        return frozenset(path.name for path in found)


def _folder(ctx: Ctx, profile: str) -> Path | None:
    """Where the sessions of the profile lie, or will; None in a run without a data folder."""
    from muse_nodes.profiles import Profiles

    try:
        profiles = Profiles(ctx.data)
        name = profile or profiles.current_name
    except MuseError:
        return None
    return profiles.folder / name / "sessions"
