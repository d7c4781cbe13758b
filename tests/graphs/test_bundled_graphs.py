"""The graphs that come with the program: sound, complete, tidy, and saved as we save."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from muse_nodes.document import Graph, dump, load
from muse_nodes.engine.check import check
from muse_nodes.engine.registry import Registry, load_registry

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "graphs").glob("*.json"))
PROMISED = {
    "live", "demo", "virtual_background", "matte_preview", "compare_models", "leak_check",
}  # fmt: skip

every_graph = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def graph_of(path: Path) -> Graph:
    return load(path).sound()


def test_the_promised_graphs_are_there() -> None:
    assert {path.stem for path in FILES} >= PROMISED


@every_graph
def test_it_loads_without_problems_and_saves_back_byte_by_byte(path: Path) -> None:
    loaded = load(path)
    assert loaded.problems == ()
    assert loaded.graph is not None
    assert dump(loaded.graph) == path.read_bytes()


@every_graph
def test_all_its_nodes_are_known_and_fit_together(path: Path, registry: Registry) -> None:
    graph = graph_of(path)
    checked, problems = check(graph, registry)
    assert problems == ()
    assert checked is not None
    assert {node.id for node in checked.nodes} == {node.id for node in graph.nodes}


@every_graph
def test_it_says_what_it_is_for(path: Path) -> None:
    graph = graph_of(path)
    assert graph.title
    assert graph.description.endswith(".")
    assert len(graph.description) > 60


@every_graph
def test_it_names_the_extras_it_needs(path: Path) -> None:
    graph = graph_of(path)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(graph.needs) <= set(project["optional-dependencies"])
    has_camera = any(node.type == "muse.output.virtual_camera" for node in graph.nodes)
    assert ("vcam" in graph.needs) == has_camera


@every_graph
def test_the_keys_it_speaks_of_are_there(path: Path, registry: Registry) -> None:
    graph = graph_of(path)
    schemas = [registry.get(node.type) for node in graph.nodes]
    keys = [a.key for schema in schemas if schema is not None for a in schema.actions if a.key]
    spoken = re.findall(r"\b([B-HJ-Z])\b", graph.description)
    assert set(spoken) <= set(keys)
    assert len(keys) == len(set(keys)), "one key would do two things"


@every_graph
def test_it_lies_neatly_on_the_canvas(path: Path) -> None:
    graph = graph_of(path)
    for one, other in combinations(graph.nodes, 2):
        dx = abs(one.position[0] - other.position[0])
        dy = abs(one.position[1] - other.position[1])
        assert dx >= 220 or dy >= 160, f"{one.id} and {other.id} overlap"
    for link in graph.links:
        start, end = graph.node(link.source.node), graph.node(link.target.node)
        assert start.position[0] < end.position[0], f"{link} does not lead to the right"


@every_graph
def test_parameters_that_are_as_the_default_are_not_saved(path: Path, registry: Registry) -> None:
    for node in graph_of(path).nodes:
        schema = registry.get(node.type)
        assert schema is not None
        for name, value in node.params.items():
            param = schema.param(name)
            assert param is not None
            assert param.default != value, f"{node.id}.{name}"


def test_the_live_graph_is_wired_as_documented() -> None:
    graph = graph_of(ROOT / "graphs" / "live.json")
    assert [node.id for node in graph.nodes] == [
        "camera", "segment", "pose", "background", "warp", "composite", "virtual_camera", "preview",
    ]  # fmt: skip
    wires = {str(link.target): str(link.source) for link in graph.links}
    assert wires["segment.plate"] == wires["background.plate"] == "camera.plate"
    assert wires["pose.matte"] == "segment.matte"
    assert wires["composite.room"] == "background.plate"
    assert wires["composite.layer1"] == "warp.layer"
    assert wires["preview.frame"] == wires["virtual_camera.frame"] == "composite.image"
    params = {node.id: dict(node.params) for node in graph.nodes if node.params}
    assert params == {"virtual_camera": {"room": "show"}}, "the defaults are what looks natural"
