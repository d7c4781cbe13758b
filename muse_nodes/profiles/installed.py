"""The networks of a profile: what was trained, the set that runs, and those that ran before.

    models/trained/<stamp>/    student_model_final.pth, student_model_final.json
    models/personal/           the set that runs: network, card, float16 variant, engine, weights
    models/previous/<stamp>/   sets that ran before, by the moment they were put aside
    models/next/               a whole set about to run; there only while sets change places

A set changes as a whole: it is made beside, becomes ``next``, the old one is put aside, and
``next`` becomes ``personal``, each by one renaming. Whoever is killed in between leaves the old
set or the new one, never a mixture and never none: where there is no ``personal``, ``next`` is
the set that runs, and whoever changes sets later finishes that first. Nothing is ever deleted.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.profiles import Profile

TRAINED = ("student_model_final.pth", "student_model_final.json")
"""What training leaves: the weights, and what is known about them."""

INSTALLED = (
    "student_model.onnx", "student_model.json", "fp16", "student_model.engine",
    "student_model.engine.json", *TRAINED,
)  # fmt: skip
"""What a set is made of. Reports that lie beside it are about it, and go where it goes."""

_BESIDE = ".set-"
_STAMP = len("YYYYmmdd_HHMMSS")


def models_of(profile: Profile) -> Path:
    """The folder of all networks of a profile."""
    return profile.folder / "models"


def personal_folder(models: Path) -> Path:
    """The folder of the set that runs; it need not be there."""
    personal, waiting = models / "personal", models / "next"
    return waiting if not personal.is_dir() and waiting.is_dir() else personal


def trained_models(profile: Profile) -> list[Path]:
    """The folders of what was trained, oldest first, those that are whole."""
    folder = models_of(profile) / "trained"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    shown = [path for path in found if not path.name.startswith(".")]  # others are being written
    return [path for path in shown if all((path / name).is_file() for name in TRAINED)]


def previous_sets(profile: Profile) -> list[Path]:
    """The sets that ran before, the one put aside first comes first."""
    folder = models_of(profile) / "previous"
    found = sorted(folder.iterdir(), key=_moment) if folder.is_dir() else []
    return [path for path in found if path.is_dir() and not path.name.startswith(".")]


def install(profile: Profile, files: Mapping[str, Path]) -> Path:
    """Make copies of ``files``, by their names in the set, the set that runs; where it lies.

    The set there was is put aside. One of the same contents stays as it is. MuseError when the
    disk does not take it; what ran before runs then.
    """
    models = models_of(profile)
    with _told(models):
        _finish(models)
        personal = models / "personal"
        if not _same(personal, files):
            with _beside(models) as made:
                for name, source in files.items():
                    _copy(source, made / name)
                made.rename(models / "next")
            _finish(models)
        return personal


def roll_back(profile: Profile, stamp: str = "") -> Path:
    """Let a set run again that ran before: the one of that ``stamp``, else the last put aside.

    The one that runs now is put aside for it, so that doing it twice changes nothing. Gives the
    folder of that one. MuseError when there is no such set.
    """
    models = models_of(profile)
    with _told(models):
        _finish(models)
        sets = previous_sets(profile)
        found = next((path for path in reversed(sets) if stamp in ("", path.name)), None)
        if found is None:
            known = ", ".join(path.name for path in sets) or "none"
            raise MuseError(
                f"The profile '{profile.name}' has no earlier model"
                f"{f' {stamp!r}' if stamp else ''} to go back to.",
                hint=f"There are: {known}.",
            )
        found.rename(models / "next")
        aside = _finish(models)
    return aside if aside is not None else models / "previous"


def _finish(models: Path) -> Path | None:
    """Let a waiting set take its place; where the one before it lies now, if there was one."""
    personal, waiting, aside = models / "personal", models / "next", None
    if waiting.is_dir():
        if personal.is_dir() and any(personal.iterdir()):
            aside = _free(models / "previous")
            personal.rename(aside)
        elif personal.is_dir():
            personal.rmdir()
        waiting.rename(personal)
    return aside


def _free(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    stamp = datetime.datetime.now().strftime("%Y%m%d_%H%M%S")
    number, path = 2, folder / stamp
    while path.exists():
        number, path = number + 1, folder / f"{stamp}_{number}"
    return path


def _moment(path: Path) -> tuple[str, int, str]:
    """Sorts the stamps of ``_free`` by time: the tenth of a second comes after its second one."""
    stamp, number = path.name[:_STAMP], path.name[_STAMP + 1 :]
    return stamp, int(number) if number.isdigit() else 1, path.name


def _same(folder: Path, files: Mapping[str, Path]) -> bool:
    """True when the set in ``folder`` has these files and no others."""
    there = {name for name in INSTALLED if (folder / name).exists()}
    if not files or there != {name.partition("/")[0] for name in files}:
        return False
    return all(
        (folder / name).is_file() and _digest(folder / name) == _digest(source)
        for name, source in files.items()
    )


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _beside(models: Path) -> Iterator[Path]:
    """A hidden folder for a set in the making; what an earlier one left is cleared away."""
    for left in models.glob(f"{_BESIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
    made = models / f"{_BESIDE}{secrets.token_hex(4)}"
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)  # it is not there any more when all went well


@contextmanager
def _told(models: Path) -> Iterator[None]:
    """What the disk says as a sentence."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        with suppress(OSError):
            _clear_away(models)
        raise MuseError(
            f"The models in '{models}' could not change places: {error.strerror}.",
            hint="Check the space on the disk, and close what has files of theirs open.",
        ) from error


def _clear_away(models: Path) -> None:
    """A set that could not take its place does not wait for a better moment."""
    personal, waiting = models / "personal", models / "next"
    if waiting.is_dir():
        waiting.rename(_free(models / "previous") if personal.is_dir() else personal)
