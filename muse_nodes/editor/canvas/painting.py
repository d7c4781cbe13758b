"""How a node is painted. Everything that can be made once is made once: this runs at 60 Hz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QStaticText

from muse_nodes.editor import theme
from muse_nodes.editor.canvas.faces import Face, PortFace
from muse_nodes.editor.canvas.scenery import heat_colour
from muse_nodes.editor.canvas.shape import Metrics, Shape
from muse_nodes.editor.canvas.wires import port_colour

if TYPE_CHECKING:
    from muse_nodes.editor.canvas.node_item import NodeItem

translate = QCoreApplication.translate

_BODY, _OFF, _BACK = QColor(theme.RAISED), QColor(theme.PANEL), QColor(theme.BACK)
_TEXT, _DIM = QColor(theme.TEXT), QColor(theme.DIM)
_LINE, _CHOSEN = QPen(QColor(theme.LINE), 1.0), QPen(QColor(theme.ACCENT), 2.5)
_ERROR, _WARNING = QColor(theme.ERROR), QColor(theme.WARNING)
_TASKS = {
    "waiting": _DIM, "running": QColor(theme.ACCENT), "kept": _DIM, "done": QColor(theme.GOOD),
    "failed": _ERROR, "cancelled": _WARNING,
}  # fmt: skip
_PORTS = {name: port_colour(name) for name in theme.PORT_COLOURS}
_NO_PORT = port_colour("")
_FADED = 0.3


class Texts:
    """The texts of a face, cut to their places and set in type."""

    def __init__(self, face: Face, shape: Shape, m: Metrics) -> None:
        room = shape.width - 2 * m.pad - m.strip - 0.8 * m.header
        self.title = _set(face.title, m.bold_text, room)
        self.labels = {
            (port.end, port.output): _set(port.label, m.small_text, shape.label_widths[port.output])
            for port in (*face.inputs, *face.outputs)
        }
        self.state = ""
        if face.unknown:
            self.state = translate("Canvas", "Unknown type")
        elif face.muted:
            self.state = translate("Canvas", "Muted")
        elif face.bypassed:
            self.state = translate("Canvas", "Bypassed")


def _set(text: str, metrics: QFontMetricsF, room: float) -> QStaticText:
    made = QStaticText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return made


def paint_node(painter: QPainter, item: NodeItem) -> None:
    """A node, as far as it can be seen at this magnification."""
    detail = item.scenery.detail
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, detail == 2)
    if detail == 2:
        _body(painter, item)
    else:
        _block(painter, item, detail)
    if detail:
        _picture(painter, item)
        _title(painter, item)
    if detail == 2 or (detail and item.scenery.loose):
        _ports(painter, item, detail)
    if detail == 2:
        _labels(painter, item)
        _foot(painter, item)
    if detail:
        _badge(painter, item)


def _colours(item: NodeItem) -> tuple[QColor, QColor]:
    """Of the strip and of the body."""
    if item.face.muted or item.face.bypassed:
        return _DIM, _OFF
    return item.scenery.accent(item.face.category), _BODY


def _block(painter: QPainter, item: NodeItem, detail: int) -> None:
    """From afar: where it is, of what kind, and whether something is wrong with it."""
    shape, m = item.shown, item.scenery.metrics
    accent, body = _colours(item)
    if item.mark.error or item.face.unknown:
        accent = _ERROR
    painter.fillRect(shape.rect, body)
    if detail:
        painter.fillRect(QRectF(0, 0, m.strip, shape.height), accent)
    else:
        painter.fillRect(QRectF(0, 0, shape.width, m.header), accent)
    if item.isSelected():
        painter.setPen(QPen(_CHOSEN.color(), 4 if detail else 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(shape.rect)


def _body(painter: QPainter, item: NodeItem) -> None:
    face, shape, m = item.face, item.shown, item.scenery.metrics
    accent, body = _colours(item)
    pen = _CHOSEN if item.isSelected() else _LINE
    if face.bypassed or face.muted or face.unknown:
        pen = QPen(_ERROR if face.unknown else _DIM, 1.5, Qt.PenStyle.DashLine)
        if item.isSelected():
            pen = QPen(_CHOSEN.color(), 2.5, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(body)
    if face.group:  # a sheet behind it: there is more in here
        painter.drawRoundedRect(shape.rect.translated(3, -3), m.radius, m.radius)
    painter.drawRoundedRect(shape.rect, m.radius, m.radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(QRectF(1, 1, m.strip, shape.height - 2), m.strip / 2, m.strip / 2)


def _title(painter: QPainter, item: NodeItem) -> None:
    m, title = item.scenery.metrics, item.texts.title
    painter.setFont(m.bold)
    painter.setPen(_DIM if item.face.muted or item.face.bypassed else _TEXT)
    painter.drawStaticText(QPointF(m.pad + m.strip, (m.header - title.size().height()) / 2), title)


def _picture(painter: QPainter, item: NodeItem) -> None:
    place = item.shown.picture
    if place.isNull():
        return
    painter.fillRect(place, _BACK)
    if item.image.isNull():
        return
    size = item.image.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRectF(0, 0, size.width(), size.height())
    shown.moveCenter(place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, item.scenery.detail == 2)
    if item.face.muted or item.face.bypassed:
        painter.setOpacity(_FADED)
    painter.drawImage(shown, item.image)
    painter.setOpacity(1.0)


def _ports(painter: QPainter, item: NodeItem, detail: int) -> None:
    face, shape, r = item.face, item.shown, item.scenery.metrics.port
    loose = item.scenery.loose
    for ports, places in ((face.inputs, shape.inputs), (face.outputs, shape.outputs)):
        for port, at in zip(ports, places, strict=True):
            colour = _PORTS.get(port.type, _NO_PORT)
            big = r
            if loose is not None:
                fits = port.type == loose[0] and port.output != loose[1]
                painter.setOpacity(1.0 if fits else _FADED)
                big = r * 1.3 if fits else r
            elif item.ports[port.end, port.output].hovered:
                big = r * 1.4
            painter.setPen(QPen(colour, 1.6) if detail == 2 else Qt.PenStyle.NoPen)
            painter.setBrush(colour if port.linked or detail < 2 else _BACK)
            _dot(painter, port, at, big)
    painter.setOpacity(1.0)


def _dot(painter: QPainter, port: PortFace, at: QPointF, r: float) -> None:
    """A disc; a diamond where the latest value will do."""
    if port.latest:
        corners = [QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0)]
        painter.drawPolygon(QPolygonF([at + corner * 1.15 for corner in corners]))
    else:
        painter.drawEllipse(at, r, r)


def _labels(painter: QPainter, item: NodeItem) -> None:
    face, shape, m = item.face, item.shown, item.scenery.metrics
    painter.setFont(m.small)
    for ports, places in ((face.inputs, shape.inputs), (face.outputs, shape.outputs)):
        for port, at in zip(ports, places, strict=True):
            text = item.texts.labels[port.end, port.output]
            size = text.size()
            x = at.x() - m.pad - size.width() if port.output else at.x() + m.pad + m.strip
            painter.setPen(_DIM if port.optional and not port.linked else _TEXT)
            painter.drawStaticText(QPointF(x, at.y() - size.height() / 2), text)


def _badge(painter: QPainter, item: NodeItem) -> None:
    """A sign in the corner: something is wrong; the tool tip says what."""
    mark, m = item.mark, item.scenery.metrics
    if not (mark.error or mark.warning or item.face.unknown):
        return
    wrong = bool(mark.error or item.face.unknown)
    r = m.header * 0.3
    middle = QPointF(item.width - m.pad - r, m.header / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(_ERROR if wrong else _WARNING))
    if wrong:
        painter.drawEllipse(middle, r, r)
    else:
        up, side = QPointF(0, -r), QPointF(r, r * 0.85)
        painter.drawPolygon(QPolygonF([middle + up, middle + side, middle + QPointF(-r, r * 0.85)]))
    painter.setPen(QPen(_BACK, max(1.5, r * 0.3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    top = middle + QPointF(0, -r * (0.5 if wrong else 0.3))
    painter.drawLine(top, middle + QPointF(0, r * 0.1))
    painter.drawPoint(middle + QPointF(0, r * 0.55))


def _foot(painter: QPainter, item: NodeItem) -> None:
    """Milliseconds, what ran it, and a bar as long as its share of the work; of a task how far."""
    mark, foot, m = item.mark, item.shown.foot, item.scenery.metrics
    painter.setFont(m.small)
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    if item.texts.state:
        painter.setPen(_ERROR if item.face.unknown else _DIM)
        painter.drawText(foot, left, item.texts.state)
        return
    if not mark.time:
        return
    colour = _TASKS[mark.task] if mark.task else heat_colour(mark.heat)
    part = mark.share if mark.task else mark.heat
    painter.setPen(colour)
    painter.drawText(foot, left, mark.time)
    painter.setPen(_DIM)
    room = foot.width() - m.small_text.horizontalAdvance(mark.time) - m.pad
    painter.drawText(
        foot, right, m.small_text.elidedText(mark.ran_on, Qt.TextElideMode.ElideRight, room)
    )
    high = 4 if mark.task else 2
    bar = QRectF(foot.left(), item.height - high - 1, foot.width(), high)
    if mark.task == "running":
        painter.fillRect(bar, _BACK)
    bar.setWidth(foot.width() * min(max(part, 0.0), 1.0))
    painter.fillRect(bar, colour)
