"""What nodes leave on disk: looked at before anybody else is given it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muse_nodes.api.artifacts import Artifact, Dataset, Model, Session
from muse_nodes.api.errors import NodeError
from muse_nodes.api.ports import DATASET, MODEL, SESSION, PortType
from muse_nodes.engine.bound import Bound
from muse_nodes.engine.check import Port
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.schema import NodeSchema

KINDS: Mapping[PortType, type[Artifact]] = {SESSION: Session, DATASET: Dataset, MODEL: Model}
"""The class of what comes out of a port."""


def finished(bounds: list[Bound]) -> tuple[dict[Port, Artifact], list[Fault]]:
    """Have all nodes that give artifacts finish them, now that their stream is over."""
    found: dict[Port, Artifact] = {}
    faults = []
    for bound in bounds:
        node = bound.step.node
        if node is None or not bound.ready or node.schema.outputs == node.schema.flowing:
            continue
        try:
            given = sound(node.schema, bound.instance.finish(bound.ctx))
        except Exception as error:  # noqa: BLE001 - the others must still finish
            faults.append(Fault.of(node.id, error, params=node.params))
            continue
        found.update({(node.id, port): artifact for port, artifact in given.items()})
    return found, faults


def sound(schema: NodeSchema, given: Any) -> dict[str, Artifact]:
    """What a node gave, by output; NodeError when it is not what the node declares, or not there.

    An optional output may be None and is left out.
    """
    values = (given,) if schema.bare and schema.outputs else tuple(given or ())
    if len(values) != len(schema.outputs):
        raise NodeError(f"It gave {len(values)} results and has {len(schema.outputs)} outputs.")
    found = {}
    for port, value in zip(schema.outputs, values, strict=True):
        if value is None and port.optional:
            continue
        if not isinstance(value, KINDS[port.type]):
            raise NodeError(f"Its output '{port.name}' is no {port.type} but {value!r}.")
        if not value.path.exists():
            raise NodeError(f"Its output '{port.name}' is to lie at '{value.path}', and does not.")
        found[port.name] = value
    return found
