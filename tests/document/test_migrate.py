"""Files of older formats, and nodes whose names have changed since."""

from __future__ import annotations

import json
from typing import Any

import pytest

from muse_nodes.document import (
    Graph,
    Link,
    Node,
    Params,
    Port,
    Renames,
    apply_renames,
    parse,
)


def wires_became_links(data: dict[str, Any]) -> dict[str, Any]:
    data["links"] = [{"source": a, "target": b} for a, b in data.pop("wires")]
    return data


def kinds_became_types(data: dict[str, Any]) -> dict[str, Any]:
    nodes = [{"id": node["id"], "type": node["kind"]} for node in data["nodes"]]
    return {**data, "nodes": nodes}


STEPS = {1: wires_became_links, 2: kinds_became_types}
OLD = {
    "format": 1,
    "nodes": [{"id": "a", "kind": "t"}, {"id": "b", "kind": "t"}],
    "wires": [["a.out", "b.in"]],
}
TODAY = Graph(
    nodes=(Node("a", "t"), Node("b", "t")), links=(Link(Port("a", "out"), Port("b", "in")),)
)


def read(data: object, *, steps: Any = STEPS, format: int = 3) -> Any:
    return parse(json.dumps(data).encode(), "old.json", steps=steps, format=format)


def test_old_files_go_through_every_step() -> None:
    assert read(OLD).sound() == TODAY
    assert read({**wires_became_links(dict(OLD)), "format": 2}).sound() == TODAY


def test_newer_files_are_refused() -> None:
    loaded = read({**OLD, "format": 4})
    assert loaded.graph is None
    assert "newer release" in loaded.problems[0].message


def test_a_format_without_a_step_is_refused() -> None:
    loaded = read(OLD, steps={2: kinds_became_types})
    assert loaded.graph is None
    assert "Files of format 1 can no longer be read" in str(loaded.problems[0])


@pytest.mark.parametrize("wires", [None, 5, [["a.out"]], "text"])
def test_a_damaged_old_file_is_a_problem(wires: object) -> None:
    loaded = read({**OLD, "wires": wires})
    assert loaded.graph is None
    assert "cannot be brought from format 1" in loaded.problems[0].message


RENAMES = Renames(
    types={"muse.blend": "muse.mix", "muse.mix": "muse.compose.composite", "x": "y", "y": "x"},
    names={
        "muse.compose.composite": {"fade": "decay", "a": "base", "picture": "image"},
        "muse.source.camera": {"rate": "fps", "out": "frame"},
    },
)


def test_types_parameters_and_ports_are_renamed() -> None:
    graph = Graph(
        nodes=(
            Node("camera", "muse.source.camera", params=Params({"rate": 30})),
            Node("mix", "muse.blend", params=Params({"fade": 0.5, "other": 1})),
            Node("end", "someone.else", params=Params({"fade": 1})),
        ),
        links=(
            Link(Port("camera", "out"), Port("mix", "a")),
            Link(Port("mix", "picture"), Port("end", "a")),
        ),
    )
    after = apply_renames(graph, RENAMES)
    assert after == Graph(
        nodes=(
            Node("camera", "muse.source.camera", params=Params({"fps": 30})),
            Node("mix", "muse.compose.composite", params=Params({"decay": 0.5, "other": 1})),
            Node("end", "someone.else", params=Params({"fade": 1})),
        ),
        links=(
            Link(Port("camera", "frame"), Port("mix", "base")),
            Link(Port("mix", "image"), Port("end", "a")),
        ),
    )
    assert apply_renames(after, RENAMES) is after


def test_where_both_names_are_in_use_nothing_is_lost() -> None:
    params = Params({"fade": 0.5, "decay": 0.9})
    graph = Graph(
        nodes=(Node("c", "other"), Node("mix", "muse.compose.composite", params=params)),
        links=(
            Link(Port("c", "one"), Port("mix", "a")),
            Link(Port("c", "two"), Port("mix", "base")),
        ),
    )
    assert apply_renames(graph, RENAMES) is graph


def test_renames_in_a_circle_come_to_an_end() -> None:
    assert RENAMES.type("x") == "y"
    assert RENAMES.type("muse.blend") == "muse.compose.composite"
    assert RENAMES.type("unknown") == "unknown"
