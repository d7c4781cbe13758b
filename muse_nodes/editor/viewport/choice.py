"""What of a graph is worth looking at: pure functions of the document and the node types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muse_nodes.api.ports import FIELD, FRAME, LAYER, MATTE, POSE, PortType
from muse_nodes.document import Graph, Link, Node
from muse_nodes.editor.messages import View
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import OutputSchema

_SHOWN_BY = (
    "muse.output.preview", "muse.output.virtual_camera", "muse.output.video_writer",
)  # fmt: skip
"""Sinks that show the result, the most telling first."""

_WORTH = (FRAME, LAYER, MATTE, FIELD, POSE)
"""What is taken for the result of a graph without such a sink, best first."""


@dataclass(frozen=True, slots=True)
class Sights:
    """The wires of a graph that the viewport shows without being told. None: there is none."""

    result: View | None = None
    source: View | None = None
    matte: View | None = None
    poses: tuple[View, ...] = ()


class Wires:
    """A graph together with the types of its ports. What has been found out is remembered."""

    def __init__(self, graph: Graph, registry: Registry) -> None:
        self.graph, self.registry = graph, registry
        self._flowing: dict[View, View | None] = {}
        self._below: dict[View, View | None] = {}

    def every(self) -> list[tuple[Node, tuple[OutputSchema, ...]]]:
        """All outputs there are, by node, in document order."""
        found = [(node, self.outputs(node.id)) for node in self.graph.nodes]
        return [(node, outputs) for node, outputs in found if outputs]

    def outputs(self, node: str) -> tuple[OutputSchema, ...]:
        """What a node gives; nothing if its type is not known."""
        found = self.graph.by_id.get(node)
        schema = self.registry.get(found.type) if found is not None else None
        return schema.outputs if schema is not None else ()

    def kind(self, view: View) -> PortType | None:
        """The port type of an output; None when the graph has no such output."""
        return next((o.type for o in self.outputs(view.node) if o.name == view.port), None)

    def flowing(self, view: View) -> View | None:
        """The wire that runs in the place of ``view``: a bypassed node hands its input through.

        None when nothing flows there: the node is muted, gone, or has nothing to hand through.
        """
        if view not in self._flowing:
            self._flowing[view] = self._find_flowing(view)
        return self._flowing[view]

    def below(self, view: View) -> View | None:
        """The frame that key points or a matte were made from; None when there is none."""
        if view not in self._below:
            self._below[view] = self._find_below(view)
        return self._below[view]

    def _find_below(self, view: View) -> View | None:
        for node in self.upstream(view.node):
            links = self.graph.links_into(node)
            own = [View(node, o.name) for o in self.outputs(node) if o.type == FRAME]
            fed = [View(*link.source) for link in links]
            frames = [feed for feed in fed if self.kind(feed) == FRAME] if links else own
            if frames:
                return self.flowing(frames[0])
        return None

    def _find_flowing(self, view: View) -> View | None:
        for _ in self.graph.nodes:  # as many steps as a chain of bypassed nodes may have
            node, own = self.graph.by_id.get(view.node), self.kind(view)
            if node is None or node.muted or own is None:
                return None
            schema = self.registry.get(node.type)
            if not node.bypassed or schema is None or schema.is_source:
                return view
            link = self.graph.inputs.get((node.id, schema.declaration.bypass))
            if link is None or self.kind(View(*link.source)) != own:
                return None
            view = View(*link.source)
        return None

    def upstream(self, node: str) -> Iterator[str]:
        """``node`` and all it is made from, nearest first."""
        seen, queue = {node}, [node]
        for near in queue:  # it grows while it is walked
            yield near
            for link in self.graph.links_into(near):
                if link.source.node not in seen:
                    seen.add(link.source.node)
                    queue.append(link.source.node)

    def shown_by(self, sink: Node) -> View | None:
        """What feeds the picture of a sink."""
        schema = self.registry.get(sink.type)
        if schema is None or not schema.is_sink or sink.muted:
            return None
        for port in schema.inputs:
            link: Link | None = self.graph.inputs.get((sink.id, port.name))
            if port.type == FRAME and link is not None:
                return self.flowing(View(*link.source))
        return None


def sights(wires: Wires) -> Sights:
    """The result, the source it is made from, the matte and the key points that belong to it."""
    result = _result(wires)
    if result is None:
        return Sights()
    near = list(wires.upstream(result.node))
    return Sights(
        result,
        _source(wires, near),
        next(_of_kind(wires, result, near, MATTE), None),
        tuple(dict.fromkeys(_of_kind(wires, result, near, POSE))),
    )


def _result(wires: Wires) -> View | None:
    fed = [(node.type, view) for node in wires.graph.nodes if (view := wires.shown_by(node))]
    for wanted in _SHOWN_BY:
        for type, view in fed:
            if type == wanted:
                return view
    if fed:
        return fed[0][1]
    used = {View(*link.source) for link in wires.graph.links}
    for wanted_kind in _WORTH:
        views = [
            View(node.id, output.name)
            for node in wires.graph.nodes
            for output in wires.outputs(node.id)
            if output.type == wanted_kind
        ]
        ends = [view for view in views if view not in used]
        if views:
            return (ends or views)[-1]
    return None


def _source(wires: Wires, near: list[str]) -> View | None:
    """The frame of the first source in the document that the result is made from."""
    order = [node.id for node in wires.graph.nodes]
    for node in sorted(near, key=order.index):
        if wires.graph.links_into(node):
            continue
        for output in wires.outputs(node):
            if output.type == FRAME:
                return View(node, output.name)
    return None


def _of_kind(wires: Wires, result: View, near: list[str], kind: PortType) -> Iterator[View]:
    """Outputs of ``kind`` upstream: first those that are used on the way, then the others."""
    used = [View(*link.source) for node in near for link in wires.graph.links_into(node)]
    others = [View(node, output.name) for node in near for output in wires.outputs(node)]
    for view in (result, *used, *others):
        flows = wires.flowing(view) if wires.kind(view) == kind else None
        if flows is not None:
            yield flows
