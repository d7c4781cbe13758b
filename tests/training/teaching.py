"""Small sessions with a video, and networks whose every answer is known.

A person in ``PERSON``'s colour, 40 wide, walks through a striped room; ``Colour`` finds that colour
and ``Marks`` its points, so teachers made of them are right to a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes.api import ModelError, ModelInfo, Pose, Spec, matte_spec, pose_spec
from muse_nodes.media import VideoWriter, write_image
from muse_nodes.profiles import SessionInfo, write_session

HEIGHT, WIDTH, FPS = 120, 160, 20.0
PERSON = (210, 60, 60)
WIDE, TOP = 40, 30

Picture = Callable[[int], np.ndarray]


def room() -> np.ndarray:
    """Stripes in grey and blue: sharp, and nowhere the person's colour."""
    picture = np.full((HEIGHT, WIDTH, 3), (90, 110, 140), np.uint8)
    picture[:, ::8] = 60, 70, 120
    return picture


def left_edge(frame: int) -> int:
    """First column of the person."""
    return 10 + 2 * (frame % 50)


def with_person(frame: int) -> np.ndarray:
    """The person in the room, in another place in each frame."""
    picture = room()
    picture[TOP:, left_edge(frame) :][:, :WIDE] = PERSON
    return picture


def with_two(frame: int) -> np.ndarray:
    """A second, smaller person at the right edge."""
    picture = room()
    picture[TOP:, 10 + frame % 10 :][:, :WIDE] = PERSON
    picture[TOP + 20 :, WIDTH - 34 : WIDTH - 4] = PERSON
    return picture


def empty(_: int) -> np.ndarray:
    """The room alone."""
    return room()


def black(_: int) -> np.ndarray:
    """A lens that is covered."""
    return np.full((HEIGHT, WIDTH, 3), 2, np.uint8)


def make_recording(folder: Path, picture: Picture = with_person, frames: int = 24) -> Path:
    """A session with a lossless video of ``frames`` frames."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "video.mkv"
    with VideoWriter(path, size=(WIDTH, HEIGHT), fps=FPS, codec="ffv1") as writer:
        for frame in range(frames):
            writer.write(picture(frame))
    write_image(folder / "background.png", room())
    write_session(folder, SessionInfo(WIDTH, HEIGHT, FPS, frames, finished=True))
    return folder


class Colour:
    """A person segmenter: whatever has the person's colour."""

    def __init__(self, spec: Spec) -> None:
        self.info = ModelInfo("by colour", "segment", "test", "cpu")
        self.output = matte_spec(*spec.shape[:2])
        self.open = True

    def __call__(self, frame: np.ndarray, *, out: np.ndarray | None = None) -> np.ndarray:
        away = np.abs(frame.astype(int) - PERSON).max(-1)
        return np.clip(1.5 - away / 60, 0, 1).astype(np.float32)

    def reset(self) -> None:
        """Nothing is carried along."""

    def close(self) -> None:
        self.open = False


class Marks:
    """A pose network: COCO's points on the person's box, its left on the picture's right."""

    def __init__(self) -> None:
        self.info = ModelInfo("by marks", "pose", "test", "cpu")
        self.output = pose_spec(17)

    def __call__(self, frame: np.ndarray, *, out: np.ndarray | None = None) -> Pose:
        there = np.abs(frame.astype(int) - PERSON).max(-1) < 30
        if there.sum() < 50:
            return Pose(np.zeros((0, 17, 3), np.float32), "coco17")
        rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
        left, right, top = columns[0], columns[-1], rows[0]
        points = np.zeros((1, 17, 3), np.float32)
        points[0, :] = (left + right) / 2, top + 8, 0.9
        points[0, 5:11, 1], points[0, 11:, 1] = top + 30, top + 50
        points[0, 1::2, 0] = right - 5
        points[0, 2::2, 0] = left + 5
        points[0, 13:, 2] = 0.2
        return Pose(points, "coco17")

    def reset(self) -> None:
        """Nothing is carried along."""

    def close(self) -> None:
        """Nothing is held."""


class Taught:
    """A machine with these two networks and no other."""

    def network(
        self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Any:  # fmt: skip
        if choice != "auto" or task == "face":
            raise ModelError(f"There is no network '{choice}' for '{task}' here.")
        return Colour(frame) if task == "segment" else Marks()


def alpha_of(frame: int) -> np.ndarray:
    """The exact alpha of ``with_person``, 0 or 1."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[TOP:, left_edge(frame) :][:, :WIDE] = 1
    return alpha


def quiet(done: float, total: float, text: str) -> None:
    """Progress that nobody watches."""


def contents(folder: Path, parts: Sequence[str]) -> dict[str, bytes]:
    """All files of some parts of a folder, by their names."""
    found = {}
    for part in parts:
        place = folder / part
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        found |= {f.relative_to(folder).as_posix(): f.read_bytes() for f in files if f.is_file()}
    return found
