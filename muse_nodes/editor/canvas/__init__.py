"""The canvas of the editor: the graph as something to look at and to take hold of."""

from muse_nodes.editor.canvas.canvas import Canvas
from muse_nodes.editor.canvas.dangling import Dangling

__all__ = ["Canvas", "Dangling"]
