"""What can be seen only rises: with what is fed in, with more links, with what stands in."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from small_nodes import registry

from muse_nodes.api import Ctx, Frame, Latest, Matte, Shows, node
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.exposure import exposure, seen_by_sinks


@node("test.room", category="Test")
class Room:
    def process(self, ctx: Ctx) -> Frame: ...  # type: ignore[empty-body]  # never run


@node("test.file", category="Test")
class File:
    @staticmethod
    def shows(given: Any, params: Any) -> Shows:
        return Shows(params["level"])

    def process(self, ctx: Ctx, *, level: int = 0) -> Frame: ...  # type: ignore[empty-body]  # never run


@node("test.find", category="Test")
class Find:
    def process(self, ctx: Ctx, frame: Frame) -> Matte: ...  # type: ignore[empty-body]  # never run


@node("test.cut", category="Test", bypass="frame")
class Cut:
    @staticmethod
    def shows(given: Any, params: Any) -> Shows:
        return min(given["frame"], Shows.PERSON) if "matte" in given else Shows(given["frame"])

    def process(  # type: ignore[empty-body]  # never run
        self, ctx: Ctx, frame: Frame, matte: Matte | None = None
    ) -> Frame: ...


@node("test.mix", category="Test")
class Mix:
    def process(  # type: ignore[empty-body]  # never run
        self, ctx: Ctx, late: Latest[Frame] | None = None, *frame: Frame
    ) -> Frame: ...


@node("test.show", category="Test")
class Show:
    def process(self, ctx: Ctx, frame: Frame) -> None: ...


KNOWN = registry([Room, File, Find, Cut, Mix, Show])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Link], list[str]]:
    """Nodes, links, and the ids of the sources and mixers that more can be linked to."""
    nodes = [
        Node("room", "test.room"),
        Node("file", "test.file", params=Params({"level": draw(st.integers(0, 1))})),
    ]
    frames, mattes, mixers = ["room", "file"], list[str](), list[str]()
    links = []
    for number in range(draw(st.integers(1, 8))):
        name = f"n{number}"
        kind = draw(st.sampled_from(["find", "cut", "cut", "mix"]))
        into = "frame1" if kind == "mix" else "frame"
        # of what a matte is made may not change with one more link, or it may begin to fit
        source = draw(st.sampled_from(frames[:2] if kind == "find" else frames))
        links.append(Link(Port(source, "frame"), Port(name, into)))
        if kind == "cut" and mattes and draw(st.booleans()):
            links.append(Link(Port(draw(st.sampled_from(mattes)), "matte"), Port(name, "matte")))
        nodes.append(Node(name, f"test.{kind}"))
        (mattes if kind == "find" else frames).append(name)
        if kind == "mix":
            mixers.append(name)
    links += [
        Link(Port(draw(st.sampled_from(frames)), "frame"), Port(name, "late"))
        for name in mixers
        if draw(st.booleans())
    ]
    nodes.append(Node("out", "test.show"))
    links.append(
        Link(Port(draw(st.sampled_from(frames[2:] or frames)), "frame"), Port("out", "frame"))
    )
    return nodes, links, mixers


def checked(nodes: list[Node], links: list[Link]) -> CheckedGraph:
    found, problems = check(Graph(nodes=tuple(nodes), links=tuple(links)), KNOWN)
    assert found is not None, problems
    return found


@given(graphs(), st.frozensets(st.sampled_from([f"n{i}" for i in range(8)])), st.integers(0, 7))
def test_standing_in_never_reveals_less(
    made: tuple[list[Node], list[Link], list[str]], bypassed: frozenset[str], one: int
) -> None:
    graph = checked(made[0], made[1])
    before, after = exposure(graph), exposure(graph, bypassed)
    more = exposure(graph, bypassed | {f"n{one}"})
    assert before.keys() == after.keys()
    assert all(before[port] <= after[port] <= more[port] for port in before)


@given(graphs(), st.data())
def test_one_more_picture_never_shows_less(
    made: tuple[list[Node], list[Link], list[str]], data: st.DataObject
) -> None:
    nodes, links, mixers = made
    graph = checked(nodes, links)
    running = [m for m in mixers if m in {n.id for n in graph.nodes}]
    if not running:
        return
    source = Port(data.draw(st.sampled_from(["room", "file"])), "frame")
    link = Link(source, Port(data.draw(st.sampled_from(running)), "frame9"))
    before, after = exposure(graph), exposure(checked(nodes, [*links, link]))
    assert all(after[port] >= shows for port, shows in before.items())


@given(graphs())
def test_a_more_revealing_source_never_shows_less(
    made: tuple[list[Node], list[Link], list[str]],
) -> None:
    graph = checked(made[0], made[1])
    levels = [exposure(graph, params={"file": {"level": level}}) for level in (0, 1, 2)]
    for less, more in pairwise(levels):
        assert all(less[port] <= more[port] for port in less)


@given(graphs())
def test_without_a_matte_on_the_way_the_room_is_seen(
    made: tuple[list[Node], list[Link], list[str]],
) -> None:
    """A naive walk: from the sink back to the room past no cut that has a matte."""
    graph = checked(made[0], made[1])
    kept = {n.id: n for n in graph.nodes}
    waiting, walked = [kept["out"]], set[str]()
    bare = False
    while waiting:
        step = waiting.pop()
        bare = bare or step.id == "room"
        if step.id in walked or "matte" in step.inputs:
            continue
        walked.add(step.id)
        waiting += [kept[feed] for feed, _ in step.inputs.values()]
    shows = seen_by_sinks(graph)["out"]
    if bare:
        assert shows == Shows.ROOM
    if shows == Shows.NOTHING:
        assert not bare
