"""Context menus, made anew each time from what is under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from muse_nodes.editor import theme
from muse_nodes.editor.canvas import edits
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.wires import Port, Wire
from muse_nodes.editor.icons import icon

if TYPE_CHECKING:
    from muse_nodes.editor.canvas.canvas import Canvas

translate = QCoreApplication.translate

TINTS = (theme.LINE, *theme.PORT_COLOURS.values())
"""Colours for backdrops; darkened, so that nodes and texts stand out."""


def menu_for(canvas: Canvas, over: object, screen: QPoint) -> QMenu:
    """The menu for what is under the pointer. It deletes itself when it is closed."""
    menu = QMenu(canvas)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if isinstance(over, Port):
        _port(canvas, menu, over)
    elif isinstance(over, Wire):
        _wire(canvas, menu, over)
    elif isinstance(over, NodeItem):
        _node(canvas, menu, over)
    elif isinstance(over, GroupFrame):
        _group(canvas, menu, over)
    elif isinstance(over, BackdropItem):
        _backdrop(canvas, menu, over)
    else:
        _ground(canvas, menu, screen)
    return menu


def _add(menu: QMenu, text: str, picture: str, do: Callable[[], object]) -> QAction:
    action = menu.addAction(icon(picture) if picture else QIcon(), text)
    action.triggered.connect(lambda _checked=False: do())
    return action


def _port(canvas: Canvas, menu: QMenu, port: Port) -> None:
    end, graph = port.face.end, canvas.session.graph
    view = _add(menu, translate("Canvas", "View here"), "eye", lambda: canvas.hand.tap(port))
    linked = graph.inputs.get(end) if not port.face.output else None
    view.setEnabled(port.face.output or linked is not None)
    if linked is not None:
        cut = edits.rewire(None, None, end)
        _add(
            menu, translate("Canvas", "Disconnect"), "unlink",
            lambda: canvas.session.document.do(cut),
        )  # fmt: skip


def _wire(canvas: Canvas, menu: QMenu, wire: Wire) -> None:
    _add(menu, translate("Canvas", "View here"), "eye", lambda: canvas.hand.tap(wire))
    cut = edits.rewire(None, None, wire.link.target)
    _add(menu, translate("Canvas", "Disconnect"), "unlink", lambda: canvas.session.document.do(cut))


def _node(canvas: Canvas, menu: QMenu, item: NodeItem) -> None:
    face = item.face
    if face.picture is not None:
        _add(menu, translate("Canvas", "View here"), "eye", lambda: canvas.hand.tap(item))
    if face.group:
        _add(
            menu, translate("Canvas", "Open group"), "maximize",
            lambda: canvas.fold(face.group, False),
        )  # fmt: skip
    _add(menu, translate("Canvas", "Rename"), "pencil", lambda: canvas.rename(item))
    menu.addSeparator()
    bypass = _add(menu, translate("Canvas", "Bypass"), "", canvas.bypass_selected)
    bypass.setCheckable(True)
    bypass.setChecked(face.bypassed)
    mute = _add(menu, translate("Canvas", "Mute"), "", canvas.mute_selected)
    mute.setCheckable(True)
    mute.setChecked(face.muted)
    menu.addSeparator()
    _add(menu, translate("Canvas", "Group"), "group", canvas.group_selected)
    if any(canvas.session.graph.group_of(id) for id in canvas.session.selected):
        _add(menu, translate("Canvas", "Ungroup"), "ungroup", canvas.ungroup_selected)
    menu.addSeparator()
    _add(menu, translate("Canvas", "Delete"), "trash-2", canvas.delete_selected)


def _group(canvas: Canvas, menu: QMenu, frame: GroupFrame) -> None:
    _add(
        menu, translate("Canvas", "Fold group up"), "minimize", lambda: canvas.fold(frame.id, True)
    )
    _add(menu, translate("Canvas", "Rename"), "pencil", lambda: canvas.rename(frame))
    _add(menu, translate("Canvas", "Ungroup"), "ungroup", canvas.ungroup_selected)


def _backdrop(canvas: Canvas, menu: QMenu, item: BackdropItem) -> None:
    _add(menu, translate("Canvas", "Rename"), "pencil", lambda: canvas.rename(item))
    colours = menu.addMenu(translate("Canvas", "Colour"))
    for tint in TINTS:
        colour = QColor(tint).darker(220) if tint != theme.LINE else QColor(tint)
        action = colours.addAction(_swatch(colour), colour.name())
        action.triggered.connect(partial(_tint, canvas, item.id, colour.name()))
    menu.addSeparator()
    _add(menu, translate("Canvas", "Delete"), "trash-2", canvas.delete_selected)


def _ground(canvas: Canvas, menu: QMenu, screen: QPoint) -> None:
    _add(menu, translate("Canvas", "Add node…"), "plus", lambda: canvas.search_wanted.emit(screen))
    _add(
        menu, translate("Canvas", "Add backdrop"), "square",
        lambda: canvas.add_backdrop(canvas.scene_position(screen)),
    )  # fmt: skip
    menu.addSeparator()
    _add(menu, translate("Canvas", "Select all"), "list", canvas.select_all)
    _add(menu, translate("Canvas", "Arrange"), "workflow", canvas.auto_layout)
    _add(menu, translate("Canvas", "Show everything"), "maximize", canvas.fit)
    shown = _add(menu, translate("Canvas", "Minimap"), "", canvas.toggle_minimap)
    shown.setCheckable(True)
    shown.setChecked(canvas.minimap_shown)


def _tint(canvas: Canvas, backdrop: str, colour: str, _checked: bool = False) -> None:
    canvas.colour(backdrop, colour)


def _swatch(colour: QColor) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(colour)
    return QIcon(pixmap)
