"""``muse`` and ``muse edit``: the editor."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.cli.common import (
    UsageProblemError,
    add_folders,
    graph_of,
    registry_of,
    settings_of,
)

PAGES = (
    "graph", "simple", "steps", "doctor", "labels", "report", "job", "search", "templates",
)  # fmt: skip
"""What can be shown first, for documentation."""


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse edit``."""
    parser.add_argument("--graph", default="", metavar="GRAPH", help="a path or a bundled name")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NODE.PARAM=VALUE", dest="sets",
        help="set a parameter, for example camera.source=clip.mp4 (repeatable)",
    )  # fmt: skip
    add_folders(parser)
    parser.add_argument("--language", default="", choices=["", "en", "ko"], help="en or ko")
    parser.add_argument("--page", default="", choices=["", *PAGES], help="what to show first")
    parser.add_argument("--select", default="", metavar="NODE", help="select a node")
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="save a picture of the window and end"
    )
    parser.add_argument(
        "--run-seconds", type=float, default=0.0, metavar="S",
        help="run the graph at once; with --screenshot, for that long before the picture",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Open the editor; returns when its window is closed."""
    _look_for_qt()
    from muse_nodes.editor.app import StartOptions, start

    try:
        settings = settings_of(args)
        registry = registry_of(settings)
        named = bool(args.graph)
        args.graph = args.graph or "live"
        graph, problems = graph_of(args, registry)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    path = Path(args.graph) if named and Path(args.graph).is_file() else None
    return start(
        StartOptions(
            graph=graph, path=path, problems=problems, named=named, settings=settings,
            registry=registry, models=tuple(args.models), language=args.language, page=args.page,
            select=args.select, size=args.size, screenshot=args.screenshot,
            run_seconds=args.run_seconds,
        )
    )  # fmt: skip


def _look_for_qt() -> None:
    """MuseError, with what to install, where Qt is not there or cannot be loaded."""
    try:
        for name in ("PySide6.QtWidgets", "NodeGraphQt"):
            import_module(name)
    except ModuleNotFoundError as error:
        raise MuseError(
            f"The editor needs {error.name}, which this environment has not.",
            hint="Install it with: pip install 'muse-nodes[editor]'. 'muse run' works without it.",
        ) from error
    except ImportError as error:
        raise MuseError(
            f"Qt cannot be loaded: {error}.",
            hint="Install the system's libraries for it; 'python3 bootstrap.py edit' does so, or "
            "says how.",
        ) from error


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not cross or not width.isdigit() or not height.isdigit() or not int(width) * int(height):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1600x900")
    return int(width), int(height)
