"""A small picture of the whole canvas, with a frame around what is seen; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.canvas.stage import Stage
from muse_nodes.editor.canvas.viewer import Viewer

_WAIT = 60
"""Milliseconds between two paintings while everything moves."""


class Minimap(QWidget):
    """Lies in a corner of the canvas."""

    def __init__(self, viewer: Viewer, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._viewer, self._stage = viewer, stage
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Minimap"))
        self.setToolTip(self.tr("Click or drag to look at another part of the canvas."))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._soon = QTimer(self, singleShot=True, interval=_WAIT)
        self._soon.timeout.connect(self._draw)
        self._drawn = QPixmap()
        viewer.looked.connect(self.soon)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as ten lines of text are high."""
        line = self.fontMetrics().height()
        return QSize(10 * line, 7 * line)

    def soon(self) -> None:
        """Something has moved."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """Nobody looks."""
        self._soon.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What was drawn last: the canvas below is painted far more often than this changes."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it for the first time."""
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it in its new size."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(QColor(theme.PANEL))
        painter = QPainter(drawn)
        self._nodes(painter)
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        self._drawn = drawn
        self.update()

    def _nodes(self, painter: QPainter) -> None:
        """Blocks for nodes, in the colours of their categories, and a frame around what is seen."""
        whole, scale, origin = self._scale()
        if whole.isEmpty():
            return
        for backdrop in self._stage.backdrops.values():
            colour = QColor(backdrop.backdrop.colour)
            painter.fillRect(self._small(backdrop.area, scale, origin), colour.darker(130))
        for item in self._stage.nodes.values():
            colour = item.scenery.accent(item.face.category)
            if item.mark.error or item.face.unknown:
                colour = QColor(theme.ERROR)
            chosen = QColor(theme.TEXT) if item.isSelected() else colour
            painter.fillRect(self._small(item.area, scale, origin), chosen)
        painter.setPen(QPen(QColor(theme.ACCENT), 1.5))
        painter.drawRect(self._small(self._viewer.seen, scale, origin))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        whole, scale, origin = self._scale()
        if not whole.isEmpty():
            self._viewer.look((event.position() - origin) / scale, self._viewer.zoom)
        event.accept()

    def _scale(self) -> tuple[QRectF, float, QPointF]:
        """What is shown, pixels for a unit of the canvas, and where the canvas' origin lies."""
        whole = self._stage.extent()
        if whole.isEmpty():
            return whole, 1.0, QPointF()
        whole = whole.united(self._viewer.seen)
        room = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        scale = min(room.width() / whole.width(), room.height() / whole.height())
        return whole, scale, room.center() - whole.center() * scale

    @staticmethod
    def _small(area: QRectF, scale: float, origin: QPointF) -> QRectF:
        return QRectF(area.topLeft() * scale + origin, area.size() * scale)
