"""Thumbnails: asks for pictures of those wires only that can be seen, and hands them to nodes."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer

from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.scenery import FAR
from muse_nodes.editor.canvas.stage import Stage
from muse_nodes.editor.canvas.viewer import Viewer
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.editor.session import Session

FPS = 8.0
SETTLE = 150
"""Milliseconds without a change of the view before other wires are asked for."""
_STEP = 32
"""Sizes are multiples of it, so that a little zoom does not ask for everything anew."""


class Watching(QObject):
    """Keeps ``session.watch`` for one canvas as it should be."""

    def __init__(self, viewer: Viewer, stage: Stage, session: Session) -> None:
        super().__init__(viewer)
        self._viewer, self._stage, self._session = viewer, stage, session
        self._shown_by: dict[View, list[str]] = {}
        self._who = f"canvas {id(self)}"  # there are two while a window makes way for another
        self._soon = QTimer(self, singleShot=True, interval=SETTLE)
        self._soon.timeout.connect(self.now)
        viewer.looked.connect(self.soon)
        session.engine.picture.connect(self._on_picture)

    def soon(self) -> None:
        """Something about the view is different: look again when it has settled."""
        self._soon.start()

    def now(self) -> None:
        """Ask for what can be seen now, and for nothing else."""
        self._soon.stop()
        self._shown_by = {}
        wanted: dict[View, Wanted] = {}
        if self._viewer.isVisible() and self._viewer.zoom >= FAR:
            for item in self._stage.nodes.values():
                view = item.face.picture
                if view is not None and item.area.intersects(self._viewer.seen):
                    self._shown_by.setdefault(view, []).append(item.face.key)
                    wanted[view] = self._size(item)
        self._session.watch(self._who, wanted)

    def stop(self) -> None:
        """Nothing can be seen any more."""
        self._soon.stop()
        self._shown_by = {}
        self._session.watch(self._who, {})

    def _size(self, item: NodeItem) -> Wanted:
        place = item.shown.picture
        scale = self._viewer.zoom * self._viewer.devicePixelRatioF()
        width = math.ceil(place.width() * scale / _STEP) * _STEP
        height = math.ceil(place.height() * scale / _STEP) * _STEP
        return Wanted(width, height, FPS)

    def _on_picture(self, picture: Picture) -> None:
        for key in self._shown_by.get(picture.view, ()):
            item = self._stage.nodes.get(key)
            if item is not None and not picture.image.isNull():
                item.show_image(picture.image)
