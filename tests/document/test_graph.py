"""The frozen graph: what holds of every one, and how to find things in it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from muse_nodes.document import (
    Backdrop,
    DocumentError,
    Graph,
    Group,
    Link,
    Node,
    Params,
    Port,
    Problem,
    View,
    errors,
    fresh_id,
)

CAMERA = Node("camera", "muse.source.camera", params=Params({"width": 1280}))
SEGMENT = Node("segment", "muse.model.segment")
LINK = Link(Port("camera", "frame"), Port("segment", "frame"))
GRAPH = Graph(nodes=(CAMERA, SEGMENT), links=(LINK,))


def test_lookups() -> None:
    assert GRAPH.node("camera") is CAMERA
    assert GRAPH.links_into("segment") == (LINK,) == GRAPH.links_from("camera")
    assert GRAPH.links_into("camera") == () == GRAPH.links_from("segment")
    assert GRAPH.inputs[("segment", "frame")] is LINK
    with pytest.raises(DocumentError, match="There is no node 'nobody'"):
        GRAPH.node("nobody")


def test_equal_by_value_and_hashable() -> None:
    twin = Graph(nodes=(replace(CAMERA), replace(SEGMENT)), links=(replace(LINK),))
    assert twin == GRAPH
    assert hash(twin) == hash(GRAPH)
    assert GRAPH.with_node(replace(CAMERA, muted=True)) != GRAPH


def test_the_order_in_which_links_were_made_does_not_matter() -> None:
    loop = Link(Port("segment", "matte"), Port("camera", "again"))
    one, other = (
        Graph(nodes=GRAPH.nodes, links=(LINK, loop)),
        Graph(nodes=GRAPH.nodes, links=(loop, LINK)),
    )
    assert one == other


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        GRAPH.title = "other"
    with pytest.raises(TypeError):
        CAMERA.params["width"] = 640


@pytest.mark.parametrize(
    ("type", "taken", "expected"),
    [
        ("muse.model.segment", (), "segment"),
        ("muse.model.segment", ("segment",), "segment2"),
        ("muse.model.segment", ("segment", "segment2"), "segment3"),
        ("other.Blur-5", (), "blur_5"),
        ("other.blur5", ("blur5",), "blur5_2"),
        ("한국어", (), "node"),
        ("", ("node",), "node2"),
        ("x.9lives", (), "lives"),
    ],
)
def test_fresh_ids_are_words(type: str, taken: tuple[str, ...], expected: str) -> None:
    assert fresh_id(type, taken) == expected
    Node(expected, "any")


def test_everything_unsound_is_named_at_once() -> None:
    nowhere = Link(Port("segment", "matte"), Port("nobody", "matte"))
    second = Link(Port("segment", "matte"), LINK.target)
    groups = (Group("a", members=("camera", "ghost")), Group("b", members=("camera",)))
    with pytest.raises(DocumentError) as caught:
        Graph(
            nodes=(CAMERA, SEGMENT, replace(CAMERA)), links=(LINK, nowhere, second), groups=groups
        )
    assert [problem.message for problem in caught.value.problems] == [
        "Two nodes have the id 'camera'.",
        "The link from segment.matte to nobody.matte needs a node 'nobody', which is not there.",
        "Two links end in segment.frame, from camera.frame and segment.matte.",
        "The group 'a' has the member 'ghost', which is not there.",
        "The group 'b' has the member 'camera', which is already in the group 'a'.",
    ]
    assert caught.value.problems[1].where == "nobody.matte"


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Node("Camera", "t"), "Node.id has to be a word of small letters"),
        (lambda: Node("a", ""), "Node.type has to be a text that is not empty"),
        (lambda: Node("a", "t", position=(0, 1e9)), "Node.position has a wrong entry"),
        (lambda: Node("a", "t", position=(0,)), "has to have 2 entries, but it has 1"),
        (lambda: Node("a", "t", position=(float("nan"), 0)), "has to be a number"),
        (
            lambda: Node("a", "t", muted=1),
            "Node.muted has to be true or false, but it is the number 1",
        ),
        (lambda: Node("a", "t", params={}), "Node.params has to be an object"),
        (lambda: Node("a", "t", title="\ud800"), "Node.title has to be text that can be written"),
        (lambda: Node(5, "t"), "Node.id has to be a text, but it is the number 5"),
        (lambda: Link(Port("a", "x y"), Port("b", "c")), "Link.source has to be a node id"),
        (lambda: Backdrop("a", rect=(0, 0, -1, 0)), "Backdrop.rect has a wrong entry"),
        (
            lambda: Backdrop("a", colour="red"),
            "a colour of the form #rrggbb, but it is the text 'red'",
        ),
        (lambda: View(zoom=0), "View.zoom has to be between 0.01 and 100"),
        (lambda: Graph(needs=("Extra",)), "Graph.needs has a wrong entry"),
        (lambda: Graph(nodes=[CAMERA]), "Graph.nodes has to be a list"),
    ],
)
def test_values_that_break_their_type_are_refused(build, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        build()
    assert words in str(caught.value)


def test_a_problem_reads_as_a_sentence_with_its_address() -> None:
    problem = Problem("This input needs a link.", "Connect a camera.", "segment", "frame")
    warning = Problem("The title is long.", severity="warning")
    assert str(problem) == "segment.frame: This input needs a link. Connect a camera."
    assert str(Problem("It failed.", node="camera")) == "camera: It failed."
    assert str(warning) == "The title is long."
    assert errors((warning, problem)) == (problem,)
