"""The bundled pictures that may stand behind the person, with their names for people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QImageReader, QPainter, QPainterPath, QPixmap

from muse_nodes.engine.bundled import bundled_folder


@dataclass(frozen=True, slots=True)
class Background:
    """A bundled picture. ``id`` is its file's name without the ending."""

    id: str
    title: str
    path: Path


def bundled_backgrounds() -> tuple[Background, ...]:
    """All of them, in the order in which they are offered."""
    titles = {
        "studio": QCoreApplication.translate("Backgrounds", "Studio"),
        "bokeh": QCoreApplication.translate("Backgrounds", "City lights"),
        "wood": QCoreApplication.translate("Backgrounds", "Wooden wall"),
        "window": QCoreApplication.translate("Backgrounds", "Window light"),
        "hills": QCoreApplication.translate("Backgrounds", "Hills at dusk"),
        "waves": QCoreApplication.translate("Backgrounds", "Waves"),
    }
    folder = bundled_folder("assets") / "backgrounds"
    return tuple(Background(id, title, folder / f"{id}.jpg") for id, title in titles.items())


def thumbnail(path: Path, size: QSize, scale: float = 1.0) -> QPixmap:
    """The middle of a picture at ``size`` with rounded corners; null if it cannot be read.

    JPEG files are decoded at about the size that is wanted, which takes a few milliseconds.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    whole, wanted = reader.size(), size * scale
    if whole.isEmpty():
        return QPixmap()
    reader.setScaledSize(whole.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    picture = reader.read()
    return QPixmap() if picture.isNull() else _rounded(picture, size, scale)


def swatch(colour: str, size: QSize, scale: float = 1.0) -> QPixmap:
    """A colour as a picture of ``size`` with rounded corners."""
    picture = QImage(size * scale, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    return _rounded(picture, size, scale)


def symbol(drawn: QIcon, colour: str, size: QSize, scale: float = 1.0) -> QPixmap:
    """An icon in the middle of a swatch."""
    made = swatch(colour, size, scale)
    painter = QPainter(made)
    side = size.height() // 2
    place = (size.width() - side) // 2, (size.height() - side) // 2
    drawn.paint(painter, *place, side, side)
    painter.end()
    return made


def _rounded(picture: QImage, size: QSize, scale: float) -> QPixmap:
    made = QPixmap(size * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    corners = QPainterPath()
    corners.addRoundedRect(0, 0, size.width(), size.height(), 4, 4)
    painter.setClipPath(corners)
    shown = picture.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    left, top = (size.width() - shown.width()) / 2, (size.height() - shown.height()) / 2
    painter.drawImage(QRectF(left, top, shown.width(), shown.height()), picture)
    painter.end()
    return made
