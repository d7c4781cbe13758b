"""What a node of the open graph is called on the screen."""

from __future__ import annotations

from muse_nodes.editor.session import Session
from muse_nodes.editor.words import node_title


def title_of(session: Session, id: str) -> str:
    """The user's own title, that of its type, or the id of a node that is not there any more."""
    node = session.graph.by_id.get(id)
    if node is None:
        return id
    schema = session.registry.get(node.type)
    return node.title or (node_title(schema) if schema is not None else node.type)
