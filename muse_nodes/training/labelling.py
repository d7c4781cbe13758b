"""The labels of a session, made of what its teachers found: the files that everybody else reads.

The format is that of ``muse_nodes.profiles.labels``: ``images``, ``masks`` and
``labels/annotations.json``. Everything is made from the video and the teachers' folders, so a run
that was killed is simply run again and leaves the same bytes. What an earlier labelling left is
kept: masks and annotations that would change move to ``labels/previous/N``. Pictures are not kept,
the video has them.

Scores of a frame, all 0 for perfect: ``disagreement``, the share of the person that the mask
teacher's views do not agree about; ``points_disagreement``, how far those of the pose teacher lie
apart, as a share of the person's size; ``second``, how large another person is against the main
one; ``outside``, the share of sure key points that lie beside the mask.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, MuseError
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.labels import (
    Annotation,
    Category,
    LabelledImage,
    Labels,
    labels_path,
    read_labels,
    write_labels,
)
from muse_nodes.profiles.review import relabelled
from muse_nodes.training.frames import Tell, pictures
from muse_nodes.training.leftovers import clear
from muse_nodes.training.points import POINTS
from muse_nodes.training.shelf import Found, Shelf

QUALITY = 95
"""Of the JPEG files; without colour subsampling, for the colours of edges teach too."""
SEEN = 0.5
"""A key point with this score or more is seen, any other one covered."""
WITH_SECOND = 0.3
"""A second person this large against the first spoils a frame for training."""
CATEGORY = Category(1, "person", list(POINTS))

Show = Callable[[str, Frame], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """How a session was labelled, in numbers of frames; ``kept`` is where the old labels are."""

    frames: int
    empty: int
    two_people: int
    kept: Path | None = None

    def __str__(self) -> str:
        said = [f"{self.frames} frames labelled, {self.empty} of them show the empty room."]
        if self.two_people:
            said.append(
                f"In {self.two_people} a second person is visible; the main one was labelled, and "
                "frames with a large second one are left out of training."
            )
        if self.kept is not None:
            said.append(f"The labels from before are in '{self.kept}'.")
        return " ".join(said)


def label(
    session: Path, masks: Shelf, points: Shelf | None, tell: Tell, show: Show | None = None
) -> Summary:
    """Write the labels of a session. MuseError when teachers and video do not belong together,
    when nobody was found, or when the disk does not take it; run again, it goes on."""
    if masks.missing():
        raise MuseError("The mask teacher has not finished.", hint="Run it again.")
    masks.check(session.name)
    chosen = {one.frame: one for one in masks.about.chosen}
    todo = sorted(chosen)
    images: list[LabelledImage] = []
    annotations: list[Annotation] = []
    waiting = session / ".masks"
    clear(session / "images", "")
    clear(session / "labels", "annotations.json")
    _emptied(waiting)
    for done, (frame, time, picture) in enumerate(pictures(session, todo)):
        tell(done, len(todo), "writing labels")
        found, person = masks.get(frame), points.get(frame) if points is not None else None
        if found is None or picture.shape[:2] != (masks.about.height, masks.about.width):
            raise MuseError(f"The labels are not of the video of '{session.name}'.")
        _write(session / "images" / f"{frame:06d}.jpg", jpeg(picture))
        alpha = None
        if found.box is not None:
            write_bytes(waiting / f"{frame:06d}.png", masks.mask_bytes(frame), "mask")
            alpha = masks.alpha(frame)
        image, annotation = entry(found, person, alpha, time, picture.shape[:2])
        images.append(image)
        annotations += [annotation] if annotation else []
        if show is not None and alpha is not None and done % 10 == 0:
            show("label", over(picture, alpha))
    if len(images) < len(todo):
        raise MuseError(
            f"The video of '{session.name}' ends before the last frame that was labelled.",
            hint="Was it changed since? Run the labelling step again.",
        )
    kept = put(session, Labels(images, annotations, [CATEGORY]), waiting)
    empty = sum(one.box is None for one in masks.all())
    two = sum(one.second > 0 for one in masks.all())
    return Summary(len(images), empty, two, kept)


def entry(
    found: Found, person: Found | None, alpha: Array | None, time: float, size: tuple[int, ...]
) -> tuple[LabelledImage, Annotation | None]:
    """What the label file says of a frame: its image, and its annotation if anybody is in it.

    ``found`` is the mask teacher's, ``person`` the pose teacher's, ``alpha`` uint8 (H, W).
    """
    height, width = size[:2]
    name = f"{found.frame:06d}"
    scores = {"disagreement": found.disagreement, "second": found.second}
    annotation = None
    if alpha is not None:
        triples = (person or Found(found.frame)).triples()
        keypoints, sure = coco_points(triples, (height, width))
        if person is not None:
            scores["points_disagreement"] = person.disagreement
            scores["outside"] = _outside(triples, alpha)
        columns, rows = np.flatnonzero(alpha.max(0) > 127), np.flatnonzero(alpha.max(1) > 127)
        box = [0.0, 0.0, 0.0, 0.0]
        if columns.size:
            left, top = int(columns[0]), int(rows[0])
            box = [left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top]
        annotation = Annotation(
            image_id=found.frame, category_id=CATEGORY.id, mask=f"{name}.png",
            keypoints=keypoints, keypoint_scores=sure, id=found.frame + 1,
            num_keypoints=sum(v > 0 for v in keypoints[2::3]),
            bbox=[float(v) for v in box], area=round(float(alpha.sum()) / 255, 1),
        )  # fmt: skip
    image = LabelledImage(
        id=found.frame, file_name=f"{name}.jpg", width=width, height=height, frame=found.frame,
        time=round(time, 4), accepted=found.second < WITH_SECOND, scores=scores,
    )  # fmt: skip
    return image, annotation


def coco_points(triples: Array, size: tuple[int, int]) -> tuple[list[float], list[float]]:
    """COCO's flat key points, and their scores, from (24, 3) with pixel centres at integers.

    COCO counts from the corner of the first pixel. A point outside the picture is labelled as
    covered, at the border and with the score 0: the student learns that it is not to be seen.
    """
    flat: list[float] = []
    scores: list[float] = []
    for x, y, score in triples.tolist():
        if score < 0 or not np.isfinite(x + y):
            flat += [0.0, 0.0, 0.0]
            scores.append(0.0)
            continue
        across, down = x + 0.5, y + 0.5
        inside = 0 <= across <= size[1] and 0 <= down <= size[0]
        sure = min(score, 1.0) if inside else 0.0
        flat += [
            round(min(max(across, 0.0), size[1]), 2),
            round(min(max(down, 0.0), size[0]), 2),
            2.0 if sure >= SEEN else 1.0,
        ]
        scores.append(round(sure, 3))
    return flat, scores


def put(session: Path, labels: Labels, waiting: Path) -> Path | None:
    """Put labels in their place: the masks from the folder ``waiting``, then the label file.

    Whatever of an earlier labelling would change goes to a folder of its own, which is returned.
    """
    masks = session / "masks"
    waiting.mkdir(exist_ok=True)
    kept = None
    if _differs(masks, waiting) or _other(session, labels):
        relabelled(session, _changed(session, labels, waiting))
        kept = _keep(session)
    elif masks.is_dir():
        shutil.rmtree(masks)
    try:
        os.replace(waiting, masks)
    except OSError as error:
        raise MuseError(f"'{masks}' cannot be written: {error.strerror}.") from error
    write_labels(session, labels)
    named = {image.file_name for image in labels.images}
    for old in (session / "images").iterdir():
        if re.fullmatch(r"\d{6,}\.jpg", old.name) and old.name not in named:
            old.unlink()  # a picture from an earlier labelling: the video has it
    return kept


def jpeg(picture: Frame) -> bytes:
    """A frame as the bytes of a JPEG file."""
    flags = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    flags += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)
    return bytes(data)


def _outside(triples: Array, alpha: Array) -> float:
    """Share of the sure points in the picture that lie beside the mask."""
    height, width = alpha.shape
    near = cv2.dilate(alpha, np.ones((5, 5), np.uint8), iterations=max(1, round(height / 360)))
    places = np.round(triples[:, :2]).astype(int)
    inside = ((places >= 0) & (places < (width, height))).all(1) & (triples[:, 2] >= SEEN)
    if not inside.any():
        return 0.0
    x, y = places[inside].T
    return round(float((near[y, x] < 64).mean()), 4)


def over(picture: Frame, alpha: Array) -> Frame:
    """The person on green, at most 640 wide, to be looked at."""
    scale = min(1.0, 640 / picture.shape[1])
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    cover = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32) / 255
    green = np.array([30, 160, 80], np.float32)
    return np.asarray(small * cover[..., None] + green * (1 - cover[..., None]), np.uint8)


def _write(path: Path, content: bytes) -> None:
    """Write a file unless it holds just that."""
    try:
        same = path.is_file() and path.read_bytes() == content
    except OSError:
        same = False
    if not same:
        write_bytes(path, content, "picture")


def _other(session: Path, labels: Labels) -> bool:
    """Are there annotations that are not these?"""
    if not labels_path(session).is_file():
        return False
    try:
        return read_labels(session) != labels
    except MuseError:  # damaged ones are kept too: somebody may mend them
        return True


def _changed(session: Path, labels: Labels, waiting: Path) -> set[int]:
    """The frames whose label is not what it was."""
    try:
        before = read_labels(session)
    except MuseError:  # none, or damaged ones: all of them are new
        return {image.frame for image in labels.images}
    old = _by_frame(before)
    return {
        frame
        for frame, (image, annotation) in _by_frame(labels).items()
        if old.get(frame) != (image, annotation)
        or (annotation is not None and _differs(session / "masks", waiting, only=annotation.mask))
    }


def _by_frame(labels: Labels) -> dict[int, tuple[LabelledImage, Annotation | None]]:
    of_image = {annotation.image_id: annotation for annotation in labels.annotations}
    return {image.frame: (image, of_image.get(image.id)) for image in labels.images}


def _differs(old: Path, new: Path, only: str = "[!.]*") -> bool:
    """Does ``old`` hold a mask, of those named ``only``, that ``new`` does not have just so?"""
    return old.is_dir() and any(
        not (new / path.name).is_file() or (new / path.name).read_bytes() != path.read_bytes()
        for path in old.glob(only)
    )


def _keep(session: Path) -> Path:
    """Move the masks to a new folder under ``labels/previous`` and copy the annotations there."""
    base = session / "labels" / "previous"
    number = 1 + max((int(p.name) for p in _numbered(base)), default=0)
    kept = base / str(number)
    try:
        kept.mkdir(parents=True)
        if labels_path(session).is_file():
            shutil.copyfile(labels_path(session), kept / "annotations.json")
        if (session / "masks").is_dir():
            os.replace(session / "masks", kept / "masks")
    except OSError as error:
        raise MuseError(
            f"The labels from before cannot be kept in '{kept}': {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error
    return kept


def _numbered(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        return ()
    return [path for path in folder.iterdir() if path.name.isdecimal()]


def _emptied(folder: Path) -> None:
    """An empty folder, whatever a killed run has left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise MuseError(f"'{folder}' cannot be made: {error.strerror}.") from error
