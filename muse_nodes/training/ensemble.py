"""Teachers made of any network: it looks at many views of a frame, and what they say is averaged.

A view is the frame, or a crop of it round the person at several sizes, each also mirrored. What one
view gets wrong by chance another gets right: on the scene with exact alpha the mean absolute error
of the square selfie network falls from 0.0085 to 0.0025, to 0.0020 when the mean then follows the
picture's edges, and to 0.0018 with the landscape network beside it. How far the views lie apart
tells where the label is not to be trusted.

Nothing is remembered from frame to frame, so the label of a frame does not depend on what was
labelled before it; only who the main person is comes from the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, Matte, Network
from muse_nodes.training.matting import refine
from muse_nodes.training.people import Box, People, find, grown

SCALES = (0.1, 0.2, 0.35)
"""Room left round the person in each crop, as a share of its sides."""
SIZES = {1: (0.15,), 2: (0.1, 0.25), 3: SCALES, 4: (0.08, 0.15, 0.25, 0.4)}
MOVED = 0.06
"""How far a moved crop lies from the others, as a share of the person's sides."""
CONTRAST = 1.25
"""Networks are trained to be unsure near an edge, and a mean is wider still: steepened by this."""
SOFT = 0.04
"""Share of the picture's height that a soft edge reaches beyond what is solid; motion is wide."""
SHRUNK = 4
SMALLEST_SIDE = 32
"""A crop with a shorter side, in pixels, shows nothing."""


@dataclass(frozen=True, slots=True)
class Views:
    """Which views a network is shown: crops by ``scales``, moved crops for each of ``shifts`` (a
    share of the person's sides), each view also mirrored if ``flip``."""

    scales: tuple[float, ...] = SCALES
    shifts: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    flip: bool = True

    def boxes(self, person: Box, size: tuple[int, int]) -> list[Box]:
        """The crops of a frame of (height, width); a moved one still holds the whole person."""
        found: list[Box] = []
        width, height = person[2] - person[0], person[3] - person[1]
        for scale in self.scales:
            for across, down in self.shifts:
                x, y = (max(-scale, min(scale, by)) for by in (across, down))
                left, top, right, bottom = grown(person, scale, size)
                box = (
                    max(left, round(left + x * width)),
                    max(top, round(top + y * height)),
                    min(right, round(right + x * width)),
                    min(bottom, round(bottom + y * height)),
                )
                if min(box[2] - box[0], box[3] - box[1]) >= SMALLEST_SIDE and box not in found:
                    found.append(box)
        return found


def views_of(scales: int, *, flip: bool = True, shifts: bool = False) -> Views:
    """Views at so many sizes (1 to 4), moved to four sides as well if ``shifts``."""
    still = (0.0, 0.0)
    moved = (still, (MOVED, 0.0), (-MOVED, 0.0), (0.0, MOVED), (0.0, -MOVED))
    return Views(SIZES[scales], moved if shifts else (still,), flip)


@dataclass(frozen=True, slots=True)
class MatteLabel:
    """The label of a frame: ``alpha`` float32 (H, W) in 0..1, who was found, and the share of the
    person's area that the views do not agree about (0 is perfect, 1 the worst)."""

    alpha: Matte
    people: People
    disagreement: float


class MatteEnsemble:
    """Person segmenters that teach together. Not thread-safe; ``close`` gives them back."""

    def __init__(
        self, networks: Sequence[Network], *, views: Views | None = None,
        contrast: float = CONTRAST, edges: bool = True,
    ) -> None:  # fmt: skip
        self.networks = tuple(networks)
        self._views = views or Views()
        self._contrast = contrast
        self._edges = edges

    def first_look(self, frame: Frame, before: Box | None = None) -> People:
        """Who is in the frame, by a look at the whole of it."""
        return find(self._average(frame, [_whole(frame)])[0], before)

    def __call__(self, frame: Frame, before: Box | None = None) -> MatteLabel:
        """The label of a frame; ``before`` is where the main person was last seen."""
        people = self.first_look(frame, before)
        if people.box is None:
            return MatteLabel(np.zeros(frame.shape[:2], np.float32), people, 0.0)
        size = frame.shape[0], frame.shape[1]
        boxes = self._views.boxes(people.box, size) or [_whole(frame)]
        mean, spread = self._average(frame, boxes)
        alpha = np.clip((mean - 0.5) * self._contrast + 0.5, 0, 1)
        # The closer look may show that what seemed to be one person are two, or none at all.
        closer = find(alpha, before or people.box)
        people = People(closer.box, max(people.second, closer.second), closer.rest)
        if people.rest is not None:
            alpha[people.rest] = 0
        alpha[_far(alpha)] = 0
        if people.box is None:
            return MatteLabel(np.zeros(size, np.float32), people, 0.0)
        doubt = float(spread.sum() / max(mean.sum(), 1.0))
        if self._edges:
            alpha = refine(frame, alpha)
        return MatteLabel(np.asarray(alpha, np.float32), people, min(doubt, 1.0))

    def close(self) -> None:
        """Give the networks back."""
        for network in self.networks:
            network.close()

    def _average(self, frame: Frame, boxes: Sequence[Box]) -> tuple[Matte, Array]:
        """Mean of all views over the frame, and twice their standard deviation (0..1)."""
        shape = frame.shape[:2]
        total, squares = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        count = np.zeros(shape, np.float32)
        for network in self.networks:
            for left, top, right, bottom in boxes:
                part = slice(top, bottom), slice(left, right)
                for matte in self._looks(network, frame[part]):
                    total[part] += matte
                    squares[part] += matte * matte
                    count[part] += 1
        np.maximum(count, 1, out=count)
        mean = total / count
        spread = np.sqrt(np.maximum(squares / count - mean * mean, 0))
        return mean, 2 * spread

    def _looks(self, network: Network, picture: Frame) -> list[Matte]:
        size = picture.shape[1], picture.shape[0]
        found: list[Matte] = []
        for mirrored in (False, True) if self._views.flip else (False,):
            network.reset()
            seen = picture[:, ::-1] if mirrored else picture
            matte = np.asarray(network(np.ascontiguousarray(seen)), np.float32)
            matte = np.ascontiguousarray(matte[:, ::-1]) if mirrored else matte
            large = cv2.resize(matte, size, interpolation=cv2.INTER_LINEAR)
            found.append(np.asarray(large, np.float32))
        return found


def _far(alpha: Matte) -> Array:
    """Where alpha is a veil that no soft edge explains: too far from everything solid."""
    size = max(1, alpha.shape[1] // SHRUNK), max(1, alpha.shape[0] // SHRUNK)
    small = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA))
    reach = max(1, round(SOFT * size[1]))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate((small > 0.5).astype(np.uint8), kernel)
    whole = cv2.resize(near, alpha.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole == 0)


def _whole(frame: Frame) -> Box:
    return 0, 0, frame.shape[1], frame.shape[0]
