"""A small drawing of a graph, painted from the document alone: nodes, links, backdrops."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from muse_nodes.document import Graph, Link, Node
from muse_nodes.editor import theme
from muse_nodes.editor.categories import colours
from muse_nodes.editor.words import node_title
from muse_nodes.engine.registry import Registry

_NODE = QSize(184, 116)
"""How large a node is drawn, in units of the canvas; real ones differ with their contents."""
_HEAD = 26.0
_MARGIN = 20.0
_LEAST, _MOST = 0.08, 0.9


def draw(graph: Graph, registry: Registry, size: QSize, ratio: float = 1.0) -> QImage:
    """The graph in a picture of ``size`` (device-independent pixels) for a screen of ``ratio``."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.BACK))
    if not graph.nodes:
        return image
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _fit(painter, _hull(graph), size)
    sheet = _Sheet(painter, graph, registry)
    for backdrop in graph.backdrops:
        sheet.backdrop(QRectF(*backdrop.rect), backdrop.colour)
    for link in graph.links:
        sheet.link(link)
    for node in graph.nodes:
        sheet.node(node)
    painter.end()
    return image


def _hull(graph: Graph) -> QRectF:
    hull = QRectF()
    for node in graph.nodes:
        hull = hull.united(_box(node))
    for backdrop in graph.backdrops:
        hull = hull.united(QRectF(*backdrop.rect))
    return hull.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)


def _box(node: Node) -> QRectF:
    return QRectF(*node.position, _NODE.width(), _NODE.height())


def _fit(painter: QPainter, hull: QRectF, size: QSize) -> None:
    zoom = min(size.width() / hull.width(), size.height() / hull.height())
    zoom = min(max(zoom, _LEAST), _MOST)
    painter.translate(size.width() / 2, size.height() / 2)
    painter.scale(zoom, zoom)
    painter.translate(-hull.center())


class _Sheet:
    def __init__(self, painter: QPainter, graph: Graph, registry: Registry) -> None:
        self._painter, self._graph, self._registry = painter, graph, registry
        self._colours = colours(schema.category for schema in registry)

    def backdrop(self, rect: QRectF, colour: str) -> None:
        ground = QColor(colour)
        ground.setAlphaF(0.5)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(ground)
        self._painter.drawRoundedRect(rect, 12, 12)

    def node(self, node: Node) -> None:
        painter, box = self._painter, _box(node)
        schema = self._registry.get(node.type)
        colour = self._colours[schema.category] if schema else QColor(theme.UNKNOWN_PORT)
        painter.setPen(QPen(QColor(theme.EDGE), 2))
        painter.setBrush(QColor(theme.RAISED))
        painter.drawRoundedRect(box, 12, 12)
        head = QPainterPath()
        head.addRoundedRect(box, 12, 12)
        painter.save()
        painter.setClipRect(QRectF(box.topLeft(), QPointF(box.right(), box.top() + _HEAD)))
        painter.fillPath(head, colour.darker(160))
        painter.restore()
        font = QFont(painter.font())
        font.setPixelSize(27)
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT))
        title = node.title or (node_title(schema) if schema else node.type)
        text = box.adjusted(8, _HEAD, -8, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, title)

    def link(self, link: Link) -> None:
        start, end = self._end(link, output=True), self._end(link, output=False)
        bend = max(40.0, abs(end.x() - start.x()) / 2)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        schema = self._registry.get(self._graph.node(link.source.node).type)
        port = schema.output(link.source.port) if schema else None
        colour = theme.PORT_COLOURS.get(port.type.name if port else "", theme.UNKNOWN_PORT)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(colour), 4))
        self._painter.drawPath(path)

    def _end(self, link: Link, *, output: bool) -> QPointF:
        """Where a link touches its node: ports share the side evenly, in the order of use."""
        port = link.source if output else link.target
        links = self._graph.links_from(port.node) if output else self._graph.links_into(port.node)
        used = list(dict.fromkeys((x.source if output else x.target).port for x in links))
        box = _box(self._graph.node(port.node))
        part = (used.index(port.port) + 1) / (len(used) + 1)
        y = box.top() + _HEAD + part * (box.height() - _HEAD)
        return QPointF(box.right() if output else box.left(), y)
