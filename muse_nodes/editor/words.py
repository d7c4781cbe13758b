"""What node types say of themselves, in the user's language.

Node files are written in English; their titles, descriptions, parameters, choices and actions are
looked up as they are in the translation context ``nodes``. What has no translation stays English,
such as the nodes of a user's own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from muse_nodes.api.node import ActionDeclaration
from muse_nodes.engine.schema import InputSchema, NodeSchema, OutputSchema, ParamSchema

CONTEXT = "nodes"

CHOICE = "choice"
"""What tells a value of a choice from a name that is written alike: "At most" is both."""

UNIT = "unit"
"""What tells a unit from a word that is written alike: "min" is a minute."""

SPELLED = MappingProxyType({
    "ffv1": "FFV1", "fps": "FPS", "h264": "H.264", "mjpg": "MJPG", "obs": "OBS", "png": "PNG",
    "prores4444": "ProRes 4444", "stale_ms": "Matte age", "unitycapture": "Unity Capture",
    "v4l2loopback": "v4l2loopback", "vp9": "VP9",
})  # fmt: skip
"""Names that are not written like other words."""


def node_title(schema: NodeSchema) -> str:
    """The name of a node type: "Virtual camera"."""
    return _translated(schema.title or _plain(schema.id.rpartition(".")[2]))


def node_doc(schema: NodeSchema) -> str:
    """The first line of its description: one sentence."""
    return _translated(_first_line(schema))


def node_help(schema: NodeSchema) -> str:
    """The rest of its description, paragraphs apart by an empty line; may be empty."""
    return "\n\n".join(_translated(paragraph) for paragraph in _paragraphs(schema)[1:])


def param_label(schema: NodeSchema, param: ParamSchema) -> str:
    """The name of a parameter: "Min score"."""
    return _translated(_plain(param.name))


def param_doc(schema: NodeSchema, param: ParamSchema) -> str:
    """What a parameter does: one sentence; may be empty."""
    return _translated(param.doc)


def param_unit(schema: NodeSchema, param: ParamSchema) -> str:
    """What its number counts, for behind the number: "pixels"; may be empty."""
    return _translated(param.slider.unit, UNIT) if param.slider is not None else ""


def param_group(schema: NodeSchema, param: ParamSchema) -> str:
    """The heading under which it is shown; may be empty."""
    return _translated(param.group)


def choice(schema: NodeSchema, param: ParamSchema, value: str) -> str:
    """What one of the values of a choice is called."""
    return _translated(_plain(value), CHOICE)


def port_label(schema: NodeSchema, port: str) -> str:
    """The name of an input or output; ``layer2`` of a port that takes many is "Layer 2"."""
    declared = schema.input(port)
    if declared is not None and declared.many:
        return f"{_translated(_plain(declared.name))} {port.removeprefix(declared.name)}"
    return _translated(_plain(port))


def port_doc(schema: NodeSchema, port: InputSchema | OutputSchema) -> str:
    """What a port takes or gives; may be empty."""
    return _translated(port.doc)


def port_type(name: str) -> str:
    """What a port of a type carries: "Frame"."""
    return _translated(name)


def port_type_doc(doc: str) -> str:
    """What a type of port is, in the words of programmers."""
    return _translated(doc)


def category(name: str) -> str:
    """A heading of the library."""
    return _translated(name)


def action_label(schema: NodeSchema, action: ActionDeclaration) -> str:
    """The text on the button of an action."""
    return _translated(action.label)


def graph_text(text: str) -> str:
    """A title or description of a bundled graph."""
    return _translated(text)


def texts_of(schema: NodeSchema) -> Iterator[tuple[str, str]]:
    """Every text of a node type that can be translated, with ``CHOICE``, ``UNIT`` or nothing."""
    found = [schema.title, schema.category, *_paragraphs(schema)]
    for name, doc in (*_ports(schema.inputs), *_ports(schema.outputs)):
        found += [_plain(name), doc]
    for param in schema.params:
        found += [_plain(param.name), param.doc, param.group]
    found += [action.label for action in schema.actions]
    yield from ((text, "") for text in dict.fromkeys(found) if text)
    choices = (_plain(value) for param in schema.params for value in param.choices)
    yield from ((text, CHOICE) for text in dict.fromkeys(choices) if text)
    units = (param.slider.unit for param in schema.params if param.slider is not None)
    yield from ((text, UNIT) for text in dict.fromkeys(units) if text)


def _ports(ports: Iterable[InputSchema | OutputSchema]) -> Iterator[tuple[str, str]]:
    return ((port.name, port.doc) for port in ports)


def _first_line(schema: NodeSchema) -> str:
    return next(iter(_paragraphs(schema)), "")


def _paragraphs(schema: NodeSchema) -> list[str]:
    parts = [" ".join(part.split()) for part in schema.doc.split("\n\n")]
    return [part for part in parts if part]


def _plain(name: str) -> str:
    if name in SPELLED:
        return SPELLED[name]
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _translated(text: str, kind: str = "") -> str:
    return QCoreApplication.translate(CONTEXT, text, kind) if text else ""
