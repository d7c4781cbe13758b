"""What training leaves: a folder with the weights and a card that says how they came about.

``<profile>/models/trained/<stamp>/student_model_final.pth`` and ``student_model_final.json``. The
folder appears whole, under a name that was chosen when the work began: a run that was killed after
it had written the folder finds it there and does not write a second one.
"""

from __future__ import annotations

import datetime
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from muse_nodes.api import Model, MuseError
from muse_nodes.models.checksum import sha256_of
from muse_nodes.profiles import Profile, checked_name
from muse_nodes.profiles.files import read_json, write_json
from muse_nodes.training.checkpoint import save_student
from muse_nodes.training.leftovers import clear
from muse_nodes.training.student import Student

WEIGHTS, CARD = "student_model_final.pth", "student_model_final.json"
FORMAT = 1
_NOTE = "result.json"


def trained_folder(profile: Profile) -> Path:
    """Where the trained students of a profile lie, a folder each."""
    return profile.folder / "models" / "trained"


def claimed(work: Path, trained: Path) -> tuple[Path, str]:
    """The folder that the result of the work in ``work`` will have, and when the work began (ISO).

    Chosen by the first run and kept in ``work`` for those that go on.
    """
    found = read_json(work / _NOTE, "note of a training")
    name, begun = found.get("folder"), found.get("begun")
    if isinstance(name, str) and isinstance(begun, str):
        return trained / checked_name(name, "training"), begun
    return _claim(work, trained)


def _claim(work: Path, trained: Path) -> tuple[Path, str]:
    now = datetime.datetime.now()
    stamp = name = now.strftime("%Y%m%d_%H%M%S")
    number = 2
    while (trained / name).exists():
        name, number = f"{stamp}_{number}", number + 1
    begun = now.isoformat(timespec="seconds")
    write_json(work / _NOTE, {"folder": name, "begun": begun}, "note of a training")
    return trained / name, begun


def leave(student: Student, work: Path, trained: Path, card: Mapping[str, Any]) -> Model:
    """Write the student and its card into the folder that ``work`` has claimed, or find them there.

    The weights file holds nothing but the student, its title, its licence and the points it was
    taught, so the same training gives the same bytes. A folder of that name with something else in
    it is left alone, and another one is made. MuseError when the disk does not take it.
    """
    target, begun = claimed(work, trained)
    clear(trained, "student-")
    beside = trained / f".student-{secrets.token_hex(4)}.tmp"
    try:
        beside.mkdir(parents=True)
        about = {name: card[name] for name in ("title", "licence", "points") if name in card}
        save_student(beside / WEIGHTS, student, about)
        digest = sha256_of(beside / WEIGHTS)
        if target.exists() and _digest(target) != digest:
            target, begun = _claim(work, trained)
        if not target.exists():
            now = datetime.datetime.now().isoformat(timespec="seconds")
            whole = {"format": FORMAT, **card, "begun": begun, "finished": now, "sha256": digest}
            write_json(beside / CARD, whole, "card of a student")
            os.replace(beside, target)
    except OSError as error:
        raise MuseError(
            f"The trained student cannot be written to '{trained}': {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Model.of(target, (WEIGHTS, CARD))


def _digest(folder: Path) -> str:
    """sha256 of the weights there, empty when there are none or no card beside them."""
    weights = folder / WEIGHTS
    return sha256_of(weights) if weights.is_file() and (folder / CARD).is_file() else ""
