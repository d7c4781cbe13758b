"""The saved graph: plain data, what can be done to it, and its file.

It knows no node classes, no devices and no windows; opening a stranger's graph runs nothing.
"""

from muse_nodes.document.canvas_edits import (
    AddBackdrop,
    ChangeBackdrop,
    ChangeGroup,
    Describe,
    MakeGroup,
    RemoveBackdrop,
    SetView,
    Ungroup,
)  # fmt: skip
from muse_nodes.document.edit import Applied, Batch, Edit
from muse_nodes.document.edit_json import EDITS, edit_from_json, edit_to_json
from muse_nodes.document.fields import Port
from muse_nodes.document.graph import FORMAT, Backdrop, Graph, Group, Link, Node, View, fresh_id
from muse_nodes.document.history import History
from muse_nodes.document.json_io import Loaded, dump, load, parse, save
from muse_nodes.document.migrate import Renames, apply_renames
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
)  # fmt: skip
from muse_nodes.document.problem import DocumentError, Problem, errors
from muse_nodes.document.values import JsonValue, Params, freeze, thaw

__all__ = [
    "EDITS", "FORMAT", "AddBackdrop", "AddNode", "Applied", "Backdrop", "Batch", "ChangeBackdrop",
    "ChangeGroup", "Connect", "Describe", "Disconnect", "DocumentError", "Edit", "Graph", "Group",
    "History", "JsonValue", "Link", "Loaded", "MakeGroup", "MoveNode", "Node", "Params", "Port",
    "Problem", "RemoveBackdrop", "RemoveNode", "Renames", "ResetParam", "SetBypass", "SetMute",
    "SetParam", "SetTitle", "SetView", "Ungroup", "View", "apply_renames", "dump", "edit_from_json",
    "edit_to_json", "errors", "freeze", "fresh_id", "load", "parse", "save", "thaw",
]  # fmt: skip
