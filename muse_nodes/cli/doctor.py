"""``muse doctor``: what this machine has, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from muse_nodes import __version__
from muse_nodes.api.errors import MuseError
from muse_nodes.cli.common import UsageProblemError, add_folders, settings_of
from muse_nodes.engine.settings import Settings

LITTLE_SPACE_GB = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``state``: ok, missing (something is lost) or note."""

    topic: str
    state: str
    text: str


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse doctor``."""
    add_folders(parser)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Look at everything and print it; the status is 0 even when something is missing."""
    try:
        settings = settings_of(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    findings = [
        *_system(), *_packages(), *_cameras(), _virtual_camera(),
        *_networks(settings, tuple(args.models)), _disk(settings),
    ]  # fmt: skip
    if args.json:
        print(json.dumps([asdict(f) for f in findings], indent=2))
        return 0
    for finding in findings:
        print(f"{finding.state:<8} {finding.topic:<16} {finding.text}")
    return 0


def _system() -> list[Finding]:
    text = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return [
        Finding("MUSE Nodes", "ok", f"{__version__} on {text}, {os.cpu_count()} cores"),
        Finding("device", "ok", "cpu (this version has no GPU device yet)"),
    ]


def _packages() -> list[Finding]:
    found = []
    for name, what in (
        ("onnxruntime", "runs the networks"), ("opencv-python-headless", "cameras"),
        ("av", "video files"), ("numba", "kernels"),
    ):  # fmt: skip
        try:
            found.append(Finding(name, "ok", f"{version(name)} ({what})"))
        except PackageNotFoundError:
            found.append(Finding(name, "missing", f"{what}; install muse-nodes again"))
    return found


def _cameras() -> list[Finding]:
    from muse_nodes import media

    try:
        cameras = media.list_cameras()
    except MuseError as error:
        return [Finding("camera", "missing", str(error))]
    if not cameras:
        return [Finding("camera", "missing", "No camera was found; 'demo' stands in for one.")]
    return [Finding("camera", "ok", f"{c.index}: {c.name}") for c in cameras]


def _virtual_camera() -> Finding:
    from muse_nodes import media

    try:
        camera = media.open_virtual_camera(1280, 720, 30.0)
    except MuseError as error:
        return Finding("virtual camera", "missing", str(error))
    device = camera.device
    camera.close()
    return Finding("virtual camera", "ok", device)


def _networks(settings: Settings, folders: tuple[Path, ...]) -> list[Finding]:
    from muse_nodes.engine.bundled import bundled_folder
    from muse_nodes.models import ModelLibrary

    library = ModelLibrary(settings.all_model_folders(folders), bundled_folder("assets") / "models")
    found = []
    for task in ("segment", "pose", "face"):
        lines = [line for line in library.list() if line.task == task and line.where is not None]
        runs = next((line.name for line in lines if line.runs), "")
        if runs:
            others = ", ".join(line.name for line in lines if line.name != runs)
            text = f"{runs} runs" + (f"; also on disk: {others}" if others else "")
            found.append(Finding(f"network {task}", "ok", text))
        else:
            found.append(
                Finding(
                    f"network {task}", "missing",
                    "None is on disk; see 'muse models list', or name a folder with --models.",
                )
            )  # fmt: skip
    return found


def _disk(settings: Settings) -> Finding:
    folder = settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    state = "ok" if free >= LITTLE_SPACE_GB else "note"
    return Finding("disk", state, f"{free:.0f} GB free for recordings in {settings.data}")
