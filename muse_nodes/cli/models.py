"""``muse models``: which networks there are, download one, verify what is on disk, go back to an
earlier personal model.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from muse_nodes.cli.common import UsageProblemError, add_folders, settings_of
from muse_nodes.engine.host import load_models
from muse_nodes.models import CATALOGUE, ModelLibrary, pull
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.installed import previous_sets, roll_back


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse models``."""
    add_folders(parser)
    verbs = ["list", "pull", "verify", "rollback"]
    parser.add_argument("verb", choices=verbs, nargs="?", default="list")
    parser.add_argument(
        "name", nargs="?",
        help="the network to pull, or the earlier model to go back to (without it the last one)",
    )  # fmt: skip
    parser.add_argument(
        "--profile", default="", metavar="NAME", help="whose models; without it the current one"
    )


def run(args: argparse.Namespace) -> int:
    """Carry the command out."""
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    folders = settings.all_model_folders(tuple(args.models))
    library = load_models(folders, settings.data, args.profile)
    if args.verb == "pull":
        return _pull(args.name, settings.downloads if not args.models else args.models[0])
    if args.verb == "verify":
        return _verify(library)
    profile = _profile(Profiles(settings.data), args.profile)
    return _list(library, profile) if args.verb == "list" else _roll_back(profile, args.name or "")


def _profile(profiles: Profiles, name: str) -> Profile:
    """The profile that is meant; the current one need not be there yet."""
    if name:
        return profiles.get(name)
    return Profile(profiles.current_name, profiles.folder / profiles.current_name)


def _roll_back(profile: Profile, stamp: str) -> int:
    aside = roll_back(profile, stamp)
    print(f"The earlier model of '{profile.name}' runs again. The one before lies in '{aside}'.")
    return 0


def _list(library: ModelLibrary, profile: Profile) -> int:
    print(f"{'name':<20} {'task':<8} {'licence':<14} {'size':>9}  where")
    for line in library.list():
        where = str(line.where) if line.where is not None else line.note
        mark = " (auto runs this one)" if line.runs else ""
        print(
            f"{line.name:<20} {line.task:<8} {line.licence:<14} {line.bytes / 1e6:6.1f} MB  "
            f"{where}{mark}"
        )
    for passed in library.passed():
        print(f"passed over {passed}")
    earlier = [path.name for path in previous_sets(profile)]
    if earlier:
        print(
            f"Earlier models of '{profile.name}', for `muse models rollback`: {', '.join(earlier)}"
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
