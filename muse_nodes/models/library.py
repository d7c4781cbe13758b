"""The networks on this machine, chosen, loaded and listed; what ``ctx.model`` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from muse_nodes.api import ModelError, MuseError, Network, Spec
from muse_nodes.models.advice import how_to_get
from muse_nodes.models.catalogue import CATALOGUE, TASKS, Entry, ModelFile, Task
from muse_nodes.models.checksum import sha256_of
from muse_nodes.models.chosen import Chosen, chosen, state_of
from muse_nodes.models.resolver import Candidate, Passed, Places, Resolution, resolve


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of ``muse models list``. ``where`` is None when it is not on disk; ``note`` helps."""

    name: str
    task: Task
    title: str
    licence: str
    bytes: int
    where: Path | None
    runs: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """A file's state: ``ok``, ``damaged`` (other bytes than published), ``unknown`` (no sum)."""

    path: Path
    state: Literal["ok", "damaged", "unknown"]
    text: str


class ModelLibrary:
    """All model folders of this run.

    ``folders`` are searched in order, then ``bundled``; ``personal`` holds models trained for this
    user, which ``auto`` prefers, or is asked each time where they are (MuseError: not known).
    Nothing is cached: files may come and go while the program runs.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        bundled: Path | None = None,
        *,
        personal: Sequence[Path] | Callable[[], Sequence[Path]] = (),
    ) -> None:
        self._folders, self._bundled, self._personal = tuple(folders), bundled, personal

    @property
    def places(self) -> Places:
        """Where networks are looked for now."""
        personal, trouble = self._personal, ""
        if callable(personal):
            try:
                personal = personal()
            except MuseError as error:
                personal, trouble = (), str(error)
        return Places(tuple(personal), self._folders, self._bundled, trouble)

    def resolve(self, task: str, choice: str = "auto") -> Resolution:
        """What could run, best first, and what was passed over; ModelError when nothing can."""
        return resolve(task, choice, self.places)

    def best(self, task: str, choice: str = "auto") -> Chosen | None:
        """What would run, as far as can be told without opening it; None for nothing."""
        try:
            return chosen(self.resolve(task, choice).candidates[0])
        except ModelError:
            return None

    def state(self) -> object:
        """Something that is another thing when networks have come, gone or changed."""
        places = self.places
        return state_of((*places.personal, *places.folders))

    def very(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        """The best network and no other: ModelError when that one cannot be loaded."""
        from muse_nodes.models.loading import load

        return load(self.resolve(task, choice).candidates[0], frame=frame, threads=threads)

    def network(
        self,
        task: str,
        choice: str = "auto",
        *,
        frame: Spec,
        threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Network:
        """A network ready to run; its first call may still compile kernels.

        With ``auto`` a file that cannot be loaded is passed over for the next best one, and
        ``info.note`` says so. Networks named in ``avoid`` (they failed while running) come after
        all others, and a chosen one that is to be avoided gives way to what ``auto`` would take.
        Raises ModelError naming the file when nothing is left.
        """
        from muse_nodes.models.loading import load  # brings the kernels' compiler with it

        found = self.resolve(task, choice)
        passed = list(found.passed)
        candidates = found.candidates
        if any(one.name in avoid for one in candidates):
            candidates, given_way = _without(avoid, candidates, self._candidates_of(task))
            passed += given_way
        failures: list[ModelError] = []
        for candidate in candidates:
            try:
                return load(candidate, frame=frame, threads=threads, passed=passed)
            except ModelError as error:
                failures.append(error)
                passed.append(Passed(candidate.name, error.message))
        raise failures[0]

    def list(self) -> list[Listed]:
        """Every known model and every other one found on disk, and what ``auto`` would run."""
        runs = {task: self._best(task) for task in TASKS}
        lines = [self._line(entry, runs[entry.task] == entry.name) for entry in CATALOGUE]
        for task in TASKS:
            for one in self._candidates(task):
                if one.entry is None:
                    size = sum(path.stat().st_size for path in one.files)
                    title = one.card.title if one.card else ""
                    lines.append(
                        Listed(one.name, task, title, one.licence, size, one.files[0],
                               runs[task] == one.name, one.origin)
                    )  # fmt: skip
        return lines

    def passed(self) -> tuple[Passed, ...]:
        """What ``auto`` passes over, and why."""
        found: dict[Passed, None] = {}
        for task in TASKS:
            with suppress(ModelError):
                found.update(dict.fromkeys(self.resolve(task).passed))
        return tuple(found)

    def verify(self) -> Iterator[Verified]:
        """Compare every catalogued file on disk with its published checksum, one by one."""
        for entry in CATALOGUE:
            for file in entry.files:
                located = self.places.locate(file.name)
                if located is not None:
                    yield _verify(file, located[1])

    def _candidates_of(self, task: str) -> tuple[Candidate, ...]:
        return next((self._candidates(known) for known in TASKS if known == task), ())

    def _candidates(self, task: Task) -> tuple[Candidate, ...]:
        try:
            return self.resolve(task).candidates
        except ModelError:
            return ()

    def _best(self, task: Task) -> str:
        return next((one.name for one in self._candidates(task)), "")

    def _line(self, entry: Entry, runs: bool) -> Listed:
        located = [self.places.locate(file.name) for file in entry.files]
        missing = [f.name for f, at in zip(entry.files, located, strict=True) if at is None]
        first = located[0]
        where = None if missing or first is None else first[1].parent
        note = f"missing {', '.join(missing)}. {how_to_get(entry)}" if missing else ""
        return Listed(
            entry.name, entry.task, entry.title, entry.licence, entry.bytes, where, runs, note
        )  # fmt: skip


def _without(
    avoid: frozenset[str], chosen: Sequence[Candidate], others: Sequence[Candidate]
) -> tuple[tuple[Candidate, ...], list[Passed]]:
    """``chosen``, then ``others``, with those to be avoided last; and a word about each of them."""
    known = {one.name: one for one in (*chosen, *others)}
    kept = [one for one in known.values() if one.name not in avoid]
    last = [one for one in known.values() if one.name in avoid]
    return (*kept, *last), [Passed(one.name, "it failed while it ran") for one in last]


def _verify(file: ModelFile, path: Path) -> Verified:
    try:
        found = sha256_of(path)
    except OSError as error:
        return Verified(path, "damaged", f"'{path}' cannot be read: {error.strerror}.")
    if not file.sha256:
        return Verified(path, "unknown", f"No checksum of {file.name} is known; it has {found}.")
    if found != file.sha256:
        return Verified(
            path, "damaged", f"'{path}' is not the published file: its checksum is {found}."
        )
    return Verified(path, "ok", f"'{path}' is as published.")
