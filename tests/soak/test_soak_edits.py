"""Edits at random: as the seed says, possible or refused, and never those that show the room."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from bundled_runs import GRAPHS

from muse_nodes.cli.soak import segmenting
from muse_nodes.document import DocumentError, Graph, load
from muse_nodes.engine.check import check
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import load_models
from muse_nodes.engine.registry import Registry, load_registry
from muse_nodes.engine.values import checked as fitting
from muse_nodes.soak.edits import random_structure, random_values
from muse_nodes.soak.leaks import BACKGROUNDS
from muse_nodes.soak.plan import KINDS
from muse_nodes.soak.stage import SIZE, staged, targets


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return staged(
        load(GRAPHS / "virtual_background.json").sound(),
        tmp_path_factory.mktemp("recordings"), true_mattes=True,
    )  # fmt: skip


def test_the_stage_has_a_recorder_a_colour_and_hard_mattes(graph: Graph) -> None:
    assert graph.node("background").params["kind"] == "colour"
    assert graph.node("background").params["colour"] == BACKGROUNDS[0]
    assert graph.node("segment").params["smoothing"] == 0.0
    assert (graph.node("camera").params["width"], graph.node("camera").params["height"]) == SIZE
    (recorder,) = [n for n in graph.nodes if n.type == "muse.output.video_writer"]
    assert [link.source.node for link in graph.links_into(recorder.id)] == ["composite"]


def test_a_graph_that_records_already_gets_no_second_recorder(graph: Graph, tmp_path: Path) -> None:
    assert staged(graph, tmp_path, true_mattes=False).nodes == graph.nodes


def test_every_kind_finds_its_targets(graph: Graph, registry: Registry) -> None:
    checked, _ = check(graph, registry)
    assert checked is not None
    found = targets(checked, {"segment": ("one", "two")})
    assert set(found) == set(KINDS)
    assert all(found.values())
    assert found["unplug"] == ["camera"]
    assert found["drop camera"] == ["virtual_camera"]
    assert found["out of memory"] == found["swap model"] == ["segment"]
    assert "virtual_camera" not in found["stall"]
    assert targets(checked, {})["swap model"] == [], "there is nothing to swap with"


@pytest.mark.shared
def test_networks_are_swapped_with_any_that_is_here(
    graph: Graph, registry: Registry, shared: Path
) -> None:
    """Not only with the one that ``auto`` would take: it runs already."""
    checked, _ = check(graph, registry)
    assert checked is not None
    names = segmenting(load_models([shared / "models"]))
    assert {"selfie_square", "selfie_landscape"} <= set(names)
    assert targets(checked, {"segment": names})["swap model"] == ["segment"]
    assert segmenting(NoModels()) == ()


def test_random_values_fit_and_leave_privacy_alone(graph: Graph, registry: Registry) -> None:
    seen = set()
    for seed in range(300):
        values = random_values(graph, registry, random.Random(seed))
        assert values == random_values(graph, registry, random.Random(seed))
        for id, params in values.items():
            schema = registry.get(graph.node(id).type)
            assert schema is not None
            assert not schema.is_sink
            assert not schema.is_source
            for name, value in params.items():
                param = schema.param(name)
                assert param is not None
                assert fitting(param, value) == value
                seen.add(f"{id}.{name}")
    assert {"background.colour", "background.kind", "buffer.rate", "segment.every"} <= seen
    assert not {"segment.model", "segment.smoothing", "segment.track", "background.file"} & seen


def test_random_structures_are_edits_that_can_be_taken_back(
    graph: Graph, registry: Registry
) -> None:
    runs, refused = 0, 0
    for seed in range(200):
        edit = random_structure(graph, registry, random.Random(seed))
        assert edit == random_structure(graph, registry, random.Random(seed))
        try:
            applied = edit.apply(graph)
        except DocumentError:
            refused += 1
            continue
        assert applied.undo.apply(applied.graph).graph == graph
        runs += check(applied.graph, registry)[0] is not None
        gone = {n.id for n in graph.nodes} - {n.id for n in applied.graph.nodes}
        assert not gone & {"camera", "virtual_camera", "preview"}
        for name in ("camera", "virtual_camera"):
            assert applied.graph.node(name) == replace(graph.node(name))
    assert runs > 100
    assert 200 - runs - refused > 5, "some must be refused by the engine"
