"""What each picture of a graph can show: the rule, the bundled nodes, and every doubt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from small_nodes import registry as with_classes

from muse_nodes.api import Ctx, Frame, Latest, Layer, Matte, Shows, node
from muse_nodes.document import Graph, Link, Node, Params, Port, load
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.exposure import Lookout, exposure, seen_by_sinks
from muse_nodes.engine.registry import Registry, load_registry

ROOT = Path(__file__).resolve().parents[2]
NOTHING, PERSON, ROOM = Shows.NOTHING, Shows.PERSON, Shows.ROOM

SHORT = {
    "camera": "sources.camera", "image": "sources.image", "film": "sources.video_file",
    "scene": "sources.demo_scene", "segment": "understanding.segment", "cut": "compose.cutout",
    "pip": "compose.picture_in_picture", "composite": "compose.composite",
    "source": "background.source", "buffer": "background.buffer", "warp": "shape.warp",
    "place": "shape.place", "tools": "matte.tools", "display": "compose.display_mode",
    "caption": "compose.caption", "preview": "output.preview", "switch": "values.switch_frame",
    "mattes": "values.switch_matte", "layers": "values.switch_layer",
    "vcam": "output.virtual_camera", "keyer": "matte.plate_keyer",
}  # fmt: skip

Kinds = Mapping[str, str | tuple[str, dict[str, object]]]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def wired(kinds: Kinds, links: str, known: Registry) -> CheckedGraph:
    """A checked graph of bundled node types (by the words above) from ``a.b > c.d`` links."""
    nodes = []
    for name, kind in kinds.items():
        word, params = (kind, {}) if isinstance(kind, str) else kind
        nodes.append(
            Node(name, f"muse.{SHORT[word]}" if word in SHORT else word, params=Params(params))
        )
    pairs = [text.split(">") for text in links.replace("\n", ";").split(";") if text.strip()]
    joined = [Link(Port.parse(a.strip()), Port.parse(b.strip())) for a, b in pairs]
    checked, problems = check(Graph(nodes=tuple(nodes), links=tuple(joined)), known)
    assert checked is not None, problems
    return checked


CUT_OUT: Kinds = {
    "camera": "camera", "segment": "segment", "cut": "cut", "back": ("source", {"kind": "colour"}),
    "composite": "composite", "preview": "preview",
}  # fmt: skip
CUT_LINKS = """camera.frame > segment.frame; camera.frame > cut.frame; segment.matte > cut.matte
camera.frame > composite.frame; cut.layer > composite.layer1; composite.image > preview.frame
back.frame > composite.background; camera.frame > back.frame"""


def seen(kinds: Kinds, links: str, known: Registry, sink: str = "preview") -> Shows:
    return seen_by_sinks(wired(kinds, links, known))[sink]


def test_a_cut_out_over_a_colour_shows_the_person_only(registry: Registry) -> None:
    shown = exposure(wired(CUT_OUT, CUT_LINKS, registry))
    assert shown["camera", "frame"] == ROOM
    assert shown["segment", "matte"] == NOTHING
    assert shown["cut", "layer"] == PERSON
    assert shown["back", "frame"] == NOTHING
    assert shown["composite", "image"] == PERSON


@pytest.mark.parametrize(
    ("params", "shows"),
    [
        ({"kind": "room"}, ROOM),
        ({"kind": "blur"}, PERSON),
        ({"kind": "blur", "radius": 0.5}, ROOM),
        ({"kind": "transparent"}, PERSON),
        ({"kind": "colour"}, PERSON),
        ({"kind": "image"}, PERSON),
        ({"kind": "video"}, PERSON),
    ],
)
def test_the_kind_of_the_background_decides(
    params: dict[str, object], shows: Shows, registry: Registry
) -> None:
    assert seen({**CUT_OUT, "back": ("source", params)}, CUT_LINKS, registry) == shows


def test_without_a_background_the_room_is_there(registry: Registry) -> None:
    links = CUT_LINKS.replace("back.frame > composite.background;", "")
    kinds = {name: kind for name, kind in CUT_OUT.items() if name != "back"}
    assert seen(kinds, links.replace("camera.frame > back.frame", ""), registry) == ROOM


def test_one_uncovered_layer_is_enough(registry: Registry) -> None:
    kinds = {**CUT_OUT, "pip": "pip"}
    links = CUT_LINKS + "\ncamera.frame > pip.frame; pip.layer > composite.layer2"
    assert seen(kinds, links, registry) == ROOM
    assert seen(kinds, links + "; segment.matte > pip.matte", registry) == PERSON


def test_the_other_ways_to_cut_and_to_pass_on(registry: Registry) -> None:
    kinds = {**CUT_OUT, "cut": "warp", "place": "place", "layers": "layers", "word": "caption"}
    links = CUT_LINKS.replace("cut.layer > composite.layer1", "cut.layer > place.layer").replace(
        "composite.image > preview.frame", "composite.image > word.frame"
    )
    links += "\nplace.layer > layers.layer1; layers.layer > composite.layer1"
    links += "; word.frame > preview.frame"
    assert seen(kinds, links, registry) == PERSON


@pytest.mark.parametrize("other", ["camera", "image"])
def test_a_matte_of_another_picture_does_not_count(other: str, registry: Registry) -> None:
    kinds = {**CUT_OUT, "other": other, "tools": "tools"}
    links = CUT_LINKS.replace("segment.matte > cut.matte", "tools.matte > cut.matte")
    if other == "image":
        links += "\nother.alpha > tools.matte"
    else:
        links = links.replace("camera.frame > segment.frame", "other.frame > segment.frame")
        links += "\nsegment.matte > tools.matte"
    assert seen(kinds, links, registry) == ROOM


def test_of_several_mattes_any_one_may_be_chosen(registry: Registry) -> None:
    kinds = {**CUT_OUT, "mattes": "mattes", "image": "image"}
    links = CUT_LINKS.replace("segment.matte > cut.matte", "mattes.matte > cut.matte")
    links += "\nsegment.matte > mattes.matte1"
    assert seen(kinds, links, registry) == PERSON
    assert seen(kinds, links + "; image.alpha > mattes.matte2", registry) == ROOM


def test_what_is_no_matte_of_the_person_does_not_cut(registry: Registry) -> None:
    kinds = {**CUT_OUT, "buffer": "buffer", "tools": "tools"}
    links = CUT_LINKS.replace("segment.matte > cut.matte", "tools.matte > cut.matte")
    links += "\ncamera.frame > buffer.frame; segment.matte > buffer.matte"
    links += "\nbuffer.confidence > tools.matte"
    assert seen(kinds, links, registry) == ROOM


def test_pictures_from_files_show_nothing_and_the_demo_scene_is_a_camera(
    registry: Registry,
) -> None:
    for source, shows in (("image", NOTHING), ("film", NOTHING), ("scene", ROOM)):
        assert seen({"in": source, "preview": "preview"}, "in.frame > preview.frame", registry) == (
            shows
        )


def test_a_switch_shows_what_its_worst_input_shows(registry: Registry) -> None:
    kinds = {**CUT_OUT, "switch": "switch", "image": "image"}
    links = CUT_LINKS.replace("back.frame > composite.background", "back.frame > switch.frame1")
    links += "\nimage.frame > switch.frame2; switch.frame > composite.background"
    assert seen(kinds, links, registry) == PERSON
    kinds["back"] = ("source", {"kind": "room"})
    assert seen(kinds, links, registry) == ROOM


class Sometimes(NamedTuple):
    frame: Frame | None


@node("test.maybe", category="Test")
class Maybe:
    """Hides everything, but may give nothing."""

    def process(self, ctx: Ctx, layer: Layer | None = None) -> Sometimes: ...  # type: ignore[empty-body]  # never run


@node("test.after", category="Test", bypass="frame")
class After:
    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return NOTHING

    def process(self, ctx: Ctx, frame: Frame) -> Frame: ...  # type: ignore[empty-body]  # never run


@node("test.echo_frame", category="Test")
class Echo:
    """Mixes its own last picture in, as a trail does."""

    def process(  # type: ignore[empty-body]  # never run
        self, ctx: Ctx, frame: Frame, late: Latest[Frame] | None = None
    ) -> Frame: ...


@node("test.late_cut", category="Test")
class LateCut:
    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return PERSON if "matte" in given else ROOM

    def process(  # type: ignore[empty-body]  # never run
        self, ctx: Ctx, frame: Frame, matte: Latest[Matte] | None = None
    ) -> Frame: ...


@node("test.odd", category="Test")
class Odd:
    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Any:
        return {"bug": lambda: 1 / 0, "odd": lambda: 7, "part": dict}[params["how"]]()

    def process(self, ctx: Ctx, frame: Frame, *, how: str = "odd") -> Frame: ...  # type: ignore[empty-body]  # never run


@pytest.fixture(scope="module")
def more(registry: Registry) -> Registry:
    own = with_classes([Maybe, After, Echo, LateCut, Odd])
    return Registry({**registry.schemas, **own.schemas})


def test_what_may_be_empty_is_tried_both_ways(more: Registry) -> None:
    kinds = {**CUT_OUT, "back": "test.maybe"}
    links = CUT_LINKS.replace("; camera.frame > back.frame", "; cut.layer > back.layer")
    assert seen(kinds, links, more) == ROOM
    kinds["after"] = "test.after"  # it does not run while its input is empty
    links = links.replace("back.frame >", "after.frame >") + "; back.frame > after.frame"
    assert seen(kinds, links, more) == ROOM


@pytest.mark.parametrize("how", ["bug", "odd", "part", "unknown"])
def test_an_answer_that_makes_no_sense_counts_as_the_room(how: str, more: Registry) -> None:
    kinds: Kinds = {"in": "image", "odd": ("test.odd", {"how": how}), "preview": "preview"}
    assert seen(kinds, "in.frame > odd.frame; odd.frame > preview.frame", more) == ROOM


def test_a_latest_matte_is_of_another_frame(more: Registry) -> None:
    kinds = {"camera": "camera", "segment": "segment", "cut": "test.late_cut", "p": "preview"}
    links = """camera.frame > segment.frame; camera.frame > cut.frame
    segment.matte > cut.matte; cut.frame > p.frame"""
    assert seen(kinds, links, more, "p") == ROOM


def test_a_loop_is_settled(more: Registry) -> None:
    """The room comes into the second echo, and round the loop into the first."""
    kinds = {"image": "image", "camera": "camera", "one": "test.echo_frame",
             "two": "test.echo_frame", "preview": "preview"}  # fmt: skip
    links = """image.frame > one.frame; two.frame > one.late; camera.frame > two.frame
    one.frame > two.late; one.frame > preview.frame"""
    assert seen(kinds, links, more) == ROOM


def test_who_is_bypassed_shows_what_stands_in(more: Registry) -> None:
    kinds = {**CUT_OUT, "hide": "test.after", "word": "caption"}
    links = CUT_LINKS.replace("camera.frame > back.frame", "camera.frame > hide.frame")
    links = links.replace("back.frame > composite.background", "hide.frame > composite.background")
    kinds = {name: kind for name, kind in kinds.items() if name not in ("back", "word")}
    graph = wired(kinds, links, more)
    look = Lookout(graph, "preview")
    assert look() == PERSON
    assert look(frozenset(["hide"])) == ROOM
    assert look(frozenset(["segment"])) == ROOM, "nothing stands in for a matte"
    assert look(frozenset(["composite"])) == ROOM
    assert look(frozenset(["no_such_node"])) == PERSON
    assert Lookout(graph, "no_such_sink")() == ROOM


def test_other_parameters_are_other_pictures(registry: Registry) -> None:
    graph = wired(CUT_OUT, CUT_LINKS, registry)
    kept = dict(next(n for n in graph.nodes if n.id == "back").params)
    changed = {"back": {**kept, "kind": "room"}}
    assert seen_by_sinks(graph)["preview"] == PERSON
    assert seen_by_sinks(graph, params=changed)["preview"] == ROOM
    assert Lookout(graph, "preview", changed)() == ROOM


@pytest.mark.parametrize(
    ("name", "shows"),
    [("live", ROOM), ("virtual_background", PERSON), ("compare_models", PERSON), ("demo", ROOM),
     ("matte_preview", ROOM), ("leak_check", PERSON)],
)  # fmt: skip
def test_the_bundled_graphs(name: str, shows: Shows, registry: Registry) -> None:
    checked, _ = check(load(ROOT / "graphs" / f"{name}.json").sound(), registry)
    assert checked is not None
    assert set(seen_by_sinks(checked).values()) == {shows}
