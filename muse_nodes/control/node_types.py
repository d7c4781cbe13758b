"""A node type as the endpoint describes it."""

from __future__ import annotations

from muse_nodes.control import messages as m
from muse_nodes.engine.schema import NodeSchema, ParamSchema


def node_type(schema: NodeSchema) -> m.NodeType:
    """What the registry knows of a node type, as a message."""
    return m.NodeType(
        id=schema.id, title=schema.title, category=schema.category, doc=schema.doc,
        inputs=tuple(
            m.PortType(name=i.name, type=i.type.name, optional=i.optional, many=i.many,
                       latest=i.latest, doc=i.doc)
            for i in schema.inputs
        ),
        outputs=tuple(
            m.PortType(name=o.name, type=o.type.name, optional=o.optional, doc=o.doc)
            for o in schema.outputs
        ),
        params=tuple(map(_param, schema.params)),
        actions=tuple(
            m.ActionType(name=a.name, label=a.label, key=a.key) for a in schema.actions
        ),
    )  # fmt: skip


def _param(param: ParamSchema) -> m.ParamType:
    slider = param.slider
    return m.ParamType(
        name=param.name, kind=param.kind, default=param.default,
        low=slider.low if slider else None, high=slider.high if slider else None,
        step=slider.step if slider else None, unit=slider.unit if slider else "",
        choices=param.choices, group=param.group, restart=param.restart, doc=param.doc,
    )  # fmt: skip
