"""A session with a textured person in a textured room, exact mattes, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.media import read_image, write_image
from muse_nodes.profiles import SessionInfo, write_session
from muse_nodes.profiles.labels import Annotation, Category, LabelledImage, Labels, write_labels

HEIGHT, WIDTH, FPS = 180, 320, 10.0
POINTS = ("nose", "left_shoulder", "right_shoulder", "left_hip", "right_hip")
PLACES = ((0, -52), (-18, -22), (18, -22), (-14, 40), (14, 40))
"""Where the key points lie, from the person's middle, in pixels."""


def cloth(seed: int, low: int, high: int) -> np.ndarray:
    """Soft random blobs of colour, uint8 (H, W, 3): something to be followed, and to be sharp."""
    noise = np.random.default_rng(seed).normal(0, 1, (HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 1.5)
    soft = (soft - soft.min()) / (soft.max() - soft.min())
    return (low + soft * (high - low)).astype(np.uint8)


ROOM, SHIRT = cloth(1, 30, 130), cloth(2, 110, 240)


def middle(frame: int, speed: float) -> tuple[int, int]:
    """Where the person stands: it walks to and fro, and bobs."""
    way = 110
    at = (frame * speed) % (2 * way)
    return int(105 + min(at, 2 * way - at)), int(96 + 3 * np.sin(frame / 3))


def person(frame: int, speed: float, gap: bool) -> tuple[np.ndarray, np.ndarray]:
    """The picture and its alpha, both uint8. With a ``gap`` the room is seen through the person."""
    x, y = middle(frame, speed)
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(alpha, (x, y + 20), (28, 60), 0, 0, 360, 255, -1, cv2.LINE_AA)
    cv2.circle(alpha, (x, y - 50), 18, 255, -1, cv2.LINE_AA)
    reach = int(22 * np.sin(frame / 4))
    cv2.line(alpha, (x + 15, y - 10), (x + 46, y - 10 - reach), 255, 13, cv2.LINE_AA)
    if gap:
        cv2.circle(alpha, (x - 4, y + 30), 11, 0, -1, cv2.LINE_AA)
    shirt = np.roll(SHIRT, (y, x), (0, 1)).astype(np.float32)
    share = alpha[..., None].astype(np.float32) / 255
    return (shirt * share + ROOM * (1 - share)).astype(np.uint8), alpha


def make(folder: Path, frames: int = 24, speed: float = 4.0, gaps: tuple[int, ...] = ()) -> Path:
    """A labelled session in which everything is right. ``speed`` is in pixels a frame.

    In the frames ``gaps`` an arm is akimbo: the room is seen between it and the body.
    """
    for name in ("images", "masks", "labels"):
        (folder / name).mkdir(parents=True)
    write_session(folder, SessionInfo(WIDTH, HEIGHT, FPS, frames, finished=True))
    write_image(folder / "background.png", ROOM)
    images, annotations = [], []
    for frame in range(frames):
        picture, alpha = person(frame, speed, frame in gaps)
        name = f"{frame:06d}.png"
        write_image(folder / "images" / name, picture)
        write_image(folder / "masks" / name, alpha)
        x, y = middle(frame, speed)
        points = [float(v) for dx, dy in PLACES for v in (x + dx, y + dy, 2)]
        images.append(LabelledImage(frame, name, WIDTH, HEIGHT, frame, frame / FPS))
        annotations.append(Annotation(frame, 1, name, points, [0.9] * len(POINTS), frame + 1))
    write_labels(folder, Labels(images, annotations, [Category(1, "person", list(POINTS))]))
    return folder


def on_mask(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Path, int], None]:
    """Spoils the mask of a frame."""

    def spoil(session: Path, frame: int) -> None:
        path = session / "masks" / f"{frame:06d}.png"
        alpha = np.ascontiguousarray(read_image(path)[0][..., 0])
        write_image(path, np.ascontiguousarray(change(alpha)))

    return spoil


def on_picture(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Path, int], None]:
    """Spoils the picture of a frame."""

    def spoil(session: Path, frame: int) -> None:
        path = session / "images" / f"{frame:06d}.png"
        write_image(path, np.ascontiguousarray(change(read_image(path)[0])))

    return spoil


def _disc(alpha: np.ndarray, dx: int, dy: int, radius: int, level: int) -> np.ndarray:
    y, x = np.nonzero(alpha > 127)
    return cv2.circle(alpha, (int(x.mean()) + dx, int(y.mean()) + dy), radius, level, -1)


def _cut(session: Path, frame: int) -> None:
    path = session / "masks" / f"{frame:06d}.png"
    path.write_bytes(path.read_bytes()[:60])


def _black(picture: np.ndarray) -> np.ndarray:
    return picture // 20


def _blurred(picture: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), 4)


DAMAGE: dict[str, tuple[Callable[[Path, int], None], str]] = {
    "hole": (on_mask(lambda a: _disc(a, 0, 10, 9, 0)), "holes"),
    "leak": (on_mask(lambda a: _disc(a, 40, 30, 22, 255)), "flicker"),
    "half": (on_mask(lambda a: np.where(np.arange(WIDTH) < np.nonzero(a)[1].mean(), a, 0)
                     .astype(np.uint8)), "flicker"),
    "headless": (on_mask(lambda a: a * (np.arange(HEIGHT) > 80)[:, None].astype(np.uint8)),
                 "outside"),
    "double": (on_mask(lambda a: np.maximum(a, np.roll(a, 120, 1))), "two_people"),
    "loose": (on_mask(lambda a: cv2.circle(a, (300, 20), 13, 255, -1)), "islands"),
    "moved": (on_mask(lambda a: np.roll(a, 25, 1)), "room"),
    "flooded": (on_mask(lambda a: np.full_like(a, 255)), "area_jump"),
    "elsewhere": (on_mask(lambda a: np.roll(a, 100, 1)), "position_jump"),
    "emptied": (on_mask(np.zeros_like), "empty"),
    "cut off": (_cut, "unreadable"),
    "gone": (lambda session, frame: (session / "images" / f"{frame:06d}.png").unlink(),
             "unreadable"),
    "another size": (on_mask(lambda a: a[:90]), "unreadable"),
    "black": (on_picture(_black), "dark"),
    "blurred": (on_picture(_blurred), "blur"),
}  # fmt: skip
"""Ways to spoil one frame of a session, and the cause that has to be found."""
