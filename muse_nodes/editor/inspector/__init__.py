"""The inspector: what is selected, with everything that can be set, seen and done about it."""

from muse_nodes.editor.inspector.inspector import Inspector

__all__ = ["Inspector"]
