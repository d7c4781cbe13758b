"""The published schema says what is really checked, and the document's edits fit it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from control_client import Client, valid
from memory_run import live_graph

from muse_nodes.control import messages as m
from muse_nodes.control.refusal import STATUS, Refusal
from muse_nodes.control.schema import schema
from muse_nodes.document import (
    EDITS,
    AddBackdrop,
    AddNode,
    Backdrop,
    Batch,
    Connect,
    Describe,
    Disconnect,
    DocumentError,
    Edit,
    Node,
    Params,
    Port,
    SetView,
    View,
    edit_from_json,
    edit_to_json,
)

MESSAGES: list[dict[str, Any]] = [
    {"command": "nodes"},
    {"command": "nodes", "type": "x"},
    {"command": "nodes", "kind": "x"},
    {"command": "set", "params": {"a": {"b": 1}}},
    {"command": "set", "params": {"a": {"b": [1]}}},
    {"command": "set", "params": {"a": {"b": None}}},
    {"command": "set", "params": {"": {"b": 1}}},
    {"command": "set"},
    {"command": "act", "node": "a", "action": "b"},
    {"command": "act", "node": "a" * 201, "action": "b"},
    {"command": "act", "node": "", "action": "b"},
    {"command": "edit", "edit": {}, "wait_ms": 30_001},
    {"command": "edit", "edit": []},
    {"command": "panic", "on": True},
    {"command": "panic", "on": 1},
    {"command": "snapshot", "node": "a", "port": "b", "timeout_ms": 0},
    {"command": "snapshot", "node": "a", "port": "b", "max_width": 72},
    {"command": "subscribe", "stats_ms": 50, "notices": False},
    {"command": "subscribe", "stats_ms": 1.5},
    {"command": "hello", "token": "x"},
    {"command": "step", "frames": 2},
    {"command": "dance"},
]


def fits(message: dict[str, Any]) -> bool:
    """The endpoint understands it."""
    rest = {key: value for key, value in message.items() if key != "command"}
    try:
        m.read(message["command"], rest)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_the_schema_takes_what_the_endpoint_takes(message: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid(message) == fits(message)


def test_it_is_a_schema_and_the_endpoint_gives_it(client: Client) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert client.request("GET", "/v1/schema").json == json.loads(json.dumps(schema()))


def test_every_command_and_edit_is_described() -> None:
    found = schema()
    assert set(found["commands"]) == set(m.COMMANDS)
    assert all(entry["description"] for entry in found["commands"].values())
    names = {e["properties"]["edit"]["const"] for e in found["$defs"]["Edit"]["anyOf"]}
    assert names == set(EDITS)


EDITS_IN_USE: list[Edit] = [
    AddNode(
        Node("new", "muse.values.number", params=Params({"value": 1, "more": [1, {"a": None}]}))
    ),
    Connect(Port("camera", "frame"), Port("warp", "frame")),
    Disconnect(Port("warp", "frame")),
    SetView(View(1, 2.5, 0.5)),
    AddBackdrop(Backdrop("b", rect=(0, 0, 10.5, 20))),
    Describe("t", "d", ("vcam",)),
    Batch((Disconnect(Port("warp", "frame")), Batch(()))),
]


@pytest.mark.parametrize("edit", EDITS_IN_USE, ids=lambda edit: type(edit).__name__)
def test_edits_fit_the_schema(edit: Edit) -> None:
    valid("Edit", edit_to_json(edit))


@pytest.mark.parametrize(
    "edit",
    [
        {"edit": "explode"},
        {"edit": "connect", "source": "camera", "target": "warp.frame"},
        {"edit": "set_bypass", "node": "warp"},
        {"edit": "set_bypass", "node": "warp", "on": 1},
        {"edit": "set_view", "view": {"x": 1, "q": 2}},
        {"edit": "move_node", "node": "warp", "position": [1, 2, 3]},
        {"edit": "batch", "edits": [{"edit": "describe", "title": 3}]},
    ],
    ids=lambda edit: str(edit)[:50],
)
def test_what_is_no_edit_does_not(edit: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        edit_from_json(edit).apply(live_graph())
    with pytest.raises(jsonschema.ValidationError):
        valid("Edit", edit)


def test_every_refusal_has_its_status() -> None:
    codes = schema()["$defs"]["Failure"]["properties"]["code"]["enum"]
    assert set(codes) == set(STATUS)
