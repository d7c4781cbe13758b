"""The viewport: what the graph gives, big and live, and any wire of it on demand."""

from muse_nodes.editor.viewport.viewport import Viewport

__all__ = ["Viewport"]
