"""What may be changed from outside: nothing that leads to a file of the caller's choice.

It does not matter which edit brings a value in. The document that an edit leads to is compared with
the one that runs, and every value that is new must be harmless:

- A parameter that is declared as a file takes what such parameters of the running document hold
  already, nothing at all, or a name the user listed (``--control-files``).
- Files that are written may not be redirected, and a node that writes one may not be set up in
  another way, or its recording could be begun anew over the old one. Names that were listed while
  no such file was there are free for writing; a listed file that was there is for reading only.
- A text with which a node is set up (``Restart``: a camera, a network, a driver) may be a plain
  name: no slash, no dot, no colon but before a space, and not the name of anything in the working
  folder. Other texts are what a node shows or computes with, and by contract never a path.
- Node types are those of the registry. Taps are not among them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from muse_nodes.control.refusal import Refusal
from muse_nodes.document import Graph, JsonValue, Node
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema

_PLAIN = re.compile(r"\w(?:[\w #()+&@,'-]|:(?= ))*")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # files, to Windows


class Trust:
    """Judges changes of one run. ``listed`` are the names that the user gave when starting it."""

    def __init__(self, registry: Registry, listed: Iterable[str] = ()) -> None:
        self._registry = registry
        names = frozenset(listed)
        self._readable = names
        self._writable = frozenset(name for name in names if not os.path.lexists(name))

    def check_values(self, graph: Graph, params: Mapping[str, Mapping[str, object]]) -> None:
        """Refuse ``params`` (by node) if one of them may not be set in the running ``graph``."""
        after = graph
        for id, values in params.items():
            node = graph.by_id.get(id)
            if node is None:
                raise Refusal("bad_value", f"There is no running node '{id}'.")
            given = node.params
            for name, value in values.items():
                given = given.with_value(name, value)
            after = after.with_node(replace(node, params=given))
        self.check(graph, after)

    def check(self, before: Graph, after: Graph) -> None:
        """Refuse the way from the running document to ``after`` if it brings in what it may not."""
        known = self._known(before)
        for node in after.nodes:
            old = before.by_id.get(node.id)
            if old == node:
                continue
            schema = self._registry.get(node.type)
            if old is not None and old.type == node.type:
                if schema is None:
                    raise Refusal("bad_value", f"Node '{node.id}' is not to be changed from here.")
            elif schema is None:
                raise Refusal("bad_value", f"There is no node type '{node.type}' to be used.")
            else:
                old = None
            self._check_node(node, old, schema, known)

    def _check_node(
        self, node: Node, old: Node | None, schema: NodeSchema, known: frozenset[str]
    ) -> None:
        for name, value in node.params.items():
            param = schema.param(name)
            if param is None:
                raise Refusal("bad_value", f"'{node.id}' has no parameter '{name}'.")
            unchanged = old is not None and name in old.params and old.params[name] == value
            if unchanged or not _may_name_a_file(param):
                continue
            if not self._harmless(param, value, known):
                raise Refusal("bad_value", _told(node, param))
        writing = [p for p in schema.params if _writes(p) and _value(node, p) != ""]
        for param in writing:
            if _value(node, param) not in self._writable and not _set_up_alike(node, old, schema):
                raise Refusal(
                    "bad_value",
                    f"'{node.id}' writes to a file, so how it is set up cannot be changed from "
                    "outside. Change it where the graph was started, or list a new file's "
                    "name with --control-files.",
                )

    def _harmless(self, param: ParamSchema, value: JsonValue, known: frozenset[str]) -> bool:
        if not isinstance(value, str):
            return True  # no file: the checker says what is wrong with it
        if value == "":
            return True
        if _writes(param):
            return value in self._writable
        if value in known or value in self._readable:
            return True
        return param.file is None and is_plain(value)

    def _known(self, graph: Graph) -> frozenset[str]:
        """Names that the running document reads already."""
        found = set()
        for node in graph.nodes:
            schema = self._registry.get(node.type)
            for name, value in node.params.items():
                param = schema.param(name) if schema is not None else None
                if param is not None and _may_name_a_file(param) and not _writes(param):
                    found.add(value)
        return frozenset(value for value in found if isinstance(value, str))


def is_plain(text: str) -> bool:
    """True for a name that cannot be meant as a path, and is not that of a file lying about."""
    plain = _PLAIN.fullmatch(text) is not None and _DEVICES.fullmatch(text) is None
    return plain and len(text) <= 200 and not os.path.lexists(text)


def _may_name_a_file(param: ParamSchema) -> bool:
    return param.kind == "file" or (param.kind == "text" and param.restart)


def _writes(param: ParamSchema) -> bool:
    return param.file is not None and param.file.mode == "write"


def _value(node: Node, param: ParamSchema) -> JsonValue:
    return node.params.get(param.name, param.default)


def _set_up_alike(node: Node, old: Node | None, schema: NodeSchema) -> bool:
    if old is None:
        return False
    setting_up = [p for p in schema.params if p.restart or _writes(p)]
    return all(_same(_value(node, p), _value(old, p)) for p in setting_up)


def _same(one: JsonValue, other: JsonValue) -> bool:
    return type(one) is type(other) and one == other


def _told(node: Node, param: ParamSchema) -> str:
    return (
        f"Parameter '{param.name}' of '{node.id}' may not be set to that from outside: files can "
        "only be those that the running graph uses already or that were listed with "
        "--control-files when it was started, and other names have to be plain ones."
    )
