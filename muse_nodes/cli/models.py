"""``muse models``: which networks there are, download one, verify what is on disk."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from muse_nodes.cli.common import UsageProblemError, add_folders, settings_of
from muse_nodes.engine.bundled import bundled_folder
from muse_nodes.models import CATALOGUE, ModelLibrary, pull


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse models``."""
    add_folders(parser)
    parser.add_argument("verb", choices=["list", "pull", "verify"], nargs="?", default="list")
    parser.add_argument("name", nargs="?", help="the network to pull")


def run(args: argparse.Namespace) -> int:
    """Carry the command out."""
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    folders = settings.all_model_folders(tuple(args.models))
    library = ModelLibrary(folders, bundled_folder("assets") / "models")
    if args.verb == "pull":
        return _pull(args.name, settings.downloads if not args.models else args.models[0])
    return _verify(library) if args.verb == "verify" else _list(library)


def _list(library: ModelLibrary) -> int:
    print(f"{'name':<20} {'task':<8} {'licence':<14} {'size':>9}  where")
    for line in library.list():
        where = str(line.where) if line.where is not None else line.note
        mark = " (auto runs this one)" if line.runs else ""
        print(
            f"{line.name:<20} {line.task:<8} {line.licence:<14} {line.bytes / 1e6:6.1f} MB  "
            f"{where}{mark}"
        )
    return 0


def _verify(library: ModelLibrary) -> int:
    bad = False
    for found in library.verify():
        bad = bad or found.state == "damaged"
        print(f"{found.state:<8} {found.path}: {found.text}")
    return 1 if bad else 0


def _pull(name: str | None, folder: Path) -> int:
    entry = next((e for e in CATALOGUE if e.name == name), None)
    if entry is None:
        known = ", ".join(e.name for e in CATALOGUE)
        print(f"There is no network '{name}' to pull. There are: {known}.", file=sys.stderr)
        return 2
    for done in pull(entry, folder, _progress):
        checked = "verified" if done.verified else "its checksum is not published"
        print(f"{done.path} ({checked})")
    return 0


def _progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        share = f"{done / total:.0%}" if total else f"{done / 1e6:.1f} MB"
        print(f"\r{name}: {share} ", end="", file=sys.stderr, flush=True)
