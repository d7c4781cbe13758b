"""``muse profiles``: one profile per camera angle."""

from __future__ import annotations

import argparse
import sys

from muse_nodes.cli.common import UsageProblemError, add_folders, settings_of
from muse_nodes.profiles import Profiles, sessions_of


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse profiles``."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    verbs.add_parser("list", help="list the profiles; a star marks the current one")
    for verb, text in (
        ("new", "make a profile"),
        ("use", "make a profile the current one"),
        ("delete", "move a profile into the folder 'trash' of the data folder"),
    ):
        verbs.add_parser(verb, help=text).add_argument("name", metavar="NAME")
    for verb, text in (("rename", "give a profile another name"), ("copy", "copy a profile")):
        added = verbs.add_parser(verb, help=text)
        added.add_argument("name", metavar="NAME")
        added.add_argument("to", metavar="NEW")
    add_folders(parser)


def run(args: argparse.Namespace) -> int:
    """Do it and say what there is now. MuseError says why it cannot be done."""
    try:
        profiles = Profiles(settings_of(args).data)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    if args.verb == "new":
        profiles.create(args.name)
    elif args.verb == "use":
        profiles.use(args.name)
    elif args.verb == "rename":
        profiles.rename(args.name, args.to)
    elif args.verb == "copy":
        profiles.copy(args.name, args.to)
    elif args.verb == "delete":
        print(f"It lies in '{profiles.delete(args.name)}' now.")
    _list(profiles)
    return 0


def _list(profiles: Profiles) -> None:
    current = profiles.current_name
    for profile in profiles:
        mark = "*" if profile.name == current else " "
        count = len(list(sessions_of(profile)))
        print(f"{mark} {profile.name}: {count} recording{'' if count == 1 else 's'}")
    if not list(profiles):
        print("There is no profile yet; 'muse profiles new front' makes one.")
