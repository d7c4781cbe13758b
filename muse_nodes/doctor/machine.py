"""The program itself, what it is made of, and the disk it writes to."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from muse_nodes import __version__
from muse_nodes.doctor.finding import Case, Finding

LITTLE_SPACE_GB = 5.0

_PACKAGES = (
    ("onnxruntime", "runs the networks"),
    ("opencv-python-headless", "cameras"),
    ("av", "video files"),
    ("numba", "kernels"),
)


def look_at_system(case: Case) -> Iterator[Finding]:
    """Version, system, cores and device."""
    text = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield Finding("MUSE Nodes", "ok", f"{__version__} on {text}, {os.cpu_count()} cores")
    yield Finding("device", "ok", "cpu (this version has no GPU device yet)")


def look_at_packages(case: Case) -> Iterator[Finding]:
    """The packages that everything stands on, and one that must not be among them."""
    for name, what in _PACKAGES:
        try:
            yield Finding(name, "ok", f"{version(name)} ({what})")
        except PackageNotFoundError:
            yield Finding(
                name,
                "missing",
                what,
                "Install it again.",
                "pip install --force-reinstall muse-nodes",
            )
    spec = find_spec("cv2")
    if spec is not None and spec.origin:
        yield from brings_qt(Path(spec.origin).parent)


def brings_qt(opencv: Path) -> Iterator[Finding]:
    """``opencv`` is the folder of the package cv2: only the headless one leaves Qt alone."""
    if (opencv / "qt").is_dir():
        yield Finding(
            "opencv", "missing",
            "The OpenCV that is installed brings Qt plug-ins of its own, which keep the editor "
            "from starting.",
            "Put the one without a window in its place.",
            "pip uninstall -y opencv-python opencv-contrib-python && "
            "pip install --force-reinstall opencv-python-headless",
        )  # fmt: skip


def look_at_disk(case: Case) -> Iterator[Finding]:
    """Room for recordings."""
    folder = case.settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    text = f"{free:.0f} GB free for recordings in {case.settings.data}"
    if free >= LITTLE_SPACE_GB:
        yield Finding("disk", "ok", text)
    else:
        remedy = "Make room, or name another data folder in the settings."
        yield Finding("disk", "note", text, remedy)
