"""The nodes that a page of the inspector is about, as one: their parameters and how to set them."""

from __future__ import annotations

from collections.abc import Sequence

from muse_nodes.document import Batch, Edit, Node, ResetParam, SetParam
from muse_nodes.editor.session import Session
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value
from muse_nodes.engine.values import BadValueError, checked


class Target:
    """One node, or several of one type. What is set is set for all of them, as one edit."""

    def __init__(self, session: Session, ids: Sequence[str], schema: NodeSchema) -> None:
        self.session = session
        self.ids = tuple(ids)
        self.schema = schema

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes as they are now; those that have gone are left out."""
        known = self.session.graph.by_id
        return tuple(known[id] for id in self.ids if id in known)

    def value(self, param: ParamSchema) -> Value:
        """What the first of them has. A value that makes no sense counts as the default."""
        return next((_value(node, param) for node in self.nodes), param.default)

    def is_same(self, param: ParamSchema) -> bool:
        """True when all of them have the same value."""
        return len({(type(v), v) for v in (_value(n, param) for n in self.nodes)}) <= 1

    def is_default(self, param: ParamSchema) -> bool:
        """True when none of them has a value of its own that differs from the default."""
        return not any(_differs(node, param) for node in self.nodes)

    def set(self, param: ParamSchema, value: Value, gesture: str = "") -> bool:
        """Set a parameter; edits of one gesture are one step. False if the document refuses."""
        return self._do([SetParam(node.id, param.name, value) for node in self.nodes], gesture)

    def reset(self, param: ParamSchema) -> bool:
        """Let the default apply again."""
        holding = [node for node in self.nodes if param.name in node.params]
        return self._do([ResetParam(node.id, param.name) for node in holding])

    def _do(self, edits: Sequence[Edit], gesture: str = "") -> bool:
        if not edits:
            return False
        edit = edits[0] if len(edits) == 1 else Batch(tuple(edits))
        return self.session.document.do(edit, gesture=gesture)


def _value(node: Node, param: ParamSchema) -> Value:
    try:
        return checked(param, node.params.get(param.name, param.default))
    except BadValueError:
        return param.default


def _differs(node: Node, param: ParamSchema) -> bool:
    if param.name not in node.params:
        return False
    try:
        return checked(param, node.params[param.name]) != param.default
    except BadValueError:
        return True
