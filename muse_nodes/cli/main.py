"""The command line: the same engine as the editor, without a window.

Each command lives in a module of its own that is imported only when it is called, so that
``muse nodes`` answers at once.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module

from muse_nodes import __version__
from muse_nodes.api.errors import MuseError

FAILED = 1
WRONG = 2

_COMMANDS = {
    "edit": ("edit", "open the editor; 'muse' alone does the same"),
    "run": ("run", "run a graph without a window"),
    "control": ("control", "drive a running graph from a script or a key"),
    "check": ("inspect", "say what is wrong with a graph"),
    "plan": ("inspect", "print in which order, where and in which buffers a graph runs"),
    "nodes": ("inspect", "list the node types"),
    "new-node": ("new_node", "write a node file and its test to start from"),
    "models": ("models", "list, download and verify networks"),
    "profiles": ("profiles", "make, rename, copy and choose profiles: one per camera angle"),
    "record": ("personal", "record yourself in your room, for a network of your own"),
    "label": ("personal", "have large networks mark you in a recording"),
    "train": ("personal", "train a small network on what was labelled"),
    "convert": ("personal", "make the trained network fast, and install it"),
    "report": ("personal", "say how good your network is, and than what it is better"),
    "personalise": ("personal", "all of it: from a recording to an installed network"),
    "doctor": ("doctor", "say what this machine has: cameras, virtual camera, networks, disk"),
    "soak": ("soak", "run a graph for hours while everything around it fails"),
    "bench": ("bench", "measure how fast the live graph is on this machine"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 failed, 2 wrong usage or graph."""
    arguments = _completed(list(sys.argv[1:] if argv is None else argv))
    parser = _parser(next((a for a in arguments if a in _COMMANDS or a == "-h"), ""))
    parsed = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if parsed.verbose else logging.WARNING, format="%(name)s: %(message)s"
    )
    module = import_module(f"muse_nodes.cli.{_COMMANDS[parsed.command][0]}")
    try:
        status: int = module.run(parsed)
    except MuseError as error:
        print(f"muse {parsed.command}: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:  # the reader of our output has gone: `muse nodes | head`
        sys.stderr.close()
        return 0
    return status


def _completed(arguments: list[str]) -> list[str]:
    """What was typed with the command that goes without saying: ``muse`` alone opens the editor."""
    first = next((a for a in arguments if a not in ("-v", "--verbose")), "")
    if first in _COMMANDS or first in ("-h", "--help", "--version"):
        return arguments
    place = arguments.index(first) if first else len(arguments)
    if first.endswith(".json"):
        return [*arguments[:place], "edit", "--graph", *arguments[place:]]
    if first and not first.startswith("-"):
        return arguments  # no such command: argparse says which there are
    return [*arguments[:place], "edit", *arguments[place:]]


def _parser(wanted: str) -> argparse.ArgumentParser:
    """All commands by name; only the one that is ``wanted`` is imported and filled in."""
    parser = argparse.ArgumentParser(
        prog="muse", description="MUSE Nodes: a node editor for live video of one person."
    )
    parser.add_argument("--version", action="version", version=f"muse {__version__}")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell more about the work")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (module, text) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        if name == wanted or wanted.startswith("-"):
            import_module(f"muse_nodes.cli.{module}").arguments(name, command)
    return parser
