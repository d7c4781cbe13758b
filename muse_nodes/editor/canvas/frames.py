"""Areas behind the nodes: backdrops of the document, and frames around groups that are open."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from muse_nodes.document import Backdrop, Group
from muse_nodes.editor import theme
from muse_nodes.editor.canvas.base import AbstractNodeItem
from muse_nodes.editor.canvas.faces import group_title
from muse_nodes.editor.canvas.scenery import Scenery

BEHIND, AROUND = -3.0, -2.0
SMALLEST = 80.0
"""A backdrop is at least as wide and high as this."""


class AreaItem(AbstractNodeItem):
    """A rectangle with a heading by which it is taken."""

    def __init__(self, id: str, title: str, scenery: Scenery) -> None:
        super().__init__(title)
        self.id = id
        self.title = title
        self.scenery = scenery
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, False)
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)

    def put(self, rect: QRectF) -> None:
        """Cover this part of the canvas."""
        if rect != self.area:
            self.prepareGeometryChange()
            self.width, self.height = rect.width(), rect.height()
            self.setPos(rect.topLeft())

    @property
    def area(self) -> QRectF:
        """What it covers."""
        return QRectF(self.pos().x(), self.pos().y(), self.width, self.height)

    @property
    def header(self) -> QRectF:
        """The heading, on the canvas."""
        area = self.area
        return QRectF(area.left(), area.top(), area.width(), self.scenery.metrics.header)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """All that is painted."""
        return QRectF(-2, -2, self.width + 4, self.height + 4)

    def shape(self) -> QPainterPath:
        """What can be hit; where it is empty it is part of the canvas."""
        path = QPainterPath()
        path.addRect(QRectF(0, 0, self.width, self.scenery.metrics.header))
        return path

    def _heading(self, painter: QPainter, left: float) -> None:
        m = self.scenery.metrics
        if not self.scenery.detail:
            return
        room = max(self.width - left - m.pad, 0.0)
        painter.setFont(m.bold)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(
            QRectF(left, 0, room, m.header), Qt.AlignmentFlag.AlignVCenter,
            m.bold_text.elidedText(self.title, Qt.TextElideMode.ElideRight, room),
        )  # fmt: skip


class BackdropItem(AreaItem):
    """A coloured area with a title; its lower right corner changes its size."""

    def __init__(self, backdrop: Backdrop, scenery: Scenery) -> None:
        super().__init__(backdrop.id, backdrop.title, scenery)
        self.setZValue(BEHIND)
        self.show_backdrop(backdrop)

    def show_backdrop(self, backdrop: Backdrop) -> None:
        """Be as the document has it."""
        self.backdrop, self.title = backdrop, backdrop.title
        self.put(QRectF(*backdrop.rect))
        self.update()

    @property
    def corner(self) -> QRectF:
        """Where its size is changed, on the canvas."""
        side = self.scenery.metrics.line
        return QRectF(self.area.right() - side, self.area.bottom() - side, side, side)

    def shape(self) -> QPainterPath:
        """Heading and corner."""
        path = super().shape()
        path.addRect(self.corner.translated(-self.pos()))
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A tinted sheet."""
        m, colour = self.scenery.metrics, QColor(self.backdrop.colour)
        line = QColor(theme.ACCENT) if self.isSelected() else colour.lighter(130)
        painter.setPen(QPen(line, 2.0 if self.isSelected() else 1.0))
        colour.setAlphaF(0.35)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, self.width, self.height), m.radius, m.radius)
        colour.setAlphaF(0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, self.width, m.header), m.radius, m.radius)
        self._heading(painter, m.pad)
        painter.setPen(QPen(QColor(theme.DIM), 1.0))
        end = QPointF(self.width - 4, self.height - 4)
        for step in (0.35, 0.7):
            length = m.line * step
            painter.drawLine(end - QPointF(length, 0), end - QPointF(0, length))


class GroupFrame(AreaItem):
    """The frame around the nodes of a group that is open."""

    def __init__(self, group: Group, scenery: Scenery) -> None:
        super().__init__(group.id, group_title(group), scenery)
        self.setZValue(AROUND)
        self.show_group(group)

    def show_group(self, group: Group) -> None:
        """Be as the document has it."""
        self.nodes, self.title = group.members, group_title(group)
        self.update()

    def around(self, areas: Iterable[QRectF]) -> None:
        """Enclose these nodes."""
        m, whole = self.scenery.metrics, QRectF()
        for area in areas:
            whole = whole.united(area)
        self.put(whole.adjusted(-m.line, -m.line - m.header, m.line, m.line))

    @property
    def folder(self) -> QRectF:
        """Where a click folds the group up, on the canvas."""
        side = self.scenery.metrics.header
        return QRectF(self.area.left(), self.area.top(), side, side)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """An outline with a heading."""
        m = self.scenery.metrics
        back = QColor(theme.PANEL)
        back.setAlphaF(0.6)
        painter.setBrush(back)
        painter.setPen(QPen(QColor(theme.LINE), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(0, 0, self.width, self.height), m.radius, m.radius)
        middle, r = QPointF(m.header / 2, m.header / 2), m.line * 0.3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.DIM))
        painter.drawPolygon(
            QPolygonF([middle + QPointF(-r, -r / 2), middle + QPointF(r, -r / 2),
                       middle + QPointF(0, r * 0.7)])
        )  # fmt: skip
        self._heading(painter, m.header)
