"""``muse doctor``: what this machine has, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from muse_nodes.cli.common import UsageProblemError, add_folders, settings_of
from muse_nodes.doctor import CHECKS, Case, Finding, examine


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse doctor``."""
    add_folders(parser)
    parser.add_argument(
        "--cameras", action="store_true",
        help="open each camera that nobody uses, for some seconds, and measure it",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Look at everything and print it; the status is 0 even when something is missing."""
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    case = Case(settings, tuple(args.models), measure=args.cameras)
    found: list[Finding] = []
    for check in CHECKS:
        for finding in examine(check, case):
            found.append(finding)
            if not args.json:
                _tell(finding)
    if args.json:
        print(json.dumps([asdict(f) for f in found], indent=2))
    return 0


def _tell(finding: Finding) -> None:
    print(f"{finding.state:<8} {finding.topic:<16} {finding.text}", flush=True)
    if finding.remedy:
        print(f"{'':<25} {finding.remedy}", flush=True)
    if finding.command and finding.command not in finding.remedy:
        print(f"{'':<25} $ {finding.command}", flush=True)
