"""The labels of a session, read and checked: what may be trained on, in order of time.

The files are described in ``muse_nodes.profiles.labels``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, MuseError
from muse_nodes.profiles.labels import (
    Annotation,
    Category,
    LabelledImage,
    damaged,
    inside,
    labels_path,
    read_labels,
)
from muse_nodes.profiles.review import accepted, read_review, read_verdicts
from muse_nodes.training.points import POINTS

MOST_PIXELS = 64 << 20
"""Pixels of a frame beyond which a file is not one."""


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
    path = labels_path(session)
    found, review, verdicts = read_labels(session), read_review(session), read_verdicts(session)
    people = {category.id: category for category in found.categories}
    labels: dict[int, Annotation] = {}
    for annotation in found.annotations:
        if annotation.image_id in labels:
            raise damaged(path, f"the image {annotation.image_id} shows two people")
        if annotation.category_id not in people:
            raise damaged(path, f"there is no category {annotation.category_id}")
        labels[annotation.image_id] = annotation
    seen: set[object] = set()
    samples = []
    for image in found.images:
        if not seen.isdisjoint({image.id, ("frame", image.frame)}):
            raise damaged(path, f"the image {image.id} or its frame {image.frame} is there twice")
        seen |= {image.id, ("frame", image.frame)}
        if accepted(image, review, verdicts):
            samples.append(_sample(session, path, image, labels.get(image.id), people))
    missing = set(labels) - {image.id for image in found.images}
    if missing:
        raise damaged(path, f"an annotation speaks of the image {min(missing)}, which is not there")
    if not samples:
        raise MuseError(
            f"No labelled frame of the session '{session}' is accepted.",
            hint="Label the session again, or accept some of its frames.",
        )
    return sorted(samples, key=lambda sample: sample.frame)


def _sample(
    session: Path, path: Path, image: LabelledImage, label: Annotation | None,
    people: dict[int, Category],
) -> Sample:  # fmt: skip
    size = image.height, image.width
    if image.width * image.height > MOST_PIXELS or not math.isfinite(image.time):
        raise damaged(path, f"the size or time of the image {image.id} makes no sense")
    points = np.zeros((len(POINTS), 3), np.float32)
    mask, known = None, np.ones(len(POINTS), bool)
    if label is not None:
        mask = inside(session / "masks", label.mask, path)
        points, known = _points(label, people[label.category_id], size, path)
    picture = inside(session / "images", image.file_name, path)
    return Sample(image.frame, image.time, picture, mask, size, points, known, image.scores)


def _points(
    label: Annotation, person: Category, size: tuple[int, int], path: Path
) -> tuple[Array, Array]:
    """COCO's flat list as points of ours; those it does not name are not known."""
    names, count = person.keypoints, len(person.keypoints)
    given = np.array(label.keypoints or [0.0] * (3 * count), np.float64)
    scores = np.array(label.keypoint_scores or [1.0] * count, np.float64)
    numbers = np.isfinite(given).all() and np.isfinite(scores).all()
    if given.size != 3 * count or scores.size != count or not numbers:
        raise damaged(path, f"the key points of the image {label.image_id} are not {count} triples")
    given = given.reshape(count, 3)
    points, known = np.zeros((len(POINTS), 3), np.float32), np.zeros(len(POINTS), bool)
    for name, (x, y, seen), score in zip(names, given, scores, strict=True):
        if name in POINTS and seen > 0:
            at = POINTS.index(name)
            points[at] = x / size[1], y / size[0], min(max(score, 0.0), 1.0)
            known[at] = True
    return points, known
