"""What the canvas takes from NodeGraphQt: its view classes, and nothing else.

Viewer, scene, node, port and pipe items draw a graph and know how they hang together. Its
controller, node models, undo stack, properties, menus and session files stay out: each of them
keeps a truth of its own, and here the document is the truth. NodeGraphQt says nothing about types,
so what is used of it is written down once, for the type checker.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsView,
    QMenuBar,
    QRubberBand,
    QWidget,
)

__all__ = ["AbstractNodeItem", "NodeScene", "NodeViewer", "PipeItem", "PortItem"]

if TYPE_CHECKING:

    class NodeScene(QGraphicsScene):
        """Draws the grid."""

        grid_color: tuple[int, ...]
        background_color: tuple[int, ...]

    class NodeViewer(QGraphicsView):
        """The view on a ``NodeScene``."""

        _rubber_band: QRubberBand
        _search_widget: QWidget | None
        _ctx_menu_bar: QMenuBar
        _LIVE_PIPE: QGraphicsItem
        _SLICER_PIPE: QGraphicsItem
        _cursor_text: QGraphicsItem

        def __init__(self, parent: QWidget | None = None) -> None:
            """A viewer with a scene of its own."""

    class AbstractNodeItem(QGraphicsItem):
        """Something that has a place, a size and ports."""

        id: str
        width: float
        height: float
        disabled: bool

        def __init__(self, name: str = "") -> None:
            """An item that can be selected."""

    class PortItem(QGraphicsItem):
        """Where pipes end."""

        port_type: str
        hovered: bool
        _hovered: bool

        @property
        def connected_pipes(self) -> list[PipeItem]:
            """The pipes that end here."""

    class PipeItem(QGraphicsPathItem):
        """A curve between two ports."""

        input_port: PortItem
        output_port: PortItem

        def set_connections(self, port1: PortItem, port2: PortItem) -> None:
            """Join two ports."""

        def delete(self) -> None:
            """Leave the ports and the scene."""

else:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it asks distutils for Qt's version
        from NodeGraphQt.qgraphics.node_abstract import AbstractNodeItem
        from NodeGraphQt.qgraphics.pipe import PipeItem
        from NodeGraphQt.qgraphics.port import PortItem
        from NodeGraphQt.widgets.scene import NodeScene
        from NodeGraphQt.widgets.viewer import NodeViewer
