"""The labelled frames of a session, to be looked at and judged: all of them, in order of time.

Unlike what training reads, nothing has to be right here: a frame whose picture is gone, or one that
shows two people, is what a review is to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from muse_nodes.profiles.labels import (
    Annotation,
    LabelledImage,
    damaged,
    labels_path,
    named,
    read_labels,
)


@dataclass(frozen=True, slots=True)
class LabelledFrame:
    """One frame. ``picture`` and ``mask`` need not be there; without ``mask`` it shows nobody.

    ``points`` are (x, y, v, score): x, y in 0..1 of the picture, COCO's v (0 not labelled, 1
    covered, 2 seen) and the score 0..1. ``people`` is how many were labelled in it.
    """

    image: LabelledImage
    picture: Path
    mask: Path | None
    points: tuple[tuple[float, float, float, float], ...]
    people: int

    @property
    def frame(self) -> int:
        """Its number in the video."""
        return self.image.frame


def labelled_frames(session: Path) -> list[LabelledFrame]:
    """All labelled frames of a session in order of time.

    MuseError when there are no labels, when the file is damaged, names a file elsewhere, or has a
    frame twice.
    """
    path = labels_path(session)
    found = read_labels(session)
    labels: dict[int, list[Annotation]] = {}
    for annotation in found.annotations:
        labels.setdefault(annotation.image_id, []).append(annotation)
    frames: list[LabelledFrame] = []
    for image in sorted(found.images, key=lambda image: (image.frame, image.id)):
        if frames and frames[-1].frame == image.frame:
            raise damaged(path, f"the frame {image.frame} is there twice")
        mine = labels.get(image.id, [])
        picture = named(session / "images", image.file_name, path)
        mask = named(session / "masks", mine[0].mask, path) if mine else None
        points = _points(mine[0], image) if mine else ()
        frames.append(LabelledFrame(image, picture, mask, points, len(mine)))
    return frames


def _points(
    label: Annotation, image: LabelledImage
) -> tuple[tuple[float, float, float, float], ...]:
    """COCO's flat list as places in the picture."""
    given = label.keypoints
    count = len(given) // 3
    scores = [*label.keypoint_scores, *[1.0] * count][:count]
    triples = zip(given[::3], given[1::3], given[2::3], scores, strict=False)
    return tuple((x / image.width, y / image.height, v, score) for x, y, v, score in triples)
