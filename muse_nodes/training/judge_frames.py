"""The frames that a model is judged on: which ones, and in what order networks are to see them.

Networks that follow the person need the frames before those that count, so the video is gone
through in stretches: some frames to settle, then the judged ones with all that lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from muse_nodes.api import Array, EndOfStream, MediaError, MuseError
from muse_nodes.media import VideoReader, read_image
from muse_nodes.training.samples import Sample
from muse_nodes.training.split import by_time

Part = Literal["held_out", "all"]

MOST = 300
"""Frames that are judged at most; more would say the same more slowly."""

BLOCK = 24
"""Frames beside each other that are taken when not all can be."""

LEAST_BLOCKS = 4

SETTLE = 15
"""Frames that a network sees before the first one that counts."""

FOLDER_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame: ``picture`` uint8 (H, W, 3). ``fresh``: it does not follow the one before.

    ``label`` and ``truth`` are alpha, float32 (H, W) in 0..1, where there are any; ``judged``
    says that it counts.
    """

    number: int
    time: float
    picture: Array
    judged: bool
    fresh: bool
    sample: Sample | None = None
    label: Array | None = None
    truth: Array | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which frames of a session count, by number in order; ``total`` is how many could have."""

    frames: tuple[int, ...]
    total: int
    samples: dict[int, Sample]
    times: dict[int, float]


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact alpha: a video or a folder of pictures, one for each frame of the session.

    Its frame ``skip`` is the session's first.
    """

    path: Path
    skip: int = 0


def part_of(samples: Sequence[Sample], part: Part) -> list[Sample]:
    """The held-out end of a session, as training splits it, or all of it."""
    if part == "all":
        return list(samples)
    try:
        return by_time(samples)[1]
    except MuseError as error:
        raise MuseError(
            "The session is too short to hold its end out: " + error.message,
            hint="Label more of it, or choose to judge all of it if it was not trained on.",
        ) from error


def choose(
    held: Sequence[Sample], exact: Exact | None, fps: float, length: int, most: int = MOST
) -> Choice:
    """What counts: the labelled frames, or with an exact alpha every frame from the first labelled
    one to the end, up to ``length`` frames of the video; spread in blocks when there are too many.
    """
    samples = {sample.frame: sample for sample in held}
    numbers = sorted(samples)
    if exact is not None:
        numbers = list(range(numbers[0], max(length, numbers[-1] + 1)))
    first = held[0]
    times = {n: first.time + (n - first.frame) / (fps or 30.0) for n in numbers}
    times |= {n: sample.time for n, sample in samples.items()}
    picked = thinned(numbers, most)
    return Choice(tuple(picked), len(numbers), samples, times)


def thinned(numbers: Sequence[int], most: int) -> list[int]:
    """At most ``most`` of the numbers: blocks of neighbours, evenly spread."""
    if len(numbers) <= most:
        return list(numbers)
    block = max(1, min(BLOCK, most // LEAST_BLOCKS))
    blocks = max(1, most // block)
    starts = np.linspace(0, len(numbers) - block, blocks).round().astype(int)
    return sorted({numbers[start + i] for start in starts for i in range(block)})


def reach(frames: Sequence[int], settle: int = SETTLE) -> dict[int, bool]:
    """The frames that networks are shown, and whether each begins a new stretch."""
    shown: set[int] = set()
    before = -settle - 2
    for number in frames:
        # Gaps that are hardly longer than what it takes to settle are gone through.
        start = before + 1 if number - before <= 2 * settle else number - settle
        shown |= set(range(max(start, 0), number + 1))
        before = number
    return {number: number - 1 not in shown for number in sorted(shown)}


def from_video(
    video: Path, choice: Choice, exact: Exact | None, tell: Tell | None = None
) -> Iterator[Moment]:
    """The chosen frames of the video with those before them, in order.

    ``tell`` is told how far the search for the first one is. Ends early where the video does.
    Raises MediaError when it cannot be read, MuseError when pictures have different sizes.
    """
    wanted, judged = reach(choice.frames), set(choice.frames)
    last = max(wanted, default=-1)
    with ExitStack() as stack:
        reader = stack.enter_context(closing(VideoReader(video)))
        truths = stack.enter_context(closing(Truths(exact))) if exact else None
        width, height = reader.size
        picture = np.empty((height, width, 3), np.uint8)
        for number in range(last + 1):
            try:
                reader.read(picture)
            except EndOfStream:
                return
            if number not in wanted:
                if tell and number % 30 == 0:
                    tell(number, last + 1)
                continue
            counts = number in judged
            sample = choice.samples.get(number)
            yield Moment(
                number, choice.times.get(number, 0.0), picture, counts, wanted[number], sample,
                label_of(sample, (height, width)) if counts and sample else None,
                truths.at(number, (height, width)) if counts and truths else None,
            )  # fmt: skip


def from_pictures(choice: Choice, exact: Exact | None) -> Iterator[Moment]:
    """The labelled pictures of the choice in order, for a session whose video is not there."""
    with ExitStack() as stack:
        truths = stack.enter_context(closing(Truths(exact))) if exact else None
        before = -2
        for number in choice.frames:
            sample = choice.samples.get(number)
            if sample is None:
                continue
            picture, _ = read_image(sample.image)
            size = picture.shape[0], picture.shape[1]
            truth = truths.at(number, size) if truths else None
            yield Moment(
                number, sample.time, np.ascontiguousarray(picture), True, number != before + 1,
                sample, label_of(sample, size), truth,
            )  # fmt: skip
            before = number


def label_of(sample: Sample, size: tuple[int, int]) -> Array:
    """The labelled alpha, zeros for the empty room. MuseError when it has another size."""
    if sample.mask is None:
        return np.zeros(size, np.float32)
    return _alpha(read_image(sample.mask)[0], size, sample.mask)


class Truths:
    """The pictures of an exact alpha, to be asked for in order."""

    def __init__(self, exact: Exact) -> None:
        self._exact = exact
        self._files = _files(exact.path) if exact.path.is_dir() else None
        self._reader = VideoReader(exact.path) if self._files is None else None
        size = self._reader.size if self._reader is not None else (0, 0)
        self._picture = np.zeros((size[1], size[0], 3), np.uint8)
        self._next = 0

    def at(self, frame: int, size: tuple[int, int]) -> Array:
        """Alpha of a frame of the session, float32 (H, W). MuseError when there is none."""
        number = frame + self._exact.skip
        if self._files is not None:
            if number >= len(self._files):
                raise self._short(number, len(self._files))
            return _alpha(read_image(self._files[number])[0], size, self._files[number])
        assert self._reader is not None
        if number < self._next - 1:
            raise ValueError(f"frame {frame} was asked for after a later one")
        try:
            while self._next <= number:
                self._reader.read(self._picture)
                self._next += 1
        except EndOfStream:
            raise self._short(number, self._next) from None
        return _alpha(self._picture, size, self._exact.path)

    def _short(self, number: int, count: int) -> MuseError:
        return MuseError(
            f"The exact alpha '{self._exact.path}' has {count} pictures, number {number} is asked "
            "for.", hint="It needs one for each frame; see where the session begins in it.",
        )  # fmt: skip

    def close(self) -> None:
        """Give the file back."""
        if self._reader is not None:
            self._reader.close()


def _files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in FOLDER_ENDINGS)
    if not found:
        raise MediaError(f"The folder '{folder}' holds no pictures.", hint="Give PNG files.")
    return found


def _alpha(picture: Array, size: tuple[int, int], path: Path) -> Array:
    """The grey of a picture as 0..1."""
    if picture.shape[:2] != size:
        raise MuseError(
            f"'{path}' is {picture.shape[1]}x{picture.shape[0]} pixels, but the frame is "
            f"{size[1]}x{size[0]}.", hint="Alpha has to have the size of the frames.",
        )  # fmt: skip
    return np.asarray(picture[..., 0], np.float32) / 255
