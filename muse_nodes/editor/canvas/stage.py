"""Keeps the items of the scene as the document has it: by comparing, never by being told how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from muse_nodes.document import Graph, Link
from muse_nodes.document import Port as End
from muse_nodes.editor.canvas.faces import Face, Links, group_face, group_key, node_face
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.scenery import Scenery
from muse_nodes.editor.canvas.wires import Port, Wire
from muse_nodes.engine.registry import Registry

AMONG, IN_FRONT = 1.0, 2.0
"""Selected nodes lie on top of the others."""


class Stage:
    """All items of one canvas. ``nodes`` are shown ones, by key: of a folded group only itself."""

    def __init__(self, scene: QGraphicsScene, scenery: Scenery, registry: Registry) -> None:
        self.scene = scene
        self.scenery = scenery
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Link, Wire] = {}
        self.backdrops: dict[str, BackdropItem] = {}
        self.frames: dict[str, GroupFrame] = {}
        self._faces: dict[str, Face] = {}
        self._home: dict[str, str] = {}
        self._registry = registry

    # -- following the document ----------------------------------------------------------------

    def rebuild(self, graph: Graph, registry: Registry) -> None:
        """Show a graph from nothing: another document, or other node types."""
        self._registry = registry
        self.scenery.categories(schema.category for schema in registry)
        self.follow(None, Graph())
        self.follow(None, graph)

    def follow(self, before: Graph | None, after: Graph) -> None:
        """Show ``after``; what is as it was in ``before`` is not looked at."""
        self._refresh_faces(before, after)
        shown = self._shown(after)
        for key in self.nodes.keys() - shown.keys():
            self._remove_node(key)
        for key, face in shown.items():
            item = self.nodes.get(key)
            if item is None:
                self._add_node(face, after)
            else:
                item.show_face(face)
                item.place(*self._place(face, after))
        if before is None or before.links != after.links or before.groups != after.groups:
            self._follow_links(after)
        self._follow_backdrops(after)
        self._follow_groups(after)

    def _refresh_faces(self, before: Graph | None, after: Graph) -> None:
        links = Links(after.links)
        stale = set(after.by_id)
        if before is not None:
            moved = set(before.links) ^ set(after.links) if before.links != after.links else ()
            stale = {end.node for link in moved for end in (link.source, link.target)}
            old = before.by_id
            stale |= {n.id for n in after.nodes if old.get(n.id) is not n}
        for id in self._faces.keys() - after.by_id.keys():
            del self._faces[id]
        for id in stale & after.by_id.keys():
            self._faces[id] = node_face(after.by_id[id], links, self._registry)
        self._home = {id: group_key(g.id) for g in after.groups if g.collapsed for id in g.members}
        for group in after.groups:
            if group.collapsed:
                key = group_key(group.id)
                self._faces[key] = group_face(group, links, self._faces)

    def _shown(self, graph: Graph) -> dict[str, Face]:
        shown = {n.id: self._faces[n.id] for n in graph.nodes if n.id not in self._home}
        for key in dict.fromkeys(self._home.values()):
            shown[key] = self._faces[key]
        return shown

    def _place(self, face: Face, graph: Graph) -> tuple[float, float]:
        """Where a node lies; a folded group lies in the middle of its nodes."""
        places = [graph.by_id[id].position for id in face.members]
        across, down = [x for x, _ in places], [y for _, y in places]
        return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2

    def _add_node(self, face: Face, graph: Graph) -> None:
        item = self.nodes[face.key] = NodeItem(face, self.scenery)
        item.setPos(*self._place(face, graph))
        self.scene.addItem(item)

    def _remove_node(self, key: str) -> None:
        item = self.nodes.pop(key)
        for port in item.ports.values():
            for wire in port.wires:
                self._remove_wire(wire)
        self.scene.removeItem(item)

    def _follow_links(self, graph: Graph) -> None:
        for link in self.wires.keys() - set(graph.links):
            self._remove_wire(self.wires[link])
        for link in graph.links:
            source, target = self.port(link.source, True), self.port(link.target, False)
            wire = self.wires.get(link)
            if wire is not None and (wire.source is not source or wire.target is not target):
                self._remove_wire(wire)
                wire = None
            if wire is None and source is not None and target is not None:
                wire = self.wires[link] = Wire(link, source, target)
                self.scene.addItem(wire)
        for wire in self.wires.values():
            wire.dress()

    def _remove_wire(self, wire: Wire) -> None:
        if self.wires.get(wire.link) is wire:
            del self.wires[wire.link]
        wire.delete()

    def _follow_backdrops(self, graph: Graph) -> None:
        there = {b.id: b for b in graph.backdrops}
        for id in self.backdrops.keys() - there.keys():
            self.scene.removeItem(self.backdrops.pop(id))
        for id, backdrop in there.items():
            if id not in self.backdrops:
                self.backdrops[id] = BackdropItem(backdrop, self.scenery)
                self.scene.addItem(self.backdrops[id])
            elif self.backdrops[id].backdrop is not backdrop:
                self.backdrops[id].show_backdrop(backdrop)
            self.backdrops[id].put(QRectF(*backdrop.rect))

    def _follow_groups(self, graph: Graph) -> None:
        there = {g.id: g for g in graph.groups if not g.collapsed and g.members}
        for id in self.frames.keys() - there.keys():
            self.scene.removeItem(self.frames.pop(id))
        for id, group in there.items():
            if id not in self.frames:
                self.frames[id] = GroupFrame(group, self.scenery)
                self.scene.addItem(self.frames[id])
            self.frames[id].show_group(group)
        self.frame_groups()

    # -- finding things ------------------------------------------------------------------------

    def frame_groups(self) -> None:
        """Draw the frames of open groups around where their nodes are now."""
        for frame in self.frames.values():
            frame.around(self.nodes[id].area for id in frame.nodes)

    def port(self, end: End, output: bool) -> Port | None:
        """The port as it is shown: of the node, or of the folded group that it is in."""
        item = self.nodes.get(self._home.get(end.node, end.node))
        return item.ports.get((end, output)) if item else None

    def item_of(self, node: str) -> NodeItem | None:
        """What a node is shown by."""
        return self.nodes.get(self._home.get(node, node))

    def face_of(self, node: str) -> Face:
        """The face of a node, shown or not; KeyError if there is no such node."""
        return self._faces[node]

    def chosen(self, ids: Iterable[str]) -> Iterator[NodeItem]:
        """The items of some nodes, each once."""
        yield from dict.fromkeys(item for id in ids if (item := self.item_of(id)) is not None)

    def show_selection(self, ids: frozenset[str]) -> None:
        """Mark these nodes, and no others; a folded group when all its nodes are."""
        for item in self.nodes.values():
            chosen = ids.issuperset(item.face.members)
            item.setSelected(chosen)
            item.setZValue(IN_FRONT if chosen else AMONG)

    def sizes(self) -> dict[str, tuple[float, float]]:
        """Width and height of every node that is shown, by its id."""
        return {
            id: (item.width, item.height)
            for item in self.nodes.values()
            for id in item.face.members
        }

    def extent(self, ids: Iterable[str] | None = None) -> QRectF:
        """The part of the canvas that some nodes, or everything, lies in."""
        whole = QRectF()
        for item in self.nodes.values() if ids is None else self.chosen(ids):
            whole = whole.united(item.area)
        if ids is None:
            for area in (*self.backdrops.values(), *self.frames.values()):
                whole = whole.united(area.area)
        return whole
