"""The command line as people start it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"cv2", "numba", "llvmlite", "onnxruntime", "av", "networkx", "scipy"}


def started(*arguments: str, home: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``python ARGUMENTS`` with settings and data in an empty folder."""
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"), str(home))
    environment = {**os.environ, **places, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_listing_the_nodes_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys; from muse_nodes.cli import main; s = main(['nodes']); print(*sys.modules)"
    done = started("-c", f"{code}; sys.exit(s)", home=tmp_path)
    assert done.returncode == 0, done.stderr
    listed, modules = done.stdout.rsplit("\n", 2)[:2]
    assert "muse.compose.composite" in listed
    assert HEAVY & set(modules.split()) == set()


def test_a_failed_run_ends_with_its_status_and_without_a_traceback(tmp_path: Path) -> None:
    done = started(
        "-m", "muse_nodes", "run", "live", "--set", "camera.source=none.mp4", home=tmp_path
    )
    assert done.returncode == 1
    assert "none.mp4" in done.stderr
    assert "Traceback" not in done.stderr
    wrong = started("-m", "muse_nodes", "run", "no-such-graph", home=tmp_path)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_a_reader_that_has_gone_is_no_failure(tmp_path: Path) -> None:
    code = (
        "import os, sys; r, w = os.pipe(); os.close(r); os.dup2(w, 1);"
        "from muse_nodes.cli import main; sys.exit(main(['nodes', '--markdown']))"
    )
    done = started("-c", code, home=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_the_test_of_a_new_node_passes(tmp_path: Path) -> None:
    made = started("-m", "muse_nodes", "new-node", "trails", "--folder", str(tmp_path),
                   home=tmp_path / "home")  # fmt: skip
    assert made.returncode == 0, made.stderr
    done = started("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_trails.py",
                   home=tmp_path / "home", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
