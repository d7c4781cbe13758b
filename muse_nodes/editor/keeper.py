"""The profiles of the data folder for the window: which there are, what the current one has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Problem
from muse_nodes.editor.aside import Aside
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.standing import Standing, standing_of

_STANDING, _COPY = "standing", "copy"


class ProfileKeeper(QObject):
    """``data`` gives the data folder. Nothing is made by looking.

    What takes long, reading what a profile has and copying it, is done aside.
    """

    changed = Signal()
    """Another profile is the current one, or there are others."""
    standing_changed = Signal(Standing)
    """Standing: what the current profile has, after somebody called ``look``."""
    failed = Signal(tuple)
    """A tuple of Problem: why something could not be done."""

    def __init__(self, data: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._aside = Aside(self)
        self._aside.answered.connect(self._on_answered)
        self.standing: Standing | None = None

    @property
    def names(self) -> list[str]:
        """All of them; the one that would be made first where there are none."""
        found = [profile.name for profile in self._profiles]
        return found or [self.current]

    @property
    def current(self) -> str:
        """The name of the one that is used, also before it is made."""
        try:
            return self._profiles.current_name
        except MuseError:  # a damaged choice is told when somebody makes another one
            return next((profile.name for profile in self._profiles), "")

    @property
    def folder(self) -> Path:
        """The folder of the current one; need not be there."""
        return self._profile().folder

    @property
    def copies(self) -> bool:
        """True while a copy is being made."""
        return self._aside.busy_with(_COPY)

    def look(self) -> None:
        """Have what the current profile has read anew; ``standing_changed`` brings it."""
        profile = self._profile()
        self._aside.ask(_STANDING, lambda: standing_of(profile))

    def use(self, name: str) -> bool:
        """Work with this one from now on; it is made if there is none at all."""
        return self._done(lambda profiles: _made(profiles, name) and profiles.use(name))

    def create(self, name: str) -> bool:
        """Make a new one and use it."""
        return self._done(lambda profiles: profiles.create(name) and profiles.use(name))

    def rename(self, name: str, to: str) -> bool:
        """Give one another name."""
        return self._done(lambda profiles: profiles.rename(name, to))

    def delete(self, name: str) -> bool:
        """Move one into the folder ``trash`` of the data folder."""
        return self._done(lambda profiles: profiles.delete(name))

    def copy(self, name: str, to: str) -> None:
        """Make a second one with all that the first has; it takes as long as the disk takes."""
        profiles = self._profiles
        self._aside.ask(_COPY, lambda: profiles.copy(name, to))
        self.changed.emit()

    def close(self) -> None:
        """Wait for what is under way."""
        self._aside.close()

    # -- inside --------------------------------------------------------------------------------

    @property
    def _profiles(self) -> Profiles:
        return Profiles(self._data())

    def _profile(self) -> Profile:
        name = self.current
        found = next((profile for profile in self._profiles if profile.name == name), None)
        return found or Profile(name, self._profiles.folder / name)

    def _done(self, do: Callable[[Profiles], object]) -> bool:
        try:
            do(self._profiles)
        except (MuseError, OSError) as error:
            self._tell(error)
            return False
        self.standing = None
        self.changed.emit()
        self.look()
        return True

    def _tell(self, error: Exception) -> None:
        hint = error.hint if isinstance(error, MuseError) else ""
        message = error.message if isinstance(error, MuseError) else str(error)
        self.failed.emit((Problem(message, hint),))

    def _on_answered(self, name: str, answer: object) -> None:
        if isinstance(answer, Exception):
            self._tell(answer)
        elif isinstance(answer, Standing) and answer.profile == self.current:
            self.standing = answer
            self.standing_changed.emit(answer)
        if name == _COPY:
            self.changed.emit()


def _made(profiles: Profiles, name: str) -> bool:
    if not any(profiles):
        profiles.create(name)
    return True
