"""What stands behind the person, as an edit: wired, hidden, one step of undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from editor_bench import bundled

from muse_nodes.document import (
    Connect,
    Disconnect,
    Edit,
    Graph,
    History,
    Link,
    Params,
    Port,
    RemoveNode,
    SetParam,
)
from muse_nodes.editor.backgrounds import bundled_backgrounds
from muse_nodes.editor.simple import pieces, wishes
from muse_nodes.editor.simple.wishes import Wish
from muse_nodes.engine.bundled import list_graphs
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.segments import is_job

PICTURE = Wish("image", file=str(bundled_backgrounds()[0].path))
WISHES = [Wish("blur"), Wish("colour", "#112233"), PICTURE, Wish("room")]


def granted(graph: Graph, registry: Registry, wish: Wish) -> Graph:
    """The graph with the wish in it; undoing that gives the very same graph again."""
    edit = wishes.granting(graph, registry, wish)
    assert edit is not None
    history = History(graph)
    history.do(edit)
    after = history.graph
    history.undo()
    assert history.graph == graph
    assert not history.can_undo
    return after


def room_of_sinks(graph: Graph, registry: Registry) -> set[object]:
    """What the public sinks were told about the room."""
    return {node.params.get("room") for node in pieces.public_sinks(graph, registry)}


def done(graph: Graph, *edits: Edit) -> Graph:
    """The graph after these edits."""
    for edit in edits:
        graph = edit.apply(graph).graph
    return graph


@pytest.mark.parametrize("name", list_graphs())
def test_every_wish_in_every_bundled_graph(name: str, registry: Registry) -> None:
    graph = bundled(name)
    if wishes.lacking(graph, registry):
        checked = check(graph, registry)[0]
        assert name == "matte_preview" or (checked is not None and is_job(checked))
        return
    wrong = check(graph, registry)[1]
    for wish in WISHES:
        if wishes.current(graph, registry) != wish:
            graph = granted(graph, registry, wish)
        assert wishes.current(graph, registry) == wish
        assert wishes.granting(graph, registry, wish) is None, "it is fulfilled"
        assert check(graph, registry)[1] == wrong
        shown = "show" if wish.kind == "room" else "hide"
        assert room_of_sinks(graph, registry) <= {shown}


def test_the_live_graph_gets_its_background_as_virtual_background_has_it(
    registry: Registry,
) -> None:
    before = bundled("live")
    after = granted(before, registry, Wish("blur"))
    new = [node for node in after.nodes if node.id not in before.by_id]
    assert [node.type for node in new] == [pieces.BACKGROUND]
    source = new[0].id
    assert set(after.links) - set(before.links) == {
        Link(Port("camera", "frame"), Port(source, "frame")),
        Link(Port("background", "plate"), Port(source, "room")),
        Link(Port(source, "frame"), Port("composite", "background")),
    }
    assert before.node("virtual_camera").params["room"] == "show"
    assert after.node("virtual_camera").params["room"] == "hide"
    assert all(
        abs(new[0].position[0] - node.position[0]) > 1
        or abs(new[0].position[1] - node.position[1]) > 100
        for node in before.nodes
    ), "it lies on no other node"


def test_another_wish_only_sets_parameters(registry: Registry) -> None:
    blurred = granted(bundled("live"), registry, Wish("blur"))
    coloured = granted(blurred, registry, Wish("colour", "#112233"))
    assert len(coloured.nodes) == len(blurred.nodes)
    assert coloured.links == blurred.links


def test_a_graph_that_cuts_nobody_out_gets_a_layer_of_the_person(registry: Registry) -> None:
    graph = done(bundled("live"), Disconnect(Port("composite", "layer1")), RemoveNode("warp"))
    assert not wishes.lacking(graph, registry)
    after = granted(graph, registry, PICTURE)
    layer = after.inputs[Port("composite", "layer1")].source
    assert after.node(layer.node).type == pieces.CUT_OUT
    assert after.inputs[Port(layer.node, "matte")].source == Port("segment", "matte")
    assert after.inputs[Port(layer.node, "frame")].source == Port("camera", "frame")
    assert not check(after, registry)[1]


def test_the_person_is_found_behind_other_layer_nodes(registry: Registry) -> None:
    place = replace(bundled("live").node("warp"), id="place", type=pieces.PLACE, params=Params())
    graph = bundled("live")
    graph = replace(graph, nodes=(*graph.nodes, place))
    graph = done(
        graph,
        Connect(Port("warp", "layer"), Port("place", "layer")),
        Connect(Port("place", "layer"), Port("composite", "layer1")),
    )
    after = granted(graph, registry, PICTURE)
    assert not pieces.of_type(after, pieces.CUT_OUT)


def test_what_a_graph_lacks(registry: Registry) -> None:
    assert wishes.lacking(bundled("matte_preview"), registry) == "composite"
    graph = bundled("live")
    for id in ("warp", "segment"):
        graph = done(graph, RemoveNode(id))
    assert wishes.lacking(graph, registry) == "person"
    assert wishes.lacking(Graph(), registry) == "composite"


def test_a_blur_through_which_posters_can_be_read_is_made_softer(registry: Registry) -> None:
    graph = bundled("virtual_background")
    node = pieces.of_type(graph, pieces.BACKGROUND)[0].id
    graph = done(graph, SetParam(node, "radius", 1.0), SetParam(node, "kind", "colour"))
    after = granted(graph, registry, Wish("blur"))
    assert "radius" not in after.node(node).params
    assert not check(after, registry)[1]
    softer = done(graph, SetParam(node, "radius", 5.0))
    assert granted(softer, registry, Wish("blur")).node(node).params["radius"] == 5.0


def test_a_background_from_elsewhere_is_no_wish_and_gives_way(registry: Registry) -> None:
    graph = bundled("compare_models")
    source = pieces.of_type(graph, pieces.BACKGROUND)[0].id
    graph = done(
        graph, RemoveNode(source),
        Connect(Port("room", "plate"), Port("composite", "background")),
    )  # fmt: skip
    assert wishes.current(graph, registry) is None
    blurred = granted(graph, registry, Wish("blur"))
    assert wishes.current(blurred, registry) == Wish("blur")
    back = granted(graph, registry, Wish("room"))
    assert Port("composite", "background") not in back.inputs


def test_a_recording_for_others_hides_the_room_and_one_for_oneself_does_not(
    registry: Registry,
) -> None:
    graph = bundled("demo")
    preview = graph.node("preview")
    for public in (True, False):
        params = Params({"path": "x.mp4", "public": public})
        writer = replace(preview, id="writer", type="muse.output.video_writer", params=params)
        recorded = replace(graph, nodes=(*graph.nodes, writer))
        after = granted(recorded, registry, PICTURE)
        assert after.node("writer").params.get("room") == ("hide" if public else None)


def test_sliders_come_from_the_declaration(registry: Registry) -> None:
    schema = registry.get(pieces.WARP)
    assert schema is not None
    groups = pieces.sliders_of(schema)
    assert list(groups) == ["Body", "Face", ""]
    assert [p.name for p in groups["Body"]] == ["shoulders", "waist", "hips"]
    assert {p.name for params in groups.values() for p in params} == {
        p.name for p in schema.params if p.slider is not None
    }
