"""The connected parts of a mask, with their sizes."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from muse_nodes.api.ports import Array

EVERY, STRAIGHT = 8, 4
"""Which pixels are neighbours: those at a corner too, or only those at a side. What lies round a
region that is joined at corners is itself joined at sides only."""


class Regions(NamedTuple):
    """Parts of a mask, the largest first.

    ``labels`` is int32 (H, W): 0 outside the mask, n + 1 in part n. ``areas`` (N,) counts pixels,
    ``boxes`` (N, 4) are left, top, width and height.
    """

    labels: Array
    areas: Array
    boxes: Array


def regions_of(mask: Array, neighbours: int = EVERY) -> Regions:
    """The parts of a bool (H, W) mask; of two that are as large, the one that begins higher up."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(mask).view(np.uint8), connectivity=neighbours, ltype=cv2.CV_32S
    )
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable") + 1
    renamed = np.zeros(len(stats), np.int32)
    renamed[order] = np.arange(1, len(stats))
    return Regions(renamed[labels], stats[order, cv2.CC_STAT_AREA], stats[order, :4])
