"""A whole session by ViTPose: boxes by a first look, key points in batches.

The frames are cut into the same batches whatever was done before, so a run that was killed gives
the same bytes as an unbroken one. Where the 133 points of the whole body are known, those of the
face come from a second look at head and shoulders: in a crop of a standing person a face is twenty
pixels high.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame
from muse_nodes.training.ensemble_pose import head_of
from muse_nodes.training.frames import Tell, pictures
from muse_nodes.training.people import Box, People
from muse_nodes.training.points import BODY
from muse_nodes.training.shelf import Found, Shelf
from muse_nodes.training.teachers.networks import complete
from muse_nodes.training.teachers.vitpose import VitPose

FirstLook = Callable[[Frame, Box | None], People]
"""Who is in a frame; the box is where the main person was before."""


def label(
    session: Path, shelf: Shelf, network: VitPose, first_look: FirstLook, batch: int, tell: Tell
) -> None:
    """Find the key points of all frames that are not done, ``batch`` frames at a time."""
    frames = [frame for frame, *_ in shelf.about.frames]
    missing = set(shelf.missing())
    batches = [frames[i : i + batch] for i in range(0, len(frames), batch)]
    todo = [frame for group in batches if missing & set(group) for frame in group]
    done = len(frames) - len(todo)
    for group in _grouped(pictures(session, todo), batches):
        people: list[People] = []
        before = shelf.last_box(group[0][0])
        for number, (_, picture) in enumerate(group):
            tell(done + number, len(frames), "finding key points")
            people.append(first_look(picture, before))
            before = people[-1].box or before
        for found in _points(network, group, people):
            shelf.put(found)
        done += len(group)
    complete(shelf, session)


def _grouped(
    given: Iterator[tuple[int, float, Frame]], batches: Sequence[Sequence[int]]
) -> Iterator[list[tuple[int, Frame]]]:
    """The frames in their batches."""
    of = {frame: number for number, group in enumerate(batches) for frame in group}
    waiting: list[tuple[int, Frame]] = []
    for frame, _, picture in given:
        if waiting and of[waiting[0][0]] != of[frame]:
            yield waiting
            waiting = []
        waiting.append((frame, picture))
    if waiting:
        yield waiting


def _points(
    network: VitPose, group: Sequence[tuple[int, Frame]], people: Sequence[People]
) -> Iterator[Found]:
    """What is found in the frames of a batch."""
    here = [(picture, who.box) for (_, picture), who in zip(group, people, strict=True) if who.box]
    seen: Iterator[tuple[Array, float]] = iter(())
    if here:
        pictures_, boxes = [one[0] for one in here], [one[1] for one in here if one[1]]
        raw, apart = network(pictures_, boxes)
        points = [network.ours(one) for one in raw]
        if network.skeleton == "wholebody133":
            _look_at_faces(network, pictures_, points)
        seen = zip(points, apart.tolist(), strict=True)
    for (frame, _), who in zip(group, people, strict=True):
        if who.box is None:
            yield Found(frame)
            continue
        found, gap = next(seen)
        yield Found(frame, who.box, who.second, gap, found.ravel().tolist())


def _look_at_faces(network: VitPose, frames: Sequence[Frame], points: Sequence[Array]) -> None:
    """Put in the face points of a closer look, where it is the surer one."""
    heads = [head_of(p, f.shape[:2]) for p, f in zip(points, frames, strict=True)]
    places = [place for place, head in enumerate(heads) if head is not None]
    if not places:
        return
    raw, _ = network([frames[i] for i in places], [h for h in heads if h is not None])
    face = slice(len(BODY), None)
    for place, one in zip(places, raw, strict=True):
        closer, mine = network.ours(one)[face], points[place][face]
        surer = closer[:, 2] > mine[:, 2]
        mine[surer] = closer[np.flatnonzero(surer)]
