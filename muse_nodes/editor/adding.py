"""A new node, joined to the wire that asked for it: one edit, hence one step of undo. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from muse_nodes.document import AddNode, Batch, Connect, Edit, Graph, Node, Port
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema


@dataclass(frozen=True, slots=True)
class Loose:
    """A wire whose one end hangs in the air: it was pulled from ``port``.

    ``output`` says whether that is an output, so that an input is looked for, or the other way.
    """

    port: Port
    output: bool


class Added(NamedTuple):
    """What adding does, and the id of the new node."""

    edit: Batch
    id: str


def kind_of(graph: Graph, registry: Registry, loose: Loose) -> str:
    """The name of the port type of a loose wire; empty when the node type is not known."""
    schema = registry.get(graph.node(loose.port.node).type)
    if schema is None:
        return ""
    name = loose.port.port
    declared = schema.output(name) if loose.output else schema.input(name)
    return declared.type.name if declared else ""


def fitting_port(schema: NodeSchema, kind: str, *, output: bool) -> str:
    """The port of a node type that a wire of ``kind`` goes to; empty if none does.

    ``output`` as in ``Loose``: True looks for an input. Inputs that are needed come before
    optional ones.
    """
    if not output:
        return next((o.name for o in schema.outputs if o.type.name == kind), "")
    fits = [i for i in schema.inputs if i.type.name == kind]
    fits.sort(key=lambda i: i.optional)
    return f"{fits[0].name}1" if fits and fits[0].many else fits[0].name if fits else ""


def added(
    graph: Graph,
    type_id: str,
    at: tuple[float, float],
    loose: Loose | None = None,
    port: str = "",
) -> Added:
    """Add a node of a type at a place; with ``loose`` its ``port`` takes the end of that wire."""
    id = graph.fresh_id(type_id)
    edits: list[Edit] = [AddNode(Node(id, type_id, position=at))]
    if loose is not None and port:
        new = Port(id, port)
        ends = (loose.port, new) if loose.output else (new, loose.port)
        edits.append(Connect(*ends))
    return Added(Batch(tuple(edits)), id)
