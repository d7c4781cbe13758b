"""``muse record|label|train|convert|report|personalise PROFILE``: a network of one's own.

Each is the bundled graph of that name, run for one profile: what ``muse run`` does with it, without
having to name the nodes. ``muse record PROFILE --video FILE`` is the graph ``import``.
"""

from __future__ import annotations

import argparse
import sys

from muse_nodes.cli import edit
from muse_nodes.cli import run as runs
from muse_nodes.cli.common import UsageProblemError, settings_of
from muse_nodes.profiles import Profiles, checked_name


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of one of the commands: its own, and those of ``muse run``."""
    parser.add_argument(
        "profile", metavar="PROFILE", nargs="?", default="",
        help="the camera angle (muse profiles); without it the current one",
    )  # fmt: skip
    parser.add_argument(
        "--window", action="store_true", help="open the step in the editor instead of running it"
    )
    if command == "record":
        parser.add_argument("--video", metavar="FILE", help="take a video file as the recording")
        parser.add_argument("--plate", metavar="FILE", help="its picture of the empty room")
    if command not in ("record", "convert"):
        parser.add_argument(
            "--session", metavar="NAME", help="the recording; without it the newest one"
        )
    if command in ("train", "personalise"):
        parser.add_argument("--preset", help="quick, standard or quality")
    runs.arguments(command, parser, graph=False)


def run(args: argparse.Namespace) -> int:
    """Run the step; 0 done, 1 failed or cancelled, 2 wrong usage."""
    args.graph = "import" if getattr(args, "video", None) else args.command
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    wanted = {"profile": _profile(Profiles(settings.data), args)}
    wanted |= {
        name: getattr(args, name, None) or "" for name in ("session", "preset", "video", "plate")
    }
    args.sets = [*(f"*.{name}={value}" for name, value in wanted.items() if value), *args.sets]
    return edit.run(_for_the_editor(args)) if args.window else runs.run(args)


def _profile(profiles: Profiles, args: argparse.Namespace) -> str:
    """The name of the profile that is meant; to record, one that is not there yet is made."""
    if not args.profile:
        return profiles.current().name
    name = checked_name(args.profile)
    known = {profile.name.casefold() for profile in profiles}
    if args.command == "record" and name.casefold() not in known:
        return profiles.create(name).name
    return profiles.get(name).name


def _for_the_editor(args: argparse.Namespace) -> argparse.Namespace:
    """The same as arguments of ``muse edit``."""
    parser = argparse.ArgumentParser()
    edit.arguments("edit", parser)
    found = parser.parse_args([])
    for name in ("graph", "sets", "models", "data"):
        setattr(found, name, getattr(args, name))
    return found
