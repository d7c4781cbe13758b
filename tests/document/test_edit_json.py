"""Edits as JSON: the names are for ever, and nothing is guessed."""

from __future__ import annotations

import json

import pytest

from muse_nodes.document import (
    EDITS,
    AddNode,
    Batch,
    Connect,
    DocumentError,
    Node,
    Params,
    Port,
    SetParam,
    edit_from_json,
    edit_to_json,
)


def test_the_names() -> None:
    assert sorted(EDITS) == [
        "add_backdrop", "add_node", "batch", "change_backdrop", "change_group", "connect",
        "describe", "disconnect", "make_group", "move_node", "remove_backdrop", "remove_node",
        "reset_param", "set_bypass", "set_mute", "set_param", "set_title", "set_view", "ungroup",
    ]  # fmt: skip


def test_the_form() -> None:
    edit = Batch(
        (
            AddNode(Node("warp", "muse.shape.warp", position=(1, 2.5), params=Params({"a": 1.0}))),
            Connect(Port("camera", "frame"), Port("warp", "frame")),
            SetParam("warp", "waist", 0.3),
        )
    )
    data = {
        "edit": "batch",
        "edits": [
            {
                "edit": "add_node",
                "node": {
                    "id": "warp",
                    "type": "muse.shape.warp",
                    "position": [1, 2.5],
                    "params": {"a": 1.0},
                },
            },
            {"edit": "connect", "source": "camera.frame", "target": "warp.frame"},
            {"edit": "set_param", "node": "warp", "param": "waist", "value": 0.3},
        ],
    }
    assert edit_to_json(edit) == data
    assert edit_from_json(json.loads(json.dumps(data))) == edit


@pytest.mark.parametrize("value", [None, True, 1, 1.0, "text", [1, [2]], {"a": {"b": None}}])
def test_values_keep_their_type(value: object) -> None:
    sent = json.loads(json.dumps(edit_to_json(SetParam("warp", "x", value))))
    assert json.dumps(sent["value"]) == json.dumps(value)
    assert edit_from_json(sent) == SetParam("warp", "x", value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "The edit: it has to be an object, but it is null."),
        ({}, "The edit: edit has to be one of add_backdrop, "),
        ({"edit": "explode"}, "The edit: edit has to be one of add_backdrop, "),
        ({"edit": ["batch"]}, "The edit: edit has to be one of add_backdrop, "),
        ({"edit": "set_bypass", "node": "warp"}, "The edit: on is missing."),
        (
            {"edit": "set_bypass", "node": "warp", "on": 1},
            "The edit: on has to be true or false, but it is the number 1.",
        ),
        (
            {"edit": "remove_node", "node": "warp", "gently": True},
            "The edit: gently is not a known field.",
        ),
        (
            {"edit": "add_node", "node": {"id": "a"}},
            "The edit: node.type is missing.",
        ),
        (
            {"edit": "batch", "edits": [{"edit": "remove_node"}, {"edit": "?"}]},
            "The edit: edits[0].node is missing.",
        ),
        (
            {"edit": "set_param", "node": "a", "param": "b", "value": float("nan")},
            "The edit: value has to be a finite number.",
        ),
        ({"edit": "move_node", "node": "a", "position": [1]}, "has to have 2 entries"),
    ],
)
def test_what_is_wrong_is_named(data: object, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        edit_from_json(data)
    assert words in str(caught.value)


def test_nesting_has_a_limit() -> None:
    data: dict[str, object] = {"edit": "batch", "edits": []}
    for _ in range(5000):
        data = {"edit": "batch", "edits": [data]}
    with pytest.raises(DocumentError, match="64 levels"):
        edit_from_json(data)
