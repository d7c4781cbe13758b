"""What is painted: panes with a picture or words each, and what lies over them. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from muse_nodes.api import Pose
from muse_nodes.editor import theme
from muse_nodes.editor.messages import Picture, View
from muse_nodes.kernels.looks import outline

Mode = Literal["result", "side", "matte"]

_TINTED = 0.35
"""How strongly a matte colours what it covers."""


class Marked(NamedTuple):
    """Key points, and the size of the frame that they are pixels of."""

    pose: Pose
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """A matte to be laid over a picture: the accent as strong as it covers, and where it ends.

    ``lines`` go from 0 to 1 across the picture.
    """

    image: QImage
    lines: tuple[QPolygonF, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """One picture of one wire. Without a picture it says ``text`` in large letters."""

    view: View
    title: str = ""
    picture: Picture | None = None
    text: str = ""
    marked: tuple[Marked, ...] = ()
    tint: Tint | None = None

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of what flowed, if it can be painted."""
        if self.picture is None or self.picture.image.isNull():
            return None
        return self.picture.size


class Blit(NamedTuple):
    """A picture that a surface paints: whole into ``target``, of which ``clip`` can be seen."""

    image: QImage
    target: QRectF
    clip: QRectF
    smooth: bool


def tint_of(picture: Picture) -> Tint:
    """What a picture of a matte looks like over another picture."""
    alpha = picture.image.convertToFormat(QImage.Format.Format_Grayscale8)
    alpha.reinterpretAsFormat(QImage.Format.Format_Alpha8)
    image = QImage(alpha.size(), QImage.Format.Format_ARGB32_Premultiplied)
    colour = QColor(theme.ACCENT)
    colour.setAlphaF(_TINTED)
    image.fill(colour)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, alpha)
    painter.end()
    levels = np.frombuffer(alpha.constBits(), np.uint8).reshape(alpha.height(), -1)
    matte = levels[:, : alpha.width()].astype(np.float32) / np.float32(255)
    return Tint(image, tuple(_polygon(line.tolist()) for line in outline(matte)))


def _polygon(points: Sequence[Sequence[float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
