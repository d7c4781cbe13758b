"""Is what training needs on this machine? Asked before anything of it is imported."""

from __future__ import annotations

from importlib.util import find_spec

from muse_nodes.api import NodeError

INSTALL = "Install it with: pip install 'muse-nodes[train]'."


def expect(*packages: str) -> None:
    """NodeError that names the first of ``packages`` that is not there, and how to get it."""
    names = {"torch": "PyTorch"}
    for package in packages:
        if find_spec(package) is None:
            name = names.get(package, package)
            raise NodeError(
                f"Training needs {name}, which is not installed on this machine.",
                hint=f"{INSTALL} Or send the graph to a machine that has it.",
            )
