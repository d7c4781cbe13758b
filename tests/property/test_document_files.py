"""Files: what is written is read again, and no file whatever makes the reader stumble."""

from __future__ import annotations

import copy
import json
from typing import Any

from document_strategies import PARAMS, VALUES, graphs
from hypothesis import example, given
from hypothesis import strategies as st

from muse_nodes.document import (
    Graph,
    Loaded,
    Params,
    Renames,
    apply_renames,
    dump,
    freeze,
    parse,
    thaw,
)


@given(graphs())
def test_load_of_save_is_the_same_graph_and_the_same_bytes(graph: Graph) -> None:
    content = dump(graph)
    loaded = parse(content, "g.json")
    assert loaded == Loaded(graph)
    assert hash(loaded.graph) == hash(graph)
    assert dump(loaded.sound()) == content


@given(graphs(), graphs())
def test_graphs_are_equal_exactly_when_their_files_are(one: Graph, other: Graph) -> None:
    assert (one == other) == (dump(one) == dump(other))


def no_stumbling(content: bytes) -> None:
    """Whatever is in the file: a graph that can be saved, or problems, or both; never a raise."""
    loaded = parse(content, "g.json")
    assert loaded.problems or loaded.graph is not None
    for problem in loaded.problems:
        assert "g.json" in problem.message
        str(problem).encode()
    if loaded.graph is not None:
        assert parse(dump(loaded.graph), "g.json") == Loaded(loaded.graph)


@given(st.binary(max_size=200))
@example(b'{"format":1,"nodes":' + b"[" * 30 + b"]" * 30 + b"}")
def test_any_bytes(content: bytes) -> None:
    no_stumbling(content)


@given(graphs(), st.data())
def test_damaged_bytes(graph: Graph, data: st.DataObject) -> None:
    content = bytearray(dump(graph))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "repeat"]))
        if kind == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[place : place + data.draw(st.integers(1, 40))]
            content += b" "
        else:
            content[place:place] = content[place : place + data.draw(st.integers(1, 40))]
    no_stumbling(bytes(content))


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["camera", "camera.frame", "#ff0000", -1, 2**70, 1e300]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every container in decoded JSON, with each of its keys."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    found = [(data, key) for key in keys]
    for key in keys:
        found += places(data[key])
    return found


@given(graphs(), st.data())
def test_damaged_fields(graph: Graph, data: st.DataObject) -> None:
    tree = json.loads(dump(graph))
    for _ in range(data.draw(st.integers(1, 5))):
        spots = places(tree)
        if not spots:
            break
        container, key = data.draw(st.sampled_from(spots))
        match data.draw(st.sampled_from(["replace", "delete", "add", "double"])):
            case "replace":
                container[key] = data.draw(ODD)
            case "delete":
                del container[key]
            case "add" if isinstance(container, dict):
                container[data.draw(st.text(max_size=4))] = data.draw(ODD)
            case _ if isinstance(container, list):
                container.append(copy.deepcopy(container[key]))
    no_stumbling(json.dumps(tree).encode())


@given(VALUES)
def test_values_come_back_as_they_were(value: object) -> None:
    assert json.dumps(thaw(freeze(value))) == json.dumps(value, sort_keys=True)


@given(PARAMS, PARAMS)
def test_parameters_are_equal_exactly_when_written_alike(one: Params, other: Params) -> None:
    text, other_text = (json.dumps(thaw(params)) for params in (one, other))
    assert (one == other) == (text == other_text)
    assert one != other or hash(one) == hash(other)


@given(graphs(), st.data())
def test_renaming_loses_nothing(graph: Graph, data: st.DataObject) -> None:
    word = st.sampled_from(["waist", "rate", "source", "frame", "matte", "image", "new"])
    types = [node.type for node in graph.nodes] or ["t"]
    type_ids = st.sampled_from([*types, "muse.new"])
    renames = Renames(
        data.draw(st.dictionaries(type_ids, type_ids)),
        data.draw(st.dictionaries(type_ids, st.dictionaries(word, word))),
    )
    after = apply_renames(graph, renames)
    assert list(after.by_id) == list(graph.by_id)
    assert len(after.links) == len(graph.links)
    for node in graph.nodes:
        values = sorted(json.dumps(thaw(value)) for value in node.params.values())
        kept = after.node(node.id).params.values()
        assert sorted(json.dumps(thaw(value)) for value in kept) == values
