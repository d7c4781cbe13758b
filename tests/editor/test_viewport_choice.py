"""Which wires the viewport shows without being told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from editor_bench import bundled

from muse_nodes.document import (
    AddNode,
    Connect,
    Disconnect,
    Graph,
    Link,
    Node,
    Port,
    RemoveNode,
    SetBypass,
    SetMute,
)
from muse_nodes.editor.document import Document
from muse_nodes.editor.messages import View
from muse_nodes.editor.viewport.choice import Sights, Wires, sights
from muse_nodes.engine.registry import Registry


def seen(graph: Graph, registry: Registry) -> Sights:
    return sights(Wires(graph, registry))


def edited(graph: Graph, *edits: object) -> Graph:
    document = Document(graph)
    for edit in edits:
        assert document.do(edit), edit
    document.deleteLater()
    return document.graph


def chain(*links: str, **types: str) -> Graph:
    nodes = tuple(Node(name, type) for name, type in types.items())
    made = tuple(Link(*(Port.parse(end) for end in link.split())) for link in links)
    return Graph(nodes=nodes, links=made)


def test_the_live_graph(registry: Registry) -> None:
    found = seen(bundled("live"), registry)
    assert found.result == View("composite", "image")
    assert found.source == View("camera", "frame")
    assert found.matte == View("segment", "matte")
    assert found.poses == (View("pose", "pose"),)


@pytest.mark.parametrize(
    ("gone", "result"),
    [
        ((), "a"),
        (("preview",), "b"),
        (("preview", "camera"), "c"),
        (("preview", "camera", "writer"), "c"),
    ],
)
def test_preview_then_camera_then_writer_then_the_last_frame(
    registry: Registry, gone: tuple[str, ...], result: str
) -> None:
    graph = chain(
        "c.frame writer.frame", "b.frame camera.frame", "a.frame preview.frame",
        a="muse.sources.demo_scene", b="muse.sources.demo_scene", c="muse.sources.image",
        writer="muse.output.video_writer", camera="muse.output.virtual_camera",
        preview="muse.output.preview",
    )  # fmt: skip
    graph = edited(graph, *(RemoveNode(node) for node in gone))
    assert seen(graph, registry).result == View(result, "frame")


def test_a_frame_that_nobody_reads_is_the_end_of_a_graph_without_sinks(registry: Registry) -> None:
    graph = chain(
        "scene.frame caption.frame",
        caption="muse.compose.caption", scene="muse.sources.demo_scene",
    )  # fmt: skip
    assert seen(graph, registry).result == View("scene", "plate")
    assert seen(chain(pose="muse.understanding.pose"), registry).result == View("pose", "pose")
    assert seen(Graph(), registry) == Sights()
    assert seen(chain(x="muse.nobody.knows"), registry) == Sights()


def test_it_follows_edits(registry: Registry) -> None:
    graph = bundled("demo")
    assert seen(graph, registry).result == View("statistics", "frame")
    preview = Port("preview", "frame")
    other = edited(graph, Disconnect(preview), Connect(Port("display", "frame"), preview))
    assert seen(other, registry).result == View("display", "frame")
    muted = edited(
        graph,
        SetMute("preview", True),
        AddNode(Node("vc", "muse.output.virtual_camera")),
        Connect(Port("scene", "frame"), Port("vc", "frame")),
    )
    assert seen(muted, registry).result == View("scene", "frame")


def test_a_bypassed_node_is_looked_through(registry: Registry) -> None:
    graph = edited(bundled("demo"), SetBypass("statistics", True), SetBypass("display", True))
    assert seen(graph, registry).result == View("composite", "image")
    wires = Wires(edited(graph, SetMute("composite", True)), registry)
    assert wires.flowing(View("statistics", "frame")) is None
    assert wires.flowing(View("nobody", "frame")) is None


def test_the_matte_that_is_used_last_comes_first(registry: Registry) -> None:
    graph = bundled("matte_preview")
    assert seen(graph, registry).matte == View("tools", "matte")
    assert seen(edited(graph, SetBypass("tools", True)), registry).matte == View("segment", "matte")


def test_a_pose_lies_on_the_frame_it_was_made_from(registry: Registry) -> None:
    wires = Wires(bundled("live"), registry)
    assert wires.below(View("pose", "pose")) == View("camera", "frame")
    assert wires.below(View("segment", "matte")) == View("camera", "frame")
    assert Wires(bundled("demo"), registry).below(View("scene", "pose")) == View("scene", "frame")
    alone = chain(pose="muse.understanding.pose")
    assert Wires(alone, registry).below(View("pose", "pose")) is None


def test_every_wire_is_listed(registry: Registry) -> None:
    graph = replace(bundled("live"), title="x")
    found = {(n.id, o.name) for n, outputs in Wires(graph, registry).every() for o in outputs}
    assert {("camera", "plate"), ("warp", "layer"), ("segment", "matte")} <= found
    assert not any(node == "preview" for node, _ in found)
