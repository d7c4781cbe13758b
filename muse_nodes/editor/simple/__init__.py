"""Simple mode: one page for people who never want to see a graph."""

from muse_nodes.editor.simple.page import SimpleMode

__all__ = ["SimpleMode"]
