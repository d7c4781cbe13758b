"""Drags: each shows what would happen while it lasts, and becomes one edit when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from muse_nodes.document import Batch, ChangeBackdrop, Disconnect
from muse_nodes.document import Port as End
from muse_nodes.editor import words
from muse_nodes.editor.canvas import edits
from muse_nodes.editor.canvas.dangling import Dangling
from muse_nodes.editor.canvas.fitting import refusal, translate
from muse_nodes.editor.canvas.frames import SMALLEST, BackdropItem
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.wires import LooseWire, Port, Wire

if TYPE_CHECKING:
    from muse_nodes.editor.canvas.hand import Hand


class Gesture(Protocol):
    """A drag that is going on. Places are on the canvas, ``pixel`` is one of the viewport."""

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """The pointer is here now."""

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """The button was let go: do it."""

    def cancel(self) -> None:
        """Leave everything as it was."""


class Pan:
    """Push the view around."""

    def __init__(self, hand: Hand, pixel: QPoint) -> None:
        self._viewer = hand.viewer
        self._pixel, self._centre = pixel, hand.viewer.centre

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """The canvas follows the pointer."""
        off = QPointF(pixel - self._pixel) / self._viewer.zoom
        self._viewer.look(self._centre - off, self._viewer.zoom)

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """It is there already."""

    def cancel(self) -> None:
        """Look where it looked before."""
        self._viewer.look(self._centre, self._viewer.zoom)


class Band:
    """Select what a rectangle touches; added to what was selected if ``kept`` is given."""

    def __init__(self, hand: Hand, pixel: QPoint, kept: frozenset[str]) -> None:
        self._hand, self._from, self._kept = hand, pixel, kept
        self._found = kept

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """The rectangle grows; what it touches is marked."""
        viewer, rect = self._hand.viewer, QRect(self._from, pixel).normalized()
        viewer.band.setGeometry(rect)
        viewer.band.show()
        area = viewer.mapToScene(rect).boundingRect()
        touched = [item for item in self._hand.stage.nodes.values() if item.area.intersects(area)]
        self._found = self._kept.union(*(item.face.members for item in touched))
        self._hand.stage.show_selection(self._found)

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """They are selected."""
        self._hand.viewer.band.hide()
        self._hand.session.select(self._found)
        self._hand.stage.show_selection(self._hand.session.selected)

    def cancel(self) -> None:
        """As before."""
        self._hand.viewer.band.hide()
        self._hand.stage.show_selection(self._hand.session.selected)


class Move:
    """Push nodes, and backdrops with what lies on them."""

    def __init__(
        self, hand: Hand, start: QPointF, nodes: Iterable[str], backdrops: Iterable[str] = ()
    ) -> None:
        self._hand, self._start = hand, start
        self._nodes, self._backdrops = tuple(nodes), tuple(backdrops)
        stage = hand.stage
        self._items = {item: item.pos() for item in stage.chosen(self._nodes)}
        self._areas = {b: b.area for id in self._backdrops if (b := stage.backdrops.get(id))}

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """They follow the pointer, with their wires."""
        off = at - self._start
        for item, place in self._items.items():
            item.place(place.x() + off.x(), place.y() + off.y())
        for backdrop, area in self._areas.items():
            backdrop.put(area.translated(off))
        self._hand.stage.frame_groups()

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """One edit for all of them."""
        off, graph = at - self._start, self._hand.session.graph
        batch = edits.move(graph, self._nodes, self._backdrops, (off.x(), off.y()))
        if not self._hand.do(batch):
            self.cancel()

    def cancel(self) -> None:
        """Back where they were."""
        for item, place in self._items.items():
            item.place(place.x(), place.y())
        for backdrop, area in self._areas.items():
            backdrop.put(area)
        self._hand.stage.frame_groups()


class Resize:
    """Pull the lower right corner of a backdrop."""

    def __init__(self, hand: Hand, item: BackdropItem, start: QPointF) -> None:
        self._hand, self._item, self._start, self._area = hand, item, start, item.area

    def _pulled(self, at: QPointF) -> QRectF:
        off = at - self._start
        wide = max(self._area.width() + off.x(), SMALLEST)
        high = max(self._area.height() + off.y(), SMALLEST)
        return QRectF(self._area.x(), self._area.y(), float(round(wide)), float(round(high)))

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """The corner follows the pointer."""
        self._item.put(self._pulled(at))

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """This is its size now."""
        area = self._pulled(at)
        rect = area.x(), area.y(), area.width(), area.height()
        if not self._hand.do(Batch((ChangeBackdrop(replace(self._item.backdrop, rect=rect)),))):
            self.cancel()

    def cancel(self) -> None:
        """As it was."""
        self._item.put(self._area)


class Pull:
    """Draw a wire from a port. ``taken`` is one that hung at an input and is now loose there."""

    def __init__(self, hand: Hand, anchor: Port, taken: Wire | None = None) -> None:
        self._hand, self._anchor, self._taken = hand, anchor, taken
        self._output = anchor.face.output
        self._loose = LooseWire(anchor.face.type, anchor.scenePos(), self._output)
        hand.stage.scene.addItem(self._loose)
        if taken is not None:
            taken.setVisible(False)
        self._show_what_fits((anchor.face.type, self._output))

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """Its free end follows the pointer, and snaps to a port."""
        port = self._port_at(at)
        self._loose.to(port.scenePos() if port else at)

    def drop(self, at: QPointF, screen: QPoint) -> None:
        """Join what fits, say why what does not fit does not, or leave it hanging."""
        port, hand = self._port_at(at), self._hand
        taken = self._taken.link.target if self._taken else None
        over = hand.hit(at)
        self.cancel()
        if port is not None:
            self._join(port, taken)
        elif isinstance(over, NodeItem):
            if over is not self._anchor.owner:
                hand.refused.emit(self._why_not_here())
        elif taken is not None:
            hand.do(edits.rewire(None, None, taken))
        else:
            end = self._anchor.face.end
            loose = Dangling(end.node, end.port, self._anchor.face.type, self._output)
            hand.dangling.emit(loose, screen)

    def cancel(self) -> None:
        """No wire is loose any more."""
        if self._loose.scene() is not None:
            self._hand.stage.scene.removeItem(self._loose)
        if self._taken is not None:
            self._taken.setVisible(True)
        self._show_what_fits(None)

    def _join(self, port: Port, taken: End | None) -> None:
        if port is self._anchor or port.face.end == taken:
            return
        if port.face.output == self._output:
            text = translate("Canvas", "A wire goes from an output to an input.")
            self._hand.refused.emit(text)
            return
        ends = self._anchor.face.end, port.face.end
        source, target = ends if self._output else ends[::-1]
        graph, registry = self._hand.session.graph, self._hand.session.registry
        without = Disconnect(taken).apply(graph).graph if taken else graph
        if why := refusal(without, registry, source, target):
            self._hand.refused.emit(why)
        else:
            self._hand.do(edits.rewire(source, target, taken))

    def _why_not_here(self) -> str:
        kind = self._anchor.face.type
        if not kind:
            return translate("Canvas", "What this port carries is not known here.")
        if self._output:
            return translate("Canvas", "Nothing here takes {0}.").format(words.port_type(kind))
        return translate("Canvas", "Nothing here gives {0}.").format(words.port_type(kind))

    def _port_at(self, at: QPointF) -> Port | None:
        """The port under the pointer; on the body of a node, the first one that fits."""
        over = self._hand.hit(at)
        if isinstance(over, Port) or not isinstance(over, NodeItem):
            return over if isinstance(over, Port) else None
        if over is self._anchor.owner:
            return None
        ports = over.face.inputs if self._output else over.face.outputs
        fitting = [p for p in ports if p.type and p.type == self._anchor.face.type]
        fitting.sort(key=lambda p: p.linked and not p.output)
        return over.ports[fitting[0].end, fitting[0].output] if fitting else None

    def _show_what_fits(self, loose: tuple[str, bool] | None) -> None:
        self._hand.stage.scenery.loose = loose
        for item in self._hand.stage.nodes.values():
            item.update()
