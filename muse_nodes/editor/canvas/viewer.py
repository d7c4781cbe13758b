"""The view on the scene: where it looks and how closely; hands every gesture on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QRubberBand, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.canvas.base import NodeViewer
from muse_nodes.editor.canvas.scenery import Scenery
from muse_nodes.editor.library import NODE_MIME, dragged

if TYPE_CHECKING:
    from muse_nodes.editor.canvas.base import NodeScene

CLOSEST, FARTHEST = 3.0, 0.08
_WHEEL = 1.0015
_WORLD = 2e6


class Pointer(Protocol):
    """What the mouse and a few keys do on the canvas."""

    def press(self, event: QMouseEvent) -> None: ...
    def move(self, event: QMouseEvent) -> bool: ...
    def release(self, event: QMouseEvent) -> None: ...
    def double(self, event: QMouseEvent) -> None: ...
    def menu(self, at: QPoint, screen: QPoint) -> None: ...
    def key(self, key: int, down: bool) -> bool: ...


class Viewer(NodeViewer):
    """NodeGraphQt's viewer without its menus, hot keys, search and ideas about connecting."""

    looked = Signal()
    """Another part of the canvas is seen, or it is seen larger or smaller."""
    dropped = Signal(str, QPointF)
    """(id of a node type, place on the canvas)"""

    def __init__(self, scenery: Scenery, parent: QWidget | None = None) -> None:
        self._centre = QPointF()
        self.scenery = scenery
        super().__init__(parent)
        self.pointer: Pointer | None = None
        if self._search_widget is not None:
            self._search_widget.deleteLater()
            self._search_widget = None
        self._ctx_menu_bar.deleteLater()
        for unused in (self._LIVE_PIPE, self._SLICER_PIPE, self._cursor_text):
            self.scene().removeItem(unused)
        self._paper()
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setProperty("holds_space", True)  # to push the view around
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.scene().setSceneRect(-_WORLD, -_WORLD, 2 * _WORLD, 2 * _WORLD)
        self.setSceneRect(self.scene().sceneRect())

    def _paper(self) -> None:
        scene: NodeScene = self.scene()  # type: ignore[assignment]  # its own, made by NodeViewer
        scene.background_color = QColor(theme.BACK).getRgb()[:3]
        scene.grid_color = QColor(theme.PANEL).getRgb()[:3]

    # -- where it looks ------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Pixels of the screen for one unit of the canvas."""
        return self.scenery.zoom

    @property
    def centre(self) -> QPointF:
        """The point of the canvas that is in the middle."""
        return QPointF(self._centre)

    @property
    def seen(self) -> QRectF:
        """The part of the canvas that can be seen."""
        size = QRectF(self.viewport().rect()).size() / self.zoom
        seen = QRectF(QPointF(), size)
        seen.moveCenter(self._centre)
        return seen

    def look(self, centre: QPointF, zoom: float) -> None:
        """Have ``centre`` in the middle, this large."""
        zoom = min(max(zoom, FARTHEST), CLOSEST)
        if zoom != self.scenery.zoom:
            self.scenery.zoom = zoom
            self.setTransform(QTransform.fromScale(zoom, zoom))
        self._centre = QPointF(centre)
        self.centerOn(centre)
        self.looked.emit()

    def show_all_of(self, area: QRectF, largest: float = 1.0) -> None:
        """Have a part of the canvas in view, whole, with some room around it."""
        if area.isEmpty():
            return
        room = QRectF(self.viewport().rect())
        across, down = room.width() / (area.width() * 1.1), room.height() / (area.height() * 1.1)
        self.look(area.center(), min(across, down, largest))

    def _update_scene(self) -> None:
        """NodeGraphQt fits its own rectangle here."""

    # -- events --------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Closer or farther, with the point under the pointer staying where it is."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        zoom = min(max(self.zoom * _WHEEL**turned, FARTHEST), CLOSEST)
        off = event.position() - QRectF(self.viewport().rect()).center()
        self.look(self._centre + off / self.zoom - off / zoom, zoom)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The middle stays the middle."""
        QGraphicsView.resizeEvent(self, event)
        self.centerOn(self._centre)
        self.looked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Handed on."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.pointer:
            self.pointer.press(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Handed on; without a gesture Qt finds what the pointer is over."""
        if not self.pointer or not self.pointer.move(event):
            QGraphicsView.mouseMoveEvent(self, event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Handed on."""
        if self.pointer:
            self.pointer.release(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Handed on."""
        if self.pointer:
            self.pointer.double(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Handed on."""
        if self.pointer:
            self.pointer.menu(event.pos(), event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A few keys are handed on, all others are the window's."""
        if not self.pointer or not self.pointer.key(event.key(), True):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """As above."""
        held = event.isAutoRepeat()
        if held or not self.pointer or not self.pointer.key(event.key(), False):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab opens the search, so it does not go on to the next widget; Shift+Tab goes back."""
        return False if forward else super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """NodeGraphQt makes its shortcuts work here."""
        QGraphicsView.focusInEvent(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A key that is let go elsewhere is not heard here any more."""
        if self.pointer:
            self.pointer.key(Qt.Key.Key_Space, False)
        QGraphicsView.focusOutEvent(self, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Node types may be dropped here; files are the window's."""
        event.setAccepted(event.mimeData().hasFormat(NODE_MIME))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """As above."""
        event.setAccepted(event.mimeData().hasFormat(NODE_MIME))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing was shown, so nothing has to go."""

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A node type was dropped."""
        if not event.mimeData().hasFormat(NODE_MIME):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(dragged(event.mimeData()), self.mapToScene(event.position().toPoint()))

    # -- for gestures --------------------------------------------------------------------------

    @property
    def band(self) -> QRubberBand:
        """The rubber band."""
        return self._rubber_band
