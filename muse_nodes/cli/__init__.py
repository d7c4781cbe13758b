"""The command line: ``muse``."""

from muse_nodes.cli.main import main

__all__ = ["main"]
