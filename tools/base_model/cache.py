"""All views of all clips at training size on disk, made once; a fold takes those it may see.

Every frame is there as it is, and then as often as its clip says: reframed where it was filmed, or
in another room. Which real room is behind a view is kept, so that a fold that leaves out a room
sees it nowhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array
from muse_nodes.media import read_image
from muse_nodes.training.batches import Material
from muse_nodes.training.cache import NEIGHBOURS
from muse_nodes.training.points import MIRROR
from muse_nodes.training.samples import Sample, read_samples
from tools.base_model import views
from tools.base_model.material import DEMO, PHOTOS, Clip
from tools.base_model.rooms import (
    Size,
    bundled_pictures,
    cut_from,
    demo_room,
    empty_room,
    painted_room,
)

OWN_ROOM = 0.2
"""Share of the views that stay in the room in which they were filmed."""
EMPTY = 0.04
"""Share of the views that show the room alone."""
PLATE_FRAMES = 24

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rooms:
    """Pictures to cut rooms from, by the name of the room; ``""`` for those that are nobody's."""

    pictures: tuple[tuple[str, Array], ...]

    def one(self, size: Size, rng: np.random.Generator) -> tuple[str, Array]:
        """A room and its name: painted, bundled or real."""
        if rng.random() < 0.45:
            return "", painted_room(size, rng)
        name, picture = self.pictures[int(rng.integers(len(self.pictures)))]
        return name, cut_from(picture, size, rng)


@dataclass(slots=True)
class _Views:
    """What has been made of a clip so far."""

    frames: list[Array]
    points: list[Array]
    known: list[Array]
    following: list[int]
    rooms: list[str]

    def add(self, frame: Array, sample: Sample, points: Array, room: str) -> None:
        self.following.append(len(self.frames))
        self.frames.append(frame)
        self.points.append(points)
        self.known.append(sample.known)
        self.rooms.append(room)

    def join(self) -> None:
        """The last view follows the one before."""
        self.following[-2] = len(self.frames) - 1


def collect_rooms(sessions: Path, clips: Sequence[Clip], backgrounds: Path) -> Rooms:
    """Every room that can be had: bundled, the demo's, and those of clips with a still camera."""
    found = [("", picture) for picture in bundled_pictures(backgrounds)]
    found += [("", demo_room(seed)) for seed in (1, 5, 9)]
    for clip in clips:
        samples = [] if clip == DEMO or clip in PHOTOS else read_samples(sessions / clip.name)
        few = samples[:: max(1, len(samples) // PLATE_FRAMES)]
        if few:
            pairs = [_smaller(*_read(sample)) for sample in few]
            plate = empty_room(np.stack([p for p, _ in pairs]), np.stack([a for _, a in pairs]))
            found += [(clip.room, plate)] * 2 if plate is not None else []
    return Rooms(tuple(found))


def make(clip: Clip, sessions: Path, size: Size, rooms: Rooms, folder: Path) -> Path:
    """The file with all views of a clip; made only where it is not there."""
    path = folder / f"{clip.name}.npz"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    samples = read_samples(sessions / clip.name)
    rng = np.random.default_rng(zlib.crc32(clip.name.encode()))
    made = _Views([], [], [], [], [])
    at = 0
    while at < len(samples):
        near = at + 1 < len(samples) and samples[at + 1].time - samples[at].time <= NEIGHBOURS
        group = samples[at : at + 2] if near else samples[at : at + 1]
        _add_group(made, clip, group, (size, rooms), rng)
        at += len(group)
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        np.savez(
            file, frames=np.stack(made.frames), points=np.stack(made.points),
            known=np.stack(made.known), following=np.array(made.following),
            rooms=np.array(made.rooms),
        )  # fmt: skip
    beside.replace(path)
    return path


def material(clips: Sequence[Clip], folder: Path, room_names: frozenset[str]) -> Material:
    """The views of these clips, without those in front of the rooms named."""
    parts: list[tuple[Array, Array, Array, Array]] = []
    start = 0
    for clip in clips:
        with np.load(folder / f"{clip.name}.npz", allow_pickle=False) as file:
            kept = ~np.isin(file["rooms"], sorted(room_names))
            place = np.cumsum(kept) - 1 + start
            following = place[file["following"]][kept]
            parts.append(
                (file["frames"][kept], file["points"][kept], file["known"][kept], following)
            )
        start += int(kept.sum())
    frames, points, known, following = (
        np.concatenate(list(part)) for part in zip(*parts, strict=True)
    )
    return Material(frames, points, known, following)


def _add_group(
    made: _Views, clip: Clip, group: Sequence[Sample], setting: tuple[Size, Rooms],
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """A frame, or two that follow each other, as it is and as often again as the clip says."""
    size, rooms = setting
    pictures = [_read(sample) for sample in group]
    as_it_is = views.Framing((1, 1), (0, 0), mirrored=False)
    for number in range(clip.views + 1):
        shape: views.Framing | None = as_it_is
        own = number == 0 or rng.random() < OWN_ROOM
        if number:
            shape = views.framing(pictures[0][1], size, rng, anywhere=not own)
        name, room = (clip.room, None) if own else rooms.one(size, rng)
        gone = room is not None and (rng.random() < EMPTY)
        seed = int(rng.integers(1 << 60))
        if shape is None:
            continue
        for i, (sample, (picture, alpha)) in enumerate(zip(group, pictures, strict=True)):
            frame, points = _view(picture, alpha, sample, (shape, size))
            draws = np.random.default_rng(seed)
            if room is not None:
                if gone:
                    frame[..., 3], points = 0, np.zeros_like(points)
                frame[..., :3] = _moved(frame, room, draws)
            if number:
                frame[..., :3] = views.as_coded(np.ascontiguousarray(frame[..., :3]), draws)
            made.add(frame, sample, points, name)
            if i:
                made.join()


def _view(
    picture: Array, alpha: Array, sample: Sample, where: tuple[views.Framing, Size]
) -> tuple[Array, Array]:
    shape, size = where
    frame = np.empty((*size, 4), np.uint8)
    frame[..., :3] = views.taken(picture, shape, size)
    frame[..., 3] = views.taken(alpha, shape, size)
    return frame, shape.points(sample.points, MIRROR)


def _moved(frame: Array, room: Array, draws: np.random.Generator) -> Array:
    """The person of a view, dressed anew, in another room."""
    alpha = np.ascontiguousarray(frame[..., 3])
    colour = views.person_colour(np.ascontiguousarray(frame[..., :3]), alpha)
    return views.composed(views.dressed(colour, draws), alpha, room, draws)


def _smaller(picture: Array, alpha: Array) -> tuple[Array, Array]:
    """At most 640 pixels wide: a room is cut from it at 320."""
    factor = min(1.0, 640 / picture.shape[1])
    size = round(picture.shape[1] * factor), round(picture.shape[0] * factor)
    return (
        np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)),
        np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)),
    )


def _read(sample: Sample) -> tuple[Array, Array]:
    picture, _ = read_image(sample.image)
    if sample.mask is None:
        return picture, np.zeros(picture.shape[:2], np.uint8)
    mask, _ = read_image(sample.mask)
    return picture, np.ascontiguousarray(mask[..., 0])
