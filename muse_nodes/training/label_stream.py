"""Labels made of a stream: whatever Segment and Pose nodes say of the frames that flow by.

They are put into a new session of a profile, which has pictures, masks and labels but no video. The
label file is written now and then, so that a run that is killed leaves what it has labelled.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, Matte, Pose
from muse_nodes.profiles import Profiles, SessionInfo, new_session, write_session
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.labels import Annotation, LabelledImage, Labels, write_labels
from muse_nodes.training.ensemble_pose import ours
from muse_nodes.training.labelling import CATEGORY, entry, jpeg
from muse_nodes.training.people import Box, find
from muse_nodes.training.shelf import Found, levels, png

SAVE_EVERY = 25
"""Frames after which the label file is written."""


class LabelStream:
    """A session that is being labelled. MuseError when the disk does not take it."""

    def __init__(self, data: Path, profile: str, fps: float) -> None:
        self.folder = new_session(Profiles(data).chosen(profile, make=True))
        self._fps = fps
        self._images: list[LabelledImage] = []
        self._annotations: list[Annotation] = []
        self._before: Box | None = None
        self._size = (0, 0)
        for part in ("images", "masks", "labels"):
            (self.folder / part).mkdir()

    def __len__(self) -> int:
        return len(self._images)

    def put(self, frame: int, time: float, picture: Frame, matte: Matte, pose: Pose | None) -> None:
        """Label a frame: ``matte`` is float32 of its size, ``pose`` whoever was found in it."""
        people = find(matte, self._before)
        self._before = people.box or self._before
        self._size = picture.shape[1], picture.shape[0]
        alpha = None
        if people.box is not None:
            alpha = levels(matte)
            if people.rest is not None:
                alpha[people.rest] = 0
        found = Found(frame, people.box, round(people.second, 4))
        person = None
        if pose is not None and alpha is not None and len(pose.points):
            triples = ours(pose, _whose(pose, alpha))
            person = Found(frame, people.box, points=triples.ravel().tolist())
        image, annotation = entry(found, person, alpha, max(time, 0.0), picture.shape[:2])
        write_bytes(self.folder / "images" / image.file_name, jpeg(picture), "picture")
        if annotation is not None and alpha is not None:
            write_bytes(self.folder / "masks" / annotation.mask, png(alpha), "mask")
            self._annotations.append(annotation)
        self._images.append(image)
        if len(self._images) % SAVE_EVERY == 0:
            self._save(finished=False)

    def finish(self) -> Path:
        """The session's folder, with all its labels."""
        self._save(finished=True)
        return self.folder

    def _save(self, finished: bool) -> None:
        write_labels(self.folder, Labels(self._images, self._annotations, [CATEGORY]))
        width, height = self._size
        write_session(
            self.folder, SessionInfo(width, height, self._fps, len(self), finished=finished)
        )


def _whose(pose: Pose, alpha: Array) -> int:
    """The person of a pose that the mask is of: the one with most sure points on it."""
    height, width = alpha.shape
    best, most = 0, -1.0
    for person, points in enumerate(pose.points):
        places = np.nan_to_num(np.round(points[:, :2]), nan=-1, posinf=-1, neginf=-1).astype(int)
        inside = ((places >= 0) & (places < (width, height))).all(1)
        x, y = places[inside].T
        on_it = float((alpha[y, x] / 255 * points[inside, 2]).sum())
        best, most = (person, on_it) if on_it > most else (best, most)
    return best
