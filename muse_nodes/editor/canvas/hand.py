"""What the mouse does on the canvas: finds what is under it, selects, and begins gestures."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from muse_nodes.document import Edit
from muse_nodes.editor.arranging import on_backdrop
from muse_nodes.editor.canvas import edits
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.gestures import Band, Gesture, Move, Pan, Pull, Resize
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.stage import Stage
from muse_nodes.editor.canvas.viewer import Viewer
from muse_nodes.editor.canvas.wires import Port, Wire
from muse_nodes.editor.session import Session

Target = Port | Wire | NodeItem | BackdropItem | GroupFrame | None

_ARROWS = {
    int(Qt.Key.Key_Left): (-1, 0), int(Qt.Key.Key_Right): (1, 0),
    int(Qt.Key.Key_Up): (0, -1), int(Qt.Key.Key_Down): (0, 1),
}  # fmt: skip
_NUDGE = 10
"""Units of the canvas that an arrow key pushes nodes by."""
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class Hand(QObject):
    """The pointer of one canvas. It changes nothing itself: edits go to the document."""

    tapped = Signal(str, str)
    """(node, port): somebody wants to see what flows there."""
    dangling = Signal(object, QPoint)
    """(Dangling, place on the screen): a wire was dropped where nothing is."""
    searched = Signal(QPoint)
    """A new node is wanted at this place on the screen."""
    refused = Signal(str)
    """Why a wire could not be joined."""
    renaming = Signal(object)
    """A NodeItem, BackdropItem or GroupFrame whose title is to be changed."""
    menu_wanted = Signal(object, QPoint)
    """(what is there, place on the screen)"""
    delete_wanted = Signal()
    nudged = Signal(int, int)
    """(across, down) in units of the canvas: push what is selected."""

    def __init__(self, viewer: Viewer, stage: Stage, session: Session) -> None:
        super().__init__(viewer)
        self.viewer, self.stage, self.session = viewer, stage, session
        self._gesture: Gesture | None = None
        self._pressed: QPoint | None = None
        self._on: Target = None
        self._alone = ""
        self._space = self._panned = False
        viewer.pointer = self

    # -- what others ask for -------------------------------------------------------------------

    def do(self, edit: Edit) -> bool:
        """Have the document do it."""
        return self.session.document.do(edit)

    def cancel(self) -> None:
        """Stop the gesture that is going on, if there is one, and leave all as it was."""
        gesture, self._gesture, self._pressed = self._gesture, None, None
        if gesture is not None:
            gesture.cancel()

    def hit(self, at: QPointF) -> Target:
        """What lies at this point of the canvas, the topmost."""
        order = Qt.SortOrder.DescendingOrder
        mode = Qt.ItemSelectionMode.IntersectsItemShape
        for item in self.stage.scene.items(at, mode, order, self.viewer.transform()):
            if isinstance(item, NodeItem) and not item.area.contains(at):
                continue  # beside it, where its ports stick out
            if isinstance(item, Port | Wire | NodeItem | BackdropItem | GroupFrame):
                return item
        return None

    # -- events --------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        self.cancel()
        pixel = event.position().toPoint()
        at = self.viewer.mapToScene(pixel)
        over = self.hit(at)
        left = event.button() == Qt.MouseButton.LeftButton
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.button() == Qt.MouseButton.MiddleButton or (
            left and (self._space or (alt and over is None))
        ):
            self._panned = self._space
            self._begin(Pan(self, pixel))
        elif left and alt:
            self.tap(over)
        elif left:
            self._pressed, self._on = pixel, over
            self._take(over, bool(event.modifiers() & _ADDING))

    def move(self, event: QMouseEvent) -> bool:
        """The pointer moves; False if that is of no interest here."""
        pixel = event.position().toPoint()
        if self._gesture is None and self._pressed is not None:
            far = (pixel - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far:
                self._start(self._pressed, bool(event.modifiers() & _ADDING))
        if self._gesture is not None:
            self._gesture.move(self.viewer.mapToScene(pixel), pixel)
        return self._gesture is not None

    def release(self, event: QMouseEvent) -> None:
        """A button comes up."""
        gesture, self._gesture = self._gesture, None
        pressed, self._pressed = self._pressed, None
        if gesture is not None:
            self.viewer.unsetCursor()
            at = self.viewer.mapToScene(event.position().toPoint())
            gesture.drop(at, event.globalPosition().toPoint())
        elif pressed is not None:
            self._click(self.viewer.mapToScene(pressed))

    def double(self, event: QMouseEvent) -> None:
        """Two clicks."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self.viewer.mapToScene(event.position().toPoint())
        over = self.hit(at)
        if isinstance(over, NodeItem):
            inside = at - over.pos()
            if over.face.group:
                self.do(edits.fold(self.session.graph, over.face.group, False))
            elif over.shown.header.contains(inside):
                self.renaming.emit(over)
            elif over.shown.picture.contains(inside):
                self.tap(over)
        elif isinstance(over, GroupFrame):
            if not over.folder.contains(at):
                self.renaming.emit(over)
        elif isinstance(over, BackdropItem):
            self.renaming.emit(over)
        elif over is None:
            self.searched.emit(event.globalPosition().toPoint())

    def menu(self, at: QPoint, screen: QPoint) -> None:
        """A menu is wanted: what is under the pointer is selected, so that all see what it is."""
        self.cancel()
        over = self.hit(self.viewer.mapToScene(at))
        chosen = isinstance(over, NodeItem | Wire | BackdropItem) and over.isSelected()
        if over is not None and not isinstance(over, Port) and not chosen:
            self._take(over, False)
        self.menu_wanted.emit(over, screen)

    def key(self, key: int, down: bool) -> bool:
        """A key goes down or comes up; False if it is none of ours."""
        if key == Qt.Key.Key_Space:
            return self._hold(down)
        if not down:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Tab:
            self.searched.emit(self._screen())
        elif key in _ARROWS and self.session.selected:
            self.nudged.emit(_ARROWS[key][0] * _NUDGE, _ARROWS[key][1] * _NUDGE)
        elif key == Qt.Key.Key_Escape and self._gesture is not None:
            self.cancel()
        else:
            return False
        return True

    def _hold(self, down: bool) -> bool:
        """Space pushes the view around while it is held; let go unused, it is the window's."""
        mine = down or self._panned
        if down != self._space:
            self._space, self._panned = down, False
            hand = Qt.CursorShape.OpenHandCursor
            self.viewer.setCursor(hand) if down else self.viewer.unsetCursor()
        return mine

    # -- what they come to ---------------------------------------------------------------------

    def tap(self, over: Target) -> None:
        """Show what flows there: at a port, in a wire, out of a node."""
        if isinstance(over, Wire):
            self.tapped.emit(*over.link.source)
        elif isinstance(over, Port):
            fed = self.session.graph.inputs.get(over.face.end)
            if over.face.output or fed:
                self.tapped.emit(*(over.face.end if over.face.output or not fed else fed.source))
        elif isinstance(over, NodeItem) and over.face.picture:
            self.tapped.emit(*over.face.picture)

    def pick(self, over: Wire | BackdropItem | None, adding: bool) -> None:
        """Choose a wire or a backdrop, which only the canvas knows to be chosen."""
        for item in (*self.stage.wires.values(), *self.stage.backdrops.values()):
            item.setSelected(item is over or (adding and item.isSelected()))

    def _take(self, over: Target, adding: bool) -> None:
        """Select what was pressed on."""
        chosen = self.session.selected
        self._alone = ""
        members: frozenset[str] = frozenset()
        if isinstance(over, NodeItem):
            members = frozenset(over.face.members)
        elif isinstance(over, GroupFrame):
            members = frozenset(over.nodes)
        if isinstance(over, Port):
            return
        self.pick(over if isinstance(over, Wire | BackdropItem) else None, adding)
        if adding:
            self.session.select(chosen - members if members <= chosen else chosen | members)
        elif members and members <= chosen:
            self._alone = next(iter(members))
        else:
            self.session.select(members)

    def _click(self, at: QPointF) -> None:
        """Pressed and let go at the same place."""
        if isinstance(self._on, NodeItem) and self._alone:
            self.session.select(self._on.face.members)  # one of several: now it alone
        elif isinstance(self._on, GroupFrame) and self._on.folder.contains(at):
            self.do(edits.fold(self.session.graph, self._on.id, True))

    def _start(self, pressed: QPoint, adding: bool) -> None:
        """The pointer has gone far enough for a drag: of what?"""
        at, over, graph = self.viewer.mapToScene(pressed), self._on, self.session.graph
        if isinstance(over, Port):
            self._begin(self._pull(over))
        elif isinstance(over, Wire):
            self._begin(Pull(self, over.source, over))
        elif isinstance(over, NodeItem | GroupFrame):
            self._begin(Move(self, at, self.session.selected, self._picked_backdrops()))
        elif isinstance(over, BackdropItem) and over.corner.contains(at):
            self._begin(Resize(self, over, at))
        elif isinstance(over, BackdropItem):
            sizes, inside = self.stage.sizes(), set(self.session.selected)
            inside |= on_backdrop(graph, over.backdrop, sizes)
            within = {
                b.id for b in graph.backdrops
                if b is not over.backdrop and over.area.contains(QRectF(*b.rect))
            }  # fmt: skip
            self._begin(Move(self, at, inside, {over.id, *within}))
        else:
            kept = self.session.selected if adding else frozenset[str]()
            self._begin(Band(self, pressed, kept))

    def _pull(self, port: Port) -> Pull:
        """From an output a new wire; from an input the one that hangs there, or a new one."""
        link = None if port.face.output else self.session.graph.inputs.get(port.face.end)
        wire = self.stage.wires.get(link) if link else None
        return Pull(self, wire.source, wire) if wire else Pull(self, port)

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        if isinstance(gesture, Pan):
            self.viewer.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _picked_backdrops(self) -> list[str]:
        return [b.id for b in self.stage.backdrops.values() if b.isSelected()]

    def _screen(self) -> QPoint:
        """The place on the screen where something new should come: at the pointer if it is here."""
        viewport = self.viewer.viewport()
        at = viewport.mapFromGlobal(self.viewer.cursor().pos())
        return viewport.mapToGlobal(
            at if viewport.rect().contains(at) else viewport.rect().center()
        )
