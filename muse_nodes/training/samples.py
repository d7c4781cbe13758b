"""The labels of a session, read and checked: what may be trained on, in order of time.

A labelled session folder (see ``muse_nodes.profiles.sessions``) holds ``images/``, the frames as
JPEG or PNG; ``masks/``, one 8-bit grey PNG of alpha for each frame with a person, of the same size
and name; and ``labels/annotations.json``, COCO key points with some fields more:

    {"images": [{"id": 7, "file_name": "000042.jpg", "width": 1280, "height": 720,
                 "frame": 42, "time": 1.4, "accepted": true, "scores": {"agreement": 0.97}}],
     "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "keypoints": [x, y, v, ...],
                      "keypoint_scores": [0.93, ...], "mask": "000042.png"}],
     "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "left_eye", ...]}]}

``v`` is COCO's: 0 not labelled, 1 labelled but covered, 2 seen. A frame without an annotation shows
the empty room. The video stays the source of truth: all this can be made from it again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from muse_nodes.api import Array, MuseError
from muse_nodes.training.points import POINTS

LARGEST = 256 << 20
"""Largest label file that is read, in bytes: hours of a session have a tenth of it."""

MOST_PIXELS = 64 << 20
"""Pixels of a frame beyond which a file is not one."""

_Side = Annotated[int, msgspec.Meta(ge=1, le=32768)]


class _Image(msgspec.Struct, frozen=True):
    id: int
    file_name: str
    width: _Side
    height: _Side
    frame: Annotated[int, msgspec.Meta(ge=0)]
    time: Annotated[float, msgspec.Meta(ge=0)]
    accepted: bool = True
    scores: dict[str, float] = {}


class _Annotation(msgspec.Struct, frozen=True):
    image_id: int
    category_id: int
    mask: str
    keypoints: list[float] = []
    keypoint_scores: list[float] = []


class _Category(msgspec.Struct, frozen=True):
    id: int
    name: str
    keypoints: list[str] = []


class _File(msgspec.Struct, frozen=True):
    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[_Category]


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled frame. ``mask`` is None for the empty room.

    ``frame`` and ``time`` (seconds) are those of the video, ``size`` is (height, width) in pixels.
    ``points`` is float32 (K, 3) in the order of ``POINTS``: x, y in 0..1 and the score;
    ``known`` bool (K,) is False where nobody has looked.
    """

    frame: int
    time: float
    image: Path
    mask: Path | None
    size: tuple[int, int]
    points: Array
    known: Array
    scores: dict[str, float]


def read_samples(session: Path) -> list[Sample]:
    """The accepted frames of a session in order of time.

    Raises MuseError with a sentence when there are no labels, when they are damaged or name files
    that are missing or lie elsewhere, when a frame has two people, or when none is accepted.
    Only names and numbers are checked here; the pictures are when they are decoded.
    """
    path = session / "labels" / "annotations.json"
    found = _read(path)
    people = {category.id: category for category in found.categories}
    labels: dict[int, _Annotation] = {}
    for annotation in found.annotations:
        if annotation.image_id in labels:
            raise _damaged(path, f"the image {annotation.image_id} shows two people")
        if annotation.category_id not in people:
            raise _damaged(path, f"there is no category {annotation.category_id}")
        labels[annotation.image_id] = annotation
    seen: set[object] = set()
    samples = []
    for image in found.images:
        if not seen.isdisjoint({image.id, ("frame", image.frame)}):
            raise _damaged(path, f"the image {image.id} or its frame {image.frame} is there twice")
        seen |= {image.id, ("frame", image.frame)}
        if image.accepted:
            samples.append(_sample(session, path, image, labels.get(image.id), people))
    missing = set(labels) - {image.id for image in found.images}
    if missing:
        raise _damaged(
            path, f"an annotation speaks of the image {min(missing)}, which is not there"
        )
    if not samples:
        raise MuseError(
            f"No labelled frame of the session '{session}' is accepted.",
            hint="Label the session again, or accept some of its frames.",
        )
    return sorted(samples, key=lambda sample: sample.frame)


def _read(path: Path) -> _File:
    try:
        if path.stat().st_size > LARGEST:
            raise _damaged(path, "it is too large to hold labels")
        return msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        raise MuseError(
            f"The session '{path.parent.parent}' is not labelled: there is no '{path}'.",
            hint="Run the labelling step on it first.",
        ) from None
    except OSError as error:
        raise MuseError(f"The labels '{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(path, str(error)) from error


def _sample(
    session: Path, path: Path, image: _Image, label: _Annotation | None,
    people: dict[int, _Category],
) -> Sample:  # fmt: skip
    size = image.height, image.width
    if image.width * image.height > MOST_PIXELS or not math.isfinite(image.time):
        raise _damaged(path, f"the size or time of the image {image.id} makes no sense")
    points = np.zeros((len(POINTS), 3), np.float32)
    mask, known = None, np.ones(len(POINTS), bool)
    if label is not None:
        mask = _inside(session / "masks", label.mask, path)
        points, known = _points(label, people[label.category_id], size, path)
    picture = _inside(session / "images", image.file_name, path)
    return Sample(image.frame, image.time, picture, mask, size, points, known, image.scores)


def _points(
    label: _Annotation, person: _Category, size: tuple[int, int], path: Path
) -> tuple[Array, Array]:
    """COCO's flat list as points of ours; those it does not name are not known."""
    names, count = person.keypoints, len(person.keypoints)
    given = np.array(label.keypoints or [0.0] * (3 * count), np.float64)
    scores = np.array(label.keypoint_scores or [1.0] * count, np.float64)
    numbers = np.isfinite(given).all() and np.isfinite(scores).all()
    if given.size != 3 * count or scores.size != count or not numbers:
        raise _damaged(
            path, f"the key points of the image {label.image_id} are not {count} triples"
        )
    given = given.reshape(count, 3)
    points, known = np.zeros((len(POINTS), 3), np.float32), np.zeros(len(POINTS), bool)
    for name, (x, y, seen), score in zip(names, given, scores, strict=True):
        if name in POINTS and seen > 0:
            at = POINTS.index(name)
            points[at] = x / size[1], y / size[0], min(max(score, 0.0), 1.0)
            known[at] = True
    return points, known


def _inside(folder: Path, name: str, path: Path) -> Path:
    """A file of that plain name in the folder."""
    if not name or name != Path(name).name or "\\" in name or name in (".", ".."):
        raise _damaged(path, f"{name!r} is not the name of a file in '{folder.name}'")
    if not (folder / name).is_file():
        raise MuseError(
            f"The labels '{path}' name '{folder / name}', which is not there.",
            hint="Run the labelling step again; it makes what is missing from the video.",
        )
    return folder / name


def _damaged(path: Path, why: str) -> MuseError:
    return MuseError(
        f"The labels '{path}' cannot be used: {why}.", hint="Run the labelling step again."
    )
