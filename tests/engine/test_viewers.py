"""What is said of sinks whose pictures leave the machine: before a run, and in the printed plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from muse_nodes.document import Graph, Params, Problem, load
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.registry import Registry, load_registry
from muse_nodes.engine.viewers import is_public, seen_from_outside

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def bundled(name: str, **params: dict[str, object]) -> Graph:
    """A bundled graph with some parameters of some nodes changed."""
    graph = load(ROOT / "graphs" / f"{name}.json").sound()
    for node, values in params.items():
        old = graph.node(node)
        graph = graph.with_node(replace(old, params=Params({**old.params, **values})))
    return graph


def checked(graph: Graph, known: Registry) -> tuple[CheckedGraph, tuple[Problem, ...]]:
    found, problems = check(graph, known)
    assert found is not None, problems
    return found, problems


def test_a_virtual_camera_that_shows_the_room_is_told_of(registry: Registry) -> None:
    (problem,) = checked(bundled("live", virtual_camera={"room": "auto"}), registry)[1]
    assert problem.severity == "warning"
    assert problem.node == "virtual_camera"
    assert problem.message == (
        "This graph shows your room: 'camera → composite' leads it here uncovered."
    )
    assert "set 'room' to 'show'" in problem.hint
    assert not checked(bundled("live", virtual_camera={"room": "show"}), registry)[1]


def test_a_room_that_is_to_be_hidden_and_is_not_means_the_slate(registry: Registry) -> None:
    (problem,) = checked(bundled("virtual_background", background={"kind": "room"}), registry)[1]
    assert problem.severity == "warning"
    assert problem.message.endswith("shows it: the slate will be shown.")
    assert not checked(bundled("virtual_background", background={"kind": "colour"}), registry)[1]


def test_only_what_leaves_the_machine_is_public(registry: Registry) -> None:
    graph, problems = checked(bundled("demo"), registry)
    assert not problems
    assert not seen_from_outside(graph)
    live = checked(bundled("live"), registry)[0]
    assert [n.id for n in live.nodes if is_public(n)] == ["virtual_camera"]


def test_a_recorder_is_public_when_its_user_says_so(registry: Registry) -> None:
    base = bundled("demo")
    writer = replace(base.node("preview"), type="muse.output.video_writer")
    for public, told in ((False, 0), (True, 1)):
        params = Params({"path": "a.mp4", "public": public})
        graph, problems = checked(base.with_node(replace(writer, params=params)), registry)
        assert len(problems) == told
        assert len(seen_from_outside(graph)) == told
        node = next(n for n in graph.nodes if n.id == "preview")
        assert is_public(node) == public
        assert is_public(node, {"public": not public}) == (not public)


@pytest.mark.parametrize(
    ("name", "params", "line"),
    [
        ("live", {}, "virtual_camera shows your room (room = show)"),
        ("live", {"virtual_camera": {"room": "hide"}},
         "virtual_camera shows your room (room = hide): the slate is shown"),
        ("virtual_background", {}, "virtual_camera shows you, not your room (room = hide)"),
        ("virtual_background", {"background": {"kind": "room"}},
         "virtual_camera shows your room (room = hide): the slate is shown"),
    ],
)  # fmt: skip
def test_the_plan_says_what_is_seen_from_outside(
    name: str, params: dict[str, dict[str, object]], line: str, registry: Registry
) -> None:
    assert seen_from_outside(checked(bundled(name, **params), registry)[0]) == [line]
