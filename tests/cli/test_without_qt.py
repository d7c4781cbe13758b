"""Everything but the editor works where Qt is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BLOCKED = """
import sys


class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "NodeGraphQt", "Qt", "psutil"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Blocked())
from muse_nodes.cli import main

sys.exit(main(sys.argv[1:]))
"""


def muse(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process that has no Qt."""
    known = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *words], capture_output=True, text=True, env=known
    )


def test_a_graph_runs(tmp_path: Path) -> None:
    done = muse("run", "demo", "--frames", "3", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 frames" in done.stdout


def test_nodes_are_listed_and_graphs_checked(tmp_path: Path) -> None:
    assert muse("nodes", folder=tmp_path).returncode == 0
    assert muse("check", "live", folder=tmp_path).returncode == 0
    assert muse("plan", "demo", folder=tmp_path).returncode == 0


def test_the_editor_says_what_it_lacks(tmp_path: Path) -> None:
    done = muse(folder=tmp_path)
    assert done.returncode == 1
    assert "muse-nodes[editor]" in done.stderr
    assert "Traceback" not in done.stderr
