"""Which model really runs, and what was passed over on the way.

The order of preference: personal engine, personal ONNX file, base network from the model folders
(engine, then ONNX), bundled base network. The resolver only looks at names, cards and what is on
disk; loading is the library's business. It never raises for ``auto`` as long as there is a
candidate, and it says about everything it passed over why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os.path import expanduser, isfile  # unlike Path's, they take any text and never raise
from pathlib import Path
from typing import Literal

from muse_nodes.api import ModelError
from muse_nodes.models.advice import listing, missing_error, nothing, unknown
from muse_nodes.models.card import EXAMPLE, Card, card_path, read_card
from muse_nodes.models.catalogue import CATALOGUE, TASKS, Entry, Task, find, known_for
from muse_nodes.models.engine_file import why_not

Origin = Literal["personal", "folder", "bundled", "file"]
ENGINE, ONNX = ".engine", ".onnx"
BASE = "base"
"""Folder within the bundled ones for the general student: weights, card, and how it was made."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folders to look in: personal models, downloaded or given ones, and what came along.

    ``trouble`` says why it is not known where the personal ones are.
    """

    personal: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    bundled: Path | None = None
    trouble: str = ""

    @property
    def base(self) -> tuple[tuple[Origin, Path], ...]:
        """All folders with base networks, in the order in which they are searched."""
        bundled = (self.bundled, self.bundled / BASE) if self.bundled else ()
        return (
            *(("folder", folder) for folder in self.folders),
            *(("bundled", folder) for folder in bundled),
        )

    @property
    def where(self) -> str:
        """The folders with base networks, in words."""
        given = (*self.folders, self.bundled) if self.bundled else self.folders
        folders = [f"'{folder}'" for folder in given]
        return listing(folders) if folders else "any folder (none is given)"

    def locate(self, name: str) -> tuple[Origin, Path] | None:
        """The first folder's file of that name."""
        for origin, folder in self.base:
            if isfile(folder / name):
                return origin, folder / name
        return None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that could run: its files in the catalogue's order, and where it comes from.

    Either has a ``card`` (from the catalogue or beside the file), or an ``entry`` says what it is.
    """

    name: str
    task: Task
    files: tuple[Path, ...]
    origin: Origin
    entry: Entry | None = None
    card: Card | None = None

    @property
    def licence(self) -> str:
        """What the catalogue or the card says."""
        return self.entry.licence if self.entry else (self.card.licence if self.card else "")


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that was not chosen, and the reason, to be shown to the user."""

    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What can run, best first, and what was passed over before it."""

    candidates: tuple[Candidate, ...]
    passed: tuple[Passed, ...] = ()


def resolve(task: str, choice: str, places: Places) -> Resolution:
    """The models that can do ``task``, best first.

    ``choice`` is ``auto``, ``personal``, a catalogue name, a file name in one of the folders (with
    or without ``.onnx``), or a path. Raises ModelError when nothing fits; the message says what is
    missing and how to get it.
    """
    if task not in TASKS:
        raise ModelError(f"There is no task '{task}'.", hint=f"Tasks are {', '.join(TASKS)}.")
    known: Task = next(name for name in TASKS if name == task)
    if choice not in ("auto", "personal", ""):
        return _by_name(known, choice, places)
    found = _Search(known, places)
    found.personal()
    if choice != "personal":
        found.base()
    if not found.candidates:
        raise nothing(known, choice, places.where, found.passed)
    return Resolution(tuple(found.candidates), tuple(found.passed))


class _Search:
    """Collects candidates and what was passed over, in the order of preference."""

    def __init__(self, task: Task, places: Places) -> None:
        self.task, self.places = task, places
        self.candidates: list[Candidate] = []
        self.passed: list[Passed] = []

    def personal(self) -> None:
        if self.places.trouble:
            self.passed.append(Passed("personal models", self.places.trouble))
        for suffix in (ENGINE, ONNX):
            for path in _listed(self.places.personal, suffix):
                self._carded(path, "personal")

    def base(self) -> None:
        for origin, folder in self.places.base:
            entries = [e for e in known_for(self.task) if self._is_in(e, folder)]
            self.passed += [
                Passed(path.name, why_not(path))
                for entry in entries
                for path in (folder / Path(f.name).with_suffix(ENGINE) for f in entry.files)
                if isfile(path)
            ]
            self.candidates += [_of_entry(e, self.places, origin) for e in entries]
        known = {file.name for entry in CATALOGUE for file in entry.files}
        for origin, folder in self.places.base:
            for path in _listed((folder,), ONNX):
                if path.name not in known and isfile(card_path(path)):
                    self._carded(path, origin)

    def _is_in(self, entry: Entry, folder: Path) -> bool:
        """True when the entry is complete on disk and ``folder`` is where its first file is."""
        places = [self.places.locate(file.name) for file in entry.files]
        if not all(places):
            return False
        first = places[0]
        return first is not None and first[1].parent == folder

    def _carded(self, path: Path, origin: Origin) -> None:
        if path.suffix == ENGINE:
            self.passed.append(Passed(path.name, why_not(path)))
            return
        try:
            card = read_card(path)
        except ModelError as error:
            self.passed.append(Passed(path.name, error.message))
            return
        if card is None:
            self.passed.append(Passed(path.name, f"it has no card ({card_path(path).name})"))
        elif self.task in card.tasks:
            self.candidates.append(Candidate(path.stem, self.task, (path,), origin, card=card))


def _by_name(task: Task, choice: str, places: Places) -> Resolution:
    entry = find(choice)
    if entry is not None:
        if entry.task != task:
            raise ModelError(f"The model '{choice}' is for the task {entry.task}, not for {task}.")
        missing = [file.name for file in entry.files if places.locate(file.name) is None]
        if missing:
            raise missing_error(entry, missing, places.where)
        return Resolution((_of_entry(entry, places, "folder"),))
    path = _as_file(choice, places)
    if path is None:
        raise unknown(task, choice, places.where)
    if path.suffix == ENGINE:
        raise ModelError(f"The model '{path}' cannot run: {why_not(path)}.")
    card = read_card(path)
    if card is None:
        return Resolution((_catalogued_file(task, path),))
    if task not in card.tasks:
        able = " and ".join(card.tasks)
        raise ModelError(f"The model '{path}' is for the task {able}, not for {task}.")
    origin: Origin = "personal" if path.parent in places.personal else "file"
    return Resolution((Candidate(path.stem, task, (path,), origin, card=card),))


def _of_entry(entry: Entry, places: Places, origin: Origin) -> Candidate:
    located = [places.locate(file.name) for file in entry.files]
    files = tuple(found[1] for found in located if found is not None)
    if located[0] is not None:
        origin = located[0][0]
    return Candidate(entry.name, entry.task, files, origin, entry, entry.card)


def _catalogued_file(task: Task, path: Path) -> Candidate:
    """A file without a card that bears a name of the catalogue; its companions lie beside it."""
    for entry in CATALOGUE:
        if entry.task == task and path.name in {file.name for file in entry.files}:
            files = tuple(path.parent / file.name for file in entry.files)
            missing = [file.name for file in files if not isfile(file)]
            if missing:
                raise missing_error(entry, missing, f"'{path.parent}'")
            return Candidate(entry.name, task, files, "file", entry, entry.card)
    raise ModelError(
        f"The model '{path}' has no card that says how to use it.",
        hint=f"Write one as '{card_path(path).name}' beside it, for example {EXAMPLE}",
    )


def _as_file(choice: str, places: Places) -> Path | None:
    """A path as given, or a file (or its stem) directly in one of the folders."""
    path = Path(expanduser(choice))
    if path.suffix in (ONNX, ENGINE) and isfile(path):
        return path
    if path.name != choice:
        return None
    for folder in (*places.personal, *(folder for _, folder in places.base)):
        for name in (choice, choice + ONNX):
            if name.endswith((ONNX, ENGINE)) and isfile(folder / name):
                return folder / name
    return None


def _listed(folders: Sequence[Path], suffix: str) -> Iterator[Path]:
    """The files with a suffix directly in the folders, by name; folders may be missing."""
    for folder in folders:
        with suppress(OSError):  # a folder that is missing or locked has no files for us
            yield from sorted(path for path in folder.iterdir() if path.suffix == suffix)
