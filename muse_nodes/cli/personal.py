"""``muse record|label|train|convert|report|personalise PROFILE``: a network of one's own.

Each is the bundled graph of that name, run for one profile: what ``muse run`` does with it, without
having to name the nodes. ``muse record PROFILE --video FILE`` is the graph ``import``.
"""

from __future__ import annotations

import argparse
import sys

from muse_nodes.cli import edit
from muse_nodes.cli import run as runs
from muse_nodes.cli.common import UsageProblemError, registry_of, settings_of
from muse_nodes.document import Graph, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.registry import Registry
from muse_nodes.profiles import Profiles, checked_name

MAKES_PROFILES = ("record", "personalise")
"""Commands for which a profile that is not there yet is made."""


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
    video = getattr(args, "video", None)
    args.graph = "import" if video else args.command
    try:
        settings = settings_of(args)
        profiles = Profiles(settings.data)
        name = _profile(profiles, args)
        loaded = load(find_graph(args.graph)).graph
        if loaded is None:
            raise UsageProblemError([f"The bundled graph '{args.graph}' is damaged."])
        args.sets = [*_settings(args, loaded, registry_of(settings), name), *args.sets]
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    return edit.run(_for_the_editor(args)) if args.window else runs.run(args)


def _profile(profiles: Profiles, args: argparse.Namespace) -> str:
    if not args.profile:
        return profiles.current().name
    name = checked_name(args.profile)
    known = {profile.name.casefold() for profile in profiles}
    if args.command in MAKES_PROFILES and name.casefold() not in known:
        return profiles.create(name).name
    return profiles.get(name).name


def _settings(
    args: argparse.Namespace, graph: Graph, registry: Registry, profile: str
) -> list[str]:
    """What the short options mean, as ``--set`` has it: for each node that has such a parameter."""
    wanted = {"profile": profile}
    for name in ("session", "preset", "video", "plate"):
        if getattr(args, name, None):
            wanted[name] = getattr(args, name)
    sets = []
    for name, value in wanted.items():
        holders = [n.id for n in graph.nodes if _has(registry, n.type, name)]
        if not holders:
            raise UsageProblemError([f"--{name}: no node of '{args.graph}' has such a parameter."])
        sets += [f"{holder}.{name}={value}" for holder in holders]
    return sets


def _for_the_editor(args: argparse.Namespace) -> argparse.Namespace:
    """The same as arguments of ``muse edit``."""
    parser = argparse.ArgumentParser()
    edit.arguments("edit", parser)
    found = parser.parse_args([])
    for name in ("graph", "sets", "models", "data"):
        setattr(found, name, getattr(args, name))
    return found


def _has(registry: Registry, type: str, param: str) -> bool:
    schema = registry.get(type)
    return schema is not None and schema.param(param) is not None
