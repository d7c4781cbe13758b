"""Any network that frames run through as a teacher, and the steps that all teachers share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from muse_nodes.api import ModelError, MuseError, Network, Spec, frame_spec
from muse_nodes.media import VideoReader
from muse_nodes.training.ensemble import MatteEnsemble
from muse_nodes.training.ensemble_pose import PoseEnsemble
from muse_nodes.training.frames import Chosen, Tell, choose, pictures, video_of
from muse_nodes.training.labelling import Show, over
from muse_nodes.training.shelf import Found, Shelf, about_of, clear_shelf

GENERAL = {
    "segment": ("selfie_square", "selfie_landscape", "modnet"),
    "pose": ("blazepose_full", "movenet_lightning"),
}
"""What ``auto`` stands for here: networks that know people in general. A personal network, which
the live graph prefers, would be taught by itself."""

Kind = Literal["points", "masks"]
Give = Callable[[str, str], Network]
"""Gives the network for a task and a choice, for frames of the session's size."""


def size_of(session: Path) -> tuple[int, int]:
    """(width, height) of a session's video; MuseError when it has none."""
    reader = VideoReader(video_of(session))
    try:
        return reader.size
    finally:
        reader.close()


def spec_of(session: Path) -> Spec:
    """What the frames of a session's video are."""
    width, height = size_of(session)
    return frame_spec(height, width)


def general(give: Give, task: str, first: str, second: str = "") -> list[Network]:
    """The teachers for ``task``: the one chosen, and a ``second`` that looks with it, if any.

    For ``auto`` it is the first, and the second, of ``GENERAL`` that are there. ModelError when a
    network that was named is not there, or none at all.
    """
    found: list[Network] = []
    names = iter(GENERAL[task])
    for choice in (first, second):
        if choice == "auto":
            network = next((n for n in (_maybe(give, task, name) for name in names) if n), None)
            if network is None and not found:
                network = give(task, "auto")
            found += [network] if network else []
        elif choice:
            found.append(give(task, choice))
    return found


def optional(give: Give, task: str, choice: str) -> Network | None:
    """The network of that name; with ``auto`` none where there is none; none without a name."""
    if choice == "auto":
        return _maybe(give, task, choice)
    return give(task, choice) if choice else None


def frames_of(points: Path) -> list[Chosen]:
    """The frames in which a pose teacher has looked for key points."""
    return Shelf.of(points, "points").about.chosen


def shelf_for(
    session: Path, folder: Path, kind: Kind, teacher: str, frames: Sequence[Chosen] | int,
    tell: Tell,
) -> Shelf:  # fmt: skip
    """The teacher's shelf in ``folder``: what an earlier run of the same work left, or a new one.

    ``frames`` are those to be labelled, or how many to choose.
    """
    clear_shelf(folder)
    if (folder / "about.json").is_file():
        try:
            shelf = Shelf(folder)
        except MuseError:  # begun anew below
            pass
        else:
            if (shelf.about.kind, shelf.about.teacher) == (kind, teacher):
                return shelf
    if isinstance(frames, int):
        count = frames
        # Choosing is no part of the frames that are counted from here on.
        frames = choose(
            session, count, lambda done, total, text: tell(0, count, f"{text}, {done / total:.0%}")
        )
    return Shelf.begin(folder, about_of(kind, teacher, size_of(session), frames))


def teach_points(
    session: Path, shelf: Shelf, ensemble: PoseEnsemble, tell: Tell, show: Show | None = None
) -> None:
    """Find the key points of all frames that are not done. Each is on disk before the next."""
    total, todo = len(shelf.about.frames), shelf.missing()
    for number, (frame, _, picture) in enumerate(pictures(session, todo)):
        tell(total - len(todo) + number, total, "finding key points")
        label = ensemble(picture)
        points = [] if label.points is None else label.points.ravel().tolist()
        shelf.put(Found(frame, label.box, 0.0, label.disagreement, points))
    complete(shelf, session)


def teach_masks(
    session: Path, shelf: Shelf, ensemble: MatteEnsemble, tell: Tell, show: Show | None = None
) -> None:
    """Cut the person out of all frames that are not done. Each is on disk before the next."""
    total, todo = len(shelf.about.frames), shelf.missing()
    before = shelf.last_box(todo[0]) if todo else None
    for number, (frame, _, picture) in enumerate(pictures(session, todo)):
        tell(total - len(todo) + number, total, "cutting the person out")
        label = ensemble(picture, before)
        box = label.people.box
        before = box or before
        found = Found(frame, box, label.people.second, label.disagreement)
        shelf.put(found, label.alpha if box else None)
        if show is not None and number % 5 == 0:
            show("mask", over(picture, np.asarray(label.alpha * 255, np.uint8)))
    complete(shelf, session)


def complete(shelf: Shelf, session: Path) -> None:
    """MuseError when the video ended too early, when nobody was found, or two people were."""
    if shelf.missing():
        raise MuseError(
            f"The video of the session '{session.name}' ends before frame {shelf.missing()[0]}.",
            hint="Is the file still complete? Run the labelling step again.",
        )
    shelf.check(session.name)


def named(networks: Sequence[Network]) -> str:
    """What they are called, in a sentence."""
    return " and ".join(network.info.name for network in networks)


def _maybe(give: Give, task: str, name: str) -> Network | None:
    try:
        return give(task, name)
    except ModelError:
        return None
