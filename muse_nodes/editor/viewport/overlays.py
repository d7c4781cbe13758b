"""Paints what lies over a picture: key points, meshes, mattes, and pixels made large."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from muse_nodes.editor import theme
from muse_nodes.editor.messages import Picture
from muse_nodes.editor.viewport.content import Marked, Tint
from muse_nodes.editor.viewport.placement import Placement

LEAST_SCORE = 0.1
"""Points that score less are not painted; above, the score is their opacity."""

PATCH, PATCH_CELL = 11, 14.0
"""Pixels of the picture along a side of what is made large under the cursor, and points to each."""

_COCO = (
    (0, 1), (0, 2), (1, 3), (2, 4), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12),
    (11, 12), (11, 13), (13, 15), (12, 14), (14, 16),
)  # fmt: skip

BONES = MappingProxyType(
    {
        "coco17": _COCO,
        "wholebody133": _COCO,
        "muse24": (*_COCO, (17, 18), (19, 20), (21, 23), (22, 23)),
        "blazepose33": (
            (0, 2), (0, 5), (2, 7), (5, 8), (9, 10), (11, 12), (11, 13), (13, 15), (15, 17),
            (15, 19), (17, 19), (12, 14), (14, 16), (16, 18), (16, 20), (18, 20), (11, 23),
            (12, 24), (23, 24), (23, 25), (25, 27), (27, 29), (27, 31), (29, 31), (24, 26),
            (26, 28), (28, 30), (28, 32), (30, 32),
        ),
    }
)  # fmt: skip
"""Which points are joined by lines, by skeleton; those that are not listed are points only."""


def is_mesh(skeleton: str) -> bool:
    """True for skeletons of so many points that they are painted as dots."""
    return skeleton not in BONES


def paint_points(painter: QPainter, marked: Marked, place: Placement) -> None:
    """Key points with their lines, where they are in the picture that is placed so."""
    across, down = place.width / marked.width, place.height / marked.height
    for person in marked.pose.points.tolist():
        at = [place.to_pane(QPointF((x + 0.5) * across, (y + 0.5) * down)) for x, y, _ in person]
        scores = [min(max(score, 0.0), 1.0) for _, _, score in person]
        if is_mesh(marked.pose.skeleton):
            _paint_mesh(painter, at, scores)
        else:
            _paint_bones(painter, at, scores, BONES[marked.pose.skeleton])


def _paint_bones(
    painter: QPainter, at: list[QPointF], scores: list[float], bones: tuple[tuple[int, int], ...]
) -> None:
    for a, b in bones:
        if max(a, b) < len(at) and min(scores[a], scores[b]) >= LEAST_SCORE:
            painter.setPen(_pen(theme.ACCENT, 3.0, min(scores[a], scores[b])))
            painter.drawLine(at[a], at[b])
    painter.setPen(Qt.PenStyle.NoPen)
    for point, score in zip(at, scores, strict=True):
        if score >= LEAST_SCORE:
            painter.setBrush(_clear(theme.WARNING, score))
            painter.drawEllipse(point, 4.0, 4.0)


def _paint_mesh(painter: QPainter, at: list[QPointF], scores: list[float]) -> None:
    """All points of a mesh have the score of the face they are part of."""
    score = sum(scores) / max(len(scores), 1)
    if score >= LEAST_SCORE:
        painter.setPen(_pen(theme.ACCENT, 2.0, score))
        painter.drawPoints(QPolygonF(at))


def paint_tint(painter: QPainter, tint: Tint, place: Placement) -> None:
    """A matte over the picture that is placed so."""
    rect = place.rect
    painter.drawImage(rect, tint.image)
    spread = QTransform(rect.width(), 0, 0, rect.height(), rect.x(), rect.y())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.ACCENT, 1.5, 1.0))
    for line in tint.lines:
        painter.drawPolygon(spread.map(line))


def paint_patch(
    painter: QPainter, picture: Picture, pixel: tuple[int, int], beside: QPointF, room: QRectF
) -> QRectF:
    """The pixels round ``pixel`` made large, ``beside`` the cursor; where it has been painted."""
    side = PATCH * PATCH_CELL
    box = QRectF(beside.x() + 20, beside.y() + 20, side, side)
    if box.right() > room.right():
        box.moveRight(beside.x() - 20)
    if box.bottom() > room.bottom():
        box.moveBottom(beside.y() - 20)
    box.moveTopLeft(QPointF(max(box.left(), room.left()), max(box.top(), room.top())))
    image, (width, height) = picture.image, picture.size
    share = image.width() / width, image.height() / height
    middle = QPointF((pixel[0] + 0.5) * share[0], (pixel[1] + 0.5) * share[1])
    part = QRectF(0, 0, PATCH * share[0], PATCH * share[1])
    part.moveCenter(middle)
    painter.fillRect(box, QColor(theme.BACK))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(box, image, part)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.LINE), 1))
    painter.drawRect(box)
    cell = QRectF(0, 0, side / PATCH, side / PATCH)
    cell.moveCenter(box.center())
    painter.setPen(QPen(QColor(theme.ACCENT), 2))
    painter.drawRect(cell)
    return box


def _pen(colour: str, width: float, opacity: float) -> QPen:
    return QPen(
        _clear(colour, opacity), width, Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin,
    )  # fmt: skip


def _clear(colour: str, opacity: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made
