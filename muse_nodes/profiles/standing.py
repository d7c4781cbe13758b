"""What a profile has, read from its folder: recordings, labels, networks trained and installed.

Only small files are read, and of damaged ones it is said what is wrong; nothing is ever written.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.installed import models_of, personal_folder
from muse_nodes.profiles.labels import labels_path, read_labels
from muse_nodes.profiles.profiles import Profile
from muse_nodes.profiles.review import accepted, read_review, read_verdicts
from muse_nodes.profiles.sessions import read_session, sessions_of

WEIGHTS = "student_model_final"
"""Name of the files of a trained network."""

NETWORK = "student_model"
"""Name of the files of the installed network."""

_STAMP = re.compile(r"(\d{8}_\d{6})(_\d+)?")
_LARGEST_CARD = 1 << 20
_LARGEST_REPORT = 64 << 20


class _Verdict(msgspec.Struct):
    """All that is read of a report here."""

    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording. ``labelled`` counts its labelled frames, ``rejected`` those of them that are
    not trained on. ``wrong`` says what cannot be read."""

    folder: Path
    at: datetime.datetime | None = None
    seconds: float = 0.0
    frames: int = 0
    finished: bool = False
    plate: bool = False
    labelled: int = 0
    rejected: int = 0
    reviewed: bool = False
    labels_at: float = 0.0
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """A network that was trained, or the one that is installed. ``figures`` are the numbers that
    its card tells, by name; ``at`` when its weights were written."""

    path: Path
    at: datetime.datetime
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it. Recordings and trained networks oldest first."""

    profile: str
    folder: Path
    recordings: tuple[Recorded, ...] = ()
    trained: tuple[Trained, ...] = ()
    installed: Trained | None = None
    engine: bool = False
    report: Path | None = None
    report_at: float = 0.0
    verdict: str = ""

    @property
    def labelled(self) -> tuple[Recorded, ...]:
        """The recordings that have labels."""
        return tuple(r for r in self.recordings if r.labelled)

    @property
    def newest(self) -> Recorded | None:
        """The newest recording."""
        return self.recordings[-1] if self.recordings else None


def standing_of(profile: Profile) -> Standing:
    """How far ``profile`` is. A folder that is not there counts as empty."""
    models = personal_folder(models_of(profile))
    installed = _network(models / f"{NETWORK}.onnx", models / f"{NETWORK}.json")
    report = next(
        (path for name in ("report.html", "report.json") if (path := models / name).is_file()),
        None,
    )
    trained = profile.folder / "models" / "trained"
    folders = sorted(trained.iterdir()) if trained.is_dir() else []
    networks = [_network(f / f"{WEIGHTS}.pth", f / f"{WEIGHTS}.json") for f in folders]
    return Standing(
        profile.name, profile.folder, tuple(_recorded(f) for f in sessions_of(profile)),
        tuple(network for network in networks if network is not None), installed,
        (models / f"{NETWORK}.engine").is_file(), report,
        report.stat().st_mtime if report is not None else 0.0, _verdict(models),
    )  # fmt: skip


def moment_of(name: str) -> datetime.datetime | None:
    """The moment that a folder is named after: ``20260704_140200``."""
    found = _STAMP.fullmatch(name)
    try:
        return datetime.datetime.strptime(found[1], "%Y%m%d_%H%M%S") if found else None
    except ValueError:
        return None


def _recorded(folder: Path) -> Recorded:
    at, plate = moment_of(folder.name), (folder / "background.png").is_file()
    try:
        info = read_session(folder)
    except MuseError as error:
        return Recorded(folder, at, plate=plate, wrong=error.message)
    seconds = info.frames / info.fps if info.fps > 0 else 0.0
    path = labels_path(folder)
    if not path.is_file():
        return Recorded(folder, at, seconds, info.frames, info.finished, plate)
    try:
        images = read_labels(folder).images
        review, verdicts = read_review(folder), read_verdicts(folder)
    except MuseError as error:
        return Recorded(folder, at, seconds, info.frames, info.finished, plate, wrong=error.message)
    good = sum(accepted(image, review, verdicts) for image in images)
    return Recorded(
        folder, at, seconds, info.frames, info.finished, plate, len(images), len(images) - good,
        bool(review.frames), path.stat().st_mtime,
    )  # fmt: skip


def _network(path: Path, card: Path) -> Trained | None:
    try:
        at = datetime.datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return None
    return Trained(path, at, _figures(card))


def _verdict(models: Path) -> str:
    """What the report says of the installed network: better, mixed, not_better, or nothing."""
    path = models / "report.json"
    try:
        if path.stat().st_size > _LARGEST_REPORT:
            return ""
        return msgspec.json.decode(path.read_bytes(), type=_Verdict).verdict
    except (OSError, ValueError, RecursionError):
        return ""


def _figures(card: Path) -> dict[str, float]:
    """The numbers of a card, those of its parts by the last of their names."""
    try:
        if card.stat().st_size > _LARGEST_CARD:
            return {}
        found = json.loads(card.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    figures: dict[str, float] = {}
    _collect(found, figures)
    return figures


def _collect(found: Any, into: dict[str, float], depth: int = 0) -> None:
    if not isinstance(found, dict) or depth > 3:
        return
    for name, value in found.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            into.setdefault(str(name), float(value))
        else:
            _collect(value, into, depth + 1)
