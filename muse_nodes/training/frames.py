"""Which frames of a session are labelled: few, different, sharp, and some of the empty room.

One pass over the video gives each candidate a tiny picture and its sharpness. Half of the frames
are spread evenly in time, the sharpest of each span; the others are those that look least like any
chosen so far (farthest point sampling, Gonzalez 1985). Some get a neighbour, because the student
also learns what must not change from one frame to the next. The choice depends on the video and on
the number of frames only: every teacher of a session makes the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array, EndOfStream, Frame, MuseError
from muse_nodes.media import VideoReader, read_image

Tell = Callable[[float, float, str], None]
"""Told what is done, of how much, and what it is; may raise to end the work."""

MOST_CANDIDATES = 3000
TINY = 32, 18
"""Width and height of the picture that stands for a frame."""
LOOKED_AT = 320
"""Width at which sharpness is measured: noise of the camera is gone there."""
IN_TIME = 0.5
"""Share of the frames that are spread in time, whatever they look like."""
FOLLOWED = 0.2
"""Share of the frames that come right after another one."""
EMPTY = 0.05
"""Share of the frames that show the empty room, where there are so many."""
PLATE_CELLS, PLATE_STEP = 0.006, 0.07
"""A frame is the empty room when no more than this share of its cells differ by more than this."""
BLACK = 0.04
"""A frame that is darker than this (0..1) but for a few cells shows nothing."""
MOSTLY = 0.6
"""Share of black frames that makes a session useless."""
BLURRED = 0.5
"""A frame with less than this share of the sharpness around it counts as further from all others
than it is only by half."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A frame to be labelled: its number and time (seconds) in the video, how sharp it is against
    the session's median."""

    frame: int
    time: float
    sharpness: float


@dataclass(frozen=True, slots=True)
class _Looks:
    """The candidates: numbers, times, tiny pictures (N, 18, 32, 3) in 0..1, sharpness (N,)."""

    frames: Array
    times: Array
    tiny: Array
    sharp: Array


def video_of(session: Path) -> Path:
    """The video of a session; MuseError when there is none, or nothing was recorded into it."""
    path = session / "video.mkv"
    if not path.is_file() or path.stat().st_size == 0:
        raise MuseError(
            f"The session '{session.name}' is empty: it has no video.",
            hint="Record it again, or choose another session.",
        )
    return path


def pictures(session: Path, wanted: Sequence[int]) -> Iterator[tuple[int, float, Frame]]:
    """The frames of these numbers, in order, with their times: numbers grow and are those of the
    video. Ends early when the video does."""
    if not wanted:
        return
    reader = VideoReader(video_of(session))
    try:
        width, height = reader.size
        at = iter(sorted(wanted))
        next_one = next(at, None)
        number = 0
        picture = np.empty((height, width, 3), np.uint8)
        while next_one is not None:
            try:
                time = reader.read(picture)
            except EndOfStream:
                return
            if number == next_one:
                yield number, time, picture.copy()
                next_one = next(at, None)
            number += 1
    finally:
        reader.close()


def choose(session: Path, count: int, tell: Tell | None = None) -> list[Chosen]:
    """The ``count`` frames of a session that are worth labelling, in order of time.

    All of them when there are no more. MuseError when the session has no video, or one that is
    black most of the time.
    """
    looks = _look(session, tell or (lambda done, total, text: None))
    black = np.percentile(looks.tiny.reshape(len(looks.tiny), -1), 95, axis=1) < BLACK
    share = float(black.mean())
    if share > MOSTLY:
        raise MuseError(
            f"The video of the session '{session.name}' is black for {share:.0%} of its time.",
            hint="Was the lens covered, or another program using the camera? Record it again.",
        )
    usable = np.flatnonzero(~black)
    usual = max(float(np.median(looks.sharp[usable])), 1e-6)
    if count >= len(usable):
        found = set(usable.tolist())
    else:
        found = _diverse(looks, usable, count, session / "background.png")
    return [
        Chosen(int(looks.frames[i]), float(looks.times[i]), round(float(looks.sharp[i]) / usual, 3))
        for i in sorted(found)
    ]


def _diverse(looks: _Looks, usable: Array, count: int, plate: Path) -> set[int]:
    """Indices of ``count`` of the usable candidates."""
    followers = round(FOLLOWED * count)
    found = _in_time(looks, usable, round(IN_TIME * (count - followers)))
    empty = _like_the_plate(looks, usable, plate)
    missing = min(len(empty), max(1, round(EMPTY * count))) - len(found & set(empty.tolist()))
    if missing > 0:
        spread = empty[np.linspace(0, len(empty) - 1, min(len(empty), 2 * missing)).astype(int)]
        found |= set([i for i in spread.tolist() if i not in found][:missing])
    _farthest(looks, usable, found, count - followers)
    here = set(usable.tolist())
    after = [
        i + 1
        for i in sorted(found)
        if i + 1 in here - found and looks.frames[i + 1] == looks.frames[i] + 1
    ]
    if after and followers:
        picks = np.linspace(0, len(after) - 1, min(followers, len(after))).round().astype(int)
        found |= {after[i] for i in picks.tolist()}
    _farthest(looks, usable, found, count)
    return found


def _look(session: Path, tell: Tell) -> _Looks:
    """One pass over the video."""
    reader = VideoReader(video_of(session))
    width, height = reader.size
    total = reader.frames or 0
    step = max(1, -(-total // MOST_CANDIDATES))
    picture = np.empty((height, width, 3), np.uint8)
    looked = LOOKED_AT, max(1, round(LOOKED_AT * height / width))
    number = 0
    frames, times, tiny, sharp = [], [], [], []
    try:
        while True:
            try:
                time = reader.read(picture)
            except EndOfStream:
                break
            # Neighbours must be there to be chosen, so candidates come in pairs.
            if number % (2 * step) < 2:
                small = cv2.resize(picture, looked, interpolation=cv2.INTER_AREA)
                grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
                frames.append(number)
                times.append(time)
                tiny.append(cv2.resize(small, TINY, interpolation=cv2.INTER_AREA))
                sharp.append(float(cv2.Laplacian(grey, cv2.CV_32F).std()))
            number += 1
            if number % 10 == 0:
                tell(number, max(total, number), "choosing frames")
    finally:
        reader.close()
    small_ones = np.asarray(tiny, np.float32) / 255
    return _Looks(np.array(frames), np.array(times), small_ones, np.array(sharp))


def _in_time(looks: _Looks, usable: Array, count: int) -> set[int]:
    """The sharpest candidate of each of ``count`` spans of time."""
    spans = np.array_split(usable, max(count, 1))
    return {int(span[np.argmax(looks.sharp[span])]) for span in spans if len(span)}


def _like_the_plate(looks: _Looks, usable: Array, path: Path) -> Array:
    """Candidates that show what the clean plate does, whatever the light; none without a plate."""
    if not path.is_file():
        return usable[:0]
    plate = np.asarray(read_image(path)[0], np.float32) / 255
    plate = np.asarray(cv2.resize(plate, TINY, interpolation=cv2.INTER_AREA))
    gains = np.median(looks.tiny[usable], axis=(1, 2)) / max(float(np.median(plate)), 1e-3)
    known = plate[None] * np.clip(gains, 0.5, 2)[:, None, None]
    differs = np.abs(looks.tiny[usable] - known).max(-1) > PLATE_STEP
    return np.asarray(usable[differs.mean((1, 2)) <= PLATE_CELLS])


def _farthest(looks: _Looks, usable: Array, found: set[int], count: int) -> None:
    """Add to ``found``, until it has ``count``, whatever looks least like what it has."""
    flat = looks.tiny[usable].reshape(len(usable), -1)
    # A change of light is worth a picture, but not as much as another pose.
    flat = flat - 0.5 * flat.mean(1, keepdims=True)
    sharp = looks.sharp[usable]
    around = np.array([np.median(sharp[max(i - 15, 0) : i + 16]) for i in range(len(sharp))])
    weight = np.where(sharp < BLURRED * around, 0.5, 1.0)
    nearest = np.full(len(usable), np.inf)
    places = {int(index): place for place, index in enumerate(usable)}
    for index in sorted(found):
        nearest = np.minimum(nearest, _distance(flat, places[index]))
    weight[[places[index] for index in found]] = -1.0  # what is chosen is not chosen again
    while len(found) < min(count, len(usable)):
        place = int(np.argmax(np.where(weight < 0, -1.0, nearest * weight)))
        found.add(int(usable[place]))
        weight[place] = -1.0
        nearest = np.minimum(nearest, _distance(flat, place))


def _distance(all_of_them: Array, place: int) -> Array:
    gaps = all_of_them - all_of_them[place]
    return np.asarray(np.sqrt(np.einsum("nd,nd->n", gaps, gaps)))
