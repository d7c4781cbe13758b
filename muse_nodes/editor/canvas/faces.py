"""What a node shows of itself on the canvas, as data: made from document and schema, compared.

Nothing here draws. A canvas follows the document by making faces anew and looking which of them
are others; so one path serves edits, undo, redo, paste and loading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from muse_nodes.api.ports import PortType
from muse_nodes.document import Group, Link, Node, Port
from muse_nodes.editor import words
from muse_nodes.editor.messages import View
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import InputSchema, NodeSchema

translate = QCoreApplication.translate

PICTURES = frozenset({"Frame", "Matte", "Layer", "Field"})
"""Port types that can be looked at as a picture."""


@dataclass(frozen=True, slots=True)
class PortFace:
    """A port as it is shown. ``end`` is the port of the document, also on a collapsed group.

    ``type`` is the name of its port type, empty where nobody knows it.
    """

    end: Port
    label: str
    type: str
    output: bool
    tip: str = ""
    optional: bool = False
    latest: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A node, or a collapsed group of nodes, as it is shown.

    ``members`` are the ids of the nodes it stands for, ``group`` the id of a collapsed group,
    ``picture`` the wire that its thumbnail shows, ``unknown`` why it is only a placeholder.
    """

    key: str
    members: tuple[str, ...]
    title: str
    category: str = ""
    inputs: tuple[PortFace, ...] = ()
    outputs: tuple[PortFace, ...] = ()
    picture: View | None = None
    pictured: bool = False
    bypassed: bool = False
    muted: bool = False
    unknown: str = ""
    tip: str = ""
    group: str = ""


class Links:
    """The links of a graph by the nodes they touch."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.into: dict[str, list[Link]] = {}
        self.out: dict[str, list[Link]] = {}
        for link in links:
            self.into.setdefault(link.target.node, []).append(link)
            self.out.setdefault(link.source.node, []).append(link)


def group_key(group: str) -> str:
    """The key of a collapsed group; no node has an id like it."""
    return f"group:{group}"


def node_face(node: Node, links: Links, registry: Registry) -> Face:
    """The face of a node; a placeholder with the ports of its links if its type is unknown."""
    schema = registry.get(node.type)
    fed = {link.target.port: link.source for link in links.into.get(node.id, ())}
    read = {link.source.port for link in links.out.get(node.id, ())}
    picture = _picture(node, schema, fed)
    return Face(
        key=node.id, members=(node.id,), title=title_of(node, registry),
        category=schema.category if schema else "",
        inputs=tuple(_inputs(node, schema, fed)), outputs=tuple(_outputs(node, schema, read)),
        picture=picture, pictured=picture is not None or _may_show(schema),
        bypassed=node.bypassed, muted=node.muted,
        unknown="" if schema else _not_known(node.type),
        tip=words.node_doc(schema) if schema else translate(
            "Canvas", "Its parameters and links are kept. Install the node file it comes from."
        ),
    )  # fmt: skip


def _not_known(type: str) -> str:
    return translate("Canvas", "The node type {0} is not known here.").format(type)


def title_of(node: Node, registry: Registry) -> str:
    """What a node is called: the user's title, or that of its type."""
    if node.title:
        return node.title
    schema = registry.get(node.type)
    return words.node_title(schema) if schema else node.type.rpartition(".")[2] or node.type


def group_face(group: Group, links: Links, faces: Mapping[str, Face]) -> Face:
    """The face of a collapsed group: the ports that links cross its border with."""
    members = frozenset(group.members)
    inputs: list[PortFace] = []
    outputs: list[PortFace] = []
    for id in group.members:
        entering = {k.target for k in links.into.get(id, ()) if k.source.node not in members}
        leaving = {k.source for k in links.out.get(id, ()) if k.target.node not in members}
        inputs += [p for p in faces[id].inputs if p.end in entering]
        outputs += [p for p in faces[id].outputs if p.end in leaving]
    shown = [View(*p.end) for p in outputs if p.type in PICTURES]
    return Face(
        key=group_key(group.id), members=group.members, title=group_title(group),
        inputs=_told_apart(inputs, faces), outputs=_told_apart(outputs, faces),
        picture=shown[0] if shown else None, pictured=bool(shown), group=group.id,
        bypassed=all(faces[id].bypassed for id in group.members),
        muted=all(faces[id].muted for id in group.members),
        tip=", ".join(faces[id].title for id in group.members),
    )  # fmt: skip


def group_title(group: Group) -> str:
    """What a group is called."""
    return group.title or translate("Canvas", "Group")


def _told_apart(ports: list[PortFace], faces: Mapping[str, Face]) -> tuple[PortFace, ...]:
    """Ports of several nodes: those of the same name also say of which node they are."""
    often = Counter(port.label for port in ports)
    return tuple(
        replace(port, label=f"{port.label} · {faces[port.end.node].title}")
        if often[port.label] > 1
        else port
        for port in ports
    )


def _inputs(node: Node, schema: NodeSchema | None, fed: Mapping[str, Port]) -> Iterable[PortFace]:
    rest = dict.fromkeys(fed)
    for declared in schema.inputs if schema else ():
        for name in _names(declared, fed):
            rest.pop(name, None)
            yield PortFace(
                Port(node.id, name), words.port_label(schema, name) if schema else name,
                declared.type.name, False, _input_tip(schema, declared),
                declared.optional, declared.latest, name in fed,
            )  # fmt: skip
    for name in rest:
        yield PortFace(Port(node.id, name), name, "", False, _strange(), linked=True)


def _names(declared: InputSchema, fed: Mapping[str, Port]) -> list[str]:
    """The ports of an input: of one that takes many, the connected ones and one that is free."""
    if not declared.many:
        return [declared.name]
    numbers = sorted(
        int(n) for p in fed if p.startswith(declared.name)
        and (n := p.removeprefix(declared.name)).isascii() and n.isdigit() and n[0] != "0"
    )  # fmt: skip
    numbers.append(numbers[-1] + 1 if numbers else 1)
    return [f"{declared.name}{number}" for number in numbers]


def _outputs(node: Node, schema: NodeSchema | None, read: Iterable[str]) -> Iterable[PortFace]:
    rest = dict.fromkeys(sorted(read))
    for declared in schema.outputs if schema else ():
        linked = declared.name in rest
        rest.pop(declared.name, None)
        doc = words.port_doc(schema, declared) if schema else ""
        yield PortFace(
            Port(node.id, declared.name),
            words.port_label(schema, declared.name) if schema else declared.name,
            declared.type.name, True, _tip(declared.type, doc),
            declared.optional, False, linked,
        )  # fmt: skip
    for name in rest:
        yield PortFace(Port(node.id, name), name, "", True, _strange(), linked=True)


def _input_tip(schema: NodeSchema | None, declared: InputSchema) -> str:
    doc = words.port_doc(schema, declared) if schema else ""
    notes = []
    if declared.latest:
        notes.append(translate("Canvas", "Takes the latest value; may close a loop."))
    elif declared.optional:
        notes.append(translate("Canvas", "Need not be connected."))
    return _tip(declared.type, doc, *notes)


def _tip(kind: PortType, doc: str, *notes: str) -> str:
    lines = (words.port_type(kind.name), doc, words.port_type_doc(kind.doc), *notes)
    return "\n".join(line for line in lines if line)


def _strange() -> str:
    return translate("Canvas", "The node type declares no such port; the link is kept.")


def _picture(node: Node, schema: NodeSchema | None, fed: Mapping[str, Port]) -> View | None:
    """The wire to look at: the first output that is a picture; of a sink, what it is fed."""
    if schema is None:
        return None
    for out in schema.outputs:
        if out.type.name in PICTURES:
            return View(node.id, out.name)
    for into in schema.inputs if schema.is_sink else ():
        for port in _names(into, fed):
            if into.type.name in PICTURES and port in fed:
                return View(*fed[port])
    return None


def _may_show(schema: NodeSchema | None) -> bool:
    """True if there is a place for a picture, whether or not one is connected."""
    ports = (schema.outputs or schema.inputs) if schema else ()
    return any(port.type.name in PICTURES for port in ports)
