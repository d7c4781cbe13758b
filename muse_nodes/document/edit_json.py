"""Edits as JSON: ``{"edit": "set_param", "node": "warp", "param": "waist", "value": 0.3}``.

The name of an edit is its class in small letters; its fields are those of the class. A Batch has a
list of edits in ``edits``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muse_nodes.document.canvas_edits import (
    AddBackdrop,
    ChangeBackdrop,
    ChangeGroup,
    Describe,
    MakeGroup,
    RemoveBackdrop,
    SetView,
    Ungroup,
)
from muse_nodes.document.edit import Batch, Edit, edit_name
from muse_nodes.document.node_edits import (
    AddNode,
    Connect,
    Disconnect,
    MoveNode,
    RemoveNode,
    ResetParam,
    SetBypass,
    SetMute,
    SetParam,
    SetTitle,
)
from muse_nodes.document.problem import DocumentError, Problem, errors
from muse_nodes.document.reading import Reader, Refused, plain
from muse_nodes.document.values import deeper_than

MAX_NESTING = 64
"""How deep the JSON of an edit may be nested; a batch within a batch takes two levels."""

EDITS: Mapping[str, type[Edit]] = MappingProxyType(
    {
        edit_name(kind): kind
        for kind in (
            AddNode, RemoveNode, Connect, Disconnect, SetParam, ResetParam, MoveNode, SetTitle,
            SetBypass, SetMute, MakeGroup, ChangeGroup, Ungroup, AddBackdrop, ChangeBackdrop,
            RemoveBackdrop, SetView, Describe, Batch,
        )
    }
)  # fmt: skip
"""Every kind of edit by the name it has in JSON."""


def edit_to_json(edit: Edit) -> dict[str, Any]:
    """The data of an edit, ready for ``json.dumps``."""
    data: dict[str, Any] = plain(Edit, edit)
    return data


def edit_from_json(data: object) -> Edit:
    """The edit that decoded JSON describes; DocumentError with everything that is wrong with it.

    Unlike a file, an edit is taken whole or not at all: here an unknown field is an error too.
    """
    if deeper_than(MAX_NESTING, data):
        raise DocumentError(Problem(f"The edit is nested more than {MAX_NESTING} levels deep."))
    reader = Reader("The edit", EDITS)
    edit: Edit | None = None
    try:
        edit = reader.value(Edit, data, "")
    except Refused as refused:
        if str(refused):
            reader.report("", str(refused))
    if edit is None or reader.problems:
        raise DocumentError(errors(reader.problems) or reader.problems)
    return edit
