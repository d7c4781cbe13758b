"""``muse soak``: run a graph for hours while everything around it fails, and judge how it did.

Exit status 0 only when every invariant held. Ctrl-C ends it early; what was seen until then is
reported all the same, and the status is 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from muse_nodes.cli.common import UsageProblemError, add_graph, graph_of, registry_of, settings_of
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.host import load_models

SHORTEST = 0.2
"""Minutes below which nothing could be judged."""


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse soak``."""
    add_graph(parser)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--hours", type=float, metavar="H", help="how long")
    length.add_argument("--minutes", type=float, metavar="M", help="how long")
    parser.add_argument(
        "--chaos", type=int, default=1, metavar="SEED", help="what goes wrong; same seed, same plan"
    )
    parser.add_argument(
        "--scene", type=Path, metavar="DIR",
        help="video.mp4, alpha.mkv, background.png: what the camera films (default: demo scene)",
    )  # fmt: skip
    parser.add_argument(
        "--mattes", default="true", choices=["true", "network"],
        help="true: no network can err, every leak is the engine's; network: as they find them",
    )  # fmt: skip
    parser.add_argument(
        "--room", choices=["both", "filmed"],
        help="both: painted magenta in turn; filmed: as it is (the default with --mattes network)",
    )  # fmt: skip
    parser.add_argument(
        "--margin", type=float, default=0.0, metavar="PERCENT",
        help="of the height: how far round the person the room may be taken for them",
    )  # fmt: skip
    parser.add_argument(
        "--report", type=Path, action="append", default=[], metavar="FILE",
        help="write the report: .json, or .md to read (repeatable)",
    )  # fmt: skip
    parser.add_argument("--plan", action="store_true", help="print what would be done, and stop")


def run(args: argparse.Namespace) -> int:
    """Run it; 0 when all invariants held, 1 when not, 2 wrong usage or a graph with problems."""
    minutes = args.minutes if args.hours is None else args.hours * 60
    try:
        if not SHORTEST <= minutes < float("inf"):
            raise UsageProblemError([f"muse soak: it takes at least {SHORTEST} minutes."])
        for path in args.report:
            if not path.absolute().parent.is_dir():
                raise UsageProblemError([f"--report {path}: the folder does not exist."])
        return _run(args, minutes * 60)
    except (UsageProblemError, GraphProblemsError) as error:
        print(error, file=sys.stderr)
        return 2
    except SetupError as error:
        print(f"muse soak: {error}", file=sys.stderr)
        return 1


def _run(args: argparse.Namespace, seconds: float) -> int:
    from muse_nodes.soak.endurance import Trial, endure, run_plan
    from muse_nodes.soak.footage import open_footage
    from muse_nodes.soak.report import write

    settings = settings_of(args)
    registry = registry_of(settings)
    graph, warnings = graph_of(args, registry)
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    models = load_models(settings.all_model_folders(tuple(args.models)))
    room = args.room or ("both" if args.mattes == "true" else "filmed")
    trial = Trial(
        graph, registry, models, open_footage(args.scene, magenta=room == "both"), seconds,
        args.chaos, args.mattes == "true", args.margin, segmenting(models),
    )  # fmt: skip
    if args.plan:
        print("\n".join(map(str, run_plan(trial))))
        return 0
    report = endure(trial, lambda text: print(text, flush=True))
    print(report.as_markdown())
    for path in args.report:
        write(report, path)
    return 0 if report.held else 1


def segmenting(models: NetworkSource) -> tuple[str, ...]:
    """Names of the networks that are here and segment, whether ``auto`` would take them or not."""
    from muse_nodes.models import ModelLibrary

    if not isinstance(models, ModelLibrary):
        return ()
    return tuple(m.name for m in models.list() if m.task == "segment" and m.where)
