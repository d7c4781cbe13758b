"""Ports and wires: where they are, how they are hit, how they look."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneHoverEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from muse_nodes.document import Link
from muse_nodes.editor import theme
from muse_nodes.editor.canvas.base import PipeItem, PortItem
from muse_nodes.editor.canvas.faces import PortFace

if TYPE_CHECKING:
    from muse_nodes.editor.canvas.node_item import NodeItem

WIRES = -1.0
_TIP = 72
"""Letters in a line of a tool tip."""
REACH = 11.0
"""How near the pointer has to be to a port, and how wide a wire is to it."""


def port_colour(type: str) -> QColor:
    """The colour of a port type by name."""
    return QColor(theme.PORT_COLOURS.get(type, theme.UNKNOWN_PORT))


def wrapped(text: str) -> str:
    """Lines that fit on a tool tip: Qt does not wrap plain text."""
    return "\n".join(textwrap.fill(line, _TIP) for line in text.split("\n"))


class Port(PortItem):
    """A port of a node. It only knows its place; the node paints it."""

    def __init__(self, face: PortFace, owner: NodeItem) -> None:
        super().__init__(owner)
        self.face = face
        self.owner = owner
        self.port_type = "out" if face.output else "in"
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsScenePositionChanges, False)
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.show_face(face)

    def show_face(self, face: PortFace) -> None:
        """It is the same port, but something about it is different."""
        self.face = face
        self.setToolTip(wrapped(f"{face.label}: {face.tip}"))

    @property
    def wires(self) -> list[Wire]:
        """The wires that end here."""
        return [pipe for pipe in self.connected_pipes if isinstance(pipe, Wire)]

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Round about the place where wires end."""
        return QRectF(-REACH, -REACH, 2 * REACH, 2 * REACH)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:  # noqa: N802 - Qt's name
        """Show that something can be taken here."""
        self._hovered = True
        self.owner.update()

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:  # noqa: N802 - Qt's name
        """As before."""
        self._hovered = False
        self.owner.update()


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """The path of a wire from an output to an input."""
    path = QPainterPath(start)
    across = end.x() - start.x()
    reach = max(abs(across) * 0.5, min(QLineF(start, end).length() * 0.5, 90.0))
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


class Wire(PipeItem):
    """A link as it is shown."""

    def __init__(self, link: Link, source: Port, target: Port) -> None:
        super().__init__()
        self.link, self.source, self.target = link, source, target
        self._near = QPainterPath()
        self._bounds = QRectF()
        self._hot = False
        self.setZValue(WIRES)
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        for child in self.childItems():
            child.setVisible(False)  # an arrow: outputs are on the right, that says it
        self.set_connections(source, target)
        self.dress()
        self.route()

    def dress(self) -> None:
        """Look like what flows in it."""
        colour = port_colour(self.source.face.type or self.target.face.type)
        if self.source.owner.face.muted or self.target.owner.face.muted:
            colour.setAlphaF(0.3)
        late = self.target.face.latest
        pen = QPen(colour, 2.0, Qt.PenStyle.DashLine if late else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.setPen(pen)

    def route(self) -> None:
        """Go from port to port, wherever they are now."""
        path = curve(self.source.scenePos(), self.target.scenePos())
        self._near = QPainterPath()
        self.prepareGeometryChange()
        self._bounds = path.controlPointRect().adjusted(-REACH, -REACH, REACH, REACH)
        self.setPath(path)

    def delete(self) -> None:
        """Leave the ports and the scene; also a second time, unlike NodeGraphQt's."""
        for port in (self.source, self.target):
            if self in port.connected_pipes:
                port.connected_pipes.remove(self)
        if (scene := self.scene()) is not None:
            scene.removeItem(self)

    def reset(self) -> None:
        """NodeGraphQt gives a wire its colours here; ours come from what flows."""

    def shape(self) -> QPainterPath:
        """The wire and a little on both sides of it, not what lies in its bend."""
        if self._near.isEmpty():
            stroker = QPainterPathStroker()
            stroker.setWidth(REACH)
            self._near = stroker.createStroke(self.path())
        return self._near

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """All that is painted."""
        return self._bounds

    def itemChange(self, change: object, value: object) -> object:  # noqa: N802 - Qt's name
        """NodeGraphQt changes the pen of a selected wire here; ours is chosen when painting."""
        return value

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:  # noqa: N802 - Qt's name
        """Stand out."""
        self._hot = True
        self.update()

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:  # noqa: N802 - Qt's name
        """As before."""
        self._hot = False
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """One curve; a bright one where it is chosen or pointed at."""
        pen = self.pen()
        if self.isSelected():
            pen.setColor(QColor(theme.ACCENT))
        if self._hot or self.isSelected():
            pen.setWidthF(3.5)
        painter.setPen(pen)
        painter.drawPath(self.path())


class LooseWire(QGraphicsItem):
    """The wire that is being dragged."""

    def __init__(self, type: str, anchor: QPointF, output: bool) -> None:
        super().__init__()
        self._colour = port_colour(type)
        self._anchor, self._end, self._output = anchor, anchor, output
        self.setZValue(10)

    def to(self, end: QPointF) -> None:
        """The free end is here now."""
        self.prepareGeometryChange()
        self._end = end

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """All that is painted."""
        return self._path().controlPointRect().adjusted(-REACH, -REACH, REACH, REACH)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A curve with a knob at its free end."""
        painter.setPen(QPen(self._colour, 3.0))
        painter.drawPath(self._path())
        painter.setBrush(self._colour)
        painter.drawEllipse(self._end, 4, 4)

    def _path(self) -> QPainterPath:
        if self._output:
            return curve(self._anchor, self._end)
        return curve(self._end, self._anchor)
