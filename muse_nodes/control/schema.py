"""One JSON Schema document of everything the endpoint takes and gives (GET /v1/schema).

It is made from the declarations that check the messages: the classes in ``messages``, and the
document's own for edits and graphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin

import msgspec

from muse_nodes.control import messages as m
from muse_nodes.document import EDITS, Edit, Graph, Params, Port
from muse_nodes.document.fields import Rule, kinds

_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Params: {"type": "object"},
    Port: {"type": "string", "pattern": r"^[^.]+\.[^.]+$"},
    Any: {},
}


def schema() -> dict[str, Any]:
    """The document. Its root describes a WebSocket message; ``commands`` lists them by name."""
    declared = [c.request for c in m.COMMANDS.values()] + [c.answer for c in m.COMMANDS.values()]
    (_, *_), found = msgspec.json.schema_components(
        [*declared, m.Failure, *m.EVENTS], ref_template="#/$defs/{name}"
    )
    defs: dict[str, Any] = dict(found)
    documents = _Documents(defs)
    defs["Edit"] = {"anyOf": [documents.edit(name, kind) for name, kind in EDITS.items()]}
    documents.value(Graph)
    defs["EditGraph"]["properties"]["edit"] = _ref("Edit")
    defs["RunningDocument"]["properties"]["graph"] = _ref("Graph")
    defs["Reply"] = _reply()
    defs["Event"] = {"anyOf": [_ref(event.__name__) for event in m.EVENTS]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:muse-nodes:control:1",
        "title": "MUSE Nodes control endpoint, version 1",
        "description": "The root is what a WebSocket client sends. Over HTTP the fields of the "
        "request are the body of POST /v1/COMMAND, and the answer is a Reply without an id.",
        "anyOf": [_message(name, defs[c.request.__name__]) for name, c in m.COMMANDS.items()],
        "commands": {name: _entry(name, c) for name, c in m.COMMANDS.items()},
        "$defs": defs,
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _entry(name: str, command: m.Command) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "description": (command.request.__doc__ or "").strip(),
        "request": _ref(command.request.__name__),
        "answer": _ref(command.answer.__name__),
    }
    return entry | {"http": f"POST /v1/{name}"} if command.http else entry


def _message(name: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """A request as a WebSocket message: the same fields, its command and an id."""
    own = {"command": {"const": name}, "id": {"type": ["string", "integer"], "maxLength": 64}}
    return {
        **request,
        "title": name,
        "properties": own | request["properties"],
        "required": ["command", *request.get("required", ())],
    }


def _reply() -> dict[str, Any]:
    good = {"id": {}, "ok": {"const": True}, "answer": {}}
    bad = {"id": {}, "ok": {"const": False}, "error": _ref("Failure")}
    shape = {"type": "object", "additionalProperties": False}
    return {
        "anyOf": [
            {**shape, "properties": good, "required": ["ok", "answer"]},
            {**shape, "properties": bad, "required": ["ok", "error"]},
        ]
    }


class _Documents:
    """Schemas of the document's dataclasses, written into ``defs``."""

    def __init__(self, defs: dict[str, Any]) -> None:
        self._defs = defs

    def edit(self, name: str, kind: type[Edit]) -> dict[str, Any]:
        """The schema of one kind of edit."""
        own = self._object(kind)
        own["properties"] = {"edit": {"const": name}, **own["properties"]}
        own["required"] = ["edit", *own["required"]]
        return own

    def value(self, kind: Any) -> dict[str, Any]:
        """The schema of a field's type; dataclasses are referred to."""
        rules: tuple[Any, ...] = ()
        if get_origin(kind) is Annotated:
            kind, *marks = get_args(kind)
            rules = tuple(mark for mark in marks if isinstance(mark, Rule))
        if get_origin(kind) is tuple:
            found = self._tuple(get_args(kind))
        elif kind is Edit:
            return _ref("Edit")
        elif is_dataclass(kind) and isinstance(kind, type):
            name = kind.__name__
            if name not in self._defs:
                self._defs[name] = {}
                self._defs[name] = self._object(kind)
            return _ref(name)
        else:
            found = dict(_PLAIN[kind])
        if rules:
            found["description"] = "; ".join(rule.wanted for rule in rules)
        return found

    def _tuple(self, items: tuple[Any, ...]) -> dict[str, Any]:
        if items[-1] is Ellipsis:
            return {"type": "array", "items": self.value(items[0])}
        each = [self.value(item) for item in items]
        size = {"minItems": len(each), "maxItems": len(each)}
        return {"type": "array", "prefixItems": each, **size}

    def _object(self, kind: type) -> dict[str, Any]:
        declared = fields(kind)
        needed = [
            field.name
            for field in declared
            if field.default is MISSING and field.default_factory is MISSING
        ]
        properties = {name: self.value(of) for name, of in kinds(kind).items()}
        if kind is Graph:
            properties["format"] = {"type": "integer"}
        text = (kind.__doc__ or "").strip().partition("\n")[0]
        return {
            "type": "object", "description": text, "properties": properties,
            "required": needed, "additionalProperties": False,
        }  # fmt: skip
