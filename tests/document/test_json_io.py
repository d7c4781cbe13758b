"""Graph files: the exact layout, and what is said of a file that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.document import (
    DocumentError,
    Graph,
    Link,
    Loaded,
    Node,
    Params,
    Port,
    dump,
    load,
    parse,
    save,
)

GRAPH = Graph(
    title="Live: 방송",
    needs=("vcam",),
    nodes=(
        Node("camera", "muse.source.camera", position=(0, 12.5), params=Params({"w": 2, "f": 1.0})),
        Node("segment", "muse.model.segment", "Cut", (240, 0), muted=True),
    ),
    links=(Link(Port("camera", "frame"), Port("segment", "frame")),),
)

TEXT = """{
  "format": 1,
  "title": "Live: 방송",
  "needs": ["vcam"],
  "nodes": [
    {
      "id": "camera",
      "type": "muse.source.camera",
      "position": [0, 12.5],
      "params": {
        "f": 1.0,
        "w": 2
      }
    },
    {
      "id": "segment",
      "type": "muse.model.segment",
      "title": "Cut",
      "position": [240, 0],
      "muted": true
    }
  ],
  "links": [
    {"source": "camera.frame", "target": "segment.frame"}
  ]
}
"""


def read(text: str) -> Loaded:
    return parse(text.encode(), "x.json")


def messages(loaded: Loaded) -> list[str]:
    return [problem.message for problem in loaded.problems]


def test_layout() -> None:
    assert dump(GRAPH).decode() == TEXT
    assert read(TEXT) == Loaded(GRAPH)
    assert dump(Graph()).decode() == '{\n  "format": 1\n}\n'


def test_load_and_save_is_byte_identical(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_bytes(TEXT.encode())
    save(load(first).sound(), second)
    assert second.read_bytes() == first.read_bytes()


def test_a_mark_at_the_beginning_does_no_harm() -> None:
    assert parse(b"\xef\xbb\xbf" + TEXT.encode(), "x.json") == Loaded(GRAPH)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b"a picture", "is not JSON (Expecting value at line 1, column 1)"),
        (b'{"format": 1,}', "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)"),
        (b"[1]", "has to be one JSON object, but it is a list"),
        (b"null", "has to be one JSON object, but it is null"),
        (b"{}", "has no field 'format'"),
        (b'{"format": "1"}', "has to have a whole number as its 'format', but it is the text '1'"),
        (b'{"format": true}', "but it is true"),
        (b'{"format": 0}', "but it is the number 0"),
        (b'{"format": 2}', "is of format 2, which a newer release wrote (this one knows 1)"),
        (b'{"format": 1, "x": ' + b"[" * 40 + b"]" * 40 + b"}", "is nested more than 32 levels"),
        (b"[" * 200_000, "is nested more than 32 levels"),
        (b'{"format": 1, "x": ' + b"9" * 10_000 + b"}", "a number with thousands of digits"),
        (b" " * (16 * 2**20 + 1), "is larger than 16 MB"),
    ],
)
def test_files_that_are_no_graphs(content: bytes, words: str) -> None:
    loaded = parse(content, "x.json")
    assert loaded.graph is None
    (problem,) = loaded.problems
    assert problem.severity == "error"
    assert problem.message.startswith("The graph file x.json ")
    assert words in problem.message
    with pytest.raises(DocumentError, match=r"The graph file x\.json"):
        loaded.sound()


def test_what_can_be_read_is_read_and_the_rest_is_named() -> None:
    data = json.loads(TEXT)
    camera, segment = data["nodes"]
    camera["position"] = ["left", 0]
    camera["params"] |= {"big": 2**70, "fine": [1, None]}
    segment["muted"] = "yes"
    segment["colour"] = "red"
    data["nodes"] += [{"id": "no type"}, 7, {"id": "camera", "type": "again"}]
    data["links"] += [{"source": "camera.frame"}, {"source": "a", "target": "segment.matte"}]
    data["view"] = {"zoom": -1, "x": 5}
    loaded = read(json.dumps(data))
    assert messages(loaded) == [
        "x.json: nodes[camera].position has a wrong entry, which has to be a number, "
        "but it is the text 'left'.",
        "x.json: nodes[camera].params.big has to fit into 64 bits.",
        "x.json: nodes[segment].muted has to be true or false, but it is the text 'yes'.",
        "x.json: nodes[segment].colour is not a known field.",
        "x.json: nodes[2].id has to be a word of small letters, digits and underscores, "
        "a letter at its start, but it is the text 'no type'.",
        "x.json: nodes[2].type is missing.",
        "x.json: nodes[3] has to be an object, but it is the number 7.",
        "x.json: links[1].target is missing.",
        "x.json: links[2].source has to be written like 'camera.frame', but it is the text 'a'.",
        "x.json: view.zoom has to be between 0.01 and 100, but it is the number -1.",
        "x.json: Two nodes have the id 'camera'.",
    ]
    assert [p.message for p in loaded.problems if p.severity == "warning"] == [messages(loaded)[3]]
    assert loaded.graph is not None
    assert loaded.graph.node("camera").params == {"f": 1.0, "w": 2, "fine": [1, None]}
    assert loaded.graph.node("camera").position == (0, 0)
    assert loaded.graph.links == GRAPH.links
    assert loaded.graph.view.x == 5
    with pytest.raises(DocumentError):
        loaded.sound()


def test_keys_that_come_twice_are_named() -> None:
    loaded = read('{"format": 1, "nodes": [{"id": "a", "type": "t", "params": {"x": 1, "x": 2}}]}')
    assert messages(loaded) == ["x.json: nodes[0].params.x is there twice."]
    assert loaded.graph is not None
    assert loaded.graph.node("a").params == {"x": 2}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(number: str) -> None:
    text = (
        '{"format": 1, "nodes": [{"id": "a", "type": "t", "params": {"x": 0}}], "view": {"x": 0}}'
    )
    loaded = read(text.replace("0", number))
    assert messages(loaded)[0] == "x.json: nodes[a].params.x has to be a finite number."
    assert messages(loaded)[1].startswith("x.json: view.x has to be a number, but it is the number")


def test_links_to_nobody_and_second_links_are_left_out() -> None:
    data = json.loads(TEXT)
    data["links"] += [
        {"source": "camera.other", "target": "segment.frame"},
        {"source": "ghost.frame", "target": "segment.matte"},
    ]
    loaded = read(json.dumps(data))
    assert loaded.graph == GRAPH
    assert [problem.where for problem in loaded.problems] == ["segment.frame", "segment.matte"]


def test_a_file_that_is_wrong_all_over_is_reported_up_to_a_limit() -> None:
    loaded = read(json.dumps({"format": 1, "nodes": [1] * 5000}))
    assert len(loaded.problems) == 100


def test_no_number_of_warnings_hides_an_error() -> None:
    loaded = read(json.dumps({f"x{n}": n for n in range(500)} | {"format": 1, "nodes": [{}]}))
    assert len(loaded.problems) <= 101
    with pytest.raises(DocumentError):
        loaded.sound()
    late = [{"id": "a", "type": "t", f"x{n}": n} for n in range(200)]
    with pytest.raises(DocumentError):
        read(json.dumps({"format": 1, "nodes": late})).sound()


def test_huge_numbers_and_names_are_named_in_short() -> None:
    huge = 10**400
    data = {"format": 1, "view": {"x": huge, "zoom": huge}, "title": huge, "n" * 5000: 1}
    loaded = read(json.dumps(data))
    assert len(loaded.problems) == 4
    assert max(map(len, messages(loaded))) < 200
    assert messages(loaded)[1] == (
        "x.json: view.x has to be between -1e+06 and 1e+06, but it is a huge number."
    )
    assert read(json.dumps({"format": huge})).graph is None


def test_text_that_utf8_cannot_carry_is_named() -> None:
    loaded = read('{"format": 1, "title": "\\ud800", "\\ud801": 1, "\\ud801": 2}')
    assert [p.severity for p in loaded.problems] == ["error", "error", "warning"]
    for message in messages(loaded):
        message.encode()


def test_missing_files_and_folders(tmp_path: Path) -> None:
    missing = load(tmp_path / "nowhere.json")
    assert messages(missing) == ["The graph file nowhere.json does not exist."]
    folder = load(tmp_path)
    assert folder.graph is None
    assert "cannot be read" in messages(folder)[0]
