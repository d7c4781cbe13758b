"""The labels of a session as they lie on disk.

A labelled session folder holds ``images/``, the frames as JPEG or PNG; ``masks/``, one 8-bit grey
PNG of alpha for each frame with a person, of the same size and name; and
``labels/annotations.json``, COCO key points with some fields more:

    {"images": [{"id": 7, "file_name": "000042.jpg", "width": 1280, "height": 720,
                 "frame": 42, "time": 1.4, "accepted": true, "scores": {"agreement": 0.97}}],
     "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "keypoints": [x, y, v, ...],
                      "keypoint_scores": [0.93, ...], "mask": "000042.png"}],
     "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "left_eye", ...]}]}

``v`` is COCO's: 0 not labelled, 1 labelled but covered, 2 seen. A frame without an annotation shows
the empty room. The video stays the source of truth: all this can be made from it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import write_bytes

LARGEST = 256 << 20
"""Largest label file that is read, in bytes: hours of a session have a tenth of it."""

_Side = Annotated[int, msgspec.Meta(ge=1, le=32768)]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class LabelledImage(msgspec.Struct, frozen=True):
    """One frame: its number and time (seconds) in the video, what its labeller thinks of it."""

    id: int
    file_name: str
    width: _Side
    height: _Side
    frame: _Count
    time: Annotated[float, msgspec.Meta(ge=0)]
    accepted: bool = True
    scores: dict[str, float] = {}


class Annotation(msgspec.Struct, frozen=True):
    """The person in a frame: COCO's key points in pixels, their scores in 0..1, the mask's name.

    ``bbox`` is COCO's (x, y, width, height), ``area`` in pixels.
    """

    image_id: int
    category_id: int
    mask: str
    keypoints: list[float] = []
    keypoint_scores: list[float] = []
    id: int = 0
    num_keypoints: int = 0
    bbox: list[float] = []
    area: float = 0.0
    iscrowd: int = 0


class Category(msgspec.Struct, frozen=True):
    """What is labelled, and the names of its key points in their order."""

    id: int
    name: str
    keypoints: list[str] = []


class Labels(msgspec.Struct, frozen=True):
    """The whole file."""

    images: list[LabelledImage]
    annotations: list[Annotation]
    categories: list[Category]


def labels_path(session: Path) -> Path:
    """Where the labels of a session lie."""
    return session / "labels" / "annotations.json"


def read_labels(session: Path) -> Labels:
    """The labels of a session; MuseError when there are none, or they are damaged.

    Names and numbers in them are not checked against what lies beside them.
    """
    path = labels_path(session)
    try:
        if path.stat().st_size > LARGEST:
            raise damaged(path, "it is too large to hold labels")
        return msgspec.json.decode(path.read_bytes(), type=Labels)
    except FileNotFoundError:
        raise MuseError(
            f"The session '{session}' is not labelled: there is no '{path}'.",
            hint="Run the labelling step on it first.",
        ) from None
    except OSError as error:
        raise MuseError(f"The labels '{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(path, str(error)) from error


def write_labels(session: Path, labels: Labels) -> None:
    """Write the labels as a whole. MuseError when the disk does not take them."""
    write_bytes(labels_path(session), msgspec.json.format(msgspec.json.encode(labels)), "labels")


def inside(folder: Path, name: str, path: Path) -> Path:
    """A file of that plain name in ``folder``; MuseError naming ``path``, the labels, if not."""
    if not named(folder, name, path).is_file():
        raise MuseError(
            f"The labels '{path}' name '{folder / name}', which is not there.",
            hint="Run the labelling step again; it makes what is missing from the video.",
        )
    return folder / name


def named(folder: Path, name: str, path: Path) -> Path:
    """The same for a file that need not be there."""
    if not name or name != Path(name).name or "\\" in name or name in (".", ".."):
        raise damaged(path, f"{name!r} is not the name of a file in '{folder.name}'")
    return folder / name


def damaged(path: Path, why: str) -> MuseError:
    """The error for labels that make no sense."""
    return MuseError(
        f"The labels '{path}' cannot be used: {why}.", hint="Run the labelling step again."
    )
