"""What is being looked at: modes, taps and overlays; what they need of the engine; what came."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from muse_nodes.api.ports import MATTE, POSE
from muse_nodes.document import Graph
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport.choice import Sights, Wires, sights
from muse_nodes.editor.viewport.content import Marked, Mode, Pane, Tint, tint_of
from muse_nodes.editor.viewport.overlays import is_mesh

FPS = 30.0
"""Pictures a second that are asked for."""

_TINT = Wanted(480, 480, FPS)
"""A matte that is laid over a picture need not be larger."""

_SIZE_ONLY = Wanted(16, 16, 2.0)
"""A frame of which only its size must be known."""

_VALUE = Wanted(1, 1, FPS)


class Looking(QObject):
    """Decides which wires are watched and makes panes of what they bring."""

    switched = Signal()
    """Other wires are looked at, or other things are laid over them."""
    arrived = Signal()
    """There is a new picture to paint."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.mode: Mode = "result"
        self.tapped: View | None = None
        self.key_points = False
        self.mesh = False
        self.matte = False
        self.sights = Sights()
        self.wires = Wires(session.graph, session.registry)
        self.since = time.monotonic()
        self._pictures: dict[View, Picture] = {}
        self._tint: Tint | None = None
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._on_opened)
        session.registry_changed.connect(self._look_again)
        session.engine.picture.connect(self._on_picture)
        self._look_again()

    # -- what to look at -----------------------------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """Result, side by side or matte; leaves a wire that was tapped."""
        self.mode, self.tapped = mode, None
        self.switched.emit()

    def tap(self, view: View | None) -> None:
        """Look at one wire; None: go back to the mode."""
        if view != self.tapped:
            self.tapped = view
            self.switched.emit()

    def overlay(self, name: str, on: bool) -> None:
        """Lay ``key_points``, ``mesh`` or ``matte`` over the picture, or do not."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self.switched.emit()

    @property
    def main(self) -> View | None:
        """The wire whose picture is the one that counts: it is saved and copied."""
        found = self.views
        return found[-1] if found else None

    @property
    def views(self) -> tuple[View, ...]:
        """The wires of the panes, from left to right."""
        seen = self.sights
        if self.tapped is not None:
            return (self.tapped,)
        if self.mode == "matte":
            return (seen.matte,) if seen.matte is not None else ()
        pair = (seen.source, seen.result) if self.mode == "side" else (seen.result,)
        return tuple(view for view in pair if view is not None)

    def kind(self, view: View) -> str:
        """The name of the port type of a wire; empty when there is no such wire."""
        found = self.wires.kind(view)
        return found.name if found is not None else ""

    # -- what it needs -------------------------------------------------------------------------

    def wanted(self, room: Callable[[int], tuple[int, int]]) -> Mapping[View, Wanted]:
        """What to watch; ``room`` gives the pixels of a pane."""
        found: dict[View, Wanted] = {}
        for index, view in enumerate(self.views):
            self._want(found, self._below(view) or view, Wanted(*room(index), FPS))
            if self.kind(view) == POSE.name:
                self._want(found, view, _VALUE)
        if self.matte and self.sights.matte is not None and self.kind_of_main != MATTE.name:
            self._want(found, self.sights.matte, _TINT)
        if self.key_points or self.mesh:
            for pose in self.sights.poses:
                self._want(found, pose, _VALUE)
                below = self.wires.below(pose)
                if below is not None:
                    self._want(found, below, _SIZE_ONLY)
        return found

    @property
    def kind_of_main(self) -> str:
        """The name of the port type of the wire that counts."""
        return self.kind(self.main) if self.main is not None else ""

    def _want(self, found: dict[View, Wanted], view: View, how: Wanted) -> None:
        flows = self.wires.flowing(view)
        if flows is not None:
            also = found.get(flows, how)
            found[flows] = Wanted(
                max(how.width, also.width), max(how.height, also.height), max(how.fps, also.fps)
            )

    def _below(self, view: View) -> View | None:
        """The picture on which key points are shown."""
        if self.kind(view) != POSE.name:
            return None
        return self.wires.below(view)

    # -- what came -----------------------------------------------------------------------------

    def panes(self) -> tuple[Pane, ...]:
        """What is to be painted now."""
        return tuple(self._pane(view) for view in self.views)

    def newest(self, view: View) -> Picture | None:
        """The last picture of a wire."""
        flows = self.wires.flowing(view)
        return self._pictures.get(flows) if flows is not None else None

    def forget(self) -> None:
        """Nothing has come yet: another run begins, or another graph has been opened."""
        self._pictures.clear()
        self._tint = None
        self.since = time.monotonic()
        self.arrived.emit()

    def _pane(self, view: View) -> Pane:
        own = self.newest(view)
        below = self._below(view)
        if below is not None:
            marked = self._marked([view]) if own is not None else ()
            return Pane(view, picture=self.newest(below), marked=marked)
        text = own.text if own is not None and own.image.isNull() else ""
        tint = self._tint if self.matte and self.kind(view) != MATTE.name else None
        return Pane(view, picture=own, text=text, marked=self._overlaid(view), tint=tint)

    def _overlaid(self, view: View) -> tuple[Marked, ...]:
        found = self._marked(self.sights.poses) if self.key_points or self.mesh else ()
        return tuple(
            m for m in found if (self.mesh if is_mesh(m.pose.skeleton) else self.key_points)
        )

    def _marked(self, views: tuple[View, ...] | list[View]) -> tuple[Marked, ...]:
        found = []
        for view in views:
            own = self.newest(view)
            below = self.wires.below(view)
            frame = self.newest(below) if below is not None else None
            if own is not None and own.pose is not None and frame is not None:
                found.append(Marked(own.pose, *frame.size))
        return tuple(found)

    # -- events --------------------------------------------------------------------------------

    def _on_picture(self, picture: Picture) -> None:
        flows = {self.wires.flowing(view) for view in self._cared_for()}
        if picture.view not in flows:
            return
        self._pictures[picture.view] = picture
        if self.matte and picture.view == self.sights.matte and not picture.image.isNull():
            self._tint = tint_of(picture)
        if any(picture.view == self.wires.flowing(view) for view in self.views):
            self.since = time.monotonic()
        self.arrived.emit()

    def _cared_for(self) -> set[View]:
        found = set(self.views) | set(self.sights.poses)
        found |= {below for view in found if (below := self.wires.below(view)) is not None}
        return found | ({self.sights.matte} if self.sights.matte is not None else set())

    def _on_changed(self, before: Graph, after: Graph) -> None:
        wiring = [(n.id, n.type, n.bypassed, n.muted) for n in after.nodes]
        if before.links != after.links or wiring != [
            (n.id, n.type, n.bypassed, n.muted) for n in before.nodes
        ]:
            self._look_again()

    def _on_opened(self) -> None:
        self.tapped = None
        self._look_again()
        self.forget()

    def _look_again(self) -> None:
        """The graph is another one: choose anew, and leave a wire that is gone."""
        self.wires = Wires(self._session.graph, self._session.registry)
        self.sights = sights(self.wires)
        if self.tapped is not None and not self.kind(self.tapped):
            self.tapped = None
        self.switched.emit()
