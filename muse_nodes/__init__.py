"""MUSE Nodes: a node editor for live video of one person in one room."""

__version__ = "0.1.0"
