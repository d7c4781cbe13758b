"""A wire that hangs from a port with its other end free, and what would fit there."""

from __future__ import annotations

from dataclasses import dataclass

from muse_nodes.engine.schema import NodeSchema


@dataclass(frozen=True, slots=True)
class Dangling:
    """The port that a loose wire hangs from. ``type`` is the name of its port type."""

    node: str
    port: str
    type: str
    is_output: bool

    def port_of(self, schema: NodeSchema) -> str:
        """The first port of a new node of that type that takes the loose end; empty if none."""
        if not self.is_output:
            return next((o.name for o in schema.outputs if o.type.name == self.type), "")
        for into in schema.inputs:
            if into.type.name == self.type:
                return f"{into.name}1" if into.many else into.name
        return ""
