"""Labelled sessions, in the program's own format, from clips, photos and the demo scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array, EndOfStream
from muse_nodes.media import DemoScene, VideoReader, read_image
from muse_nodes.models.skeletons import BODY
from muse_nodes.profiles.labels import (
    Annotation,
    Category,
    LabelledImage,
    Labels,
    labels_path,
    write_labels,
)
from tools.base_model.material import DEMO, PHOTOS, SCENE, Clip, frames_wanted, source_of
from tools.base_model.teachers import Opinion, Teachers, padded

ACCEPTED = 0.7
"""Agreement of the networks below which a frame is not learnt from."""
SEEN = 0.3
"""Score above which a key point counts as seen."""
DEMO_SEEDS = 24
DEMO_FRAMES = 10

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A frame, its number and time, and what it shows."""

    frame: Array
    number: int
    time: float
    opinion: Opinion


def label(clip: Clip, shared: Path, folder: Path, tell: Tell) -> Path:
    """The labelled session of a clip in ``folder``; made only where it is not there."""
    session = folder / clip.name
    if labels_path(session).is_file():
        return session
    for name in ("images", "masks", "labels"):
        (session / name).mkdir(parents=True, exist_ok=True)
    images: list[LabelledImage] = []
    notes: list[Annotation] = []
    for seen in _seen(clip, shared):
        name = f"{seen.number:06d}"
        height, width = seen.frame.shape[:2]
        _write(session / "images" / f"{name}.jpg", seen.frame, [cv2.IMWRITE_JPEG_QUALITY, 95])
        images.append(
            LabelledImage(
                seen.number,
                f"{name}.jpg",
                width,
                height,
                seen.number,
                seen.time,
                seen.opinion.agreement >= ACCEPTED,
                {"agreement": round(seen.opinion.agreement, 4)},
            )
        )
        if seen.opinion.alpha.any():
            _write(session / "masks" / f"{name}.png", seen.opinion.alpha, [])
            notes.append(_annotation(seen, name, known=clip.alone))
        tell(f"{clip.name} {seen.number}")
    write_labels(session, Labels(images, notes, [Category(1, "person", list(BODY))]))
    return session


def _seen(clip: Clip, shared: Path) -> Iterator[_Seen]:
    if clip == DEMO:
        return _of_demo()
    if clip == SCENE:
        return _of_scene(clip, shared)
    if clip in PHOTOS:
        return _of_photo(clip, shared)
    return _of_clip(clip, shared)


def _of_clip(clip: Clip, shared: Path) -> Iterator[_Seen]:
    frames = list(_frames(source_of(clip, shared)))
    wanted = set(frames_wanted(clip, len(frames)))
    teachers = Teachers(shared / "models", frames[0][1].shape[:2])
    for number, (time, frame) in enumerate(frames):
        person = teachers.follow(frame)
        if number in wanted:
            opinion = teachers(frame, person, alone=clip.alone)
            yield _Seen(frame, number, time, opinion)


def _of_scene(clip: Clip, shared: Path) -> Iterator[_Seen]:
    """Exact alpha, and the points that networks find."""
    frames = list(_frames(source_of(clip, shared)))
    alphas = list(_frames(source_of(clip, shared).with_name("alpha.mkv")))
    teachers = Teachers(shared / "models", frames[0][1].shape[:2])
    for number in frames_wanted(clip, len(frames)):
        time, frame = frames[number]
        points = teachers(frame, teachers.follow(frame)).points
        alpha = np.ascontiguousarray(alphas[number][1][..., 0])
        yield _Seen(frame, number, time, Opinion(alpha, points, 1.0))


def _of_photo(clip: Clip, shared: Path) -> Iterator[_Seen]:
    frame = padded(read_image(source_of(clip, shared))[0])
    teachers = Teachers(shared / "models", frame.shape[:2])
    yield _Seen(frame, 0, 0.0, teachers(frame, teachers.follow(frame)))


def _of_demo() -> Iterator[_Seen]:
    """The demo scene in many rooms, exact."""
    number = 0
    for seed in range(1, DEMO_SEEDS + 1):
        scene = DemoScene(960, 540, seed=seed, noise=2.0)
        for i in range(DEMO_FRAMES):
            index = seed * 37 + (i // 2) * 23 + i % 2
            frame = np.empty((540, 960, 3), np.uint8)
            scene.frame(index, frame)
            alpha = np.rint(scene.matte(index) * 255).astype(np.uint8)
            opinion = Opinion(alpha, scene.pose(index).points[0], 1.0)
            yield _Seen(frame, number, (number // 2) * 10 + number % 2 / 30, opinion)
            number += 1


def _frames(path: Path) -> Iterator[tuple[float, Array]]:
    reader = VideoReader(path)
    try:
        while True:
            frame = padded(np.zeros((reader.size[1], reader.size[0], 3), np.uint8))
            try:
                time = reader.read(frame)
            except EndOfStream:
                return
            yield time, frame
    finally:
        reader.close()


def _annotation(seen: _Seen, name: str, *, known: bool) -> Annotation:
    points: list[float] = []
    scores = []
    for x, y, score in seen.opinion.points.tolist():
        points += [round(x, 2), round(y, 2), (2 if score >= SEEN else 1) if known else 0]
        scores.append(round(score, 4))
    return Annotation(
        seen.number, 1, f"{name}.png", points, scores, seen.number,
        num_keypoints=sum(v > 0 for v in points[2::3]),
    )  # fmt: skip


def _write(path: Path, picture: Array, options: list[int]) -> None:
    if picture.ndim == 3:
        picture = picture[..., ::-1]
    done, data = cv2.imencode(path.suffix, np.ascontiguousarray(picture), options)
    assert done
    path.write_bytes(data.tobytes())
