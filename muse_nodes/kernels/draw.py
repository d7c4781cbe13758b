"""Writing and drawing on frames, readable at any size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from muse_nodes.api.ports import Array, Frame

FONT = cv2.FONT_HERSHEY_SIMPLEX
LINES_PER_HEIGHT = 32
"""So many lines of text fit into a frame's height."""
SMALLEST_LINE = 12.0
"""Letters do not get smaller than lines of so many pixels, unless the text would not fit."""
CAP_HEIGHT = 22.0
"""Height in pixels of a capital letter of the font at scale 1."""
SEEN = 0.3
"""Key points with a lower score are not drawn."""
BONE, JOINT, LINE = (64, 224, 208), (255, 176, 32), (255, 255, 255)


def draw_text(out: Frame, frame: Frame, lines: Sequence[str]) -> None:
    """Copy ``frame`` and write ``lines`` over its upper left corner on a darkened panel.

    The size of the letters follows the height of the frame, and shrinks where the longest line
    or all lines together would not fit.
    """
    np.copyto(out, frame)
    if not any(lines):
        return
    height, width = out.shape[:2]
    pitch = max(height / LINES_PER_HEIGHT, SMALLEST_LINE)
    longest = max(cv2.getTextSize(line, FONT, 1.0, 1)[0][0] for line in lines)
    scale = 0.55 * pitch / CAP_HEIGHT
    fit = min(1.0, 0.94 * width / (longest * scale + pitch), height / ((len(lines) + 1.2) * pitch))
    pitch, scale = pitch * fit, scale * fit
    right = min(width, round(longest * scale + 1.4 * pitch))
    bottom = min(height, round((len(lines) + 0.6) * pitch))
    panel = out[:bottom, :right]
    cv2.convertScaleAbs(panel, dst=panel, alpha=0.35)
    thickness = max(1, round(pitch / 18))
    for i, line in enumerate(lines):
        at = (round(0.7 * pitch), round((i + 1.05) * pitch))
        cv2.putText(out, line, at, FONT, scale, (255, 255, 255), thickness, cv2.LINE_AA)


def draw_points(out: Frame, frame: Frame, points: Array, edges: Array) -> None:
    """Copy ``frame`` and draw key points (K, 3: x, y, score) and the ``edges`` (E, 2) between them.

    Points with a score below ``SEEN``, and edges to them, are left out, and so is what is not
    finite or lies more than a frame's size outside.
    """
    np.copyto(out, frame)
    height, width = out.shape[:2]
    table = np.asarray(points, np.float64).reshape(-1, 3)
    reach = max(height, width)
    with np.errstate(invalid="ignore"):
        seen = (table[:, 2] >= SEEN) & (np.abs(table[:, :2]) < 2 * reach).all(axis=1)
    places = np.where(seen[:, None], table[:, :2], 0).round().astype(int)
    size = max(1, round(height / 240))
    for a, b in np.asarray(edges, int).reshape(-1, 2):
        if max(a, b) < len(table) and seen[a] and seen[b]:
            cv2.line(out, places[a].tolist(), places[b].tolist(), BONE, size, cv2.LINE_AA)
    for place in places[seen]:
        cv2.circle(out, place.tolist(), size + 1, JOINT, -1, cv2.LINE_AA)


def side_by_side(out: Frame, left: Frame, right: Frame) -> None:
    """The left half of ``left`` and the right half of ``right`` with a white line between them."""
    width = out.shape[1]
    middle = width // 2
    thickness = min(max(1, round(width / 640)), width)
    np.copyto(out[:, :middle], left[:, :middle])
    np.copyto(out[:, middle:], right[:, middle:])
    start = max(middle - thickness // 2, 0)
    if width > 1:
        out[:, start : start + thickness] = LINE
