"""A node on the canvas: holds its face, its ports, its picture; how it is painted is elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from muse_nodes.document import Port as End
from muse_nodes.editor.canvas.base import AbstractNodeItem
from muse_nodes.editor.canvas.faces import Face, PortFace
from muse_nodes.editor.canvas.marks import NOTHING, Mark
from muse_nodes.editor.canvas.painting import Texts, paint_node
from muse_nodes.editor.canvas.scenery import Scenery
from muse_nodes.editor.canvas.shape import shape_of
from muse_nodes.editor.canvas.wires import Port, wrapped

BORDER = 3.0
"""What is painted around the body: the frame of a selected node."""


class NodeItem(AbstractNodeItem):
    """One class for every node type and for collapsed groups: what differs is the face."""

    def __init__(self, face: Face, scenery: Scenery) -> None:
        super().__init__(face.title)
        self.id = face.key
        self.scenery = scenery
        self.mark: Mark = NOTHING
        self.image = QImage()
        self.ports: dict[tuple[End, bool], Port] = {}
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, False)
        self._face(face)

    def show_face(self, face: Face) -> None:
        """Look like this from now on."""
        if face != self.face:
            self.prepareGeometryChange()
            if face.picture != self.face.picture:
                self.image = QImage()
            self._face(face)
            self.update()

    def show_mark(self, mark: Mark) -> None:
        """Figures and badges."""
        if mark != self.mark:
            self.mark = mark
            self._tip()
            self.update()

    def show_image(self, image: QImage) -> None:
        """What flows here now."""
        self.image = image
        self.update(self.shown.picture)

    def place(self, x: float, y: float) -> None:
        """Lie there, with the wires."""
        if self.pos() != QPointF(x, y):
            self.setPos(x, y)
            self.route()

    def route(self) -> None:
        """Have every wire that ends here find its way anew."""
        for port in self.ports.values():
            for wire in port.wires:
                wire.route()

    @property
    def area(self) -> QRectF:
        """Where it lies on the canvas."""
        return QRectF(self.pos().x(), self.pos().y(), self.width, self.height)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """All that is painted; ports stick out at both sides."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint what can be seen at this magnification."""
        paint_node(painter, self)

    def _face(self, face: Face) -> None:
        self.face = face
        self.shown = shape_of(face, self.scenery.metrics)
        self.width, self.height = self.shown.width, self.shown.height
        out = BORDER + self.scenery.metrics.port * 1.4
        self._bounds = QRectF(-out, -BORDER, self.width + 2 * out, self.height + 2 * BORDER)
        self.texts = Texts(face, self.shown, self.scenery.metrics)
        self.disabled = face.muted
        faces = {(p.end, p.output): p for p in (*face.inputs, *face.outputs)}
        for key in self.ports.keys() - faces.keys():
            self._drop(self.ports.pop(key))
        self.ports = {key: self._port(key, shown) for key, shown in faces.items()}
        for sides in (
            zip(face.inputs, self.shown.inputs, strict=True),
            zip(face.outputs, self.shown.outputs, strict=True),
        ):
            for port, at in sides:
                self.ports[port.end, port.output].setPos(at)
        self.route()
        self._tip()

    def _port(self, key: tuple[End, bool], face: PortFace) -> Port:
        port = self.ports.get(key)
        if port is None:
            return Port(face, self)
        port.show_face(face)
        return port

    def _drop(self, port: Port) -> None:
        for wire in port.wires:
            wire.delete()
        if (scene := port.scene()) is not None:
            scene.removeItem(port)

    def _tip(self) -> None:
        mark, face = self.mark, self.face
        lines = (
            face.title, face.unknown, face.tip, mark.error, mark.warning, mark.status, mark.ran_on
        )  # fmt: skip
        self.setToolTip(wrapped("\n".join(dict.fromkeys(line for line in lines if line))))
