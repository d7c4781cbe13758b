"""A whole session by SAM 2.1, in chunks that each begin with what lies on disk.

A stream of the network cannot be taken up in its middle: its memory is not kept. So the video is
followed in chunks of some frames. Each begins at the last frame of the one before, prompted by the
mask that was stored for it, or by the key points if that mask has lost them; an unbroken run does
just the same, and a run that was killed repeats at most one chunk and gives the same bytes.

Before anybody is found, and while nobody is there, the frames are empty; as soon as key points (or,
without any, a first look by a small network) say that somebody is, the stream begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, Matte
from muse_nodes.media import read_image
from muse_nodes.profiles.files import write_bytes
from muse_nodes.training.frames import Tell, pictures
from muse_nodes.training.labelling import Show, over
from muse_nodes.training.matting import soften
from muse_nodes.training.people import find
from muse_nodes.training.shelf import BORDERS, Found, Shelf, levels, png
from muse_nodes.training.teachers.networks import complete
from muse_nodes.training.teachers.sam2 import Followed, Prompt, Sam2

CHUNK = 64
"""Frames that are followed before the stream begins anew."""
SURE = 0.5
"""Score of key points that are believed."""
FEWEST = 3
"""So many sure points are a person."""
INSIDE = 0.7
"""Share of the sure points that a mask must hold to be gone on with."""
SMALLEST = 5e-4
"""Share of the frame below which a mask is nobody."""

FirstLook = Callable[[Frame], Matte]
Finish = Callable[[Frame, Array], Matte]
"""Makes alpha of a frame and the likelihoods of its mask."""


def finisher(matting: str, device: str) -> Finish:
    """What makes soft edges: VitMatte from the folder ``matting``, or the guided filter."""
    if not matting:
        return soften
    from muse_nodes.training.teachers.vitmatte import VitMatte

    return VitMatte(matting, device)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which frames are followed: ``steps`` are all of them, ``chunks`` the places in it where one
    chunk ends and the next begins, the first and last step among them."""

    steps: tuple[int, ...]
    chunks: tuple[int, ...]


def plan(chosen: Sequence[int], every: int, chunk: int = CHUNK) -> Plan:
    """The steps through a video: the frames to be labelled and each ``every``-th between them.

    Chunks end at frames that are labelled, because only of those key points may be known.
    """
    wanted = sorted(chosen)
    steps = sorted({*range(wanted[0], wanted[-1] + 1, max(every, 1)), *wanted})
    marked, ends = set(wanted), [0]
    for place, frame in enumerate(steps):
        if frame in marked and place - ends[-1] >= chunk:
            ends.append(place)
    if ends[-1] != len(steps) - 1 or len(ends) == 1:
        ends.append(len(steps) - 1)
    return Plan(tuple(steps), tuple(ends))


class Labeller:
    """SAM 2.1 at work on one session. ``points`` is what a pose teacher found, if one did."""

    def __init__(
        self, network: Sam2, shelf: Shelf, points: Shelf | None, first_look: FirstLook | None,
        finish: Finish = soften,
    ) -> None:  # fmt: skip
        self._network = network
        self._shelf = shelf
        self._points = points
        self._first_look = first_look
        self._finish = finish
        self._chosen = {frame for frame, *_ in shelf.about.frames}

    def work(
        self, session: Path, every: int, tell: Tell, show: Show | None = None, chunk: int = CHUNK
    ) -> None:
        """Label all frames that are not done."""
        way = plan(sorted(self._chosen), every, chunk)
        for begin, end in zip(way.chunks, way.chunks[1:], strict=False):
            steps = way.steps[begin : end + 1]
            if self._is_done(steps):
                continue
            mask = self._stored(steps[0]) if begin else None
            self._chunk(session, steps, mask, Counted(tell, begin, len(way.steps)), show)
        complete(self._shelf, session)

    def _chunk(
        self, session: Path, steps: Sequence[int], before: Array | None, tell: Counted,
        show: Show | None,
    ) -> None:  # fmt: skip
        stream: Followed | None = None
        for place, (frame, _, picture) in enumerate(pictures(session, steps)):
            tell(place)
            likely = stream(picture) if stream is not None else None
            if likely is None or self._lost(frame, likely):
                mask = before if place == 0 else None
                prompt = self._prompt(frame, picture, mask)
                stream = self._network.follow(prompt) if prompt is not None else None
                likely = stream(picture) if stream is not None else None
            if likely is None:
                likely = np.zeros(picture.shape[:2], np.float32)
            if frame in self._chosen and not (place == 0 and before is not None):
                self._keep(frame, picture, likely, show)
            if frame == steps[-1]:
                write_bytes(self._border(frame), png(levels(likely > SURE)), "mask")

    def _prompt(self, frame: int, picture: Frame, mask: Array | None) -> Prompt | None:
        """Where the person is in a frame, by the best that is known; None for nobody."""
        sure = self._sure(frame, picture.shape[:2])
        if mask is not None and mask.any() and (sure is None or _holds(mask, sure)):
            return Prompt(mask=mask)
        if sure is not None and self._points is not None:
            found = self._points.get(frame)
            return Prompt(points=sure, box=found.box if found else None)
        if self._points is None and self._first_look is not None and frame in self._chosen:
            seen = self._first_look(picture) > SURE
            return Prompt(mask=seen) if seen.mean() >= SMALLEST else None
        return None

    def _sure(self, frame: int, size: tuple[int, ...]) -> Array | None:
        """The sure key points of a frame that lie in it, (N, 2); None for too few, or nobody."""
        found = self._points.get(frame) if self._points is not None else None
        if found is None or found.box is None:
            return None
        triples = found.triples()
        inside = (triples[:, :2] >= 0) & (triples[:, :2] < (size[1], size[0]))
        kept = triples[(triples[:, 2] >= SURE) & inside.all(1), :2]
        return kept if len(kept) >= FEWEST else None

    def _lost(self, frame: int, likely: Array) -> bool:
        """Key points show a person whom the stream does not see."""
        sure = self._sure(frame, likely.shape)
        return sure is not None and (likely > SURE).mean() < SMALLEST

    def _keep(self, frame: int, picture: Frame, likely: Array, show: Show | None) -> None:
        box = find(likely).box
        if box is None:
            self._shelf.put(Found(frame))
            return
        alpha = self._finish(picture, likely)
        doubt = float(2 * np.minimum(likely, 1 - likely).sum() / max(likely.sum(), 1.0))
        second = self._points.get(frame) if self._points is not None else None
        found = Found(frame, box, second.second if second else 0.0, min(doubt, 1.0))
        self._shelf.put(found, alpha)
        if show is not None:
            show("mask", over(picture, levels(alpha)))

    def _is_done(self, steps: Sequence[int]) -> bool:
        return self._border(steps[-1]).is_file() and all(
            self._shelf.get(frame) is not None for frame in steps if frame in self._chosen
        )

    def _stored(self, frame: int) -> Array:
        return np.asarray(read_image(self._border(frame))[0][..., 0] > 127)

    def _border(self, frame: int) -> Path:
        return self._shelf.folder / BORDERS / f"{frame:06d}.png"


class Counted:
    """Progress of a chunk as that of the whole."""

    def __init__(self, tell: Tell, begin: int, total: int) -> None:
        self._tell, self._begin, self._total = tell, begin, total

    def __call__(self, place: int) -> None:
        self._tell(self._begin + place, self._total, "following the person")


def _holds(mask: Array, points: Array) -> bool:
    """Do most points lie on the mask, or close to it?"""
    reach = 2 * max(2, round(mask.shape[0] / 100)) + 1
    wider = cv2.dilate(np.asarray(mask, np.uint8), np.ones((reach, reach), np.uint8))
    x, y = np.round(points).astype(int).T
    x, y = x.clip(0, mask.shape[1] - 1), y.clip(0, mask.shape[0] - 1)
    return bool((wider[y, x] > 0).mean() >= INSIDE)
