"""Single-shot detectors in MediaPipe's layout: anchors, decoding, weighted non-maximum suppression.

Both the person and the face detector give, per anchor, a score logit and a box with key points in
pixels of the input relative to the anchor's centre. Overlapping boxes are averaged, weighted by
their scores, instead of dropped: the result moves smoothly from frame to frame
(Bazarevsky et al., BlazeFace, 2019, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame
from muse_nodes.models.card import ImageInput
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.roi import letterbox
from muse_nodes.models.session import OnnxSession

MIN_SCORE = 0.5
MIN_OVERLAP = 0.3
"""Boxes with a larger intersection over union with the best one are averaged into it."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The best box of a frame: score 0..1; centre, size and key points (K, 2) in its pixels."""

    score: float
    x: float
    y: float
    width: float
    height: float
    points: Array


class Detector:
    """A detector network with its letterbox and decoding; finds the one best person or face."""

    def __init__(
        self,
        path: Path,
        image: ImageInput,
        outputs: tuple[str, str],
        layers: Sequence[tuple[int, int]],
        *,
        threads: int = 1,
    ) -> None:
        """``outputs`` names boxes and scores; ``layers`` are (cells a side, anchors a cell)."""
        session = OnnxSession(path, threads=threads, wanted=outputs)
        self._input = InputTensor(image, image.height, image.width)
        self._binding = session.binding()
        self._binding.feed(image.name, self._input.array)
        made = self._binding.make(outputs)
        self._boxes, self._scores = made[outputs[0]], made[outputs[1]]
        self._anchors = make_anchors(layers)
        if len(self._boxes.shape) != 3 or self._boxes.shape[1] != len(self._anchors):
            raise session.misfit(f"{len(self._anchors)} boxes were expected")
        self._size = image.width

    def __call__(self, frame: Frame) -> Detection | None:
        """The best detection in a frame, or None."""
        square = letterbox(*frame.shape[:2])
        self._input.crop(frame, square, black=True)
        self._binding.run()
        best = self._decode()
        if best is None:
            return None
        score, box, points = best
        x, y = square.to_frame(box[:2])
        width, height = box[2:] * square.side
        return Detection(
            score, float(x), float(y), float(width), float(height), square.to_frame(points)
        )

    def _decode(self) -> tuple[float, Array, Array] | None:
        """Score, box (x, y, w, h) and key points (K, 2), all in 0..1 of the letterbox."""
        logits = np.clip(self._scores.reshape(-1), -100, 100)
        # sigmoid(logit) >= 0.5 exactly where logit >= 0: most anchors need no exponential.
        kept = np.flatnonzero(logits >= np.log(MIN_SCORE / (1 - MIN_SCORE)))
        if not kept.size:
            return None
        scores = 1 / (1 + np.exp(-logits[kept].astype(np.float64)))
        raw = self._boxes[0, kept].astype(np.float64) / self._size
        centres = self._anchors[kept]
        boxes = np.concatenate([raw[:, :2] + centres, raw[:, 2:4]], axis=1)
        points = raw[:, 4:].reshape(len(kept), -1, 2) + centres[:, None]
        best = int(np.argmax(scores))
        near = overlap(boxes[best], boxes) > MIN_OVERLAP
        near[best] = True
        weights = scores[near] / scores[near].sum()
        return float(scores[best]), weights @ boxes[near], np.tensordot(weights, points[near], 1)


def make_anchors(layers: Sequence[tuple[int, int]]) -> Array:
    """Anchor centres (N, 2) in 0..1: per layer row by row, all anchors of a cell together."""
    grids = []
    for cells, repeats in layers:
        line = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(line, line, indexing="ij")
        grids.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), repeats, axis=0))
    return np.concatenate(grids)


def overlap(box: Array, boxes: Array) -> Array:
    """Intersection over union of one box (x, y, w, h; centre and size) with many (N, 4)."""
    low = np.maximum(box[:2] - box[2:] / 2, boxes[:, :2] - boxes[:, 2:] / 2)
    high = np.minimum(box[:2] + box[2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2)
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    union = np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros(len(boxes)), where=union > 0))
