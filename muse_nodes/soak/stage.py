"""The graph that is put to the test: the user's, with what an endurance run needs of it.

Added is a recorder where there is none (so that a disk can be full), a plain colour stands behind
the person (so that the room can be told from it), and with true mattes nothing softens or carries
them over time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.schema import NodeSchema, Value
from muse_nodes.soak.leaks import BACKGROUNDS
from muse_nodes.soak.plan import Kind
from muse_nodes.soak.standins import CAMERA, VIRTUAL_CAMERA

RECORDER = "muse.output.video_writer"
BACKGROUND = "muse.background.source"
SEGMENT = "muse.understanding.segment"

SIZE = (640, 360)
SIZES = ((1280, 720), (480, 270), (960, 540))
"""What the camera is set to, and what it is switched to for a while: (width, height)."""


def staged(graph: Graph, folder: Path, *, true_mattes: bool) -> Graph:
    """``graph`` as it is run; recordings go to ``folder``."""
    for node in graph.nodes:
        for name, value in _wanted(node, true_mattes=true_mattes).items():
            node = replace(node, params=node.params.with_value(name, value))
        graph = graph.with_node(node)
    if any(node.type == RECORDER for node in graph.nodes):
        return graph
    feeding = [link.source for link in graph.links if _is_public(graph, link.target.node)]
    if not feeding:
        return graph
    name = graph.fresh_id("recorder")
    recorder = Node(
        name, RECORDER, params=Params({"path": str(folder / "soak.mp4"), "overwrite": True})
    )
    link = Link(feeding[0], Port(name, "frame"))
    return replace(graph, nodes=(*graph.nodes, recorder), links=(*graph.links, link))


def targets(graph: CheckedGraph, networks: Mapping[str, Sequence[str]]) -> dict[Kind, list[str]]:
    """Which nodes can suffer what. ``networks`` are the names a node's model may be set to."""
    nodes = graph.nodes
    cameras = [n.id for n in nodes if n.schema.id == CAMERA]
    public = [n.id for n in nodes if n.schema.id == VIRTUAL_CAMERA]
    inner = [n for n in nodes if not n.schema.is_source and not n.schema.is_sink]
    models = [n.id for n in nodes if n.schema.param("model") is not None]
    return {
        "unplug": cameras,
        "freeze": cameras,
        "resize": cameras,
        "stall": [n.id for n in inner],
        "raise": [n.id for n in inner],
        "nan": [n.id for n in inner if gives_mattes(n.schema)],
        "wrong shape": [n.id for n in inner if gives_pixels(n.schema)],
        "out of memory": models,
        "swap model": [name for name in models if len(networks.get(name, ())) > 1],
        "disk full": [n.id for n in nodes if n.schema.id == RECORDER],
        "drop camera": public,
        "parameters": [""] if inner else [],
        "structure": [""] if inner else [],
        "panic": [""] if public else [],
        "pause": [""],
        "action": [n.id for n in nodes if n.schema.actions],
    }


def gives_mattes(schema: NodeSchema) -> bool:
    """Its first output is a matte: not-a-number in it must be noticed."""
    return bool(schema.outputs) and schema.outputs[0].type.name in ("Matte", "Field")


def gives_pixels(schema: NodeSchema) -> bool:
    """Its first output has a shape of its own."""
    return bool(schema.outputs) and schema.outputs[0].type.pixels


def _wanted(node: Node, *, true_mattes: bool) -> dict[str, Value]:
    if node.type == CAMERA:
        return {"width": SIZE[0], "height": SIZE[1]}
    if node.type == BACKGROUND:
        return {"kind": "colour", "colour": BACKGROUNDS[0]}
    if node.type == SEGMENT and true_mattes:
        return {"smoothing": 0.0, "crispness": 0.0, "every": 1, "track": False}
    return {}


def _is_public(graph: Graph, name: str) -> bool:
    return graph.node(name).type == VIRTUAL_CAMERA
