"""From labelled sessions to what the loop trains on: split by time, decoded, with their rooms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Dataset, MuseError
from muse_nodes.engine.bundled import bundled_folder
from muse_nodes.profiles.labels import labels_path
from muse_nodes.training.batches import Material
from muse_nodes.training.cache import Tell, frames_of, material_of_all, rooms_of
from muse_nodes.training.samples import Sample, read_samples
from muse_nodes.training.split import by_time

PLATE = "background.png"
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
MOST_ROOMS = 200
"""Pictures of other rooms that are used, spread over all there are."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one session gives: frames to train on, and frames held out from its end."""

    session: Path
    train: list[Sample]
    test: list[Sample]

    @property
    def plate(self) -> Path | None:
        """The picture of its empty room, if it has one."""
        path = self.session / PLATE
        return path if path.is_file() else None


def sessions_of(datasets: Sequence[Dataset]) -> list[Path]:
    """The labelled sessions of data sets, each once: the folder itself, or those inside."""
    found: dict[Path, None] = {}
    for dataset in datasets:
        inside = sorted({Path(part).parts[0] for part in dataset.parts})
        folders = [dataset.path / name for name in inside]
        several = [folder for folder in folders if labels_path(folder).is_file()]
        for folder in several or [dataset.path]:
            found[folder.resolve()] = None
    return list(found)


def shares_of(sessions: Sequence[Path], log: logging.Logger) -> list[Share]:
    """Each session split by time. MuseError when nothing can be learned from them.

    One that is too short to be split is trained on as a whole if there are others to judge by.
    """
    if not sessions:
        raise MuseError(
            "There is nothing to train on: no data set is connected.",
            hint="Connect a labelled session to the input 'dataset1'.",
        )
    found, short = [], []
    for session in sessions:
        samples = read_samples(session)
        try:
            found.append(Share(session, *by_time(samples)))
        except MuseError:
            if len(sessions) == 1:
                raise
            log.info("'%s' is too short to hold frames out: all are trained on.", session.name)
            short.append(Share(session, samples, []))
    if not found:
        by_time(short[0].train)  # says why it is too short
    return [*found, *short]


def materials_of(
    shares: Sequence[Share], size: tuple[int, int], folder: Path, rooms: Array | None,
    tell: Tell,
) -> tuple[Material, Material]:  # fmt: skip
    """What to train on and what is held out, at (height, width); the frames lie in ``folder``.

    With several rooms the plates of all are among the ``rooms`` that a person is put into.
    """
    sides = []
    counts = [sum(len(s.train) for s in shares), sum(len(s.test) for s in shares)]
    for side, first in (("train", 0), ("test", counts[0])):
        parts = [(share.train if side == "train" else share.test, share.plate) for share in shares]
        parts = [(samples, plate) for samples, plate in parts if samples]
        flat = [sample for samples, _ in parts for sample in samples]
        frames = frames_of(flat, size, folder / side, _further(tell, first, sum(counts)))
        made = material_of_all(parts, frames)
        several = made.plate is not None and len(made.plate) > 1
        behind = [r for r in (rooms, made.plate if several else None) if r is not None]
        sides.append(
            Material(
                made.frames, made.points, made.known, made.following, made.plate,
                np.concatenate(behind) if behind else None, made.room,
            )
        )  # fmt: skip
    return sides[0], sides[1]


def other_rooms(folder: Path | None, size: tuple[int, int], log: logging.Logger) -> Array | None:
    """Pictures of other rooms, uint8 (M, H, W, 3): those in ``folder``, or the bundled ones.

    A file that cannot be read is left out, and told in the log. MuseError for a folder without
    pictures.
    """
    where = folder or bundled_folder("assets") / "backgrounds"
    try:
        paths = sorted(p for p in where.iterdir() if p.suffix.lower() in PICTURES)
    except OSError as error:
        raise MuseError(
            f"The folder of backgrounds '{where}' cannot be read: {error.strerror}.",
            hint="Choose a folder with pictures of rooms, or none for the bundled ones.",
        ) from error
    spread = np.unique(np.linspace(0, max(len(paths) - 1, 0), MOST_ROOMS).round().astype(int))
    found = []
    for path in (paths[i] for i in spread if i < len(paths)):
        try:
            found.append(rooms_of([path], size))
        except MuseError as error:
            log.warning("%s It is left out.", error)
    usable = [room for room in found if room is not None]
    if not usable:
        raise MuseError(
            f"There are no pictures of rooms in '{where}'.",
            hint="Choose another folder of backgrounds, or none for the bundled ones.",
        )
    return np.concatenate(usable)


def _further(tell: Tell, first: int, total: int) -> Callable[[int, int], None]:
    """``tell`` for a part of the frames, which begins at ``first`` of ``total``."""
    return lambda done, _: tell(first + done, total)
