"""Where everything on a node lies: sizes from the font, places from the face."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from muse_nodes.editor.canvas.faces import Face

NARROWEST, WIDEST = 11.0, 17.0
"""Width of a node, in heights of a line of text."""


class Metrics:
    """Sizes on the canvas, in its units: those of the screen at a magnification of 1."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self.bold = QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.small = QFont(font)
        self.small.setPointSizeF(max(font.pointSizeF() * 0.85, 5.0))
        self.small_text = QFontMetricsF(self.small)
        self.bold_text = QFontMetricsF(self.bold)
        line = QFontMetricsF(font).height()
        self.line = line
        self.pad = round(line * 0.5)
        self.strip = max(3.0, round(line * 0.2))
        self.header = round(line * 1.6)
        self.row = round(line * 1.2)
        self.foot = round(line * 1.25)
        self.radius = line * 0.35
        self.port = line * 0.32


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the parts of one node lie, in coordinates of the node. ``picture`` may be null."""

    width: float
    height: float
    header: QRectF
    picture: QRectF
    foot: QRectF
    inputs: tuple[QPointF, ...]
    outputs: tuple[QPointF, ...]
    label_widths: tuple[float, float]
    """Room for the labels of inputs and of outputs."""

    @property
    def rect(self) -> QRectF:
        """The whole node."""
        return QRectF(0, 0, self.width, self.height)


def shape_of(face: Face, m: Metrics) -> Shape:
    """The shape that a face needs."""
    width = _width(face, m)
    rows = max(len(face.inputs), len(face.outputs))
    top = m.header + m.pad / 2
    rows_end = top + rows * m.row
    picture = QRectF()
    if face.pictured:
        wide = width - 2 * m.pad
        picture = QRectF(m.pad, rows_end + m.pad / 2, wide, round(wide * 9 / 16))
        rows_end = picture.bottom()
    foot = QRectF(m.pad, rows_end + m.pad / 4, width - 2 * m.pad, m.foot)
    return Shape(
        width, foot.bottom() + m.pad / 4, QRectF(0, 0, width, m.header), picture, foot,
        tuple(QPointF(0, top + (i + 0.5) * m.row) for i in range(len(face.inputs))),
        tuple(QPointF(width, top + (i + 0.5) * m.row) for i in range(len(face.outputs))),
        _label_widths(face, m, width - 3 * m.pad - m.strip),
    )  # fmt: skip


def _width(face: Face, m: Metrics) -> float:
    both = sum(_longest(face, m)) + 4 * m.pad + m.strip
    title = m.bold_text.horizontalAdvance(face.title) + 2 * m.pad + m.strip + m.header
    wanted = max(both, title, NARROWEST * m.line)
    return float(round(min(wanted, WIDEST * m.line)))


def _longest(face: Face, m: Metrics) -> tuple[float, float]:
    text = m.small_text.horizontalAdvance
    left = max((text(port.label) for port in face.inputs), default=0.0)
    return left, max((text(port.label) for port in face.outputs), default=0.0)


def _label_widths(face: Face, m: Metrics, room: float) -> tuple[float, float]:
    """Each side what it needs; where that is too much, neither gives up more than half."""
    left, right = _longest(face, m)
    if left + right <= room:
        return left + 1, right + 1
    return max(room / 2, room - right), max(room / 2, room - left)
