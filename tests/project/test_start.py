"""Starting is quick because nothing heavy is loaded before it is needed (no clock is looked at)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"cv2", "numba", "llvmlite", "onnxruntime", "av", "scipy", "torch", "cupy", "PySide6"}

LIST_NODES = "from muse_nodes.cli import main; assert main(['nodes']) == 0"
LOAD_NODES = "from muse_nodes.engine.registry import load_registry; assert load_registry()"


@pytest.mark.parametrize("start", ["import muse_nodes.api", LOAD_NODES, LIST_NODES])
def test_nothing_heavy_is_loaded(start: str) -> None:
    code = f"{start}\nimport sys\nprint('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.rpartition("loaded:")[2].split()
    assert "muse_nodes.api" in loaded
    assert HEAVY & set(loaded) == set()
