"""Who may import whom, and what an import must not drag in."""

from __future__ import annotations

import subprocess
import sys

import pytest
from source_files import ROOT

HEAVY = {
    "av", "cupy", "cv2", "networkx", "numba", "onnx", "onnxruntime", "PySide6", "pyvirtualcam",
    "scipy", "tensorrt", "torch", "transformers",
}  # fmt: skip


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the project's root."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def loaded_by(module: str) -> set[str]:
    """Names of the top-level packages that importing ``module`` loads."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_contracts_hold() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = python("-c", code, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize("module", ["muse_nodes", "muse_nodes.api", "muse_nodes.document"])
def test_contract_and_document_load_nothing_heavy(module: str) -> None:
    assert loaded_by(module) & HEAVY == set()


def test_the_document_needs_no_arrays() -> None:
    assert "numpy" not in loaded_by("muse_nodes.document")
    assert "numpy" in loaded_by("muse_nodes.api")
