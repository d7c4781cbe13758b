"""What several networks, looking several times, agree on: alpha and key points of one frame.

Both selfie networks look at the whole frame and at boxes of three sizes round the person, plain
and mirrored; BlazePose's mask is a third opinion. Each frame stands alone but for the box, which
follows the person through the clip.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, Network, frame_spec
from muse_nodes.models.blazepose import FLAG, LANDMARKS, MIN_PRESENCE, person_roi
from muse_nodes.models.catalogue import find
from muse_nodes.models.follow import Box, whole, with_margin
from muse_nodes.models.library import ModelLibrary
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.roi import Roi
from muse_nodes.models.session import OnnxSession

MARGINS = (0.08, 0.25, 0.5)
SOLID = 0.5
TRUSTED = 0.8
"""BlazePose's mask counts where it overlaps with what the others say by as much."""
DOUBT = 0.15
"""What the mean of all opinions is below is nothing, and likewise above one less this."""
MASK = "Identity_2"
_OF_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Where COCO's 17 points are among BlazePose's 33."""
_AUXILIARY = (33, 34)
_LEAST = 0.25
"""A point whose networks differ by this part of the person's size is not known."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Alpha uint8 (H, W); points float32 (17, 3) in pixels, score 0..1; how much the networks agree
    on what is the person, as intersection over union of the two most different."""

    alpha: Array
    points: Array
    agreement: float


class _Looker:
    """One selfie network, asked about a box."""

    def __init__(self, library: ModelLibrary, name: str) -> None:
        found = library.resolve("segment", name).candidates[0]
        card = found.card
        assert card is not None, "the catalogue has a card for each segmenter"
        assert card.output is not None, "and each of those has a matte"
        session = OnnxSession(found.files[0])
        image = card.input
        self._input = InputTensor(image, image.height, image.width)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        self._made = self._binding.make((card.output.name,))[card.output.name]

    def __call__(self, frame: Frame, box: Box) -> Array:
        """The matte of the box at the network's size."""
        self._input.stretch(frame, box)
        self._binding.run()
        return self._made[0, ..., 0].copy()


class Teachers:
    """All networks for clips of one size."""

    def __init__(self, models: Path, size: tuple[int, int]) -> None:
        """``size`` is (height, width) of the frames."""
        self._library = library = ModelLibrary([models])
        spec = frame_spec(*size)
        self._lookers = [_Looker(library, name) for name in ("selfie_square", "selfie_landscape")]
        self._finder: Network = library.network("segment", "selfie_square", frame=spec)
        self._pose: Network = library.network("pose", "blazepose_full", frame=spec)
        self._body = _Body(models)

    def follow(self, frame: Frame) -> Box | None:
        """Where the person is, from frame to frame; call it for every frame of a clip."""
        matte = self._finder(frame) > SOLID
        columns, rows = np.flatnonzero(matte.any(0)), np.flatnonzero(matte.any(1))
        if matte.mean() < 0.004:
            return None
        down, across = frame.shape[0] / matte.shape[0], frame.shape[1] / matte.shape[1]
        return Box(
            columns[0] * across, rows[0] * down, (columns[-1] + 1) * across, (rows[-1] + 1) * down
        )

    def __call__(self, frame: Frame, person: Box | None, *, alone: bool = True) -> Opinion:
        """What is to be seen in a frame with that person, who is ``alone`` or not."""
        size = frame.shape[0], frame.shape[1]
        mirrored = padded(frame[:, ::-1])
        if person is None:
            return Opinion(np.zeros(size, np.uint8), np.zeros((17, 3), np.float32), 1.0)
        boxes = [with_margin(person, size, margin) for margin in MARGINS]
        opinions = [
            np.mean([_both(looker, frame, mirrored, box) for box in boxes], 0)
            for looker in self._lookers
        ]
        points, body = self._points(frame, mirrored)
        both = (opinions[0] + opinions[1]) / 2
        if body is not None and alone and _overlap(both, body) >= TRUSTED:
            opinions.append(body)
        agreement = min(_overlap(opinions[0], one) for one in opinions[1:])
        weights = np.array([0.37, 0.28, 0.35][: len(opinions)])
        alpha = np.tensordot(weights / weights.sum(), np.stack(opinions), 1)
        alpha = np.clip((alpha - DOUBT) / (1 - 2 * DOUBT), 0, 1)
        return Opinion(np.rint(alpha * 255).astype(np.uint8), points, agreement)

    def _points(self, frame: Frame, mirrored: Frame) -> tuple[Array, Array | None]:
        """COCO's points from BlazePose, plain and mirrored; and its mask."""
        none = np.zeros((17, 3), np.float32)
        self._pose.reset()
        first = self._pose(frame).points
        if not len(first):
            return none, None
        self._pose.reset()
        second = self._pose(mirrored).points
        self._pose.reset()
        mine = first[0][list(_OF_BLAZEPOSE)]
        points = mine.copy()
        long = max(np.ptp(mine[:, 0]), np.ptp(mine[:, 1]), 1.0)
        if len(second):
            back = second[0][list(_OF_BLAZEPOSE)][list(_SWAP)]
            back[:, 0] = frame.shape[1] - back[:, 0]
            apart = np.hypot(*(mine - back)[:, :2].T) / long
            points[:, :2] = (mine[:, :2] + back[:, :2]) / 2
            points[:, 2] = np.minimum(mine[:, 2], back[:, 2]) * (apart < _LEAST)
        return points.astype(np.float32), self._body(frame, first[0])


_SWAP = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)


class _Body:
    """The mask of BlazePose's landmark network, for a person whose pose is known."""

    def __init__(self, models: Path) -> None:
        entry = find("blazepose_full")
        assert entry is not None
        image = entry.files[1].image
        session = OnnxSession(models / entry.files[1].name, wanted=(LANDMARKS, FLAG, MASK))
        self._input = InputTensor(image, image.height, image.width)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        self._made = self._binding.make((LANDMARKS, FLAG, MASK))

    def __call__(self, frame: Frame, points: Array) -> Array | None:
        """The mask, 0..1 (H, W); None when the network sees nobody."""
        shoulders, hips = points[[11, 12], :2].mean(0), points[[23, 24], :2].mean(0)
        reach = np.hypot(*(points[:, :2] - hips).T).max()
        up = (shoulders - hips) / max(float(np.hypot(*(shoulders - hips))), 1e-3)
        roi = person_roi(hips, hips + up * reach)
        if not roi.usable:
            return None
        self._input.crop(frame, roi)
        self._binding.run()
        if not self._made[FLAG].item() >= MIN_PRESENCE:
            return None
        mask = 1 / (1 + np.exp(-np.clip(self._made[MASK][0, ..., 0], -30, 30)))
        return _uncropped(mask, roi, (frame.shape[0], frame.shape[1]))


def _uncropped(mask: Array, roi: Roi, size: tuple[int, int]) -> Array:
    count = mask.shape[0]
    corners = np.array([[0, 0], [count, 0], [0, count]], np.float32)
    places = roi.to_frame(corners / count).astype(np.float32)
    matrix = cv2.getAffineTransform(corners, places)
    out = cv2.warpAffine(mask.astype(np.float32), matrix, size[::-1], flags=cv2.INTER_LINEAR)
    return np.asarray(out, np.float32)


def _both(looker: _Looker, frame: Frame, mirrored: Frame, box: Box) -> Array:
    """The matte of the whole frame from a look at a box, plain and mirrored."""
    size = frame.shape[0], frame.shape[1]
    box = Box(*(round(edge) for edge in box.edges))
    other = Box(size[1] - box.right, box.top, size[1] - box.left, box.bottom)
    matte = (looker(frame, box) + looker(mirrored, other)[:, ::-1]) / 2
    if box == whole(size):
        return np.asarray(cv2.resize(matte, size[::-1]), np.float32)
    out = np.zeros(size, np.float32)
    x, y, right, bottom = map(int, box.edges)
    out[y:bottom, x:right] = cv2.resize(matte, (right - x, bottom - y))
    return out


def _overlap(first: Array, second: Array) -> float:
    """Intersection over union of what is solid in two mattes; 1 where nothing is in either."""
    a, b = first > SOLID, second > SOLID
    return float((a & b).sum() / (a | b).sum()) if (a | b).any() else 1.0


def padded(picture: Array) -> Frame:
    """A copy with a few bytes more behind it: kernels may read beyond the end of a frame."""
    room = np.empty(picture.size + 64, np.uint8)
    out = room[: picture.size].reshape(picture.shape)
    out[:] = picture
    return out
