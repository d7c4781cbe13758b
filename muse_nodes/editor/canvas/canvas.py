"""The canvas: shows the open graph and turns what is done to it into edits."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from muse_nodes.document import Batch, Graph, Port, SetView, View
from muse_nodes.editor import theme
from muse_nodes.editor.adding import Loose, added, fitting_port
from muse_nodes.editor.arranging import Axis, Side, align, distribute, layout
from muse_nodes.editor.canvas import edits
from muse_nodes.editor.canvas.dangling import Dangling
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.hand import Hand
from muse_nodes.editor.canvas.menus import menu_for
from muse_nodes.editor.canvas.minimap import Minimap
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.overlays import CursorNote
from muse_nodes.editor.canvas.renaming import Renaming
from muse_nodes.editor.canvas.reporting import Reporting
from muse_nodes.editor.canvas.scenery import Scenery
from muse_nodes.editor.canvas.stage import Stage
from muse_nodes.editor.canvas.viewer import Viewer
from muse_nodes.editor.canvas.watching import Watching
from muse_nodes.editor.session import Session

READABLE = 0.6
"""The magnification from which on the texts of nodes can be read."""
VIEW_SETTLES = 400
"""Milliseconds after panning and zooming until the document is told where the view is."""


class Canvas(QWidget):
    """The graph of a session: nodes, wires, groups, backdrops, and what they do while they run.

    It keeps nothing of the graph: it follows the document, and what the user does becomes edits.
    """

    wire_dropped = Signal(object, QPoint)
    """(Dangling, place on the screen): a wire was dropped where nothing is; what fits there?"""
    search_wanted = Signal(QPoint)
    """Somebody wants to add a node at this place on the screen."""
    tap_wanted = Signal(str, str)
    """(node, port): somebody wants to see what flows there, large."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName(self.tr("Graph"))
        self._scenery = Scenery.of(self.font())
        self.viewer = Viewer(self._scenery, self)
        self.stage = Stage(self.viewer.scene(), self._scenery, session.registry)
        self.hand = Hand(self.viewer, self.stage, session)
        self._watching = Watching(self.viewer, self.stage, session)
        self._reporting = Reporting(self.stage, session, self.viewer)
        self._minimap = Minimap(self.viewer, self.stage, self)
        self._note = CursorNote(self)
        self._renaming = Renaming(self.viewer, session)
        self._view_settles = QTimer(self, singleShot=True, interval=VIEW_SETTLES)
        self._unseen = self._with_minimap = True
        self._fitted: View | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.viewer)
        self.setFocusProxy(self.viewer)
        self._connect()
        self._rebuild()

    def _connect(self) -> None:
        document, session, hand = self.session.document, self.session, self.hand
        document.changed.connect(self._on_changed)
        document.opened.connect(self._on_opened)
        session.registry_changed.connect(self._rebuild)
        session.selection_changed.connect(self._on_selection)
        session.reveal.connect(self._on_reveal)
        self.viewer.looked.connect(self._on_looked)
        self.viewer.dropped.connect(self._on_dropped)
        self._view_settles.timeout.connect(self.keep_view)
        hand.tapped.connect(self.tap_wanted)
        hand.dangling.connect(self.wire_dropped)
        hand.searched.connect(self.search_wanted)
        hand.refused.connect(self.say)
        hand.renaming.connect(self._on_renaming)
        hand.menu_wanted.connect(self._show_menu)
        hand.delete_wanted.connect(self.delete_selected)
        hand.nudged.connect(self.nudge)

    # -- looking -------------------------------------------------------------------------------

    def fit(self) -> None:
        """Have the whole graph in view, also in a new size until somebody looks elsewhere."""
        self.viewer.show_all_of(self.stage.extent())
        self._fitted = self._here()

    def fit_selection(self) -> None:
        """Have the selected nodes in view; everything if none is selected."""
        chosen = self.session.selected
        self.viewer.show_all_of(self.stage.extent(chosen if chosen else None), 1.5)

    def centre_on(self, id: str) -> None:
        """Have a node in the middle."""
        item = self.stage.item_of(id)
        if item is not None:
            self.viewer.look(item.area.center(), max(self.viewer.zoom, READABLE))

    def zoom_by(self, factor: float) -> None:
        """Closer (above 1) or farther (below)."""
        self.viewer.look(self.viewer.centre, self.viewer.zoom * factor)

    def scene_position(self, screen: QPoint) -> tuple[float, float]:
        """The place on the canvas that lies under a place on the screen."""
        at = self.viewer.mapToScene(self.viewer.viewport().mapFromGlobal(screen))
        return at.x(), at.y()

    @property
    def minimap_shown(self) -> bool:
        """True unless the minimap was switched off. It is not seen while the whole graph is."""
        return self._with_minimap

    def toggle_minimap(self) -> None:
        """Show the minimap while a part of the graph is out of sight, or never."""
        self._with_minimap = not self._with_minimap
        self._show_minimap()

    def sizes(self) -> dict[str, tuple[float, float]]:
        """How wide and high every node is shown, by id."""
        return self.stage.sizes()

    # -- doing ---------------------------------------------------------------------------------

    def add_node(
        self, type: str, place: tuple[float, float], dangling: Dangling | None = None
    ) -> str:
        """Add a node there, joined to a loose wire where it fits; its id, empty if refused."""
        schema = self.session.registry.get(type)
        if schema is None:
            self.say(self.tr("The node type {0} is not known here.").format(type))
            return ""
        loose, port = None, ""
        if dangling is not None:
            loose = Loose(Port(dangling.node, dangling.port), dangling.is_output)
            port = fitting_port(schema, dangling.type, output=dangling.is_output)
        new = added(self.session.graph, type, edits.within(*place), loose, port)
        if not self.session.document.do(new.edit):
            return ""
        self.session.select([new.id])
        return new.id

    def delete_selected(self) -> None:
        """Take away the selected nodes, wires and backdrops."""
        wires = [wire.link for wire in self.stage.wires.values() if wire.isSelected()]
        backdrops = [b.id for b in self.stage.backdrops.values() if b.isSelected()]
        self._do(edits.delete(self.session.graph, self.session.selected, wires, backdrops))

    def nudge(self, across: int, down: int) -> None:
        """Push the selected nodes by so many units; again and again is one step of undo."""
        chosen = self._selected()
        if chosen:
            batch = edits.move(self.session.graph, chosen, (), (float(across), float(down)))
            self.session.document.do(batch, gesture=f"nudge {' '.join(chosen)}")

    def bypass_selected(self) -> None:
        """Let the selected nodes hand their input through, or work again."""
        self._do(edits.bypass(self.session.graph, self._selected()))

    def mute_selected(self) -> None:
        """Silence the selected nodes, or let them work again."""
        self._do(edits.mute(self.session.graph, self._selected()))

    def group_selected(self) -> None:
        """Make a group of the selected nodes."""
        self._do(edits.group(self.session.graph, self.session.selected))

    def ungroup_selected(self) -> None:
        """Dissolve the groups that the selected nodes are in."""
        self._do(edits.ungroup(self.session.graph, self.session.selected))

    def fold(self, group: str, collapsed: bool) -> None:
        """Show a group as one item, or open it."""
        self._do(edits.fold(self.session.graph, group, collapsed))

    def add_backdrop(self, place: tuple[float, float] | None = None) -> None:
        """Put a backdrop behind the selected nodes, or else at ``place`` or into the middle."""
        margin = 3.0 * theme.SPACE
        area = self.stage.extent(self.session.selected)
        if place is None and not area.isEmpty():
            head = self._scenery.metrics.header
            area = area.adjusted(-margin, -margin - head, margin, margin)
            rect = area.x(), area.y(), area.width(), area.height()
        else:
            at = QPointF(*place) if place else self.viewer.centre - QPointF(200, 150)
            rect = at.x(), at.y(), 400.0, 300.0
        x, y, width, height = (float(round(number)) for number in rect)
        title = self.tr("Backdrop")
        self._do(edits.backdrop(self.session.graph, (x, y, width, height), title))

    def colour(self, backdrop: str, colour: str) -> None:
        """Give a backdrop another colour, ``#rrggbb``."""
        self._do(edits.colour_backdrop(self.session.graph, backdrop, colour))

    def select_all(self) -> None:
        """Select every node."""
        self.session.select(self.session.graph.by_id)

    def align(self, edge: Side) -> None:
        """Bring the selected nodes to a common edge or middle line."""
        self._do(align(self.session.graph, self._selected(), self.sizes(), edge))

    def distribute(self, axis: Axis) -> None:
        """Make the gaps between the selected nodes equal."""
        self._do(distribute(self.session.graph, self._selected(), self.sizes(), axis))

    def auto_layout(self) -> None:
        """Put the selected nodes in order, or all if fewer than two are selected."""
        only = self._selected() if len(self.session.selected) > 1 else []
        session = self.session
        self._do(layout(session.graph, session.registry, self.sizes(), only))
        if not only:
            self.fit()

    def rename(self, item: NodeItem | BackdropItem | GroupFrame) -> None:
        """Have the title of something changed, in place."""
        self._renaming.ask(item)

    def say(self, text: str) -> None:
        """Show a line near the pointer for a while."""
        at = self.mapFromGlobal(self.cursor().pos())
        self._note.say(text, at if self.rect().contains(at) else self.rect().center())

    def keep_view(self) -> None:
        """Tell the document where the view is; no step of undo."""
        self._view_settles.stop()
        here = self._here()
        if here != self.session.graph.view and not self._unseen:
            self.session.document.do(SetView(here))

    # -- following -----------------------------------------------------------------------------

    def _on_changed(self, before: Graph, after: Graph) -> None:
        if before.view != after.view != self._here():
            self._go_to(after.view)
        same = (before.nodes is after.nodes or before.nodes == after.nodes,
                before.links == after.links, before.groups == after.groups,
                before.backdrops == after.backdrops)  # fmt: skip
        if all(same):
            return
        self.hand.cancel()
        self.stage.follow(before, after)
        self._refresh()

    def _on_opened(self) -> None:
        self._view_settles.stop()
        self._rebuild()
        self._unseen = True
        if self.isVisible():
            self._first_look()

    def _rebuild(self) -> None:
        self.hand.cancel()
        self.stage.rebuild(self.session.graph, self.session.registry)
        self._refresh()

    def _refresh(self) -> None:
        self.stage.show_selection(self.session.selected)
        self._reporting.refresh()
        self._show_minimap()
        self._watching.soon()

    def _first_look(self) -> None:
        """Look where the user's file was looked at last; at everything if it never was.

        What is no file of the user's (a bundled graph) knows nothing of the size of this window.
        """
        self._unseen = False
        view = self.session.graph.view
        if view == View() or self.session.document.path is None:
            self.fit()
        else:
            self._go_to(view)

    def _here(self) -> View:
        """Where it looks, as the document writes it."""
        centre = self.viewer.centre
        return View(round(centre.x(), 1), round(centre.y(), 1), round(self.viewer.zoom, 4))

    def _go_to(self, view: View) -> None:
        if not self._unseen:
            self.viewer.look(QPointF(view.x, view.y), view.zoom)

    def _on_looked(self) -> None:
        if not self._unseen:
            self._view_settles.start()
        self._show_minimap()
        self._renaming.stop()

    def _show_minimap(self) -> None:
        hidden = self.viewer.seen.contains(self.stage.extent())
        self._minimap.setVisible(self._with_minimap and not hidden)
        self._minimap.soon()

    def _on_selection(self, chosen: frozenset[str]) -> None:
        self.stage.show_selection(chosen)
        self._minimap.soon()

    def _on_reveal(self, id: str) -> None:
        """Bring a node into view; where it can be read already nothing has to move."""
        item = self.stage.item_of(id)
        near = self._scenery.detail > 0
        if item is not None and not (near and self.viewer.seen.contains(item.area)):
            self.centre_on(id)

    def _on_dropped(self, type: str, at: QPointF) -> None:
        self.add_node(type, (at.x(), at.y()))

    def _show_menu(self, over: object, screen: QPoint) -> None:
        menu_for(self, over, screen).popup(screen)

    def _on_renaming(self, item: object) -> None:
        if isinstance(item, NodeItem | BackdropItem | GroupFrame):
            self.rename(item)

    def _do(self, batch: Batch) -> None:
        if batch.edits:
            self.session.document.do(batch)

    def _selected(self) -> list[str]:
        """The selected nodes, in the order of the document."""
        return [n.id for n in self.session.graph.nodes if n.id in self.session.selected]

    # -- the widget ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large enough for a small graph."""
        return QSize(900, 600)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Pictures are wanted from now on."""
        super().showEvent(event)
        if self._unseen:
            self._first_look()
        self._watching.soon()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: nothing has to be fetched or painted."""
        super().hideEvent(event)
        self.hand.cancel()
        self._renaming.stop()
        if self._view_settles.isActive():
            self.keep_view()
        self._watching.stop()
        self._minimap.stop()
        self._note.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The minimap stays in its corner."""
        super().resizeEvent(event)
        size = self._minimap.sizeHint().boundedTo(QSize(self.width() // 6, self.height() // 3))
        place = QRect(QPoint(), size)
        place.moveBottomRight(self.rect().bottomRight() - QPoint(theme.SPACE, theme.SPACE))
        self._minimap.setGeometry(place)
        self._minimap.raise_()
        if self._fitted is not None and self._fitted == self._here():
            self.fit()
