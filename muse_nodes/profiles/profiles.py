"""The profiles of a data folder: made, renamed, copied, chosen, and never quite deleted."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import read_json, write_json
from muse_nodes.profiles.names import checked_name

FORMAT = 1
DEFAULT = "front"
"""The profile of somebody who has made none."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One camera angle, in ``folder``."""

    name: str
    folder: Path

    @property
    def background(self) -> Path:
        """Its clean plate; may not be there."""
        return self.folder / "background.png"

    @property
    def sessions(self) -> Path:
        """The folder of its recordings."""
        return self.folder / "sessions"

    @property
    def models(self) -> Path:
        """The folder of its own networks."""
        return self.folder / "models" / "personal"


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles under ``data``, the data folder. Nothing is cached: folders come and go."""

    data: Path

    @property
    def folder(self) -> Path:
        """Where the profiles lie."""
        return self.data / "profiles"

    def __iter__(self) -> Iterator[Profile]:
        if self.folder.is_dir():
            for path in sorted(self.folder.iterdir()):
                if path.is_dir() and not path.name.startswith("."):
                    yield Profile(path.name, path)

    def get(self, name: str) -> Profile:
        """The profile of that name; MuseError with those that there are."""
        name = checked_name(name)
        found = next((p for p in self if p.name.casefold() == name.casefold()), None)
        if found is None:
            known = ", ".join(p.name for p in self) or "none yet"
            raise MuseError(f"There is no profile '{name}'.", hint=f"There are: {known}.")
        return found

    def chosen(self, name: str, *, make: bool = False) -> Profile:
        """The profile of that name, the current one if it is empty; ``make`` one if need be."""
        if not name:
            return self.current()
        there = any(p.name.casefold() == checked_name(name).casefold() for p in self)
        return self.create(name) if make and not there else self.get(name)

    def of(self, path: Path) -> Profile | None:
        """The profile that a file or folder belongs to; None for one that lies elsewhere."""
        base, real = self.folder.resolve(), path.resolve()
        inside = base in real.parents
        name = real.relative_to(base).parts[0] if inside else ""
        return next((p for p in self if p.folder.name == name), None)

    def create(self, name: str) -> Profile:
        """A new profile; MuseError if there is one of that name."""
        made = Profile(checked_name(name), self._free(name))
        try:
            made.sessions.mkdir(parents=True)
            made.models.mkdir(parents=True)
        except OSError as error:
            raise MuseError(
                f"The profile '{name}' cannot be made in '{self.folder}': {error.strerror}."
            ) from error
        write_json(made.folder / "profile.json", {"format": FORMAT, "title": made.name}, "profile")
        return made

    def rename(self, name: str, to: str) -> Profile:
        """Give a profile another name; its sessions and networks go with it."""
        old = self.get(name)
        chosen = self.current_name == old.name
        target = self._free(to, but=old.folder)
        _moved(old.folder, target)
        made = Profile(checked_name(to), target)
        about = read_json(target / "profile.json", "profile")
        write_json(
            target / "profile.json", {"format": FORMAT, **about, "title": made.name}, "profile"
        )
        if chosen:
            self.use(made.name)
        return made

    def copy(self, name: str, to: str) -> Profile:
        """A second profile with all that the first has."""
        old, target = self.get(name), self._free(to)
        beside = target.with_name(f".{target.name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            shutil.copytree(old.folder, beside, symlinks=True)
            beside.rename(target)
        except (OSError, shutil.Error) as error:
            shutil.rmtree(beside, ignore_errors=True)
            raise MuseError(f"The profile '{name}' could not be copied: {error}.") from error
        made = Profile(checked_name(to), target)
        write_json(target / "profile.json", {"format": FORMAT, "title": made.name}, "profile")
        return made

    def delete(self, name: str) -> Path:
        """Move a profile into the folder ``trash`` of the data folder; where it lies now."""
        old = self.get(name)
        stamp = datetime.datetime.now().strftime("%Y%m%d_%H%M%S")
        trash = self.data / "trash"
        trash.mkdir(parents=True, exist_ok=True)
        number, target = 2, trash / f"{stamp} {old.name}"
        while target.exists():
            number, target = number + 1, trash / f"{stamp} {old.name} {number}"
        _moved(old.folder, target)
        return target

    def use(self, name: str) -> Profile:
        """This profile is the current one from now on."""
        found = self.get(name)
        write_json(self.folder / "current.json", {"profile": found.name}, "choice of profile")
        return found

    @property
    def current_name(self) -> str:
        """Name of the current profile: the one chosen, or the first there is, or the default."""
        chosen = read_json(self.folder / "current.json", "choice of profile").get("profile")
        names = [p.name for p in self]
        return chosen if chosen in names else next(iter(names), DEFAULT)

    def current(self) -> Profile:
        """The current profile; the default one is made if there is none at all."""
        name = self.current_name
        return self.get(name) if any(p.name == name for p in self) else self.create(name)

    def _free(self, name: str, but: Path | None = None) -> Path:
        name = checked_name(name)
        taken = [p for p in self if p.name.casefold() == name.casefold() and p.folder != but]
        if taken:
            raise MuseError(
                f"There is already a profile '{taken[0].name}'.", hint="Take another name."
            )
        return self.folder / name


def _moved(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise MuseError(
            f"'{source.name}' cannot be moved to '{target}': {error.strerror}.",
            hint="Close what uses it: a recording, or a network that runs.",
        ) from error
