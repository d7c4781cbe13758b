"""Profiles with something in them: recordings, labels and networks without their content."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from muse_nodes.profiles import Profile, SessionInfo, new_session, write_session
from muse_nodes.profiles.labels import Annotation, Category, LabelledImage, Labels, write_labels

AT = datetime.datetime(2026, 7, 4, 14, 2, 0)


def recorded(profile: Profile, at: datetime.datetime = AT, frames: int = 600) -> Path:
    """A finished recording of 30 frames a second; its folder."""
    folder = new_session(profile, at)
    write_session(folder, SessionInfo(64, 48, 30.0, frames, finished=True))
    (folder / "video.mkv").write_bytes(b"video")
    return folder


def label(session: Path, count: int) -> None:
    """Labels for every tenth frame, all of them good."""
    images = [LabelledImage(i, f"{i:06d}.jpg", 64, 48, i * 10, i / 3) for i in range(count)]
    found = [Annotation(i, 1, f"{i:06d}.png") for i in range(count)]
    write_labels(session, Labels(images, found, [Category(1, "person")]))


def network(path: Path, content: object) -> None:
    """Weights that are none, and a card beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    path.with_suffix(".json").write_text(json.dumps(content), encoding="utf-8")
