"""Small labelled sessions whose every number is known: a grey person walks through a green room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes.media import write_image
from muse_nodes.profiles import SessionInfo, write_session
from muse_nodes.training.points import POINTS

HEIGHT, WIDTH, FPS = 48, 64, 10.0
ROOM, PERSON = (40, 160, 60), (200, 190, 180)


def left_edge(frame: int) -> int:
    """First column of the person in a frame; the person is 16 wide and fills rows 8 to the end."""
    return 8 + frame % 32


def picture_of(frame: int) -> tuple[np.ndarray, np.ndarray]:
    """The frame and its alpha, both uint8."""
    picture = np.full((HEIGHT, WIDTH, 3), ROOM, np.uint8)
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    left = left_edge(frame)
    picture[8:, left : left + 16] = PERSON
    alpha[8:, left : left + 16] = 255
    return picture, alpha


def annotation_of(frame: int) -> dict[str, Any]:
    """The nose in the person's middle, the left eye covered, nothing else."""
    points = np.zeros((len(POINTS), 3))
    points[0] = left_edge(frame) + 8, 16, 2
    points[1] = left_edge(frame) + 10, 14, 1
    return {
        "id": frame + 1, "image_id": frame, "category_id": 1, "mask": f"{frame:06d}.png",
        "keypoints": points.flatten().tolist(), "num_keypoints": 2,
        "keypoint_scores": [0.9, 0.4, *[0.0] * (len(POINTS) - 2)],
    }  # fmt: skip


def make_session(folder: Path, frames: int = 24, empty: tuple[int, ...] = ()) -> Path:
    """A labelled session; the frames of ``empty`` show the room alone."""
    for name in ("images", "masks", "labels"):
        (folder / name).mkdir(parents=True)
    write_session(folder, SessionInfo(WIDTH, HEIGHT, FPS, frames, finished=True))
    write_image(folder / "background.png", np.full((HEIGHT, WIDTH, 3), ROOM, np.uint8))
    images, annotations = [], []
    for frame in range(frames):
        picture, alpha = picture_of(frame)
        images.append(
            {"id": frame, "file_name": f"{frame:06d}.png", "width": WIDTH, "height": HEIGHT,
             "frame": frame, "time": frame / FPS, "accepted": True}
        )  # fmt: skip
        if frame in empty:
            picture[:] = ROOM
        else:
            write_image(folder / "masks" / f"{frame:06d}.png", alpha)
            annotations.append(annotation_of(frame))
        write_image(folder / "images" / f"{frame:06d}.png", picture)
    save_labels(
        folder,
        {
            "images": images,
            "annotations": annotations,
            "categories": [{"id": 1, "name": "person", "keypoints": list(POINTS)}],
        },
    )
    return folder


def labels_of(folder: Path) -> dict[str, Any]:
    """The label file's content, to be spoilt."""
    found: dict[str, Any] = json.loads((folder / "labels" / "annotations.json").read_text())
    return found


def save_labels(folder: Path, content: dict[str, Any]) -> None:
    """Write the label file."""
    (folder / "labels" / "annotations.json").write_text(json.dumps(content))
