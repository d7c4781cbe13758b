"""Panes with pictures side by side, with zoom, pan and a look at single pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from muse_nodes.api.ports import LAYER
from muse_nodes.editor import theme
from muse_nodes.editor.messages import Picture
from muse_nodes.editor.viewport.content import Blit, Pane
from muse_nodes.editor.viewport.cover import Cover
from muse_nodes.editor.viewport.overlays import PATCH_CELL, paint_patch, paint_points, paint_tint
from muse_nodes.editor.viewport.placement import NEAREST_FROM, STEP, Aim, Placement
from muse_nodes.editor.viewport.reading import Reading, read
from muse_nodes.editor.viewport.surface import PaintedSurface, make_surface

_NOTCH = 120.0
"""What one notch of a wheel counts in Qt."""

_HALF = 0.5
"""From this zoom on a picture is painted from all of its pixels."""

_GL_PATIENCE = 1500
"""Milliseconds after which a surface of OpenGL that was never set up is taken for dead."""


class PictureView(QWidget):
    """Shows panes; ``cover`` is asked to paint words and marks over all of them."""

    hovered = Signal(object)
    """Reading of the pixel under the cursor, or None when there is none."""
    aimed = Signal()
    """Zoom or pan are others, or the room for the pictures is."""
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, steady: bool = False) -> None:
        """``steady``: always fits, and takes no wheel, no dragging and no keys."""
        super().__init__(parent)
        self._steady = steady
        self._panes: tuple[Pane, ...] = ()
        self._aim = Aim()
        self._grip: QPointF | None = None
        self._cursor: QPointF | None = None
        self._large = False
        self.cover: Cover | None = None
        self.surface: QWidget = make_surface(self, self)
        self.why_painted = ""
        self._watch_surface()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if steady else Qt.FocusPolicy.StrongFocus)

    # -- what is shown -------------------------------------------------------------------------

    def show_panes(self, panes: Sequence[Pane]) -> None:
        """Show these from now on."""
        self._panes = tuple(panes)
        self.surface.update()
        self._tell_reading()

    @property
    def aim(self) -> Aim:
        """Zoom and pan, in pixels of the first pane's picture."""
        return self._aim

    @property
    def zoom(self) -> float:
        """Pixels of the screen to one of the first picture; 0 when there is none."""
        place = self.placement(0)
        return place.zoom if place is not None else 0.0

    @property
    def magnifies(self) -> bool:
        """True while the pixels under the cursor are shown large."""
        return self._large and self._cursor is not None

    def wants(self, index: int) -> tuple[int, int]:
        """Pixels that a pane needs of its picture at most: all that it has when zoomed in.

        Surfaces halve a picture well and for nothing, so only smaller ones come ready-made; layers
        are rendered for us, and cost less when they are small.
        """
        room = self.pane_rect(index).size() * self.devicePixelRatioF()
        fitting = max(1, round(room.width())), max(1, round(room.height()))
        place = self.placement(index)
        if place is None:
            return fitting
        picture = self._panes[index].picture
        rendered = picture is not None and picture.kind == LAYER.name
        closer = place.zoom > place.fit or self.magnifies
        if closer or (place.fit >= _HALF and not rendered):
            return place.width, place.height
        return fitting

    def pane_rect(self, index: int) -> QRectF:
        """Where a pane lies: all of them side by side, on whole pixels of the screen."""
        ratio, count = self.devicePixelRatioF(), max(1, len(self._panes))
        gap = theme.SPACE if count > 1 else 0
        wide = (self.width() - gap * (count - 1)) / count
        left, right = (round(x * ratio) / ratio for x in (index * (wide + gap),) * 2)
        right = round((left + wide) * ratio) / ratio
        return QRectF(left, 0, max(1.0, right - left), max(1, self.height()))

    def placement(self, index: int) -> Placement | None:
        """How the picture of a pane lies there; None while it has none."""
        size = self._panes[index].size if index < len(self._panes) else None
        if size is None:
            return None
        aim, first = self._aim, self._panes[0].size
        if index and first is not None and not aim.fits:  # the same part of another size
            aim = Aim(aim.zoom * first[0] / size[0], aim.x, aim.y)
        return Placement(self.pane_rect(index), *size, aim, self.devicePixelRatioF())

    # -- zoom and pan --------------------------------------------------------------------------

    def look(self, aim: Aim) -> None:
        """Zoom and pan to ``aim``."""
        if aim != self._aim and not self._steady:
            self._aim = aim
            self.surface.update()
            self.aimed.emit()
            self._tell_reading()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (> 1) or out about a point of the widget (default: the middle)."""
        place, at = self._under(at)
        if place is not None:
            self._zoom_to(place.zoom * factor, at)

    def toggle_fit(self, at: QPointF | None = None) -> None:
        """Between the whole picture and one pixel of it to one of the screen."""
        if self._aim.fits:
            self._zoom_to(1.0, at)
        else:
            self.look(Aim())

    def _zoom_to(self, zoom: float, at: QPointF | None) -> None:
        place, at = self._under(at)
        first = self._panes[0].size if self._panes else None
        if place is not None and first is not None:
            aim = place.zoomed(zoom, at)
            self.look(Aim(aim.zoom * place.width / first[0], aim.x, aim.y))

    def _under(self, at: QPointF | None) -> tuple[Placement | None, QPointF | None]:
        """The placement of the pane at a point; without a point that of the first."""
        for index in range(len(self._panes)):
            place = self.placement(index)
            if place is not None and (at is None or place.pane.contains(at)):
                return place, at
        return self.placement(0), None

    # -- painting ------------------------------------------------------------------------------

    def blits(self) -> Sequence[Blit]:
        """The pictures for the surface."""
        found = []
        for index, pane in enumerate(self._panes):
            place = self.placement(index)
            if place is not None and pane.picture is not None:
                smooth = self._aim.fits or place.zoom < NEAREST_FROM
                found.append(Blit(pane.picture.image, place.rect, place.shown, smooth))
        return found

    def paint_over(self, painter: QPainter) -> None:
        """What lies over the pictures."""
        painter.setFont(self.font())
        for index, pane in enumerate(self._panes):
            self._paint_pane(painter, index, pane)
        if self.magnifies and (hit := self._hit()) is not None and self._cursor is not None:
            place, picture, pixel = hit
            if place.scale < PATCH_CELL / 2:
                paint_patch(painter, picture, pixel, self._cursor, QRectF(self.rect()))
        if self.cover is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.cover.paint(painter, QRectF(self.rect()))

    def _paint_pane(self, painter: QPainter, index: int, pane: Pane) -> None:
        place = self.placement(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if place is not None:
            painter.setClipRect(place.shown)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if pane.tint is not None:
                paint_tint(painter, pane.tint, place)
            for marked in pane.marked:
                paint_points(painter, marked, place)
        if pane.text:
            self._paint_text(painter, self.pane_rect(index), pane.text)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """A value in letters as large as fit well: short ones huge, long ones to be read."""
        font = self.font()
        size = rect.width() / max(6.0, 0.8 * len(text)) if len(text) < 60 else 0.0
        font.setPointSizeF(max(font.pointSizeF() * 1.3, min(size, rect.height() / 4)))
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT))
        room = rect.adjusted(theme.SPACE * 2, theme.SPACE * 2, -theme.SPACE * 2, -theme.SPACE * 2)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), text)

    def _watch_surface(self) -> None:
        failed = getattr(self.surface, "failed", None)
        if failed is not None:
            failed.connect(self._paint_instead, Qt.ConnectionType.QueuedConnection)

    def _paint_instead(self, why: str) -> None:
        """Go on with Qt's painter: OpenGL has failed."""
        if isinstance(self.surface, PaintedSurface):
            return
        old, self.why_painted = self.surface, why
        self.surface = PaintedSurface(self, self)
        self.surface.setGeometry(self.rect())
        self.surface.show()
        old.hide()
        old.deleteLater()

    def _check_surface(self) -> None:
        if self.isVisible() and not getattr(self.surface, "ready", True):
            self._paint_instead("no context could be made")

    # -- looking at pixels ---------------------------------------------------------------------

    def reading(self) -> Reading | None:
        """What is under the cursor."""
        hit = self._hit()
        return read(hit[1], hit[2]) if hit is not None else None

    def _hit(self) -> tuple[Placement, Picture, tuple[int, int]] | None:
        if self._cursor is None:
            return None
        for index, pane in enumerate(self._panes):
            place = self.placement(index)
            pixel = place.pixel(self._cursor) if place is not None else None
            if place is not None and pixel is not None and pane.picture is not None:
                return place, pane.picture, pixel
        return None

    def _tell_reading(self) -> None:
        if self._cursor is not None:
            self.hovered.emit(self.reading())
            if self.magnifies:
                self.surface.update()

    def _magnify(self, on: bool) -> None:
        if on != self._large:
            self._large = on
            self.surface.update()
            self.aimed.emit()  # another size is wanted now

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The surface fills the widget."""
        self.surface.setGeometry(self.rect())
        self.aimed.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A surface that is dead is noticed some time after it should have been painted."""
        if not isinstance(self.surface, PaintedSurface):
            QTimer.singleShot(_GL_PATIENCE, self, self._check_surface)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the cursor."""
        delta = event.angleDelta().y() or event.angleDelta().x()  # with Alt it comes as x
        if delta and not self._steady:
            self.zoom_by(STEP ** (delta / _NOTCH), event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag, and say what is under the cursor."""
        self._cursor = event.position()
        if self._grip is not None and not self._aim.fits:
            place, by = self.placement(0), event.position() - self._grip
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            if place is not None:
                self.look(place.panned(by))
        self._magnify(bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        self._tell_reading()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End dragging."""
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The owner decides what that means."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_fit(event.position())
            self.double_clicked.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is under the cursor any more."""
        self._cursor = None
        self._magnify(False)
        self.hovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Alt shows pixels large."""
        if event.key() == Qt.Key.Key_Alt:
            self._magnify(True)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Alt shows pixels large."""
        held = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Alt and not held:
            self._magnify(False)
        super().keyReleaseEvent(event)
