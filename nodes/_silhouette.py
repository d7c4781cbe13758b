"""Rough key points from the outline of one person, for when no pose network is at hand.

The outline is followed row by row from the middle of the body up and down, always along the run
that continues the row before, so a raised hand beside the head is left out. The shoulders are where
the outline becomes much wider than it was half-way up to the top; a round head grows in the same
way near its top, so the search begins where a head as wide as that would end. Everything below
is placed by the proportions of a grown person (a head is a little less than half of what lies
between shoulders and hips), held within what the breadth of the shoulders allows.
Against a pose network, people facing the camera: shoulders within a tenth, hips within a fifth
of the torso's length, half of it with loose hair or a hat; seen from the side it is a guess. That
is enough to carry a soft body warp.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodes._smoothing import Values

_WIDENING = 1.4
_LEAST_AREA = 0.01
_SURE, _LIKELY, _GUESSED = 0.6, 0.4, 0.25


def silhouette_pose(matte: Values, size: tuple[int, int]) -> Values | None:
    """coco17 points (17, 3) of the person in ``matte`` (h, w), for a frame of ``size`` (H, W).

    x, y in pixels of the frame, scores up to 0.6; joints that an outline cannot tell (elbows,
    knees, …) score 0. None when there is no one, or nothing that has a head and shoulders.
    """
    body = _follow(matte > 0.5)
    if body is None:
        return None
    top, left, right = body
    scale_y, scale_x = size[0] / matte.shape[0], size[1] / matte.shape[1]
    return _place(top * scale_y, left * scale_x, right * scale_x, scale_y, size[0])


def _runs(row: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """First and one-past-last column of each run of true values in a row."""
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]


def _follow(mask: npt.NDArray[np.bool_]) -> tuple[int, Values, Values] | None:
    """(first row, left ends, right ends) of the outline, in pixels of the mask."""
    if mask.mean() < _LEAST_AREA:
        return None
    per_row = mask.sum(axis=1)
    middle = int(np.searchsorted(np.cumsum(per_row), per_row.sum() / 2))
    ends = np.zeros((len(mask), 2), np.float32)
    starts, stops = _runs(mask[middle])
    if not len(starts):
        return None
    widest = int(np.argmax(stops - starts))
    ends[middle] = starts[widest], stops[widest]
    first = last = middle
    for row in range(middle - 1, -1, -1):
        if not _continue(mask[row], ends[row + 1], ends[row]):
            break
        first = row
    for row in range(middle + 1, len(mask)):
        if not _continue(mask[row], ends[row - 1], ends[row]):
            break
        last = row
    return first, ends[first : last + 1, 0], ends[first : last + 1, 1]


def _continue(row: npt.NDArray[np.bool_], before: Values, found: Values) -> bool:
    """Write the run of ``row`` that overlaps the run ``before`` most into ``found``."""
    starts, stops = _runs(row)
    if not len(starts):
        return False
    overlap = np.minimum(stops, before[1]) - np.maximum(starts, before[0])
    best = int(np.argmax(overlap))
    if overlap[best] <= 0:
        return False
    found[:] = starts[best], stops[best]
    return True


def _place(top: float, left: Values, right: Values, step: float, bottom: float) -> Values | None:
    """coco17 from the ends of the rows; all in pixels of the frame, ``step`` from row to row."""
    width, middle = right - left, (left + right) / 2
    rows = len(width)
    head_end = (r for r in range(4, rows) if r * step > 0.9 * width[r // 2])
    shoulder = next((r for r in head_end if width[r] > _WIDENING * width[r // 2]), None)
    if shoulder is None or shoulder * step < 4:
        return None
    neck = shoulder // 2 + int(np.argmin(width[shoulder // 2 : shoulder + 1]))
    head = max(neck * step, 1.0)
    head_width = float(np.median(width[neck // 3 : neck + 1]))
    head_x = float(np.median(middle[neck // 3 : neck + 1]))
    below = slice(shoulder, min(rows, shoulder + max(2, neck // 2)))
    breadth = min(float(width[below].max()), 3.0 * head_width)

    def row_of(y: float) -> int:
        return min(rows - 1, max(0, round((y - top) / step)))

    shoulder_y = top + shoulder * step + 0.15 * head
    hip_y = shoulder_y + min(max(2.3 * head, 0.95 * breadth), 1.1 * breadth)
    torso_x = float(np.median(middle[shoulder : row_of(hip_y) + 1]))
    shoulder_x = (float(middle[row_of(shoulder_y)]) + torso_x) / 2
    hip_half = 0.36 * min(float(width[row_of(hip_y)]), breadth)
    seen = _SURE if hip_y < min(bottom, top + rows * step) else _GUESSED
    points = np.zeros((17, 3), np.float32)
    points[0] = head_x, top + 0.62 * head, _LIKELY
    points[1:3] = [(head_x + s * 0.2 * head_width, top + 0.48 * head, _LIKELY) for s in (1, -1)]
    points[3:5] = [(head_x + s * 0.45 * head_width, top + 0.52 * head, _LIKELY) for s in (1, -1)]
    points[5:7] = [(shoulder_x + s * 0.38 * breadth, shoulder_y, _SURE) for s in (1, -1)]
    points[11:13] = [(torso_x + s * hip_half, hip_y, seen) for s in (1, -1)]
    return points
